import { type NotEstimable, notEstimable } from "../base/estimate.ts";
import { nothingToTell } from "../base/messages/models/fits.ts";
import { cutsJoined, noSecondBin } from "../base/messages/models/logistic.ts";
import { codeValue, isNumeric, notObserved } from "../features/codes.ts";
import type { CodedRows, Feature } from "../features/type.ts";
import { midpoint } from "../stats/binning/prebin.ts";
import type { Attribute, Bin } from "../weights/type.ts";
import { type Codes, codesOf, massesOf, tabled } from "./codes.kernel.ts";

/**
 * Bins of one feature in one fold: the bin of each code, and what is printed. They are made from training rows alone.
 */
export interface Binning {
  readonly feature: Feature;
  /** bin of each training row */
  readonly rows: Uint8Array;
  /** bin of each code; codes that training did not see get the bin in which their value lies */
  readonly table: Uint8Array;
  /** in the order of the numbers in `table`, without points */
  readonly bins: readonly BinShape[];
  /** 1 where a bin is too small to get points: it is neutral */
  readonly neutral: Uint8Array;
  /** cuts by hand with too few leads on one side: the bins on both sides share a weight */
  readonly joined: readonly number[];
}

type WithoutPoints<B> = B extends Bin ? Omit<B, "points"> : never;
export type BinShape = WithoutPoints<Bin>;

export interface BinOptions {
  readonly maxBins: number;
  /** cuts by hand, ascending; they always win, except those that leave fewer leads than `leastWeight` in a bin */
  readonly cuts: readonly number[] | null;
  /** what a bin needs to have a weight of its own; default: 20 leads */
  readonly least?: Least;
}

/**
 * What a bin needs to have a weight of its own: enough leads, and enough outcomes for a rate that is not mostly chance.
 */
export interface Least {
  readonly leads: number;
  /**
   * number of leads among which 5 outcomes of the rarer kind are expected: with so many, a bin has enough whatever they
   * did
   */
  readonly expecting: number;
  /** 1 where a row has the rarer outcome: 5 leads with it are enough, too; null: none has it */
  readonly rarer: Uint8Array | null;
}

/** The input of a fold's fit: features with more than one bin, and notes about those with only one. */
export interface Binnings {
  readonly used: readonly Binning[];
  readonly notes: readonly string[];
}

/**
 * Bins of every feature of some rows, without the `_ever` counts, which change with how long a lead has been known.
 * Each bin with a weight meets what `leastIn` asks for, so that a few leads decide nothing.
 */
export function binnings(
  rows: { readonly coded: CodedRows } & Outcomes,
  maxBins: number,
  cuts: ReadonlyMap<string, readonly number[]>,
): Binnings {
  const least = leastIn(rows);
  const all = rows.coded.features.flatMap((feature) =>
    describes(feature)
      ? [
          binFeature(feature, codesOf(rows.coded, feature), rows.weight, {
            maxBins,
            cuts: cuts.get(feature.name) ?? null,
            least,
          }),
        ]
      : [],
  );
  const alone = all.filter((b) => !carries(b)).map(({ feature }) => feature.name);
  const joined = all.filter(({ joined }) => joined.length > 0);
  return {
    used: all.filter(carries),
    notes: [
      ...(alone.length === 0 ? [] : [noSecondBin(alone, Math.ceil(least.expecting)).what]),
      ...joined.map(({ feature, joined: cut }) => cutsJoined(feature.name, cut, leastWeight).what),
    ],
  };
}

interface Outcomes {
  readonly label: Uint8Array;
  readonly weight: Float64Array;
}

/** The number of rarer outcomes that a bin must hold, or be expected to hold: with fewer its rate is mostly chance. */
const leastOutcomes = 5;

/**
 * What a bin needs for a weight of its own on these rows. Expected outcomes are not the only ones that count: 17
 * outcomes among 45 leads are the strongest sign there is where a thirteenth of all leads win, though only 3 were
 * expected. With one class no bin has enough.
 */
export function leastIn({ label, weight }: Outcomes): Least {
  let [positive, total] = [0, 0];
  for (let i = 0; i < weight.length; i++) {
    total += weight[i] ?? 0;
    positive += (weight[i] ?? 0) * (label[i] ?? 0);
  }
  return {
    leads: leastWeight,
    expecting: Math.max(leastWeight, (leastOutcomes * total) / Math.min(positive, total - positive)),
    rarer: positive <= total - positive ? label : label.map((y) => 1 - y),
  };
}

/** Why there is no fit where no feature has two bins to compare. */
export const nothingVaries = (notes: readonly string[]): NotEstimable => notEstimable(nothingToTell(notes));

/** Whether fits use a feature: `_ever` counts are for rules only. */
export const describes = (feature: Feature): boolean =>
  feature.kind !== "count" || feature.from.window !== null;
const carries = (binning: Binning): boolean => binning.neutral.reduce((n, v) => n + (v === 0 ? 1 : 0), 0) > 1;

/** The share of the training weight that a category needs, and the number of leads that every bin needs. */
export const leastShare = 0.01;
export const leastWeight = 20;

/**
 * Bins one feature on weighted training rows. Numbers and counts: at most `maxBins` bins of about equal weight, cut at
 * midpoints of training values; equal values are never split, and a bin below `least` joins its lighter neighbour.
 * Categories: each on its own when it has 1% of the weight and `least`, the rest and unseen ones in `other`. Missing
 * and not observed have bins of their own, which are neutral where they are small. O(rows + codes log codes).
 */
export function binFeature(
  feature: Feature,
  codes: Codes,
  weight: Float64Array,
  options: BinOptions,
): Binning {
  const { least = leastLeads } = options;
  const { mass, marked: rarer, total } = massesOf(codes, feature.size, weight, least.rarer);
  const enough = (of: Mass): boolean => tells(of, least);
  const ofCode = (code: number): Mass => ({ mass: mass[code] ?? 0, rarer: rarer[code] ?? 0 });
  const numeric = isNumeric(feature);
  const cut = numeric ? cutsOf(feature, ofCode, options, enough) : { kept: [], joined: [] };
  const few = feature.kind === "boolean" ? 0 : leastShare * total;
  const bins: BinShape[] = numeric
    ? rangesAt(cut.kept)
    : categories(feature, (code) => {
        const of = ofCode(code);
        return of.mass >= few && (feature.kind === "boolean" || enough(of));
      });
  if (!numeric) bins.push({ kind: "other" });
  bins.push({ kind: "missing" }, { kind: "not_observed" });
  const table = new Uint8Array(feature.size);
  const inBin = bins.map(() => ({ mass: 0, rarer: 0 }));
  for (let code = 0; code < feature.size; code++) {
    const b = binOf(feature, code, bins);
    table[code] = b;
    const bin = inBin[b];
    if (bin === undefined) continue;
    bin.mass += mass[code] ?? 0;
    bin.rarer += rarer[code] ?? 0;
  }
  const byHand = options.cuts !== null;
  const neutral = Uint8Array.from(inBin, (own, b) =>
    own.mass > 0 && (byHand && bins[b]?.kind === "range" ? twentyLeads(own) : enough(own)) ? 0 : 1,
  );
  return { feature, rows: tabled(codes, table), table, bins, neutral, joined: cut.joined };
}

/** A group of leads, as the sum of their weights, and of those with the rarer outcome. */
interface Mass {
  readonly mass: number;
  readonly rarer: number;
}

/** Whether a group of leads is enough for a weight of its own. */
const tells = ({ mass, rarer }: Mass, { leads, expecting }: Least): boolean =>
  mass >= leads - rounding && (mass >= expecting - rounding || rarer >= leastOutcomes - rounding);

const leastLeads: Least = { leads: leastWeight, expecting: leastWeight, rarer: null };

/** Tolerance for sums of shares of leads: 20 leads in fifths add up to slightly less. */
const rounding = 1e-9;

function cutsOf(
  feature: Feature,
  ofCode: (code: number) => Mass,
  { maxBins, cuts }: BinOptions,
  enough: (of: Mass) => boolean,
): { readonly kept: readonly number[]; readonly joined: readonly number[] } {
  const seen: Seen[] = [];
  for (let code = 0; code < feature.missing; code++) {
    const of = ofCode(code);
    const value = codeValue(feature, code);
    if (of.mass > 0 && typeof value === "number") seen.push({ value, ...of });
  }
  return cuts === null
    ? { ...cutsWith(enough, seen, quantileCuts(seen, maxBins)), joined: [] }
    : cutsWith(twentyLeads, seen, cuts);
}

/** What the bins between cuts by hand need. */
export const twentyLeads = (of: Mass): boolean => tells(of, leastLeads);

/** A training value, and the leads that have it. */
interface Seen extends Mass {
  readonly value: number;
}

/**
 * The cuts that leave enough leads in every bin. While some bin has too few, the lightest of these joins its lighter
 * neighbour. `seen` and `cuts` ascend.
 */
export function cutsWith(
  enough: (of: Mass) => boolean,
  seen: readonly Seen[],
  cuts: readonly number[],
): { readonly kept: readonly number[]; readonly joined: readonly number[] } {
  const kept = [...cuts];
  const between = Array.from({ length: cuts.length + 1 }, (): Mass => ({ mass: 0, rarer: 0 }));
  const added = (a: Mass | undefined, b: Mass | undefined): Mass => ({
    mass: (a?.mass ?? 0) + (b?.mass ?? 0),
    rarer: (a?.rarer ?? 0) + (b?.rarer ?? 0),
  });
  for (const value of seen) {
    const at = cuts.findIndex((cut) => value.value < cut);
    const bin = at < 0 ? cuts.length : at;
    between[bin] = added(between[bin], value);
  }
  const massOf = (bin: number): number => between[bin]?.mass ?? Number.POSITIVE_INFINITY;
  while (kept.length > 0) {
    const lightest = between.reduce(
      (least, of, b) => (!enough(of) && (least < 0 || of.mass < massOf(least)) ? b : least),
      -1,
    );
    if (lightest < 0) break;
    const below = lightest > 0 && massOf(lightest - 1) <= massOf(lightest + 1);
    const left = below ? lightest - 1 : lightest;
    between.splice(left, 2, added(between[left], between[left + 1]));
    kept.splice(left, 1);
  }
  return { kept, joined: cuts.filter((cut) => !kept.includes(cut)) };
}

const rangesAt = (edges: readonly number[]): BinShape[] => {
  const ends = [null, ...edges, null];
  return ends.slice(1).map((high, i) => ({ kind: "range", low: ends[i] ?? null, high }));
};

/**
 * Weights with every cut by hand: a bin in which two of them were joined is printed as both, with the same points, so
 * that the weights read like the study.
 */
export const withCutsByHand = (
  attributes: readonly Attribute[],
  cuts: ReadonlyMap<string, readonly number[]>,
): readonly Attribute[] =>
  attributes.map((attribute) => {
    const byHand = attribute.kind === "bins" ? cuts.get(attribute.name) : undefined;
    if (byHand === undefined || attribute.kind !== "bins") return attribute;
    const bins = attribute.bins.flatMap((bin): Bin[] => {
      if (bin.kind !== "range") return [bin];
      const inside = byHand.filter(
        (cut) => cut > (bin.low ?? Number.NEGATIVE_INFINITY) && cut < (bin.high ?? Number.POSITIVE_INFINITY),
      );
      const ends = [bin.low, ...inside, bin.high];
      return ends.slice(1).map((high, i) => ({ ...bin, low: ends[i] ?? null, high: high ?? null }));
    });
    return { ...attribute, bins };
  });

/**
 * Midpoints between training values, each where about one bin's weight has been gathered. `seen` is in ascending order.
 */
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
    // stop here when this is nearer to the wanted weight than the next value
    if (gathered >= wanted || wanted - gathered < gathered + next - wanted) {
      cuts.push(midpoint(seen[i]?.value ?? 0, seen[i + 1]?.value ?? 0));
      gathered = 0;
    }
  }
  return cuts;
}

function categories(feature: Feature, stands: (code: number) => boolean): BinShape[] {
  const out: BinShape[] = [];
  for (let code = 0; code < feature.missing; code++) {
    const value = codeValue(feature, code);
    if (stands(code) && (typeof value === "string" || typeof value === "boolean") && out.length < 100)
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
