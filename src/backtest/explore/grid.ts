import type { Rate } from "../serve/capacity.ts";

/** The cut-offs that are explored, as predicted chances: close together where most scores lie. 0 passes everyone on. */
export const chances: readonly number[] = [
  0, 0.005, 0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.12, 0.15, 0.18, 0.2, 0.22, 0.25, 0.28,
  0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9,
];

/** The capacities that are explored, as multiples of the stated one. */
const multiples: readonly number[] = [0.25, 0.5, 0.75, 1.25, 1.5, 2, 3];

/** Further rates to explore: multiples of the stated rate, without those near a rate that is judged already. */
export function furtherRates(known: readonly Rate[]): readonly Rate[] {
  const [stated] = known;
  if (stated === undefined) return [];
  return multiples
    .map((m): Rate => ({ reps: stated.reps, leadsPerRepPerDay: m * stated.leadsPerRepPerDay }))
    .filter((rate) => !known.some((other) => Math.abs(perDay(other) / perDay(rate) - 1) < 0.02));
}

/** How many leads all reps together can take on a working day. */
export const perDay = ({ reps, leadsPerRepPerDay }: Rate): number => reps * leadsPerRepPerDay;

/**
 * The most crossings times capacities over all grids of a study. Above it every second cut-off is dropped, again and
 * again until the rest fits.
 */
const budget = 20_000_000;
const leastRows = 5;

/** Fewer rows of a grid, where there is much data. */
export function thinned<T>(rows: readonly T[], cost: (row: T) => number): readonly T[] {
  let kept = rows;
  while (kept.length > leastRows && kept.reduce((sum, row) => sum + cost(row), 0) > budget)
    kept = kept.filter((_, i) => i % 2 === 0);
  return kept;
}
