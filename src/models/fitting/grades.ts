import { gradesOf } from "../../stats/binning/grades.ts";
import type { ValueCounts } from "../../stats/binning/type.ts";
import { sortedValues } from "../../stats/order.kernel.ts";
import type { Weights } from "../../weights/type.ts";
import type { TrainingRows } from "../type.ts";

export interface Graded {
  readonly grades: Weights["grades"];
  /** how they were found, where it was not by the programme */
  readonly notes: readonly string[];
}

/** Letters, A the best, or numbers, 5 the best. */
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

/**
 * Grades A to D or 1 to 5: the bands of the score whose rates rise with it and tell most (stats/binning), each of a
 * twentieth of the leads or more. Where there are no such bands, equal parts of the leads. `scores` are those that the
 * calibration was learnt on.
 */
export function grade(
  scores: Float64Array,
  rows: Pick<TrainingRows, "label" | "weight">,
  scale: GradeScale,
): Graded {
  if (scores.length === 0) return { grades: [], notes: [] };
  const names = scales[scale];
  const counts = byScore(scores, rows);
  const found = counts.value.length < names.length ? null : gradesOf(counts, names);
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
    notes: [
      `grades are ${inWords[scale].parts} of the leads by score: no ${inWords[scale].count} bands of it have rates that rise`,
    ],
  };
}

/** Weighted outcomes of each distinct score, ascending. O(n). */
function byScore(
  scores: Float64Array,
  { label, weight }: Pick<TrainingRows, "label" | "weight">,
): ValueCounts {
  const { order, values } = sortedValues(scores);
  const value = new Float64Array(scores.length);
  const [events, nonEvents] = [new Float64Array(scores.length), new Float64Array(scores.length)];
  let last = -1;
  for (let k = 0; k < order.length; k++) {
    const score = values[k] ?? 0;
    if (last < 0 || score !== value[last]) value[++last] = score;
    const row = order[k] ?? 0;
    const of = label[row] === 1 ? events : nonEvents;
    of[last] = (of[last] ?? 0) + (weight[row] ?? 0);
  }
  const count = last + 1;
  return {
    value: value.slice(0, count),
    events: events.slice(0, count),
    nonEvents: nonEvents.slice(0, count),
  };
}

/** Of n grades, at least k/n of the weight lies at or below where the k-th from below ends. */
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
