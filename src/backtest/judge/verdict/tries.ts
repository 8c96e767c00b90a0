import type { Second } from "../../../base/time.ts";
import type { Replayed, Setting } from "../../type.ts";

/** A candidate in the lineage's log, with the as-of days of the runs that tried it. */
export interface Tried {
  readonly firstSeen: Second;
  readonly lastSeen: Second;
}

/** What the log of candidates adds to the verdict. */
export interface Tries {
  /** candidates tried by other studies of the lineage */
  readonly others: readonly Tried[];
  /**
   * this study's candidates with the same meaning as an earlier one of it under another name: they are no tries of
   * their own
   */
  readonly copies: ReadonlySet<string>;
  /** when each of this study's definitions was first seen */
  readonly firstSeen: ReadonlyMap<string, Second>;
}

export const noOthers: Tries = { others: [], copies: new Set(), firstSeen: new Map() };

/** The level of each of m comparisons at which all together are wrong in at most 5 of 100 cases (Bonferroni). */
export const levelOf = (m: number): number => 1 - 0.05 / Math.max(1, m);

const own = (tries: Tries, candidates: readonly Replayed[]): readonly Replayed[] =>
  candidates.filter((c) => !tries.copies.has(c.name));

/**
 * m: this study's candidates, and those in the log that were tried on a quarter that is judged here. A run judges the
 * quarters whose horizon is over at its as-of day, so a try touches the first of these folds once that fold is mature.
 */
export function triedOn(
  tries: Tries,
  setting: Setting,
  folds: readonly number[],
  candidates: readonly Replayed[],
): number {
  const first = setting.folds[folds[0] ?? -1];
  const others = first === undefined ? 0 : tries.others.filter((t) => t.lastSeen >= first.matureOn).length;
  return own(tries, candidates).length + others;
}

/** How many candidates were frozen by `start`: the choice was among them when the later quarters had not been seen. */
export function triedBefore(tries: Tries, start: Second, candidates: readonly Replayed[]): number {
  const mine = own(tries, candidates).filter((c) => (tries.firstSeen.get(c.name) ?? start) <= start).length;
  return Math.max(1, mine + tries.others.filter((t) => t.firstSeen <= start).length);
}
