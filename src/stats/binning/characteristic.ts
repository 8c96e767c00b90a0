import type { Estimated } from "../../base/estimate.ts";
import { wilson } from "../proportions/proportion.ts";
import { ivOf } from "./bound.ts";
import { mergeCells, optimalBins, ratesOf, sumOf, trendOf } from "./optimal.ts";
import { equalMass, gather, prebin, prebinAt, prebinWithSplits, refine } from "./prebin.ts";
import { sumCells } from "./rows/count.ts";
import type {
  BinRules,
  Cell,
  Counts,
  FoundTrend,
  LevelCounts,
  NoBins,
  OptimalBins,
  SpecialCell,
  ValueCounts,
} from "./type.ts";
import { ivNoiseFloor, priorSmoothing, weightsOfEvidence } from "./woe.ts";

export interface CharacteristicRules extends Omit<BinRules, "totals" | "minSize"> {
  /** how many pre-bins the dynamic programme starts from; default 20 for numbers, 100 for levels */
  readonly maxPrebins?: number;
  /** least share of the total weight in a bin of the main part; default 0.05 */
  readonly minShare?: number;
  /** least number of events and of non-events in a bin; default 5 */
  readonly minEvents?: number;
  /** most bins; default 6 */
  readonly maxBins?: number;
  /** least weight of a special bin and of `other`: lighter ones are neutral; default 20 */
  readonly minSpecial?: number;
  /** number of leads with the base rate that are added to each bin, which shrinks its WOE; default 1 */
  readonly prior?: number;
}

export interface NumberRules extends CharacteristicRules {
  /** cuts by hand, ascending, [low, high): they always win, and the other rules are not used */
  readonly cuts?: readonly number[];
  /** number of parts of a decision tree whose splits join the pre-bins; default 0: none do */
  readonly splits?: number;
  /**
   * How many times the pre-bins around the cuts are made finer and the programme runs again; default 0. The IV never
   * falls, and the cuts come nearer to the best among all distinct values.
   */
  readonly refinements?: number;
}

const minShareDefault = 0.05;
/** Into how many pieces a pre-bin next to a cut is divided in each round. */
const refinedPieces = 6;

export interface LevelRules extends CharacteristicRules {
  /** levels lighter than this are `other`; default 0: none is */
  readonly minLevel?: number;
}

export type BinPlace =
  | { readonly kind: "range"; readonly low: number | null; readonly high: number | null }
  | { readonly kind: "levels"; readonly levels: readonly string[] }
  | { readonly kind: "special"; readonly name: string };

export type CharacteristicBin = BinPlace &
  Cell & {
    /** Wilson's interval */
    readonly rate: Estimated;
    /** in nats; positive: more likely to convert than the average lead. 0 where the bin is neutral */
    readonly woe: number;
    /** the bin's part of the information value; 0 where the bin is neutral */
    readonly iv: number;
    /** the bin has too few rows to differ from the average: WOE 0 */
    readonly neutral: boolean;
  };

export interface Characteristic {
  /** the main part in order, then the special bins as given; for levels, `other` is last */
  readonly bins: readonly CharacteristicBin[];
  readonly totals: Cell;
  readonly iv: number;
  /** the information value that as many bins of pure noise are expected to have; null with one class */
  readonly noiseFloor: number | null;
  readonly trend: FoundTrend;
  /** how the main part was cut: by the programme (certainly the optimum), by hand, or not at all */
  readonly cut: "optimal" | "by_hand" | "uncut";
  /** IV of the main part that its trend could reach without the other rules; null where unknown or infinite */
  readonly bound: number | null;
  /** why the main part was left uncut; null where it was cut */
  readonly reason: string | null;
}

/**
 * Bins of a number: pre-bins of about equal weight, then the best partition of them, with special values apart.
 * O(values + pre-bins^3).
 */
export function binNumbers(
  counts: ValueCounts,
  special: readonly SpecialCell[],
  rules: NumberRules = {},
): Characteristic {
  const { cuts, splits = 0, refinements = 0, maxPrebins = 20, ...asked } = rules;
  const totals = sumCells([sumOf(counts), ...special]);
  const least = (asked.minShare ?? minShareDefault) * (totals.events + totals.nonEvents);
  let prebins =
    cuts !== undefined
      ? prebinAt(counts, cuts)
      : splits > 0
        ? prebinWithSplits(counts, maxPrebins, splits, least)
        : prebin(counts, maxPrebins);
  let found: Found = cuts === undefined ? search(prebins, totals, asked) : "by_hand";
  for (let round = 0; round < refinements && found !== "by_hand" && found.ends !== null; round++) {
    prebins = refine(counts, prebins, found.ends, refinedPieces);
    found = search(prebins, totals, asked);
  }
  const range = (from: number, to: number): BinPlace => ({
    kind: "range",
    low: prebins.cuts[from - 1] ?? null,
    high: prebins.cuts[to] ?? null,
  });
  return characteristic(prebins, found, range, totals, special, rules);
}

/**
 * Bins of levels: ordered by event rate, which is shrunk to the base rate by one lead's worth (ties by name), then the
 * same programme along that order. Levels lighter than `minLevel`, and levels never seen, are `other`.
 */
export function binLevels(
  counts: LevelCounts,
  special: readonly SpecialCell[],
  rules: LevelRules = {},
): Characteristic {
  const weightOf = (i: number): number => (counts.events[i] ?? 0) + (counts.nonEvents[i] ?? 0);
  const all = counts.level.map((_, i) => i);
  const kept = all.filter((i) => weightOf(i) >= (rules.minLevel ?? 0));
  const rare = all.filter((i) => weightOf(i) < (rules.minLevel ?? 0));
  const rest = sumCells(rare.map((i) => cellAt(counts, i)));
  const totals = sumCells([sumOf(counts), ...special]);
  const base = totals.events / (totals.events + totals.nonEvents);
  const rate = (i: number): number => ((counts.events[i] ?? 0) + base) / (weightOf(i) + 1);
  const order = kept.sort((a, b) => rate(a) - rate(b) || a - b);
  const sorted = reorder(counts, order);
  const ends = equalMass(sorted, rules.maxPrebins ?? 100);
  const levelsOf = (from: number, to: number): BinPlace => ({
    kind: "levels",
    levels: order
      .slice((ends[from - 1] ?? -1) + 1, (ends[to] ?? -1) + 1)
      .map((i) => counts.level[i] ?? "")
      .sort((a, b) => (a < b ? -1 : 1)),
  });
  const prebins = gather(sorted, ends);
  const { minLevel: _, maxPrebins: __, ...asked } = rules;
  const found = search(prebins, totals, asked);
  return characteristic(prebins, found, levelsOf, totals, [...special, { name: "other", ...rest }], rules);
}

type Found = OptimalBins | NoBins | "by_hand";

/** The programme under a characteristic's rules; shares are of all rows, special ones too. */
function search(
  prebins: Counts,
  totals: Cell,
  rules: Omit<CharacteristicRules, "maxPrebins">,
): OptimalBins | NoBins {
  const {
    minShare = minShareDefault,
    minEvents = 5,
    maxBins = 6,
    minSpecial: _,
    prior: __,
    ...others
  } = rules;
  const minSize = minShare * (totals.events + totals.nonEvents);
  return optimalBins(prebins, { ...others, minSize, minEvents, maxBins, totals });
}

function characteristic(
  prebins: Counts,
  found: Found,
  place: (from: number, to: number) => BinPlace,
  totals: Cell,
  special: readonly SpecialCell[],
  rules: CharacteristicRules,
): Characteristic {
  const { minSpecial = 20, prior = 1 } = rules;
  const n = prebins.events.length;
  const everyone = Array.from({ length: n }, (_, i) => i);
  const uncut = found !== "by_hand" && found.ends === null;
  const ends = found === "by_hand" ? everyone : (found.ends ?? (n > 0 ? [n - 1] : []));
  const main = mergeCells(prebins, ends);
  const cells = [...main, ...special];
  const oneClass = totals.events <= 0 || totals.nonEvents <= 0;
  const weights = oneClass ? null : weightsOfEvidence(cells, totals, priorSmoothing(totals, prior));
  const bins = cells.map((cell, b): CharacteristicBin => {
    const size = cell.events + cell.nonEvents;
    const neutral = weights === null || size <= 0 || (b < main.length ? uncut : size < minSpecial);
    const where = special[b - main.length];
    const raw = cell.events > 0 && cell.nonEvents > 0;
    return {
      ...(where === undefined
        ? place((ends[b - 1] ?? -1) + 1, ends[b] ?? 0)
        : { kind: "special", name: where.name }),
      events: cell.events,
      nonEvents: cell.nonEvents,
      rate: wilson(cell.events, size),
      woe: neutral ? 0 : (weights?.woe[b] ?? 0),
      iv: neutral ? 0 : raw ? ivOf(cell.events, cell.nonEvents, totals) : (weights?.iv[b] ?? 0),
      neutral,
    };
  });
  const telling = bins.filter((bin) => !bin.neutral).length;
  return {
    bins,
    totals,
    iv: bins.reduce((sum, bin) => sum + bin.iv, 0),
    noiseFloor: oneClass ? null : ivNoiseFloor(Math.max(1, telling), totals),
    trend: trendOf(ratesOf(prebins, ends).filter(Number.isFinite)),
    cut: found === "by_hand" ? "by_hand" : uncut ? "uncut" : "optimal",
    bound: found !== "by_hand" && "bound" in found ? found.bound : null,
    reason: found !== "by_hand" && "reason" in found ? found.reason : null,
  };
}

const cellAt = (counts: Counts, i: number): Cell => ({
  events: counts.events[i] ?? 0,
  nonEvents: counts.nonEvents[i] ?? 0,
});

function reorder(counts: Counts, order: readonly number[]): Counts {
  const pick = (c: Counts): { events: Float64Array; nonEvents: Float64Array } => ({
    events: Float64Array.from(order, (i) => c.events[i] ?? 0),
    nonEvents: Float64Array.from(order, (i) => c.nonEvents[i] ?? 0),
  });
  return counts.periods === undefined ? pick(counts) : { ...pick(counts), periods: counts.periods.map(pick) };
}
