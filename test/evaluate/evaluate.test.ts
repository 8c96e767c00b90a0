import { describe, expect, it } from "vitest";
import type { Estimated } from "../../src/base/estimate.ts";
import { random } from "../../src/base/random.ts";
import { compareScores, evaluateScores, observedOverExpected } from "../../src/evaluate/evaluate.ts";

const z = 1.959963984540054;

/** Rows whose accounts share luck, so that clusters matter; scores are rounded so that they tie. */
function sample(n = 400, seed = 1) {
  const r = random(seed);
  const cluster = Int32Array.from({ length: n }, (_, i) => Math.floor(i / 4));
  const luck = Array.from({ length: n / 4 }, () => r.normal());
  const p = Float64Array.from(
    cluster,
    (c) => Math.round(100 / (1 + Math.exp(1.5 - 0.8 * r.normal() - 0.3 * (luck[c] ?? 0)))) / 100 || 0.01,
  );
  const label = Uint8Array.from(p, (v, i) => (r.uniform() < v * (0.5 + (i % 8 < 4 ? 1 : 0)) ? 1 : 0));
  return { p, score: p, label, cluster };
}

const numbers = (e: Estimated): number[] => {
  if (e.value === null) throw new Error(e.reason);
  return [e.value, e.low, e.high];
};

/** A clustered mean and its normal interval, account by account. */
function meanByAccount(values: readonly number[], cluster: ArrayLike<number>): number[] {
  const n = values.length;
  const mean = values.reduce((s, v) => s + v, 0) / n;
  const accounts = [...new Set(Array.from(cluster))];
  const squares = accounts.map(
    (a) => values.reduce((s, v, i) => (cluster[i] === a ? s + v - mean : s), 0) ** 2,
  );
  const a = accounts.length;
  const se = Math.sqrt((a / (a - 1)) * squares.reduce((s, v) => s + v, 0)) / n;
  return [mean, mean - z * se, mean + z * se];
}

/** AUC and its variance by Obuchowski's (1997) formulas, pair by pair; an account a row is DeLong's but for n/(n-1). */
function aucByPairs(score: ArrayLike<number>, label: ArrayLike<number>, cluster: ArrayLike<number>) {
  const rows = Array.from(label, (y, i) => ({ y, s: score[i] ?? 0, c: cluster[i] ?? 0 }));
  const psi = (a: number, b: number): number => (a > b ? 1 : a === b ? 0.5 : 0);
  const [pos, neg] = [rows.filter((r) => r.y === 1), rows.filter((r) => r.y === 0)];
  const [M, N] = [pos.length, neg.length];
  const v10 = (s: number): number => neg.reduce((t, r) => t + psi(s, r.s), 0) / N;
  const v01 = (s: number): number => pos.reduce((t, r) => t + psi(r.s, s), 0) / M;
  const auc = pos.reduce((t, r) => t + v10(r.s), 0) / M;
  const accounts = [...new Set(rows.map((r) => r.c))];
  const of = accounts.map((c) => {
    const [p, n] = [pos.filter((r) => r.c === c), neg.filter((r) => r.c === c)];
    return {
      m: p.length,
      n: n.length,
      d10: p.reduce((t, r) => t + v10(r.s), 0) - p.length * auc,
      d01: n.reduce((t, r) => t + v01(r.s), 0) - n.length * auc,
    };
  });
  const I = of.length;
  const I10 = of.filter((a) => a.m > 0).length;
  const I01 = of.filter((a) => a.n > 0).length;
  const S10 = (I10 / ((I10 - 1) * M)) * of.reduce((t, a) => t + a.d10 ** 2, 0);
  const S01 = (I01 / ((I01 - 1) * N)) * of.reduce((t, a) => t + a.d01 ** 2, 0);
  const S11 = (I / (I - 1)) * of.reduce((t, a) => t + a.d10 * a.d01, 0);
  return { auc, variance: S10 / M + S01 / N + (2 * S11) / (M * N) };
}

const onLogit = ({ auc, variance }: { auc: number; variance: number }): number[] => {
  const l = Math.log(auc / (1 - auc));
  const half = (z * Math.sqrt(variance)) / (auc * (1 - auc));
  return [auc, 1 / (1 + Math.exp(-(l - half))), 1 / (1 + Math.exp(-(l + half)))];
};

const close = (actual: readonly number[], expected: readonly number[], digits = 9): void => {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((e, i) => {
    expect(actual[i]).toBeCloseTo(e, digits);
  });
};

describe("scores against outcomes", () => {
  const s = sample();
  const e = evaluateScores(s);

  it("AUC and interval are Obuchowski's where accounts repeat", () => {
    close(numbers(e.auc), onLogit(aucByPairs(s.score, s.label, s.cluster)));
  });

  it("and DeLong's where they do not", () => {
    const alone = Int32Array.from(s.label.keys());
    // an account a row: the terms are DeLong's, the cross term of an account that has one class alone is zero
    const naive = aucByPairs(s.score, s.label, alone);
    close(numbers(evaluateScores({ ...s, cluster: alone }).auc), onLogit(naive));
  });

  it("Brier score and log loss are clustered means", () => {
    const y = (i: number): number => s.label[i] ?? 0;
    close(
      numbers(e.brier),
      meanByAccount(
        Array.from(s.p, (v, i) => (v - y(i)) ** 2),
        s.cluster,
      ),
    );
    close(
      numbers(e.logLoss),
      meanByAccount(
        Array.from(s.p, (v, i) => -Math.log(y(i) === 1 ? v : 1 - v)),
        s.cluster,
      ),
    );
  });

  it("a certain prediction that fails costs much, and nothing is infinite", () => {
    const p = Float64Array.of(0, 1, 0.5, 0.5);
    const of = evaluateScores({
      p,
      score: p,
      label: Uint8Array.of(1, 0, 1, 0),
      cluster: Int32Array.of(0, 1, 2, 3),
    });
    expect(Number.isFinite(of.logLoss.value)).toBe(true);
    expect(of.logLoss.value).toBeGreaterThan(300);
    expect(of.auc.value).toBe(0.125);
  });

  it("O/E: Garwood's exact interval where accounts do not widen it", () => {
    // 10 seen: the Poisson interval of 10 is 4.795389 to 18.390356 (any table); 12.5 promised
    const p = new Float64Array(100).fill(0.125);
    const label = Uint8Array.from(p, (_, i) => (i < 10 ? 1 : 0));
    const alone = Int32Array.from(p.keys());
    close(numbers(observedOverExpected(p, label, alone)), [10 / 12.5, 4.795389 / 12.5, 18.390356 / 12.5], 6);
    // ten outcomes of one account are one piece of luck
    const shared = Int32Array.from(p, (_, i) => Math.floor(i / 10));
    const [value, low = 0, high = 0] = numbers(observedOverExpected(p, label, shared));
    expect(value).toBe(0.8);
    expect(high - low).toBeGreaterThan(2 * ((18.390356 - 4.795389) / 12.5));
  });

  it("the slope is the fit of the outcome on the logit, its error a sandwich by account", () => {
    const x = Array.from(s.p, (v) => Math.log(v / (1 - v)));
    let [a, b] = [0, 1];
    const terms = () => {
      const mu = x.map((v) => 1 / (1 + Math.exp(-(a + b * v))));
      const w = mu.map((m) => m * (1 - m));
      const sum = (f: (i: number) => number): number => x.reduce((t, _, i) => t + f(i), 0);
      return {
        g: [
          sum((i) => (s.label[i] ?? 0) - (mu[i] ?? 0)),
          sum((i) => ((s.label[i] ?? 0) - (mu[i] ?? 0)) * (x[i] ?? 0)),
        ] as const,
        h: [
          sum((i) => w[i] ?? 0),
          sum((i) => (w[i] ?? 0) * (x[i] ?? 0)),
          sum((i) => (w[i] ?? 0) * (x[i] ?? 0) ** 2),
        ] as const,
        mu,
      };
    };
    for (let k = 0; k < 30; k++) {
      const { g, h } = terms();
      const det = h[0] * h[2] - h[1] ** 2;
      a += (h[2] * g[0] - h[1] * g[1]) / det;
      b += (h[0] * g[1] - h[1] * g[0]) / det;
    }
    const { h, mu } = terms();
    const det = h[0] * h[2] - h[1] ** 2;
    let variance = 0;
    for (const account of new Set(s.cluster)) {
      let influence = 0;
      x.forEach((v, i) => {
        if (s.cluster[i] === account)
          influence += (((s.label[i] ?? 0) - (mu[i] ?? 0)) * (h[0] * v - h[1])) / det;
      });
      variance += influence ** 2;
    }
    const half = z * Math.sqrt(variance);
    close(numbers(e.calibrationSlope), [b, b - half, b + half], 7);
  });

  it("a perfect AUC is no certainty: it rests on the accounts of the rarer outcome", () => {
    const score = Float64Array.from({ length: 40 }, (_, i) => i);
    const label = Uint8Array.from(score, (s) => (s >= 30 ? 1 : 0));
    const alone = evaluateScores({ p: null, score, label, cluster: Int32Array.from(label.keys()) });
    // Wilson's interval of 10 of 10: 1 / (1 + z^2 / 10)
    close(numbers(alone.auc), [1, 1 / (1 + (z * z) / 10), 1]);
    const pairs = evaluateScores({
      p: null,
      score,
      label,
      cluster: Int32Array.from(label, (_, i) => i >> 1),
    });
    close(numbers(pairs.auc), [1, 1 / (1 + (z * z) / 5), 1]);
  });

  it("precision of the best tenth takes ties in expectation", () => {
    // 20 rows, 2 of them picked: one is clearly best and lost, three tie for the second place, two of which won
    const score = [9, 5, 5, 5, ...new Array(16).fill(1)];
    const label = Uint8Array.from([0, 1, 1, 0, ...new Array(16).fill(0)]);
    const of = evaluateScores({ p: null, score, label, cluster: Int32Array.from(label.keys()) });
    expect(of.precisionAtTenth.value).toBeCloseTo((0 + 2 / 3) / 2, 12);
    expect(of.precisionAtTenth).toMatchObject({ n: 4 });
  });

  it("the order of rows is no matter", () => {
    const back = <T extends Float64Array | Uint8Array | Int32Array>(v: T): T => v.slice().reverse() as T;
    const p = back(s.p);
    const turned = evaluateScores({ p, score: p, label: back(s.label), cluster: back(s.cluster) });
    for (const key of [
      "auc",
      "brier",
      "logLoss",
      "observedExpected",
      "calibrationSlope",
      "precisionAtTenth",
    ] as const)
      close(numbers(turned[key]), numbers(e[key]));
  });
});

describe("what cannot be said is null with the reason", () => {
  const keys = [
    "auc",
    "brier",
    "logLoss",
    "observedExpected",
    "calibrationSlope",
    "precisionAtTenth",
  ] as const;

  it.each([0, 1])("one class alone (all %d): no AUC and no slope", (y) => {
    const s = sample();
    const e = evaluateScores({ ...s, label: s.label.map(() => y) });
    const reason = "all rows have the same outcome";
    expect(e.auc).toEqual({ value: null, reason });
    expect(e.calibrationSlope).toEqual({ value: null, reason });
    // what is defined with one class is still said, and is finite
    for (const key of ["brier", "logLoss", "observedExpected", "precisionAtTenth", "baseRate"] as const)
      expect(numbers(e[key]).every(Number.isFinite)).toBe(true);
  });

  it("no rows", () => {
    const none = evaluateScores({ p: null, score: [], label: new Uint8Array(0), cluster: new Int32Array(0) });
    for (const key of keys)
      expect(none[key]).toEqual({ value: null, reason: "there are no rows to judge on" });
  });

  it("points that are no probability", () => {
    const e = evaluateScores({ ...sample(), p: null });
    for (const key of ["brier", "logLoss", "observedExpected", "calibrationSlope"] as const)
      expect(e[key]).toEqual({ value: null, reason: "the score is not calibrated to a probability" });
    expect(numbers(e.auc).every(Number.isFinite)).toBe(true);
    expect(e.reliability).toEqual([]);
  });

  it("points without probability in one class: the reason of each figure is its own", () => {
    const s = sample();
    const e = evaluateScores({ ...s, p: null, label: s.label.map(() => 0) });
    expect(e.auc).toMatchObject({ reason: "all rows have the same outcome" });
    expect(e.brier).toMatchObject({ reason: "the score is not calibrated to a probability" });
  });

  it("one account alone, equal predictions", () => {
    const s = sample();
    const one = evaluateScores({ ...s, cluster: s.cluster.map(() => 0) });
    expect(one.brier).toEqual({ value: null, reason: "all rows belong to one account" });
    const flat = evaluateScores({ ...s, p: s.p.map(() => 0.2) });
    expect(flat.calibrationSlope).toEqual({ value: null, reason: "all predictions are equal" });
  });
});

describe("two models on the same rows", () => {
  const s = sample();

  it("differ by nothing where they are the same", () => {
    const { aucDifference, logLossDifference } = compareScores(s, s, s.label, s.cluster);
    expect(numbers(aucDifference)).toEqual([0, 0, 0]);
    expect(numbers(logLossDifference)).toEqual([0, 0, 0]);
  });

  it("differ by a paired, clustered mean of log losses, and turn round with their order", () => {
    const half = s.p.map((v) => v / 2 + 0.1);
    const loss = (p: ArrayLike<number>, i: number): number =>
      -Math.log(s.label[i] === 1 ? (p[i] ?? 0) : 1 - (p[i] ?? 0));
    const { logLossDifference } = compareScores(s, { p: half, score: half }, s.label, s.cluster);
    close(
      numbers(logLossDifference),
      meanByAccount(
        Array.from(s.label, (_, i) => loss(s.p, i) - loss(half, i)),
        s.cluster,
      ),
    );
    const turned = compareScores({ p: half, score: half }, s, s.label, s.cluster);
    const [v = 0, low = 0, high = 0] = numbers(logLossDifference);
    close(numbers(turned.logLossDifference), [-v, -high, -low]);
  });
});
