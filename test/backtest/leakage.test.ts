import { describe, expect, it } from "vitest";
import { finalFit, testQuarters } from "../../src/backtest/fit/folds.ts";
import { accountFolds } from "../../src/backtest/fit/training.ts";
import { type Fit, walkForward } from "../../src/backtest/fit/walk-forward.ts";
import { cutoffFromMaxima, unscored } from "../../src/backtest/serve/cutoff.ts";
import { canonical } from "../../src/base/canonical.ts";
import { random } from "../../src/base/random.ts";
import { DAY } from "../../src/base/time.ts";
import type { CodedRows, Feature } from "../../src/features/type.ts";
import { fitModel } from "../../src/models/fitting/fit.ts";
import { civil } from "../helpers/study.ts";

const horizon = 60 * DAY;
const asOf = civil("2026-06-30", "23:59:59");
const leads = 1_500;

interface Moment {
  lead: number;
  time: number;
  employees: number | null;
  demos: number;
  won: number;
}

/** Moments of a funnel in which large companies and demo requests win. */
function history(seed: number): Moment[] {
  const r = random(seed);
  const size = Array.from({ length: leads }, () =>
    r.below(10) === 0 ? null : 10 ** r.below(4) + r.below(50),
  );
  return Array.from({ length: 4_000 }, () => {
    const lead = r.below(leads);
    const employees = size[lead] ?? null;
    const demos = r.below(3);
    const time = civil("2024-07-01") + r.below(700 * DAY);
    const p = 0.05 + 0.1 * demos + ((employees ?? 0) > 200 ? 0.15 : 0);
    return { lead, time, employees, demos, won: r.uniform() < p ? time + r.below(100 * DAY) : 0x7fffffff };
  });
}

/** Coded as the features room does: ranks among the distinct values of the whole file. */
async function walked(moments: readonly Moment[]) {
  const sorted = [...moments].sort((a, b) => a.time - b.time || a.lead - b.lead);
  const values = [...new Set(sorted.flatMap((m) => (m.employees === null ? [] : [m.employees])))].sort(
    (a, b) => a - b,
  );
  const rank = new Map(values.map((v, i) => [v, i]));
  const features: Feature[] = [
    {
      kind: "number",
      name: "employees",
      from: { column: "employees" },
      size: values.length + 2,
      missing: values.length,
      notObserved: values.length + 1,
      values,
      codes: new Uint32Array(0),
    },
    {
      kind: "count",
      name: "demo_30d",
      from: { count: "demo", window: 30, cap: 5 },
      size: 8,
      missing: 6,
      notObserved: 7,
      type: 0,
      window: 30 * DAY,
      cap: 5,
      observedFrom: 0,
    },
  ];
  const coded: CodedRows = {
    count: sorted.length,
    features,
    codes: [
      Uint32Array.from(sorted, (m) => (m.employees === null ? values.length : (rank.get(m.employees) ?? 0))),
      Uint8Array.from(sorted, (m) => m.demos),
    ],
  };
  const folds = testQuarters({
    asOf,
    firstMonth: 1,
    wanted: 3,
    horizon,
    embargo: 7 * DAY,
    outcomeObservedFrom: 0,
    firstCreated: civil("2024-07-01"),
  });
  const fit: Fit = (rows, dropped) =>
    fitModel({
      name: "logit",
      spec: { kind: "logistic", penalty: "ridge", lambda: 1, alpha: 1, maxBins: 5 },
      rows,
      features,
      cuts: new Map(),
      calibration: "platt",
      dropped,
    });
  const walk = await walkForward(
    folds,
    finalFit(asOf, horizon, 1),
    {
      moments: {
        count: sorted.length,
        lead: Int32Array.from(sorted, (m) => m.lead),
        time: Int32Array.from(sorted, (m) => m.time),
        label: Uint8Array.from(sorted, (m) =>
          m.time + horizon > asOf ? 2 : m.won <= m.time + horizon ? 1 : 0,
        ),
      },
      coded,
      accountOf: Int32Array.from({ length: leads }, (_, i) => i >> 1),
      accountFold: accountFolds(
        Array.from({ length: leads / 2 }, (_, a) => `account ${a}`),
        7,
      ),
    },
    new Map([["logit", fit]]),
  );
  return walk.folds.map(({ fold, models, dropped }) => {
    const model = models.get("logit");
    if (model === undefined || !("weights" in model)) throw new Error("not fitted");
    // running maxima of a score over moments before the quarter's two ends
    const by = (t: number): Int32Array => {
      const out = new Int32Array(leads).fill(unscored);
      for (const m of sorted) if (m.time < t) out[m.lead] = Math.max(out[m.lead] ?? unscored, m.demos);
      return out;
    };
    const cutoff = cutoffFromMaxima(by(fold.before.start), by(fold.start), 100);
    return { fold, bytes: canonical({ weights: model.weights, dropped, cutoff }) };
  });
}

describe("no leakage", async () => {
  const base = history(1);
  const before = await walked(base);

  it("is worth a test: the folds differ", () => {
    expect(new Set(before.map((f) => f.bytes)).size).toBe(before.length);
    expect(before[0]?.bytes).toContain('"employees"');
  });

  it("keeps each fold's bytes when what became known later is changed, added or deleted", async () => {
    for (const [k, { fold, bytes }] of before.entries()) {
      const r = random(k + 10);
      const known = (m: Moment): Moment =>
        // an outcome after s - embargo may come, go or move
        m.won > fold.start - 7 * DAY ? { ...m, won: fold.start - 7 * DAY + 1 + r.below(200 * DAY) } : m;
      const past = base.filter((m) => m.time < fold.start).map(known);
      const future = base.filter((m) => m.time >= fold.start);
      const changed = future.map((m) => ({ ...m, employees: r.below(1_000_000), demos: r.below(3) }));
      const added = Array.from({ length: 500 }, () => ({
        lead: r.below(leads),
        time: fold.start + r.below(300 * DAY),
        employees: -r.below(1_000),
        demos: r.below(6),
        won: fold.start + r.below(300 * DAY),
      }));
      const deleted = future.filter(() => r.below(2) === 0);
      for (const later of [changed, [...future, ...added], deleted])
        expect((await walked([...past, ...later]))[k]?.bytes).toBe(bytes);
    }
  });

  it("would be noticed: one label learnt from changes them", async () => {
    const { fold, bytes } = before[0] ?? {};
    if (fold === undefined) throw new Error("no fold");
    const target = base.findIndex((m) => m.time <= fold.trainUntil && m.won > m.time + horizon);
    const one = base.map((m, i) => (i === target ? { ...m, won: m.time + 1 } : m));
    expect((await walked(one))[0]?.bytes).not.toBe(bytes);
  });
});
