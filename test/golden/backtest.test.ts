import { describe, expect, it } from "vitest";
import { type Fold, testQuarters } from "../../src/backtest/fit/folds.ts";
import { accountFolds, type Training, trainingRows } from "../../src/backtest/fit/training.ts";
import { learnable } from "../../src/backtest/fit/walk-forward.ts";
import { cutoffFromMaxima, unscored } from "../../src/backtest/serve/cutoff.ts";
import { DAY, isoDate, NEVER } from "../../src/base/time.ts";
import { expit } from "../../src/stats/numeric/expit.ts";
import { auc, precisionAtK } from "../../src/stats/rank/rank.ts";
import { fitLogistic } from "../../src/stats/regression/logistic/fit.ts";
import { expectGolden, golden, referenceCsv } from "../helpers/golden.ts";
import { civil } from "../helpers/study.ts";
import { synthDecayed, synthNumbers, synthTraits } from "../helpers/synth.ts";

const day = (t: number): string => isoDate(Math.floor(t / DAY));
const horizon = 90 * DAY;

describe("BT09 fiscal folds", () => {
  it("are the published split: strict, an embargo of 7 days, two quarters before the first test", () => {
    const { expected } = golden("BT09.folds");
    const folds = testQuarters({
      asOf: civil("2024-01-30"),
      firstMonth: 2,
      wanted: 99,
      horizon,
      embargo: 7 * DAY,
      outcomeObservedFrom: civil("2022-02-01"),
      firstCreated: civil("2022-02-01"),
      initialQuarters: 2,
      strict: true,
      provisional: "none",
    });
    // "created before" is the first second that may not be learnt from
    expect(
      folds.map((f) => ({
        test_start: day(f.start),
        test_end: day(f.end),
        train_created_before: day(f.trainUntil + 1),
        label_mature_on: day(f.matureOn),
      })),
    ).toEqual(expected);
    expect(folds.every((f) => (f.trainUntil + 1) % DAY === 0 && f.judged)).toBe(true);
  });
});

/** The README's matrix: columns without the intercept, in its order; and each lead's creation, label and old points. */
function synthetic() {
  const leads = referenceCsv("synth_leads");
  const column = (name: string): string[] => leads[name] ?? [];
  const created = Int32Array.from(column("created"), (date) => civil(date));
  return {
    columns: [...synthTraits(), ...synthDecayed()],
    created,
    outcome: Int32Array.from(column("status"), (status, l) =>
      status === "won" ? (created[l] ?? 0) + Math.round(Number(column("days")[l]) * DAY) : NEVER,
    ),
    account: Int32Array.from(column("account_id"), Number),
    legacy: synthNumbers("legacy_points"),
  };
}

/** Our folds and training rows over the README's matrix; test leads by creation date. */
function walked() {
  const data = synthetic();
  const folds = testQuarters({
    asOf: civil("2024-03-31"),
    firstMonth: 1,
    wanted: 99,
    horizon,
    embargo: 0,
    outcomeObservedFrom: civil("2022-01-01"),
    firstCreated: Math.min(...data.created),
    initialQuarters: 3,
    provisional: "none",
  });
  const won = (l: number): number => ((data.outcome[l] ?? NEVER) - (data.created[l] ?? 0) <= horizon ? 1 : 0);
  const order = Array.from(data.created, (_, l) => l).sort(
    (a, b) => (data.created[a] ?? 0) - (data.created[b] ?? 0) || a - b,
  );
  const moments = {
    count: order.length,
    lead: Int32Array.from(order),
    time: Int32Array.from(order, (l) => data.created[l] ?? 0),
    label: Uint8Array.from(order, won),
  };
  const accountFold = accountFolds(
    Array.from({ length: Math.max(...data.account) + 1 }, (_, a) => String(a)),
    1,
  );
  return folds.map((fold) => {
    const training = trainingRows({
      moments,
      coded: { count: order.length, features: [], codes: [] },
      accountOf: data.account,
      accountFold,
      ...learnable(fold),
    });
    return { fold, training, ...tested(data, fold, training, won) };
  });
}

function tested(
  data: ReturnType<typeof synthetic>,
  fold: Fold,
  { rows }: Training,
  won: (l: number) => number,
) {
  const pick = (leads: ArrayLike<number>) =>
    data.columns.map((c) => Float64Array.from(leads, (l) => c[l] ?? 0));
  const { coefficients, converged } = fitLogistic(
    { columns: pick(rows.lead), label: rows.label, weight: rows.weight },
    { lambda: 1 },
  );
  expect(converged).toBe(true);
  const test = Array.from(data.created, (_, l) => l).filter(
    (l) => (data.created[l] ?? 0) >= fold.start && (data.created[l] ?? 0) < fold.end,
  );
  const x = pick(test);
  const p = Float64Array.from(test, (_, i) =>
    expit(
      x.reduce((eta, column, j) => eta + (coefficients[j + 1] ?? 0) * (column[i] ?? 0), coefficients[0] ?? 0),
    ),
  );
  const label = Uint8Array.from(test, won);
  const legacy = Float64Array.from(test, (l) => data.legacy[l] ?? 0);
  return { p, label, legacy };
}

const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0);

describe("WF01 walk-forward", () => {
  it("learns, tests and scores each quarter as published", () => {
    const { expected, tolerance } = golden("WF01.walk_forward");
    const quarters = walked().map(({ fold, training, p, label, legacy }) => {
      expect(training.positives).toBe(sum(training.rows.label));
      return {
        quarter: day(fold.start),
        train_n: training.rows.label.length,
        train_pos: sum(training.rows.label),
        test_n: label.length,
        test_pos: sum(label),
        auc: auc(p, label),
        auc_legacy: auc(legacy, label),
        prec100: precisionAtK(p, label, 100).precision,
        prec100_legacy: precisionAtK(legacy, label, 100).precision,
        brier: sum(p.map((v, i) => (v - (label[i] ?? 0)) ** 2)) / p.length,
        OE: sum(label) / sum(p),
      };
    });
    expectGolden(quarters, expected, tolerance);
  });

  it("WF02: pools precision at 100 a quarter", () => {
    const { expected, tolerance } = golden("WF02.pooled");
    const quarters = walked();
    const hits_model = sum(quarters.map((q) => precisionAtK(q.p, q.label, 100).hits));
    const hits_legacy = sum(quarters.map((q) => precisionAtK(q.legacy, q.label, 100).hits));
    const pooled = { model: hits_model / 500, legacy: hits_legacy / 500, hits_model, hits_legacy };
    expectGolden(pooled, expected, tolerance);
  });
});

describe("CAP07 a cut-off from capacity", () => {
  it("is the largest volume that fits, with the other side of the tie", () => {
    const { expected, tolerance } = golden("CAP07.threshold_ties");
    const score = Int32Array.from(referenceCsv("asah").wfns ?? [], Number);
    const found = cutoffFromMaxima(new Int32Array(score.length).fill(unscored), score, 40);
    expectGolden(
      {
        thr: found?.cutoff,
        volume: found?.crossings,
        next_thr: found?.next?.cutoff,
        next_volume: found?.next?.crossings,
      },
      expected,
      tolerance,
    );
  });
});
