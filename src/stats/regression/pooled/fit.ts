import { bytesAt, doublesAt } from "../../../base/gather.kernel.ts";
import { maximise, type Sums } from "../../numeric/newton.ts";
import { type BinnedData, binnedRows, checkBinned, pin, ridgePenalty } from "../binned/fit.ts";
import { type FactoredArrow, factorArrow } from "./arrow.ts";

export interface PooledData extends BinnedData {
  /** segment of each row, 0 to segments - 1; the value `segments` means none: only the common coefficients */
  readonly segment: Uint8Array;
  readonly segments: number;
  /** for each characteristic, bins in which no segment deviates; default: none */
  readonly held?: readonly (readonly number[])[];
}

/** Standard deviations, in logits, of the segments' own intercepts and of the deviations of bins; 0: none. */
export interface Spread {
  readonly intercept: number;
  readonly bins: number;
}

export interface PooledAt {
  readonly spread: Spread;
  /** common coefficients, intercept first, then each segment's deviations in the same order */
  readonly beta: Float64Array;
  /** Laplace's approximation of the log marginal likelihood, up to a constant that does not depend on the spread */
  readonly marginal: number;
  readonly converged: boolean;
  readonly iterations: number;
  readonly factored: FactoredArrow;
}

/** Rows by segment, prepared so that fits at any spread can pass over them. */
export interface PooledRows {
  /** number of coefficients of one segment, with its intercept */
  readonly p: number;
  readonly segments: number;
  /** first parameter of each characteristic */
  readonly offsets: Int32Array;
  /** penalty of the common coefficients */
  readonly penalty: Float64Array;
  /** 1 where segments may deviate, in the order of a segment's coefficients */
  readonly deviates: Uint8Array;
  readonly pass: (beta: Float64Array, out: Sums, withInformation: boolean) => void;
}

export function pooledRows(data: PooledData): PooledRows {
  checkBinned(data);
  const { bins, sizes, label, weight, lambda, pinned, segment, segments, held } = data;
  if (segment.length !== label.length)
    throw new RangeError(`${segment.length} segments for ${label.length} rows`);
  const rowsOf = Array.from({ length: segments + 1 }, (): number[] => []);
  segment.forEach((s, row) => {
    const own = rowsOf[s];
    if (own === undefined) throw new RangeError(`a row is of a segment past ${segments}`);
    own.push(row);
  });
  const parts = rowsOf.map((rows) => {
    const at = Int32Array.from(rows);
    return binnedRows(
      bins.map((bin) => bytesAt(bin, at)),
      sizes,
      bytesAt(label, at),
      doublesAt(weight, at),
    );
  });
  const offsets = parts[0]?.offsets ?? new Int32Array([1]);
  const p = offsets.at(-1) ?? 1;
  const penalty = ridgePenalty(
    parts.reduce((sum, { mass }) => sum.map((w, j) => w + (mass[j] ?? 0)), new Float64Array(p)),
    offsets,
    lambda,
    pinned ?? [],
    data.scale,
  );
  const deviates = Uint8Array.from(penalty, (q) => (q >= pin ? 0 : 1));
  held?.forEach((of, k) => {
    for (const b of of) deviates[(offsets[k] ?? 0) + b] = 0;
  });
  return {
    p,
    segments,
    offsets,
    penalty,
    deviates,
    pass(beta, out, withInformation) {
      out.logLikelihood = 0;
      out.gradient.fill(0);
      parts.forEach((rows, s) => {
        const from = (s + 1) * p;
        const own = beta.slice(0, p);
        if (s < segments) for (let j = 0; j < p; j++) own[j] = (own[j] ?? 0) + (beta[from + j] ?? 0);
        const sums = {
          logLikelihood: 0,
          gradient: new Float64Array(p),
          information: withInformation
            ? out.information.subarray(s * p * p, (s + 1) * p * p)
            : new Float64Array(0),
        };
        rows.pass(own, sums, withInformation);
        if (withInformation) mirror(sums.information, p);
        out.logLikelihood += sums.logLikelihood;
        sums.gradient.forEach((g, j) => {
          out.gradient[j] = (out.gradient[j] ?? 0) + g;
          if (s < segments) out.gradient[from + j] = g;
        });
      });
    },
  };
}

function mirror(matrix: Float64Array, p: number): void {
  for (let j = 0; j < p; j++) for (let k = 0; k < j; k++) matrix[k * p + j] = matrix[j * p + k] ?? 0;
}

/**
 * Logistic regression on bins with common coefficients and, for each segment, deviations from them. The deviations are
 * normal around 0 with the given spread; the common coefficients have the ridge of `fitBinned`. Newton's method on both
 * at once. `marginal` integrates both out by Laplace's approximation (Wood 2011, J. R. Stat. Soc. B 73:3, eq. 5, where
 * it is called REML): l - theta' Q theta / 2 + log|Q| / 2 - log|H + Q| / 2. Null where the information is singular.
 * Cost: a pass of `fitBinned` and O((segments + 1) p^3) for each iteration.
 * @param start parameters to begin at
 */
export function fitAt(rows: PooledRows, spread: Spread, start: Float64Array): PooledAt | null {
  const { p, segments } = rows;
  const penalty = penaltyAt(rows, spread);
  // near the optimum, steps reuse an information and its factors
  let kept: { readonly of: Float64Array; readonly factored: FactoredArrow | null } | null = null;
  const factor = (information: Float64Array): FactoredArrow | null => {
    if (kept?.of !== information)
      kept = { of: information, factored: factorArrow({ p, segments, information, penalty }) };
    return kept.factored;
  };
  const found = maximise({
    start: start.map((b, j) => ((penalty[j] ?? 0) >= pin ? 0 : b)),
    penalty,
    pass: (beta, out) => rows.pass(beta, out, true),
    cheapPass: (beta, out) => rows.pass(beta, out, false),
    structure: {
      size: (segments + 1) * p * p,
      solve: (information, gradient) => factor(information)?.solve(gradient) ?? null,
    },
    maxIterations: 60,
  });
  const factored = factor(found.information);
  if (factored === null) return null;
  let marginal = found.logLikelihood - factored.logDeterminant / 2;
  penalty.forEach((q, j) => {
    const b = found.beta[j] ?? 0;
    marginal -= (q * b * b) / 2;
    if (j >= p) marginal += Math.log(q) / 2;
  });
  const { converged, iterations } = found;
  const beta = found.beta.map((b, j) => ((penalty[j] ?? 0) >= pin ? 0 : b));
  return { spread, beta, marginal, converged, iterations, factored };
}

/** The common ridge, then 1 / spread^2 for each segment's deviations; deviations without a spread are held at 0. */
function penaltyAt({ p, segments, penalty, deviates }: PooledRows, spread: Spread): Float64Array {
  const all = new Float64Array((segments + 1) * p);
  all.set(penalty);
  for (let s = 1; s <= segments; s++)
    for (let j = 0; j < p; j++) {
      const sd = j === 0 ? spread.intercept : spread.bins;
      all[s * p + j] = sd === 0 || deviates[j] === 0 ? pin : 1 / (sd * sd);
    }
  return all;
}
