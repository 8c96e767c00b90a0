import type { Fault } from "../base/errors.ts";
import { locate } from "./csv/records.ts";
import type { SourceFile } from "./headers.ts";
import type { FileAudit, Reject } from "./type.ts";

/** Refused values of one column before their line is known. `column` is the position in the file, null: the row. */
export interface RawReject {
  readonly file: SourceFile;
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
  const byPath = new Map<string, RawReject[]>();
  for (const reject of raw) byPath.set(reject.file.path, [...(byPath.get(reject.file.path) ?? []), reject]);
  const settled: Reject[] = [];
  for (const rejects of byPath.values()) {
    const first = rejects[0];
    if (first === undefined) continue;
    const { path, dialect, scan } = first.file;
    const open = rejects.filter((reject) => reject.line === undefined);
    const wanted = open.map((reject) => ({ column: reject.column, text: reject.sample }));
    const found = wanted.length === 0 ? [] : await locate(path, dialect.delimiter, wanted, scan.plainLines);
    const lines = new Map(open.map((reject, i) => [reject, found[i] ?? 0]));
    for (const reject of rejects) {
      const { file, column, reason, count, sample } = reject;
      settled.push({
        file: file.name,
        column: column === null ? "" : (dialect.names[column] ?? ""),
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
