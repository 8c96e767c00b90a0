import { expect, it } from "vitest";
import type { Fit, Fitting } from "../../../src/backtest/fit/walk-forward.ts";
import { DAY } from "../../../src/base/time.ts";
import { halfLifeGrid } from "../../../src/features/decay.ts";
import type { CodedRows } from "../../../src/features/type.ts";
import type { History } from "../../../src/history/type.ts";
import { fitModel } from "../../../src/models/fitting/fit.ts";
import { decayedCounts } from "../../../src/stats/half-life/decay.ts";
import { fitLogistic } from "../../../src/stats/regression/logistic/fit.ts";
import { civil } from "../../helpers/study.ts";
import { halfLifeHistory, walked } from "./world.ts";

const shape = { leads: 1_200, truth: [14, 14], when: "before", strength: 1.2, intercept: -2.5 } as const;

function solved({ halfLives }: Pick<Fitting, "halfLives">) {
  if (halfLives === null || "reason" in halfLives.found) throw new Error("no half-life");
  return halfLives.found;
}

const fit: ReadonlyMap<string, Fit> = new Map([
  [
    "logit",
    (rows, dropped) =>
      fitModel({
        name: "logit",
        spec: { kind: "logistic", penalty: "ridge", lambda: 1, alpha: 0, maxBins: 6 },
        rows,
        dropped,
        features: rows.coded.features,
        cuts: new Map(),
        calibration: "platt",
      }),
  ],
]);

const halfLivesIn = ({ features }: CodedRows): readonly number[] =>
  features.flatMap((f) => (f.kind === "decay" ? [f.from.half_life] : []));

it("takes of the grid what a plain search over the leads' own activities finds, and codes the counts by it", async () => {
  const history = halfLifeHistory(1, shape);
  const { final } = await walked(history, 60);
  const { start, at, type } = history.activities;
  const events = [0, 1].map((of) => {
    const [row, age]: [number[], number[]] = [[], []];
    final.rows.lead.forEach((lead, i) => {
      for (let k = start[lead] ?? 0; k < (start[lead + 1] ?? 0); k++)
        if (type[k] === of) {
          row.push(i);
          age.push(((history.leads.created[lead] ?? 0) - (at[k] ?? 0)) / DAY);
        }
    });
    return { row, age };
  });
  const quality = history.leads.columns.get("quality");
  if (quality?.kind !== "number") throw new Error("no quality");
  const ll = (h: number): number =>
    fitLogistic({
      columns: [
        Array.from(final.rows.lead, (lead) => quality.values[lead] ?? 0),
        ...events.map((e) => decayedCounts(e, final.rows.lead.length, h, 5)),
      ],
      label: final.rows.label,
    }).logLikelihood;
  const best = halfLifeGrid.reduce((found, h) => (ll(h) > ll(found) ? h : found));
  expect(solved(final).taken).toEqual([best, best]);
  expect(halfLivesIn(final.rows.coded)).toEqual([best, best]);
  const feature = final.rows.coded.features.findIndex((f) => f.name === "ask_decayed");
  const codes = Array.from(final.rows.coded.codes[feature] ?? []);
  const sums = decayedCounts(events[0] ?? { row: [], age: [] }, codes.length, best, 5);
  expect(codes).toEqual(Array.from(sums, (x) => Math.floor(100 * x + 1e-9)));
});

it("finds the half-lives of a calibrating fifth without its outcomes: changed, they change nothing there", async () => {
  const history = halfLifeHistory(2, { ...shape, truth: [3, 3] });
  const { final } = await walked(history, 60);
  const fifth = final.rows.fold[0] ?? 0;
  // all of the fifth win if and only if they did something long ago
  const { start, at } = history.activities;
  const inFifth = new Map(Array.from(final.rows.lead, (lead, i) => [lead, final.rows.fold[i] === fifth]));
  const won = history.stages.first[1]?.map((t, lead) => {
    if (inFifth.get(lead) !== true) return t;
    const created = history.leads.created[lead] ?? 0;
    const early = at.subarray(start[lead], start[lead + 1]).some((a) => created - a > 60 * DAY);
    return early ? created + 2 * DAY : 0x7fffffff;
  });
  const changed: History = {
    ...history,
    stages: { ...history.stages, first: [history.leads.created, won ?? new Int32Array(0)] },
  };
  const again = (await walked(changed, 60)).final;
  const [before, after] = [final, again].map(({ rows }) => rows.apart?.get(fifth));
  expect(halfLivesIn(after ?? final.coded)).toEqual(halfLivesIn(before ?? final.coded));
  expect(halfLivesIn(again.rows.coded)).not.toEqual(halfLivesIn(final.rows.coded));
  expect(again.rows.apart?.size).toBe(5);
});

it("knows nothing that came after the quarter's start: later outcomes, activity and leads change no byte of the fold", async () => {
  const history = halfLifeHistory(3, shape);
  const { folds, quarters } = await walked(history, 60);
  const s = quarters[0]?.start ?? 0;
  const won = history.stages.first[1]?.map((t, lead) =>
    t < s - 7 * DAY ? t : lead % 2 === 0 ? s + DAY : 0x7fffffff,
  );
  const late = Int32Array.from(history.activities.visible, (v, k) =>
    v < s ? (history.activities.at[k] ?? 0) : s - DAY,
  );
  const changed: History = {
    ...history,
    activities: { ...history.activities, at: late },
    stages: { ...history.stages, first: [history.leads.created, won ?? new Int32Array(0)] },
  };
  const again = (await walked(changed, 60)).folds[0];
  const [one] = folds;
  if (one === undefined || again === undefined) throw new Error("no fold");
  expect(solved(again)).toEqual(solved(one));
  expect(again.rows.coded.codes).toEqual(one.rows.coded.codes);
  expect(Array.from(again.rows.apart ?? [])).toEqual(Array.from(one.rows.apart ?? []));
});

it("gives each activity its own from 500 winning leads on", async () => {
  const many = { ...shape, leads: 4_000, truth: [3, 60], intercept: -2 } as const;
  const { final } = await walked(halfLifeHistory(4, many), 60);
  expect(final.halfLives?.wins).toBeGreaterThanOrEqual(500);
  const { shared, taken } = solved(final);
  const own = final.halfLives?.profiled?.own ?? [];
  expect(own.map((profile) => profile !== null)).toEqual(taken.map((half) => half !== shared));
  expect(own.filter((profile) => profile !== null)).not.toHaveLength(0);
  for (const profile of own)
    if (profile !== null)
      expect(profile).toMatchObject({ low: expect.any(Number), high: expect.any(Number) });
  expect(Math.abs(Math.log((taken[0] ?? 0) / 3))).toBeLessThan(0.4);
  expect(Math.abs(Math.log((taken[1] ?? 0) / 60))).toBeLessThan(0.5);
});

it("leaves decayed counts out where plain ones predict as well, or too few win, and says so; a model goes without", async () => {
  const still = {
    ...shape,
    truth: [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    strength: 0.5,
  } as const;
  const { final } = await walked(halfLifeHistory(5, still), 60, fit);
  expect(solved(final).taken).toEqual([null, null]);
  expect(halfLivesIn(final.rows.coded)).toEqual([]);
  expect(final.dropped).toContainEqual({
    feature: "ask_decayed",
    reason: "predicted no better by any half-life under 365 days than by plain counts",
  });
  const model = final.models.get("logit");
  expect(model !== undefined && "weights" in model && model.weights.inputs.map((i) => i.name)).toContain(
    "ask_30d",
  );
  const few = (await walked(halfLifeHistory(6, { ...shape, leads: 150, intercept: -4 }), 60)).final;
  expect(few.dropped.map(({ feature, reason }) => `${feature}: ${reason}`)).toEqual([
    expect.stringMatching(/^ask_decayed: \d+ leads reach the outcome among .* a half-life takes 50$/),
    expect.stringMatching(/^look_decayed: /),
  ]);
  expect(few.rows.apart).toBeUndefined();
});

it("offers no half-life that records do not reach back five of, and none where they are too young for a profile", async () => {
  const history = halfLifeHistory(7, { ...shape, truth: [60, 60] });
  const quarter = civil("2025-10-01");
  const since = (days: number): History => ({
    ...history,
    activities: { ...history.activities, observedFrom: new Int32Array(2).fill(quarter - days * DAY) },
  });
  const all = (await walked(since(2_000), 60)).final;
  expect(solved(all).shared).toBeGreaterThanOrEqual(30);
  // 30 days would take 150 days of records
  const { final } = await walked(since(149), 60);
  const { shared } = solved(final);
  expect(shared === null || shared <= 14).toBe(true);
  const young = (await walked(since(19), 60)).final;
  expect(young.halfLives?.found).toMatchObject({
    reason:
      "a half-life takes records of five times its length before the quarter, and they reach back less than 20 days",
  });
  expect(young.rows.apart).toBeUndefined();
});

it("is said by the model that reads it", async () => {
  const { final } = await walked(halfLifeHistory(1, shape), 60, fit);
  const model = final.models.get("logit");
  if (model === undefined || !("weights" in model)) throw new Error("not fitted");
  const [days] = solved(final).taken;
  expect(model.diagnostics.notes).toContain(`half-lives found on these moments: ${days} days for ask, look`);
  expect(model.weights.inputs).toContainEqual({
    name: "ask_decayed",
    type: "decay",
    from: { decay: "ask", half_life: days, cap: 5, round: 0.01 },
  });
});
