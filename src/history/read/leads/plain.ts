import type { Watch } from "../../../base/progress.ts";
import type { Study } from "../../../study/type.ts";
import { type ByRow, settled } from "../../cells/settle.ts";
import { Numbers, Passed, Texts } from "../../cells/takers.kernel.ts";
import type { Engine } from "../../engine.ts";
import { columnIndex, type SourceTable } from "../../headers.ts";
import { marksRows } from "../../tell/filter.ts";
import type { WideStage } from "../wide.ts";
import { formatsOf } from "./columns.ts";

/**
 * The fast way for one plain leads file, as regular as most exports are: one row for each lead, and every row counts.
 * Its columns are typed from its bytes, and the engine reads only those that it is asked about: ids, times, accounts,
 * and what the bytes leave open. Puts these into the table `lead_file`, whose rows are in the order of the file.
 * @returns the columns that are typed, by name and row; null, and no table, where anything is not plain: then the
 * engine reads everything, and reports what is wrong
 */
export async function plainLeads(
  engine: Engine,
  study: Study,
  files: readonly SourceTable[],
  names: readonly string[],
  wide: readonly WideStage[],
  watch: Watch,
): Promise<Map<string, ByRow> | null> {
  const [file] = files;
  const source = study.sources.leads[file?.index ?? -1];
  if (file?.cells === undefined || files.length > 1 || source === undefined || source.id === null)
    return null;
  if ((source.where ?? []).length > 0 || file.names.includes("")) return null;
  const id = columnIndex(file, source.id);
  const formats = formatsOf(study);
  const { knownAtCreation, types } = study.features;
  const kept = new Map(names.map((name) => [columnIndex(file, name), name]));
  const wanted = new Map(
    [...kept].map(([at, name]) => [at, types.get(name) === "category" ? "text" : "any"] as const),
  );
  const cells = await file.cells({ columns: wanted }, watch);
  const proof = cells?.columns[id];
  if (cells === null || !(proof instanceof Passed)) return null;
  const columns = new Map<string, ByRow>();
  for (const [at, name] of kept) {
    const found = cells.columns[at];
    if (!(found instanceof Texts || found instanceof Numbers)) continue;
    const vouched = knownAtCreation.includes(name);
    const format = formats.has(name);
    const type = types.get(name) ?? null;
    const column = settled(found, { named: vouched || type !== null || format, vouched, type, format });
    if (column !== null) columns.set(name, column);
  }
  const asked = new Set([source.id, source.created, source.account, ...wide.map(({ column }) => column)]);
  const read = file.names.flatMap((name, at) =>
    asked.has(name) || marksRows(name) || (kept.has(at) && !columns.has(name)) ? [`c${at}`] : [],
  );
  await engine.run(`CREATE TEMP TABLE lead_file AS SELECT ${read.join(", ")} FROM ${file.relation()}`);
  const last = `unicode(right(c${id}, 1))`;
  const [row] = await engine.rows(
    `SELECT count(*), count(c${id}) - count(DISTINCT bare(c${id})),
       sum((rowid + 1)::HUGEINT * (strlen(c${id}) + CASE WHEN ${last} < 128 THEN ${last} ELSE 0 END)) FROM lead_file`,
  );
  const [rows, again, sum] = (row ?? []).map(Number);
  // both read the same rows in the same order, and no lead twice
  if (rows === file.rows && again === 0 && sum === proof.proof) return columns;
  await engine.run("DROP TABLE lead_file");
  return null;
}
