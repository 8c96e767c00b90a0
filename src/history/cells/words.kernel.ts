/**
 * Bytes looked at four at a time, as a word of 32 bits whose lowest byte comes first (Warren, Hacker's Delight, 6-1).
 * What is found is a word with the high bit of bytes set, of which the lowest is right, and others may not be.
 */

const ONES = 0x01010101;
const HIGH_BITS = 0x80808080;

/** A word of four equal bytes. */
export const four = (byte: number): number => Math.imul(byte, ONES);

/** Bytes of a word that are below those of `limits`, which are at most 128. */
export const below = (word: number, limits: number): number => (word - limits) & ~word & HIGH_BITS;

/** Bytes of a word that are equal to those of another one. */
export const equal = (word: number, other: number): number => below(word ^ other, ONES);

/** Number of the lowest byte that was found. */
export const lowest = (found: number): number => (31 - Math.clz32(found & -found)) >> 3;
