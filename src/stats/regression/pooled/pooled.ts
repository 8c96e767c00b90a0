import { type BinnedFamily, type BinnedFit, familiesOf, fitBinned } from "../binned/fit.ts";
import { type Contrast, nearestRising, stepsToHold } from "../rising.ts";
import { fitAt, type PooledAt, type PooledData, type PooledRows, pooledRows, type Spread } from "./fit.ts";

/** A segment's difference from the common coefficient, in logits, and its standard deviation given the data. */
export interface Deviation {
  readonly value: number;
  readonly sd: number;
}

export interface SegmentFit {
  readonly intercept: Deviation;
  /** for each characteristic, one deviation for each bin */
  readonly bins: readonly (readonly Deviation[])[];
  /**
   * Pooling factor (Gelman and Pardoe 2006, Technometrics 48:2): the mean variance of its deviations given the data,
   * divided by their variance before. 1: the segment fully takes the common model; 0: it has a model of its own.
   */
  readonly pooling: number;
  /** the number of free coefficients that its deviations amount to, beside the common ones */
  readonly effective: number;
}

/** `intercept` and `coef` are common to all segments. Not `converged`: no spread could be judged, not even none. */
export interface PooledFit extends Omit<BinnedFit, "logLikelihood"> {
  /** empty where there is no spread */
  readonly segments: readonly SegmentFit[];
  readonly spread: Spread;
}

/**
 * The spreads among which the data choose: none, and from a sixteenth of a logit to 2 (odds seven times as high), each
 * twice the one before. Scores hardly depend on the steps, and a choice among few does not depend on the last digits of
 * a sum: the same rows in another order give the same weights.
 */
export const spreads: readonly number[] = [0, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2];
/** A gain in log marginal likelihood below this is rounding. */
const leastGain = 1e-7;
/**
 * The gain in log marginal likelihood that own levels need over no segments, and own bins over levels: 1 for each
 * parameter, as in Akaike's criterion. Where segments do not differ, the likelihood itself would give them a spread in
 * half of all cases.
 */
const priceOf = ({ intercept, bins }: Spread): number => (bins > 0 ? 2 : intercept > 0 ? 1 : 0);

/**
 * Partial pooling: common coefficients, and deviations of each segment. The two spreads (of intercepts, of bins) are
 * those among `spreads` with the largest marginal likelihood, less 1 where only levels differ and 2 where bins do. A
 * climb finds them: from none along the levels, then along both in turn. Without any spread the fit is that of
 * `fitBinned`. About ten fits, each starting at another; those without a spread of bins cost little more than
 * `fitBinned`.
 */
export function fitPooled(data: PooledData): PooledFit {
  const common = fitBinned(data);
  const rows = pooledRows(data);
  const start = new Float64Array((rows.segments + 1) * rows.p);
  start.set([common.intercept, ...common.coef.flatMap((own) => Array.from(own))]);
  const found = common.converged ? climb(rows, start) : null;
  if (found === null || (found.spread.intercept === 0 && found.spread.bins === 0))
    return { ...common, segments: [], spread: { intercept: 0, bins: 0 }, converged: found !== null };
  const { offsets, p } = rows;
  const beta = inOrder(rows, found, data.rising ?? []);
  const coefOf = (from: number): Float64Array[] =>
    data.sizes.map((size, k) => beta.slice(from + (offsets[k] ?? 0), from + (offsets[k] ?? 0) + size));
  return {
    intercept: beta[0] ?? 0,
    coef: coefOf(0),
    segments: Array.from({ length: rows.segments }, (_, s) =>
      segmentOf(rows, { ...found, beta }, s, coefOf((s + 1) * p)),
    ),
    spread: found.spread,
    converged: found.converged,
    iterations: found.iterations,
  };
}

/**
 * The nearest point, in the metric of the information, at which the families keep their order in the common model and
 * in each segment's: one quadratic step, since it is near.
 */
function inOrder(
  { p, segments, offsets }: PooledRows,
  { beta, factored }: PooledAt,
  families: readonly BinnedFamily[],
): Float64Array {
  const common = familiesOf(families, offsets);
  const of = (contrast: Contrast, segment: number): Contrast => ({
    at: [...contrast.at, ...contrast.at.map((j) => (segment + 1) * p + j)],
    by: [...contrast.by, ...contrast.by],
  });
  const all = [
    ...common,
    ...Array.from({ length: segments }, (_, s) =>
      common.map(({ steps, whole, way }) => ({
        steps: steps.map((step) => of(step, s)),
        whole: of(whole, s),
        way,
      })),
    ).flat(),
  ];
  return nearestRising(beta, stepsToHold(beta, all, factored.solve), factored.solve);
}

function climb(rows: PooledRows, start: Float64Array): PooledAt | null {
  const known = new Map<string, PooledAt | null>();
  let best: PooledAt | null = null;
  const at = (intercept: number, bins: number): PooledAt | null => {
    const [a, b] = [spreads[intercept], spreads[bins]];
    if (a === undefined || b === undefined) return null;
    const key = `${intercept} ${bins}`;
    const found = known.get(key) ?? fitAt(rows, { intercept: a, bins: b }, best?.beta ?? start);
    known.set(key, found);
    return found?.converged === true ? found : null;
  };
  let [intercept, bins] = [0, 0];
  best = at(intercept, bins);
  const better = (found: PooledAt | null): boolean =>
    found !== null && (best === null || found.marginal > best.marginal + leastGain);
  for (let moved = true; moved; ) {
    moved = false;
    for (const [a, b] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ] as const)
      for (let next = at(intercept + a, bins + b); better(next); next = at(intercept + a, bins + b)) {
        best = next;
        [intercept, bins, moved] = [intercept + a, bins + b, true];
      }
  }
  const worth = ({ marginal, spread }: PooledAt): number => marginal - priceOf(spread);
  return [...known.values()].reduce<PooledAt | null>((most, found) => {
    if (found?.converged !== true) return most;
    return most === null || worth(found) > worth(most) + leastGain ? found : most;
  }, null);
}

function segmentOf(
  { p, offsets, deviates }: PooledRows,
  { beta, spread, factored }: PooledAt,
  segment: number,
  values: readonly Float64Array[],
): SegmentFit {
  const { whole, given } = factored.variances(segment);
  let [effective, unpooled, n] = [0, 0, 0];
  given.forEach((variance, j) => {
    if (deviates[j] === 0) return;
    const sd = j === 0 ? spread.intercept : spread.bins;
    n++;
    if (sd === 0) return;
    effective += 1 - (whole[j] ?? 0) / (sd * sd);
    unpooled += 1 - variance / (sd * sd);
  });
  const sdOf = (j: number): number => Math.sqrt(whole[j] ?? 0);
  return {
    intercept: { value: beta[(segment + 1) * p] ?? 0, sd: sdOf(0) },
    bins: values.map((own, k) => Array.from(own, (value, b) => ({ value, sd: sdOf((offsets[k] ?? 0) + b) }))),
    effective,
    pooling: 1 - unpooled / n,
  };
}
