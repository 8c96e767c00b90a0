import { type Fault, warning } from "../../base/errors.ts";
import { activityBeforeCreation, wentBack } from "../../base/messages/data/rows.ts";
import { oneHour, oneStamp } from "../../base/messages/data/times.ts";
import { DAY, dayOf, isoDate, isoSecond, startOfDay } from "../../base/time.ts";
import type { Engine } from "../engine.ts";
import type { Activities, Leads } from "../type.ts";

/** Stamps at one second from this share and number on are told; creations, which come in lists, from a larger one. */
const AT_ONE = { rows: 20, share: 0.05, ofCreations: 0.1 };
/** The same where only days are known. */
const ON_ONE_DAY = { rows: 30, share: 0.2, ofCreations: 0.3 };
/** Stages within one hour: no second holds many, where a migration wrote for minutes. */
const IN_ONE_HOUR = { rows: 30, share: 0.2 };
const HOUR = 3600;

const told = (n: number, of: number, dated: boolean, creations = false): boolean => {
  const least = dated ? ON_ONE_DAY : AT_ONE;
  return n >= least.rows && n >= (creations ? least.ofCreations : least.share) * of && n < of;
};

/** The second at which most of some rows stand, the first of several: how many do, of how many. */
export interface Commonest {
  readonly stamp: number;
  readonly rows: number;
  readonly of: number;
}

/** Of the table `activity`. */
export async function commonestStamp(engine: Engine): Promise<Commonest> {
  const [row] = await engine.rows(
    `SELECT stamp, n, total FROM (SELECT stamp, count(*) AS n, sum(count(*)) OVER () AS total FROM activity WHERE status = 0 GROUP BY stamp)
     ORDER BY n DESC, stamp LIMIT 1`,
  );
  const [stamp = 0, rows = 0, of = 0] = (row ?? []).map(Number);
  return { stamp, rows, of };
}

/**
 * Warns of stages, activities and creations of which many stand at one second, or on one day: the moment of an import or a
 * migration, which is no event. Reads the table `stage_entry`.
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
  const hours = await engine.rows(
    `SELECT stage, hour, n, total FROM (
       SELECT stage, stamp // ${HOUR} AS hour, count(*) AS n, max(total) AS total FROM (
         SELECT stage, stamp, dated, count(*) OVER (PARTITION BY stage) AS total FROM stage_entry)
       WHERE NOT dated GROUP BY stage, stamp // ${HOUR} )
     WHERE n >= ${IN_ONE_HOUR.rows} AND n >= ${IN_ONE_HOUR.share} * total AND n < total ORDER BY stage, n DESC, hour`,
  );
  for (const [stage, hour, n, total] of hours) {
    if (seen.has(Number(stage))) continue;
    seen.add(Number(stage));
    const name = `entries of ${JSON.stringify(names[Number(stage)] ?? "")}`;
    faults.push(
      warning(oneHour(name, Number(n), Number(total), at(Number(hour) * HOUR, false).slice(0, 16))),
    );
  }
  const { stamp, rows, of } = commonest;
  const dated = stamp % DAY === DAY - 1;
  if (told(rows, of, dated)) faults.push(warning(oneStamp("activities", rows, of, at(stamp, dated))));
  if (created !== null) faults.push(...tellOneCreation(created));
  return faults;
}

function tellOneCreation(created: Int32Array): readonly Fault[] {
  const counts = new Map<number, number>();
  for (const stamp of created) counts.set(stamp, (counts.get(stamp) ?? 0) + 1);
  let [most, rows] = [0, 0];
  for (const [stamp, n] of counts) if (n > rows || (n === rows && stamp < most)) [most, rows] = [stamp, n];
  const dated = startOfDay(dayOf(most)) === most;
  return told(rows, created.length, dated, true)
    ? [warning(oneStamp("creations of leads", rows, created.length, at(most, dated)))]
    : [];
}

const at = (stamp: number, dated: boolean): string =>
  dated ? isoDate(dayOf(stamp)) : isoSecond(stamp).replace("T", " ");

/** Fewer leads than these, or a smaller share of those with any stage, are corrections by hand. */
const BACK = { leads: 5, share: 0.02 };

/**
 * Warns of leads that went back to an earlier stage of the funnel after a later one; reads the table `stage_entry`, of
 * long files alone. A date-only entry on the day of a later stage is no step back: nobody can say which came first.
 */
export async function tellWentBack(
  engine: Engine,
  names: readonly string[],
  funnel: number,
): Promise<readonly Fault[]> {
  const found = await engine.rows(
    `WITH entry AS (
       SELECT ix, stage, stamp, dated, max(stage) OVER earlier AS top, max(stamp) OVER earlier AS last
       FROM stage_entry WHERE stage < ${funnel}
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

/** Leads with activities of which so many have all of them before their creation are told. */
const EARLY = { leads: 20, share: 0.25 };

/**
 * Warns where many leads have all of their activity more than a day before they were created: a form identifies visits
 * of before, but is followed or caused by some act; an overwritten creation is not.
 */
export function tellEarlyActivity(leads: Leads, activities: Activities): readonly Fault[] {
  const gaps: number[] = [];
  let active = 0;
  for (let lead = 0; lead < leads.count; lead++) {
    const [from, to] = [activities.start[lead] ?? 0, activities.start[lead + 1] ?? 0];
    if (from === to) continue;
    active++;
    const last = activities.at.subarray(from, to).reduce((most, stamp) => Math.max(most, stamp), 0);
    const gap = (leads.created[lead] ?? 0) - last;
    if (gap > DAY) gaps.push(gap);
  }
  if (gaps.length < EARLY.leads || gaps.length < EARLY.share * active) return [];
  const middle = gaps.sort((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 0;
  return [warning(activityBeforeCreation(gaps.length, active, Math.round(middle / DAY)))];
}
