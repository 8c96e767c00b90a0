import { type Estimated, estimate, notEstimable } from "../../base/estimate.ts";
import { betaQuantile } from "../numeric/distributions.ts";
import { wilson, zOf } from "./proportion.ts";

/** Clopper & Pearson's (1934) exact interval: never too narrow, mostly too wide. */
export function clopperPearson(x: number, n: number, level = 0.95): Estimated {
  if (!(n > 0)) return notEstimable("no rows");
  const a = (1 - level) / 2;
  const low = x === 0 ? 0 : betaQuantile(a, x, n - x + 1);
  const high = x === n ? 1 : betaQuantile(1 - a, x + 1, n - x);
  return estimate(x / n, low, high, n);
}

/** Agresti & Coull's (1998) interval, not clamped to [0, 1]. */
export function agrestiCoull(x: number, n: number, level = 0.95): Estimated {
  if (!(n > 0)) return notEstimable("no rows");
  const z = zOf(level);
  const m = n + z * z;
  const p = (x + (z * z) / 2) / m;
  const half = z * Math.sqrt((p * (1 - p)) / m);
  return estimate(x / n, p - half, p + half, n);
}

/** Difference of two independent proportions from their Wilson intervals (Newcombe 1998, method 10). */
export function newcombe(x1: number, n1: number, x2: number, n2: number, level = 0.95): Estimated {
  const [a, b] = [wilson(x1, n1, { level }), wilson(x2, n2, { level })];
  if (a.value === null || b.value === null) return notEstimable("one of the groups has no rows");
  const d = a.value - b.value;
  const low = d - Math.hypot(a.value - a.low, b.high - b.value);
  const high = d + Math.hypot(a.high - a.value, b.value - b.low);
  return estimate(d, low, high, n1 + n2);
}
