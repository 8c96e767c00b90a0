import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** A seeded stream. The same seed gives the same numbers on every machine. */
export interface Random {
  /** uniform on [0, 1), 53 bits */
  uniform(): number;
  /** uniform integer in [0, n) */
  below(n: number): number;
  /** standard normal (Box-Muller, one draw for each call) */
  normal(): number;
}

export function random(seed: number): Random {
  const generator = xoroshiro128plus(seed | 0);
  const bits = (): number => uniformInt(generator, 0, 0x3ffffff);
  const uniform = (): number => (bits() * 0x8000000 + uniformInt(generator, 0, 0x7ffffff)) / 0x20000000000000;
  return {
    uniform,
    below: (n) => uniformInt(generator, 0, n - 1),
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  };
}

/**
 * A seeded 32-bit hash of a text (FNV-1a with a murmur finish), which decides the fold of an account, whatever its row.
 */
export function hash32(text: string, seed: number): number {
  let h = 0x811c9dc5 ^ seed;
  for (let i = 0; i < text.length; i++) {
    h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  }
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
