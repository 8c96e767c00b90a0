import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, type TestContext } from "vitest";
import { type Fold, testQuarters } from "../../src/backtest/folds.ts";
import { accountFolds, type Training, trainingRows } from "../../src/backtest/training.ts";
import { DAY, isoDate, NEVER } from "../../src/base/time.ts";
import { expit, fitLogistic } from "../../src/stats/logistic.ts";
import { auc, precisionAtK } from "../../src/stats/rank.ts";
import { civil } from "../helpers/study.ts";

const shared = process.env.LEADLINE_SHARED;
const folder = shared === undefined ? null : join(shared, "reference");

/** The folder of reference numbers, or a skip that says why. */
function reference(ctx: TestContext): string {
  if (folder === null || !existsSync(folder)) return ctx.skip("LEADLINE_SHARED is not set");
  return folder;
}

interface Golden<T> {
  readonly expected: T;
  readonly tolerance: number;
}

function golden<T>(root: string, id: string): Golden<T> {
  const { tests } = JSON.parse(readFileSync(join(root, "golden.json"), "utf8")) as {
    tests: (Golden<T> & { id: string })[];
  };
  const found = tests.find((t) => t.id === id);
  if (found === undefined) throw new Error(`golden.json has no ${id}`);
  return found;
}

const near = (actual: number | null | undefined, expected: number, tolerance: number, what: string): void => {
  expect(
    Math.abs((actual ?? Number.NaN) - expected) <= tolerance * Math.max(1, Math.abs(expected)),
    `${what}: ${actual} is not ${expected}`,
  ).toBe(true);
};

const rowsOf = (file: string): Record<string, string>[] => {
  const [head = "", ...lines] = readFileSync(file, "utf8").trim().split(/\r?\n/);
  const names = head.split(",");
  return lines.map((line) => {
    const cells = line.split(",");
    return Object.fromEntries(names.map((name, j) => [name, cells[j] ?? ""]));
  });
};

const day = (t: number): string => isoDate(Math.floor(t / DAY));
const horizon = 90 * DAY;

describe("BT09 fiscal folds", () => {
  it("are the published split: strict, an embargo of 7 days, two quarters before the first test", (ctx) => {
    const { expected } = golden<
      { test_start: string; test_end: string; train_created_before: string; label_mature_on: string }[]
    >(reference(ctx), "BT09.folds");
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

const activities = [
  "page_view",
  "pricing_view",
  "email_click",
  "webinar",
  "content_download",
  "demo_request",
  "unsubscribe",
];

/** The README's matrix: columns without the intercept, in its order; and each lead's creation, label and old points. */
function synthetic(root: string) {
  const leads = rowsOf(join(root, "data/synth_leads.csv"));
  const decayed = leads.map(() => activities.map(() => 0));
  for (const { lead_id, type = "", day_rel } of rowsOf(join(root, "data/synth_events.csv"))) {
    const age = -Number(day_rel);
    const row = decayed[Number(lead_id)];
    const j = activities.indexOf(type);
    if (row === undefined || j < 0 || age < 0 || age > 90) continue;
    row[j] = (row[j] ?? 0) + 2 ** (-age / 14);
  }
  const rows = leads.map((lead, i) => {
    const is = (column: string, value: string): number => (lead[column] === value ? 1 : 0);
    const missing = lead.employees === "";
    return [
      ...["manager", "director", "vp_c"].map((v) => is("title", v)),
      ...["referral", "event", "paid_search", "outbound", "content"].map((v) => is("source", v)),
      Number(lead.free_email),
      missing ? 0 : Math.log(Number(lead.employees)) - 4.6,
      missing ? 1 : 0,
      ...(decayed[i] ?? []).map((x) => Math.min(4, x)),
    ];
  });
  return {
    columns: (rows[0] ?? []).map((_, j) => Float64Array.from(rows, (row) => row[j] ?? 0)),
    created: Int32Array.from(leads, (lead) => civil(lead.created ?? "")),
    outcome: Int32Array.from(leads, (lead) =>
      lead.status === "won" ? civil(lead.created ?? "") + Math.round(Number(lead.days) * DAY) : NEVER,
    ),
    account: Int32Array.from(leads, (lead) => Number(lead.account_id)),
    legacy: Float64Array.from(leads, (lead) => Number(lead.legacy_points)),
  };
}

/** Our folds and training rows over the README's matrix; test leads by creation date. */
function walked(root: string) {
  const data = synthetic(root);
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
      until: fold.trainUntil,
      quarterBefore: fold.before,
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

interface WalkedQuarter {
  quarter: string;
  train_n: number;
  train_pos: number;
  test_n: number;
  test_pos: number;
  auc: number;
  auc_legacy: number;
  prec100: number;
  prec100_legacy: number;
  brier: number;
  OE: number;
}

const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0);

describe("WF01 walk-forward", () => {
  it("builds the README's matrix", (ctx) => {
    const root = reference(ctx);
    const { columns } = synthetic(root);
    const expected = rowsOf(join(root, "expected/synth_features_h14.csv"));
    const names = Object.keys(expected[0] ?? {}).slice(2);
    expect(names.length).toBe(columns.length);
    expected.forEach((row, i) => {
      names.forEach((name, j) => {
        near(columns[j]?.[i], Number(row[name]), 1e-9, `${name} of lead ${i}`);
      });
    });
  });

  it("learns, tests and scores each quarter as published", (ctx) => {
    const root = reference(ctx);
    const { expected, tolerance } = golden<WalkedQuarter[]>(root, "WF01.walk_forward");
    const quarters = walked(root);
    expect(quarters.map((q) => day(q.fold.start))).toEqual(expected.map((q) => q.quarter));
    quarters.forEach(({ training, p, label, legacy }, k) => {
      const q = expected[k];
      if (q === undefined) throw new Error("no quarter");
      expect([training.rows.label.length, sum(training.rows.label)]).toEqual([q.train_n, q.train_pos]);
      expect(training.positives).toBe(q.train_pos);
      expect([label.length, sum(label)]).toEqual([q.test_n, q.test_pos]);
      near(auc(p, label), q.auc, tolerance, `${q.quarter} auc`);
      near(auc(legacy, label), q.auc_legacy, tolerance, `${q.quarter} auc_legacy`);
      near(precisionAtK(p, label, 100).precision, q.prec100, tolerance, `${q.quarter} prec100`);
      near(
        precisionAtK(legacy, label, 100).precision,
        q.prec100_legacy,
        tolerance,
        `${q.quarter} prec100_legacy`,
      );
      near(
        sum(p.map((v, i) => (v - (label[i] ?? 0)) ** 2)) / p.length,
        q.brier,
        tolerance,
        `${q.quarter} brier`,
      );
      near(sum(label) / sum(p), q.OE, tolerance, `${q.quarter} OE`);
    });
  });

  it("WF02: pools precision at 100 a quarter", (ctx) => {
    const root = reference(ctx);
    const { expected, tolerance } = golden<Record<string, number>>(root, "WF02.pooled");
    const quarters = walked(root);
    const model = sum(quarters.map((q) => precisionAtK(q.p, q.label, 100).hits));
    const legacy = sum(quarters.map((q) => precisionAtK(q.legacy, q.label, 100).hits));
    near(model, expected.hits_model ?? 0, tolerance, "hits_model");
    near(legacy, expected.hits_legacy ?? 0, tolerance, "hits_legacy");
    near(model / 500, expected.model ?? 0, tolerance, "model");
    near(legacy / 500, expected.legacy ?? 0, tolerance, "legacy");
  });
});
