import { describe, expect, it } from "vitest";
import { random } from "../../src/base/random.ts";
import { evaluateScores } from "../../src/evaluate/evaluate.ts";
import { crossingWeights, highsOf } from "../../src/models/fitting/highs.ts";

describe("7.2: maps are learnt where definitions are met", () => {
  it("at scores above all before, equal ones left out", () => {
    // leads 0 and 1 by turns: 0 goes 1, 3, 2, 3, 4 and 1 goes 3, 3
    expect(
      Array.from(highsOf(Float64Array.of(1, 3, 3, 2, 3, 3, 4), Int32Array.of(0, 1, 0, 0, 1, 0, 0))),
    ).toEqual([0, 1, 2, 6]);
  });

  it("each weighs as many cut-offs as are first reached there, by hand", () => {
    // cut-off 1 is first reached at rows 0 and 1, the two at 3 at rows 1 and 2, that at 4 at row 3
    const weight = crossingWeights(Float64Array.of(1, 3, 3, 4), Int32Array.of(0, 1, 0, 0));
    const [one, three, two, last] = [1, 3, 2, 1];
    for (const [i, w] of [one, three, two, last].entries()) expect(weight[i]).toBeCloseTo((w * 2) / 7, 12);
  });

  it("a weighted mean over them is the mean over cut-offs of what is met there", () => {
    const r = random(4);
    const n = 300;
    const lead = Int32Array.from({ length: n }, () => r.below(60));
    const all = Float64Array.from({ length: n }, () => r.below(40));
    const at = highsOf(all, lead);
    const score = Float64Array.from(at, (i) => all[i] ?? 0);
    const of = at.map((i) => lead[i] ?? 0);
    const won = Float64Array.from(at, () => r.below(2));
    const weight = crossingWeights(score, of);
    // the slow way: every score as a cut-off, every lead's first high at or above it
    let [sum, count] = [0, 0];
    for (const cut of score)
      for (const l of new Set(of)) {
        const first = Array.from(of.keys()).find((i) => of[i] === l && (score[i] ?? 0) >= cut);
        if (first === undefined) continue;
        sum += won[first] ?? 0;
        count++;
      }
    const total = weight.reduce((s, w) => s + w, 0);
    expect(total).toBeCloseTo(new Set(of).size, 9);
    expect(won.reduce((s, y, i) => s + y * (weight[i] ?? 0), 0) / total).toBeCloseTo(sum / count, 12);
  });
});

describe("7.3: evaluation weighs rows as fits do", () => {
  it("a lead with five rows that are alike counts as one with a single row", () => {
    const r = random(8);
    const p = Float64Array.from({ length: 800 }, () => 0.02 + 0.5 * r.uniform());
    const label = Uint8Array.from(p, (v) => (r.uniform() < v ? 1 : 0));
    const cluster = Int32Array.from(p, (_, i) => Math.floor(i / 2));
    const once = evaluateScores({ p, score: p, label, cluster });
    // every third lead five times, and every other once
    const at = Int32Array.from(p.keys()).reduce<number[]>(
      (rows, i) => rows.concat(i % 3 === 0 ? [i, i, i, i, i] : [i]),
      [],
    );
    const many = {
      p: Float64Array.from(at, (i) => p[i] ?? 0),
      score: Float64Array.from(at, (i) => p[i] ?? 0),
      label: Uint8Array.from(at, (i) => label[i] ?? 0),
      cluster: Int32Array.from(at, (i) => cluster[i] ?? 0),
    };
    const weight = Float64Array.from(at, (i) => (i % 3 === 0 ? 0.2 : 1));
    const weighed = evaluateScores({ ...many, weight });
    const { auc, logLoss, brier, observedExpected, calibrationSlope, precisionAtTenth, baseRate } = once;
    for (const [mine, alone] of [
      [weighed.auc, auc],
      [weighed.logLoss, logLoss],
      [weighed.brier, brier],
      [weighed.observedExpected, observedExpected],
      [weighed.calibrationSlope, calibrationSlope],
      [weighed.precisionAtTenth, precisionAtTenth],
      [weighed.baseRate, baseRate],
    ] as const) {
      if (mine.value === null || alone.value === null) throw new Error("no value");
      expect(mine.value).toBeCloseTo(alone.value, 6);
    }
    // rows that count 1 each are another matter: here a third of the leads would be five sevenths of all
    expect(evaluateScores(many).baseRate.value).not.toBeCloseTo(baseRate.value ?? 0, 4);
  });
});
