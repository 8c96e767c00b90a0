import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { DAY, dayNumber } from "../../src/base/time.ts";
import { duckdb, sqlite } from "../../src/export/index.ts";
import { featuresSql } from "../../src/export/sql/features.ts";
import { load } from "../../src/workbench/load.ts";
import { openStudy } from "../../src/workbench/study-file.ts";
import { scratch } from "../helpers/cli.ts";
import { replaceIn, tinyStudy, writeStudy } from "../helpers/tiny-study.ts";
import { type Connection, connect } from "./duckdb.ts";
import { featuresAt, makingFor, sameFeatures, sourceTables } from "./judges/feature-tables.ts";
import { sqliteAnswers, whyNoPython } from "./judges/judges.ts";

const place = scratch();
let db: Connection;
beforeAll(async () => {
  db = await connect();
  study = await loaded();
});
afterAll(() => {
  db.closeSync();
  place.remove();
});

/** The small study with decayed counts and a persona, loaded, and its features. */
async function loaded() {
  const tiny = tinyStudy();
  replaceIn(tiny, "windows: [7 days, 30 days]", "windows: [7 days, 30 days], half_life: 14 days");
  replaceIn(tiny, "models:\n", `personas:\n  buyer: "title = 'CTO' AND NOT employees < 100"\nmodels:\n`);
  const opened = await openStudy(writeStudy(join(place.folder, "study"), tiny));
  const { history, coded } = await load(opened.study, opened.folder, {});
  const { features } = coded;
  const named = features.map(({ name, kind }) => ({ name, type: kind }));
  return { opened, history, features, named, names: features.map(({ name }) => name) };
}
let study: Awaited<ReturnType<typeof loaded>>;
const moments = [dayNumber(2024, 1, 20), dayNumber(2024, 9, 1), dayNumber(2026, 1, 1)].map(
  (day) => day * DAY + 43_201,
);

it("10.2: the query over leads and activities gives the workbench's features at three moments", async () => {
  const { opened, history, features, named, names } = study;
  expect(names).toContain("demo_request_decayed");
  let made = false;
  let compared = 0;
  for (const moment of moments) {
    const making = makingFor(opened.study, features, moment);
    if (!made)
      for (const { create, name, values } of sourceTables(duckdb, history, making.columns)) {
        await db.run(create);
        const text = (v: unknown): string =>
          v === null ? "NULL" : typeof v === "string" ? `'${v.replaceAll("'", "''")}'` : String(v);
        for (let i = 0; i < values.length; i += 500)
          await db.run(
            `INSERT INTO ${name} VALUES ${values
              .slice(i, i + 500)
              .map((row) => `(${row.map(text).join(", ")})`)
              .join(", ")}`,
          );
      }
    made = true;
    const query = featuresSql(duckdb, named, [], names, making);
    const answer = await db.runAndReadAll(`SELECT * FROM (${query}) ORDER BY lead_id`);
    compared += sameFeatures(featuresAt(history, features, moment), answer.getRows(), names);
  }
  expect(compared).toBeGreaterThan(10_000);
});

it("10.2: and so it does in SQLite", (context) => {
  const why = whyNoPython();
  if (why !== null) return context.skip(why);
  const { opened, history, features, named, names } = study;
  const asked = moments.map((moment) => {
    const making = makingFor(opened.study, features, moment);
    const query = `SELECT * FROM (${featuresSql(sqlite, named, [], names, making)}) ORDER BY lead_id`;
    return { tables: sourceTables(sqlite, history, making.columns), query };
  });
  const answers = sqliteAnswers(asked) as readonly (readonly unknown[][])[];
  const compared = moments.map((moment, i) =>
    sameFeatures(featuresAt(history, features, moment), answers[i] ?? [], names),
  );
  expect(compared.reduce((a, b) => a + b)).toBeGreaterThan(10_000);
});
