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

/** The share of leads that a score sets apart which people remember: the best tenth. */
const tenth = 0.1;

/**
 * The shipped calibration map over the scores of the leads that it was fitted on: p at even steps, and how many leads
 * have each score (rows weighted, so that each lead counts once). Null: the score is no probability.
 */
export function mapFacts(weights: Weights, { coded, weight }: TrainingRows): ModelFacts["map"] {
  if (weights.calibration.kind === "none" || coded.count === 0) return null;
  const scores = scoreRows(weights, coded);
  const [least, most] = range(scores);
  const step = Math.max(1, Math.ceil((most - least) / curvePoints));
  const at = (score: number): number => probabilityOf(weights, score) ?? 0;
  const curve: { score: number; p: number }[] = [];
  for (let score = least; score < most + step; score += step)
    curve.push({ score: Math.min(score, most), p: at(Math.min(score, most)) });
  const width = Math.max(1, Math.ceil((most - least + 1) / bars));
  const leads = Array.from({ length: Math.ceil((most - least + 1) / width) }, (_, i) => ({
    low: least + i * width,
    high: least + (i + 1) * width,
    n: 0,
    p: at(least + i * width),
  }));
  scores.forEach((score, row) => {
    const bar = leads[Math.max(0, Math.min(leads.length - 1, Math.floor((score - least) / width)))];
    if (bar !== undefined) bar.n += weight[row] ?? 0;
  });
  const top = highestHeldBy(tenth, scores, weight);
  return { curve, leads, top: { ...top, p: at(top.score) } };
}

/** The highest score that at least a share of the leads have or exceed, and the share that do: more where scores tie. */
function highestHeldBy(
  share: number,
  scores: Float64Array,
  weight: Float64Array,
): { readonly score: number; readonly share: number } {
  const order = Array.from(scores.keys()).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  const total = weight.reduce((sum, w) => sum + w, 0);
  let held = 0;
  for (const [i, row] of order.entries()) {
    held += weight[row] ?? 0;
    const score = scores[row] ?? 0;
    const last = scores[order[i + 1] ?? -1] !== score;
    // sums of weights have an error of rounding
    if (last && held >= share * total * (1 - 1e-9)) return { score, share: Math.min(1, held / total) };
  }
  return { score: scores[order.at(-1) ?? 0] ?? 0, share: 1 };
}

function range(scores: Float64Array): [number, number] {
  const sorted = Float64Array.from(scores).sort();
  const cut = Math.floor(tail * sorted.length);
  return [sorted[cut] ?? 0, sorted[sorted.length - 1 - cut] ?? 0];
}
