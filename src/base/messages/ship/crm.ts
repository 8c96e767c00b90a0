/** What of a model a CRM's scoring cannot express, and what is exported instead. */

const by = (points: number): string => `${points < 0 ? "−" : "+"}${Math.abs(points)}`;

export const decayReplaced = (activity: string, halfLife: number, window: string): string =>
  `${activity} cannot fade by half every ${halfLife} days: the count ${window} is used instead, with the same limits`;

export const windowReplaced = (activity: string, days: number, window: string): string =>
  `${activity} cannot be counted for the last ${days} days alone: the count ${window} is used instead`;

export const leftOut = (name: string, why: string, points: number): string =>
  `${name} is left out, since ${why}: every lead gets the ${by(points)} of the average lead`;

export const stepsReplaced = (name: string): string =>
  `points for each ${name} become a rule for each step; beyond the last step the points stay the same`;

export const unrecordedAsNone = (names: readonly string[]): string =>
  `a count that reaches back before records begin counts as 0: ${names.join(", ")}`;

export const flagNeverEmpty = (name: string): string =>
  `${name} cannot be empty: where it is not known it counts as no`;

export const groupUnlimited = (name: string, min: number | null, max: number | null): string =>
  `the points of the group "${name}" are not held ${within(min, max)}`;

export const totalUnlimited = (floor: number | null, ceiling: number | null): string =>
  `the total is not held ${within(floor, ceiling)}`;

const within = (min: number | null, max: number | null): string =>
  min !== null && max !== null
    ? `between ${min} and ${max}`
    : min !== null
      ? `at ${min} or more`
      : `at ${max} or less`;

export const pointsRounded = (exact: number): string =>
  `points are whole numbers: each is rounded, and one of them is worth ${exact} of the shipped points`;

export const noStandIn = "the study counts nothing that could replace it";
export const noSteps = "its points for each one cannot be written as steps";
