const radixBits = 11;
const buckets = 1 << radixBits;
const passes = 6;

export interface Sorted {
  /** row of each value */
  readonly order: Uint32Array;
  /** the values, ascending; -0 has become 0 */
  readonly values: Float64Array;
}

/**
 * Finite values in ascending order; equals keep their order, -0 equals 0. A radix sort of the 64 bits in six digits, the
 * keys moved along, so that all reading is in sequence; a digit that all values share costs nothing. O(n): 1M values
 * take about 0.1 s.
 */
export function radixSorted(values: ArrayLike<number>): Sorted {
  const n = values.length;
  const sorted = Float64Array.from(values);
  let bits = new Uint32Array(sorted.buffer);
  const counts = new Uint32Array(passes * buckets);
  for (let i = 0; i < n; i++) {
    sorted[i] = sorted[i]! + 0;
    // negative numbers turned over, the others above them: unsigned order is then numeric order
    const top = bits[2 * i + 1]!;
    const negative = top >>> 31 === 1;
    const low = negative ? ~bits[2 * i]! >>> 0 : bits[2 * i]!;
    const high = negative ? ~top >>> 0 : (top | 0x80000000) >>> 0;
    bits[2 * i] = low;
    bits[2 * i + 1] = high;
    for (let pass = 0; pass < passes; pass++) {
      const at = pass * buckets + digit(high, low, pass);
      counts[at] = counts[at]! + 1;
    }
  }
  let order = new Uint32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  let spareOrder = new Uint32Array(n);
  let spareBits = new Uint32Array(2 * n);
  for (let pass = 0; pass < passes && n > 0; pass++) {
    const base = pass * buckets;
    if (counts[base + digit(bits[1]!, bits[0]!, pass)] === n) continue;
    startsOf(counts, base);
    scatter(bits, order, spareBits, spareOrder, counts, pass);
    [order, spareOrder] = [spareOrder, order];
    [bits, spareBits] = [spareBits, bits];
  }
  for (let i = 0; i < n; i++) {
    const high = bits[2 * i + 1]!;
    const positive = high >>> 31 === 1;
    bits[2 * i] = positive ? bits[2 * i]! : ~bits[2 * i]! >>> 0;
    bits[2 * i + 1] = positive ? high & 0x7fffffff : ~high >>> 0;
  }
  return { order, values: new Float64Array(bits.buffer) };
}

/** Indices that put finite values in ascending order; equals keep their order. */
export const radixOrder = (values: ArrayLike<number>): Uint32Array => radixSorted(values).order;

/** Counts of one digit become the places at which its buckets start. */
function startsOf(counts: Uint32Array, base: number): void {
  let sum = 0;
  for (let b = base; b < base + buckets; b++) {
    const c = counts[b]!;
    counts[b] = sum;
    sum += c;
  }
}

function scatter(
  bits: Uint32Array,
  order: Uint32Array,
  toBits: Uint32Array,
  toOrder: Uint32Array,
  starts: Uint32Array,
  pass: number,
): void {
  const base = pass * buckets;
  const n = order.length;
  for (let k = 0; k < n; k++) {
    const low = bits[2 * k]!;
    const high = bits[2 * k + 1]!;
    const at = base + digit(high, low, pass);
    const to = starts[at]!;
    starts[at] = to + 1;
    toBits[2 * to] = low;
    toBits[2 * to + 1] = high;
    toOrder[to] = order[k]!;
  }
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
