/** Events of one activity as seen from the rows' moments: row, and age in days (>= 0). Any order. */
export interface ActivityEvents {
  readonly row: ArrayLike<number>;
  readonly age: ArrayLike<number>;
}

/**
 * Decayed counts x = min(cap, sum of 2^(-age / h)), one a row; null is an infinite half-life: plain counts. Needs no
 * label. Throws a RangeError on an age below 0 (it lies after the moment) and on a row that is not there. O(events).
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
