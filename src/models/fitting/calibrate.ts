import { betaMap } from "../../stats/calibrate/beta.ts";
import { isotonicMap } from "../../stats/calibrate/isotonic.ts";
import type { ScoreMap } from "../../stats/calibrate/map.ts";
import { vennAbersMap } from "../../stats/calibrate/venn-abers.ts";
import { plattFit } from "../../stats/platt.ts";
import type { Draft } from "../../weights/seal.ts";
import type { Calibration } from "../../weights/type.ts";
import type { TrainingRows } from "../type.ts";

export type CalibrationChoice = "auto" | "platt" | "isotonic" | "beta" | "venn_abers" | "none";

export interface Mapped {
  readonly calibration: Calibration;
  readonly converged: boolean;
  readonly notes: readonly string[];
}

export const noMap: Mapped = { calibration: { kind: "none" }, converged: true, notes: [] };

/** Winning leads from which `auto` takes the three parameters of beta calibration; below, the two of Platt's. */
const enoughForBeta = 300;

/**
 * The map from a model's score to a probability, learnt on scores that the row's own outcome did not shape. A map that
 * the data cannot carry gives way to Platt's, and a note says so.
 */
export function calibrate(
  choice: CalibrationChoice,
  draft: Draft,
  outOfFold: Float64Array,
  rows: TrainingRows,
  positives: number,
): Mapped {
  if (choice === "none") return noMap;
  const first = outOfFold[0];
  if (outOfFold.every((s) => s === first))
    return { ...noMap, notes: ["all scores are equal: there is nothing to calibrate"] };
  const wanted = choice === "auto" ? (positives >= enoughForBeta ? "beta" : "platt") : choice;
  if (wanted === "platt") return platt(draft, outOfFold, rows, []);
  const whole = { score: outOfFold, label: rows.label, weight: rows.weight };
  const { unit } = draft.scale;
  const map =
    wanted === "beta"
      ? betaMap({ ...whole, score: outOfFold.map((s) => s * unit) })
      : wanted === "isotonic"
        ? isotonicMap(whole)
        : vennAbersMap(whole);
  if ("value" in map)
    return platt(draft, outOfFold, rows, [`${map.reason}; Platt's map instead of ${wanted}`]);
  return { calibration: stored(map), converged: true, notes: [] };
}

function platt(draft: Draft, outOfFold: Float64Array, rows: TrainingRows, notes: readonly string[]): Mapped {
  const { unit } = draft.scale;
  const map = plattFit(
    outOfFold.map((s) => s * unit),
    rows.label,
    rows.weight,
  );
  if (map === null)
    return { ...noMap, notes: ["all training moments have the same outcome: there is nothing to calibrate"] };
  const falls = map.slope > 0 ? [] : ["the calibration falls: higher scores went with fewer outcomes"];
  return {
    calibration: { kind: "platt", slope: map.slope, intercept: map.intercept },
    converged: map.converged,
    notes: [...notes, ...falls],
  };
}

/** Steps of a table that differ by less are one: p is then off by at most this. */
const finest = 1e-4;

function stored(map: ScoreMap): Calibration {
  if (map.kind !== "lookup" || map.between === "linear") return map;
  let last = Number.NEGATIVE_INFINITY;
  const lookup = map.lookup.filter(({ p }, i) => {
    const kept = p - last >= finest || i === map.lookup.length - 1;
    if (kept) last = p;
    return kept;
  });
  return { ...map, lookup };
}
