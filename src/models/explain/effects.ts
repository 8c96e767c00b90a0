import type { CodedRows, CountFeature } from "../../features/type.ts";
import { sumCells } from "../../stats/binning/rows/count.ts";
import { ivNoiseFloor, weightsOfEvidence } from "../../stats/binning/woe.ts";
import { auc } from "../../stats/rank/rank.ts";
import type { Attribute, Bin, Weights } from "../../weights/type.ts";
import { pointTable, type Scorable, scoreRows } from "../score.ts";
import type { TrainingRows } from "../type.ts";

/** The effect on the score of one thing about a lead: a feature, or an activity over all of its windows. */
export interface Effect {
  /** name of the feature or activity */
  readonly name: string;
  /** features whose points it adds up */
  readonly features: readonly string[];
  /**
   * how much the AUC on the training rows falls when every lead gets the same points for it; null with one class. Past
   * `enough` rows, evenly spaced ones are used
   */
  readonly ranking: number | null;
  /**
   * for an activity: information value of its states, and the value that as many states of noise would have; null: see
   * its bins
   */
  readonly iv: number | null;
  readonly noiseFloor: number | null;
  /** for an activity counted over several windows: what leads did, with the points of all windows together */
  readonly states: readonly EffectState[];
}

export interface EffectState {
  /** `none in 90 days`, `1 in 7 days`, `3 to 5 in 30 days, none in 7` */
  readonly label: string;
  readonly points: number;
  readonly n: number;
  readonly positives: number;
  readonly woe: number | null;
}

type BinsAttribute = Extract<Attribute, { readonly kind: "bins" }>;

/** The most rows on which a ranking is measured. */
const enough = 50_000;

/**
 * Effects of a model's bins, those that move its ranking most first; the windows of an activity are one effect.
 * O(effects x rows log rows), with at most `enough` rows.
 */
export function effectsOf(
  weights: Scorable & Pick<Weights, "inputs">,
  rows: TrainingRows,
): readonly Effect[] {
  const bins = weights.attributes.filter((a): a is BinsAttribute => a.kind === "bins");
  // points by hand have none, and may name a feature that the rows lack
  if (bins.length === 0) return [];
  const groups = new Map<string, BinsAttribute[]>();
  for (const attribute of bins) {
    const input = weights.inputs.find(({ name }) => name === attribute.name);
    const activity = input?.type === "count" && input.from.window !== null ? input.from.count : null;
    const key = activity === null ? `feature ${attribute.name}` : `activity ${activity}`;
    groups.set(key, [...(groups.get(key) ?? []), attribute]);
  }
  const rank = rankingWithout(weights, rows);
  return [...groups.values()]
    .map((own): Effect => {
      const features = own.map(({ name }) => name);
      const [first] = own;
      const of = own.length > 1 ? windowsOf(own, rows.coded) : [];
      const name = of[0]?.feature.from.count ?? first?.name ?? "";
      return { name, features, ranking: rank(own), ...statesOf(of, rows) };
    })
    .sort((a, b) => (b.ranking ?? 0) - (a.ranking ?? 0) || (a.name < b.name ? -1 : 1));
}

/** How much the AUC falls without the points of some attributes. */
function rankingWithout(weights: Scorable, { coded, label }: TrainingRows) {
  const stride = Math.max(1, Math.ceil(coded.count / enough));
  const at = Int32Array.from({ length: Math.ceil(coded.count / stride) }, (_, i) => i * stride);
  const score = scoreRows(weights, coded);
  const y = Uint8Array.from(at, (row) => label[row] ?? 0);
  const whole = auc(
    Float64Array.from(at, (row) => score[row] ?? 0),
    y,
  );
  return (without: readonly BinsAttribute[]): number | null => {
    const tables = without.flatMap((attribute) => {
      const f = coded.features.findIndex(({ name }) => name === attribute.name);
      const [feature, codes] = [coded.features[f], coded.codes[f]];
      return feature === undefined || codes === undefined
        ? []
        : [{ table: pointTable(attribute, feature), codes }];
    });
    const rest = auc(
      Float64Array.from(at, (row) =>
        tables.reduce((sum, { table, codes }) => sum - (table[codes[row] ?? 0] ?? 0), score[row] ?? 0),
      ),
      y,
    );
    return whole === null || rest === null ? null : whole - rest;
  };
}

/** One window of an activity: its bins, and the bin of each code. */
interface Window {
  readonly feature: CountFeature;
  readonly codes: ArrayLike<number>;
  readonly bins: readonly Bin[];
  readonly binOf: Int32Array;
}

/** The windows, shortest first. */
function windowsOf(attributes: readonly BinsAttribute[], coded: CodedRows): readonly Window[] {
  return attributes
    .flatMap((attribute): Window[] => {
      const f = coded.features.findIndex(({ name }) => name === attribute.name);
      const [feature, codes] = [coded.features[f], coded.codes[f]];
      if (feature?.kind !== "count" || codes === undefined) return [];
      const indexed = { ...attribute, bins: attribute.bins.map((bin, b) => ({ ...bin, points: b })) };
      return [{ feature, codes, bins: attribute.bins, binOf: pointTable(indexed, feature) }];
    })
    .sort((a, b) => a.feature.window - b.feature.window);
}

/** A state of the windows: the bin of each. */
interface State {
  readonly bins: readonly Bin[];
  n: number;
  positives: number;
}

function statesOf(
  windows: readonly Window[],
  { label, weight }: TrainingRows,
): Pick<Effect, "iv" | "noiseFloor" | "states"> {
  const found = new Map<number, State>();
  if (windows.length > 0)
    for (let row = 0; row < label.length; row++) {
      let key = 0;
      for (const { bins, binOf, codes } of windows) key = key * bins.length + (binOf[codes[row] ?? 0] ?? 0);
      const state = found.get(key) ?? {
        bins: windows.flatMap(({ bins, binOf, codes }) => bins[binOf[codes[row] ?? 0] ?? 0] ?? []),
        n: 0,
        positives: 0,
      };
      state.n += weight[row] ?? 0;
      state.positives += (weight[row] ?? 0) * (label[row] ?? 0);
      found.set(key, state);
    }
  const states = [...found].sort(([a], [b]) => a - b).map(([, state]) => state);
  const cells = states.map(({ n, positives }) => ({ events: positives, nonEvents: n - positives }));
  const totals = sumCells(cells);
  const evidence =
    states.length > 0 && totals.events > 0 && totals.nonEvents > 0 ? weightsOfEvidence(cells, totals) : null;
  return {
    iv: evidence?.total ?? null,
    noiseFloor: evidence === null ? null : ivNoiseFloor(states.length, totals),
    states: states.map(({ bins, n, positives }, s) => ({
      label: stateLabel(
        bins,
        windows.map(({ feature }) => feature.from.window ?? 0),
      ),
      points: bins.reduce((sum, bin) => sum + bin.points, 0),
      n,
      positives,
      woe: evidence?.woe[s] ?? null,
    })),
  };
}

/** Whole numbers from first to last. */
interface Counted {
  readonly first: number;
  readonly last: number;
  readonly days: number;
}

/**
 * A state in words: the count in each window, as far as it adds to the shorter ones, then the longest window in which
 * there was none, then the windows that are not observed. A window never holds fewer than a shorter one, nor more than
 * a longer one, and ranges are narrowed by this.
 */
export function stateLabel(bins: readonly Bin[], days: readonly number[]): string {
  const ranges = bins.flatMap((bin, w): Counted[] =>
    bin.kind === "range"
      ? [
          {
            first: bin.low === null ? 0 : Math.ceil(bin.low),
            last: bin.high === null ? Number.POSITIVE_INFINITY : Math.ceil(bin.high) - 1,
            days: days[w] ?? 0,
          },
        ]
      : [],
  );
  const unknown = days.filter((_, w) => bins[w]?.kind !== "range");
  if (ranges.length === 0) return "not known";
  const narrowed = ranges.map(({ days: own }, w) => ({
    first: Math.max(...ranges.slice(0, w + 1).map(({ first }) => first)),
    last: Math.min(...ranges.slice(w).map(({ last }) => last)),
    days: own,
  }));
  const none = narrowed.filter(({ last }) => last === 0).at(-1);
  const said: string[] = [];
  let before = "";
  for (const counted of narrowed) {
    if (counted.last === 0) continue;
    const words = countWords(counted);
    if (words !== before) said.push(`${words} in ${counted.days} days`);
    before = words;
  }
  if (none !== undefined) said.push(said.length === 0 ? `none in ${none.days} days` : `none in ${none.days}`);
  if (unknown.length > 0) said.push(`${unknown.join(" and ")} not known`);
  return said.join(", ");
}

const countWords = ({ first, last }: Counted): string => {
  if (last === Number.POSITIVE_INFINITY) return first === 0 ? "any number" : `${first} or more`;
  return first === last ? `${first}` : `${first} to ${last}`;
};
