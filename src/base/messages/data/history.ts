import type { Message } from "../../errors.ts";
import { counted, didYouMean, enumerated, grouped, nearest, percent, quoted as show } from "../../text.ts";
import { cutNumber, cutNumberFix } from "./rows.ts";

/** What can be wrong with the user's files. Every message quotes the file, and says how to fix it. */

// files

/** @param ofStudy whether a study names it, and not a command */
export const noSuchFile = (file: string, beside: readonly string[], ofStudy = true): Message => {
  const near = beside.length === 0 ? "that folder holds no CSV." : didYouMean(file, beside);
  return {
    code: "no-such-file",
    what: `there is no file ${show(file)}`,
    mend: ofStudy ? `Paths are relative to the study file; ${near}` : near,
  };
};

export const notAFile = (file: string): Message => ({
  code: "not-a-file",
  what: `${show(file)} is a folder`,
  mend: `Name the files in it: ${show(`${file.replace(/\/+$/, "")}/*.csv`)}`,
});

const insteadOf = {
  loop: "a link that leads back to itself",
  dangling: "a link to a file that is not there",
  special: "no file that holds rows (a device, a pipe or a socket)",
} as const;

export const noPlainFile = (file: string, instead: keyof typeof insteadOf): Message => ({
  code: "no-plain-file",
  what: `${show(file)} is ${insteadOf[instead]}`,
  mend: "Name the exported file itself.",
});

export const binaryFile = (file: string): Message => ({
  code: "binary-file",
  what: `${show(file)} is not a CSV: its first line holds bytes that are not text`,
  mend: "Export it as CSV UTF-8, XLSX, Parquet or JSON lines.",
});

/** @param forbidden whether the system refuses to open it; else its content cannot be understood */
export const unreadableFile = (file: string, detail: string, forbidden = false): Message => ({
  code: "unreadable-file",
  what: `${show(file)} cannot be read: ${detail}`,
  mend: forbidden
    ? "Check who may read it."
    : "It is damaged, cut off, or not what its name says: open it where it comes from and export it again.",
});

export const emptyFile = (file: string): Message => ({
  code: "empty-file",
  what: `${show(file)} is empty`,
  mend: "Export it again: the first line must name the columns.",
});

export const headerOnly = (file: string): Message => ({
  code: "header-only",
  what: `${show(file)} has a header and no rows`,
  mend: "Export it again with its rows, or leave it out.",
});

export const twoEncodings = (file: string, line: number): Message => ({
  code: "not-utf8",
  what: `${show(file)} is in two encodings: most of its letters are UTF-8, those on line ${grouped(line)} are not`,
  mend: "Exports that were saved in different ways were probably joined: give each as a file of its own (`file: [a.csv, b.csv]`), or save all of them as CSV UTF-8 first.",
});

export const wrongEncoding = (file: string, line: number): Message => ({
  code: "not-utf8",
  what: `${show(file)} is not UTF-8 (the first such text is on line ${line}), nor Windows-1252`,
  mend: `Save it as "CSV UTF-8", or convert it: iconv -f SHIFT_JIS -t UTF-8 in.csv > out.csv`,
});

export const unclosedQuote = (file: string, line: number): Message => ({
  code: "unclosed-quote",
  what: `in ${show(file)} a quote opens on line ${line} and is never closed: all rows after it would be lost`,
  mend: `Close the quote on line ${line}; a quote inside quotes is written twice (""). If that is the last row, the file was cut off: export it again.`,
});

export const swallowedLines = (file: string, line: number, end: number): Message => ({
  code: "stray-quote",
  what: `in ${show(file)} the quote that opens on line ${line} closes on line ${end} with text after it: rows between would be lost`,
  mend: `Look at line ${line}: a quote inside quotes is written twice (""), and a lone quote at the start of a value must be quoted.`,
});

/** Quotes that open and close in different rows. */
export const swallowedRows = (file: string, line: number, values: number, lines: number): Message => ({
  code: "swallowed-rows",
  what: `in ${show(file)} ${values === 1 ? "a quoted value holds" : `${grouped(values)} quoted values hold`} whole rows: ${grouped(lines)} lines from line ${line} on count as ${counted(values, "row")}, and each looks like a row`,
  mend: `Look at line ${line}: a quote that opens there closes in another row. A quote inside quotes is written twice (""), and a lone one at the start of a value must be quoted.`,
});

export const cutOff = (file: string, line: number): Message => ({
  code: "cut-off",
  what: `${show(file)} ends in the middle of a row (line ${line})`,
  mend: "Was the download or the copy cut off? Rows behind it would be missing from every figure: export it again.",
});

export const lostRows = (file: string, records: number, read: number): Message => ({
  code: "rows-lost",
  what: `${show(file)} holds ${counted(records, "row")}, but ${counted(read, "row")} could be read or named as rejects`,
  mend: "Its quotes or line ends are mixed up: save it again as CSV UTF-8 with one kind of line end.",
});

export const mixedEnds = (file: string): Message => ({
  code: "mixed-line-ends",
  what: `${show(file)} ends its lines in more than one way`,
  mend: "Each of them was taken as the end of a row. Two exports may have been pasted together: check that it has no second header.",
});

export const noHeader = (file: string, value: string): Message => ({
  code: "no-header",
  what: `${show(file)} seems to have no header: ${show(value)} stands where the name of a column should`,
  mend: "Write the names of the columns into a first line of the file: the first row was taken for them.",
});

/** Exports joined end to end. */
export const repeatedHeader = (file: string, count: number, line: number): Message => ({
  code: "repeated-header",
  what: `${show(file)} repeats its header ${count === 1 ? `on line ${grouped(line)}` : `on ${grouped(count)} lines, the first of them line ${grouped(line)}`}`,
  mend: "These lines are no rows and were passed over. Several exports were probably joined: check that all of them write dates and numbers alike.",
});

export const otherHeader = (file: string, line: number): Message => ({
  code: "other-header",
  what: `${show(file)} has another header on line ${grouped(line)}, with other columns or in another order`,
  mend: "The rows below it would be read under the wrong names. Give each export as a file of its own, and list them in the study: `file: [a.csv, b.csv]`.",
});

export const wrappedRows = (file: string, count: number, rows: number): Message => ({
  code: "wrapped-rows",
  what: `${counted(count, "row")} of ${grouped(rows)} in ${show(file)} ${count === 1 ? "is" : "are"} wrapped whole in quotes`,
  mend: "They were read as the rows that they hold. A spreadsheet program may have saved the file twice: export it again.",
});

export const changedFile = (file: string): Message => ({
  code: "file-changed",
  what: `${show(file)} changed while it was read`,
  mend: "Run again when the export has finished; nothing was kept of what was read.",
});

export const engineFailed = (detail: string): Message => ({
  code: "engine-failed",
  what: `the reader failed: ${detail.split("\n")[0] ?? ""}`,
  mend: "If the file opens elsewhere, please report this with LEADLINE_DEBUG=1.",
});

// headers

export const missingColumn = (column: string, file: string, names: readonly string[]): Message => ({
  code: "missing-column",
  what: `${show(file)} has no column ${show(column)}`,
  mend: didYouMean(column, names),
});

/** The same where another file of the source has the column: the study's line is right for that file, so it must stay. */
export const missingHere = (
  column: string,
  file: string,
  names: readonly string[],
  other: string,
): Message => {
  const like = nearest(column, names);
  const own = like === null ? "the column" : show(like);
  return {
    code: "missing-column",
    what: `${show(file)} has no column ${show(column)}, which ${show(other)} has`,
    mend: `Rename ${own} to ${show(column)} in the first line of ${show(file)}, or give that file an entry of its own with its own names.`,
  };
};

export const duplicateHeader = (name: string, file: string): Message => ({
  code: "duplicate-header",
  what: `${show(file)} has two columns named ${show(name)}`,
  mend: "Rename one of them in the export: Leadline cannot know which is meant.",
});

export const unnamedColumn = (file: string, position: number): Message => ({
  code: "unnamed-column",
  what: `column ${position} of ${show(file)} has values and no name`,
  mend: "It is left out; name it in the header if it is needed.",
});

// times

export const ambiguousDates = (column: string, sample: string): Message => ({
  code: "ambiguous-dates",
  what: `${show(column)} may be read as day/month or as month/day (${show(sample)}): no value shows which`,
  mend: `State which under the source: format: { ${JSON.stringify(column)}: dd/mm/yyyy } or mm/dd/yyyy, with the signs that the file has; or export the dates as YYYY-MM-DD.`,
});

export const mixedDates = (column: string, one: string, other: string): Message => ({
  code: "mixed-dates",
  what: `${show(column)} writes its dates in two ways, as in ${one} and as in ${other}`,
  mend: "Export all of them as YYYY-MM-DD.",
});

export const guessedDates = (column: string, sample: string, family: string): Message => ({
  code: "guessed-dates",
  what: `${show(column)} is read with the ${family.replace(" first", "")} first (${show(sample)}): the only reading that fits all its values`,
  mend: "Export the dates as YYYY-MM-DD to be sure.",
});

// rows

export const differingLeads = (
  id: string,
  lines: readonly number[],
  leads: number,
  columns: readonly string[],
): Message => ({
  code: "differing-duplicates",
  what: `lead ${show(id)} is on lines ${lines.join(" and ")} with different values${leads > 1 ? ` (${counted(leads, "lead")} in all)` : ""}; ${columns.length === 1 ? "what differs is" : "what differ are"} ${someOf(columns)}`,
  mend: cutNumber.test(id) ? cutNumberFix : "Keep one row a lead; identical rows are dropped by themselves.",
});

/** At most four names. */
const someOf = (names: readonly string[]): string =>
  names.length <= 4
    ? enumerated(names.map(show))
    : `${names.slice(0, 3).map(show).join(", ")} and ${counted(names.length - 3, "other")}`;

/** Rows of one lead that agree in all that the study uses. */
export const copiesApart = (leads: number, file: string, columns: readonly string[]): Message => ({
  code: "copies-apart",
  what: `${counted(leads, "lead is", "leads are")} in ${show(file)} more than once, in rows that differ only in ${someOf(columns)}`,
  mend: "The study uses none of them: one row of each lead is read. Export each lead once to be sure.",
});

export const noLeads = (asOf: string): Message => ({
  code: "no-leads",
  what: `no lead can be used: none has an id and a creation up to ${asOf}`,
  mend: "Look at `as_of` and at the columns `id` and `created` of the leads source.",
});

export const changedLeads = (leads: number, files: readonly string[]): Message => ({
  code: "changed-leads",
  what: `${counted(leads, "lead")} changed between the leads files (oldest first: ${files.map(show).join(", ")})`,
  mend: "What is known at creation is taken from the oldest file, stages from the newest. Files count as old in the order of the study's list, those of a glob by name.",
});

// activities

export const slugCollision = (one: string, other: string, slug: string): Message => ({
  code: "activity-collision",
  what: `the activities ${show(one)} and ${show(other)} would both be named ${slug}`,
  mend: `Give one of them another name, or both the same, under features.activities.rename.`,
});

export const noSlug = (name: string): Message => ({
  code: "activity-without-name",
  what: `the activity ${show(name)} has no letter or digit that a feature's name may hold`,
  mend: `Give it a name under features.activities.rename.`,
});

export const longActivity = (name: string, most: number): Message => ({
  code: "activity-name-too-long",
  what: `the activity ${show(name)} has a name of more than ${most} characters`,
  mend: "Give it a shorter one under features.activities.rename. Is the type column free text?",
});

export const tooManyTypes = (types: number, most: number): Message => ({
  code: "too-many-activities",
  what: `the activities are of ${counted(types, "type")}; at most ${most} can be distinguished`,
  mend: "The type column may hold free text such as page addresses: use a coarser column, or merge types under features.activities.rename.",
});

// columns

export const mostlyNumbers = (column: string, share: number, sample: string): Message => ({
  code: "mostly-numbers",
  what: `${show(column)} is read as text, though ${Math.floor(100 * share)}% of its values are numbers: others are such as ${show(sample)}`,
  mend: `Under features.types say \`${column}: number\` (the others then count as missing), or \`${column}: category\` if it is a code.`,
});

// stages

export const unknownStages = (
  name: string,
  rows: number,
  others: number,
  known: readonly string[],
): Message => ({
  code: "unknown-stage",
  what: `${counted(rows, "row has", "rows have")} the stage ${show(name)}${others > 0 ? ` or ${counted(others, "other name")}` : ""}, which ${others > 0 ? "are" : "is"} in neither \`funnel\` nor \`lost\``,
  mend: `${rows === 1 ? "It is" : "They are"} left out; ${didYouMean(name, known)}`,
});

/** Another way to write a stage that the study has. */
export const stageLikeKnown = (
  written: string,
  rows: number,
  known: string,
  ours: string,
  file: string,
  isOutcome: boolean,
): Message => ({
  code: "stage-like-known",
  what: `${counted(rows, "row")} of ${show(file)} ${rows === 1 ? "has" : "have"} the stage ${show(written)}, which looks like ${show(known)} and is in neither \`funnel\` nor \`lost\`${isOutcome ? ": these outcomes would be lost" : ""}`,
  mend: `If it is the same, say so: \`funnel: { ${ours}: [${known}, ${written}], ... }\`, every stage as \`ours: theirs\`. If it is not, leave these rows out with \`where\` on the source.`,
});

/** Most entries before creation lie within a day of it: another clock, more often than another order of events. */
const nearby = (near: number): string =>
  near === 0 ? "" : `, ${near === 1 ? "1 of them" : `${grouped(near)} of them`} by less than a day`;
const clockFix = (leads: number, near: number): string =>
  2 * near >= leads && near > 0
    ? " Are these times of another zone than `created`, or dates that were written as times? State `timezone` for the source, or export dates as YYYY-MM-DD."
    : "";

export const clampedStages = (stage: string, leads: number, near: number): Message => ({
  code: "stage-before-creation",
  what: `${counted(leads, "lead")} entered ${show(stage)} before being created${nearby(near)}`,
  mend: `${leads === 1 ? "It counts" : "They count"} as entered at creation.${clockFix(leads, near)}`,
});

export const refusedOutcomes = (stage: string, leads: number, near: number): Message => ({
  code: "outcome-before-creation",
  what: `${counted(leads, "lead")} reached ${show(stage)} before being created${nearby(near)}: refused as ${leads === 1 ? "an outcome" : "outcomes"}`,
  mend: `${leads === 1 ? "It stays in the counts of its month, and no model learns from it" : "They stay in the counts of their months, and no model learns from them"}.${clockFix(leads, near) || " Check that `created` is not overwritten."}`,
});

export const largeAccount = (account: string, leads: number, all: number): Message => ({
  code: "large-account",
  what: `the account ${show(account)} holds ${percent(leads / all)} of the leads (${leads} of ${all})`,
  mend: "Its leads are treated as related in every interval. If the name is a placeholder, leave it empty in the export; if it is a reseller or a form of your own, take another column as `account`.",
});
