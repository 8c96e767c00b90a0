import { counted } from "../../text.ts";

// What changed between two versions of weights: one sentence each; points are as people read them, with their sign.
export const kindChanged = (from: string, to: string): string =>
  `the kind of model changed from ${from} to ${to}: their points cannot be compared one by one`;
export const gone = (name: string): string => `${name} is no longer used`;
export const added = (name: string): string => `${name} is new`;
export const startsAt = (now: string, before: string): string =>
  `the score starts at ${now} instead of ${before}`;
export const mapChanged = "the map from score to predicted chance changed";
export const shorterWindow = (activity: string, days: number): string =>
  `${activity} no longer counts after ${counted(days, "day")}`;
/** @param now days; Infinity: for ever */
export const longerWindow = (activity: string, now: number, before: number): string =>
  `${activity} counts for ${now === Infinity ? "ever" : counted(now, "day")} instead of ${before}`;
export const pointsChanged = (what: string, before: string, now: string): string =>
  `${what}: ${before} to ${now}`;
export const eachUnit = (name: string): string => `${name}, each unit`;
export const groupGone = (name: string, value: string): string =>
  `${name} ${value}: no longer a group of its own`;
export const newGroup = (name: string, value: string, now: string): string =>
  `${name} ${value}: ${now}, a new group`;
export const weighedOtherwise = (name: string): string => `${name} gets its points in another way`;
export const gradeMoved = (grade: string, now: string, before: string): string =>
  `grade ${grade} begins at ${now} instead of ${before}`;
export const cutoffMoved = (now: string, before: string): string =>
  `a lead qualifies from ${now} instead of ${before}`;
export const noCutoff = "the weights ship no cut-off any more";
export const newCutoff = (now: string): string => `a lead qualifies from ${now}`;
