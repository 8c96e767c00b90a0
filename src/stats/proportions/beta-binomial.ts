import { type Estimated, estimate, notEstimable } from "../../base/estimate.ts";
import { noGroups } from "../../base/messages/stats.ts";
import { random } from "../../base/random.ts";
import { betaQuantile, logGamma } from "../numeric/distributions.ts";
import { expit } from "../numeric/expit.ts";
import { maximiseOnInterval } from "../numeric/maximise-on-interval.ts";
import { wilson } from "./proportion.ts";

/** Outcomes in a group: x among n. */
export interface Counts {
  readonly x: number;
  readonly n: number;
}

/** The spread of rates among groups: Beta(mean / rho', (1 - mean) / rho') with rho' = rho / (1 - rho). */
export interface Spread {
  readonly mean: number;
  /** correlation within a group, 1 / (alpha + beta + 1); 0: the groups differ no more than by chance */
  readonly rho: number;
  readonly logLikelihood: number;
  /** how it was estimated; `pooled`: fewer than three groups, which say nothing about a spread */
  readonly by: "likelihood" | "moments" | "pooled";
}

/** The least number of groups for a spread; fewer are pooled. */
const fewest = 3;

/**
 * The spread of rates among groups by beta-binomial maximum likelihood, or by moments where the likelihood is highest
 * at an impossible end (rho towards 1: in every group all or none). Groups without rows do not count.
 * @throws RangeError on counts that are not counts
 */
export function fitSpread(groups: readonly Counts[]): Spread | null {
  groups.forEach(({ x, n }, i) => {
    if (!(x >= 0 && n >= x && Number.isFinite(n)))
      throw new RangeError(`group ${i + 1} has ${x} outcomes of ${n}`);
  });
  const filled = groups.filter((g) => g.n > 0);
  if (filled.length === 0) return null;
  const pooled = filled.reduce((s, g) => s + g.x, 0) / filled.reduce((s, g) => s + g.n, 0);
  if (filled.length < fewest || pooled === 0 || pooled === 1)
    return { mean: pooled, rho: 0, logLikelihood: binomial(filled, pooled), by: "pooled" };
  const likelihood = byLikelihood(filled, pooled);
  if (likelihood !== null) return likelihood;
  const { mean, rho } = spreadByMoments(filled);
  return { mean, rho, logLikelihood: betaBinomial(filled, mean, rho), by: "moments" };
}

/** ln rho is searched from 1e-6 (practically no spread) to nearly 1. */
const [smallest, largest] = [Math.log(1e-6), Math.log(0.99)];

function byLikelihood(groups: readonly Counts[], pooled: number): Spread | null {
  const constant = chooses(groups);
  const centre = Math.log(pooled / (1 - pooled));
  const meanAt = (rho: number): number => {
    const top = maximiseOnInterval((l) => withoutChooses(groups, expit(l), rho), centre - 4, centre + 4);
    return expit(top.x);
  };
  const profile = (logRho: number): number => {
    const rho = Math.exp(logRho);
    return constant + withoutChooses(groups, meanAt(rho), rho);
  };
  // the profile has one maximum, but a flat one: a grid first, so that the search starts on its slope
  const steps = 24;
  const grid = Array.from({ length: steps + 1 }, (_, i) => smallest + ((largest - smallest) * i) / steps);
  const heights = grid.map(profile);
  const top = heights.indexOf(Math.max(...heights));
  if (top === steps) return null;
  const { x: logRho } = maximiseOnInterval(
    profile,
    grid[Math.max(0, top - 1)] ?? smallest,
    grid[top + 1] ?? largest,
  );
  const rho = Math.exp(logRho);
  const none = binomial(groups, pooled);
  if (none >= profile(logRho)) return { mean: pooled, rho: 0, logLikelihood: none, by: "likelihood" };
  const mean = meanAt(rho);
  return { mean, rho, logLikelihood: betaBinomial(groups, mean, rho), by: "likelihood" };
}

/** Kleinman's (1973) moments with weights n: mean, and rho; rho is 0 where the rates vary less than by chance. */
export function spreadByMoments(groups: readonly Counts[]): { mean: number; rho: number } {
  const filled = groups.filter((g) => g.n > 0);
  const total = filled.reduce((s, g) => s + g.n, 0);
  const mean = filled.reduce((s, g) => s + g.x, 0) / total;
  let [squares, left, right] = [0, 0, 0];
  for (const { x, n } of filled) {
    squares += n * (x / n - mean) ** 2;
    left += 1 - n / total;
    right += n * (1 - n / total);
  }
  const chance = mean * (1 - mean) * left;
  const rho = (squares - chance) / (mean * (1 - mean) * (right - left));
  return { mean, rho: Number.isFinite(rho) ? Math.min(0.99, Math.max(0, rho)) : 0 };
}

const choose = (n: number, x: number): number => logGamma(n + 1) - logGamma(x + 1) - logGamma(n - x + 1);

function binomial(groups: readonly Counts[], p: number): number {
  const part = (k: number, q: number): number => (k === 0 ? 0 : k * Math.log(q));
  return groups.reduce((s, { x, n }) => s + choose(n, x) + part(x, p) + part(n - x, 1 - p), 0);
}

const betaBinomial = (groups: readonly Counts[], mean: number, rho: number): number =>
  rho > 0 ? chooses(groups) + withoutChooses(groups, mean, rho) : binomial(groups, mean);

const chooses = (groups: readonly Counts[]): number => groups.reduce((s, { x, n }) => s + choose(n, x), 0);

function withoutChooses(groups: readonly Counts[], mean: number, rho: number): number {
  const { alpha, beta } = shape(mean, rho);
  return groups.reduce(
    (s, { x, n }) => s + rising(alpha, x) + rising(beta, n - x) - rising(alpha + beta, n),
    0,
  );
}

/** ln Gamma(a + k) - ln Gamma(a), without cancellation for small whole k. */
function rising(a: number, k: number): number {
  if (!Number.isInteger(k) || k > 40) return logGamma(a + k) - logGamma(a);
  let [sum, product] = [0, 1];
  for (let i = 0; i < k; i++) {
    product *= a + i;
    if (product > 1e200 || product < 1e-200) {
      sum += Math.log(product);
      product = 1;
    }
  }
  return sum + Math.log(product);
}

const shape = (mean: number, rho: number): { alpha: number; beta: number } => {
  const m = 1 / rho - 1;
  return { alpha: mean * m, beta: (1 - mean) * m };
};

/**
 * A group's rate shrunk towards the others: posterior mean and interval, with the spread taken as known. Without a
 * spread it is the rate of all groups together, with Wilson's interval.
 */
export function shrunkRate(own: Counts, spread: Spread, all: Counts, level = 0.95): Estimated {
  if (spread.rho === 0) {
    const pooled = wilson(all.x, all.n, { level });
    return pooled.value === null ? pooled : { ...pooled, n: own.n };
  }
  const { alpha, beta } = shape(spread.mean, spread.rho);
  const [a, b] = [alpha + own.x, beta + own.n - own.x];
  const tail = (1 - level) / 2;
  return estimate(a / (a + b), betaQuantile(tail, a, b), betaQuantile(1 - tail, a, b), own.n);
}

/**
 * The share of posterior draws in which each group has the highest rate. The groups' rates are taken as independent.
 */
export function bestShares(
  groups: readonly Counts[],
  spread: Spread,
  { seed, draws = 10_000 }: { seed: number; draws?: number },
): Float64Array | ReturnType<typeof notEstimable> {
  if (groups.length === 0) return notEstimable(noGroups);
  if (spread.rho === 0) return new Float64Array(groups.length).fill(1 / groups.length);
  const r = random(seed);
  const { alpha, beta } = shape(spread.mean, spread.rho);
  const gamma = (a: number): number => gammaDraw(r, a);
  const wins = new Float64Array(groups.length);
  for (let d = 0; d < draws; d++) {
    let [best, at] = [-1, 0];
    groups.forEach(({ x, n }, g) => {
      const u = gamma(alpha + x);
      const rate = u / (u + gamma(beta + n - x));
      if (rate > best) [best, at] = [rate, g];
    });
    wins[at] = (wins[at] ?? 0) + 1;
  }
  return wins.map((w) => w / draws);
}

/** A draw from Gamma(shape, 1): Marsaglia & Tsang (2000); below shape 1 times a power of a uniform. */
function gammaDraw(r: ReturnType<typeof random>, a: number): number {
  if (a < 1) return gammaDraw(r, a + 1) * (1 - r.uniform()) ** (1 / a);
  const d = a - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const z = r.normal();
    const v = (1 + c * z) ** 3;
    if (v <= 0) continue;
    if (Math.log(1 - r.uniform()) < 0.5 * z * z + d - d * v + d * Math.log(v)) return d * v;
  }
}
