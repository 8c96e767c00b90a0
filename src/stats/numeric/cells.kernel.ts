/** Groups of equal rows. */

export interface RowCells {
  /** the cell of each row */
  readonly cell: Int32Array;
  /** one row of each cell, to read its bins from */
  readonly row: Int32Array;
}

/** The joint code gets new, dense numbers before it could take more values than this for each row. */
const sparsest = 32;

/**
 * Groups rows that are equal in every characteristic into cells. Cells are numbered in the order of their bins, those
 * of the first characteristic first, whatever the order of rows. Null where there are more than `most` cells. O(rows)
 * for each characteristic.
 *
 * @param bins per characteristic, the bin of each row
 * @param sizes per characteristic, a number that its bins are below
 */
export function cellsOf(
  bins: readonly Uint8Array[],
  sizes: readonly number[],
  n: number,
  most: number,
): RowCells | null {
  if (sizes.length !== bins.length || bins.some((bin) => bin.length !== n))
    throw new RangeError("cellsOf: lengths disagree");
  const cell = new Int32Array(n);
  let space = 1;
  for (let k = 0; k < bins.length; k++) {
    const bin = bins[k]!;
    const size = sizes[k]!;
    if (space * size > sparsest * n) {
      space = renumber(cell, space, most);
      if (space < 0) return null;
    }
    space *= size;
    if (space > 2 ** 31) throw new RangeError("cellsOf: more than 2^31 cells may occur");
    for (let i = 0; i < n; i++) {
      const b = bin[i]!;
      if (b >= size) throw new RangeError(`cellsOf: characteristic ${k + 1} holds bin ${b} of ${size}`);
      cell[i] = cell[i]! * size + b;
    }
  }
  const count = renumber(cell, space, most);
  if (count < 0) return null;
  const row = new Int32Array(count);
  for (let i = n - 1; i >= 0; i--) row[cell[i]!] = i;
  return { cell, row };
}

/**
 * Replaces each code below `space` by its rank among the codes that occur, with a bit for each code and a count of the
 * bits set before each word. Returns how many codes occur; -1, without changing a code, where they are more than
 * `most`.
 */
function renumber(code: Int32Array, space: number, most: number): number {
  const n = code.length;
  const words = (space + 31) >>> 5;
  const bits = new Int32Array(words);
  for (let i = 0; i < n; i++) {
    const c = code[i]!;
    const word = c >>> 5;
    bits[word] = bits[word]! | (1 << (c & 31));
  }
  const before = new Int32Array(words);
  let count = 0;
  for (let w = 0; w < words; w++) {
    before[w] = count;
    count += ones(bits[w]!);
  }
  if (count > most) return -1;
  for (let i = 0; i < n; i++) {
    const c = code[i]!;
    const word = c >>> 5;
    code[i] = before[word]! + ones(bits[word]! & ((1 << (c & 31)) - 1));
  }
  return count;
}

/** The number of bits set in a word. */
function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Total weight of each cell, and of its positives; every row has weight 1 by default. */
export function weighCells(
  { cell, row }: RowCells,
  label: ArrayLike<number>,
  weight?: ArrayLike<number>,
): { positive: Float64Array; all: Float64Array } {
  const n = cell.length;
  if (label.length !== n || (weight !== undefined && weight.length !== n))
    throw new RangeError("weighCells: lengths disagree");
  const positive = new Float64Array(row.length);
  const all = new Float64Array(row.length);
  for (let i = 0; i < n; i++) {
    const c = cell[i]!;
    const w = weight === undefined ? 1 : weight[i]!;
    all[c] = all[c]! + w;
    positive[c] = positive[c]! + w * label[i]!;
  }
  return { positive, all };
}

/** The values of some rows. A callback for each element, as in `Uint8Array.from`, takes many times as long. */
export function taken(values: Uint8Array, rows: Int32Array | Uint32Array): Uint8Array {
  const out = new Uint8Array(rows.length);
  for (let c = 0; c < out.length; c++) {
    const row = rows[c]!;
    if (row >= values.length) throw new RangeError("taken: a row has no value");
    out[c] = values[row]!;
  }
  return out;
}
