import { doubled } from "../../base/gather.kernel.ts";
import { DAY, type Day, dayOf, NEVER, type Second, startOfDay } from "../../base/time.ts";
import { Crossings } from "../crossings.ts";
import { isWorkingDay, type Rate, slotsOf, type WorkCalendar } from "./capacity.ts";
import { unscored } from "./cutoff.ts";

/** The scores by which a definition takes leads in one quarter, and the quarter. */
export interface MorningQuarter {
  /** one line for each change of a lead's score between two mornings, and of that lead the later line counts */
  readonly lead: Int32Array;
  readonly morning: Int32Array;
  /** `unscored`: the lead is no candidate */
  readonly score: Int32Array;
  /** start and end of the quarter: starts of days */
  readonly start: Second;
  readonly until: Second;
  /** leads taken in [since, start) are recorded too */
  readonly since: Second;
  /** the first morning on which leads are taken, with nobody taken before it; null: it goes on from the quarter before */
  readonly anew: Second | null;
}

export interface MorningQuestion {
  /** number of leads in the history */
  readonly leads: number;
  /** for each lead the last second at which it can be taken: the first of outcome, loss, hand-off and as-of */
  readonly closes: Int32Array;
  /** among equal scores the lowest goes first */
  readonly lot: ArrayLike<number>;
  readonly rate: Rate;
  readonly calendar: WorkCalendar;
}

/**
 * `take: top_of_day`: on the morning of each working day the best open leads are taken, as many as the day has slots.
 * Nobody is taken twice; a lead that is passed over waits for the next morning. Where slots are a fraction, what is left
 * of one is added to the next morning's, within the quarter. Quarters come in order, and who was taken in one is gone in
 * the next. Time: O((lines + taken) log lines); memory: 13 bytes a lead and 20 a line of the largest quarter.
 *
 * @returns for each quarter who was taken when; null where the quarter is null
 */
export function takeBest(
  q: MorningQuestion,
  quarters: readonly (MorningQuarter | null)[],
): readonly (Crossings | null)[] {
  const taken = new Taken(q);
  return quarters.map((quarter) => {
    if (quarter === null) return null;
    if (quarter.anew !== null) taken.forget();
    takeIn(q, quarter, taken);
    return taken.between(quarter.since, quarter.until);
  });
}

function takeIn({ rate, calendar }: MorningQuestion, quarter: MorningQuarter, taken: Taken): void {
  const { lead, score, start, until } = quarter;
  const { first, from, lines } = byMorning(quarter);
  const candidates = new Candidates(taken);
  let slots = 0;
  for (let day = first; day < dayOf(until); day++) {
    const t = startOfDay(day);
    if (t === start) slots = 0;
    const place = day - first;
    for (let k = from[place] ?? lines.length; k < (from[place + 1] ?? lines.length); k++) {
      const line = lines[k] ?? 0;
      candidates.scored(lead[line] ?? 0, score[line] ?? unscored);
    }
    if (!isWorkingDay(calendar, day)) continue;
    slots += slotsOf({ start: t, end: t + DAY }, rate, calendar);
    const whole = Math.floor(slots + 1e-9);
    slots -= whole;
    candidates.take(whole, t);
  }
}

/** The lines of a quarter by morning: those of day `first` + i are `lines` [from[i], from[i + 1]). */
function byMorning({ morning, start, anew }: MorningQuarter): {
  readonly first: Day;
  readonly from: Int32Array;
  readonly lines: Int32Array;
} {
  const first = dayOf(anew ?? start);
  let last = first;
  for (const t of morning) last = Math.max(last, dayOf(t));
  const from = new Int32Array(last - first + 2);
  for (const t of morning) from[dayOf(t) - first + 1] = (from[dayOf(t) - first + 1] ?? 0) + 1;
  for (let i = 1; i < from.length; i++) from[i] = (from[i] ?? 0) + (from[i - 1] ?? 0);
  const next = from.slice();
  const lines = new Int32Array(morning.length);
  morning.forEach((t, line) => {
    const place = next[dayOf(t) - first] ?? 0;
    lines[place] = line;
    next[dayOf(t) - first] = place + 1;
  });
  return { first, from, lines };
}

/** Who was taken so far, when, at what score, and whether others were left waiting then. */
class Taken {
  readonly q: MorningQuestion;
  private readonly at: Int32Array;
  private readonly score: Int32Array;
  private readonly waiting: Uint8Array;

  constructor(q: MorningQuestion) {
    this.q = q;
    this.at = new Int32Array(q.leads).fill(NEVER);
    this.score = new Int32Array(q.leads);
    this.waiting = new Uint8Array(q.leads);
  }

  forget(): void {
    this.at.fill(NEVER);
  }

  /** Whether a lead is open on a morning, and not taken before. */
  canTake(lead: number, t: Second): boolean {
    return this.at[lead] === NEVER && (this.q.closes[lead] ?? 0) >= t;
  }

  take(lead: number, t: Second, score: number): void {
    this.at[lead] = t;
    this.score[lead] = score;
  }

  /** Others were left waiting on the morning on which these were taken. */
  left(leads: readonly number[], waiting: boolean): void {
    for (const lead of leads) this.waiting[lead] = waiting ? 1 : 0;
  }

  between(since: Second, until: Second): Crossings {
    const leads = Int32Array.from(this.at.keys()).filter((lead) => {
      const t = this.at[lead] ?? NEVER;
      return t >= since && t < until;
    });
    const of = (column: Int32Array): Int32Array => leads.map((lead) => column[lead] ?? 0);
    const waiting = Uint8Array.from(leads, (lead) => this.waiting[lead] ?? 0);
    return new Crossings(this.q.leads, leads, of(this.at), of(this.score), waiting);
  }
}

/**
 * The leads with a score, the best first: a binary heap with one entry for each score that a lead came to have. An entry
 * counts while its score is the lead's.
 */
class Candidates {
  private readonly taken: Taken;
  private readonly now: Int32Array;
  private lead = new Int32Array(1 << 10);
  private score = new Int32Array(1 << 10);
  private size = 0;

  constructor(taken: Taken) {
    this.taken = taken;
    this.now = new Int32Array(taken.q.leads).fill(unscored);
  }

  /** A lead has another score from now on. */
  scored(lead: number, score: number): void {
    this.now[lead] = score;
    if (score === unscored) return;
    if (this.size === this.lead.length) {
      this.lead = doubled(this.lead);
      this.score = doubled(this.score);
    }
    let k = this.size++;
    // upwards, as long as the entry above is worse
    while (k > 0) {
      const above = (k - 1) >> 1;
      if (!this.better(lead, score, this.lead[above] ?? 0, this.score[above] ?? 0)) break;
      this.move(above, k);
      k = above;
    }
    this.put(k, lead, score);
  }

  /** Takes the best `most` who are open on the morning t. */
  take(most: number, t: Second): void {
    const leads: number[] = [];
    while (leads.length < most && this.findBest(t)) {
      const lead = this.lead[0] ?? 0;
      this.taken.take(lead, t, this.score[0] ?? 0);
      leads.push(lead);
    }
    if (leads.length > 0) this.taken.left(leads, this.findBest(t));
  }

  /** Drops entries that no longer count from the top; false: nobody is left. */
  private findBest(t: Second): boolean {
    while (this.size > 0) {
      const lead = this.lead[0] ?? 0;
      if (this.now[lead] === this.score[0] && this.taken.canTake(lead, t)) return true;
      this.drop();
    }
    return false;
  }

  private drop(): void {
    const last = --this.size;
    const [lead, score] = [this.lead[last] ?? 0, this.score[last] ?? 0];
    let k = 0;
    for (let below = 1; below < last; below = 2 * k + 1) {
      const other = below + 1;
      if (other < last && this.betterAt(other, below)) below = other;
      if (!this.better(this.lead[below] ?? 0, this.score[below] ?? 0, lead, score)) break;
      this.move(below, k);
      k = below;
    }
    this.put(k, lead, score);
  }

  private betterAt(a: number, b: number): boolean {
    return this.better(this.lead[a] ?? 0, this.score[a] ?? 0, this.lead[b] ?? 0, this.score[b] ?? 0);
  }

  private better(lead: number, score: number, other: number, theirs: number): boolean {
    if (score !== theirs) return score > theirs;
    const { lot } = this.taken.q;
    const [mine, yours] = [lot[lead] ?? 0, lot[other] ?? 0];
    return mine === yours ? lead < other : mine < yours;
  }

  private move(from: number, to: number): void {
    this.put(to, this.lead[from] ?? 0, this.score[from] ?? 0);
  }

  private put(k: number, lead: number, score: number): void {
    this.lead[k] = lead;
    this.score[k] = score;
  }
}
