import { type Fault, fault, warning } from "../../base/errors.ts";
import { manyRejects, manyUnreadable, manyWithoutLead } from "../../base/messages/data/rows.ts";
import type { Study } from "../../study/type.ts";
import type { RawReject } from "../audit.ts";
import type { SourceTable } from "../headers.ts";

/** Fewer than these are no more than counted, unless they are half of all. */
const FEW = 5;

/** An empty cell is no value that cannot be read, and an attribute that is no number takes no row away. */
const excused = ({ reason }: RawReject): boolean => reason.startsWith("no ") || reason === "not a number";

/**
 * Files of which more rows than `max_rejects` were refused, and columns of which more of the values that are there, each
 * with the reason that is met most.
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

/** From this share on rows without a lead are told. */
const WITHOUT_LEAD = { rows: 20, share: 0.2 };

/** Files of which many rows name no lead. */
export const tellWithoutLead = (rejects: readonly RawReject[]): readonly Fault[] =>
  rejects
    .filter(
      ({ reason, count, file }) =>
        reason === "no lead" && count >= WITHOUT_LEAD.rows && count >= WITHOUT_LEAD.share * file.rows,
    )
    .map(({ count, file }) => warning(manyWithoutLead(file.name, count, file.rows), { file: file.name }));

const sum = (rejects: readonly RawReject[]): number => rejects.reduce((n, { count }) => n + count, 0);
