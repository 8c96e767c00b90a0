import { describe, expect, it } from "vitest";
import { Crossings } from "../../src/backtest/crossings.ts";
import { perSlot } from "../../src/backtest/judge/intervals.ts";
import { judge } from "../../src/backtest/judge/judge.ts";
import { highEnd, lowEnds, workingHelps } from "../../src/backtest/judge/low-ends.ts";
import {
  observedContrast,
  pairedDifference,
  type SwapRows,
  swapFacts,
} from "../../src/backtest/judge/swap.ts";
import { noPilot, pilotSize } from "../../src/backtest/judge/verdict/pilot.ts";
import { betterLooking, differenceInWords, sentenceOf } from "../../src/backtest/judge/verdict/sentence.ts";
import { noOthers } from "../../src/backtest/judge/verdict/tries.ts";
import { questionOf } from "../../src/backtest/judge/verdict/verdict.ts";
import { serving } from "../../src/backtest/serve/served.ts";
import type { Replayed } from "../../src/backtest/type.ts";
import { outcomeWords } from "../../src/base/outcome-words.ts";
import { NEVER } from "../../src/base/time.ts";
import type { CandidateFacts } from "../../src/result/type.ts";
import { civil } from "../helpers/study.ts";
import { times } from "../helpers/thorough.ts";
import { replayedAs, settingOf, simulated } from "./world.ts";

/** The crossings of even leads alone, or of odd ones. */
const only = (of: Crossings | null, parity: 0 | 1): Crossings | null =>
  of &&
  Crossings.byLead(
    of.time.map((t, i) => (i % 2 === parity ? t : NEVER)),
    of.score,
  );

interface Side {
  n: number;
  worked: number;
  /** wins, the first ones, which are worked first */
  wins: number;
}

/**
 * Swap sets of whole shares, each lead an account of its own unless `size` leads share one. `filled`: every slot is
 * taken, and the next in line is as the leads of its side are; else slots stay idle.
 */
function rowsOf(ins: Side, outs: Side, slots: number, size = 1, filled = true): SwapRows {
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
    fullIn: new Float64Array(n).fill(filled ? 1 : 0),
    fullOut: new Float64Array(n).fill(filled ? 1 : 0),
    edgeIn: Float64Array.from(index, (i) => (filled && i < ins.n ? 1 : 0)),
    edgeOut: Float64Array.from(index, (i) => (filled && i >= ins.n ? 1 : 0)),
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

  it("7.15: count the volume as chance where slots stay idle: sums by account, not centred", () => {
    const rows = rowsOf({ n: 20, worked: 20, wins: 12 }, { n: 20, worked: 10, wins: 2 }, 100, 1, false);
    // swap-ins: 12 wins, so 12 x 1^2; swap-outs at 2 of 10: each of 20 brings .2, each of the 10 worked 2 x (y - .2)
    // more: two of 1.8, eight of -.2, ten of .2
    const square = 12 + 2 * 1.8 ** 2 + 8 * 0.2 ** 2 + 10 * 0.2 ** 2;
    expect(lowEnds(rows, 0.95)?.monotone).toBeCloseTo(0.08 - (z * Math.sqrt(square * (40 / 39))) / 100, 8);
    // as observed: 12 and 2 wins
    expect(observedContrast(rows)).toMatchObject({ value: 0.1, accounts: 40 });
    expect(observedContrast(rows).se).toBeCloseTo(Math.sqrt(14 * (40 / 39)) / 100, 12);
    // half of the weeks full, where the next in line wins as often as the set: 12 x .4^2 + 8 x .6^2 for 12 x 1^2
    const half = { ...rows, fullIn: rows.fullIn.map((_, i) => i % 2), edgeIn: rows.swapIn };
    const ins = [...rows.wonIn].slice(0, 20).reduce((sum, y, i) => sum + (y - (i % 2) * 0.6) ** 2, 0);
    expect(observedContrast(half).se).toBeCloseTo(Math.sqrt((ins + 2) * (40 / 39)) / 100, 12);
  });

  it("7.15: a set's wins per slot are a compound Poisson count where slots are idle, Wilson's share where none are", () => {
    const set = (wins: number, n: number, filled: boolean, size = 1) => ({
      share: new Float64Array(n).fill(1),
      won: Uint8Array.from({ length: n }, (_, i) => (i < wins ? 1 : 0)),
      full: new Float64Array(n).fill(filled ? 1 : 0),
      edge: new Float64Array(n).fill(filled ? 1 : 0),
      account: Int32Array.from({ length: n }, (_, i) => Math.floor(i / size)),
    });
    // score interval of a Poisson count X = 16 with the variance's a / (a - 1): X + k/2 +- sqrt(k X + k^2 / 4)
    const k = z * z * (50 / 49);
    const idle = perSlot({ ...set(16, 50, false), slots: 100 });
    expect(idle).toMatchObject({ value: 0.16, n: 50 });
    if (idle.value === null) throw new Error("null");
    expect(idle.high).toBeCloseTo((16 + k / 2 + Math.sqrt(k * 16 + (k * k) / 4)) / 100, 10);
    expect(idle.low).toBeCloseTo((16 + k / 2 - Math.sqrt(k * 16 + (k * k) / 4)) / 100, 10);
    // four colleagues win together: four times the variance
    const k4 = z * z * 4 * (13 / 12);
    const four = perSlot({ ...set(16, 52, false, 4), slots: 100 });
    if (four.value === null) throw new Error("null");
    expect(four.high).toBeCloseTo((16 + k4 / 2 + Math.sqrt(k4 * 16 + (k4 * k4) / 4)) / 100, 10);
    // all slots filled: Wilson for 16 of 50 x 49/50 independent leads
    const m = 50 * (49 / 50);
    const full = perSlot({ ...set(16, 50, true), slots: 50 });
    const wilson =
      (0.32 + (z * z) / (2 * m) + z * Math.sqrt((0.32 * 0.68) / m + (z * z) / (4 * m * m))) /
      (1 + (z * z) / m);
    if (full.value === null) throw new Error("null");
    expect(full.high).toBeCloseTo(wilson, 10);
    // nobody crossed in 100 slots: a Poisson count of 0
    const nobody = perSlot({ ...set(0, 0, false), slots: 100 });
    expect(nobody).toMatchObject({ value: 0, low: 0, n: 0, high: expect.closeTo((z * z) / 100, 12) });
  });

  it("7.17: has a high end had all been worked: what unworked leads brought, as often as working helps at most", () => {
    // swap-ins: 40, of which 10 worked and 5 of them won, 10 of the other 30; swap-outs: 80, of which 40 won, 30 of
    // them among the 50 that were worked
    const rows = rowsOf({ n: 40, worked: 10, wins: 15 }, { n: 80, worked: 40, wins: 40 }, 200, 1, false);
    const worked = Uint8Array.from({ length: 120 }, (_, i) =>
      i < 40 ? (i >= 10 && i < 20 ? 1 : 0) : i - 40 < 30 || i - 40 >= 60 ? 1 : 0,
    );
    const mixed = { ...rows, worked };
    // the incumbent's: 30 of 50 worked, 10 of 30 unworked
    const helps = (0.6 / (1 / 3)) * Math.exp(z * Math.sqrt(0.4 / 30 + 2 / 3 / 10));
    expect(workingHelps(mixed)).toBeCloseTo(helps, 10);
    // 5 + 10 x helps against 40
    const square = 5 + 10 * helps ** 2 + 40;
    expect(highEnd(mixed, 0.95)).toBeCloseTo(
      (5 + 10 * helps - 40 + z * Math.sqrt(square * (120 / 119))) / 200,
      10,
    );
    // nobody knows who was worked: as they went; too few outcomes on a side: not known
    expect(highEnd({ ...rows, worked: null }, 0.95)).toBeCloseTo(
      (15 - 40 + z * Math.sqrt(55 * (120 / 119))) / 200,
      10,
    );
    expect(
      highEnd(rowsOf({ n: 40, worked: 10, wins: 10 }, { n: 40, worked: 40, wins: 30 }, 100), 0.95),
    ).toBeNull();
  });

  it("cluster colleagues: four leads that win and lose together are one", () => {
    const alone = rowsOf({ n: 40, worked: 40, wins: 20 }, { n: 40, worked: 40, wins: 8 }, 100);
    const four = rowsOf({ n: 40, worked: 40, wins: 20 }, { n: 40, worked: 40, wins: 8 }, 100, 4);
    const wide = (r: SwapRows): number => (lowEnds(r, 0.95)?.monotone ?? 0) - 0.12;
    expect(wide(four) / wide(alone)).toBeCloseTo(Math.sqrt((4 * (20 / 19)) / (80 / 79)), 8);
  });
});

describe("the pilot's size", () => {
  /** 10 of 20 swap-ins worked, of which 6 won; 2 of 10 worked swap-outs won; 100 slots. */
  const rows = rowsOf({ n: 20, worked: 10, wins: 6 }, { n: 20, worked: 10, wins: 2 }, 100);
  const deff = 20 / 19;
  // what is not known of the swap-outs' worth: h^2 p_out (1 - p_out) deff / n_out
  const unknown = (0.2 ** 2 * 0.2 * 0.8 * deff) / 10;
  const sized = (d: number, p: number): number =>
    Math.ceil((0.2 ** 2 * p * (1 - p) * deff) / ((d / 2.8) ** 2 - unknown));

  it("is the formula", () => {
    // observed: p_in = .6, p_out = .2, a gain of .2 x .6 - .2 x .2 = .08 a slot
    const n = sized(0.08, 0.6);
    expect(n).toBe(71);
    // 20 swap-ins in the one quarter: 71 leads take 3.55 quarters; in four quarters, 14.2
    expect(pilotSize(rows, null)).toMatchObject({ n, perQuarter: 20, quarters: 3.55, slow: true });
    expect(pilotSize(rows, null, 4)).toMatchObject({ n, reason: "it adds so many in about 15 quarters" });
    // sized on what the smallest gain implies: p_in = (.1 + .2 x .2) / .2 = .7
    expect(pilotSize(rows, 0.1).n).toBe(Math.max(30, sized(0.1, 0.7)));
  });

  it("7.16: is one that can settle: ten wins are likely, and no normal interval rests on fewer than 30 leads", () => {
    // half of the slots swapped, with worked swap-outs enough: the formula alone asks for a handful
    const many = rowsOf({ n: 400, worked: 40, wins: 40 }, { n: 400, worked: 400, wins: 20 }, 800);
    const p = (0.1 + 0.5 * 0.05) / 0.5;
    const formula = (0.25 * p * (1 - p)) / ((0.1 / 2.8) ** 2 - (0.25 * 0.05 * 0.95) / 400);
    expect(formula).toBeLessThan(40);
    // 14 / .25 = 56
    expect(pilotSize(many, 0.1).n).toBe(Math.ceil(14 / p));
    // 14 / .85 = 17: 30 is the floor
    expect(pilotSize(many, 0.4).n).toBe(30);
  });

  it("7.16: is none where all swap-ins were worked already, and one where nobody knows who was", () => {
    const worked = rowsOf({ n: 20, worked: 20, wins: 12 }, { n: 20, worked: 10, wins: 2 }, 100);
    expect(pilotSize(worked, 0.1)).toMatchObject({
      n: null,
      reason: "every lead it adds was worked already, so a pilot would show nothing new",
    });
    // as they went: p_out = 2 of 20
    const blind = pilotSize({ ...rows, worked: null }, 0.1);
    const p = (0.1 + 0.2 * 0.1) / 0.2;
    const room = (0.1 / 2.8) ** 2 - (0.2 ** 2 * 0.1 * 0.9 * deff) / 20;
    expect(blind.n).toBe(Math.max(30, Math.ceil((0.2 ** 2 * p * (1 - p) * deff) / room)));
  });

  it("7.16: says how it will be read, and what shortens it where it takes more than two quarters", () => {
    const n = sized(0.08, 0.6);
    const pilot = pilotSize(rows, null);
    const end = (x: number, sign: 1 | -1): number => {
      const smooth = (x + 0.5) / (n + 1);
      return (
        0.2 * (x / n) -
        0.2 * 0.2 +
        sign * z * Math.sqrt((0.2 ** 2 * smooth * (1 - smooth) * deff) / n + unknown)
      );
    };
    const all = Array.from({ length: n + 1 }, (_, x) => x);
    expect(pilot.changeFrom).toBe(all.find((x) => x >= 10 && end(x, -1) > 0));
    expect(pilot.dropBelow).toBe(all.find((x) => end(x, 1) >= 0));
    // 40 leads in two quarters: the least whole gain a quarter of 100 slots for which the size is at most 40
    const least = Array.from({ length: 16 }, (_, i) => i + 8).find(
      (gain) => Math.max(30, sized(gain / 100, (gain / 100 + 0.04) / 0.2)) <= 40,
    );
    expect(pilot.shorter).toContain(
      `In two quarters it adds about 40 leads, enough to settle a gain of ${least} outcomes`,
    );
    expect(
      pilotSize(rowsOf({ n: 400, worked: 40, wins: 40 }, { n: 400, worked: 400, wins: 20 }, 800), 0.1),
    ).toMatchObject({
      slow: false,
      shorter: null,
    });
  });

  it("says what cannot be settled", () => {
    expect(pilotSize(rows, 0.01).reason).toContain("too few");
    expect(pilotSize(rows, 0.5).reason).toContain("every lead");
    const worse = rowsOf({ n: 20, worked: 19, wins: 1 }, { n: 20, worked: 10, wins: 5 }, 100);
    expect(pilotSize(worse, null).reason).toContain("smallest_gain");
    expect(
      pilotSize(rowsOf({ n: 0, worked: 0, wins: 0 }, { n: 5, worked: 5, wins: 1 }, 100), null).reason,
    ).toContain("no lead that today's definition does not");
    expect(
      pilotSize(rowsOf({ n: 5, worked: 3, wins: 2 }, { n: 5, worked: 0, wins: 0 }, 100), null).reason,
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
    const rows = rowsOf({ n: 3, worked: 3, wins: 1 }, { n: 0, worked: 0, wins: 0 }, 5, 1, false);
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
      /^Change to good\. It would bring about \d+ more wins a quarter than incumbent \(95% interval \d+ to \d+\)\. It holds even if/,
    );
    expect(decision.candidates.map((c) => [c.name, c.verdict])).toEqual([
      // every lead it adds was worked and none of either won: there is nothing that a pilot would show
      ["bad", "cannot tell"],
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

  it("is a pilot where `worked` is unknown, and none can be had where all are worked and few won", () => {
    const unknown = clear({ worked: false });
    const a = judge(unknown.setting, [unknown.incumbent, unknown.good], null).decision;
    expect([a.verdict, a.reason]).toEqual(["pilot", "the study does not say which leads were worked"]);
    expect(a.candidates[0]).toMatchObject({ monotoneLow: null, worstCaseLow: null, recommended: true });
    expect(a.candidates[0]?.pilot.n).toBeGreaterThanOrEqual(30);
    const rare = clear({ rate: 250 });
    const b = judge(rare.setting, [rare.incumbent, rare.good], null).decision;
    expect(b.verdict).toBe("cannot tell");
    expect(b.reason).toMatch(/^only \d of the leads it adds were worked and won; we ask for at least 10/);
    expect(b.candidates[0]?.pilot).toMatchObject({ n: null });
  });

  it("7.14: says that many tries ask for more than 95%", () => {
    const w = simulated({ quarters: 4, leads: 300, leadsPerDay: 8, rate: 0.35, unworked: 1 }, 4);
    const setting = { ...w.setting, worked: new Int32Array(w.setting.account.length) };
    const same = { ...w.incumbent, name: "same", incumbent: false };
    const swapped = {
      ...same,
      folds: same.folds.map((f) => ({
        ...f,
        crossings: only(f.crossings, 0),
      })),
    };
    const lone = {
      ...w.incumbent,
      folds: swapped.folds.map((f, k) => ({
        ...f,
        crossings: only(w.incumbent.folds[k]?.crossings ?? null, 1),
      })),
    };
    const reason = (others: number): string | null =>
      judge(setting, [lone, swapped], {
        ...questionOf(null),
        tries: {
          ...noOthers,
          others: Array.from({ length: others }, () => ({ firstSeen: 0, lastSeen: NEVER })),
        },
      }).decision.reason;
    expect(reason(0)).toBe("a difference of this size could be chance");
    expect(reason(4)).toBe(
      "after 5 tries we ask for 99% confidence, and a difference of this size could be chance",
    );
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
      verdict: "cannot tell",
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
    // 7.21: the day from which the first quarter, that ends with March, has its 90 days behind it
    const folds = w.setting.folds.slice(-1).map((fold) => ({ ...fold, judged: false }));
    expect(folds[0]?.quarter.name).toBe("2026-Q1");
    expect(reasonOf({ ...w.setting, folds }, [w.incumbent, w.good])[1]).toBe(
      "no quarter is old enough to judge yet: the first can be judged on 2026-06-30",
    );
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

  it("7.18: must hold at the intake that history shows too, unless the study says why there is more", () => {
    const w = clear();
    const labels = w.setting.labels;
    const at = w.good.folds[0]?.crossings?.time.map((t, i) =>
      t === NEVER ? (w.bad.folds[0]?.crossings?.time[i] ?? t) : t,
    );
    if (at === undefined) throw new Error("no times");
    // a third of all leads win, whoever they are: the candidate has twice the incumbent's leads and no better ones
    const setting = {
      ...w.setting,
      rate: { reps: 1, leadsPerRepPerDay: 8 },
      labels: { ...labels, outcome: at.map((t, i) => (i % 3 === 0 ? t + 86_400 : NEVER)) },
    };
    const pick = (every: number): Int32Array => at.map((t, i) => (i % every === 0 ? t : NEVER));
    const definitions = [
      replayedAs("incumbent", true, setting, pick(4), null),
      replayedAs("more", false, setting, pick(2), null),
    ];
    const decided = (history: { rate: number; decides: boolean } | null) =>
      judge(setting, definitions, {
        ...questionOf(null),
        history:
          history === null
            ? null
            : {
                serving: serving({ ...setting, rate: { reps: 1, leadsPerRepPerDay: history.rate } }),
                definitions,
                decides: history.decides,
              },
      });
    expect(decided(null).decision.verdict).toBe("change");
    // at one lead a day both fill their slots with leads of the same worth
    const low = decided({ rate: 1, decides: true });
    expect(low.decision.verdict).not.toBe("change");
    expect(low.decision.reason).toBe(
      "it holds at the capacity that the study states, but not at the 1.0 leads a day that a rep really took",
    );
    expect(low.decision.candidates[0]?.atHistory).toMatchObject({ holds: false, leadsPerRepPerDay: 1 });
    expect(low.atHistory?.more?.served).toBeCloseTo(low.atHistory?.more?.slots ?? 0, 9);
    expect(decided({ rate: 1, decides: false }).decision.verdict).toBe("change");
    expect(decided({ rate: 7, decides: true }).decision.verdict).toBe("change");
  });

  it("7.17: drops what is below the incumbent in its best case, and names one pilot at most", () => {
    const w = clear();
    const half = { ...w.setting, worked: w.setting.worked?.map((_, i) => (i % 4 < 2 ? 0 : NEVER)) ?? null };
    // the incumbent is what wins; a candidate with a tenth of the other leads loses more than it adds
    const best = { ...w.good, incumbent: true };
    const few = replayedAs(
      "few",
      false,
      half,
      Int32Array.from(w.bad.folds[0]?.crossings?.time ?? [], (t, i) => (i % 20 === 1 ? t : NEVER)),
      null,
    );
    const lost = judge(half, [best, few], 5).decision;
    expect(lost).toMatchObject({ verdict: "drop", candidate: "few" });
    expect(lost.candidates[0]).toMatchObject({ verdict: "drop", recommended: false, pilot: { n: null } });
    expect(lost.candidates[0]?.bestCaseHigh).toBeLessThan(0);
    expect(lost.sentence).toMatch(/^Drop few\. It would bring about \d+ fewer wins a quarter than good/);
    // three that add leads of whom half were worked, against an incumbent that wins nothing
    const some = [3, 4, 5].map((k) =>
      replayedAs(
        `some ${k}`,
        false,
        half,
        Int32Array.from(w.good.folds[0]?.crossings?.time ?? [], (t, i) => (i % 30 < 2 * k ? t : NEVER)),
        null,
      ),
    );
    const tested = judge(
      { ...half, worked: half.worked?.map((x, i) => (i % 60 === 0 ? 0 : x)) ?? null },
      [w.incumbent, ...some, few],
      5,
    ).decision;
    const pilots = tested.candidates.filter((c) => c.verdict === "pilot");
    expect(pilots.length).toBeLessThanOrEqual(1);
    expect(tested.candidates.filter((c) => c.recommended).map((c) => c.name)).toEqual(
      tested.verdict === "pilot" || tested.verdict === "change" ? [tested.candidate] : [],
    );
  });

  it("7.17: neither drops nor pilots what lost as history worked it, where history cannot say what working does", () => {
    const w = clear();
    // the incumbent finds the winners and sales worked them alone: nobody knows what the others would have brought
    const setting = {
      ...w.setting,
      worked: w.setting.worked?.map((_, i) => (i % 2 === 0 ? 0 : NEVER)) ?? null,
    };
    const { decision } = judge(setting, [{ ...w.good, incumbent: true }, w.bad], 5);
    const [bad] = decision.candidates;
    expect(bad?.difference.value === null ? 0 : bad?.difference.high).toBeLessThan(0);
    expect(bad?.highEnd).toBeNull();
    expect(bad?.bestCaseHigh).toBeGreaterThan(0);
    expect(bad).toMatchObject({ verdict: "cannot tell", recommended: false });
    expect(bad?.reason).toMatch(
      /^as the leads were worked it brings fewer beyond chance, and none of the leads/,
    );
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

  it("never says change where the candidate is no better, in worlds without a difference", () => {
    let wrong = 0;
    const worlds = times(60, 300);
    for (let seed = 1; seed <= worlds; seed++) {
      const w = simulated({ quarters: 4, leads: 300, leadsPerDay: 1, rate: 0.35, unworked: 1 }, seed);
      // a candidate that ranks by lot
      const today = w.incumbent.folds[0]?.crossings ?? null;
      const lot = w.candidate.folds.map((f) => ({
        ...f,
        crossings:
          today &&
          Crossings.byLead(
            today.time,
            Int32Array.from(today.time.keys(), (i) => (i * 7919 + seed * 31) % 101),
          ),
      }));
      const { decision } = judge(w.setting, [w.incumbent, { ...w.candidate, folds: lot }], null);
      if (decision.verdict === "change") wrong++;
    }
    // one-sided 2.5 % and the worked-share discount: at most that many expected, with 2.8 standard deviations above
    expect(wrong).toBeLessThanOrEqual(0.025 * worlds + 2.8 * Math.sqrt(0.025 * 0.975 * worlds));
  });
});

describe("the sentence", () => {
  const facts: CandidateFacts = {
    name: "demo_or_fit",
    verdict: "pilot",
    reason: "only 3 of the leads it adds were worked and became opportunities; we ask for at least 10",
    recommended: true,
    quarters: ["2026-Q1"],
    difference: { value: 0.041, low: -0.003, high: 0.086, n: 300 },
    withoutLate: { value: 0.041, low: -0.003, high: 0.086, n: 300 },
    decides: null,
    perQuarter: {
      candidate: { value: 33.1, low: 28, high: 38, n: 300 },
      incumbent: { value: 27.2, low: 23, high: 32, n: 300 },
      difference: { value: 5.9, low: 3.2, high: 8.6, n: 300 },
      decides: null,
    },
    monotoneLow: -0.02,
    worstCaseLow: -0.2,
    highEnd: 0.2,
    bestCaseHigh: 0.3,
    lateDecides: null,
    swapIns: { n: 100, worked: 59, wins: 12, workedWins: 11 },
    swapOuts: { n: 100, worked: 90, wins: 5, workedWins: 5 },
    g: null,
    policy: null,
    prospective: null,
    atHistory: null,
    pilot: { ...noPilot(""), n: 1_120, reason: null, quarters: 1 },
  };
  const speech = { outcome: outcomeWords("opportunity"), reps: 2 };
  const difference = (e: CandidateFacts["difference"], reps: number | null = null): string =>
    differenceInWords({ ...facts, perQuarter: { ...facts.perQuarter, difference: e } }, "incumbent", {
      ...speech,
      reps,
    });

  it("7.22: counts outcomes a quarter by their own name, says what is lacking and what would settle it", () => {
    expect(sentenceOf(facts, "incumbent", speech)).toBe(
      "Pilot demo_or_fit. It would bring about 6 more opportunities a quarter than incumbent (95% interval 3 to 9), with the same 2 reps. " +
        "Not yet proven: only 3 of the leads it adds were worked and became opportunities; we ask for at least 10. " +
        "To settle it, have sales work 1,120 of these leads, picked at random.",
    );
    const slow = { ...facts, pilot: { ...facts.pilot, n: 251, quarters: 3.9, slow: true } };
    expect(sentenceOf(slow, "incumbent", speech)).toContain(
      "At today's inflow that takes about 4 quarters; a larger smallest gain or a wider definition would shorten it.",
    );
    const unsized = { ...facts, verdict: "cannot tell" as const, pilot: noPilot("it shows no gain") };
    expect(sentenceOf(unsized, "incumbent", speech)).toContain("No pilot can be sized: it shows no gain.");
    // what cannot be told orders no pilot: it takes too long, or nobody would run it
    const long = { ...slow, verdict: "cannot tell" as const, pilot: { ...slow.pilot, quarters: 11.2 } };
    expect(sentenceOf(long, "incumbent", speech)).toMatch(
      / A pilot would need 251 leads, about 12 quarters at today's inflow, which is too long\.$/,
    );
    const loses = { ...long, difference: { value: -0.03, low: -0.05, high: -0.01, n: 300 } };
    expect(sentenceOf(loses, "incumbent", speech)).toMatch(/ at least 10\. Stay with incumbent\.$/);
  });

  it("7.17: says why it speaks of this candidate and not of the better-looking one", () => {
    const of = (name: string, value: number, over: Partial<CandidateFacts>): CandidateFacts => ({
      ...facts,
      name,
      difference: { value, low: value - 0.04, high: value + 0.04, n: 300 },
      ...over,
    });
    const best = of("written", 0.018, {});
    const unsized = of("adaptive", 0.049, { verdict: "cannot tell", pilot: noPilot("nobody worked them") });
    expect(betterLooking(best, [best, unsized])).toBe(
      "adaptive looks better (+4.9 per 100 slots), but no pilot can be sized for it (nobody worked them); written is the best that can be tested.",
    );
    const slow = of("adaptive", 0.049, { pilot: { ...facts.pilot, quarters: 4.2, slow: true } });
    expect(betterLooking(best, [slow, best])).toContain("a pilot of it would take about 5 quarters; written");
    const change = of("written", 0.018, { verdict: "change" });
    expect(betterLooking(change, [change, unsized])).toContain(
      `but ${facts.reason}; written is the best that holds already`,
    );
    expect(betterLooking(unsized, [best, unsized])).toBeNull();
  });

  it("says fewer, equal and unknown in words, and one of a thing as one", () => {
    expect(difference({ value: -6.13, low: -9, high: 0.00001, n: 9 })).toBe(
      "It would bring about 6.1 fewer opportunities a quarter than incumbent (95% interval 0.0 to 9.0)",
    );
    // 7: for fewer the interval is turned, as on page one
    expect(difference({ value: -6.13, low: -9.2, high: -3.1, n: 9 })).toBe(
      "It would bring about 6 fewer opportunities a quarter than incumbent (95% interval 3 to 9)",
    );
    expect(difference({ value: 1, low: 0.24, high: 1.8, n: 9 }, 1)).toBe(
      "It would bring about 1.0 more opportunities a quarter than incumbent (95% interval 0.2 to 1.8), with the same rep",
    );
    // an interval around 0 says of each end which way it goes
    expect(difference({ value: -0.4, low: -3.8, high: 2.8, n: 9 })).toContain(
      "0.4 fewer opportunities a quarter than incumbent (95% interval from 3.8 fewer to 2.8 more)",
    );
    expect(difference({ value: 1.1, low: -0.5, high: 2.8, n: 9 })).toContain(
      "1.1 more opportunities a quarter than incumbent (95% interval from 0.5 fewer to 2.8 more)",
    );
    expect(difference({ value: 0, low: 0, high: 0, n: 0 })).toBe("It passes on the same leads as incumbent");
    expect(difference({ value: null, reason: "no slots" })).toContain("cannot be computed: no slots");
  });
});
