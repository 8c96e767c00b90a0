/** Hashes are whole numbers below 2 ** 53, which doubles hold exactly. */
export const hashBits = 53;

/** Some 2 ** 15 hashes a part: a part and its marks stay in the processor's cache. */
const partBits = 15;
/** 32 bits of marks a hash, so that among hashes that all differ one in 64 meets a mark. */
const markBits = partBits + 5;

/**
 * Whether some hash stands twice. O(n) for evenly spread hashes: they are parted by their upper bits; in each part the
 * next bits are marked in a table, and only those that share a mark are sorted and compared.
 * @param hashes whole numbers from 0 to 2 ** 53 - 1
 */
export function standsTwice(hashes: Float64Array): boolean {
  const n = hashes.length;
  const parts = 2 ** Math.max(0, Math.min(16, Math.ceil(Math.log2(n)) - partBits));
  const perPart = 2 ** hashBits / parts;
  const start = new Uint32Array(parts + 1);
  for (let i = 0; i < n; i++) {
    const hash = hashes[i]!;
    if (!(hash >= 0 && hash < 2 ** hashBits)) throw new RangeError(`${hash} is no hash of ${hashBits} bits`);
    const part = Math.floor(hash / perPart);
    start[part + 1] = start[part + 1]! + 1;
  }
  for (let part = 0; part < parts; part++) start[part + 1] = start[part + 1]! + start[part]!;
  const next = start.slice(0, parts);
  const parted = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const part = Math.floor(hashes[i]! / perPart);
    const at = next[part]!;
    parted[at] = hashes[i]!;
    next[part] = at + 1;
  }
  const marks = new Uint32Array(2 ** (markBits - 5));
  for (let part = 0; part < parts; part++)
    if (twiceInPart(parted.subarray(start[part]!, start[part + 1]!), part * perPart, perPart, marks))
      return true;
  return false;
}

/** The same for hashes from `low` to below `low + width`; marks are overwritten. */
function twiceInPart(hashes: Float64Array, low: number, width: number, marks: Uint32Array): boolean {
  const scale = (32 * marks.length) / width;
  marks.fill(0);
  const met: number[] = [];
  for (let i = 0; i < hashes.length; i++) {
    const slot = ((hashes[i]! - low) * scale) | 0;
    const word = marks[slot >>> 5]!;
    const marked = word | (1 << (slot & 31));
    if (marked >>> 0 === word) met.push(slot);
    else marks[slot >>> 5] = marked;
  }
  if (met.length === 0) return false;
  marks.fill(0);
  for (const slot of met) marks[slot >>> 5] = marks[slot >>> 5]! | (1 << (slot & 31));
  let count = 0;
  const suspects = new Float64Array(hashes.length);
  for (let i = 0; i < hashes.length; i++) {
    const slot = ((hashes[i]! - low) * scale) | 0;
    if ((marks[slot >>> 5]! & (1 << (slot & 31))) !== 0) suspects[count++] = hashes[i]!;
  }
  const sorted = suspects.subarray(0, count).sort();
  for (let i = 1; i < count; i++) if (sorted[i] === sorted[i - 1]) return true;
  return false;
}
