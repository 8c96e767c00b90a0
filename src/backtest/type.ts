import type { Estimated } from "../base/estimate.ts";
import type { Second } from "../base/time.ts";
import type { Labels } from "../labels/type.ts";
import type { Crossings } from "./crossings.ts";
import type { Fold } from "./fit/folds.ts";
import type { Rate, WorkCalendar } from "./serve/capacity.ts";
import type { Policy } from "./serve/queue.ts";

/** What every definition is judged on alike. */
export interface Setting {
  readonly labels: Labels;
  /** account of each lead */
  readonly account: Int32Array;
  /** per lead, the second from which history counts it as worked, never after its outcome; NEVER: not; null: unknown for all */
  readonly worked: Int32Array | null;
  readonly folds: readonly Fold[];
  readonly rate: Rate;
  readonly calendar: WorkCalendar;
  readonly slaBusinessDays: number;
  readonly order: Policy["name"];
  /** funnel stages also reported for the served */
  readonly guards: readonly string[];
}

/** What the replay says of one definition, fold by fold (in the order of Setting.folds). */
export interface Replayed {
  readonly name: string;
  readonly incumbent: boolean;
  readonly folds: readonly ReplayedFold[];
}

export interface ReplayedFold {
  /** null: it could not be replayed in this fold, with the reason */
  readonly crossings: Crossings | null;
  readonly reason: string | null;
  /** leads that the switch to the fold's weights brings at once at its start; 0 in the first fold */
  readonly stock: number;
  readonly cutoff: CutoffFacts | null;
  /** the definition was first seen at or before the quarter's start */
  readonly prospective: boolean;
}

export interface CutoffFacts {
  readonly model: string;
  readonly score: number;
  readonly p: number | null;
}

/** One definition's crossings in the mature weeks of one quarter, and who of them is served. One entry a crossing. */
export interface ServedSet {
  /** ascending */
  readonly lead: Int32Array;
  readonly time: Int32Array;
  /** share of a slot, in [0, 1] */
  readonly share: Float64Array;
  /** in [0, 1]: how surely its place would go to another, were it not there; 0 where its week has idle slots */
  readonly full: Float64Array;
  /** its weight among those to whom such places would go */
  readonly edge: Float64Array;
  /** 1: outcome in [t, t + H] */
  readonly won: Uint8Array;
  /** 1: after the actual hand-off */
  readonly late: Uint8Array;
  /** 1: history worked it by the end of the crossing's horizon; null: unknown for all */
  readonly worked: Uint8Array | null;
  readonly slots: number;
  readonly served: number;
  readonly idle: number;
  readonly overflow: number;
}

// What follows has the shapes of result.json (src/result/type.ts), which this room may not import.

export interface Counts {
  readonly volume: number;
  readonly late: number;
  readonly stockAtSwitch: number;
  readonly slots: number;
  readonly served: number;
  readonly idle: number;
  readonly overflow: number;
  readonly worked: number | null;
  readonly wins: number;
}

export interface QuarterFacts extends Counts {
  readonly quarter: string;
  readonly provisional: boolean;
  readonly prospective: boolean;
  readonly reason: string | null;
  readonly matureShare: number;
  readonly cutoff: CutoffFacts | null;
  readonly winsPerSlot: Estimated;
  readonly precision: Estimated;
  readonly precisionAll: Estimated;
  readonly precisionWithoutLate: Estimated;
  readonly policyPrecision: Estimated;
  readonly recall: Estimated;
  readonly guards: Readonly<Record<string, Estimated>>;
  readonly difference: Estimated | null;
}

export interface PooledFacts extends Counts {
  readonly quarters: number;
  readonly winsPerSlot: Estimated;
  readonly precision: Estimated;
  readonly precisionAll: Estimated;
  readonly precisionWithoutLate: Estimated;
  readonly policyBounds: readonly [number, number] | null;
  readonly recall: Estimated;
  readonly guards: Readonly<Record<string, Estimated>>;
  readonly difference: Estimated | null;
  readonly nextQuarter: Estimated;
  readonly covers: readonly string[];
  readonly perQuarter: Estimated;
  readonly shared: {
    readonly quarters: readonly string[];
    readonly candidate: Estimated;
    readonly incumbent: Estimated;
  } | null;
}

export type Verdict = "change" | "keep" | "pilot" | "drop" | "cannot tell";

export interface SwapFacts {
  readonly n: number;
  readonly worked: number | null;
  readonly wins: number;
  readonly workedWins: number | null;
}

export interface Bounds {
  readonly low: number;
  readonly high: number;
}

export interface PerQuarter {
  readonly candidate: Estimated;
  readonly incumbent: Estimated;
  readonly difference: Estimated;
  readonly decides: Bounds | null;
}

export interface Again {
  readonly difference: Estimated;
  readonly decides: (Bounds & { readonly level: number }) | null;
  readonly monotoneLow: number | null;
  readonly holds: boolean;
}

export interface CandidateFacts {
  readonly name: string;
  readonly verdict: Verdict | null;
  readonly reason: string;
  readonly recommended: boolean;
  readonly quarters: readonly string[];
  readonly difference: Estimated;
  readonly withoutLate: Estimated;
  readonly decides: (Bounds & { readonly level: number }) | null;
  readonly perQuarter: PerQuarter;
  readonly monotoneLow: number | null;
  readonly worstCaseLow: number | null;
  readonly highEnd: number | null;
  readonly bestCaseHigh: number | null;
  readonly lateDecides: "with" | "without" | null;
  readonly swapIns: SwapFacts;
  readonly swapOuts: SwapFacts;
  readonly g: number | null;
  readonly prospective: (Again & { readonly quarters: readonly string[]; readonly m: number }) | null;
  readonly atHistory:
    | (Again & { readonly leadsPerRepPerDay: number; readonly perQuarter: PerQuarter })
    | null;
  readonly pilot: PilotFacts;
}

export interface PilotFacts {
  readonly n: number | null;
  readonly reason: string | null;
  readonly perQuarter: number | null;
  readonly quarters: number | null;
  readonly slow: boolean;
  readonly shorter: string | null;
  readonly changeFrom: number | null;
  readonly dropBelow: number | null;
}

export interface DecisionFacts {
  readonly metric: "wins_per_slot";
  readonly verdict: Verdict | null;
  readonly sentence: string;
  readonly reason: string | null;
  readonly incumbent: string | null;
  readonly candidate: string | null;
  readonly m: number;
  readonly declared: number;
  readonly level: number;
  readonly because: string | null;
  readonly leastWorkedWins: number;
  readonly quarters: readonly string[];
  readonly candidates: readonly CandidateFacts[];
  readonly smallestGain: number | null;
}

/** A period of the study's clock. */
export interface Period {
  readonly start: Second;
  readonly end: Second;
}
