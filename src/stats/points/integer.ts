import { type NotEstimable, notEstimable } from "../../base/estimate.ts";
import { noColumnHelps, optimumAtInfinity, pointsSeparate } from "../../base/messages/stats.ts";
import { oneClass, totalsOf } from "../calibrate/rows.ts";
import { type Cells, collapse } from "./cells.ts";
import { type PointsOn, searchPoints } from "./search.ts";
import { fitSupport, type Support, searchSupports } from "./support.ts";

export interface IntegerProblem {
  /** one a candidate term: 0 or 1, or small whole numbers */
  readonly columns: readonly Uint8Array[];
  /** 0 or 1 */
  readonly label: ArrayLike<number>;
  /** frequency weights, default 1 */
  readonly weight?: ArrayLike<number>;
  /** most terms with points */
  readonly terms: number;
  /** smallest and largest points of a term, default [-5, 5]; 0 lies between them */
  readonly range?: readonly [number, number];
  /** narrower ranges of single columns, by position: [0, 5] is a column that may only add */
  readonly ranges?: ReadonlyMap<number, readonly [number, number]>;
  /** what the columns are called in messages; default their positions, from 1 */
  readonly names?: readonly string[];
  /** supports that are tried for points, default 50 */
  readonly pool?: number;
  /** supports kept in the beam and candidates fitted for each, default 10 */
  readonly width?: number;
}

export interface IntegerPoints {
  /** by column, ascending; none has 0 points */
  readonly terms: readonly { readonly column: number; readonly points: number }[];
  /** logit p = intercept + slope x total; slope > 0 */
  readonly intercept: number;
  readonly slope: number;
  /** sum over rows, in nats */
  readonly loss: number;
  /** weight of the rows */
  readonly weight: number;
  readonly certificate: Certificate | NotEstimable;
}

/**
 * What is proven: no points whatever, on these columns, lose less than `bound`, the loss of the unrestricted logistic
 * fit on them; so whole numbers cost at most `gap`, as a share of it. The choice of columns is a search, and not proven.
 */
export interface Certificate {
  readonly bound: number;
  /** (loss - bound) / bound */
  readonly gap: number;
}

/**
 * Small whole points for at most `terms` columns that lose least in log loss once (intercept, slope) are fitted to the
 * total: FasterRisk's problem (Liu et al. 2022) with the two scale numbers free. Supports come from a beam search with
 * exchanges; on each, points from a grid of multipliers of the continuous fit are bettered by single and pair moves. A
 * support whose continuous loss is no better than the points in hand is skipped: that is exact. The same answer for any
 * order of rows. Throws a RangeError on bad values; refuses one class, no column that tells anything, and separation.
 */
export function integerPoints(problem: IntegerProblem): IntegerPoints | NotEstimable {
  const { columns, label, weight, terms, pool = 50, width = 10 } = problem;
  const range = rangesOf(problem);
  columns.forEach((column, j) => {
    if (column.length !== label.length)
      throw new RangeError(`column ${j + 1} has ${column.length} values for ${label.length} rows`);
  });
  const totals = totalsOf({ score: label, label, ...(weight === undefined ? {} : { weight }) });
  const refused = oneClass(totals);
  if (refused !== null) return refused;
  const cells = collapse(columns, label, weight);
  const supports = searchSupports(cells, {
    terms,
    width,
    children: width,
    pool,
    allowed: (column, sign) => {
      const [low, high] = range(column);
      return sign > 0 ? high > 0 : low < 0;
    },
  });
  let found: { support: Support; points: PointsOn } | null = null;
  for (const support of supports) {
    if (support.columns.length === 0) continue;
    if (found !== null && support.loss >= found.points.loss) continue;
    const points = searchPoints(support, range);
    if (found === null || better(points, found.points)) found = { support, points };
  }
  if (found === null || !(found.points.b > 0)) return notEstimable(noColumnHelps);
  return described(found.support, found.points, cells, totals.weight, problem.names);
}

/** A lower loss; where it is the same to ten digits, the smaller points. */
function better(a: PointsOn, b: PointsOn): boolean {
  if (Math.abs(a.loss - b.loss) > 1e-10 * b.loss) return a.loss < b.loss;
  return size(a) < size(b);
}

const size = ({ points }: PointsOn): number => points.reduce((s, v) => s + Math.abs(v), 0);

function described(
  support: Support,
  { points, a, b, loss }: PointsOn,
  cells: Cells,
  weight: number,
  called: readonly string[] = [],
): IntegerPoints | NotEstimable {
  const terms = support.columns.flatMap((column, t) =>
    (points[t] ?? 0) === 0 ? [] : [{ column, points: points[t] ?? 0 }],
  );
  const names = terms.map((t) => called[t.column] ?? `column ${t.column + 1}`).join(", ");
  if (separates(support, points)) return notEstimable(pointsSeparate(names));
  const own =
    terms.length === support.columns.length
      ? support
      : fitSupport(
          cells,
          terms.map((t) => t.column),
        );
  const divisor = points.reduce((g, v) => gcd(g, Math.abs(v)), 0);
  return {
    terms: terms.map((t) => ({ ...t, points: t.points / divisor })),
    intercept: a,
    slope: b * divisor,
    loss,
    weight,
    certificate: own.converged
      ? { bound: own.loss, gap: (loss - own.loss) / own.loss }
      : notEstimable(optimumAtInfinity(names)),
  };
}

/** No row with the outcome has fewer points than one without: the slope is infinite. */
function separates({ cells, columns }: Support, points: Int32Array): boolean {
  let [highestWithout, lowestWith] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  cells.all.forEach((w, c) => {
    const y = cells.positive[c] ?? 0;
    const total = columns.reduce(
      (s, _, t) => s + (points[t] ?? 0) * (cells.values[c * columns.length + t] ?? 0),
      0,
    );
    if (w > y) highestWithout = Math.max(highestWithout, total);
    if (y > 0) lowestWith = Math.min(lowestWith, total);
  });
  return highestWithout <= lowestWith;
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

function rangesOf({
  range = [-5, 5],
  ranges,
}: IntegerProblem): (column: number) => readonly [number, number] {
  const check = ([low, high]: readonly [number, number]): void => {
    if (!(Number.isInteger(low) && Number.isInteger(high) && low <= 0 && high >= 0 && high - low <= 200))
      throw new RangeError(`points from ${low} to ${high}: whole numbers with 0 between them, at most 201`);
  };
  check(range);
  for (const own of ranges?.values() ?? []) check(own);
  return (column) => ranges?.get(column) ?? range;
}
