import { type Estimated, estimate, type NotEstimable, notEstimable } from "../../base/estimate.ts";
import { noFullStratum, oneSidedStrata } from "../../base/messages/stats.ts";
import { gammaUpper } from "../numeric/distributions.ts";
import type { Counts } from "./beta-binomial.ts";
import { zOf } from "./proportion.ts";

/** One stratum, such as a source: the leads that did the activity and those that did not. */
export interface Stratum {
  readonly did: Counts;
  readonly didNot: Counts;
}

export interface MantelHaenszel {
  /** common odds ratio, interval by Robins, Breslow & Greenland (1986) */
  readonly oddsRatio: Estimated;
  /** common ratio of rates, interval by Greenland & Robins (1985) */
  readonly rateRatio: Estimated;
  /** Cochran-Mantel-Haenszel test of no association, without continuity correction */
  readonly test: { readonly chi2: number; readonly p: number } | NotEstimable;
}

/**
 * The association of an activity with the outcome within strata: what remains of it once a source that brings both is
 * held fixed. Strata with only one side or only one outcome carry no information, and drop out by themselves.
 */
export function mantelHaenszel(strata: readonly Stratum[], level = 0.95): MantelHaenszel {
  let [r, s, pr, psqr, qs] = [0, 0, 0, 0, 0];
  let [top, bottom, ratioVariance] = [0, 0, 0];
  let [observed, expected, variance] = [0, 0, 0];
  let rows = 0;
  for (const { did, didNot } of strata) {
    const [a, b, c, d] = [did.x, did.n - did.x, didNot.x, didNot.n - didNot.x];
    const n = a + b + c + d;
    if (!(n > 0)) continue;
    if ([a, b, c, d].some((v) => !(v >= 0)))
      throw new RangeError(`a stratum has counts ${a}, ${b}, ${c}, ${d}`);
    rows += n;
    const [ri, si, pi, qi] = [(a * d) / n, (b * c) / n, (a + d) / n, (b + c) / n];
    r += ri;
    s += si;
    pr += pi * ri;
    psqr += pi * si + qi * ri;
    qs += qi * si;
    top += (a * didNot.n) / n;
    bottom += (c * did.n) / n;
    ratioVariance += (did.n * didNot.n * (a + c)) / (n * n) - (a * c) / n;
    observed += a;
    expected += (did.n * (a + c)) / n;
    if (n > 1) variance += (did.n * didNot.n * (a + c) * (b + d)) / (n * n * (n - 1));
  }
  const z = zOf(level);
  const onLog = (value: number, v: number): Estimated =>
    value > 0 && Number.isFinite(value)
      ? estimate(value, value * Math.exp(-z * Math.sqrt(v)), value * Math.exp(z * Math.sqrt(v)), rows)
      : notEstimable(oneSidedStrata);
  const chi2 = (observed - expected) ** 2 / variance;
  return {
    oddsRatio: onLog(r / s, pr / (2 * r * r) + psqr / (2 * r * s) + qs / (2 * s * s)),
    rateRatio: onLog(top / bottom, ratioVariance / (top * bottom)),
    test: variance > 0 ? { chi2, p: gammaUpper(chi2 / 2, 0.5) } : notEstimable(noFullStratum),
  };
}
