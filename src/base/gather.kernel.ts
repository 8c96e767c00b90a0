/**
 * The values at some places of an array, in the order of the places; O(places). One loop for each kind of array: a
 * callback for every element (`Float64Array.from`) takes thirty times as long, and one loop that meets every kind of
 * array ten times.
 */

type Places = Int32Array | Uint32Array;

const refuse = (place: number, length: number): never => {
  throw new RangeError(`there is no place ${place} among ${length}`);
};

export function bytesAt(from: Uint8Array, at: Places): Uint8Array<ArrayBuffer> {
  const into = new Uint8Array(at.length);
  for (let k = 0; k < at.length; k++) {
    const place = at[k]!;
    if (place < 0 || place >= from.length) refuse(place, from.length);
    into[k] = from[place]!;
  }
  return into;
}

function shortsAt(from: Uint16Array, at: Places): Uint16Array<ArrayBuffer> {
  const into = new Uint16Array(at.length);
  for (let k = 0; k < at.length; k++) {
    const place = at[k]!;
    if (place < 0 || place >= from.length) refuse(place, from.length);
    into[k] = from[place]!;
  }
  return into;
}

function wordsAt(from: Uint32Array, at: Places): Uint32Array<ArrayBuffer> {
  const into = new Uint32Array(at.length);
  for (let k = 0; k < at.length; k++) {
    const place = at[k]!;
    if (place < 0 || place >= from.length) refuse(place, from.length);
    into[k] = from[place]!;
  }
  return into;
}

export function integersAt(from: Int32Array, at: Places): Int32Array<ArrayBuffer> {
  const into = new Int32Array(at.length);
  for (let k = 0; k < at.length; k++) {
    const place = at[k]!;
    if (place < 0 || place >= from.length) refuse(place, from.length);
    into[k] = from[place]!;
  }
  return into;
}

export function doublesAt(from: Float64Array, at: Places): Float64Array<ArrayBuffer> {
  const into = new Float64Array(at.length);
  for (let k = 0; k < at.length; k++) {
    const place = at[k]!;
    if (place < 0 || place >= from.length) refuse(place, from.length);
    into[k] = from[place]!;
  }
  return into;
}

export const codesAt = (
  from: Uint8Array | Uint16Array | Uint32Array,
  at: Places,
): Uint8Array | Uint16Array | Uint32Array =>
  from instanceof Uint8Array
    ? bytesAt(from, at)
    : from instanceof Uint16Array
      ? shortsAt(from, at)
      : wordsAt(from, at);

/** Whether places follow each other without a gap: what stands there is one piece. O(places). */
export function isPiece(at: Places): boolean {
  for (let k = 1; k < at.length; k++) if (at[k] !== at[0]! + k) return false;
  return at.length > 0;
}

/** `codesAt`, where it is known whether the places are one piece, which is copied as such. */
export function codesOfPiece(
  from: Uint8Array | Uint16Array | Uint32Array,
  at: Places,
  piece: boolean,
): Uint8Array | Uint16Array | Uint32Array {
  if (!piece) return codesAt(from, at);
  const [start, end] = [at[0]!, at[0]! + at.length];
  if (start < 0 || end > from.length) refuse(end - 1, from.length);
  return from.slice(start, end);
}

/** The places below n at which a condition holds, ascending. */
export function placesWhere(n: number, holds: (place: number) => boolean): Int32Array<ArrayBuffer> {
  const out = new Int32Array(n);
  let found = 0;
  for (let i = 0; i < n; i++) if (holds(i)) out[found++] = i;
  return out.slice(0, found);
}

/** An array of twice the length that begins with these values, for lists that grow. */
export function doubled(values: Int32Array): Int32Array<ArrayBuffer> {
  const more = new Int32Array(2 * values.length);
  more.set(values);
  return more;
}
