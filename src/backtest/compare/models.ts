import { notEstimable } from "../../base/estimate.ts";
import { modelNotScored, noDates, noModelFitted, noTestQuarter } from "../../base/messages/models/fits.ts";
import type { Watch } from "../../base/progress.ts";
import { compareScores, type Evaluation, evaluateScores } from "../../evaluate/evaluate.ts";
import { leadsDated } from "../../labels/untimed.ts";
import { binFacts } from "../../models/explain/bins.ts";
import { effectsOf } from "../../models/explain/effects.ts";
import { exampleReasons, rangeOf } from "../../models/explain/examples.ts";
import { gradeFacts } from "../../models/explain/grades.ts";
import { mapFacts } from "../../models/explain/map.ts";
import { aboutKind } from "../../models/kinds.ts";
import type { FitOutcome } from "../../models/type.ts";
import type { ComparisonFacts, FoldWeights, ModelFacts } from "../../result/type.ts";
import type { ModelSpec } from "../../study/type.ts";
import type { Weights } from "../../weights/type.ts";
import type { ModelsData } from "../data.ts";
import type { FittedStudy } from "../fit/fitted.ts";
import type { Fitting } from "../fit/walk-forward.ts";
import { crossValidated, type HeldOut, lacks, walkedForward } from "./held-out.ts";

export interface ModelsReport {
  readonly models: Readonly<Record<string, ModelFacts>>;
  readonly comparison: ComparisonFacts;
}

/**
 * Models side by side, scored on the judged quarters by weights learnt before them; or, where no fold could be fitted,
 * by cross-validation by account. Two models are always compared on the same rows.
 */
export async function modelsReport(
  data: ModelsData,
  fitted: FittedStudy,
  watch: Watch = {},
): Promise<ModelsReport> {
  const names = [...data.study.models.keys()];
  // a model that cannot be fitted on so little data is left out; the others are still compared
  const able = names.filter((name) => "weights" in (fitted.walk.final.models.get(name) ?? {}));
  const heldOut =
    able.length === 0 && names.length > 0
      ? null
      : (walkedForward(data, fitted, able) ??
        (await fitted.withFits((fits) => crossValidated(fitted, able, fits, watch))));
  const models = Object.fromEntries(
    names.map((name) => {
      const spec = data.study.models.get(name);
      const outcome = fitted.walk.final.models.get(name);
      if (spec === undefined || outcome === undefined) throw new RangeError(`${name} was not fitted`);
      return [name, modelFacts(spec, name, outcome, fitted, heldOut, data.study.minGroup)] as const;
    }),
  );
  return {
    models,
    comparison: comparison(names, heldOut, data.study.outcome.kind === "stage" || leadsDated(data.study)),
  };
}

function modelFacts(
  spec: ModelSpec,
  name: string,
  outcome: FitOutcome,
  fitted: FittedStudy,
  heldOut: HeldOut | null,
  minGroup: number,
): ModelFacts {
  const { rows } = fitted.walk.final;
  const fit = "weights" in outcome ? outcome : null;
  const range = fit === null ? null : rangeOf(fit.weights);
  // points by hand may use a feature that was recorded for too short a time to be a column of the rows: they are not
  // scored
  const scored = fit === null || lacks(fit.weights, rows.coded) ? null : fit.weights;
  return {
    kind: spec.kind,
    ...aboutKind(spec),
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
    reasons: scored === null ? [] : exampleReasons(scored, rows.coded, rows.lead, range, minGroup),
    folds: fitted.walk.folds.map((fold) => foldFacts(fold.fold.quarter.name, fold, name)),
    evaluation: { method: heldOut?.method ?? "none", ...evaluation(name, heldOut) },
  };
}

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
  const { label, cluster, weight } = heldOut;
  return evaluateScores({ ...scored, label, cluster, weight }, scored.promised);
}

function comparison(names: readonly string[], heldOut: HeldOut | null, timed: boolean): ComparisonFacts {
  if (heldOut === null) return { method: "none", reason: noModelFitted, pairs: [] };
  const none = notEstimable(modelNotScored);
  return {
    method: heldOut.method,
    reason: heldOut.method === "walk-forward" ? null : timed ? noTestQuarter : noDates,
    pairs: names.flatMap((a, i) =>
      names.slice(i + 1).map((b) => {
        const [sa, sb] = [heldOut.scores.get(a), heldOut.scores.get(b)];
        const difference =
          sa === undefined || sb === undefined
            ? { aucDifference: none, logLossDifference: none }
            : compareScores(sa, sb, heldOut.label, heldOut.cluster, heldOut.weight);
        return { a, b, ...difference };
      }),
    ),
  };
}
