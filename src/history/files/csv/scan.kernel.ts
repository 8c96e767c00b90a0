import { below, equal, four, lowest } from "../../cells/words.kernel.ts";

/**
 * A scan of a CSV's quotes and line ends, byte by byte: how many records the file holds, whether a quote swallows
 * lines, which line ends it uses. The engine's reader skips what it cannot read, in places silently (a file with mixed
 * line ends may give no row at all), so its rows and rejects must add up to this count. Cost: one pass, 1 to 3 ns for
 * each byte, no allocation.
 */
export interface ScanState {
  /**
   * 0 at the start of a field (or only blanks since), 1 in bare text, 2 in quotes, 3 after a quote in quotes, 4 after
   * the closing quote, 5 in a broken record
   */
  mode: number;
  /** by byte, 1: it may mean something within a field; made for the delimiter of the first call */
  readonly marks: Uint8Array;
  /** bytes of the record so far (0: a blank line, if it ends here) */
  length: number;
  /** line of the current byte, of the record's start, of the last opening quote; counted from 1 */
  line: number;
  recordLine: number;
  quoteLine: number;
  /** number of CRs just before this byte, each of which ended a record; 0: none */
  returns: number;
  /**
   * whether the last call ended a record, which is described below; `quoted`: it is one quoted field, followed by empty
   * ones or none
   */
  ended: boolean;
  endedLength: number;
  endedLine: number;
  endedQuoted: boolean;
  endedNul: boolean;
  /**
   * of the record so far: number of fields before the current one; whether it holds more than blanks, a quoted first
   * field, a later field that is not empty, a zero byte
   */
  fields: number;
  solid: boolean;
  opened: boolean;
  followed: boolean;
  nul: boolean;
  records: number;
  /**
   * number of blank lines, of records with one quoted field (and empty ones), of records with a zero byte; bytes of the
   * longest
   */
  blankLines: number;
  alone: number;
  withNul: number;
  longest: number;
  /** number of CRs before a CR LF, which a copy that converted line ends twice has */
  doubled: number;
  lf: number;
  crlf: number;
  cr: number;
  /** number of line breaks inside quotes */
  quotedBreaks: number;
  /** number of records with text after a closing quote, all on one line; line of the first */
  broken: number;
  brokenLine: number;
  /** line of the first such record with a line break in it, in which rows are lost; 0: none */
  swallowLine: number;
  swallowEnd: number;
  /** number of delimiters of a whole row, from the header; -1: not checked */
  usual: number;
  /**
   * delimiters on the physical line so far, in quotes too; number of earlier lines of the record; whether each of them
   * had `usual`
   */
  onLine: number;
  linesBefore: number;
  rowLike: boolean;
  /**
   * records over several lines each of which looks like a row; the number of lines in them, the most in one, the first
   * one's line
   */
  likeRows: number;
  linesLikeRows: number;
  mostLikeRows: number;
  likeRowsLine: number;
  /**
   * line of the last record, if it has no line end and fewer fields than the header: the file was cut off there. 0: it
   * has not
   */
  cutLine: number;
}

/** @param usual number of delimiters of a whole row; -1: not known */
export const newScan = (usual = -1): ScanState => ({
  mode: 0,
  marks: new Uint8Array(256),
  length: 0,
  line: 1,
  recordLine: 1,
  quoteLine: 0,
  returns: 0,
  ended: false,
  endedLength: 0,
  endedLine: 1,
  endedQuoted: false,
  endedNul: false,
  fields: 0,
  solid: false,
  opened: false,
  followed: false,
  nul: false,
  records: 0,
  blankLines: 0,
  alone: 0,
  withNul: 0,
  longest: 0,
  doubled: 0,
  lf: 0,
  crlf: 0,
  cr: 0,
  quotedBreaks: 0,
  broken: 0,
  brokenLine: 0,
  swallowLine: 0,
  swallowEnd: 0,
  usual,
  onLine: 0,
  linesBefore: 0,
  rowLike: true,
  likeRows: 0,
  linesLikeRows: 0,
  mostLikeRows: 0,
  likeRowsLine: 0,
  cutLine: 0,
});

const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
const QUOTE = 34;

/** Bytes that can be read four at a time, too. */
export interface Viewed {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

export const viewOf = (bytes: Uint8Array): Viewed => ({
  bytes,
  view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length),
});

/** The place of the next byte, from `from` on, that may mean something within a field. */
function nextMark(bytes: Uint8Array, from: number, marks: Uint8Array): number {
  let i = from;
  while (i < bytes.length && marks[bytes[i]!] === 0) i++;
  return i;
}

const QUOTES = four(QUOTE);
/** Bytes below this one are controls: line ends, tabs, zeros. */
const CONTROLS = 14;
const BELOW_CONTROLS = four(CONTROLS);

/** The place of the next quote or control character, from `from` on. */
function nextControl({ bytes, view }: Viewed, from: number): number {
  let i = from;
  for (; i + 4 <= bytes.length; i += 4) {
    const word = view.getInt32(i, true);
    const found = below(word, BELOW_CONTROLS) | equal(word, QUOTES);
    if (found !== 0) return i + lowest(found);
  }
  while (i < bytes.length && bytes[i]! >= CONTROLS && bytes[i] !== QUOTE) i++;
  return i;
}

/**
 * The end of the record that begins at `from`, where there is nothing to say about it, as about most: it is on one line,
 * quotes are only around whole fields or doubled within one, and it does not begin with a blank. -1: it must be looked
 * at byte by byte.
 */
function plainEnd(viewed: Viewed, from: number, delimiter: number): number {
  const { bytes } = viewed;
  const first = bytes[from];
  if (first === SPACE || first === TAB) return -1;
  // whether there is more than one quoted field, and empty ones
  let followed = first !== QUOTE;
  for (let i = from; ; i++) {
    i = nextControl(viewed, i);
    if (bytes[i] === QUOTE) {
      if (i > from && bytes[i - 1] !== delimiter) return -1;
      if (i > from && bytes[i + 1] !== QUOTE) followed = true;
      do {
        i = nextControl(viewed, i + 1);
        if (bytes[i] !== QUOTE) return -1;
        i++;
      } while (bytes[i] === QUOTE);
    }
    const b = bytes[i];
    if (b === LF || b === CR) return followed && i > from ? i : -1;
    if (b !== delimiter) return -1;
  }
}

/** Scans more bytes. `delimiter` is one ASCII byte, the same in each call. */
export function scanBytes(bytes: Uint8Array, delimiter: number, s: ScanState): void {
  const viewed = viewOf(bytes);
  for (let at = 0; at < bytes.length; ) at = scanRecord(viewed, at, delimiter, s);
}

/**
 * Scans bytes from `from` to the end of the record, or to their own end; returns where it stopped. `s.ended` says
 * whether a record ended there. The LF of a CR LF is left to the next call.
 */
export function scanRecord(viewed: Viewed, from: number, delimiter: number, s: ScanState): number {
  const { bytes } = viewed;
  s.ended = false;
  let start = from;
  if (s.returns > 0 && bytes[start] === LF) {
    joinReturns(s);
    start++;
  }
  if (s.length === 0 && s.mode === 0 && s.returns === 0) {
    const end = plainEnd(viewed, start, delimiter);
    if (end >= 0) {
      s.solid = true;
      s.length = end - start;
      endLine(s, bytes[end]!);
      return end + 1;
    }
  }
  let { mode, length } = s;
  const { marks } = s;
  if (marks[delimiter] === 0) for (const byte of [0, LF, CR, QUOTE, delimiter]) marks[byte] = 1;
  let at = bytes.length;
  for (let i = start; i < bytes.length; i++) {
    const b = bytes[i]!;
    if (s.returns > 0) {
      if (b === LF) {
        joinReturns(s);
        continue;
      }
      if (b !== CR) s.returns = 0;
    }
    if (mode === 2) {
      length++;
      if (b === QUOTE) mode = 3;
      else if (s.fields > 0) s.followed = true;
      if (b === delimiter) s.onLine++;
      else if (b === LF) {
        s.line++;
        s.quotedBreaks++;
        if (s.onLine !== s.usual) s.rowLike = false;
        s.linesBefore++;
        s.onLine = 0;
      } else if (b === CR) s.quotedBreaks++;
      else if (b === 0) s.nul = true;
      else if (mode === 2) {
        const mark = nextMark(bytes, i + 1, marks);
        length += mark - i - 1;
        i = mark - 1;
      }
      continue;
    }
    if (b === LF || b === CR) {
      s.mode = mode;
      s.length = length;
      endLine(s, b);
      mode = 0;
      length = 0;
      at = i + 1;
      break;
    }
    length++;
    if (mode === 5) continue;
    if (b === delimiter) {
      mode = 0;
      s.fields++;
      s.onLine++;
      s.solid = true;
    } else if (mode === 0) {
      if (b === QUOTE) {
        mode = 2;
        s.quoteLine = s.line;
        s.solid = true;
        if (s.fields === 0) s.opened = true;
      } else if (b !== SPACE) {
        mode = 1;
        if (s.fields > 0) s.followed = true;
        if (b !== TAB) s.solid = true;
      }
    } else if (mode === 3 && b === QUOTE) mode = 2;
    else if (mode === 3 || mode === 4) {
      if (b === SPACE) mode = 4;
      else {
        mode = 5;
        if (s.line > s.recordLine) {
          if (s.swallowLine === 0) {
            s.swallowLine = s.quoteLine;
            s.swallowEnd = s.line;
          }
        } else if (s.broken++ === 0) s.brokenLine = s.line;
      }
    } else if (b !== SPACE && b !== TAB) s.solid = true;
    if (b === 0) s.nul = true;
    if (mode === 1 && s.solid) {
      const mark = nextMark(bytes, i + 1, marks);
      length += mark - i - 1;
      i = mark - 1;
    }
  }
  s.mode = mode;
  s.length = length;
  return at;
}

/** Ends the record, and its line, at an LF or a CR. */
function endLine(s: ScanState, b: number): void {
  endRecord(s);
  if (b === LF) s.lf++;
  else {
    s.cr++;
    s.returns++;
  }
  s.line++;
  s.recordLine = s.line;
  s.length = 0;
  s.mode = 0;
}

/** Makes CRs, each of which ended a record, one line end together with the LF after them. */
function joinReturns(s: ScanState): void {
  s.cr -= s.returns;
  s.doubled += s.returns - 1;
  s.line -= s.returns - 1;
  s.recordLine = s.line;
  s.crlf++;
  s.returns = 0;
}

/** Counts the record that ends here, unless it is a blank line. */
function endRecord(s: ScanState): void {
  s.ended = true;
  s.endedLength = s.solid ? s.length : 0;
  s.endedLine = s.recordLine;
  s.endedQuoted = s.opened && !s.followed && (s.mode === 0 || s.mode === 3 || s.mode === 4);
  s.endedNul = s.nul;
  if (s.solid) {
    s.records++;
    if (s.endedQuoted) s.alone++;
    if (s.nul) s.withNul++;
    if (s.length > s.longest) s.longest = s.length;
  } else if (s.length > 0) s.blankLines++;
  if (s.linesBefore > 0) {
    if (s.rowLike && s.onLine === s.usual) {
      if (s.likeRows++ === 0) s.likeRowsLine = s.recordLine;
      s.linesLikeRows += s.linesBefore + 1;
      if (s.linesBefore >= s.mostLikeRows) s.mostLikeRows = s.linesBefore + 1;
    }
    s.linesBefore = 0;
    s.rowLike = true;
  }
  s.onLine = 0;
  s.fields = 0;
  s.solid = false;
  s.opened = false;
  s.followed = false;
  s.nul = false;
}

/** Ends the file (`s.ended`: its last record had no line end). Returns true where its last quote is never closed. */
export function endScan(s: ScanState): boolean {
  s.ended = false;
  if (s.length > 0 && s.solid && s.fields < s.usual && s.records > 1) s.cutLine = s.recordLine;
  if (s.length > 0) endRecord(s);
  s.length = 0;
  return s.mode === 2;
}
