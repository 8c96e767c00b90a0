import type { Message } from "../errors.ts";
import { didYouMean, grouped, quoted } from "../text.ts";

/** Of data frames in notebooks. */

export const noDanfo = (): Message => ({
  code: "no-danfojs",
  what: "data frames need the package danfojs-node, and it is not installed here",
  mend: "Install it (notebooks/README.md has the command), or use tablesOf(result), which gives the same tables as plain columns.",
});

export const frameTooLong = (rows: number, most: number): Message => ({
  code: "frame-too-long",
  what: `a data frame holds at most ${grouped(most)} rows here, and this table has ${grouped(rows)}`,
  mend: "Leave it in a Parquet file: a study reads one (`file: leads.parquet`), `leadline score` writes one, and DuckDB queries it in place. A frame is for results and samples.",
});

export const framesMember = (name: string): Message => ({
  code: "frame-member",
  what: `danfojs has a member of its own called ${quoted(name)}, and a column of that name would hide it`,
  mend: `Call the column otherwise before it becomes a frame, such as ${quoted(`${name}_`)}.`,
});

export const raggedFrame = (column: string, rows: number, first: number): Message => ({
  code: "ragged-frame",
  what: `the column ${quoted(column)} has ${grouped(rows)} values where the first has ${grouped(first)}`,
  mend: "Give each column one value a row, null where it is missing.",
});

export const noFrameColumn = (name: string, there: readonly string[]): Message => ({
  code: "no-frame-column",
  what: `the frame has no column ${quoted(name)}`,
  mend: `Take one that it has; ${didYouMean(name, there)}`,
});

export const noNumber = (column: string, row: number, sample: string): Message => ({
  code: "frame-no-number",
  what: `row ${grouped(row)} of the column ${quoted(column)} holds ${quoted(sample)}, which is not a number`,
  mend: "Make the column's values numbers, null where one is missing.",
});

export const noTruth = (column: string, row: number, sample: string): Message => ({
  code: "frame-no-truth",
  what: `row ${grouped(row)} of the column ${quoted(column)} holds ${quoted(sample)}, which is neither true nor false`,
  mend: "Make the column's values true or false, null where one is missing.",
});
