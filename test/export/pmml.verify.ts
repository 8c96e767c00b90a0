import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { LeadlineError } from "../../src/base/errors.ts";
import { inputColumns } from "../../src/export/index.ts";
import { pmmlOf } from "../../src/export/pmml/scorecard.ts";
import { goldenRows } from "../../src/weights/golden.ts";
import { compileScorer, type Inputs } from "../../src/weights/scorer.ts";
import type { Weights } from "../../src/weights/type.ts";
import { scratch } from "../helpers/cli.ts";
import { sealed } from "./duckdb.ts";
import { drafts, rows } from "./weights.ts";

const { folder, remove } = scratch();
afterAll(remove);

/** XML holds no control characters; an evaluator takes infinity for a number. */
const holds = (row: Inputs): boolean =>
  Object.values(row).every((v) => (typeof v === "number" ? Number.isFinite(v) : true));

interface Case {
  readonly weights: Weights;
  readonly text: string;
  readonly rows: readonly Inputs[];
}

const random = fc.sample(rows, { numRuns: 500, seed: 51 }).filter(holds);
const cases: readonly Case[] = fc.sample(drafts, { numRuns: 110, seed: 52 }).flatMap((draft) => {
  const weights = { ...sealed({ ...draft, name: "made up" }), golden: goldenRows(draft).slice(0, 40) };
  // a slope of 1e308 gives NaN in an evaluator
  if ("slope" in draft.calibration && Math.abs(draft.calibration.slope) > 1e100) return [];
  try {
    return [
      { weights, text: pmmlOf(weights), rows: [...random, ...goldenRows(draft).map(({ inputs }) => inputs)] },
    ];
  } catch (error) {
    if (error instanceof LeadlineError) return [];
    throw error;
  }
});

const spelt = (value: unknown): string =>
  value === null || typeof value === "object"
    ? "\\N"
    : String(value)
        .replaceAll("\\", "\\\\")
        .replaceAll("\t", "\\t")
        .replaceAll("\n", "\\n")
        .replaceAll("\r", "\\r")
        .replaceAll("\0", "\\0");

it("10.3: PMML is valid by the schema of 4.4", (context) => {
  const schema = join(process.env.LEADLINE_SHARED ?? "", "pmml-4-4.xsd");
  if (!existsSync(schema)) return context.skip("pmml-4-4.xsd is not here: set LEADLINE_SHARED");
  const files = cases.slice(0, 25).map(({ text }, i) => {
    const file = join(folder, `valid${i}.pmml`);
    writeFileSync(file, text);
    return file;
  });
  const ran = spawnSync("xmllint", ["--noout", "--schema", schema, ...files], { encoding: "utf8" });
  if (ran.error !== undefined) return context.skip("xmllint is not installed (Debian: libxml2-utils)");
  expect(ran.stderr.split("\n").filter((line) => line !== "" && !line.endsWith(" validates"))).toEqual([]);
});

it("10.1: JPMML scores 20,000 adversarial rows as the scorer does", (context) => {
  const jars = process.env.LEADLINE_JPMML;
  if (jars === undefined)
    return context.skip("JPMML is not here: LEADLINE_JPMML names the folder of its jars");
  const args = cases.flatMap(({ weights, text, rows: asked }, i) => {
    const [model, table] = [join(folder, `m${i}.pmml`), join(folder, `m${i}.tsv`)];
    const columns = inputColumns(weights.inputs, [weights], "lead_id");
    const head = columns.flatMap(({ column, notObserved }) =>
      notObserved === null ? [column] : [column, notObserved],
    );
    const lines = asked.map((row) =>
      columns.flatMap(({ name, notObserved }) => {
        const value = row[name] ?? null;
        return notObserved === null ? [value] : [value, typeof value === "object" && value !== null];
      }),
    );
    writeFileSync(model, text);
    writeFileSync(table, [head, ...lines].map((cells) => `${cells.map(spelt).join("\t")}\n`).join(""));
    return [model, table];
  });
  const java = process.env.JAVA_HOME === undefined ? "java" : join(process.env.JAVA_HOME, "bin/java");
  const ran = spawnSync(java, ["-cp", `${jars}/*`, join(import.meta.dirname, "judges/Jpmml.java"), ...args], {
    encoding: "utf8",
    maxBuffer: 1 << 30,
  });
  if (ran.status !== 0) throw new Error(ran.stderr.slice(0, 3000));
  const found = ran.stdout.split("\n");
  let compared = 0;
  for (const [c, { weights, rows: asked }] of cases.entries()) {
    const score = compileScorer(weights);
    for (const row of asked) {
      const ours = score(row);
      const [points, p, grade, mql] = (found[compared++] ?? "").split("\t");
      const near = ours.p === null ? p === "\\N" : Math.abs(ours.p - Number(p)) <= 1e-12;
      if (!near || Number(points) !== ours.score || grade !== spelt(ours.grade) || mql !== spelt(ours.mql))
        throw new Error(
          `weights ${c} on ${JSON.stringify(row)}: ${JSON.stringify(ours)}, JPMML ${found[compared - 1]}`,
        );
    }
  }
  expect(compared).toBeGreaterThan(20_000);
});
