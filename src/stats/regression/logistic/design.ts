import { centredAndScaled, type DenseRows, type Moments, momentsOf } from "./dense.kernel.ts";
import { listedScale, type Ones, onesOf } from "./ones.kernel.ts";
import { type Patterns, patternsOf } from "./patterns.kernel.ts";

export interface LogisticData {
  /** p columns of n values, without the intercept */
  readonly columns: readonly ArrayLike<number>[];
  /** 0 or 1, or targets in between (Platt) */
  readonly label: ArrayLike<number>;
  /** frequency weights (2 means the row occurs twice), default 1; for sampling weights see robust.ts */
  readonly weight?: ArrayLike<number>;
  /** added to each row's linear predictor, without a coefficient */
  readonly offset?: ArrayLike<number>;
}

/**
 * Checked rows with every column centred and scaled (weighted mean 0, population SD 1). This changes neither model nor
 * likelihood, and keeps years or amounts in millions from spoiling the arithmetic.
 */
export interface Design extends DenseRows {
  /** mean and SD that were subtracted and divided by; SD 1 where a column is constant (its values are then all 0) */
  readonly scale: readonly Moments[];
  /** the columns as given, where all of them hold only 0 and 1 and lists of ones are worth having; else null */
  readonly ones: ListedOnes | null;
  /** weighted share of positives */
  readonly share: number;
  /** sum of weights */
  readonly total: number;
}

/** Lists of ones, and the scale of their columns; that of a constant one is infinite, so that it has no score. */
interface ListedOnes extends Listed {
  readonly scale: readonly Moments[];
}

/**
 * Checks and scales the rows.
 * @param standardise false: columns are only centred and keep their scale, for penalties on coefficients as they are
 * @throws RangeError on values that are not finite, different lengths, negative weights or no weight at all
 */
export function designOf(data: LogisticData, standardise = true): Design {
  const label = finite(data.label, "the label");
  const n = label.length;
  const weight = data.weight === undefined ? new Float64Array(n).fill(1) : finite(data.weight, "the weight");
  const offset = data.offset === undefined ? null : finite(data.offset, "the offset");
  if (offset !== null && offset.length !== n) throw new RangeError(`${offset.length} offsets for ${n} rows`);
  const given = data.columns.map((values, j) => {
    if (values.length !== n)
      throw new RangeError(`column ${j + 1} has ${values.length} values for ${n} rows`);
    return values instanceof Float64Array ? values : new Float64Array(values);
  });
  return designed({ given, label, offset, lists: listed(given, n) }, weight, standardise);
}

/**
 * The design of the same rows with other weights: 0 for those that take no part. Lists of ones are shared.
 * @param design that of `data`, `standardise` as it was for it
 */
export function reweighted(
  data: LogisticData,
  { ones, label, offset }: Design,
  weight: Float64Array,
  standardise = true,
): Design {
  if (ones === null) return designOf({ ...data, weight }, standardise);
  return designed({ given: ones.given, label, offset, lists: ones }, weight, standardise);
}

interface Given {
  readonly given: readonly Float64Array[];
  readonly label: Float64Array;
  readonly offset: Float64Array | null;
  readonly lists: Listed | null;
}

function designed(
  { given, label, offset, lists }: Given,
  weight: Float64Array,
  standardise: boolean,
): Design {
  const n = label.length;
  const { share, total } = shareOf(label, weight);
  const found =
    lists === null
      ? given.map((column, j) => scaleOf(column, weight, total, `column ${j + 1}`))
      : listedScale(lists, weight, total, given.length);
  const isConstant = found.map(({ sd }) => sd === Infinity);
  const scale = found.map(({ mean, sd }, j) => ({ mean, sd: isConstant[j] || !standardise ? 1 : sd }));
  let columns: readonly Float64Array[] | null = null;
  return {
    // passes over lists of ones do not need them, and they are the largest part of a design
    get columns() {
      columns ??= given.map((column, j) => {
        const moments = scale[j];
        return moments === undefined || isConstant[j]
          ? new Float64Array(n)
          : centredAndScaled(column, moments);
      });
      return columns;
    },
    label,
    weight,
    offset,
    scale,
    ones: lists && {
      ...lists,
      scale: scale.map((moments, j) => (isConstant[j] ? { mean: moments.mean, sd: Infinity } : moments)),
    },
    share,
    total,
  };
}

/** Lists of ones, and what is made of them when a pass first asks for it. */
interface Listed extends Ones {
  readonly given: readonly Float64Array[];
  readonly patterns: () => Patterns;
}

function listed(given: readonly Float64Array[], n: number): Listed | null {
  const ones = onesOf(given, n);
  let made: Patterns | null = null;
  return (
    ones && {
      ...ones,
      given,
      patterns: () => {
        made ??= patternsOf(ones, given.length + 1);
        return made;
      },
    }
  );
}

/** Mean and SD of a column; a constant one leaves only rounding errors, and has an infinite SD. */
function scaleOf(column: Float64Array, weight: Float64Array, total: number, name: string): Moments {
  const { mean, sd } = momentsOf(column, weight, total);
  // one value that is not finite spoils the moments, so the rows are searched only then
  if (!Number.isFinite(sd)) finite(column, name);
  return { mean, sd: sd > 1e-13 * Math.abs(mean) || Number.isNaN(sd) ? sd : Infinity };
}

/** A column of finite values in the form of a design, for callers that build parts of one. */
export function scaled(
  column: Float64Array,
  { weight, total }: Pick<Design, "weight" | "total">,
): { readonly column: Float64Array; readonly moments: Moments } {
  const moments = scaleOf(column, weight, total, "a column");
  return moments.sd === Infinity
    ? { column: new Float64Array(column.length), moments: { ...moments, sd: 1 } }
    : { column: centredAndScaled(column, moments), moments };
}

/** Coefficients of the design (intercept first) on the scale of the columns as given. */
export function onOriginalScale(beta: Float64Array, { scale }: Pick<Design, "scale">): Float64Array {
  const coefficients = beta.map((b, j) => b / (scale[j - 1]?.sd ?? 1));
  scale.forEach(({ mean }, j) => {
    coefficients[0] = (coefficients[0] ?? 0) - (coefficients[j + 1] ?? 0) * mean;
  });
  return coefficients;
}

/** The other way: coefficients on the columns as given, for the design. */
export function onDesignScale(coefficients: Float64Array, { scale }: Design): Float64Array {
  const beta = coefficients.map((b, j) => b * (scale[j - 1]?.sd ?? 1));
  scale.forEach(({ mean }, j) => {
    beta[0] = (beta[0] ?? 0) + (coefficients[j + 1] ?? 0) * mean;
  });
  return beta;
}

/**
 * A S A', with A the map from the design's to the original coefficients: rows of slopes / sd, the intercept - means /
 * sd.
 */
export function covarianceOnOriginalScale(s: Float64Array, { scale }: Design): Float64Array {
  const p = scale.length + 1;
  const per = Float64Array.from({ length: p }, (_, j) => 1 / (scale[j - 1]?.sd ?? 1));
  const half = new Float64Array(p * p);
  for (let i = 0; i < p; i++)
    for (let j = 0; j < p; j++) half[i * p + j] = (s[i * p + j] ?? 0) * (per[i] ?? 1);
  for (let i = 1; i < p; i++)
    for (let j = 0; j < p; j++) half[j] = (half[j] ?? 0) - (scale[i - 1]?.mean ?? 0) * (half[i * p + j] ?? 0);
  const out = new Float64Array(p * p);
  for (let i = 0; i < p; i++) {
    for (let j = 0; j < p; j++) out[i * p + j] = (half[i * p + j] ?? 0) * (per[j] ?? 1);
    for (let j = 1; j < p; j++)
      out[i * p] = (out[i * p] ?? 0) - (scale[j - 1]?.mean ?? 0) * (out[i * p + j] ?? 0);
  }
  return out;
}

/** Where Newton's method begins: all slopes 0, the intercept at the share of positives. */
export function startOf({ scale, share, offset }: Design): Float64Array {
  const start = new Float64Array(scale.length + 1);
  const inside = Math.min(1 - 1e-6, Math.max(1e-6, share));
  start[0] = Math.log(inside / (1 - inside)) - (offset === null ? 0 : mean(offset));
  return start;
}

const mean = (values: Float64Array): number => values.reduce((s, v) => s + v, 0) / values.length;

function shareOf(label: Float64Array, weight: Float64Array): { share: number; total: number } {
  if (weight.length !== label.length)
    throw new RangeError(`${weight.length} weights for ${label.length} rows`);
  let [y, total] = [0, 0];
  for (let i = 0; i < label.length; i++) {
    const w = weight[i] ?? 0;
    if (w < 0) throw new RangeError(`row ${i + 1} has a negative weight`);
    y += w * (label[i] ?? 0);
    total += w;
  }
  if (!(total > 0)) throw new RangeError("there are no rows to fit on");
  return { share: y / total, total };
}

function finite(values: ArrayLike<number>, name: string): Float64Array {
  const out = values instanceof Float64Array ? values : new Float64Array(values);
  // a sum of (v - v) is 0 unless a value is not finite: one cheap pass, after which the row is searched only if needed
  let off = 0;
  for (let i = 0; i < out.length; i++) off += (out[i] ?? 0) - (out[i] ?? 0);
  if (off !== 0) {
    const bad = out.findIndex((v) => !Number.isFinite(v));
    throw new RangeError(`${name} holds ${out[bad]} in row ${bad + 1}`);
  }
  return out;
}
