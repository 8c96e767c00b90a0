import { type NotEstimable, notEstimable } from "../../base/estimate.ts";
import { moves } from "../../features/codes.ts";
import type { Feature } from "../../features/type.ts";
import { closeRates } from "../../stats/rates/close-rates.ts";
import { naiveBayes } from "../../stats/rates/naive-bayes.ts";
import type { Attribute, Bin } from "../../weights/type.ts";
import { type BinShape, binnings } from "../bins.ts";
import { draftOf } from "../draft.ts";
import { binLabel } from "../facts.ts";
import type { FittedDraft, TrainingRows } from "../type.ts";
import { logitUnit } from "./logistic.ts";

export interface CloseRateSpec {
  readonly kind: "close_rate";
  readonly combine: "sum" | "naive_bayes";
  readonly shrink: "empirical_bayes" | "none";
  /** days; null: the longest window of the study */
  readonly windowDays: number | null;
}

/** Points are tenths: 100 x (rate - base) to one decimal. */
const pointsUnit = 0.1;
const maxBins = 6;

/** One thing that a lead did or is: the leads of which it is true, and those of them that reach the outcome. */
interface Sign {
  readonly feature: Feature;
  /** bin of the attribute that it gives points to */
  readonly bin: number;
  readonly label: string;
  readonly leads: number;
  readonly wins: number;
  /** bin of those who have not done it; null: there are others that say what they are instead */
  readonly without: number | null;
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
 *                 the same of those without it.
 * Either adds what goes together twice, so the score is calibrated before it is called a probability.
 */
export function fitCloseRate(
  name: string,
  spec: CloseRateSpec,
  rows: TrainingRows,
  cuts: ReadonlyMap<string, readonly number[]>,
): FittedDraft | NotEstimable {
  const first = firstRows(rows);
  const base = {
    leads: first.length,
    wins: first.reduce((sum, row) => sum + (rows.label[row] ?? 0), 0),
  };
  const { used, notes } = binnings(rows, maxBins, cuts);
  const window = spec.windowDays ?? longest(rows.coded.features);
  const characteristics = [
    ...used
      .filter(({ feature }) => !moves(feature))
      .map(({ feature, bins, table, neutral }) =>
        beingOf(
          feature,
          bins,
          (code) => (neutral[table[code] ?? 0] === 1 ? -1 : (table[code] ?? 0)),
          rows,
          first,
        ),
      ),
    ...rows.coded.features
      .filter((feature) => feature.kind === "count" && feature.from.window === window)
      .map((feature) => doing(feature, rows)),
  ];
  const signs = characteristics.flatMap((c) => c.signs);
  if (signs.length === 0)
    return notEstimable("no activity and nothing about a lead is left to take a rate of");
  const found = closeRates(signs.map(counts), counts(base));
  const rateOf = new Map(
    signs.map((sign, k) => {
      const rate = found.activities[k];
      return [sign, (spec.shrink === "none" ? rate?.rate : rate?.shrunk) ?? notEstimable("no lead")];
    }),
  );
  const value = (sign: Sign): number => rateOf.get(sign)?.value ?? base.wins / base.leads;
  const evidence = naiveBayes(
    signs.map((sign) => ({ x: sign.leads * value(sign), n: sign.leads })),
    counts(base),
  );
  if ("value" in evidence) return evidence;
  const sum = spec.combine === "sum";
  const unit = sum ? pointsUnit : logitUnit;
  const attributes = characteristics.map(({ feature, bins, signs: own }): Attribute => {
    const at = new Map<number, number>();
    for (const sign of own) {
      const of = evidence.activities[signs.indexOf(sign)];
      at.set(sign.bin, sum ? 100 * (value(sign) - base.wins / base.leads) : (of?.done ?? 0));
      if (!sum && sign.without !== null) at.set(sign.without, of?.notDone ?? 0);
    }
    return {
      kind: "bins",
      name: feature.name,
      bins: bins.map((bin, b): Bin => ({ ...bin, points: Math.round((at.get(b) ?? 0) / unit) + 0 })),
      group: null,
    };
  });
  return {
    draft: draftOf({
      name,
      kind: "close_rate",
      features: rows.coded.features,
      attributes,
      unit,
      intercept: sum ? 0 : Math.round(evidence.prior / unit),
    }),
    converged: true,
    iterations: 0,
    notes: [...notes, ...rareNotes(signs)],
    terms: signs.map((sign) => ({
      term: sign.label,
      unit: "rate",
      value: rateOf.get(sign) ?? notEstimable("no lead"),
    })),
  };
}

const counts = ({ wins, leads }: { readonly wins: number; readonly leads: number }) => ({
  x: wins,
  n: leads,
});

/** The first row of each lead, in the order of rows. */
function firstRows(rows: TrainingRows): Int32Array {
  const seen = new Set<number>();
  return Int32Array.from(rows.lead.keys()).filter((row) => {
    const lead = rows.lead[row] ?? -1;
    return !seen.has(lead) && seen.add(lead) !== undefined;
  });
}

const longest = (features: readonly Feature[]): number =>
  features.reduce((most, f) => (f.kind === "count" ? Math.max(most, f.from.window ?? 0) : most), 0);

/** What a lead is: each bin of a feature, at the lead's first row. */
function beingOf(
  feature: Feature,
  bins: readonly BinShape[],
  binOf: (code: number) => number,
  rows: TrainingRows,
  first: Int32Array,
): Characteristic {
  const codes = rows.coded.codes[rows.coded.features.indexOf(feature)] ?? [];
  const [leads, wins] = [new Float64Array(bins.length), new Float64Array(bins.length)];
  for (const row of first) {
    const bin = binOf(codes[row] ?? 0);
    if (bin < 0) continue;
    leads[bin] = (leads[bin] ?? 0) + 1;
    wins[bin] = (wins[bin] ?? 0) + (rows.label[row] ?? 0);
  }
  const signs = bins.flatMap((bin, b): Sign[] =>
    (leads[b] ?? 0) > 0 && bin.kind !== "not_observed"
      ? [
          {
            feature,
            bin: b,
            label: `${feature.name} ${binLabel({ ...bin, points: 0 })}`,
            leads: leads[b] ?? 0,
            wins: wins[b] ?? 0,
            without: null,
          },
        ]
      : [],
  );
  return { feature, bins, signs };
}

/** An activity in the window: each lead's first row at which there is one. */
function doing(feature: Feature, rows: TrainingRows): Characteristic {
  const codes = rows.coded.codes[rows.coded.features.indexOf(feature)] ?? [];
  const seen = new Set<number>();
  let wins = 0;
  rows.lead.forEach((lead, row) => {
    const code = codes[row] ?? 0;
    if (code < 1 || code >= feature.missing || seen.has(lead)) return;
    seen.add(lead);
    wins += rows.label[row] ?? 0;
  });
  const bins: BinShape[] = [
    { kind: "range", low: null, high: 0.5 },
    { kind: "range", low: 0.5, high: null },
    { kind: "missing" },
    { kind: "not_observed" },
  ];
  const signs =
    seen.size === 0
      ? []
      : [{ feature, bin: 1, label: `${feature.name} at least once`, leads: seen.size, wins, without: 0 }];
  return { feature, bins, signs };
}

/** Rates on so few leads are mostly their prior. */
const fewLeads = 20;

function rareNotes(signs: readonly Sign[]): string[] {
  const rare = signs.filter((s) => s.leads < fewLeads).map((s) => s.label);
  return rare.length === 0
    ? []
    : [
        `fewer than ${fewLeads} leads: ${rare.slice(0, 5).join(", ")}${rare.length > 5 ? ` and ${rare.length - 5} more` : ""}`,
      ];
}
