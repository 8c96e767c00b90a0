import { isByHand } from "../../base/by-hand.ts";
import { outcomesEqual, plattInstead, scoresEqual, scoresFall } from "../../base/messages/models/fits.ts";
import { betaMap } from "../../stats/calibrate/beta.ts";
import { isotonicMap } from "../../stats/calibrate/isotonic.ts";
import type { ScoreMap } from "../../stats/calibrate/map.ts";
import { type PlattMap, plattFit } from "../../stats/calibrate/platt.ts";
import { vennAbersMap } from "../../stats/calibrate/venn-abers.ts";
import { rises } from "../../weights/calibration.ts";
import type { Draft } from "../../weights/seal.ts";
import type { Calibration } from "../../weights/type.ts";
import type { MapRows } from "./highs.ts";

export type CalibrationChoice = "auto" | "platt" | "isotonic" | "beta" | "venn_abers" | "none";

export interface Mapped {
  readonly calibration: Calibration;
  readonly converged: boolean;
  readonly notes: readonly string[];
  /** higher scores went with fewer outcomes: every score has the base rate as its probability */
  readonly falls: boolean;
}

export const noMap: Mapped = { calibration: { kind: "none" }, converged: true, notes: [], falls: false };

/**
 * The number of leads with the outcome from which on `auto` takes beta calibration with its three parameters; below it
 * takes Platt's with two.
 */
const enoughForBeta = 300;

/**
 * The calibration that `auto` takes. A fitted score is a sum of logits: a line, or a bent line. Points by hand have no
 * such scale, and sales' work may make a step at one of them: with enough outcomes their map is isotonic.
 */
function automatic(draft: Draft, rows: MapRows, positives: number): Exclude<CalibrationChoice, "auto"> {
  if (isByHand(draft) && !("value" in isotonicMap(rows))) return "isotonic";
  return positives >= enoughForBeta ? "beta" : "platt";
}

/**
 * The map from a model's score to a probability, learnt on scores of fits without the row's own account. Where the data
 * do not support the wanted map Platt's is taken, and a note says so.
 */
export function calibrate(choice: CalibrationChoice, draft: Draft, rows: MapRows, positives: number): Mapped {
  if (choice === "none") return noMap;
  const first = rows.score[0];
  if (rows.score.every((s) => s === first)) return { ...noMap, notes: [scoresEqual] };
  const wanted = choice === "auto" ? automatic(draft, rows, positives) : choice;
  const line = plattFit(
    rows.score.map((s) => s * draft.scale.unit),
    rows.label,
    rows.weight,
  );
  if (line !== null && !(line.slope > 0)) return baseRate(rows);
  if (wanted === "platt") return platt(line, []);
  const { unit } = draft.scale;
  const map =
    wanted === "beta"
      ? betaMap({ ...rows, score: rows.score.map((s) => s * unit) })
      : wanted === "isotonic"
        ? isotonicMap(rows)
        : vennAbersMap(rows);
  if ("value" in map) return platt(line, [plattInstead(map.reason, wanted)]);
  const calibration = stored(map);
  return rises(calibration) ? { calibration, converged: true, notes: [], falls: false } : baseRate(rows);
}

function platt(map: PlattMap | null, notes: readonly string[]): Mapped {
  if (map === null) return { ...noMap, notes: [outcomesEqual] };
  return {
    calibration: { kind: "platt", slope: map.slope, intercept: map.intercept },
    converged: map.converged,
    notes,
    falls: false,
  };
}

/** The base rate for every score. A map that falls never ships: it would call the best leads the weakest. */
function baseRate({ label, weight }: MapRows): Mapped {
  let [won, all] = [0, 0];
  for (let i = 0; i < label.length; i++) {
    if (label[i] === 1) won += weight[i] ?? 0;
    all += weight[i] ?? 0;
  }
  return {
    calibration: { kind: "platt", slope: 0, intercept: Math.log(won / (all - won)) },
    converged: true,
    notes: [scoresFall],
    falls: true,
  };
}

/** Steps of a table that differ by less than this are joined: p is then wrong by at most this. */
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
