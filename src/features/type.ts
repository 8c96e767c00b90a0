/**
 * A feature's value is coded once, losslessly: 0 to values.length - 1 is the rank among its sorted distinct values,
 * then one code for missing and one for not observed. Counts code as themselves, up to `cap`; decayed counts in steps.
 */
export type Feature = StaticFeature | CountFeature | DecayFeature;

interface Coded {
  readonly name: string;
  /** number of codes in all */
  readonly size: number;
  readonly missing: number;
  readonly notObserved: number;
}

/** Known at creation, the same at every moment: a column, a flag or a persona. */
export interface StaticFeature extends Coded {
  readonly kind: "number" | "category" | "boolean";
  readonly from: { readonly column: string } | { readonly flag: string };
  /** value of each code below `missing`: ascending numbers, levels in code-unit order, or [false, true] */
  readonly values: readonly (number | string | boolean)[];
  /** per lead */
  readonly codes: Uint8Array | Uint16Array | Uint32Array;
}

/** `<activity>_<n>d`: activities visible in the last n days; `<activity>_ever`: window Infinity. */
export interface CountFeature extends Coded {
  readonly kind: "count";
  readonly from: { readonly count: string; readonly window: number | null; readonly cap: number };
  /** index into activities.types */
  readonly type: number;
  /** seconds; Infinity for `_ever` */
  readonly window: number;
  /** counts above it code as it */
  readonly cap: number;
  /** the code is `notObserved` at t < observedFrom + window (for `_ever`: for leads created before observedFrom) */
  readonly observedFrom: number;
}

/**
 * `<activity>_decayed`: every activity that is visible counts 1 when it happens and half as much a half-life later. The
 * sum is rounded down to a step and held at `cap` (src/features/decay.ts has the arithmetic).
 */
export interface DecayFeature extends Coded {
  readonly kind: "decay";
  /** half-life in days; `round`: the step */
  readonly from: {
    readonly decay: string;
    readonly half_life: number;
    readonly cap: number;
    readonly round: number;
  };
  /** index into activities.types */
  readonly type: number;
  /** seconds */
  readonly halfLife: number;
  /** steps in 1: the value of a code is code / perUnit, and the last one's is cap */
  readonly perUnit: number;
  /** the code is `notObserved` at t < observedFrom + decayReach half-lives */
  readonly observedFrom: number;
}

/** Codes of all features at given moments, feature by feature. */
export interface CodedRows {
  readonly count: number;
  readonly features: readonly Feature[];
  readonly codes: readonly (Uint8Array | Uint16Array | Uint32Array)[];
}
