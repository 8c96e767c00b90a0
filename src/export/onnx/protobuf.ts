/**
 * The encodings of Protocol Buffers that a model needs. A message is the bytes of its fields one after another, each
 * after a key with its number and wire type. Source: protobuf.dev, "Encoding".
 */
export type Bytes = Uint8Array<ArrayBuffer>;

const VARINT = 0;
const DELIMITED = 2;

/** A whole number of at most 64 bits, seven bits in each byte, lowest first; negative numbers as two's complement. */
function varint(value: number | bigint): number[] {
  let left = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  while (left > 127n) {
    bytes.push(Number(left & 127n) | 128);
    left >>= 7n;
  }
  bytes.push(Number(left));
  return bytes;
}

const key = (field: number, wire: number): number[] => varint(field * 8 + wire);

/** Parts joined to one array of bytes. */
export function joined(parts: readonly Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A field that holds a whole number. */
export const whole = (field: number, value: number): Bytes =>
  Uint8Array.from([...key(field, VARINT), ...varint(value)]);

/** A field that holds bytes, or another message. */
export const bytes = (field: number, of: Bytes): Bytes =>
  joined([Uint8Array.from([...key(field, DELIMITED), ...varint(of.length)]), of]);

/** A field that holds a text, in UTF-8. */
export const text = (field: number, of: string): Bytes => bytes(field, Uint8Array.from(Buffer.from(of)));

/** A field that holds another message. */
export const message = (field: number, of: readonly Bytes[]): Bytes => bytes(field, joined(of));
