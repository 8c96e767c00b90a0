import { createHash, type Hash } from "node:crypto";

/**
 * Digests of long arrays, by the array, since a fold's rows are a part of every model's question. These arrays are
 * never changed.
 */
const known = new WeakMap<object, string>();
/** From this many entries on, an array's digest is remembered. */
const long = 256;
/** How many characters are gathered before they go to the hash. */
const enough = 1 << 14;

/**
 * sha256 of a value by its content: numbers to the bit (0 and -0 differ), text, typed arrays by kind and bytes, lists,
 * maps and sets in their order, objects with their keys sorted. Two values with the same digest are the same to any
 * function that reads them. Hexadecimal.
 * @throws TypeError on values without content: a function, a symbol
 */
export function digestOf(value: unknown): string {
  const hash = createHash("sha256");
  const text = { gathered: "" };
  feed(value, hash, text);
  flush(hash, text);
  return hash.digest("hex");
}

interface Text {
  gathered: string;
}

function flush(hash: Hash, text: Text): void {
  hash.update(text.gathered);
  text.gathered = "";
}

function add(token: string, hash: Hash, text: Text): void {
  text.gathered += token;
  if (text.gathered.length > enough) flush(hash, text);
}

function feed(value: unknown, hash: Hash, text: Text): void {
  if (typeof value === "function" || typeof value === "symbol")
    throw new TypeError(`a ${typeof value} has no digest`);
  if (typeof value === "string") add(`s${value.length}:${value}`, hash, text);
  else if (typeof value === "number") add(Object.is(value, -0) ? "n-0;" : `n${value};`, hash, text);
  else if (typeof value === "object" && value !== null) feedObject(value, hash, text);
  else add(`${typeof value} ${value};`, hash, text);
}

function feedObject(value: object, hash: Hash, text: Text): void {
  const ofLength = Array.isArray(value) ? value.length : ArrayBuffer.isView(value) ? value.byteLength : 0;
  if (ofLength < long) {
    feedParts(value, hash, text);
    return;
  }
  const own = known.get(value) ?? aloneOf(value);
  known.set(value, own);
  add(`#${own}`, hash, text);
}

function aloneOf(value: object): string {
  const hash = createHash("sha256");
  const text = { gathered: "" };
  feedParts(value, hash, text);
  flush(hash, text);
  return hash.digest("hex");
}

function feedParts(value: object, hash: Hash, text: Text): void {
  if (ArrayBuffer.isView(value)) {
    add(`${value.constructor.name}${value.byteLength}:`, hash, text);
    flush(hash, text);
    hash.update(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  } else if (Array.isArray(value) || value instanceof Map || value instanceof Set) {
    add(`${value.constructor.name}${Array.isArray(value) ? value.length : value.size}[`, hash, text);
    for (const entry of value) feed(entry, hash, text);
  } else {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    add(`{${entries.length}`, hash, text);
    for (const [key, entry] of entries) {
      feed(key, hash, text);
      feed(entry, hash, text);
    }
  }
}

/**
 * A value without the places of its parts in a study file (`span`, `path`): they change with every line added above,
 * and nothing that is computed depends on them.
 */
export function placeless(value: unknown): unknown {
  if (value instanceof Map) return new Map(Array.from(value, ([key, entry]) => [key, placeless(entry)]));
  if (Array.isArray(value)) return value.map(placeless);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== "span" && key !== "path");
  return Object.fromEntries(entries.map(([key, entry]) => [key, placeless(entry)]));
}
