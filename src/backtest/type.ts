import type { Second } from "../base/time.ts";
import type { Labels } from "../labels/type.ts";
import type { CutoffFacts } from "../result/type.ts";
import type { Crossings } from "./crossings.ts";
import type { Fold } from "./fit/folds.ts";
import type { Rate, WorkCalendar } from "./serve/capacity.ts";
import type { Policy } from "./serve/queue.ts";

/** What is the same for every definition that is judged. */
export interface Setting {
  readonly labels: Labels;
  /** account of each lead */
  readonly account: Int32Array;
  /**
   * for each lead, the second from which on history counts it as worked, never after its outcome; NEVER: it was not;
   * null: unknown for all
   */
  readonly worked: Int32Array | null;
  readonly folds: readonly Fold[];
  readonly rate: Rate;
  readonly calendar: WorkCalendar;
  readonly slaBusinessDays: number;
  readonly order: Policy["name"];
  /** funnel stages that are also reported for the served leads */
  readonly guards: readonly string[];
}

/** What history could choose leads by: a definition's score, and what its rule reads. */
export interface Covariates {
  /** columns for all of the definitions together, at a crossing each, under a fold's weights */
  readonly at: (
    definitions: readonly string[],
    fold: number,
    lead: Int32Array,
    time: Int32Array,
  ) => readonly Float64Array[];
  /** whether these columns hold all that a definition's rule reads */
  readonly knows: (definition: string) => boolean;
}

/** What the replay found for one definition, fold by fold (in the order of Setting.folds). */
export interface Replayed {
  readonly name: string;
  readonly incumbent: boolean;
  readonly folds: readonly ReplayedFold[];
}

export interface ReplayedFold {
  /** null: it could not be replayed in this fold, with the reason */
  readonly crossings: Crossings | null;
  readonly reason: string | null;
  /** how many leads the switch to the fold's weights brings at once at its start; 0 in the first fold */
  readonly stock: number;
  readonly cutoff: CutoffFacts | null;
  /** whether the definition was first seen at or before the quarter's start */
  readonly prospective: boolean;
}

/**
 * One definition's crossings in the mature weeks of one quarter, and who of them is served. One entry for each
 * crossing.
 */
export interface ServedSet {
  /** ascending */
  readonly lead: Int32Array;
  readonly time: Int32Array;
  /** share of a slot, in [0, 1] */
  readonly share: Float64Array;
  /** in [0, 1]: the chance that its place would go to another if it were not there; 0 where its week has idle slots */
  readonly full: Float64Array;
  /** its weight among those who would get these places */
  readonly edge: Float64Array;
  /** 1: reached the outcome in [t, t + H] */
  readonly won: Uint8Array;
  /** 1: crossed after the actual hand-off */
  readonly late: Uint8Array;
  /** 1: history worked it by the end of the crossing's horizon; null: unknown for all */
  readonly worked: Uint8Array | null;
  readonly slots: number;
  readonly served: number;
  readonly idle: number;
  readonly overflow: number;
}

/** A period of the study's clock. */
export interface Period {
  readonly start: Second;
  readonly end: Second;
}
