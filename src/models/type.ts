import type { Estimated, NotEstimable } from "../base/estimate.ts";
import type { CodedRows } from "../features/type.ts";
import type { TermFacts } from "../result/type.ts";
import type { Draft } from "../weights/seal.ts";
import type { Weights } from "../weights/type.ts";
import type { Signs } from "./sign.ts";

/**
 * The training rows of one fold. Labels are 0 or 1; a lead's weight of 1 is split over its rows. `fold` is the
 * account's cross-fitting fold (seeded hash), the same for all rows of an account.
 */
export interface TrainingRows {
  readonly coded: CodedRows;
  readonly label: Uint8Array;
  readonly weight: Float64Array;
  readonly fold: Uint8Array;
  /** account of each row, for clustering */
  readonly account: Int32Array;
  /** lead of each row; positives are counted in leads */
  readonly lead: Int32Array;
  /**
   * for each cross-fitting fold the same rows, in features on which its outcomes had no influence, where features learn
   * from outcomes (decayed counts whose half-life is fitted); absent: none do
   */
  readonly apart?: ReadonlyMap<number, CodedRows>;
  /**
   * Every instant of the same leads, in the order of time, at which a score may reach a new high: only calibration
   * learns there. Absent: there are only the rows themselves.
   */
  readonly instants?: Instants;
}

/** Instants of leads, without weights: which of them count depends on the score. */
export type Instants = Pick<TrainingRows, "coded" | "label" | "fold" | "account" | "lead" | "apart">;

/** The result of fitting a kind: weights without calibration, grades and golden rows. */
export interface FittedDraft {
  readonly draft: Draft;
  readonly converged: boolean;
  readonly iterations: number;
  readonly notes: readonly string[];
  /** its terms with their intervals; null: the kind has none */
  readonly terms: readonly TermFacts[] | null;
  /** how its segments differ; absent: it has none */
  readonly segmented?: Segmented;
  /** where a fit of fewer of the same rows may begin, with one column for each feature; absent: its points show it */
  readonly begins?: { readonly intercept: number; readonly slopes: ReadonlyMap<string, number> };
}

/**
 * A model whose segments lean on a common one. Estimates are logits, at 95% given the spreads, with leads taken as
 * independent.
 */
export interface Segmented {
  /** the feature whose levels are the segments */
  readonly feature: string;
  /** standard deviation, in logits, of the segments' levels and of their bins' deviations */
  readonly spread: { readonly intercept: number; readonly bins: number };
  /** number of deviations that ship */
  readonly rules: number;
  readonly segments: readonly {
    readonly segment: string;
    readonly leads: number;
    readonly wins: number;
    /** 1: entirely the common model; 0: a model of its own */
    readonly pooling: number;
    readonly level: Estimated;
    /** the largest deviations of bins */
    readonly deviations: readonly { readonly term: string; readonly value: Estimated }[];
  }[];
}

/**
 * The purpose of a fit: to be judged on one fold, or to ship. For shipped weights, intervals that take long are
 * computed too.
 */
export type Purpose = "fold" | "ship";

/** Further inputs of some kinds. */
export interface FitExtras {
  readonly signs?: Signs;
  /** a fit of more of the same rows to begin at: it saves steps, and nothing else depends on it */
  readonly near?: FittedDraft;
  /** default: `fold` */
  readonly purpose?: Purpose;
}

/** A fitted model before calibration: its score is not a probability yet, and the type says so. */
export interface Fitted {
  readonly weights: Weights;
  readonly diagnostics: Diagnostics;
}

/** A model calibrated on out-of-fold scores. Only this can be shipped, or replayed with a `p`. */
export interface Calibrated extends Fitted {
  readonly calibrated: true;
  /** out-of-fold raw scores (in points) of the training rows, on which the map was learnt */
  readonly outOfFold: Float64Array;
}

export interface Diagnostics {
  readonly converged: boolean;
  readonly iterations: number;
  /** weighted rows and weighted positives of the fit; positives in leads */
  readonly rows: number;
  readonly positives: number;
  /** features dropped in this fold, with the reasons */
  readonly dropped: readonly { readonly feature: string; readonly reason: string }[];
  readonly notes: readonly string[];
  /** higher scores went with fewer outcomes among leads not seen: every lead has the base rate as its probability */
  readonly falls: boolean;
  readonly terms: readonly TermFacts[] | null;
  readonly segmented?: Segmented;
}

export type FitOutcome = Calibrated | NotEstimable;
