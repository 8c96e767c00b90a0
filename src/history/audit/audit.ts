import { exits, type Fault, fault, LeadlineError, warning } from "../../base/errors.ts";
import { lostRows } from "../../base/messages/data/history.ts";
import { noneRead, shiftedRows } from "../../base/messages/data/rows.ts";
import { withoutPersonal } from "../../base/people/personal.ts";
import { cut } from "../../base/text.ts";
import { type Engine, text } from "../engine.ts";
import { LISTED } from "../feed.ts";
import type { SourceTable } from "../headers.ts";
import type { FileAudit, RefusedValue, Reject } from "../type.ts";
import { listRefused, type RefusedTexts } from "./refused.ts";

/** Refused values of one column, before their lines are known. */
export interface RawReject extends RefusedTexts {
  readonly file: SourceTable;
  /** number of values that are present, refused ones too */
  readonly of: number;
}

/** How many characters of a refused text are shown, here and in result.json: a row may have megabytes. */
const SHOWN = 80;

/** What the steps of a load report while they run. */
export interface Ledger {
  readonly files: FileAudit[];
  readonly rejects: RawReject[];
  /** warnings; and faults of the data as a whole, for which the study is refused once all are known */
  readonly warnings: Fault[];
  /** faults of rows that join no lead: reported after the others */
  readonly joins: Fault[];
}

export const newLedger = (): Ledger => ({ files: [], rejects: [], warnings: [], joins: [] });

/** What became of the rows of a file; what is not stated is 0. */
export function countFile(
  ledger: Ledger,
  source: FileAudit["source"],
  { name, rows }: Pick<SourceTable, "name" | "rows">,
  counts: Partial<Omit<FileAudit, "source" | "file" | "rows" | "leftOut">> & {
    /** null: the source has no `where` */
    readonly leftOut: number | null;
  },
): void {
  const {
    rejected = 0,
    undated = 0,
    duplicates = 0,
    orphans = 0,
    afterAsOf = 0,
    bySales = 0,
    leftOut,
  } = counts;
  ledger.files.push({
    source,
    file: name,
    rows,
    rejected,
    undated,
    duplicates,
    orphans,
    ...(leftOut === null ? {} : { leftOut }),
    afterAsOf,
    bySales,
  });
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** What was refused: by reason, and value by value. */
export interface Settled {
  readonly rejects: readonly Reject[];
  readonly refused: readonly RefusedValue[];
  readonly warnings: readonly Fault[];
}

/**
 * Rejects with their lines, sorted by file, column and reason. The sample is the smallest refused text, so that it does
 * not depend on the order of the rows; only the lines do.
 */
export async function settleRejects(raw: readonly RawReject[]): Promise<Settled> {
  const byFile = new Map<SourceTable, RawReject[]>();
  for (const reject of raw) byFile.set(reject.file, [...(byFile.get(reject.file) ?? []), reject]);
  const settled: Reject[] = [];
  const refused: RefusedValue[] = [];
  const warnings: Fault[] = [];
  for (const [table, rejects] of byFile) {
    const open = rejects.filter((reject) => reject.line === undefined);
    const wanted = open.map((reject) => ({ column: reject.column, text: reject.sample }));
    const found = wanted.length === 0 ? [] : await table.locate(wanted);
    const lines = new Map(open.map((reject, i) => [reject, found[i] ?? 0]));
    for (const reject of rejects) {
      const { file, column, reason, count, sample } = reject;
      const text = withoutPersonal(sample);
      settled.push({
        file: file.name,
        column: column === null ? "" : (table.names[column] ?? ""),
        reason,
        count,
        line: reject.line ?? lines.get(reject) ?? 0,
        sample: text.length > SHOWN ? `${text.slice(0, SHOWN - 3)}...` : text,
      });
    }
    const { values, shifted } = await listRefused(table, rejects, LISTED - refused.length);
    refused.push(...values);
    for (const { column, rows, sample, by } of shifted)
      warnings.push(warning(shiftedRows(table.name, column, rows, sample, by), { file: table.name }));
  }
  const byPlace = (a: Reject, b: Reject): number =>
    order(a.file, b.file) || order(a.column, b.column) || order(a.reason, b.reason);
  const byLine = (a: RefusedValue, b: RefusedValue): number =>
    order(a.file, b.file) || (a.line ?? 0) - (b.line ?? 0) || order(a.column, b.column);
  return { rejects: settled.sort(byPlace), refused: refused.sort(byLine), warnings };
}

/**
 * Records the rows that could not be split into columns, and proves that no row was lost: rows read plus rows refused
 * must be the rows that the table has by its own count. Returns how many were refused.
 */
export async function settleRows(
  engine: Engine,
  file: SourceTable,
  rejects: string,
  read: number,
  ledger: Ledger,
): Promise<number> {
  let rejected = 0;
  for (const refused of await file.refused(engine, rejects)) {
    rejected += refused.count;
    ledger.rejects.push({ file, column: null, of: file.rows, ...refused });
  }
  const [worst] = ledger.rejects.filter((reject) => reject.file === file);
  // where every row lacks it the dates are lacking too: report the cause, and not what follows from it
  if (read === 0 && worst !== undefined)
    throw new LeadlineError(exits.data, [
      fault(noneRead(file.name, file.rows, worst.reason, cut(worst.sample, 80)), {
        file: file.name,
      }),
    ]);
  if (read + rejected !== file.rows)
    throw new LeadlineError(exits.data, [
      fault(lostRows(file.name, file.rows, read + rejected), { file: file.name }),
    ]);
  return rejected;
}

/** Records the refused values of a column by reason, and returns how many there are. */
export async function countRejects(
  engine: Engine,
  file: SourceTable,
  column: number,
  reason: string,
  from: string,
  where: string,
  ledger: Ledger,
): Promise<number> {
  const value = `coalesce(bare(c${column}), '')`;
  const refused = `(SELECT ${reason} AS reason, ${value} AS v FROM ${from} WHERE ${where})`;
  const found = await engine.rows(
    `SELECT reason, count(*), min(v) FROM ${refused} WHERE reason IS NOT NULL GROUP BY 1 ORDER BY 1`,
  );
  if (found.length === 0) return 0;
  const [there] = await engine.rows(`SELECT count(*) FROM ${from} WHERE ${value} <> ''`);
  let rejected = 0;
  for (const [why, count, sample] of found) {
    rejected += Number(count);
    const texts = await engine.rows(
      `SELECT DISTINCT v FROM ${refused} WHERE reason = ${text(String(why))} ORDER BY v LIMIT ${LISTED}`,
    );
    ledger.rejects.push({
      file,
      column,
      reason: String(why),
      count: Number(count),
      sample: String(sample),
      texts: texts.map(([v]) => String(v)),
      of: Number(there?.[0]),
    });
  }
  return rejected;
}
