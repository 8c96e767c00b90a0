import { crossFitFolds } from "../../backtest/training.ts";
import type { Fitting } from "../../backtest/walk.ts";
import { notEstimable } from "../../base/estimate.ts";
import { breathe, step, type Watch } from "../../base/progress.ts";
import { NEVER } from "../../base/time.ts";
import { compareScores, type Evaluation, evaluateScores } from "../../evaluate/evaluate.ts";
import { leadsDated } from "../../labels/untimed.ts";
import { effectsOf } from "../../models/effects.ts";
import { binFacts } from "../../models/facts.ts";
import { apartFrom, subset, takeRows } from "../../models/fitting/cross-fit.ts";
import { scoreRows } from "../../models/score.ts";
import type { FitOutcome, TrainingRows } from "../../models/type.ts";
import type { ComparisonFacts, EvaluationFacts, FoldWeights, ModelFacts } from "../../result/type.ts";
import type { ModelSpec } from "../../study/type.ts";
import { probabilityOf } from "../../weights/calibration.ts";
import type { Weights } from "../../weights/type.ts";
import type { Fits, FittedStudy } from "../fit.ts";
import type { Loaded } from "../load.ts";
import { exampleReasons, rangeOf } from "./examples.ts";
import { gradeFacts } from "./grade-facts.ts";
import { mapFacts } from "./map-facts.ts";

export interface ModelsReport {
  readonly models: Readonly<Record<string, ModelFacts>>;
  readonly comparison: ComparisonFacts;
}

/** Scores that a row's own outcome did not shape, of every model on the same rows. */
interface HeldOut {
  readonly method: EvaluationFacts["method"];
  readonly label: Uint8Array;
  readonly cluster: Int32Array;
  /** null p: not calibrated everywhere */
  readonly scores: ReadonlyMap<string, { readonly score: Float64Array; readonly p: Float64Array | null }>;
}

/**
 * Models side by side: scored on the judged quarters by weights learnt before them, or, where no fold could be fitted,
 * by cross-validation by account. Both models are always judged on the same rows.
 */
export async function modelsReport(
  loaded: Loaded,
  fitted: FittedStudy,
  watch: Watch = {},
): Promise<ModelsReport> {
  const names = [...loaded.study.models.keys()];
  // one model that the data cannot carry takes nothing from the others
  const able = names.filter((name) => "weights" in (fitted.walk.final.models.get(name) ?? {}));
  const heldOut =
    able.length === 0 && names.length > 0
      ? null
      : (walkedForward(loaded, fitted, able) ??
        (await fitted.withFits((fits) => crossValidated(fitted, able, fits, watch))));
  const models = Object.fromEntries(
    names.map((name) => {
      const spec = loaded.study.models.get(name);
      const outcome = fitted.walk.final.models.get(name);
      if (spec === undefined || outcome === undefined) throw new RangeError(`${name} was not fitted`);
      return [name, modelFacts(spec, name, outcome, fitted, heldOut)] as const;
    }),
  );
  return {
    models,
    comparison: comparison(names, heldOut, loaded.study.outcome.kind === "stage" || leadsDated(loaded.study)),
  };
}

function modelFacts(
  spec: ModelSpec,
  name: string,
  outcome: FitOutcome,
  fitted: FittedStudy,
  heldOut: HeldOut | null,
): ModelFacts {
  const { rows } = fitted.walk.final;
  const fit = "weights" in outcome ? outcome : null;
  const range = fit === null ? null : rangeOf(fit.weights);
  // hand points may name a feature that was not observed long enough to be in the rows
  const scored = fit === null || lacks(fit.weights, rows.coded) ? null : fit.weights;
  return {
    kind: spec.kind,
    penalty: spec.kind === "logistic" ? spec.penalty : null,
    anchor: spec.kind === "scorecard" ? spec.scale : null,
    range,
    converged: fit?.diagnostics.converged ?? false,
    weights: fit?.weights ?? null,
    reason: "weights" in outcome ? null : outcome.reason,
    fit:
      fit === null
        ? null
        : { rows: rows.label.length, leads: new Set(rows.lead).size, positives: fit.diagnostics.positives },
    bins: fit === null ? [] : binFacts(fit.weights, rows.coded, rows.label, rows.weight),
    effects: scored === null ? [] : effectsOf(scored, rows),
    notes: fit?.diagnostics.notes ?? [],
    terms: fit?.diagnostics.terms ?? null,
    segments: fit?.diagnostics.segmented ?? null,
    map: scored === null ? null : mapFacts(scored, rows),
    grades: fit === null || scored === null ? [] : gradeFacts(scored, fit.outOfFold, rows),
    reasons: scored === null ? [] : exampleReasons(scored, rows.coded, range),
    folds: fitted.walk.folds.map((fold) => foldFacts(fold.fold.quarter.name, fold, name)),
    evaluation: { method: heldOut?.method ?? "none", ...evaluation(name, heldOut) },
  };
}

/** Whether weights read a feature that these rows have not. */
const lacks = (weights: Pick<Weights, "inputs">, { features }: TrainingRows["coded"]): boolean =>
  weights.inputs.some(({ name }) => features.every((feature) => feature.name !== name));

function foldFacts(quarter: string, fold: Fitting, name: string): ModelFacts["folds"][number] {
  const outcome = fold.models.get(name);
  const fit = outcome !== undefined && "weights" in outcome ? outcome : null;
  return {
    quarter,
    fitted: fit !== null,
    reason:
      outcome !== undefined && !("weights" in outcome) ? outcome.reason : (fit?.diagnostics.notes[0] ?? null),
    positives: fold.positives,
    dropped: fold.dropped,
    weights: fit === null ? null : foldWeights(fit.weights),
    calibration: fit === null || fit.weights.calibration.kind === "none" ? null : fit.weights.calibration,
  };
}

const foldWeights = ({
  inputs,
  attributes,
  groups,
  floor,
  ceiling,
  intercept,
  scale,
}: Weights): FoldWeights => ({
  inputs,
  attributes,
  groups,
  floor,
  ceiling,
  intercept,
  scale,
});

function evaluation(name: string, heldOut: HeldOut | null): Evaluation {
  const scored = heldOut?.scores.get(name);
  if (heldOut === null || scored === undefined)
    return evaluateScores({ p: null, score: [], label: new Uint8Array(0), cluster: new Int32Array(0) });
  return evaluateScores({ ...scored, label: heldOut.label, cluster: heldOut.cluster });
}

/** The mature moments of each test quarter, scored by weights learnt before it; null where no fold has all models. */
function walkedForward(loaded: Loaded, fitted: FittedStudy, names: readonly string[]): HeldOut | null {
  const parts: HeldOut[] = [];
  const { moments, history } = loaded;
  for (const fold of fitted.walk.folds) {
    const fits = names.map((name) => fold.models.get(name));
    if (fits.length === 0 || !fits.every((fit) => fit !== undefined && "weights" in fit)) continue;
    const rows = Int32Array.from(moments.time.keys()).filter((i) => {
      const t = moments.time[i] ?? NEVER;
      return t >= fold.fold.start && t < fold.fold.end && moments.label[i] !== 2;
    });
    const quarter = takeRows(fold.coded, rows);
    parts.push({
      method: "walk-forward",
      label: Uint8Array.from(rows, (i) => moments.label[i] ?? 0),
      cluster: Int32Array.from(rows, (i) => history.leads.account[moments.lead[i] ?? 0] ?? 0),
      scores: new Map(names.flatMap((name, m) => scored(name, fits[m], quarter))),
    });
  }
  return parts.some((part) => part.label.length > 0) ? joined(parts, names) : null;
}

function scored(
  name: string,
  fit: FitOutcome | undefined,
  rows: TrainingRows["coded"],
): [string, { score: Float64Array; p: Float64Array | null }][] {
  if (fit === undefined || !("weights" in fit)) return [];
  const { weights } = fit;
  if (lacks(weights, rows)) return [];
  const score = scoreRows(weights, rows);
  const p =
    weights.calibration.kind === "none" ? null : score.map((s) => probabilityOf(weights, s) ?? Number.NaN);
  // across folds only probabilities are on one scale; points are the same everywhere
  return [[name, { score: p !== null && weights.kind !== "points" ? p : score, p }]];
}

/**
 * Five folds of accounts over everything mature: each scored by a fit on the others. Signals are let in between two
 * fits, and progress is told as of every other fit.
 */
async function crossValidated(
  fitted: FittedStudy,
  names: readonly string[],
  fits: Fits,
  watch: Watch,
): Promise<HeldOut | null> {
  const { rows, dropped } = fitted.walk.final;
  const total = crossFitFolds * names.length;
  let done = 0;
  const under: { readonly test: TrainingRows; readonly fitted: Promise<readonly FitOutcome[]> }[] = [];
  step(watch, "cross-validate", done, total);
  for (let k = 0; k < crossFitFolds; k++) {
    const at = (keep: (fold: number) => boolean): TrainingRows =>
      subset(
        apartFrom(rows, k),
        Int32Array.from(rows.fold.keys()).filter((i) => keep(rows.fold[i] ?? 0)),
      );
    const [train, test] = [at((fold) => fold !== k), at((fold) => fold === k)];
    if (test.label.length === 0) continue;
    const asked: Promise<FitOutcome>[] = [];
    for (const name of names) {
      await breathe(watch);
      const fit = fits.get(name);
      if (fit === undefined) throw new RangeError(`${name} has no fit`);
      const outcome = Promise.resolve(fit(train, dropped, false)).then((fitted) => {
        step(watch, "cross-validate", ++done, total);
        return fitted;
      });
      // it is waited for below: until then a failure has nobody to go to
      outcome.catch(() => {});
      asked.push(outcome);
    }
    const fitted = Promise.all(asked);
    fitted.catch(() => {});
    under.push({ test, fitted });
  }
  const parts: HeldOut[] = [];
  for (const { test, fitted } of under) {
    const outcomes = await fitted;
    if (!outcomes.every((fit) => "weights" in fit)) continue;
    parts.push({
      method: "cross-validation",
      label: test.label,
      cluster: test.account,
      scores: new Map(names.flatMap((name, m) => scored(name, outcomes[m], test.coded))),
    });
  }
  return parts.length === 0 ? null : joined(parts, names);
}

function joined(parts: readonly HeldOut[], names: readonly string[]): HeldOut {
  const flat = (pick: (part: HeldOut) => Float64Array | null): Float64Array | null => {
    const all = parts.map(pick);
    return all.some((a) => a === null) ? null : Float64Array.from(all.flatMap((a) => Array.from(a ?? [])));
  };
  return {
    method: parts[0]?.method ?? "none",
    label: Uint8Array.from(parts.flatMap((part) => Array.from(part.label))),
    cluster: Int32Array.from(parts.flatMap((part) => Array.from(part.cluster))),
    scores: new Map(
      names.map((name) => [
        name,
        {
          score: flat((part) => part.scores.get(name)?.score ?? null) ?? new Float64Array(0),
          p: flat((part) => part.scores.get(name)?.p ?? null),
        },
      ]),
    ),
  };
}

function comparison(names: readonly string[], heldOut: HeldOut | null, timed: boolean): ComparisonFacts {
  if (heldOut === null) return { method: "none", reason: "no model could be fitted", pairs: [] };
  const none = notEstimable("the model was not scored");
  return {
    method: heldOut.method,
    reason:
      heldOut.method === "walk-forward"
        ? null
        : timed
          ? "no test quarter has moments to judge on and enough outcomes before it to learn from"
          : "neither the outcome nor the leads have dates, so whether the models drift cannot be seen",
    pairs: names.flatMap((a, i) =>
      names.slice(i + 1).map((b) => {
        const [sa, sb] = [heldOut.scores.get(a), heldOut.scores.get(b)];
        const difference =
          sa === undefined || sb === undefined
            ? { aucDifference: none, logLossDifference: none }
            : compareScores(sa, sb, heldOut.label, heldOut.cluster);
        return { a, b, ...difference };
      }),
    ),
  };
}
