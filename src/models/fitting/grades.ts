import { gradesByShare } from "../../base/messages/models/fits.ts";
import { gradesOf } from "../../stats/binning/grades.ts";
import type { ValueCounts } from "../../stats/binning/type.ts";
import { plattFit } from "../../stats/calibrate/platt.ts";
import { expit } from "../../stats/numeric/expit.ts";
import { sortedValues } from "../../stats/numeric/order.kernel.ts";
import type { Weights } from "../../weights/type.ts";
import { leastWeight } from "../bins.ts";
import type { TrainingRows } from "../type.ts";

export interface Graded {
  readonly grades: Weights["grades"];
  /** how the grades were found, where not by the programme */
  readonly notes: readonly string[];
}

/** Letters, with A the best, or numbers, with 5 the best. */
export type GradeScale = "A-D" | "1-5";

/** Best first. */
const scales: Record<GradeScale, readonly string[]> = {
  "A-D": ["A", "B", "C", "D"],
  "1-5": ["5", "4", "3", "2", "1"],
};
const inWords: Record<GradeScale, { readonly parts: string; readonly count: string }> = {
  "A-D": { parts: "quarters", count: "four" },
  "1-5": { parts: "fifths", count: "five" },
};
const lowest = -(2 ** 31);

/** Quantiles of the score at which a grade may begin, and the least share of the leads in a grade. */
const pieces = 100;
const leastShare = 0.05;

/**
 * Grades A to D or 1 to 5: the bands of the score whose rates differ most (stats/binning), each with at least a
 * twentieth of the leads. Where no such bands have rising rates, equal parts of the leads. For a fitted score the rates
 * are those of Platt's curve through out-of-fold scores: bands by the outcomes themselves would lie on a flat optimum,
 * and jump along it with the accounts that happen to be fitted together. Points by hand are not fitted, so for them the
 * outcomes decide. Leads are counted by the shipped scores.
 * @param scores of the rows, by the shipped weights
 * @param outOfFold the scores on which the calibration is learnt
 */
export function grade(
  scores: Float64Array,
  outOfFold: Float64Array,
  rows: Pick<TrainingRows, "label" | "weight">,
  scale: GradeScale,
): Graded {
  if (scores.length === 0) return { grades: [], notes: [] };
  const names = scales[scale];
  const byHand = alike(scores, outOfFold);
  const rate = byHand ? new Float64Array(rows.label) : promised(scores, outOfFold, rows);
  const counts = byScore(scores, rate, rows.weight);
  const total = counts.events.reduce((sum, e, i) => sum + e + (counts.nonEvents[i] ?? 0), 0);
  const found =
    counts.value.length < names.length
      ? null
      : gradesOf(counts, names, byHand ? {} : { pieces, minSize: Math.max(leastWeight, leastShare * total) });
  if (found !== null && found.grades !== null)
    return {
      grades: found.grades.map(({ grade: name, atLeast }) => ({
        grade: name,
        atLeast: Number.isFinite(atLeast) ? atLeast : lowest,
      })),
      notes: [],
    };
  return {
    grades: equalParts(counts, names),
    notes: [gradesByShare(inWords[scale].parts, inWords[scale].count)],
  };
}

function alike(a: Float64Array, b: Float64Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** The rate that Platt's curve predicts for each row; the same for all where there is no curve, or it does not rise. */
function promised(
  scores: Float64Array,
  outOfFold: Float64Array,
  { label, weight }: Pick<TrainingRows, "label" | "weight">,
): Float64Array {
  const map = plattFit(outOfFold, label, weight);
  if (map === null || !map.converged || !(map.slope > 0)) return new Float64Array(scores.length).fill(0.5);
  return scores.map((s) => expit(map.slope * s + map.intercept));
}

/** Leads of each distinct score, ascending, divided into events and non-events by their predicted rates. O(n log n). */
function byScore(scores: Float64Array, rate: Float64Array, weight: Float64Array): ValueCounts {
  const { order, values } = sortedValues(scores);
  const value = new Float64Array(scores.length);
  const [events, nonEvents] = [new Float64Array(scores.length), new Float64Array(scores.length)];
  let last = -1;
  for (let k = 0; k < order.length; k++) {
    const score = values[k] ?? 0;
    if (last < 0 || score !== value[last]) value[++last] = score;
    const row = order[k] ?? 0;
    const [p, w] = [rate[row] ?? 0, weight[row] ?? 0];
    events[last] = (events[last] ?? 0) + w * p;
    nonEvents[last] = (nonEvents[last] ?? 0) + w * (1 - p);
  }
  const count = last + 1;
  return {
    value: value.slice(0, count),
    events: events.slice(0, count),
    nonEvents: nonEvents.slice(0, count),
  };
}

/** Of n grades, at least k/n of the weight is at or below the end of the k-th from below. */
function equalParts({ value, events, nonEvents }: ValueCounts, names: readonly string[]): Weights["grades"] {
  const massOf = (i: number): number => (events[i] ?? 0) + (nonEvents[i] ?? 0);
  const total = value.reduce((sum, _, i) => sum + massOf(i), 0);
  const quantile = (share: number): number => {
    let sum = 0;
    const at = value.findIndex((_, i) => {
      sum += massOf(i);
      return sum >= share * total;
    });
    return value[at < 0 ? value.length - 1 : at] ?? 0;
  };
  const cut = names.slice(0, -1).map((grade, k) => ({
    grade,
    atLeast: Math.ceil(quantile(1 - (k + 1) / names.length)),
  }));
  const distinct = cut.filter((g, k) => k === 0 || g.atLeast < (cut[k - 1]?.atLeast ?? 0));
  return [...distinct, { grade: names.at(-1) ?? "", atLeast: lowest }];
}
