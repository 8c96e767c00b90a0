/**
 * Passes over the codes of one feature, with a table by code: the bin, the points or the weight of each code. O(rows).
 * They only meet the three kinds of array in which codes are stored, so that the engine can specialise them.
 */
import type { CodedRows, Feature } from "../features/type.ts";

export type Codes = CodedRows["codes"][number];

/** The codes of one of the rows' features. */
export function codesOf({ features, codes }: CodedRows, feature: Feature): Codes {
  const own = codes[features.indexOf(feature)];
  if (own === undefined) throw new RangeError(`there are no codes of ${feature.name}`);
  return own;
}

/** For each row the entry of its code in a table of small numbers (bins, columns, yes or no). */
export function tabled(codes: Codes, table: Uint8Array): Uint8Array {
  const out = new Uint8Array(codes.length);
  for (let i = 0; i < out.length; i++) out[i] = table[codes[i]!]!;
  return out;
}

/** The same for a table of doubles. */
export function tabledDoubles(codes: Codes, table: Float64Array): Float64Array {
  const out = new Float64Array(codes.length);
  for (let i = 0; i < out.length; i++) out[i] = table[codes[i]!]!;
  return out;
}

/** Adds the points of each row's code to `into`; with `at`, entry k is for row at[k]. */
export function addPoints(codes: Codes, points: Int32Array, at: Int32Array | null, into: Float64Array): void {
  if ((at ?? codes).length !== into.length) throw new RangeError("addPoints: lengths disagree");
  if (at === null) for (let i = 0; i < into.length; i++) into[i] = into[i]! + points[codes[i]!]!;
  else for (let k = 0; k < into.length; k++) into[k] = into[k]! + points[codes[at[k]!]!]!;
}

/** Sums of weights by code. */
export interface CodeMasses {
  readonly mass: Float64Array;
  /** sums over the rows that are marked */
  readonly marked: Float64Array;
  readonly total: number;
}

/**
 * The weight of each code's rows, and of the marked ones among them.
 * @param marked 1 or 0 for each row; null: none is
 */
export function massesOf(
  codes: Codes,
  size: number,
  weight: Float64Array,
  marked: Uint8Array | null,
): CodeMasses {
  const n = codes.length;
  if (weight.length !== n || (marked !== null && marked.length !== n))
    throw new RangeError("massesOf: lengths disagree");
  const of = new Float64Array(size);
  const own = new Float64Array(size);
  let total = 0;
  for (let i = 0; i < n; i++) {
    const code = codes[i]!;
    const w = weight[i]!;
    of[code] = of[code]! + w;
    if (marked !== null && marked[i]! === 1) own[code] = own[code]! + w;
    total += w;
  }
  return { mass: of, marked: own, total };
}

/** Marks (1) the rows whose code is marked in the table. */
export function markWhere(codes: Codes, table: Uint8Array, into: Uint8Array): void {
  if (codes.length !== into.length) throw new RangeError("markWhere: lengths disagree");
  for (let i = 0; i < into.length; i++) if (table[codes[i]!]! === 1) into[i] = 1;
}

/** The weights of marked rows as shares of their sum, 0 for other rows. Null where marked rows have no weight. */
export function sharesWhere(marked: Uint8Array, weight: Float64Array): Float64Array | null {
  const n = marked.length;
  if (weight.length !== n) throw new RangeError("sharesWhere: lengths disagree");
  let total = 0;
  for (let i = 0; i < n; i++) if (marked[i]! === 1) total += weight[i]!;
  if (!(total > 0)) return null;
  const share = new Float64Array(n);
  for (let i = 0; i < n; i++) if (marked[i]! === 1) share[i] = weight[i]! / total;
  return share;
}
