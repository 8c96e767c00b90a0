import { areEqual, type Block, hashOf } from "./block.kernel.ts";
import { below, equal, four } from "./words.kernel.ts";

/**
 * Takes the cells of one column from a file's bytes, one for each row, without making strings. A column takes what it
 * is for: distinct texts, numbers, or nothing.
 */
export interface Taker {
  /**
   * takes the cells of all records of a block
   *
   * @param column by position
   * @param row of the first record
   */
  take(block: Block, column: number, row: number): void;
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

  take({ bytes, rows, columns, starts, ends }: Block, column: number, row: number): void {
    let { proof } = this;
    for (let r = 1, cell = column; r <= rows; r++, cell += columns) {
      const [from, to] = [starts[cell]!, ends[cell]!];
      if (to === from) continue;
      const last = bytes[to - 1]!;
      proof += (row + r) * (to - from + (last < 128 ? last : 0));
    }
    this.proof = proof;
  }
}

/** From this many distinct texts on, a column nearly all of whose texts are distinct is no longer searched for repeats. */
const MANY = 1 << 17;
const NEARLY_ALL = 0.9;

/**
 * Texts in the order of their first rows, as slices of one array of bytes, and the text of each row. Blanks around a
 * text are dropped. Texts are distinct, unless they are `loose`. Cost for each cell: a hash of its bytes, and a look
 * into a table that is at most half full.
 */
export class Texts implements Taker {
  /** the text of each row, or -1 where the cell is empty */
  readonly codes: Int32Array;
  count = 0;
  /** number of empty cells */
  empty = 0;
  bytes = new Uint8Array(1 << 8);
  /** where each text begins, and the last one ends */
  starts = new Uint32Array(1 << 6);
  /** whether some text holds a byte that is not printable ASCII, so that two texts may mean the same */
  odd = false;
  /** whether equal texts may stand here more than once: ids and e-mail addresses, hardly one of which occurs twice */
  loose = false;
  private readonly mayLoosen: boolean;
  private view = new DataView(this.bytes.buffer);
  /** hash and number of a text next to each other, so that one access gets both */
  private slots = new Int32Array(1 << 6).fill(-1);

  /** @param mayLoosen whether nobody looks for texts by `find` */
  constructor(rows: number, mayLoosen = false) {
    this.codes = new Int32Array(rows).fill(-1);
    this.mayLoosen = mayLoosen;
  }

  take({ bytes, view, rows, columns, starts, ends }: Block, column: number, row: number): void {
    const { codes } = this;
    for (let r = row, cell = column; r < row + rows; r++, cell += columns) {
      let [from, to] = [starts[cell]!, ends[cell]!];
      while (from < to && bytes[from] === SPACE) from++;
      while (to > from && bytes[to - 1] === SPACE) to--;
      if (from === to) this.empty++;
      else codes[r] = this.loose ? this.add(view, from, to) : this.codeOf(view, from, to);
    }
    if (this.mayLoosen && !this.loose && this.count >= MANY) {
      this.loose = this.count > NEARLY_ALL * (row + rows - this.empty);
      if (this.loose) this.slots = new Int32Array(2);
    }
  }

  /** The number of a text, which is at the beginning of these bytes; -1: it is not among these. */
  find(view: DataView, length: number): number {
    return this.slots[this.slotOf(view, 0, length, hashOf(view, 0, length, 0)) + 1]!;
  }

  private codeOf(view: DataView, from: number, to: number): number {
    const hash = hashOf(view, from, to, 0);
    const slot = this.slotOf(view, from, to, hash);
    const found = this.slots[slot + 1]!;
    if (found >= 0) return found;
    const code = this.add(view, from, to);
    this.slots[slot] = hash;
    this.slots[slot + 1] = code;
    if (4 * this.count > this.slots.length) this.rehash();
    return code;
  }

  /** The slot that holds a text, or the one for it. */
  private slotOf(view: DataView, from: number, to: number, hash: number): number {
    const { slots, starts, view: own } = this;
    const mask = slots.length - 1;
    const length = to - from;
    for (let slot = (2 * hash) & mask; ; slot = (slot + 2) & mask) {
      const code = slots[slot + 1]!;
      if (code < 0) return slot;
      if (slots[slot] !== hash) continue;
      const start = starts[code]!;
      if (starts[code + 1]! - start !== length) continue;
      if (areEqual(own, start, view, from, length)) return slot;
    }
  }

  /** Adds a text, and returns its number. */
  private add(view: DataView, from: number, to: number): number {
    const code = this.count++;
    const start = this.starts[code]!;
    const end = start + to - from;
    if (end + 4 > this.bytes.length) {
      const more = new Uint8Array(Math.max(2 * this.bytes.length, end + 4));
      more.set(this.bytes);
      this.bytes = more;
      this.view = new DataView(more.buffer);
    }
    const own = this.view;
    // the next text takes the place of what the last word holds too much
    for (let i = from, k = start; i < to; i += 4, k += 4) {
      const word = view.getInt32(i, true);
      own.setInt32(k, word, true);
      if (isOdd(i + 4 <= to ? word : blanked(word, to - i))) this.odd = true;
    }
    if (code + 2 > this.starts.length) {
      const starts = new Uint32Array(2 * this.starts.length);
      starts.set(this.starts);
      this.starts = starts;
    }
    this.starts[code + 1] = end;
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

const HIGH_BITS = four(128);
const BLANKS = four(SPACE);
const DELETES = four(127);

/** Whether one of the four bytes of a word is no printable character of ASCII: from 128 on, below 32, or 127. */
const isOdd = (word: number): boolean =>
  ((word & HIGH_BITS) | below(word, BLANKS) | equal(word, DELETES)) !== 0;

/** A word with blanks in place of its bytes from `bytes` on, which is 1 to 3. */
const blanked = (word: number, bytes: number): number => {
  const mask = (1 << (8 * bytes)) - 1;
  return (word & mask) | (BLANKS & ~mask);
};

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

  take({ bytes, rows, columns, starts, ends }: Block, column: number, row: number): void {
    for (let r = row, cell = column; r < row + rows && !this.failed; r++, cell += columns) {
      let [from, to] = [starts[cell]!, ends[cell]!];
      while (from < to && bytes[from] === SPACE) from++;
      while (to > from && bytes[to - 1] === SPACE) to--;
      if (from < to) this.values[r] = this.read(bytes, from, to);
    }
  }

  /** The number of a cell that is not empty. */
  private read(bytes: Uint8Array, from: number, to: number): number {
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
    else if (i < to || whole + fraction > EXACT) return this.parse(bytes, from, to, i < to);
    const value = fraction === 0 ? mantissa : mantissa / POWERS[fraction]!;
    // -0 becomes 0: one value, one code
    return first > from ? 0 - value : value;
  }

  /** The number of a cell that has many digits or an exponent, by its text. */
  private parse(bytes: Uint8Array, from: number, to: number, scientific: boolean): number {
    const text = to - from > LONGEST ? "" : String.fromCharCode(...bytes.subarray(from, to));
    const value = Number(text);
    if (text === "" || !Number.isFinite(value) || (scientific && !SCIENTIFIC.test(text))) this.failed = true;
    return value + 0;
  }
}
