import { observedOverExpected } from "../../evaluate/evaluate.ts";
import type { DefinitionFacts } from "../../result/type.ts";
import { reliability } from "../../stats/calibrate/reliability.ts";
import { probabilityOf } from "../../weights/calibration.ts";
import type { Weights } from "../../weights/type.ts";
import type { FittedStudy } from "../fit/fitted.ts";
import { atCrossing } from "../judge/crossing.ts";
import type { Replays } from "../replay/replay.ts";
import type { Serving } from "../serve/served.ts";
import type { Replayed } from "../type.ts";

/** Predicted chance and outcome at first crossings, for a definition with a calibrated score. */
export function crossingCalibration(
  of: Serving,
  definition: Replayed,
  definitions: readonly Replayed[],
  answers: Replays,
  fitted: FittedStudy,
): DefinitionFacts["calibrationAtCrossing"] {
  const d = definitions.indexOf(definition);
  const model = answers.map((fold) => fold[d]?.model ?? null).find((name) => name !== null);
  if (model === undefined || model === null) return null;
  const weightsIn = (k: number): Weights | null => {
    const fit = fitted.walk.folds[k]?.models.get(model);
    return fit !== undefined && "weights" in fit ? fit.weights : null;
  };
  const at = atCrossing(of, definition, (k, score) => {
    const weights = weightsIn(k);
    return weights === null ? null : probabilityOf(weights, score);
  });
  if (at === null || at.p.length === 0) return null;
  return {
    model,
    observedExpected: observedOverExpected(at.p, at.label, at.account),
    reliability: reliability(
      at.p,
      at.label,
      at.account,
      Math.max(1, Math.min(10, Math.floor(at.p.length / 50))),
    ),
  };
}
