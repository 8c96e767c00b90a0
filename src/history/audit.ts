import { exits, type Fault, fault, LeadlineError } from "../base/errors.ts";
import { lostRows } from "../base/messages/history.ts";
import { manyRejects } from "../base/messages/rows.ts";
import { cut } from "../base/text.ts";
import type { Engine } from "./engine.ts";
import type { SourceTable } from "./headers.ts";
import type { FileAudit, Reject } from "./type.ts";

/** Refused values of one column before their line is known. `column` is the position in the file, null: the row. */
export interface RawReject {
  readonly file: SourceTable;
  readonly column: number | null;
  readonly reason: string;
  readonly count: number;
  readonly sample: string;
  /** where it is known already */
  readonly line?: number;
}

/** Letters of a refused text that are shown, here and in result.json: a row of megabytes is no sample. */
const SHOWN = 80;

/** What the rooms of the load write down as they go. */
export interface Ledger {
  readonly files: FileAudit[];
  readonly rejects: RawReject[];
  /** warnings, and faults of the whole that a study is refused for once all are known */
  readonly warnings: Fault[];
  /** of rows that join no lead: told after the rest */
  readonly joins: Fault[];
}

export const newLedger = (): Ledger => ({ files: [], rejects: [], warnings: [], joins: [] });

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Rejects with their lines, sorted by file, column, reason. The sample is the smallest refused text, so that it does
 * not depend on the order of the rows; only the line does.
 */
export async function settleRejects(raw: readonly RawReject[]): Promise<readonly Reject[]> {
  const byFile = new Map<SourceTable, RawReject[]>();
  for (const reject of raw) byFile.set(reject.file, [...(byFile.get(reject.file) ?? []), reject]);
  const settled: Reject[] = [];
  for (const [table, rejects] of byFile) {
    const open = rejects.filter((reject) => reject.line === undefined);
    const wanted = open.map((reject) => ({ column: reject.column, text: reject.sample }));
    const found = wanted.length === 0 ? [] : await table.locate(wanted);
    const lines = new Map(open.map((reject, i) => [reject, found[i] ?? 0]));
    for (const reject of rejects) {
      const { file, column, reason, count, sample } = reject;
      settled.push({
        file: file.name,
        column: column === null ? "" : (table.names[column] ?? ""),
        reason,
        count,
        line: reject.line ?? lines.get(reject) ?? 0,
        sample: sample.length > SHOWN ? `${sample.slice(0, SHOWN - 3)}...` : sample,
      });
    }
  }
  return settled.sort(
    (a, b) => order(a.file, b.file) || order(a.column, b.column) || order(a.reason, b.reason),
  );
}

/**
 * Writes down the rows that could not be split into columns, and proves that no row was lost: rows read and rows refused
 * are the rows that the table has by its own count. Returns how many were refused.
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
    ledger.rejects.push({ file, column: null, ...refused });
  }
  const [worst] = ledger.rejects.filter((reject) => reject.file === file);
  // what lacks every row lacks its dates too: the cause is told, and not what follows from it
  if (read === 0 && worst !== undefined)
    throw new LeadlineError(exits.data, [
      fault(manyRejects(file.name, file.rows, rejected, worst.reason, cut(worst.sample, 80)), {
        file: file.name,
      }),
    ]);
  if (read + rejected !== file.rows)
    throw new LeadlineError(exits.data, [
      fault(lostRows(file.name, file.rows, read + rejected), { file: file.name }),
    ]);
  return rejected;
}

/** Writes down the values of a column that are refused, by reason; returns how many. */
export async function countRejects(
  engine: Engine,
  file: SourceTable,
  column: number,
  reason: string,
  from: string,
  where: string,
  ledger: Ledger,
): Promise<number> {
  const found = await engine.rows(
    `SELECT reason, count(*), min(v) FROM (SELECT ${reason} AS reason, coalesce(bare(c${column}), '') AS v FROM ${from} WHERE ${where})
     WHERE reason IS NOT NULL GROUP BY 1 ORDER BY 1`,
  );
  let rejected = 0;
  for (const [why, count, sample] of found) {
    rejected += Number(count);
    ledger.rejects.push({ file, column, reason: String(why), count: Number(count), sample: String(sample) });
  }
  return rejected;
}
