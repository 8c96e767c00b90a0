import type { Fault } from "../../base/errors.ts";

/**
 * What turns the figures most stands first: rows and outcomes that are lost, what gives the outcome away, times that mean
 * something else, stages that are none, too little data, and last what is odd in single columns. Codes of one line weigh alike.
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
/** Where a code stands that is in no line: before what is odd in single columns. */
const unranked = 6;

/** Errors before warnings, then worst first; equals stay as they came. A column that nobody vouches for can harm least. */
export function worstFirst(faults: readonly Fault[]): readonly Fault[] {
  const rank = ({ severity, code, where }: Fault): number =>
    severity === "error"
      ? -1
      : code === "leakage-suspect" && where.path === undefined
        ? tiers.length
        : (tierOf.get(code) ?? unranked);
  return faults.toSorted((a, b) => rank(a) - rank(b));
}
