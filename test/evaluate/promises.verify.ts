import { describe, expect, it } from "vitest";
import { random } from "../../src/base/random.ts";
import { evaluateScores } from "../../src/evaluate/evaluate.ts";
import { normalCdf } from "../../src/stats/numeric/distributions.ts";

const worlds = 1_000;

/**
 * Promises that are right, p = expit(N(base, 1)), kept by accounts whose leads win together: a normal copula, which
 * leaves each lead's own chance at p.
 */
function kept(accounts: number, leads: number, correlation: number, base: number, seed: number) {
  const r = random(seed);
  const shared = Array.from({ length: accounts }, () => r.normal());
  const cluster = Int32Array.from({ length: accounts * leads }, (_, i) => Math.floor(i / leads));
  const p = Float64Array.from(cluster, () => 1 / (1 + Math.exp(-(base + r.normal()))));
  const label = Uint8Array.from(cluster, (account, i) => {
    const luck = Math.sqrt(correlation) * (shared[account] ?? 0) + Math.sqrt(1 - correlation) * r.normal();
    return normalCdf(luck) < (p[i] ?? 0) ? 1 : 0;
  });
  return { p, score: p, label, cluster };
}

describe(`${worlds} sets of promises that are right`, () => {
  it.each([
    [400, 5, 0.4, -2.5],
    [100, 5, 0.4, -2.5],
    [1_000, 3, 0.3, -2.8],
    [2_000, 1, 0, -2.8],
  ])(
    "7.3: %i accounts of %i leads (correlation %f): slope and O/E hold 1",
    (accounts, leads, correlation, base) => {
      let [slope, oe] = [0, 0];
      for (let seed = 1; seed <= worlds; seed++) {
        const e = evaluateScores(kept(accounts, leads, correlation, base, seed));
        if (e.calibrationSlope.value === null || e.observedExpected.value === null)
          throw new Error("no estimate");
        if (e.calibrationSlope.low <= 1 && 1 <= e.calibrationSlope.high) slope++;
        if (e.observedExpected.low <= 1 && 1 <= e.observedExpected.high) oe++;
      }
      const share = (n: number): number => n / worlds;
      console.log(
        `${accounts} x ${leads}, ${correlation}: slope ${(100 * share(slope)).toFixed(1)}%, O/E ${(100 * share(oe)).toFixed(1)}%`,
      );
      // three Monte Carlo errors of .7 points; O/E's is Garwood's, of counts, which is wide for shares
      expect(share(slope)).toBeGreaterThan(0.93);
      expect(share(slope)).toBeLessThan(0.971);
      expect(share(oe)).toBeGreaterThan(0.93);
    },
  );
});
