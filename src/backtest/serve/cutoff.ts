/** The running maximum of a lead that has not been scored yet. */
export const unscored = -0x80000000;

export interface Cutoff {
  /** lowest integer score at which the crossings fit the slots */
  readonly cutoff: number;
  /** its crossings in the period */
  readonly crossings: number;
  /** the highest score that overflows, and its crossings: the other side of the tie; null: nobody is left out */
  readonly next: { readonly cutoff: number; readonly crossings: number } | null;
}

/**
 * `cutoff: from_capacity`: the lowest cut-off whose crossings in a period [a, b) do not exceed its slots, from each
 * lead's running maximum of the score before a (`before`) and before b (`by`), `unscored` where it has none. A lead
 * crosses c in the period iff before < c <= by. That count is not monotone in c (leads that had crossed already before
 * a leave it as c falls), so the scan goes from the highest score down and stops before the first score that overflows:
 * what lies below would mean an even larger stock. Scores are attained or not: the cut-off is one above the score that
 * overflows; where none does, it is the lowest score seen. Null when nobody was scored. O(n log n).
 */
export function cutoffFromMaxima(before: Int32Array, by: Int32Array, slots: number): Cutoff | null {
  const scored: number[] = [];
  for (let i = 0; i < by.length; i++) if ((by[i] ?? unscored) !== unscored) scored.push(i);
  const top = Int32Array.from(scored, (i) => by[i] ?? unscored).sort();
  const low = Int32Array.from(scored, (i) => before[i] ?? unscored).sort();
  let i = top.length - 1;
  let j = low.length - 1;
  if (i < 0) return null;
  let last: Cutoff = { cutoff: (top[i] ?? 0) + 1, crossings: 0, next: null };
  while (i >= 0) {
    const c = top[i] ?? unscored;
    while (i >= 0 && (top[i] ?? unscored) >= c) i--;
    while (j >= 0 && (low[j] ?? unscored) >= c) j--;
    const crossings = top.length - 1 - i - (low.length - 1 - j);
    if (crossings > slots) {
      // between c and the score above it only leads that had crossed before leave the count
      const cutoff = c + 1;
      let had = 0;
      let reached = 0;
      for (const m of low) if (m >= cutoff) had++;
      for (const m of top) if (m >= cutoff) reached++;
      return { cutoff, crossings: reached - had, next: { cutoff: c, crossings } };
    }
    last = { cutoff: c, crossings, next: null };
  }
  return last;
}
