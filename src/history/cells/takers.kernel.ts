/**
 * Takes the cells of one column from a file's bytes, one for each row, without making strings. A column takes what it
 * is for: distinct texts, numbers, or nothing.
 */
export interface Taker {
  /** takes the cell of a row: the bytes from `from` to before `to`, without quotes */
  take(bytes: Uint8Array, from: number, to: number, row: number): void;
}

const SPACE = 32;

/**
 * A column that the engine reads instead: keeps only a checksum which shows that both read the same rows in the same
 * order.
 */
export class Passed implements Taker {
  /**
   * sum of (row + 1) * (bytes + last byte if it is ASCII) over the rows; exact below 2^53, about 10^7 rows of 100 bytes
   */
  proof = 0;

  take(bytes: Uint8Array, from: number, to: number, row: number): void {
    if (to === from) return;
    const last = bytes[to - 1]!;
    this.proof += (row + 1) * (to - from + (last < 128 ? last : 0));
  }
}

/**
 * Distinct texts in the order of their first rows, as slices of one array of bytes, and the text of each row. Blanks
 * around a text are dropped. Cost for each cell: a hash of its bytes, and a look into a table that is at most half
 * full.
 */
export class Texts implements Taker {
  /** the text of each row, or -1 where the cell is empty */
  readonly codes: Int32Array;
  count = 0;
  /** number of empty cells */
  empty = 0;
  bytes: Uint8Array = new Uint8Array(1 << 12);
  /** where each text begins, and the last one ends */
  starts: Uint32Array = new Uint32Array(1 << 8);
  /** whether some text holds a byte that is not printable ASCII, so that two texts may mean the same */
  odd = false;
  /** hash and number of a text next to each other, so that one access gets both */
  private slots = new Int32Array(1 << 10).fill(-1);
  /** hash of the text that was looked for last */
  private hash = 0;

  constructor(rows: number) {
    this.codes = new Int32Array(rows).fill(-1);
  }

  take(bytes: Uint8Array, from: number, to: number, row: number): void {
    while (from < to && bytes[from] === SPACE) from++;
    while (to > from && bytes[to - 1] === SPACE) to--;
    if (from === to) {
      this.empty++;
      this.codes[row] = -1;
      return;
    }
    const slot = this.slotOf(bytes, from, to);
    const code = this.slots[slot + 1]!;
    this.codes[row] = code < 0 ? this.add(bytes, from, to, slot) : code;
  }

  /** The number of a text; -1: it is not among these. */
  find(bytes: Uint8Array, from: number, to: number): number {
    return this.slots[this.slotOf(bytes, from, to) + 1]!;
  }

  /** The slot that holds a text, or the one for it. */
  private slotOf(bytes: Uint8Array, from: number, to: number): number {
    let hash = 0x811c9dc5;
    let odd = 0;
    for (let i = from; i < to; i++) {
      const b = bytes[i]!;
      hash = Math.imul(hash ^ b, 0x01000193);
      odd |= (b - 32) | (126 - b);
    }
    if (odd < 0) this.odd = true;
    hash ^= hash >>> 15;
    hash = Math.imul(hash, 0x2c1b3c6d);
    hash ^= hash >>> 13;
    this.hash = hash;
    const { slots, starts, bytes: own } = this;
    const mask = slots.length - 1;
    const length = to - from;
    for (let slot = (2 * hash) & mask; ; slot = (slot + 2) & mask) {
      const code = slots[slot + 1]!;
      if (code < 0) return slot;
      if (slots[slot] !== hash) continue;
      const start = starts[code]!;
      if (starts[code + 1]! - start !== length) continue;
      let k = 0;
      while (k < length && own[start + k] === bytes[from + k]) k++;
      if (k === length) return slot;
    }
  }

  private add(bytes: Uint8Array, from: number, to: number, slot: number): number {
    const code = this.count++;
    this.slots[slot] = this.hash;
    this.slots[slot + 1] = code;
    const start = this.starts[code]!;
    const end = start + to - from;
    if (end > this.bytes.length) {
      const more = new Uint8Array(Math.max(2 * this.bytes.length, end));
      more.set(this.bytes);
      this.bytes = more;
    }
    for (let i = from, k = start; i < to; i++, k++) this.bytes[k] = bytes[i]!;
    if (code + 2 > this.starts.length) {
      const starts = new Uint32Array(2 * this.starts.length);
      starts.set(this.starts);
      this.starts = starts;
    }
    this.starts[code + 1] = end;
    if (4 * this.count > this.slots.length) this.rehash();
    return code;
  }

  private rehash(): void {
    const slots = new Int32Array(2 * this.slots.length).fill(-1);
    const mask = slots.length - 1;
    for (let from = 0; from < this.slots.length; from += 2) {
      if (this.slots[from + 1]! < 0) continue;
      const hash = this.slots[from]!;
      let slot = (2 * hash) & mask;
      while (slots[slot + 1]! >= 0) slot = (slot + 2) & mask;
      slots[slot] = hash;
      slots[slot + 1] = this.slots[from + 1]!;
    }
    this.slots = slots;
  }
}

const ZERO = 48;
const POINT = 46;
const MINUS = 45;
/**
 * How many digits a double holds exactly, as well as their quotient by a power of ten: one rounding, as in a reader of
 * texts.
 */
const EXACT = 15;
/** The most bytes of a number that is read as a text: nobody writes longer ones. */
const LONGEST = 400;
const POWERS = Float64Array.from({ length: EXACT + 1 }, (_, k) => 10 ** k);

/** Rarer ways to write a number: `1e-5`, `2.5E+10`. */
const SCIENTIFIC = /^-?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)[eE][+-]?[0-9]+$/;

/**
 * Numbers as programs write them: `-12`, `0.5`, `.5`, `1e-5`. If one cell is of another kind, the column as a whole is
 * refused.
 */
export class Numbers implements Taker {
  /** NaN where the cell is empty */
  readonly values: Float64Array;
  /** whether a cell was no such number */
  failed = false;
  /** how many cells hold a point, and in how many of them the point may separate thousands: `1.500` */
  points = 0;
  thousands = 0;

  constructor(rows: number) {
    this.values = new Float64Array(rows).fill(Number.NaN);
  }

  take(bytes: Uint8Array, from: number, to: number, row: number): void {
    if (this.failed) return;
    while (from < to && bytes[from] === SPACE) from++;
    while (to > from && bytes[to - 1] === SPACE) to--;
    if (from === to) return;
    const first = bytes[from] === MINUS ? from + 1 : from;
    let mantissa = 0;
    let i = first;
    for (; i < to; i++) {
      const digit = bytes[i]! - ZERO;
      if (digit < 0 || digit > 9) break;
      mantissa = 10 * mantissa + digit;
    }
    const whole = i - first;
    // 00123 is a code, not a number
    if (whole > 1 && bytes[first] === ZERO) this.failed = true;
    let fraction = 0;
    if (i < to && bytes[i] === POINT) {
      for (i++; i < to; i++) {
        const digit = bytes[i]! - ZERO;
        if (digit < 0 || digit > 9) break;
        mantissa = 10 * mantissa + digit;
        fraction++;
      }
      if (i === to) {
        this.points++;
        if (whole >= 1 && whole <= 3 && fraction === 3 && bytes[first] !== ZERO) this.thousands++;
      }
    }
    if (whole + fraction === 0) this.failed = true;
    else if (i < to || whole + fraction > EXACT) this.parse(bytes, from, to, row, i < to);
    // -0 becomes 0: one value, one code
    else this.values[row] = first > from ? 0 - mantissa / POWERS[fraction]! : mantissa / POWERS[fraction]!;
  }

  /** Takes a cell by parsing its text, where it has many digits or an exponent. */
  private parse(bytes: Uint8Array, from: number, to: number, row: number, scientific: boolean): void {
    const text = to - from > LONGEST ? "" : String.fromCharCode(...bytes.subarray(from, to));
    const value = Number(text);
    if (text === "" || !Number.isFinite(value) || (scientific && !SCIENTIFIC.test(text))) this.failed = true;
    else this.values[row] = value + 0;
  }
}
