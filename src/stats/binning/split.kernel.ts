/**
 * Best-first splits of ordered cells by the fall of Gini impurity, as a decision tree of one variable makes them: places
 * where the rate changes most. They make pre-bins only; what is cut is decided by the programme. O(cells) a split.
 */

interface Leaf {
  readonly from: number;
  readonly to: number;
  /** last cell of the left part of its best split; -1: it has none */
  readonly at: number;
  readonly gain: number;
}

/** Last cells of at most `most` parts, each of at least `least` weight. */
export function bestSplits(
  events: Float64Array,
  nonEvents: Float64Array,
  most: number,
  least: number,
): number[] {
  const n = events.length;
  if (nonEvents.length !== n) throw new RangeError("bestSplits: lengths disagree");
  const sumEvents = new Float64Array(n + 1);
  const sumAll = new Float64Array(n + 1);
  for (let i = 0; i < n; i++) {
    sumEvents[i + 1] = sumEvents[i]! + events[i]!;
    sumAll[i + 1] = sumAll[i]! + events[i]! + nonEvents[i]!;
  }
  const split = (from: number, to: number): Leaf => {
    const all = sumAll[to]! - sumAll[from]!;
    const positive = sumEvents[to]! - sumEvents[from]!;
    let at = -1;
    let best = 0;
    for (let i = from + 1; i < to; i++) {
      const left = sumAll[i]! - sumAll[from]!;
      const right = all - left;
      if (left < least || right < least) continue;
      // between-parts sum of squares of the rate: half the fall of impurity
      const off = (sumEvents[i]! - sumEvents[from]!) * all - positive * left;
      const gain = (off * off) / (left * right * all);
      if (gain > best) {
        best = gain;
        at = i - 1;
      }
    }
    return { from, to, at, gain: best };
  };
  const leaves = [split(0, n)];
  while (leaves.length < most) {
    let best = 0;
    for (let k = 1; k < leaves.length; k++) if (leaves[k]!.gain > leaves[best]!.gain) best = k;
    const { from, to, at } = leaves[best]!;
    if (at < 0) break;
    leaves.splice(best, 1, split(from, at + 1), split(at + 1, to));
  }
  return leaves.map((leaf) => leaf.to - 1);
}
