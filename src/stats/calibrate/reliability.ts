import type { Estimated } from "../../base/estimate.ts";
import { clusteredProportion } from "../proportions/proportion.ts";
import { ascending } from "../rank/rank.ts";

export interface ReliabilityBin {
  /** mean prediction in the bin */
  readonly predicted: number;
  readonly observed: Estimated;
}

/**
 * Bins of equally many rows (equal weight, where rows have one) by prediction: the mean prediction and the share of
 * outcomes, with intervals clustered by account. Equal predictions are never split.
 */
export function reliability(
  p: ArrayLike<number>,
  label: ArrayLike<number>,
  cluster: ArrayLike<number>,
  wanted = 10,
  weight?: ArrayLike<number>,
): ReliabilityBin[] {
  const order = ascending(p);
  const w = (row: number): number => weight?.[row] ?? 1;
  // cumulative weight up to each row
  const upTo = new Float64Array(order.length);
  let total = 0;
  order.forEach((row, k) => {
    total += w(row);
    upTo[k] = total;
  });
  const out: ReliabilityBin[] = [];
  for (let i = 0; i < order.length; ) {
    const mass = ((out.length + 1) * total) / wanted;
    let end =
      weight === undefined
        ? Math.min(order.length, Math.max(i + 1, Math.round(mass)))
        : Math.max(i + 1, firstAbove(upTo, mass));
    while (end < order.length && p[order[end] ?? 0] === p[order[end - 1] ?? 0]) end++;
    const rows = order.slice(i, end);
    let [sum, own] = [0, 0];
    for (const row of rows) {
      sum += w(row) * (p[row] ?? 0);
      own += w(row);
    }
    out.push({
      predicted: sum / own,
      observed: clusteredProportion({
        value: Float64Array.from(rows, (row) => label[row] ?? 0),
        ...(weight === undefined ? {} : { weight: Float64Array.from(rows, w) }),
        cluster: Int32Array.from(rows, (row) => cluster[row] ?? 0),
      }),
    });
    i = end;
  }
  return out;
}

/** The number of ascending sums that are at most `mass`, up to rounding. */
function firstAbove(upTo: Float64Array, mass: number): number {
  let n = 0;
  while (n < upTo.length && (upTo[n] ?? 0) <= mass * (1 + 1e-12)) n++;
  return n;
}
