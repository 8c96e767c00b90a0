import {
  above,
  absolute,
  add,
  addBits,
  and,
  type Code,
  choose,
  count,
  divide,
  get,
  i32,
  load,
  loadTwice,
  max,
  moduleOf,
  multiply,
  nearest,
  negative,
  plus,
  set,
  shiftLeft,
  store,
  subtract,
  times,
  twice,
  when,
} from "./assembler.ts";

/** Rows in a block: its arrays by row stay in the first-level cache, 20 columns in the second. */
export const blockRows = 512;
/** Rows that are copied to the memory at a time: copying single blocks would take twice as long. */
export const chunkRows = 4 * blockRows;
/** Distance from column to column, in doubles: not a multiple of a page, so that columns do not share cache lines. */
export const stride = chunkRows + 8;
/** Columns go by three: nine sums of the information are kept in registers while six values are read. */
export const tile = 3;
const blockBytes = 8 * blockRows;
const columnBytes = 8 * stride;

// Byte addresses of a block's arrays by row: its linear predictor and later its variance, and so on.
const [eta, residual, label, weight] = [0, blockBytes, 2 * blockBytes, 3 * blockBytes];
/** three columns times the variances */
const weighted = 4 * blockBytes;
const logLikelihood = 7 * blockBytes;

/** Places in the memory, counted in doubles: first a block's arrays by row, then what grows with the columns. */
export interface Layout {
  /** in: the offset; afterwards the variance */
  readonly eta: number;
  readonly label: number;
  readonly weight: number;
  /** this and all other sums come in pairs: for even rows and for odd rows */
  readonly logLikelihood: number;
  readonly beta: number;
  readonly gradient: number;
  /** sums for the nine pairs of a tile; tiles of the lower triangle row by row */
  readonly information: number;
  /** columns of a chunk, `stride` apart */
  readonly x: number;
  readonly length: number;
  /** number of groups of three columns */
  readonly tiles: number;
}

export function layoutOf(columns: number): Layout {
  const tiles = Math.ceil(columns / tile);
  const beta = logLikelihood / 8 + 2;
  const gradient = beta + tiles * tile;
  const information = gradient + 2 * tiles * tile;
  const x = information + tiles * (tiles + 1) * tile * tile;
  return {
    eta: eta / 8,
    label: label / 8,
    weight: weight / 8,
    logLikelihood: logLikelihood / 8,
    beta,
    gradient,
    information,
    x,
    length: x + tiles * tile * stride,
    tiles,
  };
}

// parameters and locals of the function
const [tiles, rowBytes, withInformation, beta, gradient, information, x] = [0, 1, 2, 3, 4, 5, 6];
const [i, j, k, xj, xk, out] = [7, 8, 9, 10, 11, 12];
const pairs = 13;
const pair = (n: number): number => pairs + n;
const across = [0, 1, 2] as const;

const sum = (terms: readonly Code[]): Code => terms.reduce((s, term) => add(s, term));
/** c0 + c1 v + c2 v^2 + ...: even and odd powers apart, since two short chains take less time than a long one. */
const polynomial = (v: Code, vv: Code, coefficients: readonly number[]): Code => {
  const [even, odd] = [0, 1].map((from) =>
    coefficients
      .filter((_, power) => power % 2 === from)
      .reduceRight<Code>(
        (value, c) => (value.length === 0 ? twice(c) : add(twice(c), multiply(value, vv))),
        [],
      ),
  );
  return add(even ?? [], multiply(odd ?? [], v));
};

const column = (base: number, c: number): Code => load(plus(get(base), get(i)), c * columnBytes);
const tileAt = (base: number, index: number): Code =>
  plus(get(base), times(get(index), i32(tile * columnBytes)));
const everyRow = (...body: Code[]): Code => count(i, get(rowBytes), 16, ...body);
const addTo = (address: Code, offset: number, value: Code): Code =>
  store(address, offset, add(load(address, offset), value));

/** eta += X beta */
const predict = count(
  j,
  get(tiles),
  1,
  set(xj, tileAt(x, j)),
  ...across.map((c) => set(pair(c), loadTwice(plus(get(beta), times(get(j), i32(8 * tile))), 8 * c))),
  everyRow(
    store(get(i), eta, sum([load(get(i), eta), ...across.map((c) => multiply(get(pair(c)), column(xj, c)))])),
  ),
);

/**
 * From the linear predictors t: e = exp(-|t|) by halving and Taylor's series (|r| <= ln 2 / 2: terms below 1e-17 are
 * left out), and ln(1 + e) = 2 artanh(e / (2 + e)) in the same way; then log-likelihoods, residuals, and variances in
 * place of t.
 */
const link = ((): Code => {
  const [t, e, power, d, y] = [pair(0), pair(1), pair(2), pair(3), pair(4)];
  const [w, total, s, square, fourth] = [pair(5), pair(6), pair(7), pair(8), pair(9)];
  // added to an integer, this leaves the integer in the last bits
  const wholeInBits = 1.5 * 2 ** 52;
  let factorial = 1;
  const taylor = Array.from({ length: 14 }, (_, n) => {
    factorial *= Math.max(1, n);
    return 1 / factorial;
  });
  const artanh = Array.from({ length: 17 }, (_, n) => 2 / (2 * n + 1));
  return [
    ...set(total, twice(0)),
    ...everyRow(
      set(t, load(get(i), eta)),
      set(y, load(get(i), label)),
      set(w, load(get(i), weight)),
      set(e, max(negative(absolute(get(t))), twice(-708))),
      set(power, nearest(multiply(get(e), twice(Math.LOG2E)))),
      // ln 2 in two parts, the first ending in zeros, so that power times it is exact
      set(e, subtract(get(e), multiply(get(power), twice(0.6931471803691238)))),
      set(e, subtract(get(e), multiply(get(power), twice(1.9082149292705877e-10)))),
      set(square, multiply(get(e), get(e))),
      set(
        e,
        addBits(polynomial(get(e), get(square), taylor), shiftLeft(add(get(power), twice(wholeInBits)), 52)),
      ),
      set(d, divide(twice(1), add(twice(1), get(e)))),
      set(s, divide(get(e), add(twice(2), get(e)))),
      set(square, multiply(get(s), get(s))),
      set(fourth, multiply(get(square), get(square))),
      // y t - softplus(t), arranged so that neither overflows nor cancels
      set(
        total,
        add(
          get(total),
          multiply(
            get(w),
            subtract(
              multiply(subtract(get(y), and(above(get(t), twice(0)), twice(1))), get(t)),
              multiply(get(s), polynomial(get(square), get(fourth), artanh)),
            ),
          ),
        ),
      ),
      store(
        get(i),
        residual,
        multiply(get(w), subtract(get(y), choose(get(d), multiply(get(e), get(d)), above(get(t), twice(0))))),
      ),
      store(get(i), eta, multiply(multiply(get(w), get(e)), multiply(get(d), get(d)))),
    ),
    ...addTo(i32(0), logLikelihood, get(total)),
  ];
})();

/** gradient += X' residual */
const score = count(
  j,
  get(tiles),
  1,
  set(xj, tileAt(x, j)),
  ...across.map((c) => set(pair(c), twice(0))),
  everyRow(
    set(pair(3), load(get(i), residual)),
    ...across.map((c) => set(pair(c), add(get(pair(c)), multiply(get(pair(3)), column(xj, c))))),
  ),
  set(out, plus(get(gradient), times(get(j), i32(16 * tile)))),
  ...across.map((c) => addTo(get(out), 16 * c, get(pair(c)))),
);

/** information += X' V X, three columns by three at a time, lower triangle */
const cross = ((): Code => {
  const own = (c: number): number => pair(9 + c);
  return [
    ...set(out, get(information)),
    ...count(
      j,
      get(tiles),
      1,
      set(xj, tileAt(x, j)),
      everyRow(
        set(pair(0), load(get(i), eta)),
        ...across.map((c) => store(get(i), weighted + c * blockBytes, multiply(get(pair(0)), column(xj, c)))),
      ),
      count(
        k,
        plus(get(j), i32(1)),
        1,
        set(xk, tileAt(x, k)),
        ...across.flatMap((a) => across.map((b) => set(pair(3 * a + b), twice(0)))),
        everyRow(
          ...across.map((a) => set(own(a), load(get(i), weighted + a * blockBytes))),
          ...across.flatMap((b) => [
            set(pair(12), column(xk, b)),
            ...across.map((a) =>
              set(pair(3 * a + b), add(get(pair(3 * a + b)), multiply(get(own(a)), get(pair(12))))),
            ),
          ]),
        ),
        ...across.flatMap((a) => across.map((b) => addTo(get(out), 16 * (3 * a + b), get(pair(3 * a + b))))),
        set(out, plus(get(out), i32(16 * tile * tile))),
      ),
    ),
  ];
})();

/** The parts of the WebAssembly interface that are used: its types only come with a browser's library. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
  ) => {
    readonly exports: {
      readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
      readonly run: (...parameters: number[]) => void;
    };
  };
};

export interface BlockKernel {
  /** a memory of this many doubles; its former content is lost */
  memory(length: number): Float64Array;
  /**
   * adds the sums of a block's rows to those in the memory; the block begins at row `from` of the chunk, and an odd
   * number of rows is followed by one of zeros
   */
  run(layout: Layout, from: number, rows: number, withInformation: boolean): void;
}

let made: BlockKernel | null = null;

/** The kernel of this thread, compiled when it is first needed. */
export function blockKernel(): BlockKernel {
  made ??= compile();
  return made;
}

function compile(): BlockKernel {
  const body = [...predict, ...link, ...score, ...when(get(withInformation), cross)];
  const { memory, run } = new WebAssembly.Instance(new WebAssembly.Module(moduleOf(7, 6, 13, body))).exports;
  const page = 1 << 16;
  return {
    memory(length) {
      const lacking = Math.ceil((8 * length - memory.buffer.byteLength) / page);
      if (lacking > 0) memory.grow(lacking);
      return new Float64Array(memory.buffer, 0, length);
    },
    run: ({ tiles, beta, gradient, information, x }, from, rows, withInformation) =>
      run(
        tiles,
        16 * Math.ceil(rows / 2),
        withInformation ? 1 : 0,
        ...[beta, gradient, information, x + from].map((place) => 8 * place),
      ),
  };
}
