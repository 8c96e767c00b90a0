import type { ActTimes } from "../cells/acts.kernel.ts";
import type { Engine } from "../engine.ts";

/** The second at which most of some rows happened (the first of several): how many did, and how many rows there are. */
export interface Commonest {
  readonly stamp: number;
  readonly rows: number;
  readonly of: number;
}

const HOUR = 3600;

/**
 * Where activities pile up, from the table `activity`. Leaves the table `activity_hour` (hour, n) of those with a time
 * of day.
 */
export async function timesOfTable(engine: Engine): Promise<Commonest> {
  await engine.run(
    `CREATE TEMP TABLE activity_hour AS SELECT stamp // ${HOUR} AS hour, count(*) AS n FROM activity WHERE status = 0 AND NOT dated GROUP BY ALL`,
  );
  const [row] = await engine.rows(
    `SELECT stamp, n, total FROM (SELECT stamp, count(*) AS n, sum(count(*)) OVER () AS total FROM activity WHERE status = 0 GROUP BY stamp)
     ORDER BY n DESC, stamp LIMIT 1`,
  );
  const [stamp = 0, rows = 0, of = 0] = (row ?? []).map(Number);
  return { stamp, rows, of };
}

/** The same of activities all of which have a time of day. */
export async function tableOfTimes(engine: Engine, { hours, stamp, rows, of }: ActTimes): Promise<Commonest> {
  const counts = [...hours];
  await engine.texts("activity_hours", 2, counts.length, (column, row) => String(counts[row]?.[column]));
  await engine.run(
    "CREATE TEMP TABLE activity_hour AS SELECT c0::BIGINT AS hour, c1::BIGINT AS n FROM activity_hours; DROP TABLE activity_hours",
  );
  return { stamp, rows, of };
}
