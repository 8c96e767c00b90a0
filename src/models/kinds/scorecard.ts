import { type NotEstimable, notEstimable } from "../../base/estimate.ts";
import { codeValue, isNumeric } from "../../features/codes.ts";
import type { Feature } from "../../features/type.ts";
import {
  binLevels,
  binNumbers,
  type Characteristic,
  type CharacteristicBin,
} from "../../stats/binning/characteristic.ts";
import { countCodes } from "../../stats/binning/rows/count.ts";
import { roundHalfAway, roundingCost, type Scaling, scalingOf } from "../../stats/binning/scale.ts";
import type { SpecialCell, Trend } from "../../stats/binning/type.ts";
import { fitLogistic } from "../../stats/logistic/fit.ts";
import type { Attribute, Bin } from "../../weights/type.ts";
import { describes } from "../bins.ts";
import { draftOf } from "../draft.ts";
import { scoreRows } from "../score.ts";
import type { FittedDraft, TrainingRows } from "../type.ts";

export interface ScorecardSpec {
  readonly kind: "scorecard";
  readonly maxBins: number;
  readonly monotone: Trend;
  /** least share of the weight in a bin */
  readonly minShare: number;
  /** points that double the odds, and the points at given odds of reaching the outcome */
  readonly scale: { readonly pdo: number; readonly points: number; readonly odds: number };
}

/** Of WOE columns that repeat each other, ML would give one a coefficient against its sign: a light ridge shares it. */
const lambda = 1;

interface Card {
  readonly feature: Feature;
  readonly characteristic: Characteristic;
  /** bin of each code */
  readonly table: Int16Array;
}

/**
 * A scorecard (Siddiqi 2006): each feature in the bins that tell most (exact programme, stats/binning), their weight of
 * evidence as one column, a logistic regression on those, and its logit on an anchored scale in whole points. Features
 * whose bins tell no more than noise would, and those with one bin, have no part in it. A coefficient against the sign
 * of the WOE is said, not taken away.
 */
export function fitScorecard(
  name: string,
  spec: ScorecardSpec,
  rows: TrainingRows,
  cuts: ReadonlyMap<string, readonly number[]>,
): FittedDraft | NotEstimable {
  const all = rows.coded.features.filter(describes).map((feature) => cardOf(feature, spec, rows, cuts));
  const used = all.filter(({ characteristic: c }) => c.iv > (c.noiseFloor ?? 0) && telling(c) > 1);
  if (used.length === 0) return notEstimable("no feature tells leads apart better than noise would");
  const woe = used.map(({ characteristic, table, feature }) => {
    const codes = rows.coded.codes[rows.coded.features.indexOf(feature)] ?? [];
    return Float64Array.from(codes, (code) => characteristic.bins[table[code] ?? 0]?.woe ?? 0);
  });
  const fit = fitLogistic(
    { columns: woe, label: rows.label, weight: rows.weight },
    { lambda, standardise: true },
  );
  if (!fit.converged) return notEstimable("the regression on the weights of evidence has not converged");
  const scaling = scalingOf(spec.scale);
  const [intercept = 0] = fit.coefficients;
  const slope = (k: number): number => fit.coefficients[k + 1] ?? 0;
  const attributes = used.map(
    ({ feature, characteristic }, k): Attribute => ({
      kind: "bins",
      name: feature.name,
      bins: characteristic.bins.map((bin) =>
        shipped(feature, bin, roundHalfAway(scaling.factor * slope(k) * bin.woe)),
      ),
      group: null,
    }),
  );
  const draft = draftOf({
    name,
    kind: "scorecard",
    features: rows.coded.features,
    attributes,
    unit: 1,
    intercept: roundHalfAway(scaling.offset + scaling.factor * intercept),
  });
  const exact = Float64Array.from(rows.label, (_, i) =>
    used.reduce((sum, _card, k) => sum + slope(k) * (woe[k]?.[i] ?? 0), intercept),
  ).map((logit) => scaling.offset + scaling.factor * logit);
  return {
    draft,
    converged: true,
    iterations: fit.iterations,
    notes: [
      ...used.flatMap(({ feature }, k) => (slope(k) < 0 ? [wrongSign(feature.name, slope(k))] : [])),
      roundingInWords(exact, scoreRows(draft, rows.coded), rows, scaling, used.length),
    ],
    terms: null,
  };
}

const telling = (c: Characteristic): number => c.bins.filter((bin) => !bin.neutral).length;

function cardOf(
  feature: Feature,
  spec: ScorecardSpec,
  rows: TrainingRows,
  cuts: ReadonlyMap<string, readonly number[]>,
): Card {
  const codes = rows.coded.codes[rows.coded.features.indexOf(feature)] ?? [];
  const counts = countCodes(codes, feature.size, { label: rows.label, weight: rows.weight });
  const cell = (name: string, code: number): SpecialCell => ({
    name,
    events: counts.events[code] ?? 0,
    nonEvents: counts.nonEvents[code] ?? 0,
  });
  const special = [cell("missing", feature.missing), cell("not_observed", feature.notObserved)];
  const seen = Int32Array.from({ length: feature.missing }, (_, code) => code).filter(
    (code) => (counts.events[code] ?? 0) + (counts.nonEvents[code] ?? 0) > 0,
  );
  const main = {
    events: Float64Array.from(seen, (code) => counts.events[code] ?? 0),
    nonEvents: Float64Array.from(seen, (code) => counts.nonEvents[code] ?? 0),
  };
  const rules = { trend: spec.monotone, maxBins: spec.maxBins, minShare: spec.minShare };
  const own = cuts.get(feature.name);
  const numeric = isNumeric(feature);
  const characteristic = numeric
    ? binNumbers({ ...main, value: Float64Array.from(seen, (code) => numberOf(feature, code)) }, special, {
        ...rules,
        ...(own === undefined ? {} : { cuts: own }),
      })
    : binLevels({ ...main, level: Array.from(seen, (code) => levelOf(feature, code)) }, special, rules);
  const table = Int16Array.from({ length: feature.size }, (_, code) => binOf(feature, code, characteristic));
  return { feature, characteristic, table };
}

const numberOf = (feature: Feature, code: number): number => Number(codeValue(feature, code));
const levelOf = (feature: Feature, code: number): string => String(codeValue(feature, code));

function binOf(feature: Feature, code: number, { bins }: Characteristic): number {
  const named = (name: string): number =>
    bins.findIndex((bin) => bin.kind === "special" && bin.name === name);
  if (code === feature.missing) return named("missing");
  if (code === feature.notObserved) return named("not_observed");
  const at = bins.findIndex((bin) => {
    if (bin.kind === "range") {
      const value = numberOf(feature, code);
      return (bin.low === null || value >= bin.low) && (bin.high === null || value < bin.high);
    }
    return bin.kind === "levels" && bin.levels.includes(levelOf(feature, code));
  });
  return at >= 0 ? at : named("other");
}

/** A bin as the weights have it. */
function shipped(feature: Feature, bin: CharacteristicBin, points: number): Bin {
  if (bin.kind === "range") return { kind: "range", low: bin.low, high: bin.high, points };
  if (bin.kind === "levels") {
    const values = feature.kind === "boolean" ? bin.levels.map((level) => level === "true") : bin.levels;
    return { kind: "category", values, points };
  }
  return { kind: bin.name === "missing" || bin.name === "not_observed" ? bin.name : "other", points };
}

const wrongSign = (feature: string, slope: number): string =>
  `${feature} counts against its own rates (coefficient ${slope.toFixed(2)}): other features say the same and more`;

function roundingInWords(
  exact: Float64Array,
  rounded: Float64Array,
  rows: TrainingRows,
  scaling: Scaling,
  characteristics: number,
): string {
  const capacity = Math.max(1, Math.floor(rows.label.length / 10));
  const cost = roundingCost(exact, rounded, rows.label, scaling, capacity);
  const auc = cost.auc === null ? "" : `, the AUC by ${Math.abs(cost.auc[1] - cost.auc[0]).toFixed(4)}`;
  return `whole points move a score by at most ${characteristics / 2 + 0.5} (${cost.moved.toFixed(1)} here)${auc}`;
}
