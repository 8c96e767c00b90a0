import { cholesky, solveCholesky } from "../linear.ts";
import { designOf, type LogisticData, onDesignScale, onOriginalScale } from "../logistic/design.ts";
import { passOf } from "../logistic/pass.ts";
import { type Contrast, climbRising, type RisingFamily, stepsToHold } from "../rising.ts";
import { type ElasticNetFit, sumsOf } from "./elastic-net.ts";

/** Nothing of a coefficient that the net has set to 0 comes back. */
const pin = 1e15;

/**
 * An elastic net whose families keep their order (rising.ts; coefficient 0 is the intercept): the highest point of the same
 * objective at which they do, among the coefficients that it has kept and with their signs. Columns are as they are, not
 * standardised. The net as it is where it keeps the order already.
 */
export function netInOrder<Fit extends Pick<ElasticNetFit, "lambda" | "coefficients" | "converged">>(
  data: LogisticData,
  net: Fit,
  alpha: number,
  families: readonly RisingFamily[],
): Fit {
  const design = designOf(data, false);
  const pass = passOf(design);
  const beta = onDesignScale(net.coefficients, design);
  const p = beta.length;
  const sums = sumsOf(p);
  pass(beta, sums);
  const ridge = design.total * net.lambda * (1 - alpha);
  const lasso = design.total * net.lambda * alpha;
  const penalty = beta.map((b, j) => (j === 0 ? 0 : b === 0 ? pin : ridge));
  const linear = beta.map((b, j) => (j === 0 ? 0 : lasso * Math.sign(b)));
  const information = Float64Array.from(sums.information);
  for (let j = 0; j < p; j++) information[j * p + j] = (information[j * p + j] ?? 0) + (penalty[j] ?? 0);
  const factored = cholesky(information, p);
  if ("failedAt" in factored) return net;
  const steps = stepsToHold(beta, families, (vector) => solveCholesky(factored.factor, vector, p));
  const below = ({ at, by }: Contrast): boolean =>
    at.reduce((sum, j, i) => sum + (by[i] ?? 0) * (beta[j] ?? 0), 0) < 0;
  if (!steps.some(below)) return net;
  const signs = Array.from(beta).flatMap((b, j): Contrast[] =>
    j === 0 || b === 0 ? [] : [{ at: [j], by: [Math.sign(b)] }],
  );
  const held = climbRising({
    beta,
    information,
    penalty,
    linear,
    pass,
    contrasts: [...steps, ...signs],
  });
  return held.converged
    ? { ...net, coefficients: onOriginalScale(held.beta, design) }
    : { ...net, converged: false };
}
