import { type Fault, fault, warning } from "../../base/errors.ts";
import {
  cutNumber,
  manyOrphans,
  orphanOutcomes,
  orphansByQuarter,
  outcomesOfNobody,
  outcomesOfUnusedLeads,
  type Unjoined,
  undatedOutcomes,
} from "../../base/messages/data/rows.ts";
import { DAY, quarterOf } from "../../base/time.ts";
import { placeOf } from "../../study/places.ts";
import type { Study } from "../../study/type.ts";
import type { Engine } from "../engine.ts";

/** The share of rows, or of outcomes, without a lead that stops a run. */
const MOST_UNJOINED = 0.01;
/** Fewer rows than these are only reported, unless they are half of all. */
const FEW = 5;

/** Other ways to write the same id, and how to say that rows would then join. */
const ways: readonly (readonly [sql: string, by: string])[] = [
  ["lower(id)", "if capitals and small letters were the same"],
  ["ltrim(id, '0')", "without leading zeros"],
  ["regexp_replace(id, '\\.0+$', '')", "without the ending .0"],
  [
    "regexp_replace(regexp_replace(lower(id), '^mailto:', ''), '[+][^@]*@', '@')",
    "without `mailto:` and what stands after a + in e-mail addresses",
  ],
  ["left(id, 15)", "by their first 15 letters (Salesforce writes ids of 15 and of 18)"],
  ["regexp_replace(lower(id), '[^0-9a-z]', '', 'g')", "by their letters and digits alone"],
  ["regexp_extract(id, '([0-9]+)$', 1)", "by their ending digits"],
];

/**
 * Rows of the outcome's stage in a file: all of them, those of leads in no leads file, those of leads that cannot be
 * used.
 */
export interface Wins {
  readonly stage: string;
  readonly all: number;
  readonly unjoined: number;
  readonly unused: number;
}
export const noWins: Wins = { stage: "", all: 0, unjoined: 0, unused: 0 };

/**
 * What is wrong with how a file joins the leads. `orphans` is SQL of a column `id`, one row for each; the wins are rows
 * of the outcome's stage, those of leads in no leads file, and those of leads that cannot be used.
 */
export async function tellUnjoined(
  engine: Engine,
  study: Study,
  source: { readonly path: string; readonly unjoined?: true },
  counts: { readonly file: string; readonly rows: number; readonly unjoined: number },
  orphans: string,
  wins: Wins,
): Promise<readonly Fault[]> {
  const where = placeOf(study, source.path);
  const faults: Fault[] = [];
  const many = (part: number, all: number): boolean => part > MOST_UNJOINED * all;
  const severe = (part: number, all: number): boolean => many(part, all) && (part >= FEW || 2 * part >= all);
  if (counts.unjoined > 0) {
    const found: Unjoined = { ...counts, ...(await samplesOf(engine, orphans)) };
    const none = counts.unjoined === counts.rows;
    // where the leads are only a part of all, rows of others are expected, but not only those
    const say = source.unjoined === true && !none ? warning : fault;
    if (many(wins.unjoined, wins.all))
      faults.push(
        (severe(wins.unjoined, wins.all) ? say : warning)(
          orphanOutcomes(wins.stage, wins.all, wins.unjoined, found),
          where,
        ),
      );
    if (many(counts.unjoined, counts.rows) && (source.unjoined !== true || none))
      faults.push((severe(counts.unjoined, counts.rows) ? fault : warning)(manyOrphans(found), where));
  }
  if (severe(wins.unused, wins.all))
    faults.push(fault(outcomesOfUnusedLeads(wins.stage, wins.all, wins.unused, counts.file), where));
  return faults;
}

/**
 * The least rows of a quarter, the least of them without a lead, and the least difference between the shares of two
 * quarters, to report it.
 */
const SURVIVORS = { rows: 30, unjoined: 20, apart: 0.05 };

/**
 * Warns where the share of activities that join no lead differs between quarters: leads were deleted or merged since,
 * and only the survivors are left.
 *
 * @param days rows by day: how many join no lead, of how many
 */
export function tellSurvivors(
  study: Study,
  { path }: { readonly path: string },
  file: string,
  days: Iterable<readonly [day: number, unjoined: number, rows: number]>,
): readonly Fault[] {
  const quarters = new Map<string, { start: number; unjoined: number; rows: number }>();
  for (const [day, unjoined, rows] of days) {
    const { name, start } = quarterOf(day * DAY, study.fiscalYearStarts);
    const sum = quarters.get(name) ?? { start, unjoined: 0, rows: 0 };
    quarters.set(name, { start, unjoined: sum.unjoined + unjoined, rows: sum.rows + rows });
  }
  const shares = [...quarters]
    .filter(([, { rows }]) => rows >= SURVIVORS.rows)
    .sort(([, a], [, b]) => a.start - b.start)
    .map(([quarter, { unjoined, rows }]) => ({ quarter, unjoined, share: unjoined / rows }));
  const most = Math.max(
    0,
    ...shares.map(({ unjoined, share }) => (unjoined < SURVIVORS.unjoined ? 0 : share)),
  );
  return most - Math.min(...shares.map(({ share }) => share)) >= SURVIVORS.apart
    ? [warning(orphansByQuarter(file, shares), placeOf(study, path))]
    : [];
}

/**
 * Reports rows of the outcome's stage that name no lead: lost outcomes. Those that also name no time are only a
 * warning, since the lead may not have got there (a file with every stage of every lead, empty where it was not
 * reached).
 */
export function tellLost(
  study: Study,
  source: { readonly path: string; readonly unjoined?: true },
  of: {
    readonly file: string;
    readonly stage: string;
    readonly read: number;
    readonly noLead: number;
    readonly noTime: number;
  },
): readonly Fault[] {
  const all = of.read + of.noLead + of.noTime;
  const where = placeOf(study, source.path);
  const faults: Fault[] = [];
  if (of.noLead > MOST_UNJOINED * all) {
    const severe = source.unjoined !== true && (of.noLead >= FEW || 2 * of.noLead >= all);
    faults.push((severe ? fault : warning)(outcomesOfNobody(of.stage, all, of.noLead, of.file), where));
  }
  if (of.noTime > MOST_UNJOINED * all)
    faults.push(warning(undatedOutcomes(of.stage, all, of.noTime, of.file), where));
  return faults;
}

async function samplesOf(
  engine: Engine,
  orphans: string,
): Promise<Pick<Unjoined, "sample" | "lead" | "joinBy" | "cut">> {
  const join = ways
    .map(([sql]) => `count(*) FILTER (${sql} <> '' AND ${sql} IN (SELECT ${sql} FROM lead_id))`)
    .join(", ");
  const [row] = await engine.rows(
    `SELECT min(id), (SELECT min(id) FROM lead_id), count(*), ${join} FROM (SELECT DISTINCT id FROM (${orphans}) ORDER BY id LIMIT 10000)`,
  );
  const [sample, lead, all, ...joined] = row ?? [];
  const best = ways.findIndex((_, i) => Number(joined[i]) >= 0.5 * Number(all));
  return {
    sample: String(sample),
    lead: lead === null || lead === undefined ? null : String(lead),
    joinBy: ways[best]?.[1] ?? null,
    cut: cutNumber.test(String(sample)) || cutNumber.test(String(lead)),
  };
}
