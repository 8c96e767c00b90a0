import { isUtf8 } from "node:buffer";
import type { Watch } from "../../../base/progress.ts";
import type { Bytes } from "../content/content.ts";
import { endsWithinStamp } from "./cut.ts";
import { endScan, newScan, scanBytes } from "./scan.kernel.ts";

/** What our own scan of the whole file found. */
export interface Scan {
  /** number of records with at least one byte, header included */
  readonly records: number;
  /** line of the opening quote that is never closed; 0: none */
  readonly unclosedLine: number;
  /**
   * line of a quote that closes on another line with text after it, so that the lines between would be lost; 0: none
   */
  readonly swallowLine: number;
  readonly swallowEnd: number;
  /**
   * records over several lines each of which looks like a row; the number of lines in them, the most in one, the first
   * one's line
   */
  readonly likeRows: number;
  readonly linesLikeRows: number;
  readonly mostLikeRows: number;
  readonly likeRowsLine: number;
  /** line of a last record that is cut off; 0: it is complete */
  readonly cutLine: number;
  /** number of records, each on one line, with text after a closing quote */
  readonly broken: number;
  readonly brokenLine: number;
  readonly quotedBreaks: number;
  /** whether records end in more than one of LF, CRLF and CR */
  readonly mixedEnds: boolean;
  /** whether every line is a record and ends in LF or CRLF */
  readonly plainLines: boolean;
  /** first line that is not UTF-8; 0: none */
  readonly invalidLine: number;
  readonly bytes: number;
  /**
   * number of blank lines, of records with one quoted field (and empty ones after it), of records with a zero byte;
   * bytes of the longest record
   */
  readonly blankLines: number;
  readonly alone: number;
  readonly withNul: number;
  readonly longest: number;
  /** number of line ends written as CR CR LF */
  readonly doubled: number;
  /** whether a line below the header begins as the header does: two files in one */
  readonly headed: boolean;
}

/** Whether more lines of a text than the header begin with its first field; asked part by part. */
function secondHeader(first: string): (part: Uint8Array) => boolean {
  const needle = Buffer.from(first);
  let found = 0;
  let tail: Buffer = Buffer.alloc(0);
  const count = (bytes: Buffer, from: number, to: number): void => {
    for (let at = bytes.indexOf(needle, from); at >= 0 && at <= to; at = bytes.indexOf(needle, at + 1)) {
      const before = bytes[at - 1];
      // BF: the last byte of the mark that files in UTF-8 begin with
      if (before === undefined || before === 10 || before === 13 || before === 0xbf) found++;
    }
  };
  return (part) => {
    if (needle.length === 0 || found > 1) return found > 1;
    const own = Buffer.from(part.buffer, part.byteOffset, part.length);
    // what begins within the part before
    count(Buffer.concat([tail, own.subarray(0, needle.length)]), Math.min(tail.length, 1), tail.length);
    count(own, 1, own.length);
    tail = (own.length < needle.length ? Buffer.concat([tail, own]) : own).subarray(-needle.length);
    return found > 1;
  };
}

/** How many bytes at the end show whether its last row is whole. */
const END = 1 << 13;

/** How many bytes at the end begin a UTF-8 character that the next chunk completes. */
function incomplete(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const b = bytes[bytes.length - back] ?? 0;
    if (b >= 0xc0) return back < (b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : 2) ? back : 0;
    if (b < 0x80) return 0;
  }
  return 0;
}

/** Number of lines before the first one that is not UTF-8. */
function linesBefore(bytes: Uint8Array): number {
  let lines = 0;
  for (let start = 0; start < bytes.length; lines++) {
    const end = bytes.indexOf(10, start);
    if (end < 0 || !isUtf8(bytes.subarray(start, end + 1))) return lines;
    start = end + 1;
  }
  return lines;
}

/**
 * Scans a text once, chunk by chunk. Cost: about 1 s for 600 MB.
 *
 * @param width columns of its header
 * @param first how the header begins: its first field and the delimiter; "": more headers are not looked for
 */
export async function scanText(
  source: Bytes,
  delimiter: string,
  width: number,
  watch: Watch = {},
  first = "",
): Promise<Scan> {
  const state = newScan(width - 1);
  const code = delimiter.charCodeAt(0);
  let invalidLine = 0;
  let bytesRead = 0;
  const again = secondHeader(first);
  let headed = false;
  let end: Buffer = Buffer.alloc(0);
  let carry: Uint8Array = new Uint8Array(0);
  for await (const part of source()) {
    watch.signal?.throwIfAborted();
    const fresh: Uint8Array = part;
    const bytes = carry.length === 0 ? fresh : Buffer.concat([carry, fresh]);
    const whole = bytes.subarray(0, bytes.length - incomplete(bytes));
    carry = bytes.subarray(whole.length);
    // the byte-order mark is not a part of the text: a quote after it opens the first field
    const bom = bytesRead === 0 && whole[0] === 0xef && whole[1] === 0xbb && whole[2] === 0xbf ? 3 : 0;
    if (invalidLine === 0 && !isUtf8(whole)) invalidLine = state.line + linesBefore(whole);
    scanBytes(whole.subarray(bom), code, state);
    headed = again(whole);
    const own = Buffer.from(whole.buffer, whole.byteOffset, whole.length);
    end = own.length >= END ? own.subarray(-END) : Buffer.concat([end, own]).subarray(-END);
    bytesRead += fresh.length;
  }
  if (carry.length > 0) {
    if (invalidLine === 0) invalidLine = state.line;
    scanBytes(carry, code, state);
  }
  const [lastLine, isOpen] = [state.recordLine, state.length > 0];
  const unclosed = endScan(state);
  const isCut = isOpen && state.cutLine === 0 && endsWithinStamp(end.toString("latin1"), delimiter);
  return {
    records: state.records,
    unclosedLine: unclosed ? state.quoteLine : 0,
    swallowLine: state.swallowLine,
    swallowEnd: state.swallowEnd,
    likeRows: state.likeRows,
    linesLikeRows: state.linesLikeRows,
    mostLikeRows: state.mostLikeRows,
    likeRowsLine: state.likeRowsLine,
    cutLine: isCut ? lastLine : state.cutLine,
    broken: state.broken,
    brokenLine: state.brokenLine,
    quotedBreaks: state.quotedBreaks,
    mixedEnds: [state.lf, state.crlf, state.cr].filter((n) => n > 0).length > 1,
    plainLines: state.quotedBreaks === 0 && state.cr === 0,
    invalidLine,
    bytes: bytesRead,
    blankLines: state.blankLines,
    alone: state.alone,
    withNul: state.withNul,
    longest: state.longest,
    doubled: state.doubled,
    headed,
  };
}
