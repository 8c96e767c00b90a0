import { type Fault, type Where, warning } from "../../base/errors.ts";
import { timesTwice, unrealTimes } from "../../base/messages/data/times.ts";
import { DAY, isoSecond, NEVER } from "../../base/time.ts";
import type { Engine } from "../engine.ts";
import type { Activities, Leads, Stages } from "../type.ts";

/** A night on which a zone's clock is moved: from one local second to another, in seconds since 1970. */
interface ClockChange {
  readonly from: number;
  readonly to: number;
}

/** Zones change their clocks weeks apart, so that a look once a week sees each change. */
const STEP = 7 * DAY;

/**
 * When the clock of a zone is moved between two seconds, which are local to within a day. Forward (`from < to`): the
 * times between do not exist. Back: those between `to` and `from` exist twice.
 */
function clockChanges(zone: string, first: number, last: number): readonly ClockChange[] {
  const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
  /** seconds that are added to UTC at an instant */
  const offsetAt = (instant: number): number => {
    const name =
      format.formatToParts(1000 * instant).find(({ type }) => type === "timeZoneName")?.value ?? "";
    const [, sign, hours = 0, minutes = 0] = /([+-])(\d\d):(\d\d)/.exec(name) ?? [];
    return (sign === "-" ? -1 : 1) * (3600 * Number(hours) + 60 * Number(minutes));
  };
  const changes: ClockChange[] = [];
  for (let at = first - DAY; at < last + DAY; at += STEP) {
    const [before, after] = [offsetAt(at), offsetAt(at + STEP)];
    if (before === after) continue;
    let [low, high] = [at, at + STEP];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (offsetAt(middle) === before) low = middle;
      else high = middle;
    }
    changes.push({ from: high + before, to: high + after });
  }
  return changes;
}

/** How many of some times stand where a clock passed over, the first of them, and the change. */
interface Skipped {
  readonly rows: number;
  readonly first: number;
  readonly change: ClockChange;
}

/**
 * The times that do not exist in a zone. Midnights do not count: they may be dates.
 *
 * @param isDated by row, 1: the time is a date alone
 */
function skippedTimes(times: Int32Array, zone: string, isDated?: Uint8Array): Skipped | null {
  let [least, most] = [NEVER, 0];
  for (const time of times) {
    if (time < least) least = time;
    if (time > most && time !== NEVER) most = time;
  }
  const forward = most === 0 ? [] : clockChanges(zone, least, most).filter(({ from, to }) => from < to);
  let [rows, first] = [0, NEVER];
  for (const { from, to } of forward)
    for (let row = 0; row < times.length; row++) {
      const time = times[row] ?? 0;
      if (time < from || time >= to || time % DAY === 0 || isDated?.[row] === 1) continue;
      rows++;
      first = Math.min(first, time);
    }
  const change = forward.find(({ from, to }) => first >= from && first < to);
  return change === undefined ? null : { rows, first, change };
}

/**
 * Warns of times of the history that the study's clock never showed, since it went forward over them: the file was
 * written by another clock.
 */
export function tellUnrealTimes(
  zone: string,
  { created }: Leads,
  { at, dated }: Activities,
  { names, first, recorded, dated: days }: Stages,
): readonly Fault[] {
  const told = (what: string, skipped: Skipped | null): readonly Fault[] =>
    skipped === null
      ? []
      : [warning(unrealTimes(what, zone, skipped.rows, shown(skipped.first), hours(skipped.change)))];
  return [
    ...told("creations of leads", skippedTimes(created, zone)),
    ...told("activities", skippedTimes(at, zone, dated)),
    ...names.flatMap((name, stage) =>
      // the first stage is the creation
      stage === 0
        ? []
        : told(
            `entries of ${JSON.stringify(name)}`,
            skippedTimes((recorded ?? first)[stage] ?? new Int32Array(0), zone, days?.[stage]),
          ),
    ),
  ];
}

/**
 * Warns of times of a column on a stated clock that do not exist there, or exist twice, so that what they are on the
 * study's clock is a choice.
 *
 * @param seconds SQL of the seconds on the stated clock
 */
export async function tellClockChanges(
  engine: Engine,
  table: string,
  seconds: string,
  column: { readonly name: string; readonly where: Where; readonly zone: string },
): Promise<readonly Fault[]> {
  const [span] = await engine.rows(`SELECT min(s), max(s) FROM (SELECT ${seconds} AS s FROM ${table})`);
  const [least, most] = (span ?? []).map(Number);
  if (least === undefined || most === undefined || most === 0) return [];
  const changes = clockChanges(column.zone, Math.max(0, least), Math.min(NEVER, most));
  const faults: Fault[] = [];
  for (const isForward of [true, false]) {
    const own = changes.filter(({ from, to }) => from < to === isForward);
    if (own.length === 0) continue;
    const within = own
      .map(({ from, to }) => `(s >= ${Math.min(from, to)} AND s < ${Math.max(from, to)})`)
      .join(" OR ");
    const [row] = await engine.rows(
      `SELECT count(*), min(s) FROM (SELECT ${seconds} AS s FROM ${table}) WHERE s % ${DAY} <> 0 AND (${within})`,
    );
    const [rows = 0, first = 0] = (row ?? []).map(Number);
    const change = own.find(({ from, to }) => first >= Math.min(from, to) && first < Math.max(from, to));
    if (rows === 0 || change === undefined) continue;
    const message = isForward ? unrealTimes : timesTwice;
    faults.push(
      warning(
        message(`values of ${JSON.stringify(column.name)}`, column.zone, rows, shown(first), hours(change)),
        column.where,
      ),
    );
  }
  return faults;
}

const shown = (time: number): string => isoSecond(time).replace("T", " ").slice(0, 16);

const hours = ({ from, to }: ClockChange): readonly [from: string, to: string] => [
  isoSecond(from).slice(11, 16),
  isoSecond(to).slice(11, 16),
];
