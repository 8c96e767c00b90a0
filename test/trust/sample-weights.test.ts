import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { binFacts } from "../../src/models/explain/bins.ts";
import type { TrainingRows } from "../../src/models/type.ts";
import type { Weights } from "../../src/weights/type.ts";
import { fitStudy } from "../../src/workbench/fit.ts";
import { load } from "../../src/workbench/load.ts";
import { openStudy } from "../../src/workbench/study-file.ts";
import { activities, deepestFall, logits } from "./acts.ts";

/** Points are whole millionths of a logit: a sum of three is off by less. */
const rounding = 1e-5;

describe("7.1: the weights that the shipped sample ships", () => {
  let weights: Weights;
  let rows: TrainingRows;
  beforeAll(async () => {
    const path = fileURLToPath(new URL("../../data/sample/study.yaml", import.meta.url));
    const { study, folder } = await openStudy(path);
    const loaded = await load({ ...study, backtest: { ...study.backtest, quarters: 1 } }, folder, {});
    const { walk } = await fitStudy(loaded);
    const logit = walk.final.models.get("logit");
    if (logit === undefined || !("weights" in logit)) throw new Error(logit?.reason ?? "no logit");
    weights = logit.weights;
    rows = walk.final.rows;
  });

  it("give no weight of its own to a bin under 20 leads", () => {
    for (const { attribute, bins } of binFacts(weights, rows.coded, rows.label, rows.weight))
      bins.forEach(({ label, n, points }, b) => {
        const shared = [bins[b - 1]?.points, bins[b + 1]?.points, 0].includes(points);
        expect(n >= 20 || shared, `${attribute} ${label}: ${points} on ${n} leads`).toBe(true);
      });
  });

  it("never take from a lead for one act more, whatever it did before", () => {
    const all = activities(weights);
    expect(all.map(({ activity }) => activity)).toContain("pricing_view");
    for (const { activity, windows } of all) {
      const { fall, at } = deepestFall(windows, weights.scale.unit);
      expect(fall, `${activity} after ${at.join(", ")}`).toBeLessThan(rounding);
    }
  });

  it("a fifth pricing view in a week no longer turns an A into a D", () => {
    const pricing = activities(weights).find(({ activity }) => activity === "pricing_view");
    const at = (n: number): number => logits(pricing?.windows ?? [], [n, n, n], weights.scale.unit);
    expect(at(5)).toBeGreaterThanOrEqual(at(4) - rounding);
    expect(at(4)).toBeGreaterThan(at(0) + 1);
  });
});
