/** Rows of activities, one entry for each, in the order of their files. */
export interface ActRows {
  readonly count: number;
  readonly lead: Int32Array;
  readonly visible: Int32Array;
  readonly at: Int32Array;
  readonly type: Uint8Array;
  /** hash of the rest of the row, which tells rows apart that agree in the above */
  readonly high: Int32Array;
  readonly low: Int32Array;
  readonly file: Uint16Array;
}

/** In place of a lead's index. UNUSED: the lead is known but not used; ORPHAN: it is in no leads file. */
export const UNUSED = -1;
export const ORPHAN = -2;

/** The cells of one file of activities, one for each row, with the meaning of their codes. */
export interface FileOfActs {
  /** number of the file */
  readonly file: number;
  readonly leads: Int32Array;
  /** by code: index of the lead, or why it has none */
  readonly leadOf: Int32Array;
  readonly types: Int32Array;
  readonly typeOf: Int32Array;
  readonly at: Int32Array;
  /** when each row became known; absent: when it happened; 0: not stated */
  readonly known: Int32Array | null;
  /** who acted; null: the same actor in every row */
  readonly actors: Int32Array | null;
  /** by code, 1: the actor is sales */
  readonly isSales: Uint8Array;
  readonly high: Int32Array;
  readonly low: Int32Array;
}

/** What became of the rows of a file. */
export interface FateOfActs {
  /** number of rows that count, over all files so far */
  readonly count: number;
  readonly bySales: number;
  readonly orphans: number;
  readonly afterAsOf: number;
}

/**
 * Appends the rows of a file that count to those of the files before it. A row is visible from the latest of at, known
 * and creation.
 *
 * @param first by type, the first visible second: lowered
 */
export function addActs(
  { file, leads, leadOf, types, typeOf, at, known, actors, isSales, high, low }: FileOfActs,
  created: Int32Array,
  asOf: number,
  into: ActRows,
  first: Int32Array,
): FateOfActs {
  let { count } = into;
  let [bySales, orphans, afterAsOf] = [0, 0, 0];
  for (let row = 0; row < leads.length; row++) {
    if (actors !== null && actors[row]! >= 0 && isSales[actors[row]!] === 1) {
      bySales++;
      continue;
    }
    const lead = leadOf[leads[row]!]!;
    if (lead === ORPHAN) {
      orphans++;
      continue;
    }
    const stamp = at[row]!;
    const later = known === null ? 0 : known[row]!;
    if (stamp > asOf || later > asOf) afterAsOf++;
    else if (lead >= 0) {
      const type = typeOf[types[row]!]!;
      const visible = Math.max(stamp, later, created[lead]!);
      into.lead[count] = lead;
      into.visible[count] = visible;
      into.at[count] = stamp;
      into.type[count] = type;
      into.high[count] = high[row]!;
      into.low[count] = low[row]!;
      into.file[count] = file;
      if (visible < first[type]!) first[type] = visible;
      count++;
    }
  }
  return { count, bySales, orphans, afterAsOf };
}

/** From this many rows on, a lead's rows are sorted by the engine's own sort. */
const MANY = 24;

/**
 * The order of activities: by lead, visible, at, type. Of rows that are equal in everything only the first stays.
 * O(rows), without the sort within a lead.
 * @param duplicates number of rows left out of each file, which is added to
 * @returns the rows that stay, in order, and where each lead's begin (leads + 1 entries)
 */
export function inOrder(
  { count, lead, visible, at, type, high, low, file }: ActRows,
  leads: number,
  duplicates: Int32Array,
): { readonly order: Int32Array; readonly start: Int32Array } {
  const start = new Int32Array(leads + 1);
  for (let i = 0; i < count; i++) start[lead[i]! + 1]!++;
  for (let k = 0; k < leads; k++) start[k + 1]! += start[k]!;
  const order = new Int32Array(count);
  const next = start.slice();
  for (let i = 0; i < count; i++) order[next[lead[i]!]!++] = i;
  const compare = (a: number, b: number): number =>
    visible[a]! - visible[b]! ||
    at[a]! - at[b]! ||
    type[a]! - type[b]! ||
    high[a]! - high[b]! ||
    low[a]! - low[b]! ||
    file[a]! - file[b]!;
  const alike = (a: number, b: number): boolean =>
    visible[a] === visible[b] &&
    at[a] === at[b] &&
    type[a] === type[b] &&
    high[a] === high[b] &&
    low[a] === low[b];
  let kept = 0;
  for (let k = 0; k < leads; k++) {
    const from = start[k]!;
    const to = start[k + 1]!;
    start[k] = kept;
    if (to - from >= MANY) order.subarray(from, to).sort(compare);
    else
      for (let i = from + 1; i < to; i++) {
        const row = order[i]!;
        let p = i;
        for (; p > from && compare(row, order[p - 1]!) < 0; p--) order[p] = order[p - 1]!;
        order[p] = row;
      }
    for (let i = from; i < to; i++) {
      const row = order[i]!;
      if (i > from && alike(row, order[kept - 1]!)) duplicates[file[row]!]!++;
      else order[kept++] = row;
    }
  }
  start[leads] = kept;
  return { order: order.subarray(0, kept), start };
}
