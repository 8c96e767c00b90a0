/** Where ordered cells are divided into groups of neighbours, and what the groups hold. O(cells) for each pass. */

/** Sums of the cells from `from` to before `to`. */
export function sumBetween(
  events: Float64Array,
  nonEvents: Float64Array,
  from: number,
  to: number,
): { events: number; nonEvents: number } {
  if (nonEvents.length !== events.length || !(from >= 0 && to <= events.length))
    throw new RangeError("sumBetween: there are no such cells");
  let [e, m] = [0, 0];
  for (let i = from; i < to; i++) {
    e += events[i]!;
    m += nonEvents[i]!;
  }
  return { events: e, nonEvents: m };
}

/** Index of the last cell of each of at most `most` groups of about equal weight. */
export function equalMassEnds(events: Float64Array, nonEvents: Float64Array, most: number): number[] {
  const n = events.length;
  const all = sumBetween(events, nonEvents, 0, n);
  let left = all.events + all.nonEvents;
  const ends: number[] = [];
  let gathered = 0;
  let wanted = left / most;
  for (let i = 0; i + 1 < n && ends.length + 1 < most; i++) {
    const mass = events[i]! + nonEvents[i]!;
    gathered += mass;
    left -= mass;
    // stop here when this is nearer to the wanted mass than the next cell
    if (gathered >= wanted || wanted - gathered < gathered + events[i + 1]! + nonEvents[i + 1]! - wanted) {
      ends.push(i);
      gathered = 0;
      wanted = left / (most - ends.length);
    }
  }
  return [...ends, n - 1];
}

interface Leaf {
  readonly from: number;
  readonly to: number;
  /** last cell of the left part of its best split; -1: it has none */
  readonly at: number;
  readonly gain: number;
}

/**
 * Best-first splits by the decrease of Gini impurity, as a decision tree of one variable makes them: the places where
 * the rate changes most. They only make pre-bins; the programme decides the cuts. Returns the last cells of at most
 * `most` parts, each with at least the weight `least`.
 */
export function bestSplits(
  events: Float64Array,
  nonEvents: Float64Array,
  most: number,
  least: number,
): number[] {
  const split = (from: number, to: number): Leaf => {
    const sums = sumBetween(events, nonEvents, from, to);
    const positive = sums.events;
    const all = sums.events + sums.nonEvents;
    let at = -1;
    let best = 0;
    let [leftEvents, left] = [0, 0];
    for (let i = from; i + 1 < to; i++) {
      leftEvents += events[i]!;
      left += events[i]! + nonEvents[i]!;
      if (left < least) continue;
      const right = all - left;
      if (right < least) break;
      // between-parts sum of squares of the rate: half the decrease of impurity
      const off = leftEvents * all - positive * left;
      const gain = (off * off) / (left * right * all);
      if (gain > best) {
        best = gain;
        at = i;
      }
    }
    return { from, to, at, gain: best };
  };
  const leaves = [split(0, events.length)];
  while (leaves.length < most) {
    let best = 0;
    for (let k = 1; k < leaves.length; k++) if (leaves[k]!.gain > leaves[best]!.gain) best = k;
    const { from, to, at } = leaves[best]!;
    if (at < 0) break;
    leaves.splice(best, 1, split(from, at + 1), split(at + 1, to));
  }
  return leaves.map((leaf) => leaf.to - 1);
}
