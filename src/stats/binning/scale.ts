import { auc, precisionAtK } from "../rank/rank.ts";

/** score = offset + factor x ln(odds of converting). */
export interface Scaling {
  readonly factor: number;
  readonly offset: number;
}

/**
 * The scaling with a score of `points` at `odds` (of converting to not converting), and `pdo` points more for twice the
 * odds. Siddiqi (2006).
 */
export function scalingOf(anchor: {
  readonly pdo: number;
  readonly points: number;
  readonly odds: number;
}): Scaling {
  const { pdo, points, odds } = anchor;
  if (!(pdo > 0 && Number.isFinite(pdo)) || !Number.isFinite(points) || !(odds > 0 && Number.isFinite(odds)))
    throw new RangeError(`a scale needs pdo > 0, points and odds > 0, not ${pdo}, ${points} and ${odds}`);
  const factor = pdo / Math.LN2;
  return { factor, offset: points - factor * Math.log(odds) };
}

export const scoreOf = ({ factor, offset }: Scaling, probability: number): number =>
  offset + factor * Math.log(probability / (1 - probability));
export const probabilityOf = ({ factor, offset }: Scaling, score: number): number =>
  1 / (1 + Math.exp((offset - score) / factor));

/** A logistic model on WOE columns: logit(p) = intercept + sum of coefficient x WOE of the lead's bin. */
export interface WoeModel {
  readonly intercept: number;
  readonly terms: readonly { readonly coefficient: number; readonly woe: ArrayLike<number> }[];
}

/**
 * Points of every bin of every characteristic, not rounded; the offset and intercept are divided evenly among the
 * characteristics.
 */
export function attributePoints({ intercept, terms }: WoeModel, { factor, offset }: Scaling): number[][] {
  const share = (offset + factor * intercept) / terms.length;
  return terms.map(({ coefficient, woe }) => Array.from(woe, (w) => share + factor * coefficient * w));
}

export interface RoundedPoints {
  readonly points: readonly (readonly number[])[];
  /** the most that any score can move: half a point for each characteristic */
  readonly bound: number;
  /** how far the worst choice of bins moves */
  readonly worst: number;
}

/** Whole points, halves away from zero. */
export function roundPoints(points: readonly (readonly number[])[]): RoundedPoints {
  const rounded = points.map((bins) => bins.map(roundHalfAway));
  const errors = points.map((bins, k) => bins.map((p, b) => (rounded[k]?.[b] ?? 0) - p));
  const sum = (pick: (values: readonly number[]) => number): number =>
    errors.reduce((s, e) => s + (e.length > 0 ? pick(e) : 0), 0);
  return {
    points: rounded,
    bound: points.length / 2,
    worst: Math.max(
      sum((e) => Math.max(...e)),
      -sum((e) => Math.min(...e)),
    ),
  };
}

/** Rounds halves away from zero: Math.round turns -2.5 into -2. And -0 becomes 0. */
export const roundHalfAway = (x: number): number => Math.sign(x) * Math.round(Math.abs(x)) + 0;

/** The least and greatest score over all choices of bins. */
export function scoreRange(points: readonly (readonly number[])[]): {
  readonly min: number;
  readonly max: number;
} {
  const sum = (pick: (...values: number[]) => number): number =>
    points.reduce((s, bins) => s + (bins.length > 0 ? pick(...bins) : 0), 0);
  return { min: sum(Math.min), max: sum(Math.max) };
}

/** A score on 0 to 100 between the theoretical ends, for display only. A card with only one score shows 50. */
export const toHundred = (score: number, { min, max }: { min: number; max: number }): number =>
  max > min ? (100 * (score - min)) / (max - min) : 50;

/** A score on 1 to 5, by fifths of the way between the theoretical ends, for display only. */
export const toFive = (score: number, range: { min: number; max: number }): number =>
  Math.min(5, Math.max(1, 1 + Math.floor(toHundred(score, range) / 20)));

export interface RoundingCost {
  /** greatest change among the given scores */
  readonly moved: number;
  /** exact and rounded; null with one class */
  readonly auc: readonly [number, number] | null;
  readonly logLoss: readonly [number, number];
  /** precision among the best `capacity`, ties in expectation */
  readonly precision: readonly [number, number];
}

/** What rounding did to some rows: scores on the scale before and after, labels 0 or 1. */
export function roundingCost(
  exact: ArrayLike<number>,
  rounded: ArrayLike<number>,
  label: ArrayLike<number>,
  scaling: Scaling,
  capacity: number,
): RoundingCost {
  if (exact.length !== rounded.length || exact.length !== label.length)
    throw new RangeError("roundingCost: lengths disagree");
  const [before, after] = [auc(exact, label), auc(rounded, label)];
  return {
    moved: moved(exact, rounded),
    auc: before === null || after === null ? null : [before, after],
    logLoss: [logLoss(exact, label, scaling), logLoss(rounded, label, scaling)],
    precision: [
      precisionAtK(exact, label, capacity).precision,
      precisionAtK(rounded, label, capacity).precision,
    ],
  };
}

/** Greatest difference of two scores of the same rows. */
export function moved(exact: ArrayLike<number>, rounded: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < exact.length; i++) most = Math.max(most, Math.abs((exact[i] ?? 0) - (rounded[i] ?? 0)));
  return most;
}

function logLoss(score: ArrayLike<number>, label: ArrayLike<number>, { factor, offset }: Scaling): number {
  let sum = 0;
  for (let i = 0; i < score.length; i++) {
    const logit = ((score[i] ?? 0) - offset) / factor;
    const against = label[i] === 1 ? -logit : logit;
    sum += against > 0 ? against + Math.log1p(Math.exp(-against)) : Math.log1p(Math.exp(against));
  }
  return sum / score.length;
}
