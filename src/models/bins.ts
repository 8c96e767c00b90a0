import { type NotEstimable, notEstimable } from "../base/estimate.ts";
import { cutsJoined, noSecondBin } from "../base/messages/logistic.ts";
import { codeValue, isNumeric, notObserved } from "../features/codes.ts";
import type { CodedRows, Feature } from "../features/type.ts";
import { midpoint } from "../stats/binning/prebin.ts";
import type { Attribute, Bin } from "../weights/type.ts";

/** Bins of one feature in one fold: what each code falls into, and what is printed. Made from training rows alone. */
export interface Binning {
  readonly feature: Feature;
  /** bin of each code; codes unseen in training go where their value belongs */
  readonly table: Uint8Array;
  /** in the order of the table's numbers, without points */
  readonly bins: readonly BinShape[];
  /** 1 where a bin is too small to be given points: it is neutral */
  readonly neutral: Uint8Array;
  /** cuts by hand at which too few leads stand apart: the bins on both sides share a weight */
  readonly joined: readonly number[];
}

type WithoutPoints<B> = B extends Bin ? Omit<B, "points"> : never;
export type BinShape = WithoutPoints<Bin>;

export interface BinOptions {
  readonly maxBins: number;
  /** cuts by hand, ascending; they always win, but for those that leave fewer leads than `leastWeight` in a bin */
  readonly cuts: readonly number[] | null;
  /** leads that a bin needs to have a weight of its own; default `leastWeight` */
  readonly least?: number;
}

/** What a fold's fit has to go on: features with more than one bin, and notes of those that have not. */
export interface Binnings {
  readonly used: readonly Binning[];
  readonly notes: readonly string[];
}

/**
 * Bins of every feature of some rows but the `_ever` counts: how long a lead has been known moves those. Each bin that has
 * a weight holds at least `leastIn` leads, so that no few of them decide it.
 */
export function binnings(
  rows: { readonly coded: CodedRows } & Outcomes,
  maxBins: number,
  cuts: ReadonlyMap<string, readonly number[]>,
): Binnings {
  const { features, codes } = rows.coded;
  const least = leastIn(rows);
  const all = features.flatMap((feature, f) =>
    describes(feature)
      ? [
          binFeature(feature, codes[f] ?? [], rows.weight, {
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
      ...(alone.length === 0 ? [] : [noSecondBin(alone, Math.ceil(least)).what]),
      ...joined.map(({ feature, joined: cut }) => cutsJoined(feature.name, cut, leastWeight).what),
    ],
  };
}

interface Outcomes {
  readonly label: Uint8Array;
  readonly weight: Float64Array;
}

/** Outcomes of the rarer kind that a bin is expected to hold: what fewer say of a rate is mostly chance. */
const leastExpected = 5;

/** Leads that a bin needs for a weight of its own: 20, and 5 expected of the rarer outcome. Infinite with one class. */
export function leastIn({ label, weight }: Outcomes): number {
  let [positive, total] = [0, 0];
  for (let i = 0; i < weight.length; i++) {
    total += weight[i] ?? 0;
    positive += (weight[i] ?? 0) * (label[i] ?? 0);
  }
  return Math.max(leastWeight, (leastExpected * total) / Math.min(positive, total - positive));
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

/** A category needs so much of the training weight, and every bin so many leads' weight. */
export const leastShare = 0.01;
export const leastWeight = 20;

/**
 * Bins one feature on weighted training rows: numbers and counts into at most `maxBins` of about equal mass, cut at
 * midpoints of training values, equal values never split, those with fewer leads than `least` joined to the lighter
 * neighbour; categories each on their own when they hold 1 % of the weight and `least` leads, the rest and the unseen in
 * `other`; missing and not observed in bins of their own; neutral where they are small. O(rows + codes log codes).
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
  const least = options.least ?? leastWeight;
  const numeric = isNumeric(feature);
  const cut = numeric ? cutsOf(feature, mass, options, least) : { kept: [], joined: [] };
  const bins: BinShape[] = numeric
    ? rangesAt(cut.kept)
    : categories(feature, mass, feature.kind === "boolean" ? 0 : Math.max(least, leastShare * total));
  if (!numeric) bins.push({ kind: "other" });
  bins.push({ kind: "missing" }, { kind: "not_observed" });
  const table = new Uint8Array(feature.size);
  for (let code = 0; code < feature.size; code++) table[code] = binOf(feature, code, bins);
  const inBin = new Float64Array(bins.length);
  mass.forEach((m, code) => {
    inBin[table[code] ?? 0] = (inBin[table[code] ?? 0] ?? 0) + m;
  });
  const few = options.cuts === null ? least : leastWeight;
  const neutral = Uint8Array.from(bins, (bin, b) =>
    (inBin[b] ?? 0) <= 0 || (inBin[b] ?? 0) < (bin.kind === "range" ? few : least) - rounding ? 1 : 0,
  );
  return { feature, table, bins, neutral, joined: cut.joined };
}

/** Sums of shares of leads: 20 of them in fifths add up to a hair less. */
const rounding = 1e-9;

function cutsOf(
  feature: Feature,
  mass: Float64Array,
  { maxBins, cuts }: BinOptions,
  least: number,
): { readonly kept: readonly number[]; readonly joined: readonly number[] } {
  const seen: Seen[] = [];
  for (let code = 0; code < feature.missing; code++) {
    const m = mass[code] ?? 0;
    const value = codeValue(feature, code);
    if (m > 0 && typeof value === "number") seen.push({ value, mass: m });
  }
  return cuts === null
    ? { ...cutsWith(least, seen, quantileCuts(seen, maxBins)), joined: [] }
    : cutsWith(leastWeight, seen, cuts);
}

/** A value in training, and the leads that have it. */
interface Seen {
  readonly value: number;
  readonly mass: number;
}

/**
 * The cuts that leave `least` leads in every bin. While one has fewer, the lightest joins its lighter neighbour. `seen`
 * and `cuts` ascend.
 */
export function cutsWith(
  least: number,
  seen: readonly Seen[],
  cuts: readonly number[],
): { readonly kept: readonly number[]; readonly joined: readonly number[] } {
  const kept = [...cuts];
  const masses = Array.from({ length: cuts.length + 1 }, () => 0);
  for (const { value, mass } of seen) {
    const at = cuts.findIndex((cut) => value < cut);
    const bin = at < 0 ? cuts.length : at;
    masses[bin] = (masses[bin] ?? 0) + mass;
  }
  const massOf = (bin: number): number => masses[bin] ?? Number.POSITIVE_INFINITY;
  while (kept.length > 0) {
    const lightest = masses.reduce((most, m, b) => (m < massOf(most) ? b : most), 0);
    if (massOf(lightest) >= least - rounding) break;
    const below = lightest > 0 && massOf(lightest - 1) <= massOf(lightest + 1);
    const left = below ? lightest - 1 : lightest;
    masses.splice(left, 2, massOf(left) + massOf(left + 1));
    kept.splice(left, 1);
  }
  return { kept, joined: cuts.filter((cut) => !kept.includes(cut)) };
}

const rangesAt = (edges: readonly number[]): BinShape[] => {
  const ends = [null, ...edges, null];
  return ends.slice(1).map((high, i) => ({ kind: "range", low: ends[i] ?? null, high }));
};

/**
 * Weights with every cut by hand in them: a bin that two of them were joined in is printed as both, with the same points,
 * so that the weights read as the study has them.
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
