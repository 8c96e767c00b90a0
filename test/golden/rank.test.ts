import { describe, it } from "vitest";
import { jeffreys, wilson, zOf } from "../../src/stats/proportions/proportion.ts";
import {
  aucEstimate,
  averagePrecision,
  delongCovariance,
  kolmogorovSmirnov,
  placements,
  precisionAtK,
  thresholdAtVolume,
} from "../../src/stats/rank/rank.ts";
import { expectGolden, golden, referenceCsv } from "../helpers/golden.ts";

const markers = ["wfns", "s100b", "ndka"] as const;

function asah(): { score: Record<string, number[]>; label: number[] } {
  const csv = referenceCsv("asah");
  return {
    score: Object.fromEntries(markers.map((m) => [m, (csv[m] ?? []).map(Number)])),
    label: (csv.outcome ?? []).map((o) => Number(o === "Poor")),
  };
}

describe("golden: discrimination", () => {
  it("AUC01: AUC and DeLong's variance", () => {
    const { score, label } = asah();
    const { expected, tolerance } = golden("AUC01.asah");
    const actual = Object.fromEntries(
      markers.map((m) => {
        const p = placements(score[m] ?? [], label);
        if (p === null) throw new Error("one class");
        const variance = delongCovariance(p, p, label);
        const half = zOf() * Math.sqrt(variance);
        return [m, { auc: p.auc, var: variance, ci: [p.auc - half, p.auc + half] }];
      }),
    );
    expectGolden(actual, expected, tolerance);
  });

  it("AUC04: KS, AUC05: average precision", () => {
    const { score, label } = asah();
    for (const [id, of] of [
      ["AUC04.ks", kolmogorovSmirnov],
      ["AUC05.average_precision", averagePrecision],
    ] as const)
      expectGolden(
        Object.fromEntries(markers.map((m) => [m, of(score[m] ?? [], label)])),
        golden(id).expected,
        golden(id).tolerance,
        id,
      );
  });

  it.for([10, 30])("AUC06: precision at %d with ties in expectation", (k) => {
    const { score, label } = asah();
    const { expected, tolerance } = golden(`AUC06.prec_at_${k}`);
    const at = precisionAtK(score.wfns ?? [], label, k);
    expectGolden({ ...at, tie_sd: at.tieSd / k }, expected, tolerance);
  });

  it("CAP07: both sides of a tie at a volume", () => {
    const { fits, next } = thresholdAtVolume(asah().score.wfns ?? [], 40);
    const { expected, tolerance } = golden("CAP07.threshold_ties");
    expectGolden(
      { thr: fits?.threshold, volume: fits?.volume, next_thr: next?.threshold, next_volume: next?.volume },
      expected,
      tolerance,
    );
  });

  it.for([
    [81, 263],
    [0, 20],
    [29, 29],
  ] as const)("CR01: Wilson and Jeffreys of %d of %d", ([x, n]) => {
    const { expected, tolerance } = golden(`CR01.interval_${x}_${n}`);
    const ends = (e: { value: number | null; low?: number; high?: number }): (number | undefined)[] => [
      e.low,
      e.high,
    ];
    const { wilson: w, jeffreys: j } = expected as Record<string, number[]>;
    expectGolden([ends(wilson(x, n)), ends(jeffreys(x, n))], [w, j], tolerance);
  });

  it("the interval of an AUC stays inside (0, 1) on the logit scale", () => {
    const { score, label } = asah();
    const e = aucEstimate(score.wfns ?? [], label, null);
    // logit(.823679) -+ 1.959964 x sqrt(.00146991) / (.823679 x .176321), worked out in Python
    expectGolden(e.value === null ? [] : [e.low, e.high], [0.735764096647305, 0.8868418443326122], 1e-9);
  });
});
