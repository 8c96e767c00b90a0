import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { funnelFacts } from "../../src/funnel/facts.ts";
import type { FunnelFacts } from "../../src/result/type.ts";
import { load } from "../../src/workbench/pipeline.ts";
import { openStudy } from "../../src/workbench/study-file.ts";
import { type Connection, connect } from "../export/duckdb.ts";
import { root } from "../helpers/cli.ts";
import {
  accepted,
  activities,
  bridge,
  channels,
  matured,
  pipeline,
  quarters,
  ready,
  sampleTables,
  speeds,
  steps,
  titles,
} from "./queries.ts";

const sample = join(root, "data/sample");
let db: Connection;
let funnel: FunnelFacts;
beforeAll(async () => {
  db = await connect();
  await db.run(sampleTables(sample));
  const { study, folder } = await openStudy(join(sample, "study.yaml"));
  funnel = funnelFacts(await load(study, folder, {}));
}, 60_000);
afterAll(() => db.closeSync());

/** Rows of a query, counts as numbers. */
const asked = async (sql: string): Promise<(string | number)[][]> =>
  (await db.runAndReadAll(sql))
    .getRows()
    .map((row) => row.map((value) => (typeof value === "bigint" ? Number(value) : String(value))));

const byName = <T>(rows: readonly T[], name: (of: T) => string): T[] =>
  [...rows].sort((a, b) => (name(a) < name(b) ? -1 : 1));

describe("11.1: the sample's funnel equals hand-written SQL over its files", () => {
  it("every step: mature leads, those that went on, those that did so far", async () => {
    const found = funnel.conversions.map((c) => [c.from, c.to, c.n, c.wentOn, c.entered, c.soFar]);
    const pairs = funnel.conversions.map(
      ({ from, to }) => [from === "lead" ? "created" : from, to] as Parameters<typeof steps>[0][number],
    );
    expect(pairs.length).toBeGreaterThan(9);
    expect(found).toEqual(await asked(steps(pairs)));
    for (const { n, wentOn, rate } of funnel.conversions)
      expect(rate).toMatchObject({ value: (wentOn ?? 0) / (n ?? 1), n });
  });

  it("close rates per activity, the naive and the honest", async () => {
    const found = byName(funnel.activities.rows, (a) => a.activity);
    expect(found.map((a) => [a.activity, a.everDid, a.everWon, a.n, a.wentOn])).toEqual(
      await asked(activities),
    );
  });

  it("channels: leads, MQLs, customers, close rate", async () => {
    const found = byName(funnel.channels ?? [], (c) => c.channel);
    const wanted = await asked(channels);
    expect(found.map((c) => [c.channel, c.leads, c.mqls, c.customers])).toEqual(
      wanted.map((row) => row.slice(0, 4)),
    );
    found.forEach(({ rate }, i) => {
      const [n, won] = [Number(wanted[i]?.[4]), Number(wanted[i]?.[5])];
      expect(rate).toMatchObject({ value: won / n, n });
    });
  });

  it("the bridge from the dashboard's ratio to the cohort rate, which adds up in every month", async () => {
    const { bridge: of } = funnel;
    if (of === null) throw new Error("no bridge");
    expect([[of.months.length, of.from, of.to, of.bypassed, of.carriedIn, of.cohort]]).toEqual(
      await asked(bridge),
    );
    for (const b of [of, ...of.months])
      expect(b.to - b.bypassed - b.carriedIn + b.carriedOut + b.skipped).toBe(b.cohort);
    expect(of.ratio).toBe(of.to / of.from);
    expect(of.rate).toMatchObject({ value: of.cohort / of.from });
  });

  it("the pipeline: open opportunities, and those won in each past quarter that it foretells", async () => {
    const { pipeline: of } = funnel;
    if (of === null) throw new Error("no pipeline");
    expect([of.from, of.to, of.quarter]).toEqual(["opportunity", "won", "FY2027-Q4"]);
    // fiscal years begin in February: the quarters of FY2027 on 1 February, May, August and November 2026
    const starts = of.past.map(({ quarter }) => {
      const month = 1 + 3 * (Number(quarter.slice(-1)) - 1);
      return new Date(Date.UTC(Number(quarter.slice(2, 6)) - 1, month, 1)).toISOString().slice(0, 10);
    });
    const wanted = await asked(pipeline(starts));
    expect(of.past.map(({ open, came }) => [of.open, open, came])).toEqual(wanted);
    for (const { said, came, within } of of.past)
      expect(within).toBe(
        came >= (said.value === null ? 1 : said.low) && came <= (said.value === null ? 0 : said.high),
      );
  });

  it("acceptance by sales: all, taken, lost before", async () => {
    const { acceptance: of } = funnel;
    if (of === null) throw new Error("no acceptance");
    const [[n, taken, lost] = []] = await asked(accepted);
    expect(of).toMatchObject({
      n,
      accepted: { value: Number(taken) / Number(n) },
      rejected: { value: Number(lost) / Number(n) },
    });
  });

  it("ready for sales at creation and within 7 days, by channel", async () => {
    const found = byName(funnel.channels ?? [], (c) => c.channel);
    const wanted = await asked(ready);
    expect(found.map((c) => c.channel)).toEqual(wanted.map(([channel]) => channel));
    found.forEach(({ readyAtCreation: first, readyIn7Days: week }, i) => {
      const [, same, old, soon] = (wanted[i] ?? []).map(Number);
      expect(Math.round((first.value ?? 0) * ("n" in first ? first.n : 0))).toBe(same);
      expect(week).toMatchObject({ value: (soon ?? 0) / (old ?? 1), n: old });
    });
  });

  it("speed of the last step: who entered, who went on, their median", async () => {
    const [[from, to, n, wentOn, middle] = []] = await asked(speeds);
    const found = funnel.speed.find((s) => s.from === from && s.to === to);
    expect(found).toMatchObject({ n, wentOn });
    expect(found?.median).toBeCloseTo(Number(middle), 0);
  });

  it("why the rate moved: the rates of both quarters", async () => {
    const rates = new Map((await asked(quarters)).map(([name, n, won]) => [name, Number(won) / Number(n)]));
    for (const m of funnel.movements) {
      expect(m.rateBefore).toBeCloseTo(rates.get(m.before) ?? -1, 12);
      expect(m.rateAfter).toBeCloseTo(rates.get(m.after) ?? -1, 12);
    }
  });

  it("how quarters fill up: leads and outcomes of each by 30 and 90 days", async () => {
    const { curves } = funnel;
    if (curves === null) throw new Error("no curves");
    for (const days of [30, 90]) {
      const age = curves.ages.indexOf(days);
      expect(curves.cohorts.map(({ quarter, n, outcomes }) => [quarter, n, String(outcomes[age])])).toEqual(
        (await asked(matured(days))).slice(-12).map(([name, n, won]) => [name, n, String(won)]),
      );
    }
  });

  it("7: what a quarter has so far is what came from leads of any age, and it comes to no less", async () => {
    const { curves } = funnel;
    expect(curves?.ages.at(-1)).toBe(90);
    const came = new Map((await asked(quarters)).map(([name, n, won]) => [name, [n, won]]));
    const cohorts = curves?.cohorts.filter(({ quarter }) => came.has(quarter)) ?? [];
    expect(cohorts.length).toBeGreaterThan(10);
    for (const { quarter, n, soFar, ultimate } of cohorts) {
      expect([quarter, [n, String(soFar)]]).toEqual([
        quarter,
        came.get(quarter)?.map((x, i) => (i ? String(x) : x)),
      ]);
      expect(ultimate.value).toBeGreaterThanOrEqual(soFar ?? 0);
      expect(ultimate).toMatchObject({ low: expect.any(Number) });
      if (ultimate.value !== null) expect(ultimate.low).toBeGreaterThanOrEqual(soFar ?? 0);
    }
  });

  it("traits: each title whose leads win surely more or less often", async () => {
    const wanted = new Map((await asked(titles)).map(([title, n, won]) => [title, [n, won]]));
    const found = [...funnel.traits.winners, ...funnel.traits.others].filter((t) => t.feature === "title");
    expect(found.length).toBeGreaterThan(2);
    for (const { level, n, wentOn } of found)
      expect([level, [n, wentOn]]).toEqual([level, wanted.get(level)]);
  });
});

describe("the sample's funnel", () => {
  it("11: the parts of a movement add up to it, and quarters to the whole", () => {
    expect(funnel.movements.length).toBeGreaterThan(3);
    for (const m of funnel.movements)
      expect(m.mix + (m.worked ?? 0) + m.rate + m.immaturity).toBeCloseTo(m.rateAfter - m.rateBefore, 12);
    for (const { groups, n, from, to } of funnel.conversions) {
      const all = groups.filter(({ by }) => by === "channel").reduce((sum, g) => sum + (g.n ?? 0), 0);
      expect([from, to, all]).toEqual([from, to, n]);
    }
  });

  it("11: the naive close rate ranks as guides do, and says how often the act came after the outcome", () => {
    const best = funnel.activities.rows[0];
    expect(best).toMatchObject({ activity: "demo_request", rank: 1 });
    expect(best?.naive.value).toBeGreaterThan(best?.shrunk.value ?? 1);
    const chances = funnel.activities.rows.reduce((sum, { best: of }) => sum + (of ?? 0), 0);
    expect(chances).toBeCloseTo(1, 9);
    for (const { after, everWon } of funnel.activities.rows)
      expect(after ?? 0).toBeLessThanOrEqual(everWon ?? 0);
  });

  it("11: losses compete: those that went on and those lost never exceed all, and the curve never falls", () => {
    for (const { at } of funnel.speed)
      at.forEach(({ wentOn, lost }, i) => {
        expect((wentOn.value ?? 0) + lost).toBeLessThanOrEqual(1 + 1e-12);
        expect(wentOn.value ?? 0).toBeGreaterThanOrEqual(at[i - 1]?.wentOn.value ?? 0);
      });
  });
});
