/** The running maximum of a lead that has not been scored yet. */
export const unscored = -0x80000000;

export interface Cutoff {
  /** the lowest integer score at which the crossings fit the slots */
  readonly cutoff: number;
  /** number of crossings in the period at this cut-off */
  readonly crossings: number;
  /** the highest score that overflows, and its crossings: the other side of the tie; null: nobody is left out */
  readonly next: { readonly cutoff: number; readonly crossings: number } | null;
}

/** What a cut-off from capacity depends on: leads whose running maximum of the score rises in a period [a, b). */
export interface Rises {
  /** for each of these leads its maximum before a (`unscored`: none), which is lower than ... */
  readonly before: Int32Array;
  /** ... its maximum before b */
  readonly by: Int32Array;
  /** the lowest maximum before b over all leads that were scored, whether it rose or not; null: nobody was scored */
  readonly lowest: number | null;
}

/** The cut-off from each lead's maximum before a (`before`) and before b (`by`); `unscored` where it has none. */
export function cutoffFromMaxima(before: Int32Array, by: Int32Array, slots: number): Cutoff | null {
  const scored = by.filter((m) => m !== unscored);
  const rises = (m: number, i: number): boolean => (by[i] ?? unscored) > m;
  return cutoffFromRises(
    {
      before: before.filter(rises),
      by: by.filter((m, i) => m > (before[i] ?? unscored)),
      lowest: scored.length === 0 ? null : scored.reduce((a, b) => Math.min(a, b)),
    },
    slots,
  );
}

/**
 * `cutoff: from_capacity`: the lowest cut-off whose crossings in a period [a, b) do not exceed its slots. A lead
 * crosses c in the period iff before < c <= by. That count is not monotone in c (leads that had already crossed before
 * a drop out of it as c falls), so the scan goes from the highest score down and stops before the first score that
 * overflows: lower scores would mean an even larger stock. The count rises only at the `by` of a lead whose maximum
 * rose, so no other score can be the first to overflow. The cut-off is one above the score that overflows; where none
 * does, it is the lowest score seen. Null when nobody was scored. O(n log n) in the leads that rose.
 */
export function cutoffFromRises({ before, by, lowest }: Rises, slots: number): Cutoff | null {
  if (lowest === null) return null;
  const top = by.slice().sort();
  const low = before.slice().sort();
  let i = top.length - 1;
  let j = low.length - 1;
  while (i >= 0) {
    const c = top[i] ?? unscored;
    while (i >= 0 && (top[i] ?? unscored) >= c) i--;
    while (j >= 0 && (low[j] ?? unscored) >= c) j--;
    const crossings = top.length - 1 - i - (low.length - 1 - j);
    if (crossings > slots)
      // between c and the score above it, only leads that had crossed before drop out of the count
      return {
        cutoff: c + 1,
        crossings: atLeast(top, c + 1) - atLeast(low, c + 1),
        next: { cutoff: c, crossings },
      };
  }
  return { cutoff: lowest, crossings: top.length - atLeast(low, lowest), next: null };
}

const atLeast = (values: Int32Array, c: number): number => values.reduce((n, m) => (m >= c ? n + 1 : n), 0);
