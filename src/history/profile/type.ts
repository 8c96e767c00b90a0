import type { Fault } from "../../base/errors.ts";
import type { DateFormat } from "../../study/type.ts";

/** One table of an export: a file, or several with the same columns. Nothing here knows what a lead is. */
export interface TableProfile {
  /** names of the files as the study may write them, in code-unit order */
  readonly files: readonly string[];
  readonly rows: number;
  readonly columns: readonly ColumnProfile[];
}

export interface ColumnProfile {
  readonly name: string;
  /** number of rows in which it is not empty */
  readonly filled: number;
  readonly distinct: number;
  /** the most frequent values with their number of rows, at most `shownValues` */
  readonly values: readonly (readonly [value: string, rows: number])[];
  /** share of its filled values that are plain numbers */
  readonly numbers: number;
  /** share of its filled values that contain an e-mail address */
  readonly emails: number;
  /** null: it holds no dates */
  readonly dates: DatesProfile | null;
}

/** A column nearly all of whose filled values are dates or times. */
export interface DatesProfile {
  /** the format of its dates where the study must state it; null: they show it themselves */
  readonly format: DateFormat | null;
  /** where no value shows which of two parts is the day: both readings, day first */
  readonly either: readonly [DateFormat, DateFormat] | null;
  readonly sample: string;
  /** seconds on the file's own clock, without dates that mean none; where the order is not known, day first */
  readonly earliest: number;
  readonly latest: number;
}

/** A column of one table whose values are keys of another table. */
export interface KeyProfile {
  readonly from: readonly [table: number, column: string];
  readonly to: readonly [table: number, column: string];
  /** share of up to 500 distinct values of `from` that are in `to` */
  readonly found: number;
}

export interface Profiles {
  readonly tables: readonly TableProfile[];
  readonly keys: readonly KeyProfile[];
  /** faults of files that cannot be read as a table */
  readonly unread: readonly Fault[];
}
