import { NEVER, type Second } from "../base/time.ts";
import type { History } from "../history/type.ts";
import type { Study } from "../study/type.ts";

/** A lead that sales gave back to marketing. */
export interface Return {
  readonly lead: number;
  readonly at: Second;
  /** index into the history's entries */
  readonly entry: number;
}

/**
 * Every return of leads whose outcome is not refused, by lead and time. A stage of `recycle` gives back only what was
 * passed on: a lead that has entered no stage since its creation or its last return is still with marketing. The outcome
 * and later stages do not count as such a stage: whether a lead is open must not rest on outcomes that are not known yet.
 *
 * @returns the returns, and how many entries of `recycle` stages are none
 */
export function returnsOf(
  { stages: { entries, names, refused } }: Pick<History, "stages">,
  { funnel, outcome }: Pick<Study, "funnel" | "outcome">,
): {
  readonly returns: readonly Return[];
  readonly straight: number;
} {
  const won = outcome.kind === "stage" ? funnel.indexOf(outcome.reaches) : -1;
  const passesOn = (stage: number): boolean => won < 0 || stage < won || stage >= funnel.length;
  const returns: Return[] = [];
  let straight = 0;
  let [lead, passedOn] = [-1, false];
  for (let k = 0; k < (entries?.count ?? 0); k++) {
    const of = entries?.lead[k] ?? -1;
    if (of !== lead) [lead, passedOn] = [of, false];
    if (refused[lead] === 1) continue;
    const stage = entries?.stage[k] ?? 0;
    if (stage < names.length) passedOn ||= passesOn(stage);
    else if (passedOn) {
      returns.push({ lead, at: entries?.at[k] ?? NEVER, entry: k });
      passedOn = false;
    } else straight++;
  }
  return { returns, straight };
}
