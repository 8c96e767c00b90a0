import { notEstimable } from "../base/estimate.ts";
import type { CodedRows, Feature } from "../features/type.ts";
import { plattFit } from "../stats/platt.ts";
import { type Draft, seal } from "../weights/seal.ts";
import type { Calibration, Weights } from "../weights/type.ts";
import { type FittedDraft, fitLogisticModel } from "./logistic.ts";
import { type PointsModel, pointsModel } from "./points.ts";
import { scoreRows } from "./score.ts";
import type { FitOutcome, TrainingRows } from "./type.ts";

export type ModelSpec =
  | ({ readonly kind: "points" } & PointsModel)
  | { readonly kind: "logistic"; readonly lambda: number; readonly maxBins: number };

export interface FitQuestion {
  readonly name: string;
  readonly spec: ModelSpec;
  readonly rows: TrainingRows;
  /** every feature of the study: hand points may name one that the fold dropped */
  readonly features: readonly Feature[];
  readonly cuts: ReadonlyMap<string, readonly number[]>;
  readonly calibration: "platt" | "none";
  readonly dropped: readonly { readonly feature: string; readonly reason: string }[];
}

/** A fold with fewer leads with a positive label is not fitted. */
export const leastPositives = 50;

/**
 * Fits one model and calibrates it: the map is learnt on scores that the row's own outcome did not shape (all of the
 * fit, bins included, on the other four folds of accounts), then the model is refitted on all rows and keeps the map.
 * Hand points have nothing to fit: their map is learnt on their scores as they are, and without enough positives they
 * are still points, only without a probability.
 */
export function fitModel(q: FitQuestion): FitOutcome {
  const positives = positiveLeads(q.rows);
  const few = positives < leastPositives;
  if (q.spec.kind === "points") return fitPoints(q, q.spec, positives, few);
  if (few)
    return notEstimable(
      `${positives} leads reach the outcome among the ${q.rows.label.length} training moments; a fit takes ${leastPositives}`,
    );
  if (q.rows.label.every((y) => y === 1)) return notEstimable("every training moment reaches the outcome");
  if (q.rows.coded.features.length === 0) return notEstimable("no feature is left to fit on");
  const { lambda, maxBins } = q.spec;
  const fit = (rows: TrainingRows): FittedDraft =>
    fitLogisticModel(q.name, rows, { lambda, maxBins, cuts: q.cuts });
  const outOfFold = crossFitted(q.rows, (rows) => fit(rows).draft);
  const { draft, converged, iterations, notes } = fit(q.rows);
  const map = q.calibration === "none" ? noMap : calibrate(draft, outOfFold, q.rows);
  return {
    calibrated: true,
    weights: finish(draft, map.calibration, outOfFold, q.rows.weight),
    outOfFold,
    diagnostics: {
      converged: converged && map.converged,
      iterations,
      rows: q.rows.label.length,
      positives,
      dropped: q.dropped,
      notes: [...notes, ...map.notes],
    },
  };
}

function fitPoints(q: FitQuestion, spec: PointsModel, positives: number, few: boolean): FitOutcome {
  const draft = pointsModel(q.name, spec, q.features);
  const lacking = q.dropped.filter((d) => draft.inputs.some((input) => input.name === d.feature));
  const outOfFold = lacking.length > 0 ? new Float64Array(0) : scoreRows(draft, q.rows.coded);
  const learn = q.calibration !== "none" && !few && lacking.length === 0;
  const map = learn ? calibrate(draft, outOfFold, q.rows) : noMap;
  const notes = [...map.notes];
  if (few)
    notes.push(
      `${positives} leads reach the outcome among the training moments: too few for a probability, which takes ${leastPositives}`,
    );
  for (const { feature, reason } of lacking)
    notes.push(`${feature} is ${reason}: the points have no probability here`);
  return {
    calibrated: true,
    weights: finish(draft, map.calibration, outOfFold, q.rows.weight),
    outOfFold,
    diagnostics: {
      converged: map.converged,
      iterations: 0,
      rows: q.rows.label.length,
      positives,
      dropped: q.dropped,
      notes,
    },
  };
}

interface Mapped {
  readonly calibration: Calibration;
  readonly converged: boolean;
  readonly notes: readonly string[];
}

const noMap: Mapped = { calibration: { kind: "none" }, converged: true, notes: [] };

function calibrate(draft: Draft, outOfFold: Float64Array, rows: TrainingRows): Mapped {
  const unit = draft.scale.unit;
  const first = outOfFold[0];
  if (outOfFold.every((s) => s === first))
    return { ...noMap, notes: ["all scores are equal: there is nothing to calibrate"] };
  const map = plattFit(
    outOfFold.map((s) => s * unit),
    rows.label,
    rows.weight,
  );
  if (map === null)
    return { ...noMap, notes: ["all training moments have the same outcome: there is nothing to calibrate"] };
  const notes = map.slope > 0 ? [] : ["the calibration falls: higher scores went with fewer outcomes"];
  return {
    calibration: { kind: "platt", slope: map.slope, intercept: map.intercept },
    converged: map.converged,
    notes,
  };
}

/** Scores of each row by a fit on the folds of accounts that the row's own account is not in. */
function crossFitted(rows: TrainingRows, fit: (rows: TrainingRows) => Draft): Float64Array {
  const out = new Float64Array(rows.label.length);
  for (const fold of new Set(Array.from(rows.fold).sort((a, b) => a - b))) {
    const others = indices(rows.fold, (f) => f !== fold);
    const mine = indices(rows.fold, (f) => f === fold);
    if (others.length === 0) continue;
    const scored = scoreRows(fit(subset(rows, others)), takeRows(rows.coded, mine));
    mine.forEach((row, k) => {
      out[row] = scored[k] ?? 0;
    });
  }
  return out;
}

function indices(fold: Uint8Array, keep: (fold: number) => boolean): Int32Array {
  const out = new Int32Array(fold.length);
  let n = 0;
  for (let i = 0; i < fold.length; i++) if (keep(fold[i] ?? 0)) out[n++] = i;
  return out.slice(0, n);
}

/** Rows at the given indices, in their order. */
export function subset(rows: TrainingRows, at: Int32Array): TrainingRows {
  return {
    coded: takeRows(rows.coded, at),
    label: bytes(rows.label, at),
    weight: doubles(rows.weight, at),
    fold: bytes(rows.fold, at),
    account: integers(rows.account, at),
    lead: integers(rows.lead, at),
  };
}

export const takeRows = (coded: CodedRows, at: Int32Array): CodedRows => ({
  count: at.length,
  features: coded.features,
  codes: coded.codes.map((codes) => {
    if (codes instanceof Uint8Array) return bytes(codes, at);
    return codes instanceof Uint16Array ? shorts(codes, at) : words(codes, at);
  }),
});

// One loop a kind of array: a loop that sees several kinds runs ten times slower, and most of a fit's rows pass here.

function bytes(from: Uint8Array, at: Int32Array): Uint8Array<ArrayBuffer> {
  const into = new Uint8Array(at.length);
  for (let k = 0; k < at.length; k++) into[k] = from[at[k] ?? 0] ?? 0;
  return into;
}

function shorts(from: Uint16Array, at: Int32Array): Uint16Array<ArrayBuffer> {
  const into = new Uint16Array(at.length);
  for (let k = 0; k < at.length; k++) into[k] = from[at[k] ?? 0] ?? 0;
  return into;
}

function words(from: Uint32Array, at: Int32Array): Uint32Array<ArrayBuffer> {
  const into = new Uint32Array(at.length);
  for (let k = 0; k < at.length; k++) into[k] = from[at[k] ?? 0] ?? 0;
  return into;
}

function integers(from: Int32Array, at: Int32Array): Int32Array<ArrayBuffer> {
  const into = new Int32Array(at.length);
  for (let k = 0; k < at.length; k++) into[k] = from[at[k] ?? 0] ?? 0;
  return into;
}

function doubles(from: Float64Array, at: Int32Array): Float64Array<ArrayBuffer> {
  const into = new Float64Array(at.length);
  for (let k = 0; k < at.length; k++) into[k] = from[at[k] ?? 0] ?? 0;
  return into;
}

export function positiveLeads(rows: Pick<TrainingRows, "label" | "lead">): number {
  const leads = new Set<number>();
  rows.label.forEach((y, i) => {
    if (y === 1) leads.add(rows.lead[i] ?? -1);
  });
  return leads.size;
}

/** Grades A to D: quarters of the training rows' weight by score, the best quarter A. */
const grades = [
  ["A", 0.75],
  ["B", 0.5],
  ["C", 0.25],
] as const;

function finish(draft: Draft, calibration: Calibration, scores: Float64Array, weight: Float64Array): Weights {
  const cut = weightedQuantiles(
    scores,
    weight,
    grades.map(([, q]) => q),
  );
  const graded =
    scores.length === 0 ? [] : grades.map(([grade], k) => ({ grade, atLeast: Math.ceil(cut[k] ?? 0) }));
  const distinct = graded.filter((g, k) => k === 0 || g.atLeast < (graded[k - 1]?.atLeast ?? 0));
  const all = distinct.length === 0 ? [] : [...distinct, { grade: "D", atLeast: -(2 ** 31) }];
  return seal({ ...draft, calibration, grades: all });
}

/** The least value at which a share q of the weight lies at or below it. */
function weightedQuantiles(values: Float64Array, weight: Float64Array, shares: readonly number[]): number[] {
  const order = Uint32Array.from(values.keys()).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0) || a - b);
  const total = weight.reduce((s, w) => s + w, 0);
  return shares.map((share) => {
    let sum = 0;
    for (const i of order) {
      sum += weight[i] ?? 0;
      if (sum >= share * total) return values[i] ?? 0;
    }
    return values[order[order.length - 1] ?? 0] ?? 0;
  });
}
