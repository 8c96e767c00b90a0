/** One group in two periods: its members, and how many of them were worked and reached the outcome. */
export interface Moved {
  readonly before: Cells;
  readonly after: Cells;
}

export interface Cells {
  readonly n: number;
  /** null: it is not known who was worked */
  readonly worked: number | null;
  readonly outcomes: number;
  readonly workedOutcomes: number;
}

/** The parts of the difference of two rates, which add up to it. */
export interface Movement {
  readonly before: number;
  readonly after: number;
  /** due to a change in the mix of groups */
  readonly mix: number;
  /** due to a larger or smaller share being worked; 0 where that is not known */
  readonly worked: number;
  /** due to groups, worked as before, doing better or worse */
  readonly rate: number;
}

/**
 * Why a rate moved between two periods: Kitagawa's (1955) mix sum (w1 - w0)(r1 + r0)/2 and rate sum (r1 - r0)(w1 +
 * w0)/2 over groups; the latter is divided further by who was worked. The parts add up exactly, whatever the order of
 * the groups. Null where a period has nobody.
 *
 * @example
 * // the same rates in both groups, and more of the better one: all of it is mix
 * const cell = (n, outcomes) => ({ n, worked: null, outcomes, workedOutcomes: 0 });
 * const [low, high] = [{ before: cell(50, 5), after: cell(25, 2.5) }, { before: cell(50, 20), after: cell(75, 30) }];
 * whyMoved([low, high]).mix; // 0.075
 */
export function whyMoved(groups: readonly Moved[]): Movement | null {
  const total = (of: (g: Moved) => number): number => groups.reduce((sum, g) => sum + of(g), 0);
  const [n0, n1] = [total((g) => g.before.n), total((g) => g.after.n)];
  if (n0 === 0 || n1 === 0) return null;
  let [mix, worked, rate] = [0, 0, 0];
  for (const { before, after } of groups) {
    const [w0, w1] = [before.n / n0, after.n / n1];
    // a group that one period lacks takes the other period's rate: its coming or going is mix alone
    const r0 = before.n > 0 ? before.outcomes / before.n : after.outcomes / after.n;
    const r1 = after.n > 0 ? after.outcomes / after.n : r0;
    if (before.n === 0 && after.n === 0) continue;
    mix += ((w1 - w0) * (r1 + r0)) / 2;
    const weight = (w1 + w0) / 2;
    const share = workedPart(before, after);
    worked += weight * share;
    rate += weight * (r1 - r0 - share);
  }
  return {
    before: total((g) => g.before.outcomes) / n0,
    after: total((g) => g.after.outcomes) / n1,
    mix,
    worked,
    rate,
  };
}

/**
 * The part of a group's change due to another share being worked: the change of that share x the difference in rate
 * between worked leads and others.
 */
function workedPart(before: Cells, after: Cells): number {
  if (before.worked === null || after.worked === null || before.n === 0 || after.n === 0) return 0;
  const gap = ({ n, worked, outcomes, workedOutcomes }: Cells): number | null =>
    worked === null || worked === 0 || worked === n
      ? null
      : workedOutcomes / worked - (outcomes - workedOutcomes) / (n - worked);
  const gaps = [gap(before), gap(after)].filter((g) => g !== null);
  if (gaps.length === 0) return 0;
  const change = after.worked / after.n - before.worked / before.n;
  return (change * gaps.reduce((sum, g) => sum + g, 0)) / gaps.length;
}
