import { bytesAt, doublesAt, integersAt } from "../../base/gather.kernel.ts";
import { sortedValues } from "../../stats/numeric/order.kernel.ts";
import type { TrainingRows } from "../type.ts";

/** Scores and outcomes on which a calibration map is learnt or judged. */
export interface MapRows {
  readonly score: Float64Array;
  readonly label: Uint8Array;
  readonly weight: Float64Array;
}

/**
 * The instants at which a lead's score is higher than ever before, since those are where definitions are met: a lead
 * that was there before and has cooled down is a different case. `score` is at the instants of the rows, in the order
 * of time, or at the rows themselves where there are no instants. The weights are those of `crossingWeights`.
 */
export function newHighs(score: Float64Array, rows: TrainingRows): MapRows {
  const { instants } = rows;
  if (instants === undefined) return { score, label: rows.label, weight: rows.weight };
  const at = highsOf(score, instants.lead);
  const own = doublesAt(score, at);
  return {
    score: own,
    label: bytesAt(instants.label, at),
    weight: crossingWeights(own, integersAt(instants.lead, at)),
  };
}

/**
 * Indices of the rows at which a lead's score is higher than at all its earlier rows; rows are in the order of time.
 */
export function highsOf(score: Float64Array, lead: Int32Array): Int32Array {
  const highest = new Float64Array(leadsIn(lead)).fill(Number.NEGATIVE_INFINITY);
  const out = new Int32Array(lead.length);
  let n = 0;
  for (let i = 0; i < lead.length; i++) {
    const s = score[i] ?? 0;
    const l = lead[i] ?? 0;
    if (s <= (highest[l] ?? 0)) continue;
    highest[l] = s;
    out[n++] = i;
  }
  return out.slice(0, n);
}

/** One more than the largest index of a lead. */
function leadsIn(lead: Int32Array): number {
  let last = -1;
  for (let i = 0; i < lead.length; i++) last = Math.max(last, lead[i] ?? 0);
  return last + 1;
}

/**
 * The weight of each new high: the share of cut-offs that are first reached there. Every score that occurs is an
 * equally likely cut-off; a lead reaches it once, at its first high at or above it. So a lead with many small steps
 * counts no more than one that came there at once, and at every cut-off each lead that reaches it has equal weight.
 * Weights add up to the number of leads, as everywhere in a fit.
 */
export function crossingWeights(score: Float64Array, lead: Int32Array): Float64Array {
  const n = score.length;
  const { order } = sortedValues(score);
  // number of cut-offs at or below each score
  const reached = new Float64Array(n);
  for (let i = 0; i < n; ) {
    let end = i;
    while (end < n && score[order[end] ?? 0] === score[order[i] ?? 0]) end++;
    for (let k = i; k < end; k++) reached[order[k] ?? 0] = end;
    i = end;
  }
  const before = new Float64Array(leadsIn(lead));
  let [total, leads] = [0, 0];
  const weight = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const upTo = reached[i] ?? 0;
    const l = lead[i] ?? 0;
    const had = before[l] ?? 0;
    if (had === 0) leads++;
    weight[i] = upTo - had;
    before[l] = upTo;
    total += upTo - had;
  }
  for (let i = 0; i < n; i++) weight[i] = ((weight[i] ?? 0) * leads) / total;
  return weight;
}
