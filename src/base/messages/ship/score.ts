import type { Message } from "../../errors.ts";
import { counted, cut, enumerated, grouped, nearest, quoted as show } from "../../text.ts";

/** What `leadline score` may refuse or tell. */

/** The first names, and how many more there are. */
const listed = (names: readonly string[], most = 6): string =>
  `${names
    .slice(0, most)
    .map((name) => cut(name, 40))
    .join(", ")}${names.length > most ? ` and ${names.length - most} more` : ""}`;

export const noLeadColumn = (asked: string | null, names: readonly string[]): Message => ({
  code: "no-lead-column",
  what: asked === null ? "no column is called lead_id, lead or id" : `there is no column ${show(asked)}`,
  mend: `name the column of the lead's id: --id COLUMN; the file has ${enumerated(names.slice(0, 6).map((name) => cut(name, 40)))}${names.length > 6 ? ` and ${grouped(names.length - 6)} more` : ""}`,
});

export const columnAbsent = (name: string, names: readonly string[]): Message => {
  const near = nearest(name, names);
  return {
    code: "input-absent",
    what: `there is no column ${show(name)}, which the weights read`,
    mend: near === null ? "" : `did you mean ${show(near)}?`,
  };
};

export const columnsAbsent = (absent: number, inputs: number, names: readonly string[]): Message => ({
  code: "inputs-absent",
  what: `the file lacks ${counted(absent, "column")} of the ${grouped(inputs)} that the weights read; it has ${listed(names, 12)}`,
  mend: "Nothing was scored. Add them; or score the leads of a study, which counts their activities itself: leadline score --study study.yaml; or score all leads as missing them: --allow-missing",
});

export const wouldOverwrite = (out: string, read: string): Message => ({
  code: "would-overwrite",
  what: `the scores would be written over ${show(out)}, which is ${out === read ? "read" : `${show(read)}, a file that is read`} here`,
  mend: "nothing was written. Name another file: --out scored.csv",
});

export const unreadableInput = (name: string, type: string, rows: number, sample: string): Message => ({
  code: "unreadable-input",
  what: `${counted(rows, "value")} of ${show(name)} cannot be read as a ${type}, such as ${show(sample)}`,
  mend: "They count as missing. Export plain numbers (1234.5), and true or false.",
});

export const unseenLevels = (name: string, rows: number, sample: string): Message => ({
  code: "unseen-level",
  what: `${counted(rows, "row")} ${rows === 1 ? "holds" : "hold"} a level of ${show(name)} that the weights do not know, such as ${show(sample)}`,
  mend: "It counts as any other level. Fit again if such levels have become common.",
});

export const missingInputs = (names: readonly string[]): Message => ({
  code: "inputs-missing",
  what: `${counted(names.length, "input")} ${names.length === 1 ? "is" : "are"} missing for every lead: ${listed(names)}`,
  mend: "Their scores are those of leads about which nothing is known there.",
});

export const unknownFormat = (file: string): Message => ({
  code: "usage",
  what: `nothing can be written to ${show(file)}: by its name it is neither CSV, TSV, Parquet nor JSON lines`,
  mend: "name it .csv, .tsv, .parquet or .jsonl",
});

export const noSuchLead = (lead: string, ofStudy: boolean): Message => ({
  code: "no-such-lead",
  what: ofStudy
    ? `no lead of the study has the id ${show(lead)}`
    : `no row of the file has the id ${show(lead)}`,
  mend: "write the id as the export has it (capitals count), or leave --lead out to score all leads",
});

/** @param rows on which the id of the lead that is explained stands, two or more */
export const leadOnManyRows = (lead: string, rows: number): Message => ({
  code: "lead-on-many-rows",
  what: `${show(lead)} is on ${counted(rows, "row")}: what follows is about the first of them`,
  mend: "The other rows may score otherwise. Keep one row a lead, or score the whole file to see each.",
});

/** @param last the newest creation or activity that is known at the moment */
export const dataEndBefore = (last: string, at: string): Message => ({
  code: "data-end-before",
  what: `the newest lead or activity of the study is of ${last}: what happened between then and ${at} is in no score`,
  mend: "Counts of the last days are too low, and so may scores be. Export the files again, or give an earlier --at.",
});

export const leadsWithoutId = (rows: number): Message => ({
  code: "no-id",
  what: `${counted(rows, "row")} ${rows === 1 ? "has" : "have"} no id`,
  mend: "They are scored with an empty lead.",
});

export const repeatedColumns = (names: readonly string[]): Message => ({
  code: "repeated-columns",
  what: `more than one column of the file is called ${enumerated(names.slice(0, 6).map(show))}`,
  mend: "The first of them is read. Take the others out, or give them names of their own.",
});

export const repeatedIds = (ids: number, rows: number, first: readonly string[]): Message => ({
  code: "repeated-ids",
  what: `${counted(ids, "id")} ${ids === 1 ? "is" : "are"} on more than one row (${counted(rows, "row")} in all)${ids > first.length ? ", such as" : ":"} ${enumerated(first.map(show))}`,
  mend: "Each row is scored. Keep one row a lead, since whoever joins the scores by id counts such a lead more than once.",
});

export const brokenRows = (broken: number, rows: number, why: string, sample: string): Message => ({
  code: "broken-rows",
  what: `${grouped(broken)} of ${counted(rows, "row")} cannot be read: ${why}, such as ${show(cut(sample, 60))}`,
  mend: "Nothing was scored, since these leads would be missing from the answer. Fix the export.",
});

export const badMoment = (written: string): Message => ({
  code: "usage",
  what: `--at ${show(written)} is not a moment`,
  mend: "write a date (2026-10-01: to its end), a time on the study's clock (2026-10-01T09:30), or one with its zone (2026-10-01T09:30Z)",
});

export const nobodyYet = (at: string): Message => ({
  code: "no-leads",
  what: `no lead had been created by ${at}`,
  mend: "give a later --at, or leave it out to score as of the study's as_of",
});

export const inputsNotInStudy = (names: readonly string[]): Message => ({
  code: "inputs-absent",
  what: `the study does not make ${counted(names.length, "input")} that the weights read: ${listed(names)}`,
  mend: "score with weights that a run of this study made, or give the study the same features (windows, flags, known_at_creation)",
});

export const oneSource = (): Message => ({
  code: "usage",
  what: "score reads one thing: a file of features, or a study's leads and activities",
  mend: "leadline score new.csv --weights logit.json, or leadline score --study study.yaml --at 2026-10-01 --weights logit.json",
});

export const momentOfFile = (): Message => ({
  code: "usage",
  what: "--at needs --study: a file of features belongs to one moment already",
  mend: "leave --at out, or give the study that the leads belong to",
});

export const notYetRecorded = (activities: readonly string[], at: string): Message => ({
  code: "not-yet-recorded",
  what: `no ${activities.slice(0, 6).join(", ")} had been recorded by ${at}`,
  mend: "Their counts are not observed then. If that is a surprise, check that the weights were made by this study.",
});

export const nobodyInQuarter = (quarter: string): Message => ({
  code: "nobody-in-quarter",
  what: `nothing became known about any lead in ${quarter}, the last whole quarter before as_of`,
  mend: "Set `as_of` into the quarter after the one whose leads you mean.",
});

/** How many leads two versions of weights put on different sides, as sentences. */
export function sidesSaid({
  quarter,
  leads,
  definitions,
  grades,
}: {
  readonly quarter: string;
  readonly leads: number;
  readonly definitions: ReadonlyMap<
    string,
    { readonly before: number; readonly after: number; readonly gain: number; readonly lose: number }
  >;
  readonly grades: { readonly up: number; readonly down: number } | null;
}): readonly string[] {
  const moved = [...definitions].map(
    ([name, { before, after, gain, lose }]) =>
      `  ${name}: ${grouped(gain + lose)} change sides, ${grouped(gain)} come in and ${grouped(lose)} go out (${grouped(before)} before, ${grouped(after)} after)`,
  );
  const none = "  no definition of the study reads this model's score alone, so none changes sides";
  return [
    `of the ${counted(leads, "lead")} about which something became known in ${quarter}:`,
    ...(moved.length === 0 ? [none] : moved),
    ...(grades === null
      ? []
      : [
          `  best grade: ${grouped(grades.up + grades.down)} change, ${grouped(grades.up)} to a better one and ${grouped(grades.down)} to a worse one`,
        ]),
  ];
}
