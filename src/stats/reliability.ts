import type { Estimated } from "../base/estimate.ts";
import { clusteredProportion } from "./proportion.ts";
import { ascending } from "./rank.ts";

export interface ReliabilityBin {
  /** mean prediction in the bin */
  readonly predicted: number;
  readonly observed: Estimated;
}

/** Equal-mass bins of predictions against what happened; equal predictions are never split. Intervals cluster. */
export function reliability(
  p: ArrayLike<number>,
  label: ArrayLike<number>,
  cluster: ArrayLike<number>,
  wanted = 10,
): ReliabilityBin[] {
  const order = ascending(p);
  const out: ReliabilityBin[] = [];
  for (let i = 0; i < order.length; ) {
    let end = Math.min(order.length, Math.max(i + 1, Math.round(((out.length + 1) * order.length) / wanted)));
    while (end < order.length && p[order[end] ?? 0] === p[order[end - 1] ?? 0]) end++;
    const rows = order.slice(i, end);
    let sum = 0;
    for (const row of rows) sum += p[row] ?? 0;
    out.push({
      predicted: sum / rows.length,
      observed: clusteredProportion({
        value: Float64Array.from(rows, (row) => label[row] ?? 0),
        cluster: Int32Array.from(rows, (row) => cluster[row] ?? 0),
      }),
    });
    i = end;
  }
  return out;
}
