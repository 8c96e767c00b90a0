import { exits, refuse } from "../../../base/errors.ts";
import { cutText } from "../../../base/messages/data/files.ts";
import type { Bytes } from "./content.ts";

/** How the letters of a text are written as bytes. */
export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

/** The encoding that the beginning of a text shows. */
export interface SeenEncoding {
  readonly encoding: Encoding;
  /** whether a mark states it; otherwise the whole file is checked before it is believed */
  readonly marked: boolean;
}

/** The share of byte pairs with a zero from which on a text without a mark is UTF-16. */
const ZEROS = 0.4;

/**
 * The encoding of a text by its first bytes: by the mark at its beginning; UTF-16 where ASCII letters have their zero
 * byte always on the same side; UTF-8 where the bytes are valid UTF-8; otherwise Windows-1252, which includes Latin-1.
 */
export function encodingOf(sample: Uint8Array): SeenEncoding {
  const [first, second, third] = sample;
  if (first === 0xff && second === 0xfe) return { encoding: "utf-16le", marked: true };
  if (first === 0xfe && second === 0xff) return { encoding: "utf-16be", marked: true };
  if (first === 0xef && second === 0xbb && third === 0xbf) return { encoding: "utf-8", marked: true };
  let [even, odd] = [0, 0];
  for (let i = 0; i + 1 < sample.length; i += 2) {
    if (sample[i] === 0) even++;
    if (sample[i + 1] === 0) odd++;
  }
  const pairs = sample.length >> 1;
  if (pairs > 4 && odd > ZEROS * pairs && even === 0) return { encoding: "utf-16le", marked: false };
  if (pairs > 4 && even > ZEROS * pairs && odd === 0) return { encoding: "utf-16be", marked: false };
  const { invalid } = survey(sample, true);
  return { encoding: invalid > 0 ? "windows-1252" : "utf-8", marked: false };
}

/** The same text in UTF-8, without the mark at its beginning. */
export const inUtf8 = (name: string, bytes: Bytes, encoding: Encoding): Bytes =>
  async function* () {
    const decoder = new TextDecoder(encoding);
    let length = 0;
    for await (const part of bytes()) {
      length += part.length;
      yield Buffer.from(decoder.decode(part, { stream: true }));
    }
    if (encoding.startsWith("utf-16") && length % 2 === 1) refuse(exits.data, cutText(name), { file: name });
    const rest = decoder.decode();
    if (rest !== "") yield Buffer.from(rest);
  };

interface Survey {
  /** number of bytes of 128 and above */
  readonly high: number;
  /** those that are not UTF-8; number of valid sequences */
  readonly invalid: number;
  readonly sequences: number;
  /** those that mean nothing in Windows-1252 */
  readonly undefined: number;
  /** those that Western texts hardly use, or that are part of a run of three or more */
  readonly strange: number;
}

/** Bytes without a meaning in Windows-1252. */
const UNDEFINED = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);

/** ‚ ƒ † ‡ ˆ ‰ ‹ ˜ ›: every letter of Japanese in Shift-JIS begins with such a byte. */
const RARE = new Set([0x82, 0x83, 0x86, 0x87, 0x88, 0x89, 0x8b, 0x98, 0x9b]);

/** Length of the UTF-8 sequence of two bytes or more at a place; 0: none begins there; -1: the bytes end within it. */
function sequenceAt(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  const length =
    lead >= 0xc2 && lead <= 0xdf
      ? 2
      : lead >= 0xe0 && lead <= 0xef
        ? 3
        : lead >= 0xf0 && lead <= 0xf4
          ? 4
          : 0;
  for (let k = 1; k < length; k++) {
    const next = bytes[at + k];
    if (next === undefined) return -1;
    if ((next & 0xc0) !== 0x80) return 0;
    if (k === 1 && ((lead === 0xe0 && next < 0xa0) || (lead === 0xed && next > 0x9f))) return 0;
    if (k === 1 && ((lead === 0xf0 && next < 0x90) || (lead === 0xf4 && next > 0x8f))) return 0;
  }
  return length;
}

/** Counts the bytes beyond ASCII. Where the bytes are cut off, a sequence cut by their end is no fault. */
function survey(bytes: Uint8Array, isCut: boolean): Survey {
  const found = { high: 0, invalid: 0, sequences: 0, undefined: 0, strange: 0 };
  let run = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    if (byte < 0x80) {
      run = 0;
      continue;
    }
    found.high++;
    if (UNDEFINED.has(byte)) found.undefined++;
    run++;
    if (run === 3) found.strange += 3;
    else if (run > 3 || RARE.has(byte)) found.strange++;
  }
  for (let i = 0; i < bytes.length; i++) {
    if ((bytes[i] ?? 0) < 0x80) continue;
    const length = sequenceAt(bytes, i);
    if (length > 0) {
      found.sequences++;
      i += length - 1;
    } else if (length === 0 || !isCut) found.invalid++;
    else break;
  }
  return found;
}

/**
 * The largest share of bytes beyond ASCII that may be in UTF-8, or strange, in a Western text with one byte for each
 * letter.
 */
const MOST = 0.15;

/**
 * Whether a text that is not UTF-8 is Windows-1252: every byte is a letter there, letters beyond ASCII come alone or in
 * pairs as accents do, and only few of them happen to be UTF-8. The first letter beyond ASCII is shown, so that a
 * person can judge.
 */
export async function westernText(
  bytes: Bytes,
): Promise<{ readonly western: boolean; readonly mostlyUtf8: boolean; readonly sample: string }> {
  const sum = { high: 0, invalid: 0, sequences: 0, undefined: 0, strange: 0 };
  let sample = "";
  for await (const part of bytes()) {
    const found = survey(part, false);
    for (const key of ["high", "invalid", "sequences", "undefined", "strange"] as const)
      sum[key] += found[key];
    if (sample === "" && found.high > 0) sample = wordIn(part);
  }
  const western = sum.undefined === 0 && sum.strange <= MOST * sum.high && sum.sequences <= MOST * sum.high;
  // by chance hardly any two bytes of another encoding are a letter of UTF-8
  return { western, mostlyUtf8: sum.sequences >= sum.invalid, sample };
}

/** The word around the first byte beyond ASCII. */
function wordIn(bytes: Uint8Array): string {
  const at = bytes.findIndex((byte) => byte >= 0x80);
  const near = new TextDecoder("windows-1252").decode(bytes.subarray(Math.max(0, at - 40), at + 40));
  return (
    near
      .split(/[\s,;|"\t]+/)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: what is past ASCII is looked for
      .find((word) => /[^\x00-\x7f]/.test(word)) ?? ""
  );
}
