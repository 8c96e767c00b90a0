import { NEVER } from "../base/time.ts";

/**
 * First crossings of one definition under one fold's weights, which are applied to the leads' whole life: one record
 * for each lead that crosses, in ascending order of `leads`. Memory grows with the leads that cross, not with all
 * leads.
 */
export class Crossings {
  /** leads that cross, ascending */
  readonly leads: Int32Array;
  /** the second of each crossing */
  readonly times: Int32Array;
  /** score at each crossing, in the weights' integer points; null: the definition has no score to order by */
  readonly scores: Int32Array | Float64Array | null;
  /**
   * Where each crossing takes a slot of its morning: 1: others were left waiting that morning, so that its place would
   * have gone to one of them. Null: the weekly queue decides who is served.
   */
  readonly waiting: Uint8Array | null;
  private readonly count: number;

  /** @param count number of leads in the history, whether they cross or not */
  constructor(
    count: number,
    leads: Int32Array,
    times: Int32Array,
    scores: Int32Array | Float64Array | null,
    waiting: Uint8Array | null = null,
  ) {
    this.count = count;
    this.leads = leads;
    this.times = times;
    this.scores = scores;
    this.waiting = waiting;
  }

  /** Records from arrays with one entry for each lead; `time` is NEVER where it does not cross. */
  static byLead(time: Int32Array, score: ArrayLike<number> | null): Crossings {
    const leads = Int32Array.from(time.keys()).filter((lead) => (time[lead] ?? NEVER) !== NEVER);
    return new Crossings(
      time.length,
      leads,
      leads.map((lead) => time[lead] ?? NEVER),
      score === null ? null : Float64Array.from(leads, (lead) => score[lead] ?? 0),
    );
  }

  /** One entry for each lead, NEVER where it does not cross. The array is made anew at each call. O(leads) memory. */
  get time(): Int32Array {
    const time = new Int32Array(this.count).fill(NEVER);
    for (let k = 0; k < this.leads.length; k++) time[this.leads[k] ?? 0] = this.times[k] ?? NEVER;
    return time;
  }

  /** One entry for each lead, 0 where it does not cross; made anew at each call like `time`. */
  get score(): Float64Array | null {
    const { scores } = this;
    if (scores === null) return null;
    const score = new Float64Array(this.count);
    for (let k = 0; k < this.leads.length; k++) score[this.leads[k] ?? 0] = scores[k] ?? 0;
    return score;
  }

  /**
   * Calls `each` for leads in ascending order with the index of their record, or -1 where they have none. O(records +
   * leads).
   */
  lookUp(leads: ArrayLike<number>, each: (place: number, i: number) => void): void {
    let place = 0;
    for (let i = 0; i < leads.length; i++) {
      const lead = leads[i] ?? 0;
      while (place < this.leads.length && (this.leads[place] ?? 0) < lead) place++;
      each(this.leads[place] === lead ? place : -1, i);
    }
  }
}
