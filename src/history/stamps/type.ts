import type { CountFormat } from "../../study/type.ts";

/** How the stamps of one column are read. A stamp's *shape* is its text with every digit replaced by 0. */
export interface TimePlan {
  readonly family: "iso" | "day first" | "month first" | "named" | "counted" | "none";
  /** of counted times: their unit, how many there are, and how many of those are at midnight, UTC */
  readonly counted?: { readonly unit: CountFormat; readonly midnights: number; readonly of: number };
  /** every shape that is read; other values are rejects */
  readonly shapes: readonly Shape[];
  /** whether any value has a shape that is not read */
  readonly junk: boolean;
}

/**
 * Which date a stamp at midnight means: the one that is written, whatever its zone, or the one on the study's clock;
 * `all`: every stamp is a date.
 */
export type Dates = "written" | "carried" | "all";

export interface Shape {
  /** as it is written in the file */
  readonly raw: string;
  /** without outer blanks, in capitals */
  readonly shape: string;
  readonly count: number;
  readonly family: "iso" | "numeric" | "named" | "counted";
  readonly separator: string;
  readonly dateOnly: boolean;
  readonly zoned: boolean;
  /** number of rows by time of day, where that is a whole or half hour */
  readonly clocks: Clocks;
}

/** Number of rows by time of day, "9:30", for whole and half hours. */
export type Clocks = ReadonlyMap<string, number>;
