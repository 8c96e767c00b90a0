import { cellsOf, taken, weighCells } from "../../numeric/cells.kernel.ts";

/** Rows in bins; some of them are several rows that are equal in every characteristic, taken together. */
export interface AlikeRows {
  /** for each characteristic, the bin of each row */
  readonly bins: readonly Uint8Array[];
  /** weighted share of positives */
  readonly label: Float64Array;
  readonly weight: Float64Array;
}

/**
 * Takes rows together that are equal in every bin: the likelihood of any coefficients stays the same, and takes less
 * time to compute. The result is in the order of the bins. O(n) for each characteristic.
 * @param sizes for each characteristic, a number that its bins are below
 * @param shrinks rows are left as they are where fewer than this many are equal on average; default: they are always
 * taken together
 */
export function alikeTogether(
  bins: readonly Uint8Array[],
  sizes: readonly number[],
  { label, weight }: { readonly label: Uint8Array; readonly weight: Float64Array },
  shrinks = 1,
): AlikeRows {
  const n = label.length;
  const cells = cellsOf(bins, sizes, n, Math.floor(n / shrinks));
  if (cells === null) return { bins, label: Float64Array.from(label), weight };
  const { positive, all } = weighCells(cells, label, weight);
  return {
    bins: bins.map((bin) => taken(bin, cells.row)),
    label: positive.map((y, c) => ((all[c] ?? 0) > 0 ? y / (all[c] ?? 1) : 0)),
    weight: all,
  };
}
