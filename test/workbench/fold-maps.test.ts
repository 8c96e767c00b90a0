import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { modelsReport } from "../../src/backtest/compare/models.ts";
import { checkResult } from "../../src/result/schema.ts";
import type { ModelFacts } from "../../src/result/type.ts";
import { fitStudy } from "../../src/workbench/fit.ts";
import { load } from "../../src/workbench/load.ts";
import { openStudy } from "../../src/workbench/study-file.ts";
import { scratch } from "../helpers/cli.ts";
import { foundIn } from "../helpers/outcome.ts";
import { replaceIn, tinyStudy, writeStudy } from "../helpers/tiny-study.ts";

const place = scratch();
afterAll(() => place.remove());

type Fold = ModelFacts["folds"][number];
type Inputs = Readonly<Record<string, unknown>>;

/** The score of a lead whose model is bins alone, added by hand from what result.json says of a fold. */
function scoreOf({ weights }: Fold, inputs: Inputs): number {
  if (weights === null) throw new Error("the fold has no weights");
  return weights.attributes.reduce((sum, attribute) => {
    if (attribute.kind !== "bins") throw new Error("the model has more than bins");
    const value = inputs[attribute.name];
    const bin =
      attribute.bins.find((b) => {
        if (b.kind === "missing") return value === null;
        if (b.kind === "not_observed") return typeof value === "object" && value !== null;
        if (b.kind === "category") return b.values.some((v) => v === value);
        if (b.kind !== "range") return false;
        return typeof value === "number" && (b.low ?? -Infinity) <= value && value < (b.high ?? Infinity);
      }) ?? attribute.bins.find((b) => b.kind === "other");
    return sum + (bin?.points ?? Number.NaN);
  }, weights.intercept);
}

/** p as the schemas' descriptions say it. */
function probability({ weights, calibration: map }: Fold, score: number): number {
  const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
  const x = score * (weights?.scale.unit ?? Number.NaN);
  switch (map?.kind) {
    case "platt":
      return sigmoid(map.slope * x + map.intercept);
    case "beta": {
      const q = sigmoid(map.slope * x + map.intercept);
      return sigmoid(map.a * Math.log(q) - map.b * Math.log(1 - q) + map.c);
    }
    case "lookup": {
      const at = map.lookup.findLastIndex((step) => step.score <= score);
      const [low, high] = [map.lookup[Math.max(0, at)], map.lookup[at + 1]];
      if (low === undefined) return Number.NaN;
      if (at < 0 || high === undefined || map.between === "step") return low.p;
      return low.p + ((high.p - low.p) * (score - low.score)) / (high.score - low.score);
    }
    case undefined:
      return Number.NaN;
  }
}

it.each(["platt", "beta", "isotonic", "venn_abers"])(
  "7.6: with a %s map, what result.json says of a fold gives the p of any lead under that fold",
  async (calibration) => {
    const tiny = tinyStudy();
    replaceIn(tiny, "models:\n", `calibration: ${calibration}\nmodels:\n`);
    replaceIn(tiny, "quarters: 4", "quarters: 2");
    const path = writeStudy(join(place.folder, calibration), tiny);
    const { study, folder } = await openStudy(path);
    const loaded = await load(study, folder, {});
    const fitted = await fitStudy(loaded);
    const written: Awaited<ReturnType<typeof modelsReport>> = JSON.parse(
      JSON.stringify(await modelsReport(loaded, fitted)),
    );
    const logit = written.models.logit;
    let compared = 0;
    fitted.walk.folds.forEach((fold, k) => {
      const [fit, told] = [fold.models.get("logit"), logit?.folds[k]];
      if (fit === undefined || !("weights" in fit) || told === undefined) return;
      for (const { inputs, score, p } of fit.weights.golden) {
        expect(scoreOf(told, inputs)).toBe(score);
        expect(probability(told, score)).toBeCloseTo(p ?? Number.NaN, 9);
        compared++;
      }
    });
    expect(compared).toBeGreaterThan(20);
  },
);

it("7.6: a fold's weights and map are part of what result.json is held to", async () => {
  const tiny = tinyStudy();
  replaceIn(tiny, "models:\n", "calibration: beta\nmodels:\n");
  replaceIn(tiny, "quarters: 4", "quarters: 1");
  const path = writeStudy(join(place.folder, "whole"), tiny);
  const { result } = await foundIn(path);
  const fold = result.models.logit?.folds.find(({ fitted }) => fitted);
  expect(fold?.calibration).toMatchObject({ kind: "beta", a: expect.any(Number), c: expect.any(Number) });
  const { c: _, ...cut } = fold?.calibration?.kind === "beta" ? fold.calibration : { c: 0 };
  const without = {
    ...result,
    models: {
      ...result.models,
      logit: { ...result.models.logit, folds: [{ ...fold, calibration: cut }] },
    },
  };
  expect(checkResult(JSON.parse(JSON.stringify(result)))).toHaveProperty("value");
  expect(checkResult(without)).toHaveProperty("misfits");
});
