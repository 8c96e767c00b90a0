/**
 * The replay: walks every lead of a chunk of whole accounts through the instants of its life (creation, each activity
 * when it becomes visible, each window's end, each second at which a decayed count falls below an edge, the day from
 * which a window is observed, each stage that a rule reads), keeps the codes of its features and the sums of points of
 * every score column, and notes where each program first holds. All changes of one instant apply before judging. Typed
 * arrays in and out; integers only, but for the sums of decayed counts. Cost: instants x (accumulators + programs still
 * open); about 100 ms for 8,192 leads with 10 activities each and 12 columns.
 *
 * `walk.kernel` is held against test/reference/naive-replay.ts, which recomputes everything at every instant.
 */
import { unscored } from "../../serve/cutoff.ts";
import { assertBounds } from "./bounds.ts";
import { accept, instruction, test } from "./code.ts";
import { type Decay, Decays } from "./decays.kernel.ts";

const NEVER = 0x7fffffff;

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
  readonly programs: readonly Program[];
  /** ... and running maxima while a gate holds */
  readonly maxima: readonly Maximum[];
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

export interface Program {
  readonly entry: number;
  /** column whose score is noted at the crossing, or -1 */
  readonly column: number;
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

/** One array a program (or maximum), one entry a lead. */
export interface KernelOut {
  readonly time: readonly Int32Array[];
  readonly score: readonly Int32Array[];
  readonly before: readonly Int32Array[];
  readonly by: readonly Int32Array[];
}

export function walk(plan: KernelPlan, data: KernelData, from: number, to: number, out: KernelOut): void {
  const { created, end, outcome, start, shown, visible, at, type } = data;
  assertBounds(plan, data, from, to, out);
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
    programs,
    maxima,
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
  const open = new Int32Array(programs.length);
  // the gates that the lead passes, and how many they are
  const passed = new Int32Array(gates.length);
  let passing = 0;
  const notSimple = columns.flatMap((column, k) => (column.simple ? [] : [k]));
  let order = new Int32Array(64);
  let touched = new Int32Array(64);

  const recode = (c: number, birth: number, t: number): void => {
    const count = counts[c]!;
    const m = tally[c]!;
    const next = observed(count, windows, birth, t) ? (m < count.cap ? m : count.cap) : count.notObserved;
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
    for (let k = 0; k < programs.length; k++) {
      out.time[k]![lead] = NEVER;
      out.score[k]![lead] = 0;
    }
    for (let k = 0; k < maxima.length; k++) {
      out.before[k]![lead] = unscored;
      out.by[k]![lead] = unscored;
    }
    const birth = created[lead]!;
    const last = end[lead]!;
    if (birth > last) continue;

    const first = start[lead]!;
    const stop = start[lead + 1]!;
    const n = stop - first;
    // what stands behind the outcome at its very second is for those alone who do not know of it
    const seen = shown[lead]!;
    const reached = outcome[lead]!;
    const parted = seen < stop && visible[seen]! === reached;
    let held = parted;
    // windows end in the order of `at`, which late sync can part from the order of `visible`
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
      const code = observed(count, windows, birth, birth) ? 0 : count.notObserved;
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
    for (let k = 0; k < programs.length; k++) if (birth < programs[k]!.until) open[live++] = k;
    expiry.fill(0);
    let enter = first;
    let t = birth;
    // the next instant at which anything but a fall happens
    let other = birth;
    while (t <= last) {
      let awaited = false;
      // between other instants only decayed counts fall
      if (t >= other) {
        let changes = 0;
        // 1. what becomes visible now
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
        // 2. what leaves its window now (only what had entered it)
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
        // 3. the codes that follow: of the counts touched, or of all where a window comes to be observed
        if (t < pendingFrom) for (let k = 0; k < changes; k++) recode(touched[k]!, birth, t);
        else {
          awaited = true;
          pendingFrom = nextObserved(plan, t);
          for (let c = 0; c < C; c++) recode(c, birth, t);
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
        const p = open[k]!;
        const program = programs[p]!;
        const past = t >= program.until;
        if (past || holds(plan, program.entry, sums, codes, totals, lead, t)) {
          if (!past) {
            out.time[p]![lead] = t;
            if (program.column >= 0) out.score[p]![lead] = scoreOf(columns, program.column, sums, totals);
          }
          open[k--] = open[--live]!;
        }
      }
      for (let k = 0; k < maxima.length; k++) {
        const m = maxima[k]!;
        const known = reached <= m.outcomesUntil;
        if (t > reached ? known : parted && t === reached && held !== known) continue;
        if (t >= m.b || !holds(plan, m.gate, sums, codes, totals, lead, t)) continue;
        const score = scoreOf(columns, m.column, sums, totals);
        if (score > out.by[k]![lead]!) out.by[k]![lead] = score;
        if (t < m.a && score > out.before[k]![lead]!) out.before[k]![lead] = score;
      }
      if (live === 0 && maxima.length === 0) break;
      if (held && t >= reached) {
        // programs know of every outcome; some maxima do not, and see the same second again with all of it
        held = false;
        live = 0;
        other = t;
        if (maxima.length === 0) break;
        continue;
      }
      // 5. the next instant
      const next = other < decaying.next ? other : decaying.next;
      if (next === NEVER) break;
      t = next;
    }
  }
}

/** Whether a count is known at t: its window does not reach before the first day its activity is recorded. */
function observed(
  count: KernelPlan["counts"][number],
  windows: Float64Array,
  birth: number,
  t: number,
): boolean {
  return count.window < windows.length
    ? t >= count.observedFrom + windows[count.window]!
    : birth >= count.observedFrom;
}

/** The next instant after t at which a window or a decayed count comes to be observed. */
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

/** Runs a program's jump code at the present state. */
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
