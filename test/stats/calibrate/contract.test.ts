import { describe, expect, it } from "vitest";
import { random } from "../../../src/base/random.ts";
import {
  asSteps,
  betaMap,
  isotonicMap,
  mapped,
  type ScoredRows,
  type ScoreMap,
  smallestScore,
  vennAbersMap,
} from "../../../src/stats/calibrate/index.ts";
import { plattFit } from "../../../src/stats/calibrate/platt.ts";

type Calibrator = (rows: ScoredRows) => ScoreMap | { readonly value: null; readonly reason: string };

const calibrators: Record<string, Calibrator> = {
  platt: ({ score, label, weight }) => {
    const map = plattFit(score, label, weight);
    return map === null
      ? { value: null, reason: "one class" }
      : { kind: "platt", slope: map.slope, intercept: map.intercept };
  },
  beta: betaMap,
  isotonic: isotonicMap,
  "Venn-Abers": vennAbersMap,
};

const n = 2_500;

function rows(seed: number): { score: number[]; label: number[]; weight: number[] } {
  const r = random(seed);
  const score = Array.from({ length: n }, () => Math.round(40 + 15 * r.normal()));
  return {
    score,
    label: score.map((s) => Number(r.uniform() < 1 / (1 + Math.exp((48 - s) / 9)))),
    weight: score.map(() => 2),
  };
}

const inOrder = (data: ReturnType<typeof rows>, order: readonly number[]): ScoredRows => ({
  score: order.map((i) => data.score[i] ?? 0),
  label: order.map((i) => data.label[i] ?? 0),
  weight: order.map((i) => data.weight[i] ?? 0),
});

function mapOf(found: ReturnType<Calibrator>): ScoreMap {
  if ("value" in found) throw new Error(found.reason);
  return found;
}

const scores = Array.from({ length: 141 }, (_, s) => s - 30);
const curve = (map: ScoreMap): number[] => scores.map((s) => mapped(map, s));
const farthest = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((v, i) => Math.abs(v - (b[i] ?? 0))));

describe.each(Object.entries(calibrators))("the contract of %s", (_, learn) => {
  const data = rows(1);
  const map = mapOf(learn(data));
  const p = curve(map);

  it("is finite, inside (0, 1) and never falls", () => {
    p.forEach((v, i) => {
      expect(v).toBeGreaterThan(0);
      expect(v).toBeLessThan(1);
      expect(v).toBeGreaterThanOrEqual(p[i - 1] ?? 0);
    });
  });

  it("is indifferent to the order of rows, and leaves its input alone", () => {
    const before = JSON.stringify(data);
    const turned = mapOf(learn(inOrder(data, [...data.score.keys()].reverse())));
    expect(farthest(curve(turned), p)).toBeLessThan(1e-12);
    expect(JSON.stringify(data)).toBe(before);
    expect(learn(data)).toEqual(map);
  });

  it("takes weight 2 as the row twice and weight 0 as no row", () => {
    const all = [...data.score.keys()];
    const { score, label } = inOrder(data, [...all, ...all]);
    expect(farthest(curve(mapOf(learn({ score, label }))), p)).toBeLessThan(1e-9);
    const more = inOrder(data, [...all, 0, 1, 2]);
    const weight = Array.from(more.weight ?? []).map((w, i) => (i < n ? w : 0));
    expect(farthest(curve(mapOf(learn({ ...more, weight }))), p)).toBeLessThan(1e-9);
  });

  it("scores the same after a round trip through JSON and as a table of whole scores", () => {
    const back: ScoreMap = JSON.parse(JSON.stringify(map));
    expect(curve(back)).toEqual(p);
    expect(curve(asSteps(map, -30, 110))).toEqual(p);
  });

  it("inverts exactly: the smallest score at or over p", () => {
    for (const wanted of [0.01, 0.1, 0.12, 0.5, 0.9, 0.999999, ...p.filter((_, i) => i % 20 === 0)]) {
      const first = p.findIndex((v) => v >= wanted);
      expect(smallestScore(map, wanted, -30, 110)).toBe(first < 0 ? null : scores[first]);
    }
  });

  it("has a mean over its rows that is the share of outcomes", () => {
    const mean = data.score.reduce((s, x) => s + mapped(map, x), 0) / n;
    const share = data.label.reduce((s, y) => s + y, 0) / n;
    expect(Math.abs(mean - share)).toBeLessThan(0.003);
  });
});
