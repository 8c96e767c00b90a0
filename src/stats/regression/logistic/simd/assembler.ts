/**
 * The part of WebAssembly's binary format that block.ts needs: expressions as lists of bytes, and one exported function
 * over one exported memory. Opcodes are those of the core specification with fixed-width SIMD, which every supported
 * Node runs.
 */

export type Code = readonly number[];

/** LEB128 */
function unsigned(n: number): number[] {
  return n < 128 ? [n] : [(n & 127) | 128, ...unsigned(n >>> 7)];
}
function signed(n: number): number[] {
  const done = n >= -64 && n < 64;
  return done ? [n & 127] : [(n & 127) | 128, ...signed(n >> 7)];
}

export const i32 = (n: number): Code => [0x41, ...signed(n)];
export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number, value: Code): Code => [...value, 0x21, ...unsigned(local)];
export const plus = (a: Code, b: Code): Code => [...a, ...b, 0x6a];
export const times = (a: Code, b: Code): Code => [...a, ...b, 0x6c];
/** whether a < b, unsigned */
const below = (a: Code, b: Code): Code => [...a, ...b, 0x49];

export const when = (condition: Code, ...body: Code[]): Code => [
  ...condition,
  ...[0x04, 0x40],
  ...body.flat(),
  0x0b,
];

/** for (local = 0; local < end; local += step), run at least once */
export const count = (local: number, end: Code, step: number, ...body: Code[]): Code => [
  ...set(local, i32(0)),
  ...[0x03, 0x40],
  ...body.flat(),
  ...set(local, plus(get(local), i32(step))),
  ...below(get(local), end),
  ...[0x0d, 0, 0x0b],
];

/** An address is an expression plus a constant; doubles are aligned to 8 bytes. */
const place = (offset: number): Code => [3, ...unsigned(offset)];
const simd = (opcode: number, ...operands: Code[]): Code => [...operands.flat(), 0xfd, ...unsigned(opcode)];

/** Two doubles from memory and to memory; one double twice. */
export const load = (address: Code, offset = 0): Code => [...simd(0x00, address), ...place(offset)];
export const store = (address: Code, offset: number, value: Code): Code => [
  ...simd(0x0b, address, value),
  ...place(offset),
];
export const loadTwice = (address: Code, offset = 0): Code => [...simd(0x0a, address), ...place(offset)];
/** a number, twice */
export const twice = (x: number): Code => [...simd(0x0c), ...new Uint8Array(new Float64Array([x, x]).buffer)];

export const add = (a: Code, b: Code): Code => simd(0xf0, a, b);
export const subtract = (a: Code, b: Code): Code => simd(0xf1, a, b);
export const multiply = (a: Code, b: Code): Code => simd(0xf2, a, b);
export const divide = (a: Code, b: Code): Code => simd(0xf3, a, b);
export const max = (a: Code, b: Code): Code => simd(0xf5, a, b);
export const absolute = (a: Code): Code => simd(0xec, a);
export const negative = (a: Code): Code => simd(0xed, a);
export const nearest = (a: Code): Code => simd(0x94, a);
/** all bits set where a > b, none elsewhere */
export const above = (a: Code, b: Code): Code => simd(0x4a, a, b);
export const and = (a: Code, b: Code): Code => simd(0x4e, a, b);
/** a where the mask's bits are set, b elsewhere */
export const choose = (a: Code, b: Code, mask: Code): Code => simd(0x52, a, b, mask);
/** sum of the bits as two 64-bit integers; shift of both to the left */
export const addBits = (a: Code, b: Code): Code => simd(0xce, a, b);
export const shiftLeft = (a: Code, by: number): Code => simd(0xcb, a, i32(by));

const section = (id: number, ...content: number[]): number[] => [id, ...unsigned(content.length), ...content];
const name = (text: string): number[] => [text.length, ...Array.from(text, (c) => c.charCodeAt(0))];

/**
 * A module with the function `run`, which has i32 parameters and no result, and with its `memory`, at first one page.
 */
export function moduleOf(parameters: number, i32Locals: number, pairLocals: number, body: Code): Uint8Array {
  const code = [2, ...unsigned(i32Locals), 0x7f, ...unsigned(pairLocals), 0x7b, ...body, 0x0b];
  return Uint8Array.of(
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, 1, 0x60, parameters, ...new Array<number>(parameters).fill(0x7f), 0),
    ...section(3, 1, 0),
    ...section(5, 1, 0, 1),
    ...section(7, 2, ...name("memory"), 2, 0, ...name("run"), 0, 0),
    ...section(10, 1, ...unsigned(code.length), ...code),
  );
}
