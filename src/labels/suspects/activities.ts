import { followedByOutcome, onOutcomeDay, tellsOutcome } from "../../base/messages/data/suspects.ts";
import { dayOf, NEVER } from "../../base/time.ts";
import type { History } from "../../history/type.ts";
import { binomialUpper } from "../../stats/proportions/binomial.ts";
import { auc } from "../../stats/rank/rank.ts";
import type { Study } from "../../study/type.ts";
import type { Labels } from "../type.ts";
import { winsWithin } from "../within.ts";

/** What one type of activity reveals about the outcome by itself. */
export interface ActivitySuspect {
  readonly activity: string;
  readonly why: string;
  /** AUC of having the activity before the outcome, among leads that are old enough; null: it cannot be computed */
  readonly auc: number | null;
}

/** The least number of leads with an activity: among fewer, anything may be luck. */
const leastLeads = 10;
/**
 * The share of leads with an activity that reach the outcome after it, from which on the activity counts as nearly
 * always followed by the outcome.
 */
const nearlyAlways = 0.9;
/**
 * The share of leads with an activity that have it on the very day of their outcome, from which on the two coincide.
 */
const coincides = 0.5;
/** The pattern must be less likely than this by chance, at the outcome rate of all leads. */
const chance = 1e-6;

/**
 * Activity types that coincide with the outcome, or are nearly always followed by it: a signature, a closing call, a
 * code that sales enters once the deal is done. Activities on the date of the outcome are looked at too. O(activities).
 * @param mature leads that are old enough and not excluded from fits, and whether each reaches the outcome within the
 * horizon
 */
export function suspectActivities(
  { study, history, labels }: { readonly study: Study; readonly history: History; readonly labels: Labels },
  mature: readonly number[],
  won: readonly number[],
  tooGood: number,
): readonly ActivitySuspect[] {
  const { types, start, visible, type } = history.activities;
  const timed = study.outcome.kind === "stage";
  const wins = won.reduce((sum, y) => sum + y, 0);
  const base = mature.length === 0 ? 0 : wins / mature.length;
  const counted = types.map(() => ({
    leads: 0,
    followed: 0,
    sameDay: 0,
    seen: new Float64Array(mature.length),
  }));
  const first = new Int32Array(types.length);
  const onDay = new Uint8Array(types.length);
  mature.forEach((lead, i) => {
    const outcome = labels.outcome[lead] ?? NEVER;
    // an outcome without times is predicted at creation
    const until = timed
      ? Math.min(outcome, labels.asOf - labels.horizon)
      : (history.leads.created[lead] ?? 0);
    const shown = labels.shown?.[lead] ?? start[lead + 1] ?? 0;
    first.fill(NEVER);
    onDay.fill(0);
    for (let k = start[lead] ?? 0; k < (start[lead + 1] ?? 0); k++) {
      const v = visible[k] ?? NEVER;
      const t = type[k] ?? 0;
      const of = counted[t];
      if (of === undefined) continue;
      if (timed && outcome < NEVER && dayOf(v) === dayOf(outcome)) onDay[t] = 1;
      if (v > until) continue;
      first[t] = Math.min(first[t] ?? NEVER, v);
      if (k < shown) of.seen[i] = (of.seen[i] ?? 0) + 1;
    }
    counted.forEach((of, t) => {
      const v = first[t] ?? NEVER;
      if (v === NEVER && onDay[t] !== 1) return;
      of.leads++;
      if (onDay[t] === 1) of.sameDay++;
      if (onDay[t] === 1 || (timed ? winsWithin(labels, lead, v) : won[i] === 1)) of.followed++;
    });
  });
  return types.flatMap((activity, t): readonly ActivitySuspect[] => {
    const of = counted[t];
    if (of === undefined || of.leads < leastLeads) return [];
    const alone = auc(of.seen, won);
    const many =
      of.followed >= nearlyAlways * of.leads && binomialUpper(of.leads, of.followed, base) < chance;
    const why =
      of.sameDay >= leastLeads && of.sameDay >= coincides * of.leads
        ? onOutcomeDay(of.sameDay, of.leads)
        : many
          ? followedByOutcome(of.followed, of.leads, base)
          : alone !== null && alone >= tooGood
            ? tellsOutcome(alone)
            : null;
    return why === null ? [] : [{ activity, why, auc: alone }];
  });
}
