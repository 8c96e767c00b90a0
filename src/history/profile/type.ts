import type { Fault } from "../../base/errors.ts";
import type { DateFormat } from "../../study/type.ts";

/** One table of an export as it stands: a file, or several with the same columns. Nothing here knows what a lead is. */
export interface TableProfile {
  /** as the study may name them, in code-unit order */
  readonly files: readonly string[];
  readonly rows: number;
  readonly columns: readonly ColumnProfile[];
}

export interface ColumnProfile {
  readonly name: string;
  /** rows in which it holds anything */
  readonly filled: number;
  readonly distinct: number;
  /** the most frequent values with their rows, at most `shownValues` */
  readonly values: readonly (readonly [value: string, rows: number])[];
  /** share of the filled that are plain numbers */
  readonly numbers: number;
  /** share of the filled that hold an e-mail address */
  readonly emails: number;
  /** null: it holds no dates */
  readonly dates: DatesProfile | null;
}

/** A column whose filled values are dates or times, nearly all. */
export interface DatesProfile {
  /** how its dates are written where the engine of the load must be told; null: they say it themselves */
  readonly format: DateFormat | null;
  /** no value shows which of two parts is the day: both readings, day first */
  readonly either: readonly [DateFormat, DateFormat] | null;
  readonly sample: string;
  /** seconds on the file's own clock, dates that stand for none left aside; where the order is not known, day first */
  readonly earliest: number;
  readonly latest: number;
}

/** Values of one table's column that are keys of another's. */
export interface KeyProfile {
  readonly from: readonly [table: number, column: string];
  readonly to: readonly [table: number, column: string];
  /** share of up to 500 distinct values of `from` that are in `to` */
  readonly found: number;
}

export interface Profiles {
  readonly tables: readonly TableProfile[];
  readonly keys: readonly KeyProfile[];
  /** of files that cannot be read as a table */
  readonly unread: readonly Fault[];
}
