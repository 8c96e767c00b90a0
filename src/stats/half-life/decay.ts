/** Events of one activity as the rows see them: row, and age in days (>= 0) at the row's moment. Any order. */
export interface ActivityEvents {
  readonly row: ArrayLike<number>;
  readonly age: ArrayLike<number>;
}

/**
 * Decayed counts x = min(cap, sum of 2^(-age / h)), one a row. Needs no label. O(events).
 *
 * @param events the row of each event, and its age in days at the row's moment
 * @param rows how many rows there are
 * @param halfLife in days; null: infinite, plain counts
 * @param cap the most that a row can have
 * @throws RangeError on an age below 0 (it lies after the moment) and on a row that is not there
 *
 * @example
 * // the first row had one today and one a half-life ago, the second none, the third more than are counted
 * decayedCounts({ row: [0, 0, 2, 2, 2], age: [0, 14, 0, 0, 0] }, 3, 14, 2); // [1.5, 0, 2]
 */
export function decayedCounts(
  { row, age }: ActivityEvents,
  rows: number,
  halfLife: number | null,
  cap: number,
): Float64Array {
  if (halfLife !== null && !(halfLife > 0)) throw new RangeError(`a half-life of ${halfLife} days`);
  if (row.length !== age.length) throw new RangeError(`${age.length} ages for ${row.length} events`);
  const rate = halfLife === null ? 0 : -Math.LN2 / halfLife;
  const out = new Float64Array(rows);
  for (let i = 0; i < row.length; i++) {
    const r = row[i] ?? -1;
    const a = age[i] ?? Number.NaN;
    if (!(r >= 0 && r < rows)) throw new RangeError(`event ${i + 1} is of row ${r}; there are ${rows}`);
    if (!(a >= 0 && Number.isFinite(a)))
      throw new RangeError(`event ${i + 1} has an age of ${a} days: it is not known at its moment`);
    out[r] = (out[r] ?? 0) + Math.exp(rate * a);
  }
  for (let r = 0; r < rows; r++) if ((out[r] ?? 0) > cap) out[r] = cap;
  return out;
}
