import type { Estimated } from "../base/estimate.ts";
import type { Input } from "../weights/type.ts";
import type { ComparisonFacts, HalfLifeFacts, ModelFacts, ReliabilityBin } from "./models.ts";

export type * from "./models.ts";

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
  /** above the report: the study's own, or `Lead definition review, FY2027-Q3` after the quarter of as_of */
  readonly title: string;
  readonly preparedFor: string | null;
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
    /** leads whose own row dates the stage; the others reached it by a later one. null: creation, or an outcome column */
    readonly dated: number | null;
    /** leads with the horizon behind them that reached the stage before; null for the first */
    readonly before: number | null;
    /** and went on to this one */
    readonly wentOn: number | null;
    /** `wentOn` of `before`; null for the first */
    readonly conversion: Estimated | null;
    /** median days from creation among those who reached it */
    readonly medianDays: number | null;
  }[];
  readonly cohorts: readonly {
    /** of creation, `2018-01` */
    readonly month: string;
    /** null, as are the others: withheld, since fewer than privacy.min_group were created then */
    readonly n: number | null;
    /** outcome within H of creation */
    readonly won: number | null;
    readonly refused: number | null;
    readonly mature: boolean;
    readonly rate: Estimated;
  }[];
  /** the cohorts that have a rate, together: `won` of the n leads that are not refused; null: no cohort has one */
  readonly judged: {
    readonly from: string;
    readonly to: string;
    readonly months: number;
    readonly n: number;
    readonly refused: number;
    readonly won: number;
    readonly rate: Estimated;
  } | null;
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
  /** what makes it */
  readonly from: Input["from"];
}

export interface DefinitionFacts {
  readonly text: string;
  /** its name for people; null: the name alone */
  readonly label: string | null;
  /** what it is, in the study's words or the rule read plainly */
  readonly says: string;
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
  /** mean and t-interval between quarters for the next quarter; null where the judged ones are too few to say */
  readonly nextQuarter: Estimated;
  /** names of the judged quarters that the figures cover */
  readonly covers: readonly string[];
  /** outcomes a quarter: wins per slot times the slots of a mean quarter */
  readonly perQuarter: Estimated;
  /** wins per slot of both over the quarters that the incumbent has too; null for the incumbent or without one */
  readonly shared: {
    readonly quarters: readonly string[];
    readonly candidate: Estimated;
    readonly incumbent: Estimated;
  } | null;
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
  /** since when and why there is more capacity than history shows, as the study says it */
  readonly since: string | null;
  readonly because: string | null;
  /** everything once more at the intake that history shows; null: the stated capacity is not above it */
  readonly atHistory: {
    readonly leadsPerRepPerDay: number;
    /** a change must hold at it too: the study does not say since when and why there is more */
    readonly decides: boolean;
    readonly definitions: Readonly<
      Record<string, { readonly pooled: PooledFacts; readonly cutoff: DefinitionFacts["cutoff"] }>
    >;
  } | null;
}

/**
 * change: better beyond chance; keep: none can gain what matters; pilot: a random slice of its leads would settle it;
 * drop: surely no better; cannot tell: neither these data nor a pilot of a size that can be had.
 */
export type Verdict = "change" | "keep" | "pilot" | "drop" | "cannot tell";

export interface DecisionFacts {
  readonly metric: "wins_per_slot";
  readonly verdict: Verdict | null;
  /** why there is no verdict, or what it rests on, in a sentence that can be read aloud */
  readonly sentence: string;
  readonly reason: string | null;
  readonly incumbent: string | null;
  /** the candidate that the verdict speaks of */
  readonly candidate: string | null;
  /** candidates that the lineage's log and this study have tried on overlapping quarters */
  readonly m: number;
  /** candidates of this study alone */
  readonly declared: number;
  /** at which the low end of a change must be above 0: 1 - 0.05/m */
  readonly level: number;
  /** why this candidate and not one that looks better; null: none looks better */
  readonly because: string | null;
  /** fewer outcomes than this among the worked leads that a candidate adds: no change */
  readonly leastWorkedWins: number;
  /** names of the judged quarters that the incumbent has */
  readonly quarters: readonly string[];
  readonly candidates: readonly CandidateFacts[];
  readonly smallestGain: number | null;
}

export interface Bounds {
  readonly low: number;
  readonly high: number;
}

export interface SwapFacts {
  readonly n: number;
  readonly worked: number | null;
  readonly wins: number;
  readonly workedWins: number | null;
}

/** Outcomes a quarter; the difference at 95 % and, in `decides`, at the level that decides. */
export interface PerQuarter {
  readonly candidate: Estimated;
  readonly incumbent: Estimated;
  readonly difference: Estimated;
  readonly decides: Bounds | null;
}

/** A candidate against the incumbent once more: on other quarters or at another capacity. */
export interface Again {
  readonly difference: Estimated;
  /** the difference at the level that decides there */
  readonly decides: (Bounds & { readonly level: number }) | null;
  readonly monotoneLow: number | null;
  /** a change holds there */
  readonly holds: boolean;
}

export interface CandidateFacts {
  readonly name: string;
  readonly verdict: Verdict | null;
  readonly reason: string;
  /** the candidate that the verdict speaks of: the change, or the one pilot to run */
  readonly recommended: boolean;
  /** names of the quarters compared: judged, and replayed for both */
  readonly quarters: readonly string[];
  /** wins per slot, candidate minus incumbent, as observed; at 95 % */
  readonly difference: Estimated;
  readonly withoutLate: Estimated;
  /** the same difference at the level that decides */
  readonly decides: (Bounds & { readonly level: number }) | null;
  readonly perQuarter: PerQuarter;
  /** low end at level 1 - 0.05/m with G infinite (the monotone low end), and the worst case */
  readonly monotoneLow: number | null;
  readonly worstCaseLow: number | null;
  /** high end at 95 % had all leads it adds been worked, and working helped them as much as history allows; null: not known */
  readonly highEnd: number | null;
  /** high end at 95 % if every lead it adds that nobody worked had reached the outcome */
  readonly bestCaseHigh: number | null;
  /** it beats the incumbent only with leads that sales already had, or only without them; null: either way alike */
  readonly lateDecides: "with" | "without" | null;
  readonly swapIns: SwapFacts;
  readonly swapOuts: SwapFacts;
  /** the discount of unworked swap-ins' estimated value; null is infinite: they count only as observed */
  readonly g: number | null;
  /** the quarters that lie wholly after it was first seen, by themselves; m counts those frozen before them */
  readonly prospective: (Again & { readonly quarters: readonly string[]; readonly m: number }) | null;
  /** at the intake that history shows; null: the stated capacity is not above it */
  readonly atHistory:
    | (Again & { readonly leadsPerRepPerDay: number; readonly perQuarter: PerQuarter })
    | null;
  readonly pilot: PilotFacts;
}

export interface PilotFacts {
  /** leads of a random slice that would settle it; null with the reason */
  readonly n: number | null;
  readonly reason: string | null;
  /** leads it adds a quarter, and how many quarters `n` of them take */
  readonly perQuarter: number | null;
  readonly quarters: number | null;
  /** longer than two quarters */
  readonly slow: boolean;
  /** what would shorten it, in a sentence */
  readonly shorter: string | null;
  /** outcomes among the n from which on it is a change, and below which it is dropped */
  readonly changeFrom: number | null;
  readonly dropBelow: number | null;
}

export interface WarningFacts {
  readonly code: string;
  readonly what: string;
  readonly mend: string;
  readonly where: string;
}
