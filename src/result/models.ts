import type { Estimated } from "../base/estimate.ts";
import type { Calibration, ModelKind, Weights } from "../weights/type.ts";

/** Half-lives of decayed counts as each fold found them on its own training rows, and the final fit on all. */
export interface HalfLifeFacts {
  /** days, ascending: what the weights that ship could take, as far as records reach */
  readonly grid: readonly number[];
  /** winning leads from which each activity has a half-life of its own */
  readonly ownFrom: number;
  /** the intervals of the final fit say how sure they are: a quarter's rows are a part of its rows */
  readonly quarters: readonly ({ readonly quarter: string } & FoundFacts<TakenFacts>)[];
  /** of the weights that ship */
  readonly final: FoundFacts<ProfileFacts>;
}

export interface FoundFacts<Facts extends TakenFacts> {
  /** leads that reach the outcome among the rows it was found on */
  readonly wins: number;
  /** null: found; else why there is none */
  readonly reason: string | null;
  /** one for all activities but those with their own; null: none found, or each has its own */
  readonly common: Facts | null;
  /** of the activities whose own predicts better by more than chance; null: too few wins for any */
  readonly own: readonly ({ readonly activity: string } & Facts)[] | null;
}

export interface TakenFacts {
  /** what the decayed counts have, of the grid; null: plain counts stand alone */
  readonly taken: number | null;
}

/** The profile likelihood of one half-life, others held at what is taken of theirs. */
export interface ProfileFacts extends TakenFacts {
  /** days, between the grid's points; null: plain counts predict as well as any */
  readonly value: number | null;
  /** at 95 %; low null: down to the grid's first; high null: plain counts are not excluded */
  readonly low: number | null;
  readonly high: number | null;
  /**
   * Twice the fall of the log-likelihood from its top, along the grid, as the moments of one account allow (3.84 bounds
   * the interval); null: not to be had
   */
  readonly falls: readonly { readonly halfLife: number; readonly fall: number | null }[];
  /** the same of plain counts */
  readonly plain: number;
}

export interface ModelFacts {
  readonly kind: ModelKind;
  /** of a logistic model; null: another kind */
  readonly penalty: "ridge" | "lasso" | "elastic_net" | "firth" | "none" | null;
  /** of a scorecard: `pdo` more points double the odds of a win, `points` stand for `odds`; null: another kind */
  readonly anchor: { readonly pdo: number; readonly points: number; readonly odds: number } | null;
  /** least and greatest points that a scorecard can give; null: another kind */
  readonly range: { readonly min: number; readonly max: number } | null;
  readonly converged: boolean;
  /** the final weights, fitted on everything mature at as_of; null with the reason where nothing could be fitted */
  readonly weights: Weights | null;
  readonly reason: string | null;
  /** rows behind the final fit */
  readonly fit: { readonly rows: number; readonly leads: number; readonly positives: number } | null;
  /** weighted share of training rows and of positives in each bin, in the order of weights.attributes[].bins */
  readonly bins: readonly {
    readonly attribute: string;
    /** information value in nats, and what as many bins of noise would show; null with one class */
    readonly iv: number | null;
    readonly noiseFloor: number | null;
    readonly bins: readonly {
      readonly label: string;
      readonly points: number;
      /** leads by weight; null, as are the outcomes: withheld, since fewer than privacy.min_group are in it */
      readonly n: number | null;
      readonly positives: number | null;
      /** weight of evidence in nats, positive: likelier to convert than the average lead; null in an empty bin */
      readonly woe: number | null;
    }[];
  }[];
  /**
   * what the bins do to the score, those that move its ranking most first; an activity that is counted over several
   * windows is one. Empty: nothing fitted
   */
  readonly effects: readonly {
    /** of a feature or an activity */
    readonly name: string;
    /** features whose points it sums: `bins` has each by itself */
    readonly features: readonly string[];
    /** what the AUC on the training rows loses where all leads have the same points for it; null with one class */
    readonly ranking: number | null;
    /** of an activity's states, as of bins; null: it is one feature, and `bins` has them */
    readonly iv: number | null;
    readonly noiseFloor: number | null;
    /** what leads did and the points of all windows together; empty: it is one feature */
    readonly states: readonly {
      readonly label: string;
      readonly points: number;
      readonly n: number | null;
      readonly positives: number | null;
      readonly woe: number | null;
    }[];
  }[];
  /** what the final fit has to say of itself */
  readonly notes: readonly string[];
  /** what its terms were found to be, with intervals; null: the kind has none */
  readonly terms:
    | readonly {
        readonly term: string;
        readonly unit: "logit" | "rate";
        readonly value: Estimated;
        /** where the interval comes from; null: there is none */
        readonly by: "clustered" | "profile" | "wald" | "posterior" | "wilson" | null;
      }[]
    | null;
  /**
   * how the segments of a model differ from its common one, in logits; intervals at 95 % given the spreads, leads taken as
   * independent; null: it has none, or they do not differ
   */
  readonly segments: {
    /** whose levels they are */
    readonly feature: string;
    /** standard deviations of the segments' levels and of their bins' deviations, as the data chose them */
    readonly spread: { readonly intercept: number; readonly bins: number };
    /** rules that ship */
    readonly rules: number;
    readonly segments: readonly {
      readonly segment: string;
      /** by weight: a lead's moments share it; null: withheld */
      readonly leads: number | null;
      readonly wins: number | null;
      /** 1: wholly the common model; 0: a model of its own */
      readonly pooling: number;
      readonly level: Estimated;
      /** the largest, in bins */
      readonly deviations: readonly { readonly term: string; readonly value: Estimated }[];
    }[];
  } | null;
  /** the calibration of the weights that ship over their training leads' scores; null: the score is no probability */
  readonly map: {
    /** ascending in score, which is in points */
    readonly curve: readonly { readonly score: number; readonly p: number }[];
    /** leads by score, [low, high); the few outside of the drawn range stand in the bars at its ends */
    readonly leads: readonly { readonly low: number; readonly high: number; readonly n: number }[];
  } | null;
  /**
   * grades, best first: leads by the score that a fit without their account gives them (each lead counts once, over its
   * moments), and the share that reaches the outcome, clustered by account. Empty: not fitted, or no such scores
   */
  readonly grades: readonly {
    readonly grade: string;
    /** lowest score of the grade, in points; the last grade's takes any */
    readonly atLeast: number;
    readonly leads: number | null;
    readonly wins: number | null;
    readonly rate: Estimated;
  }[];
  /** made-up leads, their score and what moved it most against the average training lead */
  readonly reasons: readonly {
    readonly lead: string;
    readonly score: number;
    readonly p: number | null;
    readonly grade: string | null;
    /** a scorecard's points on 0 to 100 and 1 to 5 between the ends of `range`, for showing only; null: another kind */
    readonly shown: { readonly hundred: number; readonly five: number } | null;
    readonly reasons: readonly { readonly text: string; readonly points: number }[];
  }[];
  readonly folds: readonly {
    readonly quarter: string;
    readonly fitted: boolean;
    readonly reason: string | null;
    readonly positives: number;
    readonly dropped: readonly { readonly feature: string; readonly reason: string }[];
    /** what gives a lead its score under this fold; null: not fitted */
    readonly weights: FoldWeights | null;
    /** the whole map from that score to p, as a weights file has it; null: the score is no probability */
    readonly calibration: Exclude<Calibration, { readonly kind: "none" }> | null;
  }[];
  /** of out-of-time (or, where no fold can be fitted, cross-validated) scores at moments */
  readonly evaluation: EvaluationFacts;
}

/** What of a fold's weights makes the score: with the fold's calibration, any lead's p at that time by hand. */
export type FoldWeights = Pick<
  Weights,
  "inputs" | "attributes" | "groups" | "floor" | "ceiling" | "intercept" | "scale"
>;

export interface EvaluationFacts {
  readonly method: "walk-forward" | "cross-validation" | "none";
  readonly n: number;
  readonly positives: number;
  readonly auc: Estimated;
  readonly brier: Estimated;
  readonly logLoss: Estimated;
  readonly observedExpected: Estimated;
  readonly calibrationSlope: Estimated;
  /** of the best tenth of rows, ties in expectation */
  readonly precisionAtTenth: Estimated;
  readonly baseRate: Estimated;
  readonly reliability: readonly ReliabilityBin[];
}

export interface ReliabilityBin {
  readonly predicted: number;
  readonly observed: Estimated;
}

export interface ComparisonFacts {
  readonly method: "walk-forward" | "cross-validation" | "none";
  readonly reason: string | null;
  /** paired differences of AUC between the models, on the same rows */
  readonly pairs: readonly {
    readonly a: string;
    readonly b: string;
    readonly aucDifference: Estimated;
    readonly logLossDifference: Estimated;
  }[];
}
