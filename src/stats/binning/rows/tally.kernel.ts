/** Passes over rows that add up the outcomes of their cells. O(rows). */

/** What is added up: a row's weight goes to the sum of its label. */
export interface Outcome {
  readonly label: Uint8Array;
  /** null: 1 for each row */
  readonly weight: Float64Array | null;
  /** null: there are no periods */
  readonly period: Int32Array | null;
}

export interface Sums {
  readonly events: Float64Array;
  readonly nonEvents: Float64Array;
}

/** In place of a period: rows of all periods. */
export const everyPeriod = -1;

/**
 * Separates rows: those with a value go to `rows`, missing ones to cell 0 of `apart`, special values to the next cells.
 * Rows of weight 0 are dropped. Returns how many have a value; throws a RangeError where one is not finite.
 */
export function partRows(
  values: Float64Array,
  missing: Uint8Array | null,
  special: readonly number[],
  { label, weight }: Outcome,
  rows: Uint32Array,
  { events, nonEvents }: Sums,
): number {
  const n = values.length;
  checkLengths(n, missing, label, weight, rows);
  if (events.length <= special.length || nonEvents.length <= special.length)
    throw new RangeError("partRows: a special value has no cell");
  let kept = 0;
  for (let i = 0; i < n; i++) {
    const w = weight === null ? 1 : weight[i]!;
    if (w === 0) continue;
    const value = values[i]!;
    let cell = -1;
    if (missing !== null && missing[i]! === 1) cell = 0;
    else if (special.length > 0) cell = special.indexOf(value) + 1 || -1;
    if (cell >= 0) {
      const sums = label[i]! === 1 ? events : nonEvents;
      sums[cell] = sums[cell]! + w;
    } else if (value - value === 0) rows[kept++] = i;
    else throw new RangeError(`row ${i + 1} of ${n} holds ${value}; mark it as missing, or leave it out`);
  }
  return kept;
}

/** The distinct values among values in order. */
export function distinctOf(sorted: Float64Array): Float64Array {
  const n = sorted.length;
  let cells = 0;
  for (let k = 0; k < n; k++) if (k === 0 || sorted[k]! !== sorted[k - 1]!) cells++;
  const distinct = new Float64Array(cells);
  cells = 0;
  for (let k = 0; k < n; k++) if (k === 0 || sorted[k]! !== sorted[k - 1]!) distinct[cells++] = sorted[k]!;
  return distinct;
}

/** Adds rows in the order of their values to the cells of their distinct values, for one period or for all. */
export function tallyOrdered(
  sorted: Float64Array,
  order: Uint32Array,
  { label, weight, period }: Outcome,
  only: number,
  { events, nonEvents }: Sums,
): void {
  checkLengths(sorted.length, order);
  checkLengths(label.length, weight, period);
  let c = -1;
  for (let k = 0; k < order.length; k++) {
    if (k === 0 || sorted[k]! !== sorted[k - 1]!) c++;
    const i = order[k]!;
    if (i >= label.length || c >= events.length || c >= nonEvents.length)
      throw new RangeError("tallyOrdered: a row has no cell");
    if (only !== everyPeriod && period?.[i] !== only) continue;
    const w = weight === null ? 1 : weight[i]!;
    if (label[i]! === 1) events[c] = events[c]! + w;
    else nonEvents[c] = nonEvents[c]! + w;
  }
}

/** Adds rows to their cells, in row order, for one period or for all. A cell below 0 is left out. */
export function tallyRows(
  cellOf: Int32Array,
  { label, weight, period }: Outcome,
  only: number,
  { events, nonEvents }: Sums,
): void {
  const n = cellOf.length;
  checkLengths(n, label, weight, period);
  for (let i = 0; i < n; i++) {
    const c = cellOf[i]!;
    if (c < 0 || (only !== everyPeriod && period?.[i] !== only)) continue;
    if (c >= events.length || c >= nonEvents.length) throw new RangeError("tallyRows: a row has no cell");
    const w = weight === null ? 1 : weight[i]!;
    if (label[i]! === 1) events[c] = events[c]! + w;
    else nonEvents[c] = nonEvents[c]! + w;
  }
}

/** The first row whose code is not a cell; -1: none. */
export function firstOutside(
  codes: Uint8Array | Uint16Array | Uint32Array | Float64Array,
  cells: number,
): number {
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (!(code >= 0 && code < cells && Math.floor(code) === code)) return i;
  }
  return -1;
}

/** Adds rows to the cells of their codes, in row order, for one period or for all. */
export function tallyCodes(
  codes: Uint8Array | Uint16Array | Uint32Array,
  { label, weight, period }: Outcome,
  only: number,
  { events, nonEvents }: Sums,
): void {
  const n = codes.length;
  checkLengths(n, label, weight, period);
  if (firstOutside(codes, Math.min(events.length, nonEvents.length)) >= 0)
    throw new RangeError("tallyCodes: a row has no cell");
  for (let i = 0; i < n; i++) {
    if (only !== everyPeriod && period?.[i] !== only) continue;
    const w = weight === null ? 1 : weight[i]!;
    const sums = label[i]! === 1 ? events : nonEvents;
    const c = codes[i]!;
    sums[c] = sums[c]! + w;
  }
}

function checkLengths(n: number, ...arrays: readonly (ArrayLike<number> | null)[]): void {
  if (arrays.some((array) => array !== null && array.length !== n))
    throw new RangeError("tally: lengths disagree");
}
