/** Passes over rows: which cell each falls into, and the sums of its outcomes. O(rows). */

/**
 * Numbers the distinct values of rows in ascending order: writes each row's cell into `cellOf`, returns the values.
 * @param order as `ascendingRows` gives it
 */
export function distinctCells(values: Float64Array, order: Uint32Array, cellOf: Int32Array): Float64Array {
  const n = order.length;
  if (cellOf.length !== values.length) throw new RangeError("distinctCells: lengths disagree");
  const distinct = new Float64Array(n);
  let cells = 0;
  for (let k = 0; k < n; k++) {
    const row = order[k]!;
    if (row >= values.length) throw new RangeError("distinctCells: a row has no value");
    const value = values[row]! + 0; // -0 + 0 is 0
    if (cells === 0 || value !== distinct[cells - 1]!) distinct[cells++] = value;
    cellOf[row] = cells - 1;
  }
  return distinct.slice(0, cells);
}

/** Adds rows' weights (null: 1 each) to their cells, in row order; a cell below 0 is left out. */
export function tallyRows(
  cellOf: Int32Array,
  label: Uint8Array,
  weight: Float64Array | null,
  events: Float64Array,
  nonEvents: Float64Array,
): void {
  const n = cellOf.length;
  if (label.length !== n || (weight !== null && weight.length !== n))
    throw new RangeError("tallyRows: lengths disagree");
  for (let i = 0; i < n; i++) {
    const c = cellOf[i]!;
    if (c < 0) continue;
    if (c >= events.length || c >= nonEvents.length) throw new RangeError("tallyRows: a row has no cell");
    const w = weight === null ? 1 : weight[i]!;
    if (label[i]! === 1) events[c] = events[c]! + w;
    else nonEvents[c] = nonEvents[c]! + w;
  }
}
