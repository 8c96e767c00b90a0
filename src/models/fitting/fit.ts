import { type byHand, isByHand } from "../../base/by-hand.ts";
import { type NotEstimable, notEstimable } from "../../base/estimate.ts";
import {
  againstItsSign,
  allReachIt,
  halfLifeOf,
  halfLivesFound,
  nobodyToLearnFrom,
  noChanceHere,
  noFeatureLeft,
  noWeights,
  tooFewForChance,
  tooFewToFit,
} from "../../base/messages/models/fits.ts";
import type { CodedRows, Feature } from "../../features/type.ts";
import type { LearntSpec } from "../../study/type.ts";
import type { Weights } from "../../weights/type.ts";
import { type FittedSpec, fitKind, readyToFit } from "../kinds.ts";
import { type PointsModel, pointsModel } from "../points.ts";
import { scoreRows } from "../score.ts";
import type { Signs } from "../sign.ts";
import type { FitOutcome, Purpose, TrainingRows } from "../type.ts";
import { type CalibrationChoice, calibrate, noMap } from "./calibrate.ts";
import { crossFitted, positiveLeads } from "./cross-fit.ts";
import { finish } from "./finish.ts";
import type { GradeScale } from "./grades.ts";
import { newHighs } from "./highs.ts";
import { againstSigns } from "./signs.ts";

export type ModelSpec = ({ readonly kind: typeof byHand } & PointsModel) | FittedSpec | LearntSpec;

export interface FitQuestion {
  readonly name: string;
  readonly spec: ModelSpec;
  readonly rows: TrainingRows;
  /** every feature of the study, since points by hand may name one that the fold dropped */
  readonly features: readonly Feature[];
  readonly cuts: ReadonlyMap<string, readonly number[]>;
  readonly calibration: CalibrationChoice;
  readonly dropped: readonly { readonly feature: string; readonly reason: string }[];
  /** default A-D */
  readonly grades?: GradeScale;
  /** expected direction of the points of a feature, by its name; default: none */
  readonly signs?: Signs;
  /** default `fold`: intervals that take long are not computed */
  readonly purpose?: Purpose;
}

/** A fold with fewer positive leads than this is not fitted. */
export const leastPositives = 50;

/**
 * Fits one model and calibrates it. The map is learnt on scores by fits (bins included) on the other four folds of
 * accounts, then the model is refitted on all rows and keeps the map. Points by hand are not fitted: their map is
 * learnt on their scores as they are, and without enough positives they are still points, only without a probability.
 */
export async function fitModel(q: FitQuestion): Promise<FitOutcome> {
  if (!isByHand(q.spec)) await readyToFit(q.spec);
  return fitNow(q);
}

/** `fitModel` for a kind that loads nothing, or whose packages this thread has loaded already. */
export function fitNow(q: FitQuestion): FitOutcome {
  const positives = positiveLeads(q.rows);
  const { spec } = q;
  return isByHand(spec) ? fitPoints(q, spec, positives) : fitLearnt(learnable(q), spec, positives);
}

function fitLearnt(q: FitQuestion, spec: FittedSpec | LearntSpec, positives: number): FitOutcome {
  const refused = refusedRows(q.rows, positives);
  if (refused !== null) return refused;
  const fitted = fitKind(q.name, spec, q.rows, q.cuts, q);
  if (!("draft" in fitted)) return fitted;
  const outOfFold = crossFitted(q.rows, (rows) =>
    fitKind(q.name, spec, rows, q.cuts, { ...q, near: fitted, purpose: "fold" }),
  );
  if (!("rows" in outOfFold)) return outOfFold;
  const { draft, converged, iterations, notes } = fitted;
  const map = calibrate(q.calibration, draft, newHighs(outOfFold.instants, q.rows), positives);
  const finished = finish(draft, map.calibration, outOfFold.rows, q.rows, q.grades ?? "A-D");
  return {
    calibrated: true,
    weights: finished.weights,
    outOfFold: outOfFold.rows,
    diagnostics: {
      converged: converged && map.converged,
      iterations,
      rows: q.rows.label.length,
      positives,
      dropped: q.dropped,
      notes: [
        ...notes,
        ...map.notes,
        ...finished.notes,
        ...signNotes(finished.weights, q),
        ...(q.rows.apart === undefined ? [] : halfLifeNotes(finished.weights)),
      ],
      falls: map.falls,
      terms: fitted.terms,
      ...(fitted.segmented === undefined ? {} : { segmented: fitted.segmented }),
    },
  };
}

/** The question without the windows that only rules read. */
function learnable(q: FitQuestion): FitQuestion {
  const forRules = new Set(q.features.filter(isForRules).map(({ name }) => name));
  if (forRules.size === 0) return q;
  const { instants } = q.rows;
  return {
    ...q,
    rows: {
      ...learnableRows(q.rows),
      ...(instants === undefined ? {} : { instants: learnableRows(instants) }),
    },
    dropped: q.dropped.filter(({ feature }) => !forRules.has(feature)),
  };
}

const learnableRows = <R extends Pick<TrainingRows, "coded" | "apart">>(rows: R): R => ({
  ...rows,
  coded: withoutRuleWindows(rows.coded),
  ...(rows.apart === undefined
    ? {}
    : { apart: new Map([...rows.apart].map(([fold, coded]) => [fold, withoutRuleWindows(coded)])) }),
});

const isForRules = (feature: Feature): boolean => feature.kind === "count" && feature.forRules === true;

function withoutRuleWindows({ count, features, codes }: CodedRows): CodedRows {
  const learnt = features.map((feature) => !isForRules(feature));
  return { count, features: features.filter((_, f) => learnt[f]), codes: codes.filter((_, f) => learnt[f]) };
}

/** Why no kind of model is fitted on these rows, whatever they hold; null: a fit is possible. */
export function refusedRows(rows: TrainingRows, positives: number): NotEstimable | null {
  if (positives < leastPositives)
    return notEstimable(
      rows.label.length === 0 ? nobodyToLearnFrom(leastPositives) : tooFewToFit(positives, leastPositives),
    );
  if (!rows.weight.some((w) => w > 0)) return notEstimable(noWeights);
  if (rows.label.every((y) => y === 1)) return notEstimable(allReachIt);
  if (rows.coded.features.length === 0) return notEstimable(noFeatureLeft);
  return null;
}

const signNotes = (weights: Weights, { signs, rows }: FitQuestion): readonly string[] =>
  againstSigns(weights, signs ?? new Map(), rows).map(({ feature, expected }) =>
    againstItsSign(feature, expected),
  );

/** Notes of the decayed counts that the weights read, by half-life, where that was fitted. */
function halfLifeNotes({ inputs }: Weights): readonly string[] {
  const of = new Map<number, string[]>();
  for (const input of inputs)
    if (input.type === "decay")
      of.set(input.from.half_life, [...(of.get(input.from.half_life) ?? []), input.from.decay]);
  const said = [...of].sort(([a], [b]) => a - b).map(([days, names]) => halfLifeOf(days, names));
  return said.length === 0 ? [] : [halfLivesFound(said)];
}

function fitPoints(q: FitQuestion, spec: PointsModel, positives: number): FitOutcome {
  const few = positives < leastPositives;
  const draft = pointsModel(q.name, spec, q.features);
  const lacking = q.dropped.filter((d) => draft.inputs.some((input) => input.name === d.feature));
  const outOfFold = lacking.length > 0 ? new Float64Array(0) : scoreRows(draft, q.rows.coded);
  const learn = !few && lacking.length === 0;
  const scores = (): Float64Array =>
    q.rows.instants === undefined ? outOfFold : scoreRows(draft, q.rows.instants.coded);
  const map = learn ? calibrate(q.calibration, draft, newHighs(scores(), q.rows), positives) : noMap;
  const notes = [...map.notes];
  if (few) notes.push(tooFewForChance(positives, leastPositives));
  for (const { feature, reason } of lacking) notes.push(noChanceHere(feature, reason));
  const finished = finish(draft, map.calibration, outOfFold, q.rows, q.grades ?? "A-D");
  notes.push(...finished.notes, ...signNotes(finished.weights, q));
  return {
    calibrated: true,
    weights: finished.weights,
    outOfFold,
    diagnostics: {
      converged: map.converged,
      iterations: 0,
      rows: q.rows.label.length,
      positives,
      dropped: q.dropped,
      notes,
      falls: map.falls,
      terms: null,
    },
  };
}
