import type { Message } from "../errors.ts";
import { counted, enumerated, grouped, quoted as show } from "../text.ts";

/** Tables whose columns are added to others by a key. */

export const columnInBoth = (column: string, lookup: string, file: string): Message => ({
  code: "column-in-both",
  what: `${show(column)} is a column of ${show(lookup)} and of ${show(file)}: which is meant cannot be known`,
  mend: "List under `columns` of the lookup the columns that it adds, or rename one in its export.",
});

export const differingKeys = (key: string, file: string, keys: number): Message => ({
  code: "differing-keys",
  what: `${counted(keys, "key")} of ${show(file)} ${keys === 1 ? "has" : "have"} several rows with different values, such as ${show(key)}`,
  mend: "A key has one row: take the others out of the export.",
});

/** A value that is no key, its rows, and the key that may be meant. */
export type Unmatched = readonly [value: string, rows: number, twin: string | null];

export const unmatchedKeys = (
  column: string,
  file: string,
  lookup: string,
  values: readonly Unmatched[],
  rows: number,
  of: number,
): Message => ({
  code: "unmatched-keys",
  what: `${grouped(rows)} of ${counted(of, "row")} of ${show(file)} name in ${show(column)} what is not in ${show(lookup)}: ${enumerated(
    values
      .slice(0, 5)
      .map(
        ([value, n, twin]) => `${show(value)} (${grouped(n)}${twin === null ? "" : `, like ${show(twin)}`})`,
      ),
  )}${values.length > 5 ? ", ..." : ""}`,
  mend: values.some(([, , twin]) => twin !== null)
    ? "They have no value in its columns. Write the keys alike in both exports."
    : "They have no value in its columns. Add their rows to it.",
});

export const leadsWithoutRow = (file: string, leads: number, of: number): Message => ({
  code: "leads-without-row",
  what: `${grouped(leads)} of ${counted(of, "lead")} have no row in ${show(file)}`,
  mend: "They count as missing its columns. If it is a part of the leads, that is right.",
});

export const differingColumn = (column: string, file: string, leads: number): Message => ({
  code: "differing-column",
  what: `${show(column)} of ${counted(leads, "lead")} differs between the leads file and ${show(file)}`,
  mend: "The value of the leads file was taken. If the other is right, take the column out of the leads file.",
});
