import type { Group } from "../../features/groups.ts";

/** For each segment, how many waiting leads are in it, and a mark of 1 for each of them; null: withheld. */
export type Grouped = readonly ({ readonly size: number; readonly has: Uint8Array } | null)[];

export function grouped(segments: readonly Group[], leads: Int32Array, least: number): Grouped {
  const groups = segments.map((segment) => {
    const has = new Uint8Array(leads.length);
    let size = 0;
    for (let k = 0; k < leads.length; k++)
      if (segment.holds[leads[k] ?? -1] === 1) {
        has[k] = 1;
        size++;
      }
    return { size, has };
  });
  const sizes = groups.map(({ size }) => size);
  const hidden = withheldAmong(segments, sizes, leads.length, least);
  return groups.map((group, s) => (hidden[s] ? null : group));
}

/**
 * Which segments of a cell are withheld: those with too few leads, or with all but too few. Where exactly one segment
 * of a partition is withheld, the smallest of the others is too.
 */
function withheldAmong(
  segments: readonly Group[],
  sizes: readonly number[],
  all: number,
  least: number,
): readonly boolean[] {
  const few = (n: number): boolean => n > 0 && n < least;
  const hidden = sizes.map((n) => few(n) || few(all - n));
  const parting = [...segments.keys()].filter((s) => segments[s]?.parts);
  if (parting.filter((s) => hidden[s]).length === 1) {
    const others = parting.filter((s) => !hidden[s] && (sizes[s] ?? 0) > 0);
    const smallest = others.sort((a, b) => (sizes[a] ?? 0) - (sizes[b] ?? 0) || a - b)[0];
    if (smallest !== undefined) hidden[smallest] = true;
  }
  return hidden;
}
