import { type Fault, fault, warning } from "../../base/errors.ts";
import { manyNameless, manyRejects, manyUnreadable, manyWithoutLead } from "../../base/messages/data/rows.ts";
import type { Study } from "../../study/type.ts";
import type { RawReject } from "../audit/audit.ts";
import type { SourceTable } from "../headers.ts";

/** Fewer values than these are only counted, unless they are half of all. */
const FEW = 5;

/**
 * Reasons that do not count: an empty cell is not an unreadable value, and an attribute that is no number loses no row.
 */
const excused = ({ reason }: RawReject): boolean => reason.startsWith("no ") || reason === "not a number";

/**
 * Files with a larger share of refused rows than `max_rejects`, and columns with a larger share of refused values among
 * those present, each with its commonest reason.
 */
export function tellRejected(rejects: readonly RawReject[], { maxRejects }: Study): readonly Fault[] {
  const many = (refused: number, of: number): boolean =>
    refused > maxRejects * of && (refused >= FEW || 2 * refused >= of);
  const files = new Map<SourceTable, RawReject[]>();
  for (const reject of rejects)
    if (!excused(reject)) files.set(reject.file, [...(files.get(reject.file) ?? []), reject]);
  return [...files].flatMap(([{ name, rows, names }, mine]): readonly Fault[] => {
    const refused = sum(mine);
    const [most] = [...mine].sort((a, b) => b.count - a.count);
    if (most === undefined) return [];
    if (many(refused, rows))
      return [fault(manyRejects(name, rows, refused, maxRejects, most.reason, most.sample), { file: name })];
    const columns = [...new Set(mine.flatMap(({ column }) => (column === null ? [] : [column])))];
    return columns.flatMap((column) => {
      const here = mine.filter((reject) => reject.column === column);
      const there = here[0]?.of ?? 0;
      const [worst] = [...here].sort((a, b) => b.count - a.count);
      return worst !== undefined && many(sum(here), there)
        ? [
            fault(
              manyUnreadable(
                names[column] ?? "",
                name,
                there,
                sum(here),
                maxRejects,
                worst.reason,
                worst.sample,
              ),
              { file: name },
            ),
          ]
        : [];
    });
  });
}

/** From this number and share on, rows without a lead, an activity or a stage are reported. */
const WITHOUT_LEAD = { rows: 20, share: 0.2 };

/** Reports files in which many rows name no lead, or not what was done or reached. */
export const tellNameless = (rejects: readonly RawReject[]): readonly Fault[] =>
  rejects
    .filter(({ count, file }) => count >= WITHOUT_LEAD.rows && count >= WITHOUT_LEAD.share * file.rows)
    .flatMap(({ reason, count, file }) => {
      if (reason === "no lead")
        return [warning(manyWithoutLead(file.name, count, file.rows), { file: file.name })];
      return reason === "no activity" || reason === "no stage"
        ? [warning(manyNameless(file.name, reason, count, file.rows), { file: file.name })]
        : [];
    });

const sum = (rejects: readonly RawReject[]): number => rejects.reduce((n, { count }) => n + count, 0);
