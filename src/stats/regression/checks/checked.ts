import type { Message } from "../../../base/errors.ts";
import type { Estimated } from "../../../base/estimate.ts";
import * as say from "../../../base/messages/models/logistic.ts";
import { jeffreys } from "../../proportions/proportion.ts";
import { type Design, designOf, type LogisticData } from "../logistic/design.ts";
import { fitDesign, type LogisticFit, type LogisticOptions } from "../logistic/fit.ts";
import { dependsOn } from "./collinear.ts";
import { separationOfDesign } from "./separation.ts";

/** Why there is no fit, in words that name the column and the way out. */
export interface Refusal {
  readonly message: Message;
  /** indices in `columns` that are to blame; empty: not a column */
  readonly columns: readonly number[];
  /** where all outcomes are equal: the rate that can be given instead, with Jeffreys' interval */
  readonly baseRate?: Estimated;
}

export type Checked =
  | { readonly fit: LogisticFit; readonly refusal: null }
  | { readonly fit: null; readonly refusal: Refusal };

export interface CheckedOptions extends LogisticOptions {
  /** names of the columns in messages; default "column 1" and so on */
  readonly names?: readonly string[];
}

/**
 * A fit that has converged, or the reason why there is none: coefficients without a meaning are never returned. First
 * looks at what shows without a fit. A fit that ends at its optimum proves that there is no separation, so the linear
 * programme is solved only where it does not.
 */
export function fitChecked(data: LogisticData, options: CheckedOptions = {}): Checked {
  const names = data.columns.map((_, j) => options.names?.[j] ?? `column ${j + 1}`);
  const refusal = faultOf(data, names);
  if (refusal !== null) return { fit: null, refusal };
  const design = designOf(data);
  const before = emptinessOf(design, names, options);
  if (before !== null) return { fit: null, refusal: before };
  const fit = fitDesign(design, options);
  return fit.converged
    ? { fit, refusal: null }
    : { fit: null, refusal: failureOf(design, fit, names, options) };
}

const blame = (message: Message, ...columns: number[]): Refusal => ({ message, columns });

/** Values that no model can take. */
function faultOf(data: LogisticData, names: readonly string[]): Refusal | null {
  const n = data.label.length;
  const { weight, offset } = data;
  const extra = [
    ...data.columns.map((values, j) => ({ values, name: names[j] ?? "", columns: [j] })),
    ...(weight === undefined ? [] : [{ values: weight, name: "the weight", columns: [] }]),
    ...(offset === undefined ? [] : [{ values: offset, name: "the offset", columns: [] }]),
    { values: data.label, name: "the label", columns: [] },
  ];
  for (const { values, name, columns } of extra) {
    if (values.length !== n) return blame(say.unequalLengths(name, values.length, n), ...columns);
    const at = firstWhere(values, (v) => !Number.isFinite(v));
    if (at >= 0) return blame(say.notFinite(name, values[at] ?? Number.NaN, at + 1), ...columns);
  }
  const outside = firstWhere(data.label, (y) => y < 0 || y > 1);
  if (outside >= 0) return blame(say.labelOutside(data.label[outside] ?? 0, outside + 1));
  const negative = weight === undefined ? -1 : firstWhere(weight, (w) => w < 0);
  if (negative >= 0) return blame(say.negativeWeight(weight?.[negative] ?? 0, negative + 1));
  const weighs = weight === undefined ? n > 0 : firstWhere(weight, (w) => w > 0) >= 0;
  return weighs ? null : blame(say.noWeight(n));
}

/**
 * Reasons against a fit on valid values: no rows, one class, constant columns, p > n. The last two do not prevent a
 * ridge.
 */
function emptinessOf(
  design: Design,
  names: readonly string[],
  { lambda = 0 }: LogisticOptions,
): Refusal | null {
  const { share, total, weight, columns, scale } = design;
  const rows = weight.reduce((count, w) => count + (w > 0 ? 1 : 0), 0);
  if (share <= 0 || share >= 1)
    return {
      message: say.oneClass(share <= 0 ? 0 : 1, rows),
      columns: [],
      baseRate: jeffreys(share <= 0 ? 0 : total, total),
    };
  if (lambda > 0) return null;
  const constant = columns.findIndex((column) => column.every((v, i) => v === 0 || !((weight[i] ?? 0) > 0)));
  if (constant >= 0)
    return blame(say.constantColumn(names[constant] ?? "", scale[constant]?.mean ?? 0), constant);
  return columns.length + 1 > rows ? blame(say.tooManyColumns(columns.length, rows)) : null;
}

/** Why a fit on a valid table did not converge. */
function failureOf(
  design: Design,
  fit: LogisticFit,
  names: readonly string[],
  { lambda = 0 }: LogisticOptions,
): Refusal {
  const nameOf = (j: number): string => names[j] ?? "";
  if (fit.collinear !== null && fit.collinear > 0) {
    const last = fit.collinear - 1;
    const others = dependsOn(design, last);
    return blame(say.collinearColumn(nameOf(last), others.map(nameOf)), ...others, last);
  }
  const found = lambda > 0 ? null : separationOfDesign(design);
  if (found === null || found.kind === "none") return blame(say.notConverged(fit.iterations));
  const columns = found.coefficients.filter((j) => j > 0).map((j) => j - 1);
  const alone = found.alone.map((j) => j - 1);
  return blame(say.separatedColumns(found.kind, columns.map(nameOf), alone.map(nameOf)), ...columns);
}

function firstWhere(values: ArrayLike<number>, is: (value: number) => boolean): number {
  for (let i = 0; i < values.length; i++) if (is(values[i] ?? Number.NaN)) return i;
  return -1;
}
