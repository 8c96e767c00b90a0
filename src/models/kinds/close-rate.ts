import { type Estimated, type NotEstimable, notEstimable } from "../../base/estimate.ts";
import {
  fewActivities,
  fewRates,
  noActivityDone,
  noneFollowed,
  nothingDone,
  oneOutcomeAtFirst,
  orderMayBeLuck,
  ratesAlike,
} from "../../base/messages/models/fits.ts";
import { addedPer100, ofTheBest, plainPoints } from "../../base/messages/models/models.ts";
import { moves } from "../../features/codes.ts";
import type { CodedRows, Feature } from "../../features/type.ts";
import { compared } from "../../rules/build.ts";
import { namesOf } from "../../rules/names.ts";
import { parsePredicate } from "../../rules/parse.ts";
import { print } from "../../rules/print.ts";
import { isCount, referenceOf } from "../../rules/reference.ts";
import { type Counts, fitSpread, type Spread, shrunkRate } from "../../stats/proportions/beta-binomial.ts";
import { practitionerPoints } from "../../stats/proportions/close-rates.ts";
import { naiveBayes } from "../../stats/proportions/naive-bayes.ts";
import { wilson } from "../../stats/proportions/proportion.ts";
import { choice, made, object, type ReadAs, said } from "../../study/schema/shape.ts";
import { days } from "../../study/schema/words.ts";
import type { Attribute, Bin, Weights } from "../../weights/type.ts";
import { type Binning, type BinShape, binnings } from "../bins.ts";
import { draftOf } from "../draft.ts";
import { binLabel } from "../explain/bins.ts";
import type { Kind } from "../kind.ts";
import type { FittedDraft, TrainingRows } from "../type.ts";
import { logitUnit } from "./unit.ts";

export interface CloseRateSpec {
  readonly kind: "close_rate";
  readonly combine: "sum" | "naive_bayes" | "best";
  readonly shrink: "empirical_bayes" | "none";
  /** window in days; null: the longest window of the study */
  readonly windowDays: number | null;
}

/** Points are in tenths: 100 x (rate - base) to one decimal. */
const pointsUnit = 0.1;
const maxBins = 6;

/** One sign: something that a lead did or is. */
interface Sign {
  /** index of the bin to which it gives points */
  readonly bin: number;
  readonly label: string;
  /** leads for which it is true, and those of them that reach the outcome */
  readonly own: Counts;
  /** index of the bin of leads that have not done it; null: there are other bins instead */
  readonly without: number | null;
  /** leads for which it is not true, and those of them that reach the outcome from their first moment on */
  readonly others: Counts;
}

interface Characteristic {
  readonly feature: Feature;
  readonly bins: readonly BinShape[];
  readonly signs: readonly Sign[];
}

/**
 * Points by close rate (methods.md 3). The unit is the lead: of the leads that did something while open, the share that
 * reaches the outcome within the horizon of the first time they did it; of what a lead is, of its first moment. Rates
 * are drawn towards each other as far as they are rare (empirical Bayes), then
 *   sum:          points = 100 x (rate - base), the practitioners' rule;
 *   naive_bayes:  points = ln of (share of winners with the sign / share of the others with it), and for an activity
 *                 the same of those without it;
 *   best:         the rate of the best activity that the lead did, per 100; what a lead is does not count.
 * The first two add what goes together twice, and the third leaves all but one activity out, so the score is calibrated
 * before it is called a probability.
 */
export function fitCloseRate(
  name: string,
  spec: CloseRateSpec,
  rows: TrainingRows,
  cuts: ReadonlyMap<string, readonly number[]>,
): FittedDraft | NotEstimable {
  const first = firstRows(rows);
  const base = { x: first.reduce((sum, row) => sum + (rows.label[row] ?? 0), 0), n: first.length };
  if (spec.combine === "naive_bayes" && (base.x === 0 || base.x === base.n))
    return notEstimable(oneOutcomeAtFirst(base.x, base.n));
  const window = spec.windowDays ?? longest(rows.coded.features);
  const activities = rows.coded.features
    .filter((feature) => feature.kind === "count" && feature.from.window === window)
    .map((feature) => doing(feature, rows, first));
  if (spec.combine === "best")
    return bestActivity(name, spec.shrink, rows.coded.features, activities, window);
  const { used, notes } = binnings({ ...rows, coded: withoutCounts(rows.coded) }, maxBins, cuts);
  const characteristics = [...used.map((binning) => beingOf(binning, rows, first, base)), ...activities];
  const signs = characteristics.flatMap((c) => c.signs);
  if (signs.length === 0) return notEstimable(nothingDone(window));
  const spread = spec.shrink === "none" ? null : fitSpread(signs.map(({ own }) => own));
  const rates = ratesOf(signs, spread);
  const value = (sign: Sign): number => rates.get(sign)?.value ?? base.x / base.n;
  const sum = spec.combine === "sum";
  const unit = sum ? pointsUnit : logitUnit;
  const attributes: Attribute[] = [];
  for (const { feature, bins, signs: own } of characteristics) {
    const at = new Map<number, number>();
    for (const sign of own) {
      if (sum) at.set(sign.bin, practitionerPoints(value(sign), base.x / base.n));
      else {
        const evidence = evidenceOf(sign, value(sign));
        if ("value" in evidence) return evidence;
        at.set(sign.bin, evidence.done);
        if (sign.without !== null) at.set(sign.without, evidence.notDone);
      }
    }
    const points = (b: number): number => Math.round((at.get(b) ?? 0) / unit) + 0;
    attributes.push({
      kind: "bins",
      name: feature.name,
      bins: bins.map((bin, b): Bin => ({ ...bin, points: points(b) })),
      group: null,
    });
  }
  return {
    draft: draftOf({
      name,
      kind: "close_rate",
      features: rows.coded.features,
      attributes,
      unit,
      intercept: sum ? 0 : Math.round(Math.log(base.x / (base.n - base.x)) / unit),
    }),
    converged: true,
    iterations: 0,
    notes: [...notes, ...rareNotes(signs), ...pooledNotes(spread)],
    terms: termsOf(signs, rates, spread),
  };
}

const termsOf = (
  signs: readonly Sign[],
  rates: ReadonlyMap<Sign, Estimated>,
  spread: Spread | null,
): FittedDraft["terms"] =>
  signs.map((sign) => ({
    term: sign.label,
    unit: "rate",
    value: rates.get(sign) ?? notEstimable("no lead"),
    by: spread === null || spread.rho === 0 ? "wilson" : "posterior",
  }));

/**
 * The score is the rate of the best activity that a lead did in the window, in tenths per 100; 0 where it did none.
 * Each rule adds the step from one rate to the next where any activity with at least that rate was done, so that the
 * sum is the highest rate among them, and a cut-off on it is a list of activities. Where all rates are shrunk to one,
 * the plain rates order them: an order is needed, and the replay shows what it is worth.
 */
function bestActivity(
  name: string,
  shrink: CloseRateSpec["shrink"],
  features: readonly Feature[],
  activities: readonly Characteristic[],
  window: number,
): FittedDraft | NotEstimable {
  const signs = activities.flatMap(({ signs: own }) => own);
  if (signs.length === 0) return notEstimable(noActivityDone(window));
  const spread = shrink === "none" ? null : fitSpread(signs.map(({ own }) => own));
  const rates = ratesOf(signs, spread?.rho === 0 ? null : spread);
  const levelled = activities.flatMap(({ feature, signs: [sign] }) =>
    sign === undefined
      ? []
      : [{ feature, level: Math.round((100 * (rates.get(sign)?.value ?? 0)) / pointsUnit) }],
  );
  const levels = [...new Set(levelled.map(({ level }) => level))].filter((l) => l > 0).sort((a, b) => a - b);
  const attributes = levels.map((level, i): Attribute => {
    const any = levelled.filter((of) => of.level >= level).map((of) => compared(of.feature.name, ">=", 1));
    const [only] = any;
    return {
      kind: "rule",
      when: print(any.length === 1 && only !== undefined ? only : { kind: "or", of: any }),
      points: level - (levels[i - 1] ?? 0),
      group: null,
    };
  });
  if (attributes.length === 0) return notEstimable(noneFollowed);
  return {
    draft: draftOf({ name, kind: "close_rate", features, attributes, unit: pointsUnit }),
    converged: true,
    iterations: 0,
    notes: [...rareNotes(signs), ...unorderedNotes(spread)],
    terms: termsOf(signs, rates, spread?.rho === 0 ? null : spread),
  };
}

function ratesOf(signs: readonly Sign[], spread: Spread | null): ReadonlyMap<Sign, Estimated> {
  const all = {
    x: signs.reduce((sum, { own }) => sum + own.x, 0),
    n: signs.reduce((sum, { own }) => sum + own.n, 0),
  };
  return new Map(
    signs.map((sign) => [
      sign,
      spread === null ? wilson(sign.own.x, sign.own.n) : shrunkRate(sign.own, spread, all),
    ]),
  );
}

/**
 * Log odds of having the sign and of not having it. Each lead counts once, with the outcome after its sign where it has
 * it and after its first moment where it does not, so that the four cells add up even if something came late.
 */
const evidenceOf = ({ own, others }: Sign, rate: number) => {
  const shrunk = { x: own.n * rate, n: own.n };
  const found = naiveBayes([shrunk], { x: shrunk.x + others.x, n: own.n + others.n });
  return "value" in found ? found : (found.activities[0] ?? notEstimable("no lead"));
};

/** The first row of each lead with any weight, in the order of rows. */
function firstRows(rows: TrainingRows): Int32Array {
  const seen = new Set<number>();
  return Int32Array.from(rows.lead.keys()).filter((row) => {
    const lead = rows.lead[row] ?? -1;
    return (rows.weight[row] ?? 0) > 0 && !seen.has(lead) && seen.add(lead) !== undefined;
  });
}

function withoutCounts({ count, features, codes }: CodedRows): CodedRows {
  const kept = features.flatMap((feature, f) => (moves(feature) ? [] : [f]));
  return {
    count,
    features: features.filter((feature) => !moves(feature)),
    codes: codes.filter((_, f) => kept.includes(f)),
  };
}

const longest = (features: readonly Feature[]): number =>
  features.reduce((most, f) => (f.kind === "count" ? Math.max(most, f.from.window ?? 0) : most), 0);

/** What a lead is: each bin of a feature that is not too small, at the lead's first row. */
function beingOf(
  { feature, bins, table, neutral }: Binning,
  rows: TrainingRows,
  first: Int32Array,
  base: Counts,
): Characteristic {
  const codes = rows.coded.codes[rows.coded.features.indexOf(feature)] ?? [];
  const [leads, wins] = [new Float64Array(bins.length), new Float64Array(bins.length)];
  for (const row of first) {
    const bin = table[codes[row] ?? 0] ?? 0;
    leads[bin] = (leads[bin] ?? 0) + 1;
    wins[bin] = (wins[bin] ?? 0) + (rows.label[row] ?? 0);
  }
  const signs = bins.flatMap((bin, b): Sign[] => {
    const own = { x: wins[b] ?? 0, n: leads[b] ?? 0 };
    if (own.n === 0 || neutral[b] === 1 || bin.kind === "not_observed") return [];
    const label = `${feature.name} ${binLabel({ ...bin, points: 0 })}`;
    return [{ bin: b, label, own, others: { x: base.x - own.x, n: base.n - own.n }, without: null }];
  });
  return { feature, bins, signs };
}

/**
 * An activity in the window: for each lead its first row with one; for the others the first row at which it could be
 * seen.
 */
function doing(feature: Feature, rows: TrainingRows, first: Int32Array): Characteristic {
  const codes = rows.coded.codes[rows.coded.features.indexOf(feature)] ?? [];
  const seen = new Set<number>();
  const own = { x: 0, n: 0 };
  rows.lead.forEach((lead, row) => {
    const code = codes[row] ?? 0;
    if (code < 1 || code >= feature.missing || seen.has(lead) || !((rows.weight[row] ?? 0) > 0)) return;
    seen.add(lead);
    own.n++;
    own.x += rows.label[row] ?? 0;
  });
  const others = { x: 0, n: 0 };
  for (const row of first) {
    if (seen.has(rows.lead[row] ?? -1) || (codes[row] ?? 0) >= feature.missing) continue;
    others.n++;
    others.x += rows.label[row] ?? 0;
  }
  const bins: BinShape[] = [
    { kind: "range", low: null, high: 0.5 },
    { kind: "range", low: 0.5, high: null },
    { kind: "missing" },
    { kind: "not_observed" },
  ];
  const label = `${feature.name} at least once`;
  return { feature, bins, signs: own.n === 0 ? [] : [{ bin: 1, label, own, others, without: 0 }] };
}

/** A rate on fewer leads than this is mostly its prior. */
const fewLeads = 20;

function rareNotes(signs: readonly Sign[]): string[] {
  const rare = signs.filter((s) => s.own.n < fewLeads).map((s) => s.label);
  return rare.length === 0
    ? []
    : [
        `fewer than ${fewLeads} leads: ${rare.slice(0, 5).join(", ")}${rare.length > 5 ? ` and ${rare.length - 5} more` : ""}`,
      ];
}

/** A note where all rates are shrunk to one: every sign of a kind then gets the same points. */
const pooledNotes = (spread: Spread | null): string[] =>
  spread === null || spread.rho > 0 ? [] : [spread.by === "pooled" ? fewRates : ratesAlike];

/**
 * The activities that `best` weights count from a score on, the best first; null: these weights have another kind of
 * score.
 */
function activitiesFrom(
  { attributes, scale }: Pick<Weights, "attributes" | "scale">,
  score: number,
): readonly string[] | null {
  if (scale.unit !== pointsUnit) return null;
  const found = new Set<string>();
  let level = attributes.reduce((sum, of) => sum + (of.kind === "rule" ? of.points : 0), 0);
  // the last rule is about the best activity alone, each earlier one about a few more
  for (const attribute of [...attributes].reverse()) {
    if (attribute.kind !== "rule") return null;
    const read = parsePredicate(attribute.when);
    for (const name of level >= score && read.ok ? namesOf(read.predicate) : []) {
      const of = referenceOf(name, {});
      found.add(isCount(of) ? of.activity : name);
    }
    level -= attribute.points;
  }
  return [...found];
}

/** The same note for an order of activities, which is needed in any case. */
const unorderedNotes = (spread: Spread | null): string[] =>
  spread === null || spread.rho > 0 ? [] : [spread.by === "pooled" ? fewActivities : orderMayBeLuck];

const closeRateKeys = object(
  {
    kind: choice(["close_rate"]),
    combine: said(
      "how the rates of several activities come together: their differences to the base are added, or their log odds, or the rate of the best one alone is the score",
      choice(["sum", "naive_bayes", "best"]),
    ),
    shrink: said(
      "draw the rates of rare activities towards the others (empirical Bayes); none is the plain rate",
      choice(["empirical_bayes", "none"]),
    ),
    window: said(
      "an activity counts for so long after it happened; one of features.activities.windows, the longest where none is given",
      days("window: 90 days"),
    ),
  },
  { example: "kind: close_rate" },
);

const stated = (values: ReadAs<typeof closeRateKeys>): CloseRateSpec => ({
  kind: "close_rate",
  combine: values.combine ?? "sum",
  shrink: values.shrink ?? "empirical_bayes",
  windowDays: values.window ?? null,
});

export const closeRate: Kind<CloseRateSpec> = {
  kind: "close_rate",
  stated: made(closeRateKeys, stated),
  words: () => "close-rate points",
  shown: ({ combine }) =>
    combine === "sum" ? addedPer100() : combine === "best" ? ofTheBest() : plainPoints,
  takesTheBest: ({ combine }) => combine === "best",
  activitiesFrom,
  fit: fitCloseRate,
};
