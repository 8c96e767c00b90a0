/** Fewer texts than this are sorted by insertion. */
const FEW = 12;
/**
 * From this many on they are sorted as numbers, four bytes at a time, as long as a number has room for the text's index
 * too.
 */
const WIDE = 64;
const TEXTS = 2 ** 21;

/**
 * The order of texts by their bytes, which for ASCII is the order of code units. Three-way quicksort by one
 * byte at a time (Bentley and Sedgewick 1997): a byte that texts share is looked at once in each part. No text holds a
 * zero byte.
 *
 * @param starts where each of `count` texts begins, and the last ends
 * @returns the texts' numbers in order
 */
export function orderOfTexts(bytes: Uint8Array, starts: Uint32Array, count: number): Int32Array {
  const order = new Int32Array(count);
  for (let i = 0; i < count; i++) order[i] = i;
  const byteOf = (text: number, depth: number): number => {
    const at = starts[text]! + depth;
    return at < starts[text + 1]! ? bytes[at]! : -1;
  };
  const isBefore = (a: number, b: number, depth: number): boolean => {
    for (let d = depth; ; d++) {
      const [x, y] = [byteOf(a, d), byteOf(b, d)];
      if (x !== y) return x < y;
      if (x < 0) return false;
    }
  };
  const keys = new Float64Array(Math.min(count, TEXTS));
  const stack = [0, count, 0];
  while (stack.length > 0) {
    const depth = stack.pop()!;
    const to = stack.pop()!;
    const from = stack.pop()!;
    if (to - from < FEW) {
      for (let i = from + 1; i < to; i++) {
        const text = order[i]!;
        let k = i;
        for (; k > from && isBefore(text, order[k - 1]!, depth); k--) order[k] = order[k - 1]!;
        order[k] = text;
      }
      continue;
    }
    if (to - from >= WIDE && to - from <= TEXTS) {
      const own = keys.subarray(0, to - from);
      const before = order.slice(from, to);
      for (let i = 0; i < own.length; i++) {
        const at = starts[before[i]!]! + depth;
        const end = starts[before[i]! + 1]!;
        let four = 0;
        for (let k = at; k < at + 4; k++) four = 256 * four + (k < end ? bytes[k]! : 0);
        own[i] = TEXTS * four + i;
      }
      own.sort();
      let begin = 0;
      let last = -1;
      for (let i = 0; i <= own.length; i++) {
        const four = i < own.length ? Math.floor(own[i]! / TEXTS) : -1;
        if (i < own.length) order[from + i] = before[own[i]! - TEXTS * four]!;
        if (four === last) continue;
        // equal texts end together
        if (i - begin > 1 && last % 256 > 0) stack.push(from + begin, from + i, depth + 4);
        begin = i;
        last = four;
      }
      continue;
    }
    const middle = (from + to) >>> 1;
    const [a, b, c] = [
      byteOf(order[from]!, depth),
      byteOf(order[middle]!, depth),
      byteOf(order[to - 1]!, depth),
    ];
    const pivot = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    let [less, more] = [from, to];
    for (let i = from; i < more; ) {
      const text = order[i]!;
      const byte = byteOf(text, depth);
      if (byte < pivot) {
        order[i++] = order[less]!;
        order[less++] = text;
      } else if (byte > pivot) {
        order[i] = order[--more]!;
        order[more] = text;
      } else i++;
    }
    stack.push(from, less, depth, more, to, depth);
    if (pivot >= 0) stack.push(less, more, depth + 1);
  }
  return order;
}
