import { cholesky, solveCholesky } from "../numeric/linear.ts";
import type { Sums } from "../numeric/newton.ts";

/**
 * Coefficients that should rise together, such as those of one activity's counts over several windows: more of it
 * should not make the outcome less likely unless the data say so. Least squares under order (Robertson, Wright &
 * Dykstra 1988) in the metric of a fit's information, and Newton's steps restricted to it.
 */

/** A sum of signed coefficients, `by[i]` x coefficient `at[i]`. */
export interface Contrast {
  readonly at: readonly number[];
  readonly by: readonly number[];
}

export interface RisingFamily {
  /** what each step up adds to the linear predictor */
  readonly steps: readonly Contrast[];
  /**
   * what having any of it adds on average over the rows that have it: this decides whether the family rises or falls
   */
  readonly whole: Contrast;
  /** the direction that is expected: it rises unless the data show that it falls, or it has the direction of the fit */
  readonly way: "rises" | "as_fitted";
}

/**
 * The gain in deviance that a step against its direction needs to stay, or a family that falls although it should rise.
 * It is that of a scorecard's peak: beyond 3.4 standard errors.
 */
const evidence = 12;

/** The inverse information times a vector. */
export type Solve = (vector: Float64Array) => Float64Array;

const sumOf = ({ at, by }: Contrast, beta: ArrayLike<number>): number =>
  at.reduce((sum, j, i) => sum + (by[i] ?? 0) * (beta[j] ?? 0), 0);

const spread = ({ at, by }: Contrast, length: number): Float64Array => {
  const out = new Float64Array(length);
  at.forEach((j, i) => {
    out[j] = (out[j] ?? 0) + (by[i] ?? 0);
  });
  return out;
};

/**
 * The steps that must be 0 or more, with the sign of their family's direction. A family that should rise does so unless
 * the fit contradicts it by more than `evidence`; a step that contradicts by more is free.
 */
export function stepsToHold(beta: Float64Array, families: readonly RisingFamily[], solve: Solve): Contrast[] {
  const against = (contrast: Contrast, way: 1 | -1): boolean => {
    const value = way * sumOf(contrast, beta);
    if (value >= 0) return false;
    const variance = sumOf(contrast, solve(spread(contrast, beta.length)));
    return value * value > evidence * variance;
  };
  return families.flatMap(({ steps, whole, way: wanted }) => {
    const falls = wanted === "rises" ? against(whole, 1) : sumOf(whole, beta) < 0;
    const way = falls ? -1 : 1;
    return steps
      .filter((step) => !against(step, way))
      .map(({ at, by }) => ({ at, by: by.map((sign) => way * sign) }));
  });
}

/** A step this little below 0, in logits, is rounding. */
const rounding = 1e-10;

/**
 * The point nearest to `beta`, in the metric of the information, at which no contrast is below 0: non-negative least
 * squares on the multipliers (Lawson & Hanson 1974). One solve for each contrast that is ever active, and one of their
 * matrix in each round.
 */
export function nearestRising(
  beta: Float64Array,
  contrasts: readonly Contrast[],
  solve: Solve,
): Float64Array {
  const moves = new Map<number, Float64Array>();
  const moveOf = (k: number): Float64Array => {
    const known = moves.get(k);
    if (known !== undefined) return known;
    const found = solve(spread(contrasts[k] ?? { at: [], by: [] }, beta.length));
    moves.set(k, found);
    return found;
  };
  const value = contrasts.map((contrast) => sumOf(contrast, beta));
  let held: number[] = [];
  let multipliers: number[] = [];
  const dependent = new Set<number>();
  let at = beta;
  for (let round = 0; round < 20 * contrasts.length; round++) {
    const worst = farthestBelow(contrasts, at, new Set([...held, ...dependent]));
    if (worst < 0) break;
    const tried = [...held, worst];
    const solved = multipliersOf(contrasts, tried, value, moveOf);
    if (solved === null) {
      // the others already imply it
      dependent.add(worst);
      continue;
    }
    [held, multipliers] = kept(contrasts, tried, [...multipliers, 0], solved, value, moveOf);
    dependent.clear();
    at = beta.slice();
    held.forEach((k, i) => {
      moveOf(k).forEach((move, j) => {
        at[j] = (at[j] ?? 0) + (multipliers[i] ?? 0) * move;
      });
    });
  }
  return at;
}

function farthestBelow(
  contrasts: readonly Contrast[],
  at: Float64Array,
  passedOver: ReadonlySet<number>,
): number {
  let [worst, least] = [-1, -rounding];
  contrasts.forEach((contrast, k) => {
    const value = sumOf(contrast, at);
    if (value < least && !passedOver.has(k)) [worst, least] = [k, value];
  });
  return worst;
}

type MoveOf = (k: number) => Float64Array;

/** Multipliers at which all of `held` are 0; null where one of them follows from the others. */
function multipliersOf(
  contrasts: readonly Contrast[],
  held: readonly number[],
  value: readonly number[],
  moveOf: MoveOf,
): Float64Array | null {
  const n = held.length;
  const matrix = new Float64Array(n * n);
  held.forEach((k, i) => {
    held.forEach((l, j) => {
      matrix[i * n + j] = sumOf(contrasts[k] ?? { at: [], by: [] }, moveOf(l));
    });
  });
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) matrix[j * n + i] = matrix[i * n + j] ?? 0;
  const factored = cholesky(matrix, n);
  if ("failedAt" in factored) return null;
  for (let i = 0; i < n; i++)
    if ((factored.factor[i * n + i] ?? 0) ** 2 < 1e-9 * (matrix[i * n + i] ?? 0)) return null;
  return solveCholesky(
    factored.factor,
    Float64Array.from(held, (k) => -(value[k] ?? 0)),
    n,
  );
}

/** Moves from the current multipliers to those solved for, and drops any that would turn negative on the way. */
function kept(
  contrasts: readonly Contrast[],
  tried: readonly number[],
  from: readonly number[],
  solved: Float64Array,
  value: readonly number[],
  moveOf: MoveOf,
): [number[], number[]] {
  let [held, now, to] = [[...tried], [...from], solved];
  while (to.some((m) => m <= 0)) {
    let part = 1;
    to.forEach((m, i) => {
      const own = now[i] ?? 0;
      if (m <= 0) part = Math.min(part, own / Math.max(own - m, 1e-300));
    });
    const moved = now.map((own, i) => own + part * ((to[i] ?? 0) - own));
    const stay = held.map((_, i) => (moved[i] ?? 0) > 1e-14 || ((to[i] ?? 0) > 0 && part < 1));
    if (stay.every((s) => s)) stay[Array.from(to).findIndex((m) => m <= 0)] = false;
    held = held.filter((_, i) => stay[i]);
    now = moved.filter((_, i) => stay[i]);
    if (held.length === 0) return [[], []];
    to = multipliersOf(contrasts, held, value, moveOf) ?? Float64Array.from(now);
  }
  return [held, Array.from(to)];
}

export interface RisingAscent {
  /** the highest point without any order, and its information: penalised, both triangles */
  readonly beta: Float64Array;
  readonly information: Float64Array;
  /** penalty weights q, for a penalty of 0.5 sum of q_j b_j^2 */
  readonly penalty: Float64Array;
  /** weights l of a further penalty sum of l_j b_j; default: none */
  readonly linear?: Float64Array;
  readonly pass: (beta: Float64Array, out: Sums, withInformation: boolean) => void;
  readonly contrasts: readonly Contrast[];
}

export interface RisingMaximum {
  readonly beta: Float64Array;
  readonly logLikelihood: number;
  readonly converged: boolean;
  readonly iterations: number;
}

const mostSteps = 60;
const accuracy = 1e-10;

/**
 * The highest point of a concave penalised log-likelihood at which no contrast is below 0: Newton's steps, each
 * projected to the nearest point that keeps the order. The information is computed again while steps do not shrink
 * tenfold; the result does not depend on this. One pass for each of about five steps.
 */
export function climbRising(ascent: RisingAscent): RisingMaximum {
  const { penalty, linear, pass, contrasts } = ascent;
  const p = penalty.length;
  let factor = factorOf(ascent.information, p);
  if (factor === null)
    return { beta: ascent.beta, logLikelihood: Number.NaN, converged: false, iterations: 0 };
  const solve = (vector: Float64Array): Float64Array =>
    solveCholesky(factor ?? new Float64Array(0), vector, p);
  const lost = (beta: Float64Array): number =>
    beta.reduce((sum, b, j) => sum + 0.5 * (penalty[j] ?? 0) * b * b + (linear?.[j] ?? 0) * b, 0);
  const evaluated = (beta: Float64Array, fresh: boolean) => {
    const sums: Sums = {
      logLikelihood: 0,
      gradient: new Float64Array(p),
      information: new Float64Array(fresh ? p * p : 0),
    };
    pass(beta, sums, fresh);
    const gradient = sums.gradient.map((g, j) => g - (penalty[j] ?? 0) * (beta[j] ?? 0) - (linear?.[j] ?? 0));
    return { ...sums, gradient, objective: sums.logLikelihood - lost(beta) };
  };
  let beta = nearestRising(ascent.beta, contrasts, solve);
  let fresh = true;
  let before = Number.POSITIVE_INFINITY;
  let now = evaluated(beta, fresh);
  for (let iterations = 1; iterations <= mostSteps; iterations++) {
    if (fresh) {
      factor = factorOf(penalised(now.information, penalty), p);
      if (factor === null) break;
    }
    const step = solve(now.gradient);
    const target = nearestRising(
      beta.map((b, j) => b + (step[j] ?? 0)),
      contrasts,
      solve,
    );
    const length = target.reduce((most, b, j) => Math.max(most, Math.abs(b - (beta[j] ?? 0))), 0);
    if (length < accuracy) return { beta, logLikelihood: now.logLikelihood, converged: true, iterations };
    fresh = !(length < 0.1 * before);
    before = length;
    let part = 1;
    const along = (): Float64Array => beta.map((b, j) => b + part * ((target[j] ?? 0) - b));
    let next = evaluated(along(), fresh);
    const slack = 1e-12 * Math.abs(now.objective);
    while (!(next.objective >= now.objective - slack) && part > 1e-6) {
      part /= 2;
      next = evaluated(along(), fresh);
    }
    if (!(next.objective >= now.objective - slack)) break;
    beta = along();
    now = next;
  }
  return { beta, logLikelihood: now.logLikelihood, converged: false, iterations: mostSteps };
}

const factorOf = (information: Float64Array, p: number): Float64Array | null => {
  const factored = cholesky(information, p);
  return "failedAt" in factored ? null : factored.factor;
};

/** The lower triangle of a pass with the penalty on its diagonal, which is all that a factorisation reads. */
function penalised(information: Float64Array, penalty: Float64Array): Float64Array {
  const p = penalty.length;
  const out = Float64Array.from(information);
  for (let j = 0; j < p; j++) out[j * p + j] = (out[j * p + j] ?? 0) + (penalty[j] ?? 0);
  return out;
}
