import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, expect, it } from "vitest";
import { exportRun } from "../../src/workbench/export/export.ts";
import { run } from "../../src/workbench/run.ts";
import { scratch } from "../helpers/cli.ts";
import { replaceIn, tinyStudy, writeStudy } from "../helpers/tiny-study.ts";
import { dbt, dbtProgram } from "./judges/dbt.ts";

const { folder, remove } = scratch();
afterAll(remove);

/** A name and levels that Jinja, YAML and SQL would each read something in. */
const column = `Ti'tle {{ 1/0 }} {% x %} {# y #}`;
const levels: Readonly<Record<string, string>> = {
  CTO: `C{{ T }}O's`,
  Manager: "yes",
  Analyst: 'An#}a "lyst" -- \\',
};
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** The small study with a hostile column, and the tables that a warehouse has of it. */
async function project(): Promise<string> {
  const tiny = tinyStudy();
  tiny.leads = tiny.leads.map((line, i) =>
    i === 0
      ? line.replace("title", quoted(column))
      : line.replace(/(?<=,)(CTO|Manager|Analyst)(?=,)/, (level) => quoted(levels[level] ?? level)),
  );
  replaceIn(tiny, "[title, employees, email]", `[${JSON.stringify(column)}, employees, email]`);
  replaceIn(
    tiny,
    /models:\n[\s\S]*(?=definitions:)/,
    `models:
  hand: { kind: points, points: [ { when: "demo_request_30d >= 1", points: 30 }, { per: page_view_30d, points: 2.5, max: 10 } ] }
  logit: { kind: logistic, penalty: ridge, max_bins: 3 }
`,
  );
  replaceIn(
    tiny,
    /definitions:\n[\s\S]*(?=backtest)/,
    'definitions:\n  incumbent: { stage: mql, incumbent: true }\n  written: { when: "hand_points >= 10" }\n  likely: { score: logit, p_at_least: 0.2 }\n',
  );
  const { folder: made } = await run({
    study: writeStudy(join(folder, "study"), tiny),
    out: join(folder, "reports"),
  });
  const out = join(folder, "exports");
  await exportRun({ run: made, out, to: ["dbt"] });
  const home = join(out, "dbt");
  writeFileSync(
    join(home, "profiles.yml"),
    "leadline: { target: dev, outputs: { dev: { type: duckdb, path: warehouse.duckdb, threads: 1 } } }\n",
  );
  const instance = await DuckDBInstance.create(join(home, "warehouse.duckdb"));
  const db = await instance.connect();
  const csv = (name: string): string =>
    `read_csv('${join(folder, "study", name)}', header = true, all_varchar = true)`;
  await db.run("CREATE SCHEMA crm");
  await db.run(
    `CREATE TABLE crm.leads AS SELECT * REPLACE (created_at::TIMESTAMP AS created_at, employees::DOUBLE AS employees) FROM ${csv("leads.csv")}`,
  );
  await db.run(
    `CREATE TABLE crm.activities AS SELECT lead_id, replace(lower(activity), ' ', '_') AS activity, occurred_at::TIMESTAMP AS occurred_at, NULL::TIMESTAMP AS known_at FROM ${csv("activities.csv")}`,
  );
  db.closeSync();
  instance.closeSync();
  return home;
}

it("10.1: dbt builds the project on DuckDB, its golden rows hold, and a wrong point fails the build", async (context) => {
  const found = dbtProgram();
  if ("why" in found) return context.skip(found.why);
  const home = await project();
  const vars = ["--vars", "{leadline_schema: crm}"];
  const built = dbt(found.program, home, ["build", ...vars]);
  expect(built.said).toMatch(/Completed successfully/);
  expect(built.passed).toBe(true);
  for (const passed of [
    /PASS scored_hand::golden_hand/,
    /PASS scored_logit::golden_logit/,
    /PASS golden_hand /,
    /PASS golden_logit /,
    /OK created sql view model \w+\.lead_features/,
    /OK created sql view model \w+\.mql_written/,
    /OK created sql view model \w+\.mql_likely/,
  ])
    expect(built.said).toMatch(passed);
  const file = join(home, "models/leadline/scored_hand.sql");
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replaceAll("THEN 300 ", "THEN 310 "));
  expect(readFileSync(file, "utf8")).not.toBe(text);
  const wrong = dbt(found.program, home, ["build", "--select", "scored_hand", ...vars]);
  expect(wrong.passed).toBe(false);
  expect(wrong.said).toMatch(/FAIL 1 scored_hand::golden_hand/);
});
