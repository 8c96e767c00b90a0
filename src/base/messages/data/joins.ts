import type { Message } from "../../errors.ts";
import { counted, enumerated, grouped, quoted as show } from "../../text.ts";

/** Tables whose columns are added to others by a key. */

export const columnInBoth = (column: string, lookup: string, file: string): Message => ({
  code: "column-in-both",
  what: `${show(column)} is a column of ${show(lookup)} and of ${show(file)}: Leadline cannot know which is meant`,
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

// ids

export const idInTwo = (id: string, one: string, other: string, file: string): Message => ({
  code: "id-in-two",
  what: `in ${show(file)} ${show(id)} became both ${show(one)} and ${show(other)}`,
  mend: "An id can become only one other id: remove the row that is wrong.",
});

export const idsInCircle = (ids: readonly string[]): Message => ({
  code: "ids-in-circle",
  what: `ids lead round in a circle: ${ids.slice(0, 8).map(show).join(" to ")}${ids.length > 8 ? " ..." : ""}`,
  mend: "Remove one of these rows: Leadline cannot know which id was kept.",
});

export const idsOfNobody = (files: readonly string[]): Message => ({
  code: "ids-of-nobody",
  what: `no id in ${enumerated(files.map((file) => show(file)))} is that of a lead`,
  mend: "Check `from` and `to` of `ids`, and that they are written as in the leads file.",
});

// histories of attributes

export const restoredValues = (column: string, leads: number): Message => ({
  code: "restored-values",
  what: `${show(column)} of ${counted(leads, "lead")} ${leads === 1 ? "was" : "were"} changed after the creation: the value at creation was restored from the history`,
  mend: "Later values of it are not used.",
});

export const beforeHistory = (column: string, leads: number, begins: string): Message => ({
  code: "before-history",
  what: `${counted(leads, "lead")} with changes of ${show(column)} ${leads === 1 ? "was" : "were"} created before the history begins (${begins})`,
  mend: "The oldest value that it knows counts as theirs at creation; changes before it are not recorded.",
});

export const strangeProperties = (properties: readonly string[], columns: readonly string[]): Message => ({
  code: "strange-properties",
  what: `no property of the history is a column that the study uses: ${enumerated(properties.slice(0, 8).map((p) => show(p)))}${properties.length > 8 ? ", ..." : ""}`,
  mend: `Say which is which: \`columns: { ${columns[0] ?? "title"}: ${properties[0] ?? "title"} }\` under \`history\`.`,
});
