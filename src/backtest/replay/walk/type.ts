/**
 * The inputs of the walk: a plan of tables, and the history as typed arrays. The arrays are shared memory where threads
 * walk.
 */
export type CodeArray = Uint8Array | Uint16Array | Uint32Array;

export interface KernelPlan {
  /** number of sums of points kept along the walk */
  readonly accumulators: number;
  readonly base: Int32Array;
  /**
   * features known at creation: one code for each lead, and points by code and accumulator (index code x accumulators +
   * a)
   */
  readonly statics: readonly { readonly codes: CodeArray; readonly points: Int32Array }[];
  /** counts; `window` is an index into windows, or their number for `_ever` */
  readonly counts: readonly {
    readonly points: Int32Array;
    readonly type: number;
    readonly window: number;
    readonly cap: number;
    readonly notObserved: number;
    readonly observedFrom: number;
  }[];
  /** decayed counts */
  readonly decays: readonly Decay[];
  /** for each activity type, the decayed counts that it feeds */
  readonly decaysOf: readonly Int32Array[];
  /** lengths of windows in seconds, ascending */
  readonly windows: Float64Array;
  /** types x (windows + 1): the count that an activity of a type feeds in a window, or -1 */
  readonly countOf: Int32Array;
  readonly columns: readonly Column[];
  /** points that only some leads get */
  readonly gates: readonly GatedPoints[];
  /** jump code of all programs */
  readonly code: Int32Array;
  /** truth tables of feature tests by code, one after the other */
  readonly truths: Uint8Array;
  /** for each stage that a rule reads, the first reach of each lead */
  readonly stages: readonly Int32Array[];
  /** what to find: first crossings ... */
  readonly families: readonly Family[];
  /** ... and running maxima while a gate holds */
  readonly maxima: readonly Maximum[];
  /** ... and scores by morning */
  readonly courses: readonly Course[];
  /**
   * whether maxima are reported for every lead that was scored; else only where the maximum rose between `a` and `b`
   */
  readonly everyMaximum: boolean;
}

/** A score: an accumulator, plus clamped groups and rules over several features, between floor and ceiling. */
export interface Column {
  readonly own: number;
  readonly simple: boolean;
  readonly groups: readonly { readonly accumulator: number; readonly low: number; readonly high: number }[];
  /** points where a program holds, added to group `group`, or to the total itself where that is -1 */
  readonly rules: readonly { readonly entry: number; readonly points: number; readonly group: number }[];
  readonly floor: number;
  readonly ceiling: number;
}

/** Points that are added to an accumulator for the leads for which a program over features known at creation holds. */
export interface GatedPoints {
  readonly entry: number;
  readonly accumulator: number;
  /** for each slot (statics, counts, decayed counts): points by code; null: none */
  readonly points: readonly (Int32Array | null)[];
}

/**
 * Definitions that differ only in the cut-off of one score. Each is met at the first instant at which the gate holds
 * and the score is at or above its cut-off: while the gate holds, one running maximum decides all of them. A definition
 * without a cut-off of this kind is a family of one, whose gate is the whole definition.
 */
export interface Family {
  /** entry of the gate's program; the score is not looked at before it holds */
  readonly gate: number;
  /** column of the score that is compared with the cut-offs, or -1: the gate decides alone */
  readonly column: number;
  /** cut-offs, ascending; where there is no column, a single unused entry */
  readonly lows: Int32Array;
  /** column whose score is noted at the crossing, or -1 */
  readonly noted: number;
  /** instants at or after this second are not looked at */
  readonly until: number;
}

export interface Maximum {
  readonly gate: number;
  readonly column: number;
  /** maxima over instants before `a`, and before `b` */
  readonly a: number;
  readonly b: number;
  /** only an outcome up to this second ends a lead's life here */
  readonly outcomesUntil: number;
}

/**
 * A score as it is known on each morning: at the last second before a day begins, while a gate holds. Only mornings on
 * which it differs from the one before leave a line.
 */
export interface Course {
  readonly gate: number;
  readonly column: number;
  /** the first morning that is asked for and the end of the last one's quarter; starts of days */
  readonly from: number;
  readonly until: number;
}

export interface KernelData {
  readonly created: Int32Array;
  /** the creation of each row's lead where rows are episodes; absent: as `created` */
  readonly born?: Int32Array;
  /**
   * for each lead the last second at which it can cross: outcome, loss or as-of; before `created` for leads left out
   */
  readonly end: Int32Array;
  /** the outcome alone, for maxima, whose `end` is that of loss and as-of */
  readonly outcome: Int32Array;
  readonly start: Int32Array;
  /**
   * for each lead the end of the activities that may be seen before its outcome; the next ones happened at its very
   * second
   */
  readonly shown: Int32Array;
  readonly visible: Int32Array;
  readonly at: Int32Array;
  readonly type: Uint8Array;
}

/** A decayed count between two edges is coded as the lower one, and below the first as 0. */
export interface Decay {
  readonly points: Int32Array;
  readonly type: number;
  /** half-life in seconds */
  readonly halfLife: number;
  readonly perUnit: number;
  /** codes at which some points or some truth change, ascending, from 1 */
  readonly edges: Int32Array;
  /** log2 of the least sum, in steps, at each edge */
  readonly levels: Float64Array;
  /**
   * for each edge, the index of the highest edge up to it below which a fall can raise a score or make a test true; or
   * -1
   */
  readonly waking: Int32Array;
  readonly notObserved: number;
  /** the second from which on the count is observed */
  readonly observedAt: number;
}
