import { describe, it } from "vitest";
import { DAY } from "../../src/base/time.ts";
import {
  agrestiCoull,
  type Counts,
  clopperPearson,
  closeRates,
  fitSpread,
  liftOverBase,
  liftVariance,
  naiveBayes,
  naiveBayesLogit,
  newcombe,
  practitionerPoints,
  shrunkRate,
  spreadByMoments,
} from "../../src/stats/proportions/index.ts";
import { jeffreys, wilson, zOf } from "../../src/stats/proportions/proportion.ts";
import { auc } from "../../src/stats/rank/rank.ts";
import { fitLogistic } from "../../src/stats/regression/logistic/fit.ts";
import { expectGolden, golden, referenceCsv } from "../helpers/golden.ts";
import { civil } from "../helpers/study.ts";
import { synthActivities } from "../helpers/synth.ts";

interface Ends {
  readonly value: number | null;
  readonly low?: number;
  readonly high?: number;
}

const ends = (e: Ends): (number | undefined)[] => [e.low, e.high];

/** Leads of the synthetic world: creation, won within 90 days, and a flag for each activity up to creation. */
function world() {
  const leads = referenceCsv("synth_leads");
  const events = referenceCsv("synth_events");
  const created = (leads.created ?? []).map((d) => civil(d));
  const won = (leads.status ?? []).map((s, i) => Number(s === "won" && Number(leads.days?.[i]) <= 90));
  const row = new Map((leads.lead_id ?? []).map((id, i) => [id, i]));
  const did = synthActivities.map(() => new Uint8Array(created.length));
  events.lead_id?.forEach((id, i) => {
    const flags = did[synthActivities.indexOf(events.type?.[i] ?? "")];
    const lead = row.get(id);
    if (flags !== undefined && lead !== undefined && Number(events.day_rel?.[i]) <= 0) flags[lead] = 1;
  });
  return { created, won, did };
}

function counted(leads: readonly number[]): { base: Counts; activities: Counts[] } {
  const { won, did } = world();
  const of = (rows: readonly number[]): Counts => ({
    x: rows.reduce((s, i) => s + (won[i] ?? 0), 0),
    n: rows.length,
  });
  return { base: of(leads), activities: did.map((flags) => of(leads.filter((i) => flags[i] === 1))) };
}

const matureBy = (date: string): number[] => {
  const { created } = world();
  return [...created.keys()].filter((i) => (created[i] ?? 0) + 90 * DAY <= civil(date));
};

const byName = <T>(values: readonly T[]): Record<string, T> =>
  Object.fromEntries(synthActivities.map((t, i) => [t, values[i] as T]));

function interval(x: number, n: number): unknown {
  return {
    wilson: ends(wilson(x, n)),
    jeffreys: ends(jeffreys(x, n)),
    clopper_pearson: ends(clopperPearson(x, n)),
    agresti_coull: ends(agrestiCoull(x, n)),
  };
}

/** Mean over p of the probability that an interval covers p, by enumeration of x. */
function coverage(n: number): Record<string, number> {
  const methods: Record<string, (x: number) => Ends> = {
    wald: (x) => {
      const p = x / n;
      const half = zOf() * Math.sqrt((p * (1 - p)) / n);
      return { value: p, low: p - half, high: p + half };
    },
    wilson: (x) => wilson(x, n),
    jeffreys: (x) => jeffreys(x, n),
    cp: (x) => clopperPearson(x, n),
  };
  const logFactorial = [0];
  for (let i = 1; i <= n; i++) logFactorial[i] = (logFactorial[i - 1] ?? 0) + Math.log(i);
  const lf = (k: number): number => logFactorial[k] ?? 0;
  const grid = Array.from({ length: 196 }, (_, i) => (5 + i) / 1000);
  return Object.fromEntries(
    Object.entries(methods).map(([name, of]) => {
      const all = Array.from({ length: n + 1 }, (_, x) => of(x));
      const covered = grid.map((p) =>
        all.reduce(
          (s, { low = 1, high = 0 }, x) =>
            low <= p && p <= high
              ? s + Math.exp(lf(n) - lf(x) - lf(n - x) + x * Math.log(p) + (n - x) * Math.log1p(-p))
              : s,
          0,
        ),
      );
      return [name, covered.reduce((s, c) => s + c, 0) / grid.length];
    }),
  );
}

function fitted(groups: readonly Counts[]) {
  const spread = fitSpread(groups);
  if (spread === null) throw new Error("no groups");
  return spread;
}

const tests: Record<string, () => unknown> = {
  "CR01.interval_81_263": () => interval(81, 263),
  "CR01.interval_0_20": () => interval(0, 20),
  "CR01.interval_29_29": () => interval(29, 29),
  "CR02.newcombe_diff": () => {
    const d = newcombe(56, 70, 48, 80);
    return { diff: d.value, ci: ends(d) };
  },
  "CR04.lift_over_base": () => {
    const [own, base] = [
      { x: 30, n: 120 },
      { x: 90, n: 1000 },
    ];
    const lift = liftOverBase(own, base);
    return { lift: lift.value, var_log: liftVariance(own, base), ci: ends(lift) };
  },
  "CR05.eb_baseball": () => {
    const csv = referenceCsv("baseball_1975");
    const groups = (csv.hits ?? []).map((h, i) => ({ x: Number(h), n: Number(csv.ab?.[i]) }));
    const rest = (csv.remain_avg ?? []).map(Number);
    const spread = fitted(groups);
    const shrunk = groups.map((g) => shrunkRate(g, spread, { x: 0, n: 1 }).value ?? Number.NaN);
    const at = (name: string): number | undefined => shrunk[csv.player?.indexOf(name) ?? -1];
    const sse = (of: (i: number) => number): number => rest.reduce((s, r, i) => s + (of(i) - r) ** 2, 0);
    return {
      mean: spread.mean,
      rho: spread.rho,
      logLik: spread.logLikelihood,
      clemente: at("Clemente"),
      alvis: at("Alvis"),
      sse_raw: sse((i) => (groups[i]?.x ?? 0) / (groups[i]?.n ?? 1)),
      sse_eb: sse((i) => shrunk[i] ?? Number.NaN),
    };
  },
  "CR06.synth_activity_rates": () => {
    const { created } = world();
    const { base, activities } = counted(
      [...created.keys()].filter((i) => (created[i] ?? 0) <= civil("2024-01-01")),
    );
    const rates = closeRates(activities, base);
    return {
      base: { ...base, rate: rates.base.value },
      activities: byName(
        rates.activities.map((a) => ({
          n: a.n,
          x: a.x,
          rate: a.rate.value,
          wilson: ends(a.rate),
          jeffreys: ends(a.jeffreys),
          lift: a.lift.value,
          openview_points: a.practitionerPoints,
        })),
      ),
    };
  },
  "CR07.synth_eb": () => {
    const { created } = world();
    const { base, activities } = counted(
      [...created.keys()].filter((i) => (created[i] ?? 0) <= civil("2024-01-01")),
    );
    const { spread, activities: rates } = closeRates(activities, base);
    const moments = spreadByMoments(activities);
    return {
      mean: spread?.mean,
      rho: spread?.rho,
      logLik: spread?.logLikelihood,
      eb: byName(rates.map((r) => r.shrunk.value)),
      moment_mean: moments.mean,
      moment_rho: moments.rho,
    };
  },
  "CR09.openview_points": () => ({
    trial: practitionerPoints(0.25, 0.1),
    adwords: practitionerPoints(0.03, 0.1),
  }),
  "CR11.coverage": () => ({ n20: coverage(20), n50: coverage(50), n200: coverage(200) }),
  "CR12.combination_rules": () => {
    const { created, won, did } = world();
    const train = matureBy("2023-04-01");
    const test = [...created.keys()].filter((i) => (created[i] ?? 0) >= civil("2023-04-01"));
    const { base, activities } = counted(train);
    const points = closeRates(activities, base).activities.map((a) => a.practitionerPoints ?? 0);
    const bayes = naiveBayes(activities, base, 0);
    if ("value" in bayes) throw new Error(bayes.reason);
    const flags = (i: number): number[] => did.map((d) => d[i] ?? 0);
    const label = (rows: readonly number[]): number[] => rows.map((i) => won[i] ?? 0);
    const columns = (rows: readonly number[]): number[][] => did.map((d) => rows.map((i) => d[i] ?? 0));
    const mean = (v: readonly number[]): number => v.reduce((s, x) => s + x, 0) / v.length;
    const ridge = fitLogistic({ columns: columns(train), label: label(train) }, { lambda: 1 }).coefficients;
    const of = (score: (f: number[]) => number): number | null =>
      auc(
        test.map((i) => score(flags(i))),
        label(test),
      );
    const logit = (i: number): number => naiveBayesLogit(bayes, flags(i));
    return {
      openview_points: points,
      auc_sum: of((f) => f.reduce((s, v, j) => s + v * (points[j] ?? 0), 0)),
      auc_nb: of((f) => naiveBayesLogit(bayes, f)),
      auc_logistic: of((f) => f.reduce((s, v, j) => s + v * (ridge[j + 1] ?? 0), 0)),
      auc_max: of((f) => Math.max(...f.map((v, j) => v * (points[j] ?? 0)))),
      nb_mean_pred: mean(test.map((i) => 1 / (1 + Math.exp(-logit(i))))),
      observed: mean(label(test)),
      nb_calibration_slope_train: fitLogistic({ columns: [train.map(logit)], label: label(train) })
        .coefficients[1],
    };
  },
};

describe(`golden: close rates, ${Object.keys(tests).length} tests`, () => {
  for (const [id, of] of Object.entries(tests))
    it(id, () => {
      expectGolden(of(), golden(id).expected, golden(id).tolerance, id);
    });
});
