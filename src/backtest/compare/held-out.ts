import { bytesAt, doublesAt, integersAt, placesWhere } from "../../base/gather.kernel.ts";
import { report, type Watch, yieldNow } from "../../base/progress.ts";
import { NEVER } from "../../base/time.ts";
import type { Promised } from "../../evaluate/evaluate.ts";
import type { CodedRows } from "../../features/type.ts";
import type { Moments } from "../../labels/type.ts";
import { apartFrom, rowsOfFolds, takeRows } from "../../models/fitting/cross-fit.ts";
import { crossingWeights, highsOf, type MapRows, newHighs } from "../../models/fitting/highs.ts";
import { kindNamed } from "../../models/kinds.ts";
import { scoreRows } from "../../models/score.ts";
import type { FitOutcome, TrainingRows } from "../../models/type.ts";
import type { EvaluationFacts } from "../../result/type.ts";
import { probabilityOf, rises } from "../../weights/calibration.ts";
import type { Weights } from "../../weights/type.ts";
import type { ModelsData } from "../data.ts";
import type { Fits, FittedStudy } from "../fit/fitted.ts";
import type { Fold } from "../fit/folds.ts";
import { crossFitFolds, splitWeights } from "../fit/training.ts";

/** Scores of every model on the same rows, from fits that did not use the row's own outcome. */
export interface HeldOut {
  readonly method: EvaluationFacts["method"];
  readonly label: Uint8Array;
  readonly cluster: Int32Array;
  /** weights that sum to 1 for each lead, as in fits */
  readonly weight: Float64Array;
  readonly scores: ReadonlyMap<string, HeldOutScores>;
}

interface HeldOutScores {
  readonly score: Float64Array;
  /** probability of each row; null: not every fold's fit is calibrated */
  readonly p: Float64Array | null;
  /**
   * instants at which this score reached a new high, weighted like the rows that its map was learnt on; null: there are
   * none, or no map
   */
  readonly promised: Promised | null;
}

type Part = Omit<HeldOut, "weight"> & { readonly lead: Int32Array };
type Highs = MapRows & { readonly cluster: Int32Array };

/**
 * The mature moments of each test quarter, scored by weights learnt before it; null where no fold could fit all models.
 */
export function walkedForward(
  { moments, history, instants }: Omit<ModelsData, "study">,
  fitted: Pick<FittedStudy, "walk">,
  names: readonly string[],
): HeldOut | null {
  const parts: Part[] = [];
  const { account, person } = history.leads;
  for (const fold of fitted.walk.folds) {
    const fits = names.map((name) => fold.models.get(name));
    if (fits.length === 0 || !fits.every((fit) => fit !== undefined && "weights" in fit)) continue;
    const rows = placesWhere(moments.count, (i) => {
      const t = moments.time[i] ?? NEVER;
      return t >= fold.fold.start && t < fold.fold.end && moments.label[i] !== 2;
    });
    const quarter = takeRows(fold.coded, rows);
    const lead = integersAt(moments.lead, rows);
    const highs =
      instants === null || fold.atInstants === null
        ? null
        : highsUntil(fold.fold, instants.moments, fold.atInstants, account);
    parts.push({
      method: "walk-forward",
      label: bytesAt(moments.label, rows),
      cluster: integersAt(account, lead),
      lead: person === undefined ? lead : integersAt(person, lead),
      scores: new Map(names.flatMap((name, m) => scored(name, fits[m], quarter, highs))),
    });
  }
  return parts.some((part) => part.label.length > 0) ? joined(parts, names) : null;
}

/**
 * Five-fold cross-validation by account over everything mature: each fold is scored by a fit on the others. Between two
 * fits the event loop runs, for signals; progress counts every other fit.
 */
export async function crossValidated(
  fitted: FittedStudy,
  names: readonly string[],
  fits: Fits,
  watch: Watch,
): Promise<HeldOut | null> {
  const { rows, dropped } = fitted.walk.final;
  const total = crossFitFolds * names.length;
  let done = 0;
  const under: { readonly test: TrainingRows; readonly fitted: Promise<readonly FitOutcome[]> }[] = [];
  report(watch, "cross-validate", done, total);
  for (let k = 0; k < crossFitFolds; k++) {
    const at = (keep: (fold: number) => boolean): TrainingRows => rowsOfFolds(apartFrom(rows, k), keep);
    const [train, test] = [at((fold) => fold !== k), at((fold) => fold === k)];
    if (test.label.length === 0) continue;
    const asked: Promise<FitOutcome>[] = [];
    for (const name of names) {
      await yieldNow(watch);
      const fit = fits.get(name);
      if (fit === undefined) throw new RangeError(`${name} has no fit`);
      const outcome = Promise.resolve(fit(train, dropped, "fold")).then((fitted) => {
        report(watch, "cross-validate", ++done, total);
        return fitted;
      });
      // it is awaited below: until then nobody would handle a failure
      outcome.catch(() => {});
      asked.push(outcome);
    }
    const fitted = Promise.all(asked);
    fitted.catch(() => {});
    under.push({ test, fitted });
  }
  const parts: Part[] = [];
  for (const { test, fitted } of under) {
    const outcomes = await fitted;
    if (!outcomes.every((fit) => "weights" in fit)) continue;
    const { instants } = test;
    const highs =
      instants === undefined
        ? null
        : (weights: Weights): Highs => {
            const score = scoreRows(weights, instants.coded);
            const at = highsOf(score, instants.lead);
            return { ...newHighs(score, test), cluster: at.map((i) => instants.account[i] ?? 0) };
          };
    parts.push({
      method: "cross-validation",
      label: test.label,
      cluster: test.account,
      lead: test.lead,
      scores: new Map(names.flatMap((name, m) => scored(name, outcomes[m], test.coded, highs))),
    });
  }
  return parts.length === 0 ? null : joined(parts, names);
}

/**
 * The instants of a quarter at which a lead's score was higher than ever before, with the weights applied to its whole
 * life as in the replay. Definitions are met at these instants, so this is where the map's probabilities matter.
 */
function highsUntil(fold: Fold, { time, lead, label }: Moments, coded: CodedRows, account: Int32Array) {
  const upTo = placesWhere(time.length, (i) => (time[i] ?? NEVER) < fold.end);
  const leads = lead.subarray(0, upTo.length);
  return (weights: Weights): Highs => {
    const score = scoreRows(weights, coded, upTo);
    const high = highsOf(score, leads);
    const own = doublesAt(score, high);
    const weight = crossingWeights(own, integersAt(leads, high));
    const at = placesWhere(high.length, (k) => {
      const i = high[k] ?? 0;
      return (time[i] ?? 0) >= fold.start && label[i] !== 2;
    });
    const moment = integersAt(high, at);
    return {
      score: doublesAt(own, at),
      label: bytesAt(label, moment),
      weight: doublesAt(weight, at),
      cluster: integersAt(account, integersAt(leads, moment)),
    };
  };
}

/** Whether weights read a feature that these rows lack. */
export const lacks = (weights: Pick<Weights, "inputs">, { features }: TrainingRows["coded"]): boolean =>
  weights.inputs.some(({ name }) => features.every((feature) => feature.name !== name));

function scored(
  name: string,
  fit: FitOutcome | undefined,
  rows: CodedRows,
  highs: ((weights: Weights) => Highs) | null,
): [string, HeldOutScores][] {
  if (fit === undefined || !("weights" in fit)) return [];
  const { weights } = fit;
  if (lacks(weights, rows)) return [];
  const score = scoreRows(weights, rows);
  const promise = (s: number): number => probabilityOf(weights, s) ?? Number.NaN;
  const p = weights.calibration.kind === "none" ? null : score.map(promise);
  const at = p === null || highs === null ? null : highs(weights);
  // rank by the score, since a map makes some scores equal or is level. Only whole points that each fold chooses anew
  // need the map: their probabilities are the only common scale
  const byMap = kindNamed(weights.kind)?.chosen === true && p !== null && rises(weights.calibration);
  return [
    [
      name,
      {
        score: byMap ? p : score.map((s) => s * weights.scale.unit),
        p,
        promised:
          at === null
            ? null
            : { p: at.score.map(promise), label: at.label, cluster: at.cluster, weight: at.weight },
      },
    ],
  ];
}

function joined(parts: readonly Part[], names: readonly string[]): HeldOut {
  const flat = (pick: (part: Part) => Float64Array | null): Float64Array | null => {
    const all = parts.map(pick);
    return all.some((a) => a === null) ? null : doubles(all.map((a) => a ?? new Float64Array(0)));
  };
  return {
    method: parts[0]?.method ?? "none",
    label: bytes(parts.map((part) => part.label)),
    cluster: integers(parts.map((part) => part.cluster)),
    weight: splitWeights(integers(parts.map((part) => part.lead))),
    scores: new Map(
      names.map((name) => [
        name,
        {
          score: flat((part) => part.scores.get(name)?.score ?? null) ?? new Float64Array(0),
          p: flat((part) => part.scores.get(name)?.p ?? null),
          promised: together(parts.map((part) => part.scores.get(name)?.promised ?? null)),
        },
      ]),
    ),
  };
}

function together(parts: readonly (Promised | null)[]): Promised | null {
  const all = parts.flatMap((part) => (part === null ? [] : [part]));
  if (all.length < parts.length) return null;
  return {
    p: doubles(all.map(({ p }) => p)),
    label: bytes(all.map(({ label }) => label)),
    cluster: integers(all.map(({ cluster }) => cluster)),
    weight: doubles(all.map(({ weight }) => weight ?? new Float64Array(0))),
  };
}

const lengthOf = (all: readonly { readonly length: number }[]): number =>
  all.reduce((sum, { length }) => sum + length, 0);
const doubles = (all: readonly Float64Array[]): Float64Array =>
  joinedIn(new Float64Array(lengthOf(all)), all);
const bytes = (all: readonly Uint8Array[]): Uint8Array => joinedIn(new Uint8Array(lengthOf(all)), all);
const integers = (all: readonly Int32Array[]): Int32Array => joinedIn(new Int32Array(lengthOf(all)), all);

function joinedIn<T extends Float64Array | Uint8Array | Int32Array>(into: T, all: readonly T[]): T {
  let from = 0;
  for (const part of all) {
    into.set(part, from);
    from += part.length;
  }
  return into;
}
