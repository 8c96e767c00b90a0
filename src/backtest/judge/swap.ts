import { type Estimated, estimate, notEstimable } from "../../base/estimate.ts";
import { zOf } from "../../stats/proportion.ts";
import type { ServedSet, SwapFacts } from "../type.ts";
import { proportion } from "./intervals.ts";

/**
 * Where two definitions serve different leads, one row a lead in ascending order. Shares that both give a lead cancel;
 * what the candidate gives more is a swap-in, what the incumbent gives more a swap-out. A lead that both serve at
 * different times can be a win within H of one crossing and not of the other: `both` keeps that share.
 */
export interface SwapRows {
  readonly lead: Int32Array;
  readonly account: Int32Array;
  readonly swapIn: Float64Array;
  readonly swapOut: Float64Array;
  readonly both: Float64Array;
  /** won within H of the candidate's crossing, and of the incumbent's */
  readonly wonIn: Uint8Array;
  readonly wonOut: Uint8Array;
  readonly worked: Uint8Array | null;
  readonly slots: number;
}

/** Both sets are sorted by lead, each lead once, and were offered the same slots. Leads nobody serves are left out. */
export function swapRows(candidate: ServedSet, incumbent: ServedSet, account: Int32Array): SwapRows {
  const most = candidate.lead.length + incumbent.lead.length;
  const lead = new Int32Array(most);
  const swapIn = new Float64Array(most);
  const swapOut = new Float64Array(most);
  const both = new Float64Array(most);
  const wonIn = new Uint8Array(most);
  const wonOut = new Uint8Array(most);
  const known = candidate.worked !== null && incumbent.worked !== null;
  const worked = new Uint8Array(most);
  const none = Number.POSITIVE_INFINITY;
  let n = 0;
  for (let i = 0, j = 0; i < candidate.lead.length || j < incumbent.lead.length; ) {
    const next = Math.min(candidate.lead[i] ?? none, incumbent.lead[j] ?? none);
    const mine = candidate.lead[i] === next ? i++ : -1;
    const theirs = incumbent.lead[j] === next ? j++ : -1;
    const a = candidate.share[mine] ?? 0;
    const b = incumbent.share[theirs] ?? 0;
    if (a <= 0 && b <= 0) continue;
    lead[n] = next;
    swapIn[n] = Math.max(0, a - b);
    swapOut[n] = Math.max(0, b - a);
    both[n] = Math.min(a, b);
    wonIn[n] = a > 0 ? (candidate.won[mine] ?? 0) : 0;
    wonOut[n] = b > 0 ? (incumbent.won[theirs] ?? 0) : 0;
    // of the crossing that gives the lead more of a slot
    worked[n] = (a >= b ? candidate.worked?.[mine] : incumbent.worked?.[theirs]) ?? 0;
    n++;
  }
  const leads = lead.slice(0, n);
  return {
    lead: leads,
    account: leads.map((l) => account[l] ?? -1),
    swapIn: swapIn.slice(0, n),
    swapOut: swapOut.slice(0, n),
    both: both.slice(0, n),
    wonIn: wonIn.slice(0, n),
    wonOut: wonOut.slice(0, n),
    worked: known ? worked.slice(0, n) : null,
    slots: candidate.slots,
  };
}

/** Shares in a swap set, of them worked, won, and worked and won. */
export function swapFacts(rows: SwapRows, side: "in" | "out"): SwapFacts {
  const share = side === "in" ? rows.swapIn : rows.swapOut;
  const won = side === "in" ? rows.wonIn : rows.wonOut;
  let n = 0;
  let worked = 0;
  let wins = 0;
  let workedWins = 0;
  for (let i = 0; i < share.length; i++) {
    const d = share[i] ?? 0;
    const y = won[i] ?? 0;
    const w = rows.worked?.[i] ?? 0;
    n += d;
    worked += d * w;
    wins += d * y;
    workedWins += d * w * y;
  }
  const known = rows.worked !== null;
  return { n, worked: known ? worked : null, wins, workedWins: known ? workedWins : null };
}

/** A difference of two sums over the swap sets, a slot, and its standard error clustered by account. */
export interface Contrast {
  readonly value: number;
  readonly se: number;
  /** accounts that the error rests on */
  readonly accounts: number;
}

/**
 * Wins per slot, candidate minus incumbent, as observed, given the served sets: residuals y - mean in each set,
 * weighted by the shares, summed by account; se = sqrt(a / (a - 1) sum of squares) / S (methods.md 7b.3, all weights
 * 1). A lead that both serve enters with what its two horizons differ by.
 */
export function observedContrast(rows: SwapRows): Contrast {
  return contrast(
    rows,
    (i) => rows.wonIn[i] ?? 0,
    (i) => rows.wonOut[i] ?? 0,
  );
}

/** The same for other values of a swap-in and a swap-out, such as those of a bound. */
export function contrast(
  rows: SwapRows,
  valueIn: (i: number) => number,
  valueOut: (i: number) => number,
): Contrast {
  const horizon = (i: number): number => (rows.wonIn[i] ?? 0) - (rows.wonOut[i] ?? 0);
  const ins = centred(rows.swapIn, valueIn);
  const outs = centred(rows.swapOut, valueOut);
  const both = centred(rows.both, horizon);
  const psi = ins.residual.map((r, i) => r - (outs.residual[i] ?? 0) + (both.residual[i] ?? 0));
  const touched = (i: number): boolean =>
    (rows.swapIn[i] ?? 0) > 0 || (rows.swapOut[i] ?? 0) > 0 || horizon(i) !== 0;
  const { se, accounts } = clusteredSum(rows.account, psi, touched);
  return { value: (ins.sum - outs.sum + both.sum) / rows.slots, se: se / rows.slots, accounts };
}

/** sqrt(a / (a - 1) sum over accounts of (sum psi)^2), over the a accounts with a touched row. */
export function clusteredSum(
  account: Int32Array,
  psi: Float64Array,
  touched: (i: number) => boolean,
): { readonly se: number; readonly accounts: number } {
  const sums = new Map<number, number>();
  for (let i = 0; i < psi.length; i++) {
    if (!touched(i)) continue;
    const a = account[i] ?? -1;
    sums.set(a, (sums.get(a) ?? 0) + (psi[i] ?? 0));
  }
  let square = 0;
  for (const s of sums.values()) square += s * s;
  const a = sums.size;
  return { se: a < 2 ? 0 : Math.sqrt((square * a) / (a - 1)), accounts: a };
}

function centred(
  share: Float64Array,
  value: (i: number) => number,
): { readonly sum: number; readonly residual: Float64Array } {
  let n = 0;
  let sum = 0;
  for (let i = 0; i < share.length; i++) {
    n += share[i] ?? 0;
    sum += (share[i] ?? 0) * value(i);
  }
  const mean = n > 0 ? sum / n : 0;
  return { sum, residual: share.map((d, i) => d * (value(i) - mean)) };
}

/**
 * Wins per slot against the incumbent, as observed, with its interval at `level`; `n` counts the leads that differ. The
 * interval is the normal one of `observedContrast`, widened where few wins make it too short to the clustered Wilson
 * bounds of the two sets, squared and added (Newcombe 1998, method 10): a set without a win has no spread to see, but
 * is no certainty.
 */
export function pairedDifference(rows: SwapRows, level = 0.95): Estimated {
  if (!(rows.slots > 0)) return notEstimable("no quarter is judged in which both have slots");
  const { value, se, accounts } = observedContrast(rows);
  let n = 0;
  for (let i = 0; i < rows.lead.length; i++) if ((rows.swapIn[i] ?? 0) > 0 || (rows.swapOut[i] ?? 0) > 0) n++;
  // the same leads served: the difference is 0 and nothing is left to chance
  if (accounts === 0) return estimate(0, 0, 0, 0);
  const half = zOf(level) * se;
  const ins = margins(rows, "in", level);
  const outs = margins(rows, "out", level);
  return estimate(
    value,
    value - Math.max(half, Math.hypot(ins.below, outs.above)),
    value + Math.max(half, Math.hypot(ins.above, outs.below)),
    n,
  );
}

/** How far a set's wins a slot reach below and above what was seen, by its clustered Wilson interval. */
function margins(
  rows: SwapRows,
  side: "in" | "out",
  level: number,
): { readonly below: number; readonly above: number } {
  const share = side === "in" ? rows.swapIn : rows.swapOut;
  const p = proportion(side === "in" ? rows.wonIn : rows.wonOut, share, rows.account, "nobody", level);
  if (p.value === null) return { below: 0, above: 0 };
  const size = share.reduce((a, b) => a + b, 0) / rows.slots;
  return { below: size * (p.value - p.low), above: size * (p.high - p.value) };
}
