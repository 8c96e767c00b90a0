import { designOf, type LogisticData } from "../logistic/design.ts";
import {
  defaultPath,
  type ElasticNetFit,
  type ElasticNetOptions,
  emptyModel,
  warmFits,
} from "./elastic-net.ts";
import { type Choice, choiceAmong, type FoldPlan, type Test, testedFolds } from "./held-out.ts";

export interface ChosenNet {
  /** on all rows */
  readonly fit: ElasticNetFit;
  /** false: some fit on the way did not converge */
  readonly converged: boolean;
}

/** Every so many lambdas of the path are looked at first. */
const stride = 4;
/** Deviances out of fold are off by some 1e-8 then; neighbours on the path differ by 1e-5 where they differ least. */
const accuracyOfFolds = 1e-6;

/**
 * The elastic net at the lambda that `crossValidatedPath` chooses: the largest of glmnet's path whose deviance out of
 * fold is within one standard error of the least. Folds alone go down the path, by every fourth lambda; those between
 * are looked at next to the least and where the standard error is reached, so that the choice is that of the whole path
 * unless the deviance has two valleys less than four lambdas wide. Only at the lambda chosen are all rows fitted, to
 * the accuracy of a path. Null with fewer than two folds to test.
 */
export function chosenNet(
  data: LogisticData,
  plan: FoldPlan,
  options: Pick<ElasticNetOptions, "alpha" | "standardise">,
): ChosenNet | null {
  const all = designOf(data, options.standardise);
  const tested = testedFolds(data, all, plan, { ...options, accuracy: accuracyOfFolds });
  if (tested === null) return null;
  const empty = emptyModel(all);
  const lambdas = defaultPath(all, empty, options.alpha);
  // by index in `lambdas`, one test a fold
  const seen = new Map<number, readonly Test[]>();
  const test = (at: number, near: (fold: number) => Float64Array | undefined): void => {
    const lambda = lambdas[at];
    if (lambda === undefined || seen.has(at)) return;
    seen.set(
      at,
      tested.map(({ testAt }, fold) => testAt(lambda, near(fold))),
    );
  };
  const between = (at: number): void => {
    const places = [...seen.keys()];
    const low = Math.max(...places.filter((k) => k < at));
    const high = Math.min(...places.filter((k) => k > at));
    test(at, (fold) => mixed(seen.get(low)?.[fold], seen.get(high)?.[fold], (at - low) / (high - low)));
  };
  const now = (): Choice & { readonly places: readonly number[] } => {
    const places = [...seen.keys()].sort((a, b) => a - b);
    const deviances = places.map((at) => (seen.get(at) ?? []).map(({ deviance }) => deviance));
    return { ...choiceAmong(deviances, tested), places };
  };
  for (let at = 0; at < lambdas.length; at += stride) {
    test(at, () => undefined);
    const { deviance, enough } = now();
    if ((deviance.at(-1) ?? 0) > enough) break;
  }
  for (let best = -1; ; ) {
    const { places, best: found } = now();
    if (places[found] === best) break;
    best = places[found] ?? 0;
    const last = places.at(-1) ?? 0;
    for (let at = best + stride - 1; at > best - stride; at--) if (at > 0 && at < last) between(at);
  }
  for (;;) {
    const { places, oneStandardError } = now();
    const at = places[oneStandardError] ?? 0;
    const before = places[oneStandardError - 1] ?? at;
    if (at - before <= 1) {
      // at the largest lambda it is the intercept alone, but for the last digit of a slope
      const near = at === 0 ? undefined : seen.get(at)?.at(-1)?.coefficients;
      const fit = warmFits(all, options, empty)(lambdas[at] ?? 0, near);
      const converged = [...seen.values()].every((tests) => tests.every((t) => t.converged));
      return { fit, converged: converged && fit.converged };
    }
    between(Math.floor((before + at) / 2));
  }
}

/** Coefficients on the way from one fit to another. */
function mixed(from: Test | undefined, to: Test | undefined, part: number): Float64Array | undefined {
  if (from === undefined || to === undefined) return undefined;
  const { coefficients } = to;
  return from.coefficients.map((b, j) => b + part * ((coefficients[j] ?? 0) - b));
}
