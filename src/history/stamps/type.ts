import type { CountFormat } from "../../study/type.ts";

/** How the stamps of one column are read. A stamp's *shape* is its text with every digit written as 0. */
export interface TimePlan {
  readonly family: "iso" | "day first" | "month first" | "named" | "counted" | "none";
  /** of counted times: in what; and how many of how many stand at midnight, UTC */
  readonly counted?: { readonly unit: CountFormat; readonly midnights: number; readonly of: number };
  /** every shape that is read; others are rejects */
  readonly shapes: readonly Shape[];
  /** whether any value has a shape that is not read */
  readonly junk: boolean;
}

/** What stands at midnight is a date: the one that is written, whatever its zone, or the one on the study's clock; or all are. */
export type Dates = "written" | "carried" | "all";

export interface Shape {
  /** as it stands in the file */
  readonly raw: string;
  /** trimmed, in capitals */
  readonly shape: string;
  readonly count: number;
  readonly family: "iso" | "numeric" | "named" | "counted";
  readonly separator: string;
  readonly dateOnly: boolean;
  readonly zoned: boolean;
  /** rows by their time of day, where it is a whole or half hour */
  readonly clocks: Clocks;
}

/** Rows by time of day, "9:30", of those that stand at a whole or half hour. */
export type Clocks = ReadonlyMap<string, number>;
