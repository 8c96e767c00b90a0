import { centredAndScaled, type DenseRows, type Moments, momentsOf } from "./dense.kernel.ts";
import { type Ones, onesOf } from "./ones.kernel.ts";

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

/** Lists of ones, and the scale of their columns; a constant column becomes one of zeros. */
interface ListedOnes extends Ones {
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
  const { share, total } = shareOf(label, weight);
  const scale: Moments[] = [];
  const isConstant: boolean[] = [];
  const given = data.columns.map((values, j) => {
    if (values.length !== n)
      throw new RangeError(`column ${j + 1} has ${values.length} values for ${n} rows`);
    const column = values instanceof Float64Array ? values : new Float64Array(values);
    const { moments: found, constant } = scaleOf(column, weight, total);
    const moments = standardise || !Number.isFinite(found.sd) ? found : { ...found, sd: 1 };
    // one value that is not finite spoils the moments, so the rows are searched only then
    if (!Number.isFinite(moments.sd)) finite(column, `column ${j + 1}`);
    scale.push(moments);
    isConstant.push(constant);
    return column;
  });
  const zeros = new Float64Array(n);
  const lists = onesOf(
    given.map((column, j) => (isConstant[j] ? zeros : column)),
    n,
  );
  const listed = scale.map((moments, j) => (isConstant[j] ? { mean: 0, sd: 1 } : moments));
  let columns: readonly Float64Array[] | null = null;
  return {
    // passes over lists of ones do not need them, and they are the largest part of a design
    get columns() {
      columns ??= given.map((column, j) => {
        const moments = scale[j];
        return moments === undefined || isConstant[j] ? zeros : centredAndScaled(column, moments);
      });
      return columns;
    },
    label,
    weight,
    offset,
    scale,
    ones: lists && { ...lists, scale: listed },
    share,
    total,
  };
}

/**
 * A constant column leaves only rounding errors: it becomes zeros of SD 1, so that the information shows which one it
 * is.
 */
function scaleOf(
  column: Float64Array,
  weight: Float64Array,
  total: number,
): { readonly moments: Moments; readonly constant: boolean } {
  const { mean, sd } = momentsOf(column, weight, total);
  const constant = !(sd > 1e-13 * Math.abs(mean)) && !Number.isNaN(sd);
  return { moments: { mean, sd: constant ? 1 : sd }, constant };
}

/** A column of finite values in the form of a design, for callers that build parts of one. */
export function scaled(
  column: Float64Array,
  { weight, total }: Pick<Design, "weight" | "total">,
): { readonly column: Float64Array; readonly moments: Moments } {
  const { moments, constant } = scaleOf(column, weight, total);
  return { column: constant ? new Float64Array(column.length) : centredAndScaled(column, moments), moments };
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
