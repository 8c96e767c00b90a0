import { describe, expect, it } from "vitest";
import { judge } from "../../src/backtest/judge/judge.ts";
import { pilotSize } from "../../src/backtest/judge/pilot.ts";
import { differenceInWords, sentenceOf } from "../../src/backtest/judge/sentence.ts";
import { pairedDifference, type SwapRows, swapFacts } from "../../src/backtest/judge/swap.ts";
import { lowEnds } from "../../src/backtest/judge/verdict.ts";
import type { CandidateFacts, Replayed } from "../../src/backtest/type.ts";
import { NEVER } from "../../src/base/time.ts";
import { civil } from "../helpers/study.ts";
import { replayedAs, settingOf, simulated } from "./world.ts";

interface Side {
  n: number;
  worked: number;
  /** wins, the first ones, which are worked first */
  wins: number;
}

/** Swap sets of whole shares, each lead an account of its own unless `size` leads share one. */
function rowsOf(ins: Side, outs: Side, slots: number, size = 1): SwapRows {
  const n = ins.n + outs.n;
  const index = Array.from({ length: n }, (_, i) => i);
  const within = (i: number, side: "in" | "out", k: (s: Side) => number): number =>
    side === "in" ? (i < k(ins) ? 1 : 0) : i >= ins.n && i - ins.n < k(outs) ? 1 : 0;
  return {
    lead: Int32Array.from(index),
    account: Int32Array.from(index, (i) => Math.floor(i / size)),
    swapIn: Float64Array.from(index, (i) => (i < ins.n ? 1 : 0)),
    swapOut: Float64Array.from(index, (i) => (i >= ins.n ? 1 : 0)),
    both: new Float64Array(n),
    wonIn: Uint8Array.from(index, (i) => within(i, "in", (s) => s.wins)),
    wonOut: Uint8Array.from(index, (i) => within(i, "out", (s) => s.wins)),
    worked: Uint8Array.from(index, (i) => within(i, i < ins.n ? "in" : "out", (s) => s.worked)),
    slots,
  };
}

const z = 1.959963984540054;

describe("the low ends", () => {
  it("extrapolate what the incumbent's unworked leads would have brought, and nothing for the candidate's", () => {
    const rows = rowsOf({ n: 20, worked: 16, wins: 12 }, { n: 20, worked: 10, wins: 2 }, 100);
    const low = lowEnds(rows, 0.95);
    // swap-outs: 2 of 10 worked won, so 4 of 20; residuals 20 x .6 x .4 and 10 x (20/10)^2 x .2 x .8; 40 accounts
    expect(low?.monotone).toBeCloseTo((12 - 4) / 100 - (z * Math.sqrt((4.8 + 6.4) * (40 / 39))) / 100, 8);
    // worst: 12 worked wins against 2 wins and 10 unworked
    expect(low?.worst).toBeCloseTo(0 - (z * Math.sqrt((4.8 + 4.8) * (40 / 39))) / 100, 8);
    expect(swapFacts(rows, "out")).toEqual({ n: 20, worked: 10, wins: 2, workedWins: 2 });
    // at another level, another z: 1 - .05/2
    const two = lowEnds(rows, 0.975);
    expect(two?.monotone).toBeCloseTo(0.08 - (2.241402727604947 * Math.sqrt(11.2 * (40 / 39))) / 100, 6);
  });

  it("count no swap-out below what it had, and all of them won where none was worked", () => {
    // all 5 wins of the swap-outs are of unworked leads but one
    const rows = rowsOf({ n: 20, worked: 20, wins: 12 }, { n: 20, worked: 10, wins: 15 }, 100);
    const fewer = {
      ...rows,
      worked: rows.worked?.map((w, i) => (i >= 20 ? (i < 25 || i >= 35 ? 1 : 0) : w)) ?? null,
    };
    // worked: 5 wins of 10; extrapolated 10 < 15 observed
    expect(lowEnds(fewer, 0.95)?.monotone).toBeCloseTo(
      -3 / 100 - (z * Math.sqrt((4.8 + 20 * 0.75 * 0.25) * (40 / 39))) / 100,
      8,
    );
    const unworked = rowsOf({ n: 20, worked: 20, wins: 12 }, { n: 20, worked: 0, wins: 0 }, 100);
    expect(lowEnds(unworked, 0.95)?.monotone).toBeCloseTo(
      -8 / 100 - (z * Math.sqrt(4.8 * (40 / 39))) / 100,
      8,
    );
    expect(lowEnds({ ...rows, worked: null }, 0.95)).toBeNull();
  });

  it("cluster colleagues: four leads that win and lose together are one", () => {
    const alone = rowsOf({ n: 40, worked: 40, wins: 20 }, { n: 40, worked: 40, wins: 8 }, 100);
    const four = rowsOf({ n: 40, worked: 40, wins: 20 }, { n: 40, worked: 40, wins: 8 }, 100, 4);
    const wide = (r: SwapRows): number => (lowEnds(r, 0.95)?.monotone ?? 0) - 0.12;
    expect(wide(four) / wide(alone)).toBeCloseTo(Math.sqrt((4 * (20 / 19)) / (80 / 79)), 8);
  });
});

describe("the pilot's size", () => {
  it("is the formula", () => {
    const rows = rowsOf({ n: 20, worked: 20, wins: 12 }, { n: 20, worked: 10, wins: 2 }, 100);
    const deff = 20 / 19;
    const room = (0.08 / 2.8) ** 2 - (0.04 * 0.16 * deff) / 10;
    const size = Math.ceil((0.04 * 0.24 * deff) / room);
    expect(size).toBe(71);
    // 20 swap-ins in the one quarter: 71 leads take 3.55 quarters; in four quarters, 14.2
    expect(pilotSize(rows, null)).toEqual({ n: size, reason: "it adds so many in about 4 quarters" });
    expect(pilotSize(rows, null, 4)).toEqual({ n: size, reason: "it adds so many in about 15 quarters" });
    // sized on what the smallest gain implies: p_in = (.1 + .2 x .2) / .2
    const smaller = (0.1 / 2.8) ** 2 - (0.04 * 0.16 * deff) / 10;
    expect(pilotSize(rows, 0.1)).toEqual({ n: Math.ceil((0.04 * 0.21 * deff) / smaller), reason: null });
  });

  it("says what cannot be settled", () => {
    const rows = rowsOf({ n: 20, worked: 20, wins: 12 }, { n: 20, worked: 10, wins: 2 }, 100);
    expect(pilotSize(rows, 0.01).reason).toContain("too few");
    expect(pilotSize(rows, 0.5).reason).toContain("every lead");
    const worse = rowsOf({ n: 20, worked: 20, wins: 1 }, { n: 20, worked: 10, wins: 5 }, 100);
    expect(pilotSize(worse, null).reason).toContain("smallest_gain");
    expect(pilotSize({ ...rows, worked: null }, null).reason).toContain("which leads were worked");
    expect(
      pilotSize(rowsOf({ n: 0, worked: 0, wins: 0 }, { n: 5, worked: 5, wins: 1 }, 100), null).reason,
    ).toContain("no lead that the incumbent does not");
    expect(
      pilotSize(rowsOf({ n: 5, worked: 5, wins: 2 }, { n: 5, worked: 0, wins: 0 }, 100), null).reason,
    ).toContain("ever worked");
  });
});

describe("a paired difference", () => {
  it("is no certainty where nobody won", () => {
    const d = pairedDifference(rowsOf({ n: 12, worked: 12, wins: 0 }, { n: 12, worked: 12, wins: 0 }, 24));
    if (d.value === null) throw new Error("null");
    expect(d.value).toBe(0);
    // Wilson for 0 of 12: z^2 / (12 + z^2) on either side, half the slots each
    const above = (z * z) / (12 + z * z) / 2;
    expect(d.high).toBeCloseTo(above, 6);
    expect(d.low).toBeCloseTo(-above, 6);
  });

  it("is 0, surely, where the same leads are served", () => {
    const rows = rowsOf({ n: 3, worked: 3, wins: 1 }, { n: 0, worked: 0, wins: 0 }, 5);
    const same = { ...rows, both: rows.swapIn, swapIn: new Float64Array(3), wonOut: rows.wonIn };
    expect(pairedDifference(same)).toEqual({ value: 0, low: 0, high: 0, n: 0 });
    expect(pairedDifference({ ...rows, slots: 0 }).value).toBeNull();
  });
});

/** `good` is right and `incumbent` is not; 3 slots a day over four quarters. */
function clear(over: { worked?: boolean; rate?: number } = {}) {
  const n = 2_000;
  const at = (i: number): number => civil("2025-04-01", "09:00:00") + Math.floor((i * 364) / n) * 86_400;
  const index = Array.from({ length: n }, (_, i) => i);
  const win = (i: number): boolean => i % 2 === 0 && i % (over.rate ?? 6) === 0;
  const setting = settingOf(
    {
      account: Int32Array.from(index),
      outcome: Int32Array.from(index, (i) => (win(i) ? at(i) + 86_400 : NEVER)),
      worked: over.worked === false ? null : new Uint8Array(n).fill(1),
    },
    { wanted: 4 },
  );
  const time = (mine: (i: number) => boolean): Int32Array =>
    Int32Array.from(index, (i) => (mine(i) ? at(i) : NEVER));
  return {
    setting,
    good: replayedAs(
      "good",
      false,
      setting,
      time((i) => i % 2 === 0),
      null,
    ),
    bad: replayedAs(
      "bad",
      false,
      setting,
      time((i) => i % 2 === 1),
      null,
    ),
    incumbent: replayedAs(
      "incumbent",
      true,
      setting,
      time((i) => i % 3 === 1),
      null,
    ),
  };
}

describe("the verdict", () => {
  it("is to change where the low end is above 0, and speaks of the best", () => {
    const w = clear();
    const { decision, warnings } = judge(w.setting, [w.bad, w.incumbent, w.good], null);
    expect(decision).toMatchObject({
      verdict: "change",
      candidate: "good",
      incumbent: "incumbent",
      m: 2,
      metric: "wins_per_slot",
    });
    expect(decision.sentence).toMatch(
      /^Change to good: \d+\.\d more wins per 100 slots than incumbent \(\d+\.\d to \d+\.\d\)\. Sure enough: it holds even if/,
    );
    expect(decision.candidates.map((c) => [c.name, c.verdict])).toEqual([
      ["bad", "pilot"],
      ["good", "change"],
    ]);
    expect(decision.candidates[1]?.g).toBeNull();
    expect(warnings).toEqual([]);
  });

  it("takes m into the level", () => {
    const w = clear();
    const one = judge(w.setting, [w.incumbent, w.good], null).decision.candidates[0]?.monotoneLow ?? 0;
    const many = [1, 2, 3, 4].map((k): Replayed => ({ ...w.bad, name: `bad ${k}` }));
    const five =
      judge(w.setting, [w.incumbent, w.good, ...many], null).decision.candidates[0]?.monotoneLow ?? 0;
    const value = judge(w.setting, [w.incumbent, w.good], null).decision.candidates[0]?.difference.value ?? 0;
    // 2.5758 at level 1 - .05/5, 1.95996 at .95
    expect((value - five) / (value - one)).toBeCloseTo(2.5758293035489004 / z, 6);
  });

  it("is a pilot where `worked` is unknown, and where few worked swap-ins won", () => {
    const unknown = clear({ worked: false });
    const a = judge(unknown.setting, [unknown.incumbent, unknown.good], null).decision;
    expect([a.verdict, a.reason]).toEqual(["pilot", "the study does not say which leads were worked"]);
    expect(a.candidates[0]).toMatchObject({ monotoneLow: null, worstCaseLow: null, pilot: { n: null } });
    const rare = clear({ rate: 250 });
    const b = judge(rare.setting, [rare.incumbent, rare.good], null).decision;
    expect(b.verdict).toBe("pilot");
    expect(b.reason).toMatch(/^only \d worked leads among those it adds won, and it takes 10/);
  });

  it("must hold without late crossings", () => {
    const w = clear();
    // sales had every lead that `good` finds before it did
    const handoff = Int32Array.from(w.good.folds[0]?.crossings?.time ?? [], (t) =>
      t === NEVER ? NEVER : t - 1,
    );
    const setting = { ...w.setting, labels: { ...w.setting.labels, handoff } };
    const { decision, warnings } = judge(setting, [w.incumbent, w.good], null);
    expect(decision).toMatchObject({
      verdict: "pilot",
      reason: "the gain rests on leads that sales already had",
    });
    expect(warnings.map((f) => f.code)).toEqual(["late-crossings-decide"]);
  });

  it("is none without an incumbent, a candidate or a judged quarter", () => {
    const w = clear();
    const reasonOf = (setting: typeof w.setting, ds: Replayed[]): (string | null)[] => {
      const { verdict, reason, sentence } = judge(setting, ds, null).decision;
      expect(sentence).toBe(`No verdict: ${reason}.`);
      return [verdict, reason];
    };
    expect(reasonOf(w.setting, [w.good, w.bad])).toEqual([null, "no definition is marked as the incumbent"]);
    expect(reasonOf(w.setting, [w.incumbent])).toEqual([null, "there is no candidate beside the incumbent"]);
    expect(reasonOf({ ...w.setting, folds: [] }, [w.incumbent, w.good])[1]).toContain("no judged quarter");
    const unfitted = {
      ...w.good,
      folds: w.good.folds.map((f) => ({ ...f, crossings: null, reason: "too few wins" })),
    };
    expect(reasonOf(w.setting, [w.incumbent, unfitted])).toEqual([
      null,
      "good and the incumbent share no judged quarter",
    ]);
    const still = judge(w.setting, [w.incumbent, unfitted, w.good], null).decision;
    expect(still).toMatchObject({ verdict: "change", candidate: "good", m: 2 });
  });

  it("refuses a capacity without slots", () => {
    const w = clear();
    const setting = { ...w.setting, rate: { reps: 0, leadsPerRepPerDay: 8 } };
    expect(() => judge(setting, [w.incumbent, w.good], null)).toThrow(
      "capacity: capacity comes to no slot at all (0 reps x 8 leads a rep and day)",
    );
  });

  it("warns where a guard speaks against it", () => {
    const w = clear();
    const sql = w.incumbent.folds[0]?.crossings?.time ?? new Int32Array();
    const setting = {
      ...w.setting,
      guards: ["sql"],
      labels: {
        ...w.setting.labels,
        reach: new Map([["sql", sql.map((t, i) => (i % 2 === 1 ? t : NEVER))]]),
      },
    };
    const { warnings, decision } = judge(setting, [w.incumbent, w.good], null);
    expect(decision.verdict).toBe("change");
    expect(warnings.map((f) => f.code)).toEqual(["guard-disagrees"]);
  });

  it("never says change where the candidate is no better: 300 worlds without a difference", () => {
    let wrong = 0;
    for (let seed = 1; seed <= 300; seed++) {
      const w = simulated({ quarters: 4, leads: 300, leadsPerDay: 1, rate: 0.35, unworked: 1 }, seed);
      // a candidate that ranks by lot
      const lot = w.candidate.folds.map((f) => ({
        ...f,
        crossings: f.crossings && {
          time: f.crossings.time.map((_, i) => w.incumbent.folds[0]?.crossings?.time[i] ?? NEVER),
          score: Int32Array.from(f.crossings.time, (_, i) => (i * 7919 + seed * 31) % 101),
        },
      }));
      const { decision } = judge(w.setting, [w.incumbent, { ...w.candidate, folds: lot }], null);
      if (decision.verdict === "change") wrong++;
    }
    // one-sided 2.5 % and the worked-share discount: 7.5 expected at most, 15 is 2.8 sd above
    expect(wrong).toBeLessThanOrEqual(15);
  });
});

describe("the sentence", () => {
  const facts: CandidateFacts = {
    name: "demo_or_fit",
    verdict: "pilot",
    reason: "41% of the leads it adds were never worked",
    difference: { value: 0.041, low: -0.003, high: 0.086, n: 300 },
    withoutLate: { value: 0.041, low: -0.003, high: 0.086, n: 300 },
    monotoneLow: -0.02,
    worstCaseLow: -0.2,
    swapIns: { n: 100, worked: 59, wins: 12, workedWins: 11 },
    swapOuts: { n: 100, worked: 90, wins: 5, workedWins: 5 },
    g: null,
    pilot: { n: 1_120, reason: null },
  };

  it("can be read aloud", () => {
    expect(sentenceOf(facts, "incumbent")).toBe(
      "Pilot demo_or_fit: 4.1 more wins per 100 slots than incumbent (-0.3 to 8.6). " +
        "Unsure because 41% of the leads it adds were never worked; a random 1,120 of them, worked whatever their score, would settle it.",
    );
    expect(
      sentenceOf({ ...facts, pilot: { n: 90, reason: "it adds so many in about 3 quarters" } }, "x"),
    ).toContain("would settle it (it adds so many in about 3 quarters).");
    expect(sentenceOf({ ...facts, pilot: { n: null, reason: "it shows no gain" } }, "incumbent")).toContain(
      "; no pilot can be sized: it shows no gain.",
    );
  });

  it("says fewer, equal and unknown in words", () => {
    const said = (difference: CandidateFacts["difference"]): string =>
      differenceInWords({ ...facts, difference }, "incumbent");
    expect(said({ value: -0.0213, low: -0.05, high: 0.00001, n: 9 })).toBe(
      "2.1 fewer wins per 100 slots than incumbent (-5.0 to 0.0)",
    );
    expect(said({ value: 0, low: 0, high: 0, n: 0 })).toBe(
      "it fills the slots with the same leads as incumbent",
    );
    expect(said({ value: null, reason: "no slots" })).toContain("cannot be computed (no slots)");
  });
});
