import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inputColumns } from "../../src/export/sql/columns.ts";
import { inputValue } from "../../src/models/score.ts";
import { readWeights } from "../../src/weights/read.ts";
import type { Inputs, Score } from "../../src/weights/scorer.ts";
import { load } from "../../src/workbench/load.ts";
import { type RunOutcome, run } from "../../src/workbench/run.ts";
import { openStudy } from "../../src/workbench/study-file.ts";
import type { Connection } from "./duckdb.ts";
import { tableOfRows } from "./duckdb.ts";
import { expectSame } from "./same.ts";

/** Runs a study and loads its features again: every moment's row of inputs, as the models were fitted on. */
export async function ranStudy(
  study: string,
  out: string,
): Promise<RunOutcome & { rows: readonly Inputs[] }> {
  const outcome = await run({ study, out, threads: 1 });
  const opened = await openStudy(study);
  const { coded } = await load(opened.study, opened.folder, {});
  const rows = Array.from({ length: coded.count }, (_, row) =>
    Object.fromEntries(
      coded.features.map((feature, f) => [feature.name, inputValue(feature, coded.codes[f]?.[row] ?? 0)]),
    ),
  );
  return { ...outcome, rows };
}

/**
 * Holds the SQL files of a run folder against the scorer over its weights files, on every row and every golden row.
 * Gives the number of rows compared and of distinct scores seen, by model.
 */
export async function expectShippedParity(
  db: Connection,
  folder: string,
  model: string,
  rows: readonly Inputs[],
): Promise<{ rows: number; distinct: number }> {
  const weights = readWeights(readFileSync(join(folder, "weights", `${model}.json`), "utf8"));
  const sql = readFileSync(join(folder, "exports/duckdb", `${model}.sql`), "utf8");
  const all = [...rows, ...weights.golden.map((golden) => golden.inputs)];
  await tableOfRows(db, "lead_features", inputColumns(weights.inputs, [weights], "lead_id"), all);
  const answer = await db.runAndReadAll(`SELECT score, p, grade, mql FROM (${sql}) ORDER BY lead_id`);
  const said = answer.getRows().map(
    ([score, p, grade, mql]): Score => ({
      score: Number(score),
      p: p === null ? null : Number(p),
      grade: grade === null ? null : String(grade),
      mql: mql === null ? null : mql === true,
    }),
  );
  expectSame(weights, all, said, `the SQL of ${model}`);
  return { rows: said.length, distinct: new Set(said.map(({ score }) => score)).size };
}

/** Whether the SQL of a definition says of every row what the rule says, over the scorer's own points and p. */
export async function expectJudgedAlike(
  db: Connection,
  folder: string,
  definition: string,
  holds: (row: Inputs) => boolean,
  rows: readonly Inputs[],
): Promise<number> {
  const sql = readFileSync(join(folder, "exports/duckdb", `${definition}.is_mql.sql`), "utf8");
  const said = (await db.runAndReadAll(`SELECT is_mql FROM (${sql}) ORDER BY lead_id`)).getRows();
  let met = 0;
  rows.forEach((row, i) => {
    const ours = holds(row);
    if (said[i]?.[0] !== ours)
      throw new Error(`${definition} on ${JSON.stringify(row)}: SQL says ${said[i]?.[0]}`);
    if (ours) met++;
  });
  return met;
}
