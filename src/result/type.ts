import type { Estimated } from "../base/estimate.ts";
import type { ModelKind, Weights } from "../weights/type.ts";

/**
 * The contract of a run: what `result.json` holds and all that a report may know. Estimates are
 * `{value, low, high, n}` at 95 % unless said otherwise; what cannot be computed is `{value: null, reason}`.
 */
export interface Result {
  readonly schemaVersion: 1;
  readonly leadline: string;
  readonly study: StudyFacts;
  /** `<as_of>-<hash>` */
  readonly run: string;
  readonly asOf: string;
  readonly data: DataFacts;
  readonly maturity: MaturityFacts;
  readonly funnel: FunnelFacts;
  readonly features: readonly FeatureFacts[];
  /** null: none are found, since the study states one or none */
  readonly halfLives: HalfLifeFacts | null;
  readonly models: Readonly<Record<string, ModelFacts>>;
  readonly comparison: ComparisonFacts;
  readonly definitions: Readonly<Record<string, DefinitionFacts>>;
  readonly capacity: CapacityFacts | null;
  readonly decision: DecisionFacts;
  readonly candidatesTried: number;
  readonly warnings: readonly WarningFacts[];
}

export interface StudyFacts {
  readonly name: string;
  readonly timezone: string;
  readonly seed: number;
  readonly fiscalYearStarts: number;
  readonly funnel: readonly string[];
  readonly handoff: string | null;
  readonly outcome: { readonly stage: string; readonly withinDays: number | null };
  readonly quartersWanted: number;
  readonly embargoDays: number;
  /** the command that makes this run again */
  readonly command: string;
}

export interface DataFacts {
  readonly digest: string;
  readonly rows: {
    readonly leads: number;
    readonly accounts: number;
    readonly activities: number;
    readonly stageEntries: number;
  };
  readonly files: readonly {
    readonly source: string;
    readonly file: string;
    readonly rows: number;
    readonly rejected: number;
    readonly duplicates: number;
    readonly orphans: number;
    readonly afterAsOf: number;
  }[];
  readonly rejects: readonly {
    readonly file: string;
    readonly column: string;
    readonly reason: string;
    readonly count: number;
    /** the smallest refused text */
    readonly sample: string;
  }[];
  /** leads left out by `exclude`, and refused for an outcome before their creation */
  readonly excluded: number;
  readonly refused: number;
}

export interface MaturityFacts {
  /** fit moments by state, and the share of outcomes with no moment before them */
  readonly moments: { readonly mature: number; readonly immature: number };
  readonly outcomes: number;
  readonly outcomesWithoutMoment: number;
  /** leads created before it have H behind them at as_of */
  readonly matureUntil: string;
  readonly outcomeObservedFrom: string | null;
}

export interface FunnelFacts {
  readonly stages: readonly {
    readonly stage: string;
    readonly reached: number;
    /** of those who reached the stage before it, among leads with the horizon behind them; null for the first */
    readonly conversion: Estimated | null;
    /** median days from creation among those who reached it */
    readonly medianDays: number | null;
  }[];
  readonly cohorts: readonly {
    /** of creation, `2018-01` */
    readonly month: string;
    readonly n: number;
    /** outcome within H of creation */
    readonly won: number;
    readonly refused: number;
    readonly mature: boolean;
    readonly rate: Estimated;
  }[];
}

export interface FeatureFacts {
  readonly name: string;
  readonly kind: "number" | "category" | "boolean" | "count" | "decay";
  readonly levels: number;
  readonly missingShare: number;
  readonly range: readonly [number, number] | null;
  /** the commonest value; null where it is always missing, or a category that too few leads have to be shown */
  readonly example: string | null;
  readonly observedFrom: string | null;
}

/** Half-lives of decayed counts as each fold found them on its own training rows, and the final fit on all. */
export interface HalfLifeFacts {
  /** days, ascending: what could be taken */
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
      readonly n: number;
      readonly positives: number;
      /** weight of evidence in nats, positive: likelier to convert than the average lead; null in an empty bin */
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
      /** by weight: a lead's moments share it */
      readonly leads: number;
      readonly wins: number;
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
    /** slope and intercept of what is a line on the logit; null for a table */
    readonly calibration: {
      readonly kind: "platt" | "beta" | "lookup";
      readonly slope: number | null;
      readonly intercept: number | null;
    } | null;
  }[];
  /** of out-of-time (or, where no fold can be fitted, cross-validated) scores at moments */
  readonly evaluation: EvaluationFacts;
}

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

export interface DefinitionFacts {
  readonly text: string;
  readonly incumbent: boolean;
  /** quarters in order; null where the definition could not be replayed, with the reason */
  readonly quarters: readonly QuarterFacts[];
  readonly pooled: PooledFacts;
  /** the cut-off from capacity under the weights that ship, on the last full fiscal quarter; null: it takes none */
  readonly cutoff: { readonly model: string; readonly score: number; readonly p: number | null } | null;
  /** predicted p against what happened, at first crossing; null where the definition has no score */
  readonly calibrationAtCrossing: {
    readonly model: string;
    readonly observedExpected: Estimated;
    readonly reliability: readonly ReliabilityBin[];
  } | null;
}

export interface Counts {
  /** crossings in the period */
  readonly volume: number;
  readonly late: number;
  readonly stockAtSwitch: number;
  readonly slots: number;
  readonly served: number;
  readonly idle: number;
  readonly overflow: number;
  /** served and worked in history; null: `worked` unknown */
  readonly worked: number | null;
  /** outcomes among the served */
  readonly wins: number;
}

export interface QuarterFacts extends Counts {
  readonly quarter: string;
  /** not all of the quarter's crossings have H behind them; figures are of the mature part */
  readonly provisional: boolean;
  readonly prospective: boolean;
  /** null: judged; else why the definition has no figures here */
  readonly reason: string | null;
  /** shares of crossings that are mature */
  readonly matureShare: number;
  /** integer score cut-off in force, for a definition that cuts on one */
  readonly cutoff: { readonly model: string; readonly score: number; readonly p: number | null } | null;
  readonly winsPerSlot: Estimated;
  /** observed precision of the served */
  readonly precision: Estimated;
  /** observed precision of all who crossed */
  readonly precisionAll: Estimated;
  readonly precisionWithoutLate: Estimated;
  readonly policyPrecision: Estimated;
  readonly recall: Estimated;
  /** guard stage -> share of the served who reached it within H */
  readonly guards: Readonly<Record<string, Estimated>>;
  /** of wins per slot against the incumbent; null for the incumbent itself or where there is none */
  readonly difference: Estimated | null;
}

export interface PooledFacts extends Counts {
  readonly quarters: number;
  readonly winsPerSlot: Estimated;
  readonly precision: Estimated;
  readonly precisionAll: Estimated;
  readonly precisionWithoutLate: Estimated;
  /** worst-case bounds of the policy precision: unworked all lose, unworked all win */
  readonly policyBounds: readonly [number, number] | null;
  readonly recall: Estimated;
  readonly guards: Readonly<Record<string, Estimated>>;
  readonly difference: Estimated | null;
  /** mean and t-interval between quarters for the next quarter; null with fewer than two judged */
  readonly nextQuarter: Estimated;
}

export interface CapacityFacts {
  readonly reps: number;
  readonly leadsPerRepPerDay: number;
  readonly holidays: string | null;
  readonly order: "score" | "fifo";
  readonly quarters: readonly {
    readonly quarter: string;
    readonly workingDays: number;
    readonly slots: number;
  }[];
  /** what history shows: leads handed off per rep and working day, median and 90th percentile of weeks */
  readonly historicalIntake: { readonly median: number; readonly p90: number } | null;
}

export type Verdict = "change" | "keep" | "pilot";

export interface DecisionFacts {
  readonly metric: "wins_per_slot";
  readonly verdict: Verdict | null;
  /** why there is no verdict, or what it rests on, in a sentence that can be read aloud */
  readonly sentence: string;
  readonly reason: string | null;
  readonly incumbent: string | null;
  /** the candidate that the verdict speaks of */
  readonly candidate: string | null;
  /** number of candidates compared: the level of each is 1 - 0.05/m */
  readonly m: number;
  readonly candidates: readonly CandidateFacts[];
  readonly smallestGain: number | null;
}

export interface CandidateFacts {
  readonly name: string;
  readonly verdict: Verdict | null;
  readonly reason: string;
  /** wins per slot, candidate minus incumbent, as observed; at 95 % */
  readonly difference: Estimated;
  readonly withoutLate: Estimated;
  /** low end at level 1 - 0.05/m with G infinite (the monotone low end), and the worst case */
  readonly monotoneLow: number | null;
  readonly worstCaseLow: number | null;
  readonly swapIns: {
    readonly n: number;
    readonly worked: number | null;
    readonly wins: number;
    readonly workedWins: number | null;
  };
  readonly swapOuts: {
    readonly n: number;
    readonly worked: number | null;
    readonly wins: number;
    readonly workedWins: number | null;
  };
  /** the discount of unworked swap-ins' estimated value; null is infinite: they count only as observed */
  readonly g: number | null;
  /** leads of a random slice that would settle it; null with the reason */
  readonly pilot: { readonly n: number | null; readonly reason: string | null };
}

export interface WarningFacts {
  readonly code: string;
  readonly what: string;
  readonly mend: string;
  readonly where: string;
}
