import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accountFolds, trainingRows } from "../../src/backtest/fit/training.ts";
import { random } from "../../src/base/random.ts";
import { DAY } from "../../src/base/time.ts";
import type { CodedRows, Feature } from "../../src/features/type.ts";

const feature = (name: string): Feature => ({
  kind: "count",
  name,
  size: 5,
  missing: 3,
  notObserved: 4,
  from: { count: name, window: 30, cap: 2 },
  type: 0,
  window: 30 * DAY,
  cap: 2,
  observedFrom: 0,
});

/** Moments of a random funnel: days 0 to 400, labels 0, 1 and, late, 2. */
function world(seed: number, rows = 400) {
  const r = random(seed);
  const drawn = Array.from({ length: rows }, () => ({
    time: r.below(400) * DAY + r.below(DAY),
    lead: r.below(120),
    label: r.below(4) === 0 ? 1 : 0,
    codes: [r.below(5), r.below(4)],
  })).sort((a, b) => a.time - b.time || a.lead - b.lead);
  return {
    moments: {
      count: rows,
      lead: Int32Array.from(drawn, (d) => d.lead),
      time: Int32Array.from(drawn, (d) => d.time),
      label: Uint8Array.from(drawn, (d) => (d.time > 310 * DAY ? 2 : d.label)),
    },
    coded: {
      count: rows,
      features: [feature("a"), feature("b")],
      codes: [Uint8Array.from(drawn, (d) => d.codes[0] ?? 0), Uint8Array.from(drawn, (d) => d.codes[1] ?? 0)],
    } satisfies CodedRows,
    accountOf: Int32Array.from({ length: 120 }, (_, lead) => Math.floor(lead / 3)),
    accountFold: accountFolds(
      Array.from({ length: 40 }, (_, a) => `account ${a}`),
      7,
    ),
  };
}

const until = 200 * DAY;
const quarterBefore = { start: 207 * DAY, end: 297 * DAY };

describe("trainingRows", () => {
  it("takes the mature prefix, and splits each lead's weight over its rows", () => {
    const w = world(1);
    const { rows, positives } = trainingRows({ ...w, until, quarterBefore });
    const expected = Array.from(w.moments.time, (_, i) => i).filter((i) => (w.moments.time[i] ?? 0) <= until);
    expect(Array.from(rows.lead)).toEqual(expected.map((i) => w.moments.lead[i]));
    expect(Array.from(rows.label)).toEqual(expected.map((i) => w.moments.label[i]));
    expect(Array.from(rows.account)).toEqual(expected.map((i) => Math.floor((w.moments.lead[i] ?? 0) / 3)));
    for (const lead of new Set(rows.lead)) {
      let total = 0;
      rows.lead.forEach((l, i) => {
        if (l === lead) total += rows.weight[i] ?? 0;
      });
      expect(total).toBeCloseTo(1, 12);
    }
    expect(positives).toBe(
      new Set(expected.filter((i) => w.moments.label[i] === 1).map((i) => w.moments.lead[i])).size,
    );
  });

  it("keeps an account in one cross-fitting fold, by a hash of its key and the seed", () => {
    const { rows } = trainingRows({ ...world(2), until, quarterBefore });
    const of = new Map<number, number>();
    rows.account.forEach((a, i) => {
      expect(of.get(a) ?? rows.fold[i]).toBe(rows.fold[i]);
      of.set(a, rows.fold[i] ?? 9);
    });
    const keys = Array.from({ length: 5_000 }, (_, i) => `k${i}`);
    const sizes = [0, 0, 0, 0, 0];
    for (const f of accountFolds(keys, 3)) sizes[f] = (sizes[f] ?? 0) + 1;
    for (const n of sizes) expect(Math.abs(n - 1_000)).toBeLessThan(130); // 4.6 sd
    expect(Array.from(accountFolds(keys, 3))).not.toEqual(Array.from(accountFolds(keys, 4)));
    expect(Array.from(accountFolds([...keys].reverse(), 3)).reverse()).toEqual(
      Array.from(accountFolds(keys, 3)),
    );
  });

  it("drops a feature that is not observed in more than 5 % of the last quarter, weighted by lead", () => {
    // one lead with 19 observed rows and one with a row that is not: 1 of 2 leads, not 1 of 20 rows
    const time = Int32Array.from({ length: 21 }, (_, i) => (i === 0 ? 0 : (210 + i) * DAY));
    const lead = Int32Array.from({ length: 21 }, (_, i) => (i === 20 ? 1 : 0));
    const label = new Uint8Array(21);
    const codes = Uint8Array.from({ length: 21 }, (_, i) => (i === 20 ? 4 : 0));
    const data = {
      moments: { count: 21, lead, time, label },
      coded: { count: 21, features: [feature("a")], codes: [codes] },
      accountOf: Int32Array.of(0, 1),
      accountFold: Uint8Array.of(0, 1),
      until,
      quarterBefore,
    };
    expect(trainingRows(data).dropped).toEqual([
      { feature: "a", reason: "not observed for 50.0% of the quarter before the test" },
    ]);
    expect(trainingRows(data).rows.coded).toEqual({ count: 1, features: [], codes: [] });
    codes[20] = 3;
    expect(trainingRows(data).dropped).toEqual([]);
  });

  it("keeps a feature at exactly 5 %, and one that exactly half of the positives have", () => {
    const n = 22;
    const time = Int32Array.from({ length: n }, (_, i) => (i < 2 ? i : 210 + i) * DAY);
    const lead = Int32Array.from({ length: n }, (_, i) => i);
    const label = Uint8Array.from({ length: n }, (_, i) => (i < 2 ? 1 : 0));
    const codes = Uint8Array.from({ length: n }, (_, i) => (i === 0 || i === 2 ? 4 : 0));
    const data = {
      moments: { count: n, lead, time, label },
      coded: { count: n, features: [feature("a")], codes: [codes] },
      accountOf: lead,
      accountFold: new Uint8Array(n),
      until,
      quarterBefore,
    };
    expect(trainingRows(data).dropped).toEqual([]);
    codes[1] = 4;
    expect(trainingRows(data).dropped).toEqual([
      { feature: "a", reason: "observed for only 0.0% of the wins it would learn from" },
    ]);
  });

  it("leaves out leads and moments that may never be fitted", () => {
    const w = world(3);
    const leftOut = new Uint8Array(120);
    leftOut[5] = 1;
    const { rows } = trainingRows({ ...w, until, quarterBefore, leftOut, from: 50 * DAY });
    expect(rows.lead.includes(5)).toBe(false);
    const mine = Array.from(w.moments.time, (t, i) => t >= 50 * DAY && t <= until && w.moments.lead[i] !== 5);
    expect(rows.label.length).toBe(mine.filter(Boolean).length);
  });

  it("keeps its bytes whatever is changed, added or deleted after the cut-offs", () => {
    const s = quarterBefore.end;
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 2 }), (seed, kind) => {
        const w = world(seed);
        const before = trainingRows({ ...w, until, quarterBefore });
        const r = random(seed + 1);
        const { time, lead, label } = w.moments;
        const cut = time.findIndex((t) => t >= s);
        // labels are known an embargo before s and no later: change every other one
        const newLabel = label.map((y, i) => ((time[i] ?? 0) > until ? r.below(3) : y));
        const newLead = lead.map((l, i) => (i >= cut ? r.below(120) : l));
        const newCodes = w.coded.codes.map((c) => c.map((v, i) => (i >= cut ? r.below(5) : v)));
        const keep = kind === 0 ? time.length : cut;
        const more = kind === 2 ? 300 : 0;
        const grow = (a: ArrayLike<number>, fill: () => number): number[] => [
          ...Array.from(a).slice(0, keep),
          ...Array.from({ length: more }, fill),
        ];
        const times = grow(time, () => s + r.below(50 * DAY)).sort((a, b) => a - b);
        const after = trainingRows({
          ...w,
          moments: {
            count: keep + more,
            lead: Int32Array.from(grow(newLead, () => r.below(120))),
            time: Int32Array.from(times),
            label: Uint8Array.from(grow(newLabel, () => r.below(3))),
          },
          coded: {
            ...w.coded,
            count: keep + more,
            codes: newCodes.map((c) => Uint8Array.from(grow(c, () => r.below(5)))),
          },
          until,
          quarterBefore,
        });
        expect(after).toEqual(before);
      }),
      { numRuns: 60 },
    );
  });
});
