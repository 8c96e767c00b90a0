import { describe, expect, it } from "vitest";
import { replay } from "../../../src/backtest/replay/replay.ts";
import { random } from "../../../src/base/random.ts";
import { DAY, NEVER } from "../../../src/base/time.ts";
import type { DecayFeature } from "../../../src/features/type.ts";
import type { History } from "../../../src/history/type.ts";
import { labelsOf } from "../../../src/labels/reach.ts";
import { parsePredicate } from "../../../src/rules/parse.ts";
import { decayedAt, type NaiveLead } from "../../reference/naive.ts";

/** Lives of months in seconds, too long to look at each: between two activities the oracle is asked by bisection. */
const asOf = 400 * DAY;
const feature = (days: number): DecayFeature => ({
  kind: "decay",
  name: "ask_decayed",
  from: { decay: "ask", half_life: days, cap: 5, round: 0.01 },
  type: 0,
  halfLife: days * DAY,
  perUnit: 100,
  observedFrom: -5000 * DAY,
  size: 503,
  missing: 501,
  notObserved: 502,
});

const leadOf = (ats: readonly number[], created = 0): NaiveLead => ({
  created,
  known: new Map(),
  activities: ats.map((at) => ({ type: 0, at, known: at })),
  stages: new Map(),
  out: false,
});

function historyOf(leads: readonly NaiveLead[]): History {
  const rows = leads.map((lead) =>
    lead.activities
      .map(({ at, known }) => ({ at, visible: Math.max(at, known, lead.created) }))
      .sort((a, b) => a.visible - b.visible || a.at - b.at),
  );
  const flat = rows.flat();
  const start = [0];
  for (const own of rows) start.push((start.at(-1) ?? 0) + own.length);
  return {
    leads: {
      count: leads.length,
      ids: leads.map((_, i) => `${i}`),
      account: Int32Array.from(leads.keys()),
      created: Int32Array.from(leads, (lead) => lead.created),
      columns: new Map(),
    },
    accounts: {
      count: leads.length,
      keys: [],
      start: Int32Array.from({ length: leads.length + 1 }, (_, i) => i),
    },
    activities: {
      count: flat.length,
      types: ["ask"],
      start: Int32Array.from(start),
      visible: Int32Array.from(flat, (a) => a.visible),
      at: Int32Array.from(flat, (a) => a.at),
      type: new Uint8Array(flat.length),
      observedFrom: Int32Array.of(0),
    },
    stages: { names: [], first: [], observedFrom: new Int32Array(0), refused: new Uint8Array(leads.length) },
    audit: { files: [], rejects: [], warnings: [], digest: "" },
  };
}

async function crossings(
  leads: readonly NaiveLead[],
  of: DecayFeature,
  rule: string,
): Promise<readonly number[]> {
  const history = historyOf(leads);
  const read = parsePredicate(rule);
  if (!read.ok) throw new Error(read.message.what);
  const stages = { funnel: ["lead", "won"], lost: [], handoff: null, outcomeStage: "won" };
  const [fold] = await replay({
    history,
    labels: labelsOf(history, { ...stages, horizonDays: 90, asOf }),
    features: [of],
    excluded: new Uint8Array(leads.length),
    definitions: [{ name: "d", rule: read.predicate }],
    folds: [
      { models: new Map(), cutoffs: new Map(), until: NEVER, before: { start: 0, end: 0 }, outcomesUntil: 0 },
    ],
  });
  return Array.from(fold?.[0]?.crossings?.time ?? []);
}

/** The first second at which the count lies in [low, high]: at an activity, or where it has fallen to `high` after one. */
function firstWithin(lead: NaiveLead, of: DecayFeature, low: number, high: number): number {
  const value = (t: number): number => decayedAt(lead, of, t) ?? Number.NaN;
  const instants = [
    ...new Set([lead.created, ...lead.activities.map((a) => Math.max(a.known, lead.created))]),
  ];
  instants.sort((a, b) => a - b);
  for (const [i, t] of instants.entries()) {
    const next = instants[i + 1] ?? asOf + 1;
    let [over, under] = [t - 1, next];
    while (under - over > 1) {
      const middle = Math.floor((over + under) / 2);
      if (value(middle) > high) over = middle;
      else under = middle;
    }
    if (under < next && value(under) >= low) return under;
  }
  return NEVER;
}

describe("a decayed count falls at the second that its formula says", () => {
  it("after one activity: half of it a half-life later, and a second later less", async () => {
    const of = feature(14);
    const lead = leadOf([3 * DAY]);
    // 0.5 exactly at the half-life; below 0.5 the second after; 0.01 after 14 log2(100) days
    expect(await crossings([lead], of, "ask_decayed BETWEEN 0.4 AND 0.5")).toEqual([
      3 * DAY + Math.floor(14 * DAY * Math.log2(1 / 0.51)) + 1,
    ]);
    expect(await crossings([lead], of, "ask_decayed BETWEEN 0.25 AND 0.49")).toEqual([17 * DAY + 1]);
    expect(await crossings([lead], of, "ask_decayed >= 0.01 AND ask_decayed < 0.02")).toEqual([
      3 * DAY + Math.floor(14 * DAY * Math.log2(50)) + 1,
    ]);
  });

  it("over lives of a year, half-lives from a day to a decade: as the oracle finds by bisection", async () => {
    const r = random(11);
    let crossed = 0;
    for (const days of [1, 7, 14, 45, 180, 3650]) {
      const of = feature(days);
      const leads = Array.from({ length: 60 }, () =>
        leadOf(
          Array.from({ length: 1 + r.below(12) }, () => r.below(300 * DAY)),
          r.below(100 * DAY),
        ),
      );
      for (let k = 0; k < 12; k++) {
        const low = r.below(250) / 100;
        const high = low + r.below(30) / 100;
        const times = await crossings(leads, of, `ask_decayed BETWEEN ${low} AND ${high}`);
        const wanted = leads.map((lead) => firstWithin(lead, of, low, high));
        expect(times, `half-life ${days}, ${low} to ${high}`).toEqual(wanted);
        crossed += wanted.filter((t) => t < NEVER).length;
      }
    }
    expect(crossed).toBeGreaterThan(1500);
  });

  it("after 20,000 activities of one lead", async () => {
    const r = random(5);
    const of = feature(14);
    const later = Array.from({ length: 20_000 }, () => r.below(100 * DAY)).sort((a, b) => a - b);
    // three at once: from the first second on it is above 1 until the last of them is long past
    const ats = [0, 0, 0, ...later];
    const lead = leadOf(ats);
    const last = ats.at(-1) ?? 0;
    const [time] = await crossings([lead], of, "ask_decayed < 1");
    expect(time).toBeGreaterThan(last);
    expect(decayedAt(lead, of, time ?? 0)).toBeLessThan(1);
    expect(decayedAt(lead, of, (time ?? 0) - 1)).toBeGreaterThanOrEqual(1);
  });
});
