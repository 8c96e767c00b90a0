import { type Estimated, estimate, notEstimable } from "../../base/estimate.ts";
import { noSharedQuarter } from "../../base/messages/models/unknown.ts";
import type { SwapFacts } from "../../result/type.ts";
import { zOf } from "../../stats/proportions/proportion.ts";
import type { ServedSet } from "../type.ts";
import { meanBy, netPerSlot } from "./intervals.ts";

/**
 * The leads that two definitions serve differently, one row for each lead in ascending order. Equal shares of a slot
 * cancel; where the candidate gives more the lead is a swap-in, where the incumbent gives more a swap-out. A lead that
 * both serve at different times may win within H of one crossing and not of the other: `both` keeps that share.
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
  /**
   * in the candidate's queue and the incumbent's: the chance that the lead's place would go to another lead
   * (`ServedSet.full`)
   */
  readonly fullIn: Float64Array;
  readonly fullOut: Float64Array;
  /** its weight among those to whom these places would go (`ServedSet.edge`) */
  readonly edgeIn: Float64Array;
  readonly edgeOut: Float64Array;
  readonly worked: Uint8Array | null;
  readonly slots: number;
}

/**
 * Rows from two served sets of the same slots, each sorted by lead, with each lead once. Leads that neither serves, or
 * would serve next, are left out.
 */
export function swapRows(candidate: ServedSet, incumbent: ServedSet, account: Int32Array): SwapRows {
  const most = candidate.lead.length + incumbent.lead.length;
  const lead = new Int32Array(most);
  const swapIn = new Float64Array(most);
  const swapOut = new Float64Array(most);
  const both = new Float64Array(most);
  const wonIn = new Uint8Array(most);
  const wonOut = new Uint8Array(most);
  const fullIn = new Float64Array(most);
  const fullOut = new Float64Array(most);
  const edgeIn = new Float64Array(most);
  const edgeOut = new Float64Array(most);
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
    edgeIn[n] = candidate.edge[mine] ?? 0;
    edgeOut[n] = incumbent.edge[theirs] ?? 0;
    if (a <= 0 && b <= 0 && (edgeIn[n] ?? 0) <= 0 && (edgeOut[n] ?? 0) <= 0) continue;
    lead[n] = next;
    swapIn[n] = Math.max(0, a - b);
    swapOut[n] = Math.max(0, b - a);
    both[n] = Math.min(a, b);
    wonIn[n] = candidate.won[mine] ?? 0;
    wonOut[n] = incumbent.won[theirs] ?? 0;
    fullIn[n] = candidate.full[mine] ?? 0;
    fullOut[n] = incumbent.full[theirs] ?? 0;
    // taken from the crossing that gives the lead more of a slot
    worked[n] =
      (mine >= 0 && (a >= b || theirs < 0) ? candidate.worked?.[mine] : incumbent.worked?.[theirs]) ?? 0;
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
    fullIn: fullIn.slice(0, n),
    fullOut: fullOut.slice(0, n),
    edgeIn: edgeIn.slice(0, n),
    edgeOut: edgeOut.slice(0, n),
    worked: known ? worked.slice(0, n) : null,
    slots: candidate.slots,
  };
}

/** The shares in a swap set: all, worked, won, and worked and won. */
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

/** A difference of two sums over the swap sets, per slot, and its standard error clustered by account. */
export interface Contrast {
  readonly value: number;
  readonly se: number;
  /** number of accounts behind the error */
  readonly accounts: number;
}

/**
 * Outcomes per slot, candidate minus incumbent, as observed. Both who crosses and who wins are random. Where slots stay
 * idle each lead brings its y; the sums are compound, and their variance is the sum of squares by account without
 * centring. Where all slots are filled a lead brings its y less what the next in line would have brought, the mean y of
 * those at the queue's edge. se = sqrt(a / (a - 1) sum of squares) / S over a accounts. A lead that both serve enters
 * with the difference between its two horizons and the two edges.
 *
 * @param price what each served lead costs, in outcomes: the difference is then net of it
 */
export function observedContrast(rows: SwapRows, price = 0): Contrast {
  return contrast(
    rows,
    (i) => (rows.wonIn[i] ?? 0) - price,
    (i) => (rows.wonOut[i] ?? 0) - price,
  );
}

/** The same for other values of a swap-in and a swap-out, such as those of a bound. */
export function contrast(
  rows: SwapRows,
  valueIn: (i: number) => number,
  valueOut: (i: number) => number,
): Contrast {
  const nextIn = meanBy(rows.edgeIn, valueIn);
  const nextOut = meanBy(rows.edgeOut, valueOut);
  let sum = 0;
  const psi = Float64Array.from(rows.lead, (_, i) => {
    const ins = rows.swapIn[i] ?? 0;
    const outs = rows.swapOut[i] ?? 0;
    const both = rows.both[i] ?? 0;
    const horizon = both > 0 ? (rows.wonIn[i] ?? 0) - (rows.wonOut[i] ?? 0) : 0;
    const value = (ins > 0 ? ins * valueIn(i) : 0) - (outs > 0 ? outs * valueOut(i) : 0) + both * horizon;
    sum += value;
    return (
      value - (ins + both) * (rows.fullIn[i] ?? 0) * nextIn + (outs + both) * (rows.fullOut[i] ?? 0) * nextOut
    );
  });
  const { se, accounts } = clusteredSum(rows.account, psi, touchedBy(rows, psi));
  return { value: sum / rows.slots, se: se / rows.slots, accounts };
}

/** The rows behind a difference: served by one definition only, or by both with different results. */
export const touchedBy =
  (rows: SwapRows, psi: Float64Array) =>
  (i: number): boolean =>
    (rows.swapIn[i] ?? 0) > 0 || (rows.swapOut[i] ?? 0) > 0 || Math.abs(psi[i] ?? 0) > 1e-12;

/** sqrt(a / (a - 1) sum over accounts of (sum psi)^2), over the a accounts with a row behind the difference. */
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

/**
 * Outcomes per slot against the incumbent, as observed, with its interval at `level`; `n` counts the leads that differ.
 * The interval is the normal one of `observedContrast`. Where few outcomes make that too short it is widened to the
 * score bounds of the two sets (`perSlot`), squared and added (Newcombe 1998, method 10): a set without an outcome
 * shows no spread, but is not certain.
 *
 * @param price what each served lead costs, in outcomes: the difference is then net of it
 */
export function pairedDifference(rows: SwapRows, level = 0.95, price = 0): Estimated {
  if (!(rows.slots > 0)) return notEstimable(noSharedQuarter);
  const { value, se, accounts } = observedContrast(rows, price);
  let n = 0;
  for (let i = 0; i < rows.lead.length; i++) if ((rows.swapIn[i] ?? 0) > 0 || (rows.swapOut[i] ?? 0) > 0) n++;
  // the same leads are served: the difference is 0, and nothing is left to chance
  if (accounts === 0) return estimate(0, 0, 0, 0);
  const half = zOf(level) * se;
  const ins = margins(rows, "in", level, price);
  const outs = margins(rows, "out", level, price);
  return estimate(
    value,
    value - Math.max(half, Math.hypot(ins.below, outs.above)),
    value + Math.max(half, Math.hypot(ins.above, outs.below)),
    n,
  );
}

/** How far below and above the observed value a set's outcomes per slot, net of their price, reach, for each set alone. */
function margins(
  rows: SwapRows,
  side: "in" | "out",
  level: number,
  price: number,
): { readonly below: number; readonly above: number } {
  const [share, won, full, edge] =
    side === "in"
      ? [rows.swapIn, rows.wonIn, rows.fullIn, rows.edgeIn]
      : [rows.swapOut, rows.wonOut, rows.fullOut, rows.edgeOut];
  const set = { share, won, full, edge, account: rows.account, slots: rows.slots };
  const e = netPerSlot(set, price, level);
  if (e.value === null || e.n === 0) return { below: 0, above: 0 };
  return { below: e.value - e.low, above: e.high - e.value };
}
