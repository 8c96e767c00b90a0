import { describe, expect, it } from "vitest";
import type { Estimated } from "../../../../src/base/estimate.ts";
import { type Random, random } from "../../../../src/base/random.ts";
import { normalCdf } from "../../../../src/stats/numeric/distributions.ts";
import { expit } from "../../../../src/stats/numeric/expit.ts";
import { fitLogistic, wald } from "../../../../src/stats/regression/logistic/fit.ts";
import { profileIntervals } from "../../../../src/stats/regression/logistic/intervals/profile.ts";
import { robustCovariance, robustWald } from "../../../../src/stats/regression/logistic/intervals/robust.ts";
import { firthIntervals } from "../../../../src/stats/regression/penalised/firth.ts";

/** Leads in accounts: outcomes of one account move together, yet each alone follows the logistic model exactly. */
interface World {
  readonly accounts: number;
  readonly perAccount: number;
  readonly coefficients: readonly [number, number, number];
  /** correlation of the latent normals within an account (Gaussian copula) */
  readonly rho: number;
}

/** Column 1 belongs to the account, column 2 to the lead. */
function draw(r: Random, { accounts, perAccount, coefficients: [b0, b1, b2], rho }: World) {
  const n = accounts * perAccount;
  const columns = [new Float64Array(n), new Float64Array(n)] as const;
  const label = new Uint8Array(n);
  const cluster = new Int32Array(n);
  for (let a = 0; a < accounts; a++) {
    const [size, shared] = [r.normal(), r.normal()];
    for (let k = 0; k < perAccount; k++) {
      const i = a * perAccount + k;
      const visits = r.normal();
      columns[0][i] = size;
      columns[1][i] = visits;
      cluster[i] = a;
      const u = normalCdf(Math.sqrt(rho) * shared + Math.sqrt(1 - rho) * r.normal());
      label[i] = u < expit(b0 + b1 * size + b2 * visits) ? 1 : 0;
    }
  }
  return { columns, label, cluster };
}

const trials = 2000;

/** Shares of `trials` intervals of the account's coefficient that hold the truth, one a method; nulls counted apart. */
function coverage(
  seed: number,
  world: World,
  methods: Record<
    string,
    (data: ReturnType<typeof draw>) => Estimated | { low: number | null; high: number | null }
  >,
): Record<string, number> {
  const r = random(seed);
  const truth = world.coefficients[1];
  const held: Record<string, number> = Object.fromEntries(Object.keys(methods).map((m) => [m, 0]));
  for (let t = 0; t < trials; t++) {
    const data = draw(r, world);
    for (const [name, method] of Object.entries(methods)) {
      const e = method(data);
      const within =
        "low" in e &&
        (e.low ?? Number.NEGATIVE_INFINITY) <= truth &&
        truth <= (e.high ?? Number.POSITIVE_INFINITY);
      if (within) held[name] = (held[name] ?? 0) + 1;
    }
  }
  const shares = Object.fromEntries(Object.entries(held).map(([m, k]) => [m, k / trials]));
  console.log(JSON.stringify(world), shares);
  return shares;
}

const byWald = (d: ReturnType<typeof draw>): Estimated => wald(fitLogistic(d), 1, d.label.length);
const byProfile = (d: ReturnType<typeof draw>) => profileIntervals(d, [1])[0] ?? { low: 0, high: 0 };
const byFirth = (d: ReturnType<typeof draw>) => firthIntervals(d, [1])[0] ?? { low: 0, high: 0 };
const byAccount = (d: ReturnType<typeof draw>): Estimated => {
  const fit = fitLogistic(d);
  return robustWald(fit, robustCovariance(d, fit, { cluster: d.cluster }), 1, d.label.length);
};

/** 95 % within three Monte Carlo standard errors (0.5 points each) and half a point of small-sample error. */
const nominal = (share: number | undefined): void => {
  expect(share).toBeGreaterThan(0.93);
  expect(share).toBeLessThan(0.97);
};

describe("95 % intervals hold the truth at their rate (docs/methods-coverage.md)", () => {
  it("300 independent leads, a fifth of them won", () => {
    const world: World = { accounts: 300, perAccount: 1, coefficients: [-1.5, 0.5, 0.5], rho: 0 };
    const got = coverage(1, world, { wald: byWald, profile: byProfile, firth: byFirth });
    nominal(got.wald);
    nominal(got.profile);
    nominal(got.firth);
  });

  it("60 leads with some eight wins: profiles of the penalised likelihood", () => {
    const world: World = { accounts: 60, perAccount: 1, coefficients: [-2.2, 0.8, 0.5], rho: 0 };
    const got = coverage(2, world, { wald: byWald, profile: byProfile, firth: byFirth });
    nominal(got.firth);
    // plain profiles are a little short at this size, and Wald's a little long: stated in the docs, not hidden
    expect(got.profile).toBeGreaterThan(0.92);
  });

  it("60 accounts of five leads that move together: only the clustered interval is honest", () => {
    const world: World = { accounts: 60, perAccount: 5, coefficients: [-1, 0.5, 0.5], rho: 0.4 };
    const got = coverage(3, world, { wald: byWald, cluster: byAccount });
    nominal(got.cluster);
    expect(got.wald).toBeLessThan(0.9);
  });
});
