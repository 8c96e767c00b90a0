/**
 * A feature's values are coded once, without loss: codes 0 to values.length - 1 are ranks among its sorted distinct
 * values, then come one code for missing and one for not observed. A count is its own code, up to `cap`; a decayed
 * count is coded in steps.
 */
export type Feature = StaticFeature | CountFeature | DecayFeature;

interface Coded {
  readonly name: string;
  /** number of codes, with those for missing and not observed */
  readonly size: number;
  readonly missing: number;
  readonly notObserved: number;
}

/** A feature known at creation and the same at every moment: a column, a flag or a persona. */
export interface StaticFeature extends Coded {
  readonly kind: "number" | "category" | "boolean";
  readonly from: { readonly column: string } | { readonly flag: string };
  /** the value of each code below `missing`: ascending numbers, levels in code-unit order, or [false, true] */
  readonly values: readonly (number | string | boolean)[];
  /** one code for each lead */
  readonly codes: Uint8Array | Uint16Array | Uint32Array;
}

/** `<activity>_<n>d`: activities visible in the last n days; `<activity>_ever`: all so far, window Infinity. */
export interface CountFeature extends Coded {
  readonly kind: "count";
  readonly from: { readonly count: string; readonly window: number | null; readonly cap: number };
  /** only rules read it: no model learns from it */
  readonly forRules?: true;
  /** index into activities.types */
  readonly type: number;
  /** length of the window in seconds; Infinity for `_ever` */
  readonly window: number;
  /** greater counts have the code of this one */
  readonly cap: number;
  /**
   * The code is `notObserved` at t < observedFrom + window. For `_ever` it is so for leads created before observedFrom.
   */
  readonly observedFrom: number;
}

/**
 * `<activity>_decayed`: every visible activity counts 1 when it happens and half as much after each half-life. The sum
 * is rounded down to a step and limited by `cap`; src/features/decay.ts has the arithmetic.
 */
export interface DecayFeature extends Coded {
  readonly kind: "decay";
  /** `halfLife` in days; `round` is the size of a step */
  readonly from: {
    readonly decay: string;
    readonly half_life: number;
    readonly cap: number;
    readonly round: number;
  };
  /** index into activities.types */
  readonly type: number;
  /** half-life in seconds */
  readonly halfLife: number;
  /** number of steps in 1: a code's value is code / perUnit, and the value of the last code is the cap */
  readonly perUnit: number;
  /** the code is `notObserved` at t < observedFrom + decayReach half-lives */
  readonly observedFrom: number;
}

/** Codes of all features at given moments, one array for each feature. */
export interface CodedRows {
  readonly count: number;
  readonly features: readonly Feature[];
  readonly codes: readonly (Uint8Array | Uint16Array | Uint32Array)[];
}
