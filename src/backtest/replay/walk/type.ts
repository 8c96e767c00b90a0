/** What the walk reads: a plan of tables, and the history as typed arrays. The arrays are shared memory where threads walk. */
export type CodeArray = Uint8Array | Uint16Array | Uint32Array;

export interface KernelPlan {
  /** sums of points kept along the walk */
  readonly accumulators: number;
  readonly base: Int32Array;
  /** features known at creation: codes a lead, and points a code and accumulator (code x accumulators + a) */
  readonly statics: readonly { readonly codes: CodeArray; readonly points: Int32Array }[];
  /** counts: `window` indexes windows, or is their number for `_ever` */
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
  /** by type: the decayed counts that its activities feed */
  readonly decaysOf: readonly Int32Array[];
  /** seconds, ascending */
  readonly windows: Float64Array;
  /** types x (windows + 1): the count that an activity of a type feeds in a window, or -1 */
  readonly countOf: Int32Array;
  readonly columns: readonly Column[];
  /** points that only some leads get */
  readonly gates: readonly GatedPoints[];
  /** jump code of all programs */
  readonly code: Int32Array;
  /** truths of feature tests, by code, one after the other */
  readonly truths: Uint8Array;
  /** per stage that a rule reads: first reach a lead */
  readonly stages: readonly Int32Array[];
  /** what to find: first crossings ... */
  readonly families: readonly Family[];
  /** ... and running maxima while a gate holds */
  readonly maxima: readonly Maximum[];
  /** maxima are told of every lead that was scored; else of those alone whose maximum rose between `a` and `b` */
  readonly everyMaximum: boolean;
}

/** A score: an accumulator, plus groups clamped and rules over several features, between floor and ceiling. */
export interface Column {
  readonly own: number;
  readonly simple: boolean;
  readonly groups: readonly { readonly accumulator: number; readonly low: number; readonly high: number }[];
  /** points where a program holds, into group `group`, or -1: into the total itself */
  readonly rules: readonly { readonly entry: number; readonly points: number; readonly group: number }[];
  readonly floor: number;
  readonly ceiling: number;
}

/** Points that join an accumulator for the leads of which a program over features known at creation holds. */
export interface GatedPoints {
  readonly entry: number;
  readonly accumulator: number;
  /** by slot (statics, counts, decayed counts): points a code; null: none */
  readonly points: readonly (Int32Array | null)[];
}

/**
 * Definitions that differ in the cut-off of one score alone, each met at the first instant at which the gate holds and
 * the score is at or above its cut-off: while the gate holds one running maximum tells all of them. A definition
 * without such a cut-off is a family of one, whose gate is the whole of it.
 */
export interface Family {
  /** entry of a program; the score is not looked at before it holds */
  readonly gate: number;
  /** column of the score that cut-offs are held against, or -1: the gate decides alone */
  readonly column: number;
  /** the cut-offs, ascending; a single entry, not looked at, where there is no column */
  readonly lows: Int32Array;
  /** column whose score is noted at the crossing, or -1 */
  readonly noted: number;
  /** instants at or after it are not looked at */
  readonly until: number;
}

export interface Maximum {
  readonly gate: number;
  readonly column: number;
  /** maxima over instants before `a`, and before `b` */
  readonly a: number;
  readonly b: number;
  /** only an outcome up to it ends a lead's life here */
  readonly outcomesUntil: number;
}

export interface KernelData {
  readonly created: Int32Array;
  /** last instant at which a lead can cross: outcome, loss, as-of; before `created` for leads left out */
  readonly end: Int32Array;
  /** the outcome alone: for maxima, whose `end` is that of loss and as-of */
  readonly outcome: Int32Array;
  readonly start: Int32Array;
  /** per lead the end of the activities that may be seen before its outcome; the next ones stand at its very second */
  readonly shown: Int32Array;
  readonly visible: Int32Array;
  readonly at: Int32Array;
  readonly type: Uint8Array;
}

/** Between two edges a decayed count is coded as the lower one, or as 0 below the first. */
export interface Decay {
  readonly points: Int32Array;
  readonly type: number;
  /** seconds */
  readonly halfLife: number;
  readonly perUnit: number;
  /** codes at which some points or some truth change, ascending, from 1 */
  readonly edges: Int32Array;
  /** log2 of the least sum, in steps, at each edge */
  readonly levels: Float64Array;
  /** for each edge the index of the highest, up to it, below which a fall can raise a score or make a test true; or -1 */
  readonly waking: Int32Array;
  readonly notObserved: number;
  /** the second from which it is observed */
  readonly observedAt: number;
}
