import type { Estimated, NotEstimable } from "../base/estimate.ts";
import type { CodedRows } from "../features/type.ts";
import type { TermFacts } from "../result/type.ts";
import type { Draft } from "../weights/seal.ts";
import type { Weights } from "../weights/type.ts";
import type { Signs } from "./sign.ts";

/**
 * The training rows of one fold. Labels are 0 or 1; a lead's weight 1 is split over its rows here. `fold` is the
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
   * For each cross-fitting fold the same rows in features that its outcomes did not shape, where features learn from
   * outcomes (decayed counts whose half-life is found); absent: none do.
   */
  readonly apart?: ReadonlyMap<number, CodedRows>;
  /**
   * Every instant of the same leads, in the order of time, where a score may reach a new high: calibration learns there
   * and nothing else does. Absent: the rows themselves are all there is.
   */
  readonly instants?: Instants;
}

/** Instants of leads, their weights unused: which of them count rests on the score. */
export type Instants = Pick<TrainingRows, "coded" | "label" | "fold" | "account" | "lead" | "apart">;

/** What the fit of a kind gives: weights without calibration, grades and golden rows. */
export interface FittedDraft {
  readonly draft: Draft;
  readonly converged: boolean;
  readonly iterations: number;
  readonly notes: readonly string[];
  /** what its terms were found to be, with intervals; null: the kind has none */
  readonly terms: readonly TermFacts[] | null;
  /** how its segments differ; absent: it has none */
  readonly segmented?: Segmented;
  /** where a fit of fewer of the same rows may begin, each feature one column; absent: its points say it */
  readonly begins?: { readonly intercept: number; readonly slopes: ReadonlyMap<string, number> };
}

/**
 * A model whose segments lean on a common one. Estimates are logits, at 95 % given the spreads and with leads taken as
 * independent.
 */
export interface Segmented {
  /** whose levels the segments are */
  readonly feature: string;
  /** standard deviation, in logits, of the segments' levels and of their bins' deviations */
  readonly spread: { readonly intercept: number; readonly bins: number };
  /** deviations that ship */
  readonly rules: number;
  readonly segments: readonly {
    readonly segment: string;
    readonly leads: number;
    readonly wins: number;
    /** 1: wholly the common model; 0: a model of its own */
    readonly pooling: number;
    readonly level: Estimated;
    /** the largest, in bins */
    readonly deviations: readonly { readonly term: string; readonly value: Estimated }[];
  }[];
}

/** What a fit is for: to be judged on one fold, or to ship. Of what ships, intervals that take long are found too. */
export type Purpose = "fold" | "ship";

/** What some kinds take beside the rows. */
export interface FitExtras {
  readonly signs?: Signs;
  /** a fit of more of the same rows, to begin at: it saves steps, and nothing else rests on it */
  readonly near?: FittedDraft;
  /** default: `fold` */
  readonly purpose?: Purpose;
}

/** A fitted model that is not yet calibrated: its score is no probability yet, and the type says so. */
export interface Fitted {
  readonly weights: Weights;
  readonly diagnostics: Diagnostics;
}

/** Calibrated on out-of-fold scores. Only this can be shipped or replayed with a `p`. */
export interface Calibrated extends Fitted {
  readonly calibrated: true;
  /** out-of-fold raw scores (in points) of the training rows: what the map was learnt on */
  readonly outOfFold: Float64Array;
}

export interface Diagnostics {
  readonly converged: boolean;
  readonly iterations: number;
  /** weighted rows and weighted positives of the fit; positives in leads */
  readonly rows: number;
  readonly positives: number;
  /** features dropped in this fold, and why */
  readonly dropped: readonly { readonly feature: string; readonly reason: string }[];
  readonly notes: readonly string[];
  /** higher scores went with fewer outcomes among leads not seen: every lead has the base rate as its probability */
  readonly falls: boolean;
  readonly terms: readonly TermFacts[] | null;
  readonly segmented?: Segmented;
}

export type FitOutcome = Calibrated | NotEstimable;
