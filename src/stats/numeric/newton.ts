import { cholesky, solveCholesky } from "./linear.ts";

/** Sums over the rows at one point. `information` is row-major; at least its lower triangle is filled. */
export interface Sums {
  logLikelihood: number;
  readonly gradient: Float64Array;
  readonly information: Float64Array;
}

export interface Maximum {
  readonly beta: Float64Array;
  /** log-likelihood at `beta`, without the penalty */
  readonly logLikelihood: number;
  /**
   * what one more step would add to the penalised log-likelihood, up to an error of its cube; 0 where that step was
   * taken
   */
  readonly left: number;
  readonly converged: boolean;
  readonly iterations: number;
  /** information at `beta`: penalised, both triangles; with a structure, as its passes fill it */
  readonly information: Float64Array;
  /**
   * index of the parameter at which the information was singular at the start: its column is a combination of earlier
   * ones; null: it was not
   */
  readonly singularAt: number | null;
}

export interface Ascent {
  readonly start: Float64Array;
  /** penalty weights q, for a penalty of 0.5 sum of q_j b_j^2 */
  readonly penalty: Float64Array;
  /** fills `out` with the sums at a point */
  readonly pass: (beta: Float64Array, out: Sums) => void;
  /**
   * The same without the information, where that is much cheaper. Near the optimum, steps then reuse the information of
   * an earlier point, until one more full pass certifies the last point.
   */
  readonly cheapPass?: (beta: Float64Array, out: Sums) => void;
  /**
   * with `cheapPass`: an information (penalised, both triangles) near enough to the one at the start for a first step
   */
  readonly information?: Float64Array;
  /** how the information is stored and solved where it is mostly zero; default: one dense matrix */
  readonly structure?: Structure;
  /**
   * with `cheapPass`: steps shorter than this may reuse the information; choose it larger where the information is
   * expensive. Default 0.01
   */
  readonly keepBelow?: number;
  readonly maxIterations: number;
  /**
   * A step shorter than this is not taken; `left` predicts what it would add. Absent: steps go on until they, and the
   * relative change of the objective, are below 1e-10.
   */
  readonly accuracy?: number;
}

/** An information that is not one dense matrix. Its passes fill it in a layout of its own, without the penalty. */
export interface Structure {
  /** how many numbers it holds */
  readonly size: number;
  /** the Newton step along a gradient, given this information and the penalty; null where they are singular */
  readonly solve: (information: Float64Array, gradient: Float64Array) => Float64Array | null;
}

/**
 * The most that a coefficient moves in one step. It is far beyond any sensible step, and only limits the first ones.
 */
const longestStep = 5;
const shortestFraction = 1e-8;

/**
 * Newton's method for a concave penalised log-likelihood. Steps are bounded, and halved while the objective falls. It
 * has converged when the full Newton step moves no coefficient by 1e-10 (or `accuracy`) and the objective by no more
 * than this share of itself; or when that step is below 1e-7 and the objective does not move in its last digits, as far
 * as rounding lets a badly conditioned problem go. Where steps may reuse an information, a step under the information
 * of its own place ends the search by its length alone. Otherwise, at the iteration limit or where no step along the
 * ascent helps, it has not converged.
 */
export function maximise(ascent: Ascent): Maximum {
  const { start, cheapPass, structure, maxIterations, accuracy = 1e-10, keepBelow = 0.01 } = ascent;
  let information = ascent.information ?? null;
  const at = (beta: Float64Array): Point => evaluate(ascent, beta, information);
  let now = at(start);
  let before = Number.POSITIVE_INFINITY;
  let converged = false;
  let iterations = 0;
  let singularAt: number | null = null;
  let left = 0;
  while (!converged && iterations < maxIterations) {
    const step = (structure?.solve ?? denseStep)(now.sums.information, now.sums.gradient);
    if (!(step instanceof Float64Array)) {
      if (iterations === 0) singularAt = step?.failedAt ?? null;
      break;
    }
    iterations++;
    const length = step.reduce((most, s) => Math.max(most, Math.abs(s)), 0);
    if (!Number.isFinite(length)) break;
    const mayStop = cheapPass !== undefined || ascent.accuracy !== undefined;
    if (mayStop && information === null && length < accuracy) {
      converged = true;
      left = step.reduce((sum, s, j) => sum + 0.5 * s * (now.sums.gradient[j] ?? 0), 0);
      break;
    }
    const keep = cheapPass !== undefined && length < keepBelow && worthKeeping(length, before);
    information = keep ? now.sums.information : null;
    before = length;
    let fraction = Math.min(1, longestStep / Math.max(length, 1e-300));
    const moved = (): Point => at(now.beta.map((b, j) => b + fraction * (step[j] ?? 0)));
    const slack = 1e-13 * Math.abs(now.objective);
    let next = moved();
    while (!(next.objective >= now.objective - slack) && fraction > shortestFraction) {
      fraction /= 2;
      next = moved();
    }
    if (!(next.objective >= now.objective - slack)) break;
    const change = Math.abs(next.objective - now.objective);
    const scale = Math.abs(now.objective);
    converged =
      information === null &&
      ((length < accuracy && change <= accuracy * scale) || (length < 1e-7 && change <= 1e-14 * scale));
    now = next;
  }
  return {
    beta: now.beta,
    logLikelihood: now.sums.logLikelihood,
    left,
    converged,
    iterations,
    information: now.sums.information,
    singularAt,
  };
}

function denseStep(
  information: Float64Array,
  gradient: Float64Array,
): Float64Array | { readonly failedAt: number } {
  const factored = cholesky(information, gradient.length);
  return "failedAt" in factored ? factored : solveCholesky(factored.factor, gradient, gradient.length);
}

/**
 * Whether the next step may reuse the information of this point: the steps are short enough and shrink tenfold, but the
 * next one is not the last, which needs the information of its own place.
 */
const worthKeeping = (length: number, before: number): boolean =>
  length > 1e-9 && (before === Number.POSITIVE_INFINITY || length < 0.1 * before);

interface Point {
  readonly beta: Float64Array;
  readonly sums: Sums;
  readonly objective: number;
}

function evaluate(
  { penalty, pass, cheapPass, structure }: Ascent,
  beta: Float64Array,
  kept: Float64Array | null,
): Point {
  const p = beta.length;
  const cheap = kept === null ? undefined : cheapPass;
  const fresh = cheap === undefined || kept === null;
  const information = fresh ? new Float64Array(structure?.size ?? p * p) : kept;
  const sums = { logLikelihood: 0, gradient: new Float64Array(p), information };
  (cheap ?? pass)(beta, sums);
  const { gradient } = sums;
  let objective = sums.logLikelihood;
  for (let j = 0; j < p; j++) {
    const q = penalty[j] ?? 0;
    const b = beta[j] ?? 0;
    objective -= 0.5 * q * b * b;
    gradient[j] = (gradient[j] ?? 0) - q * b;
    if (!fresh || structure !== undefined) continue;
    information[j * p + j] = (information[j * p + j] ?? 0) + q;
    for (let k = 0; k < j; k++) information[k * p + j] = information[j * p + k] ?? 0;
  }
  return { beta, sums, objective };
}
