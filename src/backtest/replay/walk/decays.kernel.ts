/**
 * Decayed counts along a lead's life (src/features/decay.ts has their arithmetic). On a log scale a sum falls along a
 * straight line from each activity to the next, so that the second at which it falls below an edge needs no powers.
 * Where rounding could matter the sum is computed again from the activities, so that codes equal those of the features.
 * Cost: two powers and a logarithm for each activity, a search among the edges for each fall.
 */
import { decayed, decayedSum, inSteps } from "../../../features/decay.ts";
import type { KernelData, KernelPlan } from "./type.ts";

const NEVER = 0x7fffffff;

/**
 * More than the error of a carried sum on the log scale (base 2): each activity adds three roundings of 2^-53, so a
 * million of them 5e-10.
 */
const carriedError = 1e-9;

export class Decays {
  /** the next second at which a fall must be judged */
  next = NEVER;
  private readonly sum: Float64Array;
  /** log2 of each sum in steps */
  private readonly level: Float64Array;
  /** the second at which each of `level` was computed */
  private readonly since: Int32Array;
  /** 1: must be coded again */
  private readonly due: Uint8Array;
  /** the next second at which each falls below any edge, and below a waking one */
  private readonly falls: Int32Array;
  private readonly wakes: Int32Array;

  private readonly plan: Pick<KernelPlan, "decays" | "decaysOf">;
  private readonly data: KernelData;
  private readonly slot: number;
  private readonly recode: (slot: number, code: number, points: Int32Array) => void;

  /** @param recode sets the code in a slot, counted from `slot` on, and updates the sums of points */
  constructor(
    plan: Pick<KernelPlan, "decays" | "decaysOf">,
    data: KernelData,
    slot: number,
    recode: (slot: number, code: number, points: Int32Array) => void,
  ) {
    this.plan = plan;
    this.data = data;
    this.slot = slot;
    this.recode = recode;
    const count = plan.decays.length;
    this.sum = new Float64Array(count);
    this.level = new Float64Array(count);
    this.since = new Int32Array(count);
    this.due = new Uint8Array(count);
    this.falls = new Int32Array(count);
    this.wakes = new Int32Array(count);
  }

  /** Starts a lead's life at its creation, before its first activity. */
  begin(birth: number): void {
    this.sum.fill(0);
    this.level.fill(Number.NEGATIVE_INFINITY);
    this.since.fill(birth);
    this.due.fill(0);
    this.falls.fill(NEVER);
    this.wakes.fill(NEVER);
    this.next = NEVER;
  }

  /** An activity becomes visible at t. */
  enter(type: number, at: number, t: number): void {
    const feeds = this.plan.decaysOf[type]!;
    for (let j = 0; j < feeds.length; j++) {
      const d = feeds[j]!;
      const { halfLife } = this.plan.decays[d]!;
      const sum = this.sum[d]!;
      const carried = sum === 0 ? 0 : sum * decayed(t - this.since[d]!, halfLife);
      this.restate(d, carried + decayed(t - at, halfLife), t);
      this.due[d] = 1;
    }
  }

  /**
   * Brings every code up to t; [first, entered) are the lead's activities visible by then. `all`: some counts become
   * observed.
   */
  settle(t: number, first: number, entered: number, all: boolean): void {
    const { due, falls, wakes } = this;
    let next = NEVER;
    for (let d = 0; d < due.length; d++) {
      if (all || due[d] === 1 || falls[d]! <= t) this.code(d, t, first, entered);
      due[d] = 0;
      if (wakes[d]! < next) next = wakes[d]!;
    }
    this.next = next;
  }

  private code(d: number, t: number, first: number, entered: number): void {
    const decay = this.plan.decays[d]!;
    const { edges, levels, waking, halfLife, perUnit, points } = decay;
    this.falls[d] = NEVER;
    this.wakes[d] = NEVER;
    if (t < decay.observedAt) {
      this.recode(this.slot + d, decay.notObserved, points);
      return;
    }
    let level = this.level[d]! - (t - this.since[d]!) / halfLife;
    let above = upTo(levels, level);
    if (
      (above < edges.length && levels[above]! - level < carriedError) ||
      (above > 0 && level - levels[above - 1]! < carriedError)
    ) {
      this.restate(d, decayedSum(this.data, first, entered, decay, t), t);
      level = this.level[d]!;
      above = upTo(edges, inSteps(this.sum[d]!, perUnit));
    }
    if (above === 0) {
      this.recode(this.slot + d, 0, points);
      return;
    }
    this.recode(this.slot + d, edges[above - 1]!, points);
    this.falls[d] = fallAt(level - levels[above - 1]!, halfLife, t);
    const wake = waking[above - 1]!;
    if (wake >= 0) this.wakes[d] = fallAt(level - levels[wake]!, halfLife, t);
  }

  private restate(d: number, sum: number, t: number): void {
    this.sum[d] = sum;
    this.level[d] = Math.log2(sum * this.plan.decays[d]!.perUnit);
    this.since[d] = t;
  }
}

/** How many of the ascending values are at or below x. */
function upTo(values: Int32Array | Float64Array, x: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The first whole second after t at which a sum falls below an edge that it now exceeds by `above` on the log scale.
 * Where rounding leaves the second open it is an earlier one, at which the code is computed and asked for again: this
 * costs an instant and changes no answer.
 */
function fallAt(above: number, halfLife: number, t: number): number {
  const seconds = halfLife * (above - carriedError) - 1e-6;
  return Math.min(NEVER, t + Math.max(1, Math.floor(seconds) + 1));
}
