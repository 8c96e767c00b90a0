import type { Second } from "../../../base/time.ts";
import type { Replayed, Setting } from "../../type.ts";

/** A candidate that the lineage's log holds, by the as-of days at which runs tried it. */
export interface Tried {
  readonly firstSeen: Second;
  readonly lastSeen: Second;
}

/** What the log of candidates says to the verdict. */
export interface Tries {
  /** candidates that other studies of the lineage tried */
  readonly others: readonly Tried[];
  /** this study's candidates that mean the same as an earlier one of it, under another name: no tries of their own */
  readonly copies: ReadonlySet<string>;
  /** when each of this study's definitions was first seen */
  readonly firstSeen: ReadonlyMap<string, Second>;
}

export const noOthers: Tries = { others: [], copies: new Set(), firstSeen: new Map() };

/** The level of each of m comparisons, so that all together are wrong in at most 5 of 100 (Bonferroni). */
export const levelOf = (m: number): number => 1 - 0.05 / Math.max(1, m);

const own = (tries: Tries, candidates: readonly Replayed[]): readonly Replayed[] =>
  candidates.filter((c) => !tries.copies.has(c.name));

/**
 * m: this study's candidates and those of the log that were tried on a quarter that is judged here. A run judges the
 * quarters whose horizon is over at its as-of day, so a try reaches the first of these folds from that fold's
 * maturity on.
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

/** Candidates frozen by `start`: what was chosen among when the quarters from then on had not been seen. */
export function triedBefore(tries: Tries, start: Second, candidates: readonly Replayed[]): number {
  const mine = own(tries, candidates).filter((c) => (tries.firstSeen.get(c.name) ?? start) <= start).length;
  return Math.max(1, mine + tries.others.filter((t) => t.firstSeen <= start).length);
}
