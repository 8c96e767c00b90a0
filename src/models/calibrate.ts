import { plattFit } from "../stats/platt.ts";
import type { Draft } from "../weights/seal.ts";
import type { Calibration } from "../weights/type.ts";
import type { TrainingRows } from "./type.ts";

export type CalibrationChoice = "auto" | "platt" | "isotonic" | "beta" | "venn_abers" | "none";

export interface Mapped {
  readonly calibration: Calibration;
  readonly converged: boolean;
  readonly notes: readonly string[];
}

export const noMap: Mapped = { calibration: { kind: "none" }, converged: true, notes: [] };

function calibrate(draft: Draft, outOfFold: Float64Array, rows: TrainingRows): Mapped {
  const unit = draft.scale.unit;
  const first = outOfFold[0];
  if (outOfFold.every((s) => s === first))
    return { ...noMap, notes: ["all scores are equal: there is nothing to calibrate"] };
  const map = plattFit(
    outOfFold.map((s) => s * unit),
    rows.label,
    rows.weight,
  );
  if (map === null)
    return { ...noMap, notes: ["all training moments have the same outcome: there is nothing to calibrate"] };
  const notes = map.slope > 0 ? [] : ["the calibration falls: higher scores went with fewer outcomes"];
  return {
    calibration: { kind: "platt", slope: map.slope, intercept: map.intercept },
    converged: map.converged,
    notes,
  };
}

