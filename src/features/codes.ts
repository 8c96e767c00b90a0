import { NEVER } from "../base/time.ts";
import type { History } from "../history/type.ts";
import type { Value } from "../rules/tree.ts";
import { decayCode, decayedSum, decayObservedAt } from "./decay.ts";
import { codesFor } from "./static.ts";
import type { CodedRows, CountFeature, DecayFeature, Feature } from "./type.ts";

export const notObserved = Symbol("not observed");

/** The value of a code; null: the value is missing. */
export function codeValue(feature: Feature, code: number): Value | typeof notObserved {
  if (code === feature.missing) return null;
  if (code === feature.notObserved) return notObserved;
  if (feature.kind === "decay") return code / feature.perUnit;
  return feature.kind === "count" ? code : (feature.values[code] ?? null);
}

/** Whether a feature's values are numbers. */
export const isNumeric = ({ kind }: Feature): boolean =>
  kind === "number" || kind === "count" || kind === "decay";

/** Whether a feature's value changes with what a lead does. */
export const moves = (feature: Feature): feature is CountFeature | DecayFeature =>
  feature.kind === "count" || feature.kind === "decay";

/**
 * Whether a count is unknown at t, because its window begins before the first day on which its activity is recorded.
 */
export const isUnobserved = (feature: CountFeature, created: number, t: number): boolean =>
  feature.window === Number.POSITIVE_INFINITY
    ? created < feature.observedFrom
    : t < feature.observedFrom + feature.window;

/**
 * Codes of every feature at the given (lead, time) rows, in the order of the rows. An activity that became visible at v
 * and happened at `at` is in a window of W seconds for v <= t < at + W. `until` is, for each lead, the index of the
 * first activity that must not be read; default: all may be. O(rows x activities of the row's lead x (windows + decayed
 * counts)).
 */
export function codesAt(
  history: History,
  features: readonly Feature[],
  lead: Int32Array,
  time: Int32Array,
  until: Int32Array = history.activities.start.subarray(1),
): CodedRows {
  const codes = features.map((feature) => codesFor(feature.size, lead.length));
  features.forEach((feature, f) => {
    const into = codes[f];
    if (moves(feature) || into === undefined) return;
    for (let row = 0; row < lead.length; row++) into[row] = feature.codes[lead[row] ?? 0] ?? feature.missing;
  });
  countCodes(history, features, codes, lead, time, until);
  decayCodes(history, features, codes, lead, time, until);
  return { count: lead.length, features, codes };
}

function countCodes(
  history: History,
  features: readonly Feature[],
  codes: readonly CodedRows["codes"][number][],
  lead: Int32Array,
  time: Int32Array,
  until: Int32Array,
): void {
  const { start, visible, at, type, types } = history.activities;
  const counts = features.flatMap((feature, f) => {
    const into = codes[f];
    return feature.kind === "count" && into !== undefined ? [{ feature, into }] : [];
  });
  const byType = types.map((_, k) => counts.flatMap((c, slot) => (c.feature.type === k ? [slot] : [])));
  const window = Float64Array.from(counts, (c) => c.feature.window);
  const tally = new Int32Array(counts.length);
  for (let row = 0; row < lead.length; row++) {
    const l = lead[row] ?? 0;
    const t = time[row] ?? 0;
    tally.fill(0);
    const end = until[l] ?? 0;
    for (let k = start[l] ?? 0; k < end && (visible[k] ?? NEVER) <= t; k++) {
      for (const slot of byType[type[k] ?? 0] ?? [])
        if (t < (at[k] ?? 0) + (window[slot] ?? 0)) tally[slot] = (tally[slot] ?? 0) + 1;
    }
    // codes are 0 before they are written, as are most counts
    for (let slot = 0; slot < tally.length; slot++) {
      const n = tally[slot] ?? 0;
      const count = n > 0 ? counts[slot] : undefined;
      if (count !== undefined) count.into[row] = Math.min(n, count.feature.cap);
    }
  }
  const created = history.leads.born ?? history.leads.created;
  for (const { feature, into } of counts) {
    // only of an endless window the lead's creation is looked at
    const ever = feature.window === Number.POSITIVE_INFINITY;
    for (let row = 0; row < lead.length; row++)
      if (isUnobserved(feature, ever ? (created[lead[row] ?? 0] ?? 0) : 0, time[row] ?? 0))
        into[row] = feature.notObserved;
  }
}

function decayCodes(
  history: History,
  features: readonly Feature[],
  codes: readonly CodedRows["codes"][number][],
  lead: Int32Array,
  time: Int32Array,
  until: Int32Array,
): void {
  const { activities } = history;
  features.forEach((feature, f) => {
    const into = codes[f];
    if (feature.kind !== "decay" || into === undefined) return;
    const observedAt = decayObservedAt(feature);
    for (let row = 0; row < lead.length; row++) {
      const l = lead[row] ?? 0;
      const t = time[row] ?? 0;
      const [from, to] = [activities.start[l] ?? 0, until[l] ?? 0];
      into[row] =
        t < observedAt
          ? feature.notObserved
          : decayCode(feature, decayedSum(activities, from, to, feature, t));
    }
  });
}
