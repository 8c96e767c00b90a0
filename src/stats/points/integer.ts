import { type NotEstimable, notEstimable } from "../../base/estimate.ts";
import { noColumnHelps, optimumAtInfinity, pointsSeparate } from "../../base/messages/stats.ts";
import { oneClass, totalsOf } from "../calibrate/rows.ts";
import { type Cells, collapse } from "./cells.ts";
import { type PointsOn, searchPoints } from "./search.ts";
import { fitSupport, type Support, searchSupports } from "./support.ts";

export interface IntegerProblem {
  /** one array for each candidate term: 0 or 1, or small whole numbers */
  readonly columns: readonly Uint8Array[];
  /** 0 or 1 */
  readonly label: ArrayLike<number>;
  /** frequency weights, default 1 */
  readonly weight?: ArrayLike<number>;
  /** the most terms that get points */
  readonly terms: number;
  /** smallest and largest points of a term, default [-5, 5]; 0 lies between them */
  readonly range?: readonly [number, number];
  /** narrower ranges of single columns, by position: with [0, 5] a column can only add */
  readonly ranges?: ReadonlyMap<number, readonly [number, number]>;
  /** names of the columns in messages; default: their positions, from 1 */
  readonly names?: readonly string[];
  /** how many supports points are searched on, default 50 */
  readonly pool?: number;
  /** how many supports the beam keeps, and how many candidates are fitted for each; default 10 */
  readonly width?: number;
}

export interface IntegerPoints {
  /** by column, ascending; every term has points other than 0 */
  readonly terms: readonly { readonly column: number; readonly points: number }[];
  /** logit p = intercept + slope x total; slope > 0 */
  readonly intercept: number;
  readonly slope: number;
  /** log loss summed over rows, in nats */
  readonly loss: number;
  /** weight of the rows */
  readonly weight: number;
  readonly certificate: Certificate | NotEstimable;
}

/**
 * What is proven: no points at all on these columns lose less than `bound`, the loss of the unrestricted logistic fit
 * on them. So rounding to whole numbers costs at most `gap`, as a share of that loss. The choice of columns is a search
 * and not proven.
 */
export interface Certificate {
  readonly bound: number;
  /** (loss - bound) / bound */
  readonly gap: number;
}

/**
 * Small whole points for at most `terms` columns, with the least log loss once (intercept, slope) are fitted to the
 * total: the problem of FasterRisk (Liu et al. 2022) with its two scale numbers free. Supports come from a beam search
 * with exchanges. On each support, points from a grid of multipliers of the continuous fit are improved by moving one
 * or two points at a time. A support whose continuous loss is no better than that of the points found so far is
 * skipped, which loses nothing. The result is the same for any order of rows. Not estimable with one class, where no
 * column helps, and where columns separate the outcomes.
 * @throws RangeError on bad values
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

/** Whether a loses less than b; where the losses agree to ten digits, whether its points are smaller. */
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

/** Whether no row with the outcome has fewer points than one without, so that the slope is infinite. */
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
