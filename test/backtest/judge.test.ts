import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Crossings } from "../../src/backtest/crossings.ts";
import { testQuarters } from "../../src/backtest/fit/folds.ts";
import { atCrossing } from "../../src/backtest/judge/crossing.ts";
import { judge } from "../../src/backtest/judge/judge.ts";
import { policyBounds, pooledFacts } from "../../src/backtest/judge/pooled.ts";
import { quarterFacts } from "../../src/backtest/judge/quarters.ts";
import { everyWeekday } from "../../src/backtest/serve/capacity.ts";
import { serving } from "../../src/backtest/serve/served.ts";
import type { Replayed, Setting } from "../../src/backtest/type.ts";
import { DAY, NEVER } from "../../src/base/time.ts";
import { civil } from "../helpers/study.ts";
import { replayedAs, settingOf, simulated } from "./world.ts";

interface L {
  account: number;
  /** crossing of the candidate and of the incumbent */
  a?: string;
  b?: string;
  score?: number;
  won?: string;
  handoff?: string;
  worked?: boolean;
  sql?: string;
  refused?: boolean;
}

const stamp = (date: string | undefined): number => (date === undefined ? NEVER : civil(date, "12:00:00"));
const column = (leads: readonly L[], pick: (l: L) => string | undefined): Int32Array =>
  Int32Array.from(leads, (l) => stamp(pick(l)));

function replay(leads: readonly L[], over: Partial<Setting> & { wanted?: number } = {}, known = true) {
  const setting = settingOf(
    {
      account: Int32Array.from(leads, (l) => l.account),
      outcome: column(leads, (l) => l.won),
      handoff: column(leads, (l) => l.handoff),
      worked: known ? Uint8Array.from(leads, (l) => (l.worked === false ? 0 : 1)) : null,
      refused: Uint8Array.from(leads, (l) => (l.refused ? 1 : 0)),
      reach: new Map([["sql", column(leads, (l) => l.sql)]]),
    },
    over,
  );
  return {
    setting,
    candidate: replayedAs(
      "candidate",
      false,
      setting,
      column(leads, (l) => l.a),
      Float64Array.from(leads, (l) => l.score ?? 0),
    ),
    incumbent: replayedAs(
      "incumbent",
      true,
      setting,
      column(leads, (l) => l.b),
      null,
    ),
  };
}

/** 2026-Q1 alone: Thursday January 1; one slot a working day. */
const q1 = { wanted: 1, rate: { reps: 1, leadsPerRepPerDay: 1 } };

describe("a quarter by hand", () => {
  // the first week, cut: Thursday 1 to Sunday 4 January, two slots
  const leads: L[] = [
    { account: 0, a: "2026-01-01", score: 9, won: "2026-02-01", b: "2026-01-02", sql: "2026-01-15" },
    { account: 0, a: "2026-01-02", score: 5, won: "2026-04-02", worked: false },
    { account: 1, a: "2026-01-03", score: 5, handoff: "2026-01-02" },
    { account: 2, a: "2026-01-04", score: 1, won: "2026-04-05" }, // within 91 days: not a win
    { account: 3, a: "2026-03-10", score: 1, won: "2026-03-31" },
    { account: 4, a: "2025-12-30", score: 9, won: "2026-03-30" }, // of the quarter before; its outcome counts for recall
    { account: 5, won: "2026-02-02" },
    { account: 6, won: "2026-02-03", refused: true },
  ];
  const { setting, candidate, incumbent } = replay(leads, { ...q1, guards: ["sql"] });
  const facts = quarterFacts({ serving: serving(setting), definition: candidate, incumbent }, 0);

  it("serves by score, ties by halves, and counts what is left", () => {
    expect(facts).toMatchObject({
      quarter: "2026-Q1",
      provisional: false,
      reason: null,
      volume: 5,
      late: 1,
      slots: 64,
      served: 3,
      idle: 61,
      overflow: 2,
      worked: 2.5,
      wins: 2.5, // lead 0, half of lead 1 (90 days to the second), lead 4
      matureShare: 1,
    });
  });

  it("gives wins per slot, precision, recall and guards of the served", () => {
    expect(facts.winsPerSlot.value).toBeCloseTo(2.5 / 64, 12);
    expect(facts.precision.value).toBeCloseTo(2.5 / 3, 12);
    expect(facts.precisionAll.value).toBeCloseTo(3 / 5, 12);
    // without the late lead 1 is served whole: leads 0, 1 and 4 all won
    expect(facts.precisionWithoutLate.value).toBe(1);
    expect(facts.guards.sql?.value).toBeCloseTo(1 / 3, 12);
    // outcomes of the quarter: leads 0, 4, 5 (90 days before it exactly: it counts), 6 never crossed, 7 refused
    expect(facts.recall.value).toBeCloseTo(3 / 4, 12);
    expect(facts.recall).toMatchObject({ n: 4 });
    expect(facts.policyPrecision.value).toBeNull();
    // 7.15: the first week is full and the next in line (leads 1 and 2, in halves) bring .5, lead 4's week is idle: what
    // each account brings is .5 + .25, -.25 and 1
    const w = facts.winsPerSlot;
    if (w.value === null) throw new Error("no figures");
    const theta = 2.5 / 64;
    const r = (2 / 3) * (64 / 3);
    const d =
      (((0.75 ** 2 + 0.25 ** 2 + 1) * 3) / 2 / 64 ** 2 / (theta * (1 - r * theta))) * 1.959963984540054 ** 2;
    for (const end of [w.low, w.high]) expect((theta - end) ** 2).toBeCloseTo(d * end * (1 - r * end), 12);
    expect(policyBounds(serving(setting).pooled(candidate, [0], false))?.[0]).toBeCloseTo(2 / 3, 12);
    expect(policyBounds(serving(setting).pooled(candidate, [0], false))?.[1]).toBeCloseTo(2.5 / 3, 12);
  });

  it("asks recall for the SLA in business days", () => {
    const late = replay([{ account: 0, a: "2026-01-16", won: "2026-01-19" }], q1); // Friday to Monday
    const recall = (sla: number): number | null =>
      quarterFacts(
        {
          serving: serving({ ...late.setting, slaBusinessDays: sla }),
          definition: late.candidate,
          incumbent: null,
        },
        0,
      ).recall.value;
    expect([recall(0), recall(1), recall(2)]).toEqual([1, 1, 0]);
  });

  it("says why there is no figure", () => {
    const none: Replayed = {
      ...candidate,
      folds: [
        {
          crossings: null,
          reason: "fewer than 50 wins to learn from",
          stock: 0,
          cutoff: null,
          prospective: false,
        },
      ],
    };
    const scene = { serving: serving(setting), definition: none, incumbent };
    const quarter = quarterFacts(scene, 0);
    expect(quarter.reason).toBe("fewer than 50 wins to learn from");
    expect(quarter.winsPerSlot).toEqual({ value: null, reason: "fewer than 50 wins to learn from" });
    expect(quarter.difference).toEqual({ value: null, reason: "fewer than 50 wins to learn from" });
    const pooled = pooledFacts(scene, [quarter]);
    expect(pooled.quarters).toBe(0);
    expect(pooled.winsPerSlot.value).toBeNull();
    expect(pooled.difference?.value).toBeNull();
  });
});

describe("a provisional quarter", () => {
  it("has the figures of its mature weeks, in crossings and in slots", () => {
    const { setting } = replay([]);
    const folds = testQuarters({
      asOf: civil("2026-06-21", "23:59:59"),
      firstMonth: 1,
      wanted: 1,
      horizon: setting.labels.horizon,
      embargo: 0,
      outcomeObservedFrom: 0,
      firstCreated: 0,
    });
    // 2026-Q2: no day of it has 90 days behind it; 2026-Q1: weeks that end by midnight of March 22
    expect(folds[0]?.quarter.name).toBe("2026-Q2");
    const first = testQuarters({
      asOf: civil("2026-06-21", "23:59:59"),
      firstMonth: 1,
      wanted: 2,
      horizon: setting.labels.horizon,
      embargo: 0,
      outcomeObservedFrom: 0,
      firstCreated: 0,
    });
    const leads: L[] = [
      { account: 0, a: "2026-03-20", won: "2026-04-01" },
      { account: 1, a: "2026-03-25", won: "2026-04-01" },
    ];
    const world = replay(leads, { folds: first });
    const young = {
      ...world.setting,
      labels: { ...world.setting.labels, asOf: civil("2026-06-21", "23:59:59") },
    };
    const definition = replayedAs(
      "candidate",
      false,
      young,
      column(leads, (l) => l.a),
      null,
    );
    const [q1facts, q2facts] = [0, 1].map((k) =>
      quarterFacts({ serving: serving(young), definition, incumbent: null }, k),
    );
    expect(q1facts).toMatchObject({ provisional: true, volume: 1, wins: 1, matureShare: 0.5, reason: null });
    expect(q1facts?.slots).toBe(3 * (2 + 11 * 5)); // January 1 and 2, then the weeks of January 5 to March 16
    expect(q2facts?.reason).toContain("no week of the quarter");
    expect(q2facts?.slots).toBe(0);
  });
});

describe("quarters together", () => {
  it("count a lead once, at its first quarter, and give its later slot to the next in line", () => {
    const leads: L[] = [
      { account: 0, score: 2, won: "2026-01-20" },
      { account: 1, score: 1, won: "2026-01-21" },
    ];
    const { setting } = replay(leads, { wanted: 2, rate: { reps: 0.2, leadsPerRepPerDay: 1 } });
    const crossings = (...dates: (string | undefined)[]) => ({
      crossings: Crossings.byLead(Int32Array.from(dates, stamp), [2, 1]),
      reason: null,
      stock: 0,
      cutoff: null,
      prospective: true,
    });
    // under the second fold's weights lead 0 crosses anew, in the same week as lead 1 which has but one slot
    const definition: Replayed = {
      name: "d",
      incumbent: false,
      folds: [crossings("2025-12-22", undefined), crossings("2026-01-12", "2026-01-13")],
    };
    const scene = { serving: serving(setting), definition, incumbent: null };
    const quarters = [0, 1].map((k) => quarterFacts(scene, k));
    expect(quarters.map((q) => [q.volume, q.served, q.wins])).toEqual([
      [1, 1, 1],
      [2, 1, 1],
    ]);
    const pooled = pooledFacts(scene, quarters);
    expect(pooled).toMatchObject({ quarters: 2, volume: 2, served: 2, wins: 2, overflow: 0 });
    expect(pooled.served + pooled.idle).toBeCloseTo(pooled.slots, 12);
    expect(pooled.difference).toBeNull();
  });

  it("say why a definition has no pooled figures: what kept it from every judged quarter", () => {
    const { setting, candidate, incumbent } = replay([{ account: 0, a: "2025-11-05" }], q1);
    const reason = "logit is not fitted here: 5 leads reach the outcome";
    const unfitted = {
      ...candidate,
      folds: candidate.folds.map((f) => ({ ...f, crossings: null, reason })),
    };
    const { definitions } = judge(setting, [incumbent, unfitted], null);
    expect(definitions[unfitted.name]?.pooled.winsPerSlot).toEqual({ value: null, reason });
    expect(definitions[unfitted.name]?.pooled.precision).toEqual({ value: null, reason });
  });

  it("7.19: name the quarters that they cover, and set both beside one another on those that both have", () => {
    const w = simulated({ quarters: 3, leads: 200, leadsPerDay: 2, rate: 0.3, unworked: 0.5 }, 5);
    const later = {
      ...w.candidate,
      folds: w.candidate.folds.map((f, k) =>
        k > 0 ? f : { ...f, crossings: null, reason: "too few wins to learn from" },
      ),
    };
    const { definitions, decision } = judge(w.setting, [w.incumbent, later], null);
    const names = w.setting.folds.map((fold) => fold.quarter.name);
    const [theirs, mine] = [definitions.incumbent?.pooled, definitions.candidate?.pooled];
    expect(theirs?.covers).toEqual(names);
    expect(theirs?.shared).toBeNull();
    expect(mine?.covers).toEqual(names.slice(1));
    // the incumbent by itself over the last two quarters
    const short = { ...w.setting, folds: w.setting.folds.slice(1) };
    const cut = (d: Replayed): Replayed => ({ ...d, folds: d.folds.slice(1) });
    const two = judge(short, [cut(w.incumbent), cut(later)], null);
    expect(mine?.shared).toEqual({
      quarters: names.slice(1),
      candidate: two.definitions.candidate?.pooled.winsPerSlot,
      incumbent: two.definitions.incumbent?.pooled.winsPerSlot,
    });
    expect(mine?.shared?.incumbent).not.toEqual(theirs?.winsPerSlot);
    const [compared] = decision.candidates;
    expect(compared?.quarters).toEqual(names.slice(1));
    expect(decision.quarters).toEqual(names);
    const [a, b] = [mine?.shared?.candidate.value ?? 0, mine?.shared?.incumbent.value ?? 0];
    expect(compared?.difference.value).toBeCloseTo(a - b, 12);
    // outcomes a quarter are counts: wins over quarters
    const per = compared?.perQuarter;
    expect(per?.candidate.value).toBeCloseTo((two.definitions.candidate?.pooled.wins ?? 0) / 2, 9);
    expect(per?.incumbent.value).toBeCloseTo((two.definitions.incumbent?.pooled.wins ?? 0) / 2, 9);
    expect(per?.difference.value).toBeCloseTo((per?.candidate.value ?? 0) - (per?.incumbent.value ?? 0), 9);
    expect(theirs?.perQuarter.value).toBeCloseTo((theirs?.wins ?? 0) / 3, 9);
  });

  it("7.22: promise nothing of the next quarter on two judged ones", () => {
    const w = simulated({ quarters: 2, leads: 200, leadsPerDay: 2, rate: 0.3, unworked: 0.5 }, 3);
    const { definitions } = judge(w.setting, [w.incumbent, w.candidate], null);
    expect(definitions.candidate?.pooled.nextQuarter).toEqual({
      value: null,
      reason: "two judged quarters say too little of the next",
    });
  });

  it("reconcile: the paired difference is the difference of wins per slot", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
        const w = simulated({ quarters: 3, leads: 60, leadsPerDay: 0.6, rate: 0.3, unworked: 0.5 }, seed);
        const { definitions } = judge(w.setting, [w.incumbent, w.candidate], null);
        const values = definitions.candidate?.quarters.map((q) => q.winsPerSlot.value ?? 0) ?? [];
        const next = definitions.candidate?.pooled.nextQuarter;
        // the t-interval for one more quarter, t(2) = 4.302653 at 95 %
        const mean = values.reduce((sum, v) => sum + v / 3, 0);
        const sd = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2 / 2, 0));
        const half = 4.302652729911275 * sd * Math.sqrt(4 / 3);
        expect(values).toHaveLength(3);
        // a slot wins at most once, however wide the interval; one from none to all says nothing, and is none
        if (mean - half <= 0 && mean + half >= 1)
          expect(next).toEqual({ value: null, reason: expect.stringContaining("differ too much") });
        else {
          if (next === undefined || next.value === null) throw new Error("no next quarter");
          expect(next.n).toBe(3);
          expect(next.value).toBeCloseTo(mean, 12);
          expect(next.low).toBeCloseTo(Math.max(0, mean - half), 9);
          expect(next.high).toBeCloseTo(Math.min(1, mean + half), 9);
        }
        const all = [definitions.candidate, definitions.incumbent];
        const [c, i] = all;
        if (!c || !i) throw new Error("not judged");
        for (const [mine, theirs] of [
          ...c.quarters.map((q, k) => [q, i.quarters[k]] as const),
          [c.pooled, i.pooled] as const,
        ]) {
          const expected = (mine.winsPerSlot.value ?? 0) - (theirs?.winsPerSlot.value ?? 0);
          expect(mine.difference?.value).toBeCloseTo(expected, 12);
          expect(mine.served + mine.idle).toBeCloseTo(mine.slots, 9);
          expect(mine.served + mine.overflow).toBeCloseTo(mine.volume, 9);
        }
      }),
      // this one has quarters so far apart that nothing is said of the next
      { numRuns: 25, examples: [[450_183]] },
    );
  });
});

describe("at the crossing", () => {
  it("gives each lead's promise and label once, by the fold's own map", () => {
    const leads: L[] = [
      { account: 3, a: "2025-11-05", score: 7, won: "2025-12-01" },
      { account: 4, a: "2026-02-05", score: 2 },
    ];
    const { setting, candidate, incumbent } = replay(leads, { wanted: 2 });
    const found = atCrossing(serving(setting), candidate, (fold, score) =>
      fold === 0 ? score / 10 : score / 100,
    );
    expect(found).toEqual({
      p: Float64Array.of(0.7, 0.02),
      label: Uint8Array.of(1, 0),
      account: Int32Array.of(3, 4),
      lead: Int32Array.of(0, 1),
      fold: Int32Array.of(0, 1),
      // noon of both days
      time: Int32Array.of(civil("2025-11-05", "12:00:00"), civil("2026-02-05", "12:00:00")),
    });
    expect(atCrossing(serving(setting), candidate, (fold) => (fold === 0 ? null : 0.5))?.p.length).toBe(1);
    expect(atCrossing(serving(setting), incumbent, () => 0.5)).toBeNull();
    expect(setting.calendar).toBe(everyWeekday);
    expect(DAY).toBe(86_400);
  });
});

it("7.10: work after the last day of a crossing's horizon makes no loser worked", () => {
  // both cross on 1 January at noon; 90 days later is 1 April
  const leads: L[] = [
    { account: 0, a: "2026-01-01", score: 1 },
    { account: 1, a: "2026-01-01", score: 1 },
    { account: 2, a: "2026-01-01", score: 1 },
  ];
  const worked = Int32Array.from([civil("2026-04-01", "18:00:00"), civil("2026-04-02"), NEVER]);
  const { setting, candidate } = replay(leads, {
    wanted: 1,
    rate: { reps: 1, leadsPerRepPerDay: 5 },
    worked,
  });
  expect(Array.from(serving(setting).quarter(candidate, 0, false)?.worked ?? [])).toEqual([1, 0, 0]);
});
