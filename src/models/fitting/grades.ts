import { gradesOf } from "../../stats/binning/grades.ts";
import type { ValueCounts } from "../../stats/binning/type.ts";
import { radixSorted } from "../../stats/calibrate/order.kernel.ts";
import type { Weights } from "../../weights/type.ts";
import type { TrainingRows } from "../type.ts";

export interface Graded {
  readonly grades: Weights["grades"];
  /** how they were found, where it was not by the programme */
  readonly notes: readonly string[];
}

const names = ["A", "B", "C", "D"] as const;
const lowest = -(2 ** 31);

/**
 * Grades A to D: the four bands of the score whose rates rise with it and tell most (stats/binning), each of a
 * twentieth of the leads or more. Where there are no such four, quarters of the leads. `scores` are those that the
 * calibration was learnt on.
 */
export function grade(scores: Float64Array, rows: Pick<TrainingRows, "label" | "weight">): Graded {
  if (scores.length === 0) return { grades: [], notes: [] };
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
    grades: quarters(counts),
    notes: ["grades are quarters of the leads by score: no four bands of it have rates that rise"],
  };
}

/** Weighted outcomes of each distinct score, ascending. O(n). */
function byScore(
  scores: Float64Array,
  { label, weight }: Pick<TrainingRows, "label" | "weight">,
): ValueCounts {
  const { order, values } = radixSorted(scores);
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

/** At least a quarter, half and three quarters of the weight lie at or below C, B and A. */
function quarters({ value, events, nonEvents }: ValueCounts): Weights["grades"] {
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
  const cut = [0.75, 0.5, 0.25].map((share, k) => ({
    grade: names[k] ?? "",
    atLeast: Math.ceil(quantile(share)),
  }));
  const distinct = cut.filter((g, k) => k === 0 || g.atLeast < (cut[k - 1]?.atLeast ?? 0));
  return [...distinct, { grade: "D", atLeast: lowest }];
}
