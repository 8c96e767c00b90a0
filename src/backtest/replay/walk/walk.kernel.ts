/**
 * The replay. It walks every lead of a chunk of whole accounts through the instants of its life: creation, each
 * activity when it becomes visible, each window's end, each second at which a decayed count falls below an edge, the
 * day from which a window is observed, and each stage that a rule reads. It keeps the codes of the lead's features and
 * the sums of points of every score column, and logs where each family of definitions is first met. All changes of one
 * instant apply before it is judged. For courses it also logs the score that is known on a morning, where that differs
 * from the morning before. Typed arrays in, lines of integers out; integers only, except for the sums of
 * decayed counts. Cost: instants x (accumulators + families still open); about 100 ms for 8,192 leads with 10
 * activities each and 12 columns. It is checked against test/reference/naive-replay.ts, which computes everything again
 * at every instant.
 */
import { DAY } from "../../../base/time.ts";
import { unscored } from "../../serve/cutoff.ts";
import { assertBounds } from "./bounds.ts";
import { accept, instruction, test } from "./code.ts";
import { Decays } from "./decays.kernel.ts";
import type { ChunkLog } from "./log.ts";
import type { Column, KernelData, KernelPlan } from "./type.ts";

const NEVER = 0x7fffffff;

export function walk(plan: KernelPlan, data: KernelData, from: number, to: number, log: ChunkLog): void {
  const { created, end, outcome, start, shown, visible, at, type } = data;
  const born = data.born ?? created;
  assertBounds(plan, data, from, to);
  const {
    accumulators: A,
    statics,
    counts,
    decays,
    windows,
    countOf,
    columns,
    gates,
    stages,
    families,
    maxima,
    courses,
    everyMaximum,
  } = plan;
  const W = windows.length;
  const S = statics.length;
  const C = counts.length;
  const sums = new Int32Array(A);
  const D = decays.length;
  const codes = new Int32Array(S + C + D);
  const tally = new Int32Array(C);
  const totals = new Int32Array(columns.length);
  const expiry = new Int32Array(W);
  const F = families.length;
  const M = maxima.length;
  // the families that the lead has not fully met, and the next cut-off of each
  const open = new Int32Array(F);
  const cutoff = new Int32Array(F);
  // the lead's running maxima
  const before = new Int32Array(M);
  const by = new Int32Array(M);
  // the score that each course last logged for the lead
  const N = courses.length;
  const logged = new Int32Array(N);
  log.begin(M);
  // the gates that the lead passes, and how many there are
  const passed = new Int32Array(gates.length);
  let passing = 0;
  const notSimple = columns.flatMap((column, k) => (column.simple ? [] : [k]));
  let order = new Int32Array(64);
  let touched = new Int32Array(64);

  const recode = (c: number, bornAt: number, t: number): void => {
    const count = counts[c]!;
    const m = tally[c]!;
    const next = observed(count, windows, bornAt, t) ? (m < count.cap ? m : count.cap) : count.notObserved;
    recodeSlot(S + c, next, count.points);
  };

  const recodeSlot = (slot: number, next: number, points: Int32Array): void => {
    const old = codes[slot]!;
    if (old === next) return;
    codes[slot] = next;
    const minus = old * A;
    const plus = next * A;
    for (let a = 0; a < A; a++) sums[a] = sums[a]! + points[plus + a]! - points[minus + a]!;
    for (let k = 0; k < passing; k++) {
      const gate = gates[passed[k]!]!;
      const own = gate.points[slot]!;
      if (own !== null) sums[gate.accumulator] = sums[gate.accumulator]! + own[next]! - own[old]!;
    }
  };

  const decaying = new Decays(plan, data, S + C, recodeSlot);

  for (let lead = from; lead < to; lead++) {
    const birth = created[lead]!;
    const bornAt = born[lead]!;
    const last = end[lead]!;
    if (birth > last) continue;

    const first = start[lead]!;
    const stop = start[lead + 1]!;
    const n = stop - first;
    // activities after the outcome, at its very second, are seen only by maxima that do not know of the outcome
    const seen = shown[lead]!;
    const reached = outcome[lead]!;
    const parted = seen < stop && visible[seen]! === reached;
    let held = parted;
    // windows end in the order of `at`, which may differ from the order of `visible` where data arrived late
    let sorted = true;
    for (let k = first + 1; k < stop; k++) if (at[k]! < at[k - 1]!) sorted = false;
    if (!sorted) {
      if (order.length < n) order = new Int32Array(2 * n);
      for (let k = 0; k < n; k++) order[k] = first + k;
      order.subarray(0, n).sort((x, y) => at[x]! - at[y]! || x - y);
    }
    // an activity enters and leaves each window at most once
    if (touched.length < 2 * n * (W + 1)) touched = new Int32Array(4 * n * (W + 1));
    sums.set(plan.base);
    for (let s = 0; s < S; s++) {
      const { codes: own, points } = statics[s]!;
      const code = own[lead]!;
      codes[s] = code;
      for (let a = 0; a < A; a++) sums[a] = sums[a]! + points[code * A + a]!;
    }
    let pendingFrom = NEVER;
    for (let c = 0; c < C; c++) {
      const count = counts[c]!;
      tally[c] = 0;
      const code = observed(count, windows, bornAt, birth) ? 0 : count.notObserved;
      codes[S + c] = code;
      for (let a = 0; a < A; a++) sums[a] = sums[a]! + count.points[code * A + a]!;
      if (count.window < W) {
        const from2 = count.observedFrom + windows[count.window]!;
        if (from2 > birth && from2 < pendingFrom) pendingFrom = from2;
      }
    }
    for (let d = 0; d < D; d++) {
      const { notObserved, observedAt, points } = decays[d]!;
      const code = birth < observedAt ? notObserved : 0;
      codes[S + C + d] = code;
      for (let a = 0; a < A; a++) sums[a] = sums[a]! + points[code * A + a]!;
      if (observedAt > birth && observedAt < pendingFrom) pendingFrom = observedAt;
    }
    passing = 0;
    for (let g = 0; g < gates.length; g++) {
      const { entry, accumulator, points } = gates[g]!;
      if (!holds(plan, entry, sums, codes, totals, lead, birth)) continue;
      passed[passing++] = g;
      for (let slot = 0; slot < codes.length; slot++) {
        const own = points[slot]!;
        if (own !== null) sums[accumulator] = sums[accumulator]! + own[codes[slot]!]!;
      }
    }
    decaying.begin(birth);
    let live = 0;
    for (let f = 0; f < F; f++) if (birth < families[f]!.until) open[live++] = f;
    cutoff.fill(0);
    before.fill(unscored);
    by.fill(unscored);
    logged.fill(unscored);
    expiry.fill(0);
    let enter = first;
    let t = birth;
    // the next instant at which anything other than a fall happens
    let other = birth;
    while (t <= last) {
      let awaited = false;
      // between other instants only decayed counts fall
      if (t >= other) {
        let changes = 0;
        // 1. activities that become visible now
        const most = held && t >= reached ? seen : stop;
        while (enter < most && visible[enter]! <= t) {
          const row = type[enter]! * (W + 1);
          for (let w = 0; w <= W; w++) {
            const c = countOf[row + w]!;
            if (c < 0 || (w < W && visible[enter]! >= at[enter]! + windows[w]!)) continue;
            tally[c] = tally[c]! + 1;
            touched[changes++] = c;
          }
          if (D > 0) decaying.enter(type[enter]!, at[enter]!, t);
          enter++;
        }
        // 2. activities that leave a window now (only those that had entered it)
        for (let w = 0; w < W; w++) {
          const length = windows[w]!;
          let x = expiry[w]!;
          for (; x < n; x++) {
            const k = sorted ? first + x : order[x]!;
            const ends = at[k]! + length;
            if (ends > t) break;
            const c = countOf[type[k]! * (W + 1) + w]!;
            if (c < 0 || visible[k]! >= ends) continue;
            tally[c] = tally[c]! - 1;
            touched[changes++] = c;
          }
          expiry[w] = x;
        }
        // 3. the codes that follow: of the counts touched, or of all where a window becomes observed
        if (t < pendingFrom) for (let k = 0; k < changes; k++) recode(touched[k]!, bornAt, t);
        else {
          awaited = true;
          pendingFrom = nextObserved(plan, t);
          for (let c = 0; c < C; c++) recode(c, bornAt, t);
        }
        other = pendingFrom;
        if (enter < stop && visible[enter]! < other) other = visible[enter]!;
        for (let w = 0; w < W; w++) {
          const x = expiry[w]!;
          if (x >= n) continue;
          const ends = at[sorted ? first + x : order[x]!]! + windows[w]!;
          if (ends < other) other = ends;
        }
        for (let s = 0; s < stages.length; s++) {
          const stamped = stages[s]![lead]!;
          if (stamped > t && stamped < other) other = stamped;
        }
      }
      if (D > 0) decaying.settle(t, first, enter, awaited);
      for (let k = 0; k < notSimple.length; k++) {
        const column = notSimple[k]!;
        totals[column] = total(plan, columns[column]!, sums, codes, totals, lead, t);
      }
      // 4. judge
      for (let k = 0; k < live; k++) {
        const f = open[k]!;
        const { gate, column, lows, noted, until } = families[f]!;
        if (t >= until) {
          open[k--] = open[--live]!;
          continue;
        }
        const next = cutoff[f]!;
        const score = column < 0 ? 0 : scoreOf(columns, column, sums, totals);
        if (column >= 0 && score < lows[next]!) continue;
        if (gate !== accept && !holds(plan, gate, sums, codes, totals, lead, t)) continue;
        let past = next + 1;
        while (past < lows.length && score >= lows[past]!) past++;
        log.crossed(f, lead, t, noted < 0 ? 0 : scoreOf(columns, noted, sums, totals), next, past);
        if (past === lows.length) open[k--] = open[--live]!;
        else cutoff[f] = past;
      }
      for (let k = 0; k < M; k++) {
        const m = maxima[k]!;
        const known = reached <= m.outcomesUntil;
        if (t > reached ? known : parted && t === reached && held !== known) continue;
        if (t >= m.b) continue;
        const score = scoreOf(columns, m.column, sums, totals);
        if (score <= by[k]! && (t >= m.a || score <= before[k]!)) continue;
        if (!holds(plan, m.gate, sums, codes, totals, lead, t)) continue;
        if (score > by[k]!) by[k] = score;
        if (t < m.a && score > before[k]!) before[k] = score;
      }
      if (live === 0 && M === 0 && N === 0) break;
      if (held && t >= reached) {
        // programs know of every outcome; some maxima do not, and see the same second once more with all of it
        held = false;
        live = 0;
        other = t;
        if (M === 0) break;
        continue;
      }
      // 5. the next instant
      const next = other < decaying.next ? other : decaying.next;
      if (N > 0) {
        // what is known at t is known on the mornings after it, up to the next instant or the end of the lead's life
        const morning = (Math.floor(t / DAY) + 1) * DAY;
        const upTo = next < last ? next : last;
        for (let k = 0; k < N && morning <= upTo; k++) {
          const { gate, column, from, until } = courses[k]!;
          const m = from > morning ? from : morning;
          if (m > upTo || m >= until) continue;
          const meets = gate === accept || holds(plan, gate, sums, codes, totals, lead, t);
          const score = meets ? scoreOf(columns, column, sums, totals) : unscored;
          if (score === logged[k]!) continue;
          logged[k] = score;
          log.morning(k, lead, m, score);
        }
      }
      if (next === NEVER) break;
      t = next;
    }
    for (let k = 0; k < M; k++)
      if (by[k]! !== unscored) log.scored(k, lead, before[k]!, by[k]!, everyMaximum || by[k]! > before[k]!);
  }
}

/** Whether a count is known at t: its window begins at or after the first day on which its activity is recorded. */
function observed(
  count: KernelPlan["counts"][number],
  windows: Float64Array,
  bornAt: number,
  t: number,
): boolean {
  return count.window < windows.length
    ? t >= count.observedFrom + windows[count.window]!
    : bornAt >= count.observedFrom;
}

/** The next instant after t at which a window or a decayed count becomes observed. */
function nextObserved({ counts, decays, windows }: KernelPlan, t: number): number {
  let next = NEVER;
  for (let c = 0; c < counts.length; c++) {
    const count = counts[c]!;
    if (count.window >= windows.length) continue;
    const from = count.observedFrom + windows[count.window]!;
    if (from > t && from < next) next = from;
  }
  for (const { observedAt } of decays) if (observedAt > t && observedAt < next) next = observedAt;
  return next;
}

function scoreOf(columns: readonly Column[], column: number, sums: Int32Array, totals: Int32Array): number {
  const of = columns[column]!;
  return of.simple ? sums[of.own]! : totals[column]!;
}

/** Runs a program's jump code on the current state. */
function holds(
  plan: KernelPlan,
  entry: number,
  sums: Int32Array,
  codes: Int32Array,
  totals: Int32Array,
  lead: number,
  t: number,
): boolean {
  const { code, truths, columns, stages } = plan;
  let pc = entry;
  while (pc >= 0) {
    const i = pc * instruction;
    const kind = code[i]!;
    let yes: boolean;
    if (kind === test.feature) yes = truths[code[i + 2]! + codes[code[i + 1]!]!]! === 1;
    else if (kind === test.score) {
      const score = scoreOf(columns, code[i + 1]!, sums, totals);
      yes = score >= code[i + 2]! && score <= code[i + 3]!;
    } else yes = t >= stages[code[i + 1]!]![lead]! !== (code[i + 2]! === 1);
    pc = yes ? code[i + 4]! : code[i + 5]!;
  }
  return pc === accept;
}

/** The score of a column with groups, rules over several features, a floor or a ceiling. */
function total(
  plan: KernelPlan,
  column: Column,
  sums: Int32Array,
  codes: Int32Array,
  totals: Int32Array,
  lead: number,
  t: number,
): number {
  let sum = sums[column.own]!;
  for (let g = 0; g < column.groups.length; g++) {
    const group = column.groups[g]!;
    let own = sums[group.accumulator]!;
    for (const rule of column.rules)
      if (rule.group === g && holds(plan, rule.entry, sums, codes, totals, lead, t)) own += rule.points;
    sum += Math.max(group.low, Math.min(group.high, own));
  }
  for (const rule of column.rules)
    if (rule.group < 0 && holds(plan, rule.entry, sums, codes, totals, lead, t)) sum += rule.points;
  return Math.max(column.floor, Math.min(column.ceiling, sum));
}
