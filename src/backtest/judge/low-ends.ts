import { zOf } from "../../stats/proportions/proportion.ts";
import { meanBy } from "./intervals.ts";
import { clusteredSum, contrast, type SwapRows, swapFacts, touchedBy } from "./swap.ts";

export interface Low {
  readonly monotone: number;
  readonly worst: number;
}

/**
 * Low ends of the paired difference at a level, with G infinite and in the worst case; null: it is not known who was
 * worked.
 */
export function lowEnds(rows: SwapRows, level: number): Low | null {
  const { worked } = rows;
  if (worked === null || !(rows.slots > 0)) return null;
  const w = (i: number): number => worked[i] ?? 0;
  const wonIn = (i: number): number => rows.wonIn[i] ?? 0;
  const wonOut = (i: number): number => rows.wonOut[i] ?? 0;
  const z = zOf(level);
  const worst = contrast(
    rows,
    (i) => w(i) * wonIn(i),
    (i) => (w(i) === 1 ? wonOut(i) : 1),
  );
  const seen = contrast(rows, wonIn, wonOut);
  const outs = swapFacts(rows, "out");
  const outWorked = outs.worked ?? 0;
  const worstLow = worst.value - z * worst.se;
  if (outs.n <= 0) return { monotone: seen.value - z * seen.se, worst: worstLow };
  // no swap-out was worked: there is nothing to extrapolate from, so all of them might have won
  if (outWorked <= 0) {
    const all = contrast(rows, wonIn, () => 1);
    return { monotone: all.value - z * all.se, worst: worstLow };
  }
  const precision = (outs.workedWins ?? 0) / outWorked;
  const extrapolated = outs.n * precision;
  // working never hurts: outcomes that the swap-outs had without it, they would have had with it
  if (extrapolated <= outs.wins) return { monotone: seen.value - z * seen.se, worst: worstLow };
  const value = seen.value - (extrapolated - outs.wins) / rows.slots;
  const scale = outs.n / outWorked;
  const nextIn = meanBy(rows.edgeIn, wonIn);
  // the next in the incumbent's line is extrapolated as its swap-outs are
  const nextOut = Math.min(
    1,
    outs.wins > 0 ? (meanBy(rows.edgeOut, wonOut) * extrapolated) / outs.wins : precision,
  );
  const psi = Float64Array.from(rows.swapIn, (d, i) => {
    const out = rows.swapOut[i] ?? 0;
    const both = rows.both[i] ?? 0;
    return (
      d * wonIn(i) -
      out * (precision + w(i) * scale * (wonOut(i) - precision)) +
      (both > 0 ? both * (wonIn(i) - wonOut(i)) : 0) -
      (d + both) * (rows.fullIn[i] ?? 0) * nextIn +
      (out + both) * (rows.fullOut[i] ?? 0) * nextOut
    );
  });
  const { se } = clusteredSum(rows.account, psi, touchedBy(rows, psi));
  return { monotone: value - (z * se) / rows.slots, worst: worstLow };
}

/**
 * The high end in the best case: every swap-in that nobody worked reaches the outcome, and swap-outs bring what they
 * brought. Where it is below 0, no pilot can change the result.
 */
export function bestCaseHigh(rows: SwapRows, level: number): number | null {
  if (!(rows.slots > 0)) return null;
  const { value, se } = contrast(
    rows,
    (i) => (rows.worked?.[i] === 1 ? (rows.wonIn[i] ?? 0) : 1),
    (i) => rows.wonOut[i] ?? 0,
  );
  return value + zOf(level) * se;
}

/** The least number of outcomes on either side to estimate what working does. */
const leastOutcomes = 10;

/**
 * How many times as often worked leads reach the outcome as unworked ones, among those that the incumbent serves: the
 * high end at 95% (log ratio, independent leads), at least 1. Sales works the better leads first, so it errs on the
 * high side. Null where either side has fewer than 10 outcomes, or it is not known who was worked.
 */
export function workingHelps(rows: SwapRows): number | null {
  const { worked } = rows;
  if (worked === null) return null;
  const n = [0, 0];
  const wins = [0, 0];
  for (let i = 0; i < rows.lead.length; i++) {
    const w = worked[i] ?? 0;
    const share = (rows.swapOut[i] ?? 0) + (rows.both[i] ?? 0);
    n[w] = (n[w] ?? 0) + share;
    wins[w] = (wins[w] ?? 0) + share * (rows.wonOut[i] ?? 0);
  }
  const [unworkedN = 0, workedN = 0] = n;
  const [unworkedWins = 0, workedWins = 0] = wins;
  if (unworkedWins < leastOutcomes || workedWins < leastOutcomes) return null;
  const [u, w] = [unworkedWins / unworkedN, workedWins / workedN];
  const se = Math.sqrt((1 - w) / workedWins + (1 - u) / unworkedWins);
  return Math.max(1, (w / u) * Math.exp(zOf() * se));
}

/**
 * The high end of the difference if all swap-ins had been worked: each outcome of an unworked one counts as many times
 * as working helps at most. Where it is not known who was worked, leads count as they went; null where the effect of
 * working is not known.
 */
export function highEnd(rows: SwapRows, level: number): number | null {
  if (!(rows.slots > 0)) return null;
  const helps = rows.worked === null ? 1 : workingHelps(rows);
  if (helps === null) return null;
  const { value, se } = contrast(
    rows,
    (i) => (rows.wonIn[i] ?? 0) * (rows.worked?.[i] === 0 ? helps : 1),
    (i) => rows.wonOut[i] ?? 0,
  );
  return value + zOf(level) * se;
}
