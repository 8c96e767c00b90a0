import type { Keep } from "../../base/keep.ts";
import { random } from "../../base/random.ts";
import { dayOf, isoDate, quarterOf } from "../../base/time.ts";
import { heldAgainst } from "../../evaluate/evaluate.ts";
import type { CodedRows, Feature } from "../../features/type.ts";
import { scoreRows } from "../../models/score.ts";
import type { DefinitionFacts, DriftFacts } from "../../result/type.ts";
import { cusum, cusumLimit } from "../../stats/drift/cusum.ts";
import { designEffect, psi, type Stability } from "../../stats/drift/psi.ts";
import { probabilityOf } from "../../weights/calibration.ts";
import type { Data } from "../data.ts";
import type { Basis } from "../decide/study.ts";
import type { FittedStudy } from "../fit/fitted.ts";
import { atCrossing } from "../judge/crossing.ts";
import { serving } from "../serve/served.ts";
import { coefficientsOf } from "./coefficients.ts";

/** How many bins a number or a score has: deciles of the leads that were learnt from. */
const tenths = 10;
/** How many levels of a text have a bin of their own; the rest share one. */
const mostLevels = 20;
/** The least number of leads on each side. */
const leastLeads = 30;

type Rows = Int32Array;

/**
 * Whether the leads of the last full quarter look like those that the weights were learnt from, and whether predicted
 * chances came true in each quarter. It does not say why.
 * @returns null: there are too few leads on either side
 */
export function driftOf(
  data: Data,
  fitted: FittedStudy,
  basis: Basis,
  definitions: Readonly<Record<string, DefinitionFacts>>,
): DriftFacts | null {
  const found = shifts.has(fitted) ? (shifts.get(fitted) ?? null) : shiftOf(data, fitted);
  shifts.set(fitted, found);
  return found && { ...found, promises: promisesOf(data, fitted, basis, definitions) };
}

/** The part that depends on no definition: it is computed once for a study that is judged many times. */
type Shift = Omit<DriftFacts, "promises"> | null;
const shifts = new WeakMap<FittedStudy, Shift>();

/** All that this part reads, so that it can be kept by it. */
interface ShiftData {
  readonly study: Pick<Data["study"], "fiscalYearStarts">;
  readonly history: { readonly leads: Pick<Data["history"]["leads"], "created" | "account"> };
  readonly moments: Data["moments"];
}
type ShiftFitted = Pick<FittedStudy, "walk" | "final">;

/** Looks up what a drift tells of leads and weights alone, or computes it; `driftOf` then uses it. */
export async function keepShift(data: Data, fitted: FittedStudy, keep: Keep): Promise<void> {
  const { created, account } = data.history.leads;
  const { fiscalYearStarts } = data.study;
  const { walk, final } = fitted;
  const read: ShiftData = {
    study: { fiscalYearStarts },
    history: { leads: { created, account } },
    moments: data.moments,
  };
  const of: ShiftFitted = { walk, final };
  shifts.set(fitted, await keep({ shift: read, of }, isShift, () => shiftOf(read, of)));
}

const isShift = (value: unknown): value is Shift =>
  value === null || (typeof value === "object" && "quarter" in value && "coefficients" in value);

function shiftOf(data: ShiftData, fitted: ShiftFitted): Shift {
  const { before, trainUntil } = fitted.final;
  const { coded, models } = fitted.walk.final;
  const created = data.history.leads.created;
  const own = rowsOf(data);
  const { account } = data.history.leads;
  const accountOf = (row: number): number => account[data.moments.lead[row] ?? 0] ?? -1;
  const learnt = own.filter((row) => {
    const at = created[data.moments.lead[row] ?? 0] ?? 0;
    return at < before.start && at <= trainUntil;
  });
  const recent = own.filter((row) => {
    const at = created[data.moments.lead[row] ?? 0] ?? 0;
    return at >= before.start && at < before.end;
  });
  if (learnt.length < leastLeads || recent.length < leastLeads) return null;
  const features = coded.features.flatMap((feature, f) => {
    const codes = coded.codes[f];
    if (codes === undefined) return [];
    // a window that was not recorded yet says nothing about its lead
    const observed = (rows: Rows): Rows => rows.filter((row) => codes[row] !== feature.notObserved);
    const [then, now] = [observed(learnt), observed(recent)];
    const bins = then.length < leastLeads || now.length < leastLeads ? null : binsOf(feature, codes, then);
    return bins === null
      ? []
      : [
          {
            name: feature.name,
            ...moved(counted(then, now, bins.size, (row) => bins.of(codes[row] ?? 0), accountOf)),
          },
        ];
  });
  const scores = [...models].flatMap(([model, fit]) => {
    if (!("weights" in fit)) return [];
    const { weights } = fit;
    const [a, b] = [scoreRows(weights, coded, learnt), scoreRows(weights, coded, recent)];
    const edges = edgesOf(a);
    if (edges.length === 0) return [];
    const bin = new Map<number, number>();
    learnt.forEach((row, i) => {
      bin.set(row, place(edges, a[i] ?? 0));
    });
    recent.forEach((row, i) => {
      bin.set(row, place(edges, b[i] ?? 0));
    });
    const mean = (of: Float64Array): number | null => {
      let sum = 0;
      for (const score of of) {
        const p = probabilityOf(weights, score);
        if (p === null) return null;
        sum += p / of.length;
      }
      return sum;
    };
    const [from, to] = [mean(a), mean(b)];
    return [
      {
        model,
        ...moved(counted(learnt, recent, edges.length + 1, (row) => bin.get(row) ?? 0, accountOf)),
        shift: from === null || to === null ? null : to - from,
      },
    ];
  });
  return {
    quarter: before.name,
    leads: recent.length,
    learnt: learnt.length,
    features: features.sort((a, b) => b.psi - a.psi || (a.name < b.name ? -1 : 1)),
    scores,
    coefficients: coefficientsOf(fitted, data.study.fiscalYearStarts),
  };
}

/** One row for each lead: the last moment in the quarter in which it was created. All leads are then of a similar age. */
function rowsOf({ study, history, moments }: ShiftData): Rows {
  const ends = new Map<number, number>();
  const last = new Int32Array(history.leads.created.length).fill(-1);
  for (let row = 0; row < moments.count; row++) {
    const lead = moments.lead[row] ?? 0;
    const at = history.leads.created[lead] ?? 0;
    const day = dayOf(at);
    const end = ends.get(day) ?? quarterOf(at, study.fiscalYearStarts).end;
    ends.set(day, end);
    if ((moments.time[row] ?? 0) < end) last[lead] = row;
  }
  return last.filter((row) => row >= 0);
}

/** The shift of bin shares from `a` to `b`, with the shift that chance alone would give when leads of one account resemble each other. */
function counted(
  a: Rows,
  b: Rows,
  size: number,
  binOf: (row: number) => number,
  accountOf: (row: number) => number,
): Stability {
  const count = (rows: Rows): Float64Array => {
    const bins = new Float64Array(size);
    for (const row of rows) bins[binOf(row)] = (bins[binOf(row)] ?? 0) + 1;
    return bins;
  };
  const all = [...a, ...b];
  const effect = designEffect(all.map(binOf), all.map(accountOf), size);
  return psi(count(a), count(b), { effect });
}

/**
 * The bin of each code: deciles of the leads learnt from, or levels; missing has a bin of its own. Null: there is only
 * one bin.
 */
function binsOf(
  feature: Feature,
  codes: CodedRows["codes"][number],
  learnt: Rows,
): { readonly size: number; readonly of: (code: number) => number } | null {
  const counts = new Float64Array(feature.size);
  for (const row of learnt) counts[codes[row] ?? 0] = (counts[codes[row] ?? 0] ?? 0) + 1;
  const bin = new Int32Array(feature.size);
  let bins = 0;
  if (feature.kind === "category" || feature.kind === "boolean") {
    const order = [...counts.keys()]
      .slice(0, feature.missing)
      .sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0));
    order.forEach((code, i) => {
      bin[code] = Math.min(i, mostLevels);
    });
    bins = Math.min(order.length, mostLevels + 1);
  } else {
    let all = 0;
    for (let code = 0; code < feature.missing; code++) all += counts[code] ?? 0;
    let below = 0;
    let filled = 0;
    for (let code = 0; code < feature.missing; code++) {
      bin[code] = bins;
      filled += counts[code] ?? 0;
      below += counts[code] ?? 0;
      // a bin ends where its decile is full
      if (filled > 0 && below >= ((bins + 1) * all) / tenths && code + 1 < feature.missing && below < all) {
        bins++;
        filled = 0;
      }
    }
    bins++;
  }
  if (codes.includes(feature.missing)) bin[feature.missing] = bins++;
  return bins < 2 ? null : { size: bins, of: (code) => bin[code] ?? 0 };
}

/** Distinct deciles of scores, lowest first. */
function edgesOf(scores: Float64Array): number[] {
  const sorted = scores.slice().sort();
  const edges = Array.from(
    { length: tenths - 1 },
    (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / tenths)] ?? 0,
  );
  return [...new Set(edges)].filter((edge) => edge > (sorted[0] ?? 0));
}

const place = (edges: readonly number[], score: number): number => {
  let bin = 0;
  while (bin < edges.length && score >= (edges[bin] ?? 0)) bin++;
  return bin;
};

const moved = ({ value, critical, p }: Stability) => ({
  psi: value,
  critical,
  p,
  moved:
    value <= critical
      ? ("no" as const)
      : value < 0.1
        ? ("a little" as const)
        : value < 0.25
          ? ("moderately" as const)
          : ("much" as const),
});

function promisesOf(
  { study }: Data,
  fitted: FittedStudy,
  { setting, at }: Basis,
  definitions: Readonly<Record<string, DefinitionFacts>>,
): DriftFacts["promises"] {
  const served = serving(setting);
  return (at[0]?.definitions ?? []).flatMap((definition) => {
    const model = definitions[definition.name]?.calibrationAtCrossing?.model;
    if (model === undefined) return [];
    const found = atCrossing(served, definition, (k, score) => {
      const fit = fitted.walk.folds[k]?.models.get(model);
      return fit !== undefined && "weights" in fit ? probabilityOf(fit.weights, score) : null;
    });
    if (found === null || found.p.length === 0) return [];
    const order = Int32Array.from(found.p.keys()).sort(
      (a, b) => (found.time[a] ?? 0) - (found.time[b] ?? 0) || (found.lead[a] ?? 0) - (found.lead[b] ?? 0),
    );
    const chances = Float64Array.from(order, (i) => found.p[i] ?? 0);
    const outcomes = Uint8Array.from(order, (i) => found.label[i] ?? 0);
    return [
      {
        definition: definition.name,
        model,
        quarters: [...new Set(found.fold)].map((k) => {
          const rows = Int32Array.from(found.fold.keys()).filter((i) => found.fold[i] === k);
          const { observedExpected, calibrationSlope } = heldAgainst({
            p: Float64Array.from(rows, (i) => found.p[i] ?? 0),
            label: Uint8Array.from(rows, (i) => found.label[i] ?? 0),
            cluster: Int32Array.from(rows, (i) => found.account[i] ?? -1),
          });
          return { quarter: setting.folds[k]?.quarter.name ?? "", observedExpected, calibrationSlope };
        }),
        watch: [2, 0.5].map((ratio) => {
          const path = cusum(outcomes, chances, ratio);
          const limit = cusumLimit(chances, ratio, random(study.seed), {
            worlds: chances.length > 1000 ? 200 : 400,
          });
          const first = path.findIndex((value) => value > limit);
          return {
            better: ratio > 1,
            highest: path.reduce((most, value) => Math.max(most, value), 0),
            limit,
            since: first < 0 ? null : isoDate(dayOf(found.time[order[first] ?? 0] ?? 0)),
          };
        }),
      },
    ];
  });
}
