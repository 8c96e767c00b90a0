import type { CandidateFacts } from "../type.ts";
import { clusteredSum, type SwapRows, swapFacts } from "./swap.ts";

/** Two-sided 5 % and power 80 %: 1.96 + .84. */
const detection = 2.8;

/**
 * Leads of a random slice of the swap-ins, worked whatever their score, that would settle a verdict (methods.md
 * 7b.6): n = f^2 p_in (1 - p_in) deff / ((d / 2.80)^2 - h^2 p_out (1 - p_out) deff / n_out), with f and h the swap-ins
 * and swap-outs a slot, n_out the worked swap-outs and d the gain a slot. `gain` is the smallest one that matters, a
 * slot; then p_in is what it implies. Without it the observed gain and precision stand in (biased upward: the
 * candidate was looked at because it looked good, so the size is a low one). `reason` beside a size says how long it
 * takes where the swap-ins of one of the `quarters` are fewer.
 */
export function pilotSize(rows: SwapRows, gain: number | null, quarters = 1): CandidateFacts["pilot"] {
  const ins = swapFacts(rows, "in");
  const outs = swapFacts(rows, "out");
  if (ins.n <= 0) return none("it serves no lead that the incumbent does not");
  if (ins.worked === null || ins.workedWins === null || outs.worked === null || outs.workedWins === null)
    return none("the history does not say which leads were worked");
  if (outs.n > 0 && outs.worked <= 0)
    return none(
      "none of the incumbent's leads that it gives up was ever worked, so their worth is not known",
    );
  const f = ins.n / rows.slots;
  const h = outs.n / rows.slots;
  const pOut = outs.worked > 0 ? outs.workedWins / outs.worked : 0;
  if (gain === null && ins.worked <= 0)
    return none("none of the leads it adds was ever worked: state decide.smallest_gain to size a pilot on");
  const pIn = gain === null ? ins.workedWins / ins.worked : (gain + h * pOut) / f;
  const d = gain ?? f * pIn - h * pOut;
  if (!(d > 0)) return none("it shows no gain to size a pilot on: state decide.smallest_gain");
  if (pIn >= 1)
    return none("cannot be settled: even if every lead that it adds won, the gain would be smaller");
  const deff = designEffect(rows);
  const room =
    (d / detection) ** 2 - (outs.worked > 0 ? (h * h * pOut * (1 - pOut) * deff) / outs.worked : 0);
  if (room <= 0)
    return none(
      "cannot be settled: too few of the leads that it gives up were worked to know their worth within such a gain",
    );
  const n = Math.max(1, Math.ceil((f * f * pIn * (1 - pIn) * deff) / room));
  const wait = Math.ceil((n * quarters) / ins.n);
  return { n, reason: wait > 1 ? `it adds so many in about ${wait} quarters` : null };
}

const none = (reason: string): CandidateFacts["pilot"] => ({ n: null, reason });

/** Variance of the swap-ins' wins clustered by account over that of independent leads; at least 1. */
function designEffect(rows: SwapRows): number {
  const { n, wins } = swapFacts(rows, "in");
  const p = wins / n;
  const psi = rows.swapIn.map((d, i) => d * ((rows.wonIn[i] ?? 0) - p));
  const { se } = clusteredSum(rows.account, psi, (i) => (rows.swapIn[i] ?? 0) > 0);
  const alone = rows.swapIn.reduce((sum, d) => sum + d * d, 0) * p * (1 - p);
  return alone > 0 ? Math.max(1, (se * se) / alone) : 1;
}
