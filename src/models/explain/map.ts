import type { ModelFacts } from "../../result/type.ts";
import { probabilityOf } from "../../weights/calibration.ts";
import type { Weights } from "../../weights/type.ts";
import { scoreRows } from "../score.ts";
import type { TrainingRows } from "../type.ts";

/** The most points of the drawn curve, and the most bars of the leads' scores. */
const curvePoints = 80;
const bars = 32;
/** The share of the leads at each end that is outside the drawn range, and counted in its last bars. */
const tail = 0.001;

/**
 * The shipped calibration map over the scores of the leads that it was fitted on: p at even steps, and how many leads
 * have each score (rows weighted, so that each lead counts once). Null: the score is no probability.
 */
export function mapFacts(weights: Weights, { coded, weight }: TrainingRows): ModelFacts["map"] {
  if (weights.calibration.kind === "none" || coded.count === 0) return null;
  const scores = scoreRows(weights, coded);
  const [least, most] = range(scores);
  const step = Math.max(1, Math.ceil((most - least) / curvePoints));
  const curve: { score: number; p: number }[] = [];
  for (let score = least; score < most + step; score += step)
    curve.push({ score: Math.min(score, most), p: probabilityOf(weights, Math.min(score, most)) ?? 0 });
  const width = Math.max(1, Math.ceil((most - least + 1) / bars));
  const leads = Array.from({ length: Math.ceil((most - least + 1) / width) }, (_, i) => ({
    low: least + i * width,
    high: least + (i + 1) * width,
    n: 0,
  }));
  scores.forEach((score, row) => {
    const bar = leads[Math.max(0, Math.min(leads.length - 1, Math.floor((score - least) / width)))];
    if (bar !== undefined) bar.n += weight[row] ?? 0;
  });
  return { curve, leads };
}

function range(scores: Float64Array): [number, number] {
  const sorted = Float64Array.from(scores).sort();
  const cut = Math.floor(tail * sorted.length);
  return [sorted[cut] ?? 0, sorted[sorted.length - 1 - cut] ?? 0];
}
