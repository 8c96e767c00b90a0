import type { Message } from "../../errors.ts";
import { counted, didYouMean, enumerated } from "../../text.ts";
import { show } from "./study.ts";

// models and definitions

export const noModel = (written: string, models: readonly string[]): Message => ({
  code: "unknown-model",
  what: `there is no model ${show(written)}`,
  mend: models.length === 0 ? "add it under `models`" : didYouMean(written, models),
});

/** @param p the name of its probability */
export const refittedScale = (model: string, p: string): Message => ({
  code: "refitted-scale",
  what: `\`${model}\` is fitted again each quarter, and the scale of its points with it: the same cut-off would mean something else each time`,
  mend: `cut on its probability (\`{ score: ${model}, p_at_least: 0.12 }\` or \`${p} >= 0.12\`), use \`cutoff: from_capacity\`, or give a scorecard a \`scale\``,
});

export const unusedKey = (key: string, why: string): Message => ({
  code: "unused-key",
  what: `\`${key}\` would do nothing here: ${why}`,
  mend: "leave it out",
});

export const pointRange = (): Message => ({
  code: "point-range",
  what: "a range of points is two whole numbers with 0 between them, since a term may also have no points",
  mend: "for example `range: [-5, 5]`, or `[0, 5]` where nothing may count against a lead",
});

export const noProbability = (model: string): Message => ({
  code: "no-probability",
  what: `\`${model}\` has no probability: \`calibration: none\``,
  mend: "take `calibration: auto` or `cutoff: from_capacity`; points by hand and a scorecard with a `scale` may be cut on points",
});

export const noCut = (model: string): Message => ({
  code: "no-cut",
  what: `this definition uses the score \`${model}\` without a threshold`,
  mend: "add one of `p_at_least: 0.12`, `at_least: 60`, `cutoff: from_capacity` and `take: top_of_day`",
});

export const noCondition = (): Message => ({
  code: "no-condition",
  what: "the definition has no condition",
  mend: 'say who is meant: `when: "demo_request_30d >= 1"`, `any`, `all`, `stage` or `score`',
});

/** The keys of a definition by which sales' slots decide who is passed on. */
export type BySlots = "cutoff: from_capacity" | "take: top_of_day";

export const cutoffInside = (key: BySlots): Message => ({
  code: "cutoff-inside",
  what: `\`${key}\` cannot be used under \`any\` or \`except\``,
  mend: "it fills the slots with the best of those who meet the rest: put it at the top of the definition, beside the other conditions",
});

export const cutoffTwice = (): Message => ({
  code: "cutoff-twice",
  what: "a definition fills the slots in one way: one `cutoff: from_capacity` or one `take: top_of_day`",
  mend: "cut the other score by `p_at_least` or `at_least`",
});

export const cutoffWithoutCapacity = (key: BySlots): Message => ({
  code: "cutoff-without-capacity",
  what: `\`${key}\` needs the capacity of sales, and the study states none`,
  mend: "add `capacity: { reps: 6, leads_per_rep_per_day: 8, holidays: US }`",
});

export const zeroCapacity = (): Message => ({
  code: "zero-capacity",
  what: "capacity is zero: no lead could ever be worked",
  mend: "state how many reps take leads and how many leads each of them takes a day, both above 0",
});

export const maxOpenWithoutHandoff = (): Message => ({
  code: "max-open-without-handoff",
  what: "`max_open` needs to know how long sales works a lead, and the study does not say at which stage sales takes it",
  mend: "add `handoff: sal`, with the stage at which sales takes a lead, or leave `max_open` out",
});

export const secondIncumbent = (first: string): Message => ({
  code: "second-incumbent",
  what: `${show(first)} is marked \`incumbent: true\` already`,
  mend: "one definition is in force: mark that one, the others are candidates",
});

export const unknownGroup = (written: string, groups: readonly string[]): Message => ({
  code: "unknown-group",
  what: `there is no group ${show(written)} in this model`,
  mend: groups.length === 0 ? `add \`groups: { ${written}: { max: 25 } }\`` : didYouMean(written, groups),
});

export const wrongLimits = (low: string, high: string): Message => ({
  code: "wrong-limits",
  what: `\`${low}\` is above \`${high}\``,
  mend: "swap the two values",
});

export const nameTaken = (name: string, by: string): Message => ({
  code: "name-taken",
  what: `the name ${show(name)} is also the name of ${by}`,
  mend: "rules would not know which is meant: rename one of the two",
});

// names in rules

export const unknownFeature = (written: string, known: readonly string[]): Message => ({
  code: "unknown-feature",
  what: `no feature ${show(written)}`,
  mend: `${didYouMean(written, known)} (\`leadline check --features\` lists them all)`,
});

export const otherWindow = (
  written: string,
  days: number,
  windows: readonly number[],
  near: string,
): Message => ({
  code: "unknown-window",
  what: `no feature ${show(written)}`,
  mend: `${windows.length === 1 ? `the window is ${counted(windows[0] ?? 0, "day")}` : `windows are ${enumerated(windows.map(String), "and")} days`}: did you mean ${near}, or add ${counted(days, "day")} to features.activities.windows?`,
});

export const unvouched = (column: string, near: string | null = null): Message => ({
  code: "unvouched",
  what: `${show(column)} is not listed as known at creation`,
  mend: `${near === null ? "" : `did you mean ${show(near)}? Else `}add it to features.known_at_creation if its value was known when the lead was created; a column that is filled in later would let rules see the future`,
});

export const listedTwice = (name: string): Message => ({
  code: "listed-twice",
  what: `${show(name)} is in this list twice`,
  mend: "keep one",
});

export const filledLater = (column: string, by: string): Message => ({
  code: "filled-later",
  what: `${show(column)} is ${by}: it cannot be known when a lead is created`,
  mend: "take it out of features.known_at_creation: a score that reads it would have seen the future",
});

/** @param moves the name changes with what a lead does; `perhaps`: it reads like a count, and may be a column's */
export const notKnownAtCreation = (
  name: string,
  known: readonly string[],
  moves: "yes" | "perhaps" | "no",
): Message => ({
  code: "not-known-at-creation",
  what: `${show(name)} is not known when a lead is created`,
  mend:
    moves === "no"
      ? onlyKnown(name, known)
      : moves === "yes"
        ? decidedOnce
        : `${decidedOnce}; ${unlessColumn}`,
});

const decidedOnce =
  "flags, personas and `exclude` are decided once a lead, from features.known_at_creation: use activities and scores in definitions and points";
const unlessColumn =
  "if it is no count of activities but a column of your leads, filled in when the lead was created, add it to features.known_at_creation";
const onlyKnown = (name: string, known: readonly string[]): string =>
  `flags, personas and \`exclude\` read features.known_at_creation alone (${didYouMean(name, known)}); add the column there if its value was known when the lead was created`;

export const scoreInPoints = (name: string): Message => ({
  code: "score-in-points",
  what: `${show(name)} is the score of a model: points cannot be given for points`,
  mend: "points read features, flags and personas; combine scores in a definition with `any` and `all`",
});

/** @param scores the names of its scores */
export const modelAsName = (
  model: string,
  scores: { readonly points: string; readonly p: string },
): Message => ({
  code: "model-as-name",
  what: `${show(model)} is a model, not a feature`,
  mend: `write ${scores.points} for its points or ${scores.p} for its probability`,
});

export const wrongType = (name: string, is: string, compared: string, example: string): Message => ({
  code: "wrong-type",
  what: `${show(name)} is ${is}, compared with ${compared}`,
  mend: `write ${example}`,
});

export const notTruth = (name: string, is: string, example: string): Message => ({
  code: "not-truth",
  what: `${show(name)} is ${is}: it is neither true nor false by itself`,
  mend: `compare it: ${example}`,
});

export const notCountable = (name: string, is: string): Message => ({
  code: "not-countable",
  what: `\`per\` gives points for each unit of a number, and ${show(name)} is ${is}`,
  mend: `use \`when: "${name} …"\``,
});

export const notCuttable = (name: string, is: string): Message => ({
  code: "not-cuttable",
  what: `cuts by hand divide the values of a number, and ${show(name)} is ${is}`,
  mend: `take it out of features.bins, or state \`types: { ${name}: number }\` if it is one`,
});

export const noSign = (name: string): Message => ({
  code: "no-sign",
  what: `a sign says which way points go along a number or a truth, and ${show(name)} is a text`,
  mend: `take it out of features.signs, or make a flag of it: \`flags: { ours: "${name} = 'a value'" }\``,
});

export const windowNotCounted = (days: number, windows: readonly number[]): Message => ({
  code: "window-not-counted",
  what: `nothing is counted over ${counted(days, "day")}`,
  mend: `take one of features.activities.windows (${enumerated(windows.map(String), "or")} days), or add it there`,
});

export const aboveCap = (name: string, cap: number, needed: number): Message => ({
  code: "above-cap",
  what: `${show(name)} counts to ${cap} and no further: a rule cannot distinguish ${needed} from ${cap}`,
  mend: `raise features.activities.cap to ${Math.ceil(needed)} or more`,
});

export const noHalfLife = (name: string): Message => ({
  code: "no-half-life",
  what: `no feature ${show(name)}: the study states no half-life`,
  mend: "add `half_life: 14 days` to features.activities",
});

export const halfLifeOfFold = (name: string): Message => ({
  code: "half-life-of-a-quarter",
  what: `under \`half_life: fit\` ${show(name)} has another half-life in each quarter, and a rule or a cut must mean the same in all`,
  mend: "state one: `half_life: 14 days` under features.activities; or cut on a fitted model, which reads it under its own",
});

export const noSuchValue = (name: string, value: string, levels: readonly string[]): Message => ({
  code: "no-such-value",
  what: `no lead has ${show(value)} in ${show(name)}`,
  mend: `texts are compared as they are written, capitals included: ${didYouMean(value, levels)}`,
});

export const noSegment = (written: string, known: readonly string[]): Message => ({
  code: "unknown-segment",
  what: `the funnel cannot be split by ${show(written)}: it is not a column known at creation, a flag or a persona`,
  mend: didYouMean(written, known),
});

export const cutOnInstead = (p: string, points: string): string => `for now cut on ${p} or ${points}`;
/** Days since an activity where a feature is wanted, since models read counts. */
export const onlyInRules = (written: string, printed: string): Message => ({
  code: "only-in-rules",
  what: `${show(written)} is known to rules alone: only a condition reads it`,
  mend: `compare it with a number of days: \`when: "${printed} <= 7"\``,
});

export const tooManyDays = (written: string, most: number): Message => ({
  code: "too-many-days",
  what: `${show(written)} is compared with more than ${most} days`,
  mend: `a rule looks back ${most} days at most, which is ten years; for any time at all write \`${written} IS NOT NULL\``,
});
