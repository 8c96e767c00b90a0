import { type NotEstimable, notEstimable } from "../base/estimate.ts";
import { codeValue, isNumeric, notObserved } from "../features/codes.ts";
import type { CodedRows, Feature } from "../features/type.ts";
import { midpoint } from "../stats/binning/prebin.ts";
import type { Bin } from "../weights/type.ts";

/** Bins of one feature in one fold: what each code falls into, and what is printed. Made from training rows alone. */
export interface Binning {
  readonly feature: Feature;
  /** bin of each code; codes unseen in training go where their value belongs */
  readonly table: Uint8Array;
  /** in the order of the table's numbers, without points */
  readonly bins: readonly BinShape[];
  /** 1 where a bin is too small to be given points: it is neutral */
  readonly neutral: Uint8Array;
}

type WithoutPoints<B> = B extends Bin ? Omit<B, "points"> : never;
export type BinShape = WithoutPoints<Bin>;

export interface BinOptions {
  readonly maxBins: number;
  /** cuts by hand, ascending; they always win */
  readonly cuts: readonly number[] | null;
}

/** What a fold's fit has to go on: features with more than one bin, and notes of those that have not. */
export interface Binnings {
  readonly used: readonly Binning[];
  readonly notes: readonly string[];
}

/** Bins of every feature of some rows but the `_ever` counts: how long a lead has been known moves those. */
export function binnings(
  rows: { readonly coded: CodedRows; readonly weight: Float64Array },
  maxBins: number,
  cuts: ReadonlyMap<string, readonly number[]>,
): Binnings {
  const { features, codes } = rows.coded;
  const all = features.flatMap((feature, f) =>
    describes(feature)
      ? [binFeature(feature, codes[f] ?? [], rows.weight, { maxBins, cuts: cuts.get(feature.name) ?? null })]
      : [],
  );
  const alone = all.filter((b) => !carries(b)).map(({ feature }) => feature.name);
  return {
    used: all.filter(carries),
    notes: alone.length === 0 ? [] : [`no weight, for want of a second bin: ${alone.join(", ")}`],
  };
}

/** Why there is no fit where no feature has bins to tell apart. */
export const nothingVaries = (notes: readonly string[]): NotEstimable =>
  notEstimable(
    `no feature has two bins of leads to tell apart (${notes.join("; ")}); vouch for more columns in features.known_at_creation`,
  );

/** Whether fits use a feature: `_ever` counts are for rules. */
export const describes = (feature: Feature): boolean =>
  feature.kind !== "count" || feature.from.window !== null;
const carries = (binning: Binning): boolean => binning.neutral.reduce((n, v) => n + (v === 0 ? 1 : 0), 0) > 1;

/** A category, and every special bin, needs so much of the training weight and so many leads' weight. */
export const leastShare = 0.01;
export const leastWeight = 20;

/**
 * Bins one feature on weighted training rows: numbers and counts into at most `maxBins` of about equal mass, cut at
 * midpoints of training values, equal values never split; categories each on their own when they hold 1 % of the
 * weight and 20 leads, the rest and the unseen in `other`; missing and not observed in bins of their own, neutral where
 * they are small. O(rows + codes log codes).
 */
export function binFeature(
  feature: Feature,
  codes: ArrayLike<number>,
  weight: Float64Array,
  options: BinOptions,
): Binning {
  const mass = new Float64Array(feature.size);
  let total = 0;
  for (let i = 0; i < codes.length; i++) {
    const w = weight[i] ?? 0;
    mass[codes[i] ?? 0] = (mass[codes[i] ?? 0] ?? 0) + w;
    total += w;
  }
  const least = Math.max(leastWeight, leastShare * total);
  const numeric = isNumeric(feature);
  const main: BinShape[] = numeric
    ? ranges(feature, mass, options)
    : categories(feature, mass, feature.kind === "boolean" ? 0 : least);
  const bins: BinShape[] = [...main];
  if (!numeric) bins.push({ kind: "other" });
  bins.push({ kind: "missing" }, { kind: "not_observed" });
  const table = new Uint8Array(feature.size);
  for (let code = 0; code < feature.size; code++) table[code] = binOf(feature, code, bins);
  const inBin = new Float64Array(bins.length);
  mass.forEach((m, code) => {
    inBin[table[code] ?? 0] = (inBin[table[code] ?? 0] ?? 0) + m;
  });
  const neutral = Uint8Array.from(bins, (bin, b) => {
    const regular = bin.kind === "range" || (bin.kind === "category" && feature.kind !== "boolean");
    return (inBin[b] ?? 0) <= 0 || (!regular && (inBin[b] ?? 0) < leastWeight) ? 1 : 0;
  });
  return { feature, table, bins, neutral };
}

function ranges(feature: Feature, mass: Float64Array, { maxBins, cuts }: BinOptions): BinShape[] {
  const seen: { value: number; mass: number }[] = [];
  for (let code = 0; code < feature.missing; code++) {
    const m = mass[code] ?? 0;
    const value = codeValue(feature, code);
    if (m > 0 && typeof value === "number") seen.push({ value, mass: m });
  }
  const edges = cuts ?? quantileCuts(seen, maxBins);
  const ends = [null, ...edges, null];
  return ends.slice(1).map((high, i) => ({ kind: "range", low: ends[i] ?? null, high }));
}

/** Midpoints between training values at which about a bin's mass has been gathered. `seen` is in ascending order. */
function quantileCuts(seen: readonly { value: number; mass: number }[], maxBins: number): number[] {
  const total = seen.reduce((sum, v) => sum + v.mass, 0);
  const cuts: number[] = [];
  let gathered = 0;
  let left = total;
  for (let i = 0; i + 1 < seen.length && cuts.length + 1 < maxBins; i++) {
    const m = seen[i]?.mass ?? 0;
    gathered += m;
    left -= m;
    const wanted = (gathered + left) / (maxBins - cuts.length);
    const next = seen[i + 1]?.mass ?? 0;
    // stop here when it is nearer to the wanted mass than after taking the next value
    if (gathered >= wanted || wanted - gathered < gathered + next - wanted) {
      cuts.push(midpoint(seen[i]?.value ?? 0, seen[i + 1]?.value ?? 0));
      gathered = 0;
    }
  }
  return cuts;
}

function categories(feature: Feature, mass: Float64Array, least: number): BinShape[] {
  const out: BinShape[] = [];
  for (let code = 0; code < feature.missing; code++) {
    const value = codeValue(feature, code);
    if (
      (mass[code] ?? 0) >= least &&
      (typeof value === "string" || typeof value === "boolean") &&
      out.length < 100
    )
      out.push({ kind: "category", values: [value] });
  }
  return out;
}

function binOf(feature: Feature, code: number, bins: readonly BinShape[]): number {
  const value = codeValue(feature, code);
  const index = bins.findIndex((bin) => {
    if (value === null) return bin.kind === "missing";
    if (value === notObserved) return bin.kind === "not_observed";
    if (bin.kind === "range")
      return (
        typeof value === "number" &&
        (bin.low === null || value >= bin.low) &&
        (bin.high === null || value < bin.high)
      );
    if (bin.kind === "category") return typeof value !== "number" && bin.values.includes(value);
    return bin.kind === "other";
  });
  if (index < 0) throw new RangeError(`no bin for code ${code} of ${feature.name}`);
  return index;
}
