import { type Fault, fault } from "../../base/errors.ts";
import { manyRejects } from "../../base/messages/rows.ts";
import type { FileAudit, Reject } from "../type.ts";

/** Rows that cannot be read past this share stop a run. */
const MOST_REJECTED = 0.01;
/** Fewer than these are no more than counted, unless they are half of all. */
const FEW = 5;

/** An empty cell is no value that cannot be read, and an attribute that is no number takes no row away. */
const excused = (reason: string): boolean => reason.startsWith("no ") || reason === "not a number";

/** Files of which more rows than that were rejected, with the reason that is met most. */
export function tellRejected(files: readonly FileAudit[], rejects: readonly Reject[]): readonly Fault[] {
  return files.flatMap(({ file, rows }) => {
    const mine = rejects.filter((reject) => reject.file === file && !excused(reject.reason));
    const rejected = mine.reduce((sum, { count }) => sum + count, 0);
    const [most] = [...mine].sort((a, b) => b.count - a.count);
    if (most === undefined || rejected <= MOST_REJECTED * rows) return [];
    if (rejected < FEW && 2 * rejected < rows) return [];
    return [fault(manyRejects(file, rows, rejected, most.reason, most.sample), { file })];
  });
}
