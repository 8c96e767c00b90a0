import { mergeCells, optimalBins } from "./optimal.ts";
import { cellsAbove, quantileEdges } from "./prebin.ts";
import type { Cell, ValueCounts } from "./type.ts";

export interface Grade extends Cell {
  readonly grade: string;
  /** least score of the grade among the training rows; -Infinity in the last grade */
  readonly atLeast: number;
  readonly rate: number;
}

export interface Grades {
  /** best first, as in Weights.grades */
  readonly grades: readonly Grade[];
  /** edges (low, high] between grades, ascending */
  readonly edges: readonly number[];
  readonly iv: number;
}

/**
 * As many grades as there are names, best first, so that their event rates rise with the score and their IV is
 * greatest: the programme of optimalBins with a fixed number of bins, on pre-bins at `pieces`-quantiles of the score.
 */
export function gradesOf(
  scores: ValueCounts,
  names: readonly string[],
  options: { readonly pieces?: number; readonly minSize?: number; readonly minEvents?: number } = {},
): Grades | { readonly grades: null; readonly reason: string } {
  const { pieces = 20, minSize = 20, minEvents = 0 } = options;
  const edges = quantileEdges(scores, pieces);
  const { firsts, ...cells } = cellsAbove(scores, edges);
  const k = names.length;
  const found = optimalBins(cells, { trend: "ascending", minBins: k, maxBins: k, minSize, minEvents });
  if (found.ends === null) return { grades: null, reason: found.reason };
  const merged = mergeCells(cells, found.ends);
  const grades = merged.map((cell, g) => ({
    ...cell,
    grade: names[k - 1 - g] ?? "",
    atLeast: g === 0 ? Number.NEGATIVE_INFINITY : (firsts[(found.ends[g - 1] ?? -1) + 1] ?? Number.NaN),
    rate: cell.events / (cell.events + cell.nonEvents),
  }));
  return {
    grades: grades.reverse(),
    edges: found.ends.slice(0, -1).map((end) => edges[end] ?? Number.NaN),
    iv: found.iv,
  };
}
