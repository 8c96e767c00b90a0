/** In place of a lead's index. UNUSED: the lead, or the row, is known but not used; ORPHAN: it is in no leads file. */
export const UNUSED = -1;
export const ORPHAN = -2;

/** The cells of one file of activities, one for each row, with the meaning of their codes. */
export interface FileOfActs {
  /** number of the file */
  readonly file: number;
  /** codes of leads; once the rows are counted, the lead of each row that counts, and why others do not */
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
  /** hash of the row, which tells rows apart that agree in the above */
  readonly high: Int32Array;
  readonly low: Int32Array;
}

/** What became of the rows of a file. */
export interface FateOfActs {
  readonly bySales: number;
  readonly orphans: number;
  readonly afterAsOf: number;
}

/**
 * Counts the rows of a file that count, by lead, and puts their leads in the place of the codes.
 *
 * @param counts by lead, added to
 */
export function countActs(
  { leads, leadOf, at, known, actors, isSales }: FileOfActs,
  asOf: number,
  counts: Int32Array,
): FateOfActs {
  let [bySales, orphans, afterAsOf] = [0, 0, 0];
  for (let row = 0; row < leads.length; row++) {
    const lead = leadOf[leads[row]!]!;
    leads[row] = lead < 0 ? lead : UNUSED;
    if (actors !== null && actors[row]! >= 0 && isSales[actors[row]!] === 1) bySales++;
    else if (lead === ORPHAN) orphans++;
    else if (at[row]! > asOf || (known !== null && known[row]! > asOf)) afterAsOf++;
    else if (lead >= 0) {
      leads[row] = lead;
      counts[lead]!++;
    }
  }
  return { bySales, orphans, afterAsOf };
}

/** Numbers of one activity, side by side, since a lead's rows come from all over the files: visible, at, what, hash. */
const [VISIBLE, AT, WHAT, HIGH, LOW, WIDTH] = [0, 1, 2, 3, 4, 5];
/** What an activity is: its type times this, and its file, of which there are fewer. */
const FILES = 2 ** 16;

/** Activities in the order of their leads, within which they stand as they come. */
export interface Acts {
  readonly numbers: Int32Array;
  /** where each lead's begin, and the last one's end */
  readonly start: Int32Array;
  /** where the next one of each lead goes */
  readonly next: Int32Array;
}

/** Room for activities. @param counts by lead */
export function roomForActs(counts: Int32Array): Acts {
  const start = new Int32Array(counts.length + 1);
  for (let lead = 0; lead < counts.length; lead++) start[lead + 1] = start[lead]! + counts[lead]!;
  return { numbers: new Int32Array(WIDTH * start[counts.length]!), start, next: start.slice(0, -1) };
}

/**
 * Adds the rows of a file, once they are counted, to those of the files before it. A row is visible from the latest of
 * at, known and creation.
 *
 * @param first by type, the first visible second: lowered
 */
export function placeActs(
  { file, leads, types, typeOf, at, known, high, low }: FileOfActs,
  created: Int32Array,
  { numbers, next }: Acts,
  first: Int32Array,
): void {
  for (let row = 0; row < leads.length; row++) {
    const lead = leads[row]!;
    if (lead < 0) continue;
    const type = typeOf[types[row]!]!;
    const visible = Math.max(at[row]!, known === null ? 0 : known[row]!, created[lead]!);
    const to = WIDTH * next[lead]!++;
    numbers[to + VISIBLE] = visible;
    numbers[to + AT] = at[row]!;
    numbers[to + WHAT] = FILES * type + file;
    numbers[to + HIGH] = high[row]!;
    numbers[to + LOW] = low[row]!;
    if (visible < first[type]!) first[type] = visible;
  }
}

const HOUR = 3600;

/** When activities happened, copies too. */
export interface ActTimes {
  /** number of them by hour since 1970, where there are any */
  readonly hours: ReadonlyMap<number, number>;
  /** the second at which most of them happened, the first of several, and how many did */
  readonly stamp: number;
  readonly rows: number;
  readonly of: number;
}

/** O(activities and the hours that they span): by hour first, then by second within each. */
export function timesOf({ numbers }: Acts): ActTimes {
  const of = numbers.length / WIDTH;
  let [least, most] = [0x7fffffff, 0];
  for (let i = AT; i < numbers.length; i += WIDTH) {
    least = Math.min(least, numbers[i]!);
    most = Math.max(most, numbers[i]!);
  }
  const first = Math.floor(least / HOUR);
  const start = new Int32Array(of === 0 ? 1 : Math.floor(most / HOUR) - first + 2);
  for (let i = AT; i < numbers.length; i += WIDTH) start[Math.floor(numbers[i]! / HOUR) - first + 1]!++;
  for (let hour = 1; hour < start.length; hour++) start[hour]! += start[hour - 1]!;
  const seconds = new Uint16Array(of);
  const next = start.slice();
  for (let i = AT; i < numbers.length; i += WIDTH)
    seconds[next[Math.floor(numbers[i]! / HOUR) - first]!++] = numbers[i]! % HOUR;
  const hours = new Map<number, number>();
  const counts = new Int32Array(HOUR);
  let [stamp, rows] = [0, 0];
  for (let hour = 0; hour + 1 < start.length; hour++) {
    const own = seconds.subarray(start[hour]!, start[hour + 1]!);
    if (own.length === 0) continue;
    hours.set(first + hour, own.length);
    // no second of this hour can have more
    if (own.length <= rows) continue;
    counts.fill(0);
    for (const second of own) counts[second]!++;
    for (let second = 0; second < HOUR; second++)
      if (counts[second]! > rows) {
        rows = counts[second]!;
        stamp = HOUR * (first + hour) + second;
      }
  }
  return { hours, stamp, rows, of };
}

/** From this many rows on, a lead's rows are sorted by the engine's own sort. */
const MANY = 24;

/** The columns of activities that are in order. */
export interface OrderedActs {
  readonly visible: Int32Array;
  readonly at: Int32Array;
  readonly type: Uint8Array;
  /** number of the file; null: not wanted */
  readonly file: Uint16Array | null;
}

/**
 * Writes activities in their order: by lead, visible, at, type. Of rows that are equal in everything only the first stays.
 * O(rows), without the sort within a lead.
 *
 * @param newType by type, the number that is written
 * @param into has room for all
 * @param start where each lead's begin, and the last one's end: written
 * @param duplicates number of rows left out of each file, which is added to
 */
export function writeInOrder(
  { numbers, start: begins }: Acts,
  newType: Uint8Array,
  into: OrderedActs,
  start: Int32Array,
  duplicates: Int32Array,
): void {
  const compare = (a: number, b: number): number =>
    numbers[a + VISIBLE]! - numbers[b + VISIBLE]! ||
    numbers[a + AT]! - numbers[b + AT]! ||
    (numbers[a + WHAT]! >> 16) - (numbers[b + WHAT]! >> 16) ||
    numbers[a + HIGH]! - numbers[b + HIGH]! ||
    numbers[a + LOW]! - numbers[b + LOW]! ||
    a - b;
  const areAlike = (a: number, b: number): boolean =>
    numbers[a + VISIBLE] === numbers[b + VISIBLE] &&
    numbers[a + AT] === numbers[b + AT] &&
    numbers[a + WHAT]! >> 16 === numbers[b + WHAT]! >> 16 &&
    numbers[a + HIGH] === numbers[b + HIGH] &&
    numbers[a + LOW] === numbers[b + LOW];
  const leads = begins.length - 1;
  let order = new Int32Array(MANY);
  let kept = 0;
  for (let lead = 0; lead < leads; lead++) {
    const from = begins[lead]!;
    const count = begins[lead + 1]! - from;
    if (count > order.length) order = new Int32Array(2 * count);
    for (let i = 0; i < count; i++) order[i] = WIDTH * (from + i);
    if (count >= MANY) order.subarray(0, count).sort(compare);
    else
      for (let i = 1; i < count; i++) {
        const row = order[i]!;
        let p = i;
        for (; p > 0 && compare(row, order[p - 1]!) < 0; p--) order[p] = order[p - 1]!;
        order[p] = row;
      }
    start[lead] = kept;
    for (let i = 0; i < count; i++) {
      const row = order[i]!;
      const what = numbers[row + WHAT]!;
      if (i > 0 && areAlike(row, order[i - 1]!)) {
        duplicates[what % FILES]!++;
        continue;
      }
      into.visible[kept] = numbers[row + VISIBLE]!;
      into.at[kept] = numbers[row + AT]!;
      into.type[kept] = newType[what >> 16]!;
      if (into.file !== null) into.file[kept] = what % FILES;
      kept++;
    }
  }
  start[leads] = kept;
}
