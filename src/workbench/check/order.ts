import type { Fault } from "../../base/errors.ts";

/**
 * Codes of faults, those that change the figures most first: lost rows and outcomes, leakage, times with another
 * meaning, misused stages, too little data, and last oddities in single columns. Codes on one line have equal weight.
 */
const tiers: readonly (readonly string[])[] = [
  ["swallowed-rows", "cut-off", "shifted-rows", "wrapped-rows", "mixed-line-ends", "marked-rows"],
  [
    "orphan-outcomes",
    "outcomes-of-nobody",
    "undated-outcomes",
    "outcome-before-creation",
    "orphans",
    "old-values",
    "history-as-stages",
    "missing-in-one",
    "unknown-stage",
    "excluded-outcomes",
  ],
  ["won-at-birth", "leakage-suspect", "telling-missing"],
  [
    "midnights",
    "two-clocks",
    "guessed-dates",
    "one-time-of-day",
    "no-dates",
    "many-at-one-time",
    "activity-before-creation",
    "activities-first",
    "overwritten-creation",
    "retention",
    "stitched-visits",
    "late-starting",
    "early-ending",
  ],
  [
    "stage-before-creation",
    "stage-without-dates",
    "out-of-order",
    "skipped-stages",
    "went-back",
    "changed-leads",
  ],
  [
    "outcome-recorded-from",
    "outcome-recorded-until",
    "nothing-recorded",
    "leads-end",
    "quarters-without-leads",
    "folds-refused",
    "folds-too-young",
    "maturity-unstated",
    "young-leads",
    "large-account",
    "same-address",
    "equal-leads",
  ],
  ["written-numbers", "ambiguous-numbers", "mostly-numbers", "unseen-level", "missing-marker"],
  [
    "personal-data",
    "collinear-columns",
    "near-duplicate-levels",
    "id-like-column",
    "constant-column",
    "far-value",
    "small-groups",
    "quarter-end",
  ],
];
const tierOf = new Map(tiers.flatMap((codes, i) => codes.map((code) => [code, i] as const)));
/** The place of a code that is on no line: before the oddities in single columns. */
const unranked = 6;

/**
 * Sorts errors before warnings, then the worst first; equals keep their order. A column that the study does not list as
 * known at creation does least harm.
 */
export function worstFirst(faults: readonly Fault[]): readonly Fault[] {
  const rank = ({ severity, code, where }: Fault): number =>
    severity === "error"
      ? -1
      : code === "leakage-suspect" && where.path === undefined
        ? tiers.length
        : (tierOf.get(code) ?? unranked);
  return faults.toSorted((a, b) => rank(a) - rank(b));
}
