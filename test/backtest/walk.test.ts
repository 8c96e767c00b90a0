import { expect, it } from "vitest";
import { finalFit, testQuarters } from "../../src/backtest/fit/folds.ts";
import { accountFolds, trainingRows } from "../../src/backtest/fit/training.ts";
import { type Fit, learnable, walkForward } from "../../src/backtest/fit/walk-forward.ts";
import { notEstimable } from "../../src/base/estimate.ts";
import { random } from "../../src/base/random.ts";
import { DAY, NEVER } from "../../src/base/time.ts";
import { civil } from "../helpers/study.ts";

const horizon = 90 * DAY;
const asOf = civil("2026-06-30", "23:59:59");

function funnel(change: (t: number, y: number) => number = (_, y) => y) {
  const r = random(5);
  const time = Int32Array.from({ length: 600 }, () => civil("2025-01-01") + r.below(500 * DAY)).sort();
  const won = Int32Array.from(time, (t) => (r.below(3) === 0 ? t + r.below(200 * DAY) : NEVER));
  return {
    moments: {
      count: 600,
      lead: Int32Array.from(time, (_, i) => i),
      time,
      label: Uint8Array.from(time, (t, i) =>
        change(t, t + horizon > asOf ? 2 : (won[i] ?? NEVER) <= t + horizon ? 1 : 0),
      ),
    },
    coded: { count: 600, features: [], codes: [] },
    accountOf: Int32Array.from(time, (_, i) => i),
    accountFold: accountFolds(
      Array.from(time, (_, i) => `a${i}`),
      1,
    ),
  };
}

const folds = testQuarters({
  asOf,
  firstMonth: 1,
  wanted: 4,
  horizon,
  embargo: 7 * DAY,
  outcomeObservedFrom: 0,
  firstCreated: civil("2025-01-01"),
});
const final = finalFit(asOf, horizon, 1);

it("fits every model on each fold's rows and at last on all that is mature", async () => {
  const data = funnel();
  const calls: string[] = [];
  const model =
    (name: string): Fit =>
    (rows) => {
      calls.push(`${name} ${rows.label.length}`);
      return notEstimable(`${rows.label.length} rows`);
    };
  const phases: string[] = [];
  const walk = await walkForward(
    folds,
    final,
    data,
    new Map([
      ["a", model("a")],
      ["b", model("b")],
    ]),
    {
      progress: (phase, done, total) => phases.push(`${phase} ${done}/${total}`),
    },
  );
  const sizes = folds.map((f) => data.moments.time.filter((t) => t + horizon + 7 * DAY <= f.start).length);
  const all = data.moments.time.filter((t) => t + horizon <= asOf).length;
  expect(walk.folds.map((f) => f.rows.label.length)).toEqual(sizes);
  expect(walk.final.rows.label.length).toBe(all);
  expect(walk.final.rows.label.includes(2)).toBe(false);
  expect(calls).toEqual([...sizes, all].flatMap((n) => [`a ${n}`, `b ${n}`]));
  expect(walk.folds[1]?.models.get("b")).toEqual({ value: null, reason: `${sizes[1]} rows` });
  // two models in four folds and what ships
  expect(phases).toEqual(Array.from({ length: 11 }, (_, k) => `fit ${k}/10`));
});

it("shows a fold nothing of what came later", () => {
  const seen = (change?: (t: number, y: number) => number) => {
    const data = funnel(change);
    return folds.map((f) => trainingRows({ ...data, ...learnable(f) }));
  };
  const before = seen();
  folds.forEach((fold, k) => {
    const after = seen((t, y) => (t > fold.trainUntil ? 1 - Math.min(y, 1) : y));
    expect(after.slice(0, k + 1)).toEqual(before.slice(0, k + 1));
    if (k + 1 < folds.length) expect(after[k + 1]).not.toEqual(before[k + 1]);
  });
});

it("stops where it is told to", async () => {
  const stop = new AbortController();
  stop.abort();
  await expect(walkForward(folds, final, funnel(), new Map(), { signal: stop.signal })).rejects.toThrow(
    "aborted",
  );
  const later = new AbortController();
  const model: Fit = () => {
    setImmediate(() => later.abort());
    return notEstimable("not asked");
  };
  const models = new Map([
    ["a", model],
    ["b", model],
  ]);
  await expect(walkForward(folds, final, funnel(), models, { signal: later.signal })).rejects.toThrow(
    "aborted",
  );
});
