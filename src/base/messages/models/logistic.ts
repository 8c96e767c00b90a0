import type { Message } from "../../errors.ts";
import { grouped } from "../../text.ts";

const list = (names: readonly string[]): string =>
  names.length <= 6 ? names.join(", ") : `${names.slice(0, 6).join(", ")} and ${names.length - 6} more`;
const rows = (n: number): string => (n === 1 ? "1 row" : `${n} rows`);

export const notFinite = (column: string, value: number, row: number): Message => ({
  code: "value-not-finite",
  what: `${column} holds ${value} in row ${row}`,
  mend: "fill or drop what is missing before the fit: a bin or a 0/1 column for missing keeps the row",
});

export const unequalLengths = (column: string, has: number, n: number): Message => ({
  code: "unequal-lengths",
  what: `${column} has ${has} values for ${rows(n)}`,
  mend: "give every column, weight and offset one value a row",
});

export const negativeWeight = (value: number, row: number): Message => ({
  code: "negative-weight",
  what: `row ${row} weighs ${value}`,
  mend: "weights are 0 or more",
});

export const labelOutside = (value: number, row: number): Message => ({
  code: "label-outside",
  what: `the label of row ${row} is ${value}`,
  mend: "labels are 0 or 1, or a share in between",
});

export const noWeight = (n: number): Message => ({
  code: "no-weight",
  what: n === 0 ? "there are no rows to fit on" : `${rows(n)}, and not one has a weight`,
  mend: "widen the period or drop the filter that leaves nothing",
});

export const oneClass = (label: 0 | 1, n: number): Message => ({
  code: "one-class",
  what: `all of ${rows(n)} have the outcome ${label}: there is nothing to distinguish`,
  mend: "use the base rate, or widen the period until both outcomes occur",
});

export const constantColumn = (column: string, value: number): Message => ({
  code: "constant-column",
  what: `${column} is ${value} in every row`,
  mend: "drop it, or fit with a ridge, which leaves it at 0",
});

export const tooManyColumns = (columns: number, n: number): Message => ({
  code: "more-coefficients-than-rows",
  what: `${columns} columns and an intercept for ${rows(n)}: any outcome could be explained`,
  mend: "drop columns, or fit with a ridge or the elastic net",
});

export const collinearColumn = (column: string, others: readonly string[]): Message => ({
  code: "collinear-column",
  what:
    others.length === 0
      ? `${column} is a combination of the columns before it`
      : `${column} is a combination of ${list(others)}`,
  mend: `drop ${column} or one of the others (of 0/1 columns for every level, one is the reference), or fit with a ridge`,
});

export const separatedColumns = (
  kind: "quasi" | "complete",
  columns: readonly string[],
  alone: readonly string[],
): Message => ({
  code: "separated",
  what:
    kind === "complete"
      ? `${alone.length > 0 ? list(alone) : list(columns)} separate${alone.length === 1 || (alone.length === 0 && columns.length === 1) ? "s" : ""} the outcomes without a single error: no finite coefficients`
      : `the coefficients of ${list(columns)} are infinite: beyond some point every row has the same outcome${alone.length > 0 && alone.length < columns.length ? ` (${list(alone)} alone would do)` : ""}`,
  mend: "ask whether the column was known before the outcome; if it was, fit with Firth's penalty or a ridge, or merge the level with a neighbour",
});

export const notConverged = (iterations: number): Message => ({
  code: "not-converged",
  what: `no optimum after ${iterations} iterations, for no reason that could be found`,
  mend: "fit with a ridge, or drop columns that nearly repeat each other",
});

export const fewRows = (
  n: number,
  positives: number,
  parameters: number,
  wantedRows: number,
  wantedPositives: number,
): Message => ({
  code: "few-rows-for-the-model",
  what: `this model has ${grouped(parameters)} coefficients but only ${grouped(positives)} of ${grouped(n)} leads that reach the outcome to learn from (advised: ${grouped(wantedPositives)} of ${grouped(wantedRows)}, Riley et al. 2020)`,
  mend: "take fewer columns or bins, or fit with a ridge and trust its ranking more than single points",
});

export const noSecondBin = (features: readonly string[], leads: number): Message => ({
  code: "no-second-bin",
  what: `${features.join(", ")} ${features.length === 1 ? "is" : "are"} not used: no second group of ${features.length === 1 ? "its" : "their"} values holds ${grouped(leads)} leads, or 20 with 5 of the rarer outcome`,
  mend: "leave them out, or wait for more leads",
});

export const cutsJoined = (feature: string, cuts: readonly number[], leads: number): Message => ({
  code: "cuts-joined",
  what: `${feature}: at ${cuts.join(", ")} one side has fewer than ${leads} leads, so both sides share one weight`,
  mend: "take wider bins, or leave it: the weights have these cuts, with the same points on both sides",
});

/** Penalties that fit a table which plain coefficients cannot. */
export const wayOut = "`penalty: ridge`, or `penalty: firth` where outcomes are separated";
export const noStrength = (penalty: string): string => `\`penalty: ${penalty}\` has no strength`;
export const mixesPenalties = "it mixes the two penalties of `penalty: elastic_net`";
export const noPenaltyOfBaseline =
  "the baseline knows no penalty: take `penalty: none`, or leave one of the two out";
