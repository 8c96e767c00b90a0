import { DefaultDeserializer, DefaultSerializer } from "node:v8";

/** The kinds of arrays that are kept, by their number in the bytes: a new kind comes last. */
const kinds: Readonly<Record<string, (memory: SharedArrayBuffer) => NodeJS.ArrayBufferView>> = {
  Uint8Array: (memory) => new Uint8Array(memory),
  Uint16Array: (memory) => new Uint16Array(memory),
  Uint32Array: (memory) => new Uint32Array(memory),
  Int32Array: (memory) => new Int32Array(memory),
  Float64Array: (memory) => new Float64Array(memory),
};
const names = Object.keys(kinds);

/** Node's serializer, but for arrays: they are read into memory of their own that worker threads share. */
class Writer extends DefaultSerializer {
  _writeHostObject(of: NodeJS.ArrayBufferView): void {
    const kind = names.indexOf(of.constructor.name);
    if (kind < 0) throw new TypeError(`a ${of.constructor.name} is not kept`);
    this.writeUint32(kind);
    this.writeUint32(of.byteLength);
    this.writeRawBytes(new Uint8Array(of.buffer, of.byteOffset, of.byteLength));
  }
}

class Reader extends DefaultDeserializer {
  _readHostObject(): NodeJS.ArrayBufferView {
    const kind = kinds[names[this.readUint32()] ?? ""];
    if (kind === undefined) throw new TypeError("an array of no known kind");
    const length = this.readUint32();
    const memory = new SharedArrayBuffer(length);
    new Uint8Array(memory).set(this.readRawBytes(length));
    return kind(memory);
  }
}

/** A value's bytes: text, numbers, lists, maps, sets, plain objects and typed arrays; what occurs twice is written once. */
export function toBytes(value: unknown): Buffer {
  const writer = new Writer();
  writer.writeHeader();
  writer.writeValue(value);
  return writer.releaseBuffer();
}

/** The value of such bytes. @throws where they are no such bytes */
export function fromBytes(bytes: Uint8Array): unknown {
  const reader = new Reader(bytes);
  reader.readHeader();
  return reader.readValue();
}

/**
 * Whether a value takes more than so many bytes, by its arrays and texts. It is asked before the bytes are made, which
 * stand in memory beside the value. O(value), up to the bound.
 */
export function isLarger(value: unknown, bound: number): boolean {
  const seen = new Set<object>();
  let bytes = 0;
  const add = (of: unknown): void => {
    if (bytes > bound) return;
    if (typeof of === "string") bytes += of.length;
    if (typeof of !== "object" || of === null || seen.has(of)) return;
    seen.add(of);
    if (ArrayBuffer.isView(of)) bytes += of.byteLength;
    else if (Array.isArray(of) || of instanceof Set) for (const part of of) add(part);
    else if (of instanceof Map)
      for (const [key, part] of of) {
        add(key);
        add(part);
      }
    else for (const part of Object.values(of)) add(part);
  };
  add(value);
  return bytes > bound;
}
