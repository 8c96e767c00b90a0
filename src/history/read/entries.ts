import { DAY, dayOf, endOfDay } from "../../base/time.ts";
import type { Engine } from "../engine.ts";
import type { Entries } from "../type.ts";

/** An entry as it is read, in the order of (lead, recorded, stage). */
interface Entry {
  readonly lead: number;
  readonly stage: number;
  at: number;
  readonly recorded: number;
  readonly dated: boolean;
  readonly reason: string | null;
}

/**
 * Every entry of leads that came back to marketing. (For all other leads the first entry of each stage is kept, which
 * does not show when a returned lead was handed over again.)
 * @param funnel how many of the stages belong to the funnel
 * @param stages how many are not stages of `recycle`, which come after them
 * @param acts whether `worked` names a type of activity
 */
export async function readEntries(
  engine: Engine,
  funnel: number,
  stages: number,
  created: Int32Array,
  acts: boolean,
): Promise<Entries> {
  const all: Entry[] = [];
  // of two entries at one second the one with a time of day counts; of several reasons the smallest text
  await engine.chunks(
    `SELECT e.ix, e.stage, e.stamp, bool_and(e.dated)::INTEGER, min(r.reason) FROM stage_entry e
     LEFT JOIN stage_reason r ON r.ix = e.ix AND r.stage = e.stage AND r.stamp = e.stamp AND e.stage >= ${stages}
     WHERE e.stage > 0 AND e.ix IN (SELECT ix FROM stage_entry WHERE stage >= ${stages})
     GROUP BY e.ix, e.stage, e.stamp ORDER BY e.ix, e.stamp, e.stage`,
    (chunk) => {
      const [ix, stage, stamp, dated, reason] = [0, 1, 2, 3, 4].map((i) => chunk.getColumnVector(i));
      for (let i = 0; i < chunk.rowCount; i++) {
        const lead = Number(ix?.getItem(i));
        const birth = created[lead] ?? 0;
        const recorded = Number(stamp?.getItem(i));
        const early = recorded < birth;
        const why = reason?.getItem(i) ?? null;
        all.push({
          lead,
          stage: Number(stage?.getItem(i)),
          at: early ? birth : recorded,
          recorded: early ? birth : recorded,
          dated: !early && Number(dated?.getItem(i)) === 1,
          reason: why === null ? null : String(why),
        });
      }
    },
  );
  await moveToDayEnd(engine, funnel, all);
  all.sort((a, b) => a.lead - b.lead || a.at - b.at || a.stage - b.stage || a.recorded - b.recorded);
  const reasons = [...new Set(all.flatMap(({ reason }) => reason ?? []))].sort();
  const codes = new Map(reasons.map((reason, code) => [reason, code]));
  return {
    count: all.length,
    lead: Int32Array.from(all, ({ lead }) => lead),
    stage: Int32Array.from(all, ({ stage }) => stage),
    at: Int32Array.from(all, ({ at }) => at),
    recorded: Int32Array.from(all, ({ recorded }) => recorded),
    dated: Uint8Array.from(all, ({ dated }) => (dated ? 1 : 0)),
    reason: Int32Array.from(all, ({ reason }) => (reason === null ? -1 : (codes.get(reason) ?? -1))),
    reasons,
    ...(acts ? { acts: await readActs(engine, stages) } : {}),
  };
}

/** The acts of the type that `worked` names, of leads with an entry of a `recycle` stage. */
async function readActs(engine: Engine, stages: number): Promise<NonNullable<Entries["acts"]>> {
  const [lead, at]: [number[], number[]] = [[], []];
  await engine.chunks(
    `SELECT DISTINCT ix, acted FROM activity
     WHERE acted IS NOT NULL AND ix IN (SELECT ix FROM stage_entry WHERE stage >= ${stages}) ORDER BY ix, acted`,
    (chunk) => {
      const [ix, acted] = [chunk.getColumnVector(0), chunk.getColumnVector(1)];
      for (let i = 0; i < chunk.rowCount; i++) {
        lead.push(Number(ix.getItem(i)));
        at.push(Number(acted.getItem(i)));
      }
    },
  );
  return { lead: Int32Array.from(lead), at: Int32Array.from(at) };
}

/**
 * Moves entries to the end of the day where they rank after an activity or a funnel stage of that day that is known by
 * its date alone.
 */
async function moveToDayEnd(engine: Engine, funnel: number, all: readonly Entry[]): Promise<void> {
  const key = (lead: number, day: number): string => `${lead} ${day}`;
  /** for each lead and day, the lowest rank that is known by its date alone; 0: an activity */
  const lowest = new Map<string, number>();
  for (const { lead, stage, recorded, dated } of all) {
    if (!dated || stage >= funnel) continue;
    const at = key(lead, dayOf(recorded));
    lowest.set(at, Math.min(stage, lowest.get(at) ?? stage));
  }
  const returned = new Set(all.map(({ lead }) => lead));
  await engine.chunks(
    `SELECT DISTINCT ix, (visible // ${DAY})::INTEGER FROM activity WHERE status = 0 AND dated`,
    (chunk) => {
      const [ix, day] = [chunk.getColumnVector(0), chunk.getColumnVector(1)];
      for (let i = 0; i < chunk.rowCount; i++) {
        const lead = Number(ix.getItem(i));
        if (returned.has(lead)) lowest.set(key(lead, Number(day.getItem(i))), 0);
      }
    },
  );
  for (const entry of all) {
    const from = lowest.get(key(entry.lead, dayOf(entry.recorded)));
    if (from !== undefined && entry.stage > from) entry.at = endOfDay(dayOf(entry.recorded));
  }
}
