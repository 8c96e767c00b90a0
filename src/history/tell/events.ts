import { type Fault, type Message, warning } from "../../base/errors.ts";
import {
  activityBeforeCreation,
  activityOfAnotherClock,
  firstStageBeforeCreation,
  repeatedActs,
  wentBack,
} from "../../base/messages/data/rows.ts";
import { halfDay, oneHour, oneStamp } from "../../base/messages/data/times.ts";
import { DAY, dayOf, isoDate, isoSecond, startOfDay } from "../../base/time.ts";
import type { Engine } from "../engine.ts";
import type { Activities, Leads } from "../type.ts";
import type { Commonest } from "./acted.ts";

/**
 * The number and share from which on stamps at one second are reported; for creations, which come in lists, a larger
 * share.
 */
const AT_ONE = { rows: 20, share: 0.05, ofCreations: 0.1 };
/** The same for stamps known by their day only. */
const ON_ONE_DAY = { rows: 30, share: 0.2, ofCreations: 0.3 };
/** Stamps within one hour, or one day, where no single second holds many: a migration wrote for minutes or hours. */
const IN_ONE_HOUR = { rows: 30, share: 0.2 };
const IN_ONE_DAY = { rows: 30, share: 0.3 };
const HOUR = 3600;
/** Stamps that cover only a few days pile up by themselves. */
const LONG_ENOUGH = 30 * DAY;

const told = (n: number, of: number, dated: boolean, creations = false): boolean => {
  const least = dated ? ON_ONE_DAY : AT_ONE;
  return n >= least.rows && n >= (creations ? least.ofCreations : least.share) * of && n < of;
};

/**
 * Warns of stages, activities and creations many of which are at one second, or on one day: the time of an import or a
 * migration, not of the event. Reads the tables `stage_entry` and `activity_hour`.
 *
 * @param commonest of the activities
 */
export async function tellOneStamp(
  engine: Engine,
  names: readonly string[],
  created: Int32Array | null,
  commonest: Commonest,
): Promise<readonly Fault[]> {
  const faults: Fault[] = [];
  const found = await engine.rows(
    `SELECT stage, stamp, dated, n, total FROM (
       SELECT stage, stamp, dated, count(*) AS n, sum(count(*)) OVER (PARTITION BY stage) AS total FROM stage_entry GROUP BY stage, stamp, dated)
     QUALIFY row_number() OVER (PARTITION BY stage ORDER BY n DESC, stamp) = 1 ORDER BY stage`,
  );
  const seen = new Set<number>();
  for (const [stage, stamp, dated, n, total] of found)
    if (told(Number(n), Number(total), dated === true)) {
      seen.add(Number(stage));
      faults.push(
        warning(
          oneStamp(
            `entries of ${JSON.stringify(names[Number(stage)] ?? "")}`,
            Number(n),
            Number(total),
            at(Number(stamp), dated === true),
          ),
        ),
      );
    }
  const entries = `(SELECT stage AS kind, stamp // ${HOUR} AS hour, 1 AS n FROM stage_entry WHERE NOT dated)`;
  for (const [stage, crowd] of await crowds(engine, entries)) {
    if (seen.has(stage)) continue;
    faults.push(warning(crowdedAt(`entries of ${JSON.stringify(names[stage] ?? "")}`, crowd)));
  }
  const { stamp, rows, of } = commonest;
  const isDay = stamp % DAY === DAY - 1;
  if (told(rows, of, isDay)) faults.push(warning(oneStamp("activities", rows, of, at(stamp, isDay))));
  else
    for (const [, crowd] of await crowds(engine, "(SELECT 0 AS kind, hour, n FROM activity_hour)"))
      faults.push(warning(crowdedAt("activities", crowd)));
  for (const [what, from] of [
    ["entries of stages", entries],
    ["activities", "activity_hour"],
  ] as const) {
    const half = await halfClock(engine, from);
    if (half !== null) faults.push(warning(halfDay(what, half)));
  }
  if (created !== null) faults.push(...tellOneCreation(created));
  return faults;
}

/**
 * The number of times of day that are needed so that a missing afternoon cannot be chance, and the least share of them
 * in each hour before noon.
 */
const HALF_CLOCK = { rows: 200, share: 0.03 };

/**
 * How many times are between 1:00 and 12:59, with every hour well filled, where none is in the other twelve hours: a
 * twelve-hour clock that lost its AM and PM. Null: it is not so.
 */
async function halfClock(engine: Engine, from: string): Promise<number | null> {
  const [row] = await engine.rows(
    `SELECT sum(n), count(*) FILTER (hour BETWEEN 1 AND 12), count(*), min(n) FROM (
       SELECT hour % 24 AS hour, sum(n) AS n FROM ${from} GROUP BY ALL)`,
  );
  const [rows = 0, early = 0, hours = 0, least = 0] = (row ?? []).map(Number);
  return rows >= HALF_CLOCK.rows && early === 12 && hours === 12 && least >= HALF_CLOCK.share * rows
    ? rows
    : null;
}

interface Crowd {
  /** length in seconds of the hour or day that is crowded, and where it begins */
  readonly span: number;
  readonly from: number;
  readonly rows: number;
  readonly of: number;
}

const crowdedAt = (what: string, { span, from, rows, of }: Crowd): Message =>
  span === HOUR
    ? oneHour(what, rows, of, at(from, false).slice(0, 16))
    : oneStamp(what, rows, of, isoDate(dayOf(from)));

/**
 * The hour, otherwise the day, with too many stamps of each kind; `from` is SQL of a relation of kind, hour and number.
 */
async function crowds(engine: Engine, from: string): Promise<readonly (readonly [kind: number, Crowd])[]> {
  const inOne = (span: number, { rows, share }: typeof IN_ONE_HOUR): string =>
    `SELECT kind, ${span} AS span, hour * ${HOUR} // ${span} * ${span} AS begins, sum(n) AS n, max(total) AS total
     FROM hours WHERE range * ${HOUR} >= ${LONG_ENOUGH} GROUP BY ALL HAVING sum(n) >= ${rows} AND sum(n) >= ${share} * max(total) AND sum(n) < max(total)`;
  const found = await engine.rows(
    `WITH counted AS (SELECT kind, hour, sum(n) AS n FROM ${from} GROUP BY ALL),
       hours AS (SELECT *, sum(n) OVER of AS total, max(hour) OVER of - min(hour) OVER of AS range FROM counted WINDOW of AS (PARTITION BY kind))
     SELECT * FROM (${inOne(HOUR, IN_ONE_HOUR)} UNION ALL ${inOne(DAY, IN_ONE_DAY)})
     QUALIFY row_number() OVER (PARTITION BY kind ORDER BY span, n DESC, begins) = 1 ORDER BY kind`,
  );
  return found.map((row) => {
    const [kind = 0, span = 0, begins = 0, rows = 0, of = 0] = row.map(Number);
    return [kind, { span, from: begins, rows, of }];
  });
}

function tellOneCreation(created: Int32Array): readonly Fault[] {
  const counts = new Map<number, number>();
  for (const stamp of created) counts.set(stamp, (counts.get(stamp) ?? 0) + 1);
  let [most, rows] = [0, 0];
  for (const [stamp, n] of counts) if (n > rows || (n === rows && stamp < most)) [most, rows] = [stamp, n];
  const dated = startOfDay(dayOf(most)) === most;
  if (told(rows, created.length, dated, true))
    return [warning(oneStamp("creations of leads", rows, created.length, at(most, dated)))];
  const crowd = crowdOf(created);
  return crowd === null ? [] : [warning(crowdedAt("creations of leads", crowd))];
}

/**
 * The hour, otherwise the day, in which too many leads were created; null: there is none, or all were created within a
 * month.
 */
function crowdOf(created: Int32Array): Crowd | null {
  const [first, last] = created.reduce(
    ([least, most], t): [number, number] => [Math.min(least, t), Math.max(most, t)],
    [Number.POSITIVE_INFINITY, 0],
  );
  if (last - first < LONG_ENOUGH) return null;
  for (const [span, { rows, share }] of [[HOUR, IN_ONE_HOUR] as const, [DAY, IN_ONE_DAY] as const]) {
    const counts = new Map<number, number>();
    for (const stamp of created) {
      const begins = Math.floor(stamp / span) * span;
      counts.set(begins, (counts.get(begins) ?? 0) + 1);
    }
    const [most] = [...counts].sort(([a, n], [b, m]) => m - n || a - b);
    if (most !== undefined && most[1] >= rows && most[1] >= share * created.length)
      return { span, from: most[0], rows: most[1], of: created.length };
  }
  return null;
}

const at = (stamp: number, dated: boolean): string =>
  dated ? isoDate(dayOf(stamp)) : isoSecond(stamp).replace("T", " ");

/** Fewer leads than these, or a smaller share of those with any stage, are corrections by hand. */
const BACK = { leads: 5, share: 0.02 };

/**
 * Warns of leads that went back to an earlier stage of the funnel after a later one; reads the table `stage_entry`, for
 * files with one row for each entry. A date-only entry on the day of a later stage is no step back: nobody can say
 * which came first. Nor is it one of a lead that a stage of `recycle`, behind `names`, gave back: it starts again.
 */
export async function tellWentBack(
  engine: Engine,
  names: readonly string[],
  funnel: number,
): Promise<readonly Fault[]> {
  const found = await engine.rows(
    `WITH entry AS (
       SELECT ix, stage, stamp, dated, max(stage) OVER earlier AS top, max(stamp) OVER earlier AS last
       FROM stage_entry WHERE stage < ${funnel} AND ix NOT IN (SELECT ix FROM stage_entry WHERE stage >= ${names.length})
       WINDOW earlier AS (PARTITION BY ix ORDER BY stamp, stage ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)),
     back AS (SELECT * FROM entry WHERE top > stage AND NOT (dated AND last // ${DAY} = stamp // ${DAY}))
     SELECT top, stage, (SELECT count(DISTINCT ix) FROM back), (SELECT count(*) FROM back), (SELECT count(DISTINCT ix) FROM entry)
     FROM back GROUP BY top, stage ORDER BY count(*) DESC, top, stage LIMIT 1`,
  );
  const [first] = found;
  if (first === undefined) return [];
  const [top, stage, leads, rows, staged] = first;
  if (Number(leads) < BACK.leads || Number(leads) < BACK.share * Number(staged)) return [];
  return [
    warning(wentBack(Number(leads), Number(rows), names[Number(top)] ?? "", names[Number(stage)] ?? "")),
  ];
}

/** The number of leads with stamps before their creation, and the share of all, from which on they are reported. */
const EARLY = { leads: 20, share: 0.25 };

/**
 * Warns where many leads entered the first stage of the funnel more than a day before they were created: that stage is
 * their creation, so one of the two stamps was overwritten. Reads the table `stage_entry`.
 */
export async function tellEarlierFirst(
  engine: Engine,
  name: string,
  created: Int32Array,
): Promise<readonly Fault[]> {
  let [early, all] = [0, 0];
  await engine.chunks(
    "SELECT ix, min(stamp) FROM stage_entry WHERE stage = 0 AND ix IS NOT NULL GROUP BY ix",
    (chunk) => {
      const [ix, at] = [chunk.getColumnVector(0), chunk.getColumnVector(1)];
      for (let i = 0; i < chunk.rowCount; i++) {
        all++;
        if ((created[Number(ix.getItem(i))] ?? 0) - Number(at.getItem(i)) > DAY) early++;
      }
    },
  );
  return early >= EARLY.leads && early >= EARLY.share * all
    ? [warning(firstStageBeforeCreation(name, early, all))]
    : [];
}

/**
 * From this many seconds on, up to a day, another clock is likelier than a form that makes a lead soon after a visit.
 */
const ANOTHER_CLOCK = 2 * HOUR;

/**
 * Warns where many leads have all of their activity more than a day before they were created. A form identifies earlier
 * visits, but some act comes with it or after it; with an overwritten creation there is none.
 */
export function tellEarlyActivity(leads: Leads, activities: Activities): readonly Fault[] {
  const gaps: number[] = [];
  const near: number[] = [];
  let active = 0;
  for (let lead = 0; lead < leads.count; lead++) {
    const [from, to] = [activities.start[lead] ?? 0, activities.start[lead + 1] ?? 0];
    if (from === to) continue;
    active++;
    const last = activities.at.subarray(from, to).reduce((most, stamp) => Math.max(most, stamp), 0);
    const gap = (leads.created[lead] ?? 0) - last;
    if (gap > DAY) gaps.push(gap);
    else if (gap >= ANOTHER_CLOCK) near.push(gap);
  }
  const many = (found: readonly number[]): boolean =>
    found.length >= EARLY.leads && found.length >= EARLY.share * active;
  const middleOf = (found: number[]): number =>
    found.sort((a, b) => a - b)[Math.floor(found.length / 2)] ?? 0;
  if (many(near) && !many(gaps))
    return [warning(activityOfAnotherClock(near.length, active, Math.round(middleOf(near) / HOUR)))];
  return many(gaps)
    ? [warning(activityBeforeCreation(gaps.length, active, Math.round(middleOf(gaps) / DAY)))]
    : [];
}

/**
 * The number of activities that repeat another one to the second, and their share of all, from which on they are
 * reported.
 */
const REPEATS = { rows: 50, share: 0.2 };

/**
 * Warns where many activities have the lead, the type and the second of another row, and differ in a column that is not
 * read: a table that was joined to another, so that each act occurs once for each row of that. Times by the minute
 * repeat by themselves.
 */
export function tellRepeats({ count, start, at, type, dated }: Activities, leads: number): readonly Fault[] {
  let [repeats, seconds] = [0, false];
  for (let lead = 0; lead < leads; lead++)
    for (let k = start[lead] ?? 0; k < (start[lead + 1] ?? 0); k++) {
      if (dated?.[k] === 1) continue;
      if ((at[k] ?? 0) % 60 !== 0) seconds = true;
      const before = k > (start[lead] ?? 0) && at[k - 1] === at[k] && type[k - 1] === type[k];
      if (before && dated?.[k - 1] !== 1) repeats++;
    }
  return seconds && repeats >= REPEATS.rows && repeats >= REPEATS.share * count
    ? [warning(repeatedActs(repeats, count))]
    : [];
}
