import { cholesky, solveCholesky } from "../../numeric/linear.ts";
import { type Design, onDesignScale, onOriginalScale } from "../logistic/design.ts";
import { passOf } from "../logistic/pass.ts";
import { type Contrast, climbRising, type RisingFamily, stepsToHold } from "../rising.ts";
import { sumsOf } from "./elastic-net.ts";

/** A penalised logistic regression as it was fitted, whose order is to be enforced. */
export interface Penalised {
  /** intercept first, on the columns as given */
  readonly coefficients: ArrayLike<number>;
  /** penalty weights of 0.5 ridge sum of b_j^2 + lasso sum of |b_j|, on the sum scale */
  readonly ridge: number;
  readonly lasso: number;
}

/** A penalty that keeps a coefficient at 0 where the lasso has set it to 0. */
const pin = 1e15;

/**
 * A penalised fit whose families keep their order (rising.ts; coefficient 0 is the intercept): the highest point of the
 * same objective at which they do. With a lasso, only coefficients that it has kept take part, with their signs. Null
 * where the fit keeps the order already.
 * @param design its columns on the scale that the penalty was on
 */
export function inOrder(
  design: Design,
  { coefficients, ridge, lasso }: Penalised,
  families: readonly RisingFamily[],
): { readonly coefficients: Float64Array; readonly converged: boolean } | null {
  const pass = passOf(design);
  const beta = onDesignScale(Float64Array.from(coefficients), design);
  const p = beta.length;
  const sums = sumsOf(p);
  pass(beta, sums);
  const isOut = (j: number): boolean => lasso > 0 && beta[j] === 0;
  const penalty = beta.map((_, j) => (j === 0 ? 0 : isOut(j) ? pin : ridge));
  const linear = beta.map((b, j) => (j === 0 ? 0 : lasso * Math.sign(b)));
  const information = Float64Array.from(sums.information);
  for (let j = 0; j < p; j++) information[j * p + j] = (information[j * p + j] ?? 0) + (penalty[j] ?? 0);
  const factored = cholesky(information, p);
  if ("failedAt" in factored) return null;
  const steps = stepsToHold(
    beta,
    families.map((family) => onScale(family, design)),
    (vector) => solveCholesky(factored.factor, vector, p),
  );
  const below = ({ at, by }: Contrast): boolean =>
    at.reduce((sum, j, i) => sum + (by[i] ?? 0) * (beta[j] ?? 0), 0) < 0;
  if (!steps.some(below)) return null;
  const signs = Array.from(beta).flatMap((b, j): Contrast[] =>
    lasso === 0 || j === 0 || b === 0 ? [] : [{ at: [j], by: [Math.sign(b)] }],
  );
  const held = climbRising({ beta, information, penalty, linear, pass, contrasts: [...steps, ...signs] });
  return { coefficients: onOriginalScale(held.beta, design), converged: held.converged };
}

function onScale({ steps, whole, way }: RisingFamily, { scale }: Design): RisingFamily {
  const scaled = ({ at, by }: Contrast): Contrast => ({
    at,
    by: by.map((sign, i) => sign / (scale[(at[i] ?? 0) - 1]?.sd ?? 1)),
  });
  return { steps: steps.map(scaled), whole: scaled(whole), way };
}
