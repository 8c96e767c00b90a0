import { sortedValues } from "../../stats/numeric/order.kernel.ts";
import type { TrainingRows } from "../type.ts";

/** Scores and outcomes that a calibration map is learnt on, or held against. */
export interface MapRows {
  readonly score: Float64Array;
  readonly label: Uint8Array;
  readonly weight: Float64Array;
}

/**
 * The instants at which a lead's score is higher than ever before, for those are where definitions are met: a lead that
 * once stood there and has cooled down since is another matter. `score` is at the instants of the rows, in the order of
 * time, or at the rows themselves where there are no instants. Weights are those of `crossingWeights`.
 */
export function newHighs(score: Float64Array, rows: TrainingRows): MapRows {
  const { instants } = rows;
  if (instants === undefined) return { score, label: rows.label, weight: rows.weight };
  const at = highsOf(score, instants.lead);
  const own = Float64Array.from(at, (i) => score[i] ?? 0);
  return {
    score: own,
    label: Uint8Array.from(at, (i) => instants.label[i] ?? 0),
    weight: crossingWeights(
      own,
      Int32Array.from(at, (i) => instants.lead[i] ?? 0),
    ),
  };
}

/** Indices of the rows at which a lead's score is higher than at all its rows before; rows in the order of time. */
export function highsOf(score: ArrayLike<number>, lead: Int32Array): Int32Array {
  const highest = new Map<number, number>();
  const out = new Int32Array(lead.length);
  let n = 0;
  for (let i = 0; i < lead.length; i++) {
    const s = score[i] ?? 0;
    const before = highest.get(lead[i] ?? -1);
    if (before !== undefined && s <= before) continue;
    highest.set(lead[i] ?? -1, s);
    out[n++] = i;
  }
  return out.slice(0, n);
}

/**
 * What each new high counts: the share of cut-offs that are first reached there. A cut-off is any of the scores that
 * stand here, each as likely as another; a lead reaches it once, at its first high at or above it, so that a lead with
 * many small steps counts no more than one that came there at once, and at every cut-off each lead that reaches it
 * counts alike. Weights add up to the number of leads, as everywhere in a fit.
 */
export function crossingWeights(score: Float64Array, lead: Int32Array): Float64Array {
  const n = score.length;
  const { order } = sortedValues(score);
  // cut-offs at or below each score
  const reached = new Float64Array(n);
  for (let i = 0; i < n; ) {
    let end = i;
    while (end < n && score[order[end] ?? 0] === score[order[i] ?? 0]) end++;
    for (let k = i; k < end; k++) reached[order[k] ?? 0] = end;
    i = end;
  }
  const before = new Map<number, number>();
  let total = 0;
  const weight = reached.map((upTo, i) => {
    const l = lead[i] ?? -1;
    const w = upTo - (before.get(l) ?? 0);
    before.set(l, upTo);
    total += w;
    return w;
  });
  return weight.map((w) => (w * before.size) / total);
}
