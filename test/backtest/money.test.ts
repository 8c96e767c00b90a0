import { describe, expect, it } from "vitest";
import { netPerSlot, perSlot } from "../../src/backtest/judge/intervals.ts";
import { pairedDifference, swapRows } from "../../src/backtest/judge/swap.ts";
import type { ServedSet } from "../../src/backtest/type.ts";
import { random } from "../../src/base/random.ts";

/** A served set in which each lead is an account of its own; `full`: other leads wait for each slot. */
function served(won: readonly number[], slots: number, full: 0 | 1): ServedSet {
  const n = won.length;
  return {
    lead: Int32Array.from(won, (_, i) => i),
    time: new Int32Array(n),
    share: new Float64Array(n).fill(1),
    full: new Float64Array(n).fill(full),
    edge: new Float64Array(n),
    won: Uint8Array.from(won),
    late: new Uint8Array(n),
    worked: null,
    slots,
    served: n,
    idle: slots - n,
    overflow: 0,
  };
}
const rowsOf = (set: ServedSet) => ({ ...set, account: set.lead });
/** 1 for the first `wins` of n leads */
const first = (wins: number, n: number): number[] => Array.from({ length: n }, (_, i) => (i < wins ? 1 : 0));

describe("costs: what a slot brings less what it costs", () => {
  it("is the value of outcomes less the cost of the leads served, and without a price outcomes alone", () => {
    const rows = rowsOf(served(first(12, 60), 100, 0));
    // 12 x 1 - 60 x .1 = 6 outcomes in 100 slots
    expect(netPerSlot(rows, 0.1)).toMatchObject({ value: 0.06, n: 60 });
    expect(netPerSlot(rows, 0)).toEqual(perSlot(rows));
  });

  it("is as sure as its outcomes where every slot is filled: the cost is then fixed", () => {
    const rows = rowsOf(served(first(30, 100), 100, 1));
    const [net, outcomes] = [netPerSlot(rows, 0.2), perSlot(rows)];
    if (net.value === null || outcomes.value === null) throw new Error("no estimate");
    expect(net.value).toBeCloseTo(outcomes.value - 0.2, 12);
    expect(net.low).toBeCloseTo(outcomes.low - 0.2, 12);
    expect(net.high).toBeCloseTo(outcomes.high - 0.2, 12);
  });

  it("has the variance of a compound Poisson sum where slots stay idle: N ((1 - c)^2 p + c^2 (1 - p))", () => {
    const [n, p, c, slots] = [40_000, 0.25, 0.2, 100_000];
    const net = netPerSlot(rowsOf(served(first(n * p, n), slots, 0)), c);
    if (net.value === null) throw new Error("no estimate");
    const half = (1.959964 * Math.sqrt(n * ((1 - c) ** 2 * p + c * c * (1 - p)))) / slots;
    expect(net.value).toBeCloseTo((n * p - c * n) / slots, 12);
    expect((net.high - net.low) / 2 / half).toBeCloseTo(1, 2);
  });

  it("holds the true value in 95% of 1,500 worlds of some 50 leads, whatever the price", () => {
    const draw = random(5);
    for (const [p, price] of [
      [0.2, 0.05],
      [0.2, 0.2],
      [0.1, 0.3],
    ] as const) {
      let held = 0;
      for (let world = 0; world < 1500; world++) {
        // Poisson by counting exponential gaps
        const gap = (): number => -Math.log(1 - draw.uniform());
        let n = 0;
        for (let t = gap(); t < 50; t += gap()) n++;
        const won = Array.from({ length: n }, () => (draw.uniform() < p ? 1 : 0));
        const net = netPerSlot(rowsOf(served(won, 100, 0)), price);
        if (net.value !== null && net.low <= (p - price) / 2 && (p - price) / 2 <= net.high) held++;
      }
      // the Monte Carlo error is .6 points
      expect(held / 1500, `p ${p}, price ${price}`).toBeGreaterThan(0.93);
      expect(held / 1500, `p ${p}, price ${price}`).toBeLessThan(0.97);
    }
  });

  it("differs from the incumbent's by the leads that change hands, each at its price", () => {
    // the candidate serves leads 0 to 19 of which 8 win, the incumbent 10 to 39 of which 5 win in common and 4 more
    const pick = (leads: readonly number[], won: (i: number) => boolean): ServedSet => ({
      ...served(
        leads.map((i) => (won(i) ? 1 : 0)),
        100,
        0,
      ),
      lead: Int32Array.from(leads),
    });
    const won = (i: number): boolean => i < 3 || (i >= 10 && i < 15) || (i >= 30 && i < 34);
    const upTo = (from: number, to: number): number[] =>
      Array.from({ length: to - from }, (_, k) => from + k);
    const account = Int32Array.from(upTo(0, 40));
    const rows = swapRows(pick(upTo(0, 20), won), pick(upTo(10, 40), won), account);
    const net = pairedDifference(rows, 0.95, 0.1);
    // adds 10 leads with 3 wins: 3 - 1; drops 20 with 4: 4 - 2
    expect(net.value).toBeCloseTo((3 - 1 - (4 - 2)) / 100, 12);
    expect(pairedDifference(rows).value).toBeCloseTo((3 - 4) / 100, 12);
    // a lead less is money saved: what it brings less its price varies less than the outcome alone
    const plain = pairedDifference(rows);
    if (net.value === null || plain.value === null) throw new Error("no estimate");
    expect(net.high - net.low).toBeLessThan(plain.high - plain.low);
  });
});
