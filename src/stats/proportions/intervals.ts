import { type Estimated, estimate, notEstimable } from "../../base/estimate.ts";
import { emptyGroup, noRows } from "../../base/messages/stats.ts";
import { betaQuantile } from "../numeric/distributions.ts";
import { wilson, zOf } from "./proportion.ts";

/**
 * Clopper & Pearson's (1934) exact interval of x successes among n: never too narrow, mostly too wide.
 *
 * @example
 * // none of 10: the high end is 1 - 0.025^(1/10)
 * clopperPearson(0, 10); // { value: 0, low: 0, high: 0.3085, n: 10 }
 */
export function clopperPearson(x: number, n: number, level = 0.95): Estimated {
  if (!(n > 0)) return notEstimable(noRows);
  const a = (1 - level) / 2;
  const low = x === 0 ? 0 : betaQuantile(a, x, n - x + 1);
  const high = x === n ? 1 : betaQuantile(1 - a, x + 1, n - x);
  return estimate(x / n, low, high, n);
}

/**
 * Agresti & Coull's (1998) interval of x successes among n, not clamped to 0 and 1.
 *
 * @example
 * // Wilson's centre, so that half of 10 stays a half
 * agrestiCoull(5, 10).value; // 0.5
 */
export function agrestiCoull(x: number, n: number, level = 0.95): Estimated {
  if (!(n > 0)) return notEstimable(noRows);
  const z = zOf(level);
  const m = n + z * z;
  const p = (x + (z * z) / 2) / m;
  const half = z * Math.sqrt((p * (1 - p)) / m);
  return estimate(x / n, p - half, p + half, n);
}

/**
 * Difference x1 / n1 - x2 / n2 of two independent proportions, from their Wilson intervals (Newcombe 1998, method 10).
 *
 * @example
 * // Newcombe's own first example
 * newcombe(56, 70, 48, 80); // { value: 0.2, low: 0.0524, high: 0.3339 }
 */
export function newcombe(x1: number, n1: number, x2: number, n2: number, level = 0.95): Estimated {
  const [a, b] = [wilson(x1, n1, { level }), wilson(x2, n2, { level })];
  if (a.value === null || b.value === null) return notEstimable(emptyGroup);
  const d = a.value - b.value;
  const low = d - Math.hypot(a.value - a.low, b.high - b.value);
  const high = d + Math.hypot(a.high - a.value, b.value - b.low);
  return estimate(d, low, high, n1 + n2);
}
