import { NEVER, type Second } from "../base/time.ts";
import type { History } from "../history/type.ts";

/** A lead that sales gave back to marketing. */
export interface Return {
  readonly lead: number;
  readonly at: Second;
  /** index into the history's entries */
  readonly entry: number;
}

/**
 * Every return of leads whose outcome is not refused, by lead and time. A stage of `recycle` gives back only what was
 * passed on: a lead that has entered no stage since its creation or its last return is still with marketing.
 *
 * @returns the returns, and how many entries of `recycle` stages are none
 */
export function returnsOf({ stages: { entries, names, refused } }: Pick<History, "stages">): {
  readonly returns: readonly Return[];
  readonly straight: number;
} {
  const returns: Return[] = [];
  let straight = 0;
  let [lead, passedOn] = [-1, false];
  for (let k = 0; k < (entries?.count ?? 0); k++) {
    const of = entries?.lead[k] ?? -1;
    if (of !== lead) [lead, passedOn] = [of, false];
    if (refused[lead] === 1) continue;
    if ((entries?.stage[k] ?? 0) < names.length) passedOn = true;
    else if (passedOn) {
      returns.push({ lead, at: entries?.at[k] ?? NEVER, entry: k });
      passedOn = false;
    } else straight++;
  }
  return { returns, straight };
}
