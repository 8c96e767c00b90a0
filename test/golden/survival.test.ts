import { describe, expect, it } from "vitest";
import { random } from "../../src/base/random.ts";
import { chainLadder } from "../../src/stats/survival/chain-ladder.ts";
import { coming, comingFrom, worthOf } from "../../src/stats/survival/coming.ts";
import { mixtureCure } from "../../src/stats/survival/cure.ts";
import { capeCod } from "../../src/stats/survival/development.ts";
import { aalenJohansen, incidenceAt, kaplanMeier } from "../../src/stats/survival/incidence.ts";
import { type Cells, whyMoved } from "../../src/stats/survival/movement.ts";
import { expectGolden, golden, referenceCsv } from "../helpers/golden.ts";

const near = (found: ArrayLike<number>, wanted: unknown, tolerance: number): void => {
  const all = wanted as readonly number[];
  expect(found.length).toBe(all.length);
  all.forEach((value, i) => {
    expect(Math.abs((found[i] ?? Number.NaN) - value)).toBeLessThanOrEqual(tolerance);
  });
};

/** A reference table, row by row. */
function rowsOf(name: string): readonly Readonly<Record<string, string>>[] {
  const columns = Object.entries(referenceCsv(name));
  return (columns[0]?.[1] ?? []).map((_, i) =>
    Object.fromEntries(columns.map(([column, values]) => [column, values[i] ?? ""])),
  );
}

/** The synthetic leads as known on a date: age and what ended it (1 won, 2 lost), or so far nothing. */
function synthetic(): readonly { readonly age: number; readonly time: number; readonly event: number }[] {
  const asOf = Date.parse("2023-06-30");
  return rowsOf("synth_leads").flatMap((row) => {
    const age = (asOf - Date.parse(row.created ?? "")) / 86_400_000;
    if (age <= 0) return [];
    const ended = row.status !== "open" && Number(row.days) <= age;
    return [{ age, time: ended ? Number(row.days) : age, event: ended ? (row.status === "won" ? 1 : 2) : 0 }];
  });
}

describe("time to an outcome", () => {
  it("BT01: Kaplan-Meier with Greenwood's errors is survival's", () => {
    const { expected, tolerance } = golden("BT01.km_aml");
    const rows = rowsOf("aml").filter((row) => row.x === "Maintained");
    const curve = kaplanMeier({
      time: rows.map((row) => Number(row.time)),
      event: rows.map((row) => Number(row.status)),
    });
    const wanted = expected as Record<string, unknown>;
    near(curve.time, wanted.time, 0);
    near(curve.survival, wanted.surv, tolerance);
    near(curve.se, wanted.se, tolerance);
  });

  it("11: BT03: of leads won and lost Aalen-Johansen says what survival says, and less than 1-KM", () => {
    const { expected, tolerance } = golden("BT03.synth_cif");
    const wanted = expected as Record<string, number & readonly number[]>;
    const rows = synthetic();
    const spells = { time: rows.map((r) => r.time), event: rows.map((r) => r.event) };
    const curve = aalenJohansen(spells);
    expect(curve.n).toBe(wanted.n);
    const at = [30, 60, 90, 180].map((t) => curve.time.findLastIndex((time) => time <= t));
    near(
      at.map((k) => curve.share[k] ?? 0),
      wanted.cif_won,
      tolerance,
    );
    near(
      at.map((k) => curve.se[k] ?? 0),
      wanted.se_won,
      1e-5,
    );
    const alone = kaplanMeier({ ...spells, event: spells.event.map((e) => (e === 1 ? 1 : 0)) });
    const km = [30, 60, 90, 180].map(
      (t) => 1 - (alone.survival[alone.time.findLastIndex((x) => x <= t)] ?? 1),
    );
    near(km, wanted.one_minus_km, tolerance);
    // methods 0.4: 1-KM says too much
    km.forEach((share, i) => {
      expect(share).toBeGreaterThan(curve.share[at[i] ?? 0] ?? 1);
    });
    const e = incidenceAt(curve, 90);
    expect(e.value).toBe(curve.share[at[2] ?? 0]);
    expect(e).toMatchObject({ n: wanted.n });
  });

  it("7: where nobody has gone on yet, the interval is Wilson's for the spells followed so long, not 0 to 0", () => {
    // 20 spells are followed for 30 days, 10 lost theirs at 5, 15 were last seen at 10
    const time = [...Array(20).fill(30), ...Array(10).fill(5), ...Array(15).fill(10)];
    const event = time.map((t) => (t === 5 ? 2 : 0));
    const e = incidenceAt(aalenJohansen({ time, event }, 1), 20);
    // high end of 0 in 30 by Wilson: z^2 / (n + z^2)
    expect(e).toMatchObject({ value: 0, low: 0, n: 45 });
    expect(e.value === null ? null : e.high).toBeCloseTo(3.841459 / (30 + 3.841459), 6);
    expect(incidenceAt(aalenJohansen({ time, event: time.map(() => 0) }, 1), 31).value).toBe(null);
  });

  it("without a censored spell the incidence is the plain share, and its error that of a proportion", () => {
    const event = Array.from({ length: 40 }, (_, i) => (i < 10 ? 1 : 2));
    const { share, se, events } = aalenJohansen({ time: event.map((_, i) => i), event });
    expect(share.at(-1)).toBeCloseTo(0.25, 12);
    expect(se.at(-1)).toBeCloseTo(Math.sqrt((0.25 * 0.75) / 40), 12);
    expect(events).toBe(10);
  });

  it("11: BT04: young leads that are already decided make a rate too high", () => {
    const rows = synthetic();
    const rate = (of: typeof rows): number =>
      of.filter(({ event, time }) => event === 1 && time <= 90).length / of.length;
    const mature = rows.filter(({ age }) => age >= 90);
    const decided = rows.filter(({ event }) => event > 0);
    const { expected, tolerance } = golden("BT04.immature_positive_bias");
    expectGolden(
      {
        mature_only: rate(mature),
        resolved_set: rate([...mature, ...decided.filter(({ age }) => age < 90)]),
        immature_resolved_rate: rate(decided.filter(({ age }) => age < 90)),
      },
      expected,
      tolerance,
    );
  });

  it("11: BT05: chain ladder with Mack's errors is the published one", () => {
    const { expected, tolerance } = golden("BT05.mack_raa");
    const triangle = rowsOf("raa_triangle").map((row) =>
      Array.from({ length: 10 }, (_, age) => {
        const value = row[String(age + 1)] ?? "";
        return value === "" ? null : Number(value);
      }),
    );
    const { total, toCome, ...found } = chainLadder(triangle);
    expectGolden(
      { ...found, ibnr: toCome, total_ibnr: total.toCome, total_se: total.se },
      expected,
      tolerance,
    );
  });

  it("11: BT07: a share that ever buys, and how long it takes them", () => {
    const rows = synthetic();
    const spells = { time: rows.map(({ time }) => time), event: rows.map(({ event }) => event) };
    const { expected, tolerance } = golden("BT07.cure");
    const want = expected as Record<string, Record<string, unknown>>;
    const of = (delay: "exponential" | "weibull" | "lognormal") => mixtureCure(spells, delay);
    const [exp, weibull, lnorm] = [of("exponential"), of("weibull"), of("lognormal")];
    expectGolden({ p: exp.share, rate: 1 / exp.scale, ll: exp.logLikelihood }, want.exp, tolerance);
    const { share: p, scale, shape, logLikelihood: ll } = weibull;
    expectGolden({ p, scale, shape, ll }, want.weibull, tolerance);
    const { p_ci, ...rest } = want.lnorm ?? {};
    expectGolden(
      { p: lnorm.share, meanlog: Math.log(lnorm.scale), sdlog: lnorm.shape, ll: lnorm.logLikelihood },
      rest,
      tolerance,
    );
    const [low, high] = p_ci as [number, number];
    expect(lnorm.share).toBeGreaterThan(low);
    expect(lnorm.share).toBeLessThan(high);
  });

  it("11: what open leads bring in a time to come: by hand, and 80 of 100 intervals hold in worlds of a known law", () => {
    // of six two went on at 1, two at 3 and two are open at 2: those at risk after 1 all went on at 3
    const small = { time: [1, 1, 3, 3, 2, 2], event: [1, 1, 1, 1, 0, 0] };
    expect(comingFrom(small, [2, 2], { from: 0, until: 1 })).toMatchObject({ value: 2, n: 2 });
    expect(comingFrom(small, [2, 2], { from: 0, until: 0.5 })).toMatchObject({ value: 0 });
    // half are lost at 2: of those open at 1 half go on at 3
    const lost = { time: [2, 2, 3, 3, 1], event: [2, 2, 1, 1, 0] };
    expect(comingFrom(lost, [1], { from: 0, until: 5 }).value).toBeCloseTo(0.5, 12);
    expect(comingFrom({ time: [1], event: [0] }, [1], { from: 0, until: 1 })).toMatchObject({ value: null });
    const r = random(17);
    const delay = (mean: number): number => -mean * Math.log(1 - r.uniform());
    let [within, worth] = [0, 0];
    const worlds = 400;
    for (let w = 0; w < worlds; w++) {
      const [time, event, ages]: [number[], number[], number[]] = [[], [], []];
      let came = 0;
      // a deal is worth 148 on average, some of them much more: exp of a normal about 4.5 with variance 1
      let money = 0;
      const known: number[] = [];
      const amount = (): number => Math.exp(4.5 + r.normal());
      // 600 deals of the last 400 days: won after 60 days on average, lost after 40
      for (let i = 0; i < 600; i++) {
        const age = 400 * r.uniform();
        const [won, gone] = [delay(60), delay(40)];
        const end = Math.min(won, gone);
        time.push(Math.min(end, age));
        event.push(end > age ? 0 : won < gone ? 1 : 2);
        if (end <= age) {
          if (won < gone) known.push(amount());
          continue;
        }
        ages.push(age);
        if (won < gone && won > age + 10 && won <= age + 100) {
          came++;
          money += amount();
        }
      }
      const said = comingFrom({ time, event }, ages, { from: 10, until: 100 });
      if (said.value === null) throw new Error("no forecast");
      if (came >= said.low && came <= said.high) within++;
      const value = worthOf(coming({ time, event }, ages, { from: 10, until: 100 }), known);
      if (value?.value != null && money >= value.low && money <= value.high) worth++;
    }
    // an interval of counts holds a little more than its level
    expect(within / worlds).toBeGreaterThan(0.76);
    expect(within / worlds).toBeLessThan(0.92);
    expect(worth / worlds).toBeGreaterThan(0.76);
    expect(worth / worlds).toBeLessThan(0.86);
  });

  it("11: what a count to come is worth: its moments, and quantiles of the gamma as tables of chi-square have them", () => {
    // 2 x Gamma(9) is chi-square with 18 degrees of freedom: its deciles are 10.865 and 25.989
    expect(worthOf({ mean: 9, variance: 9 }, [100, 100, 100])).toEqual({
      value: 900,
      low: expect.closeTo(543.25, 1),
      high: expect.closeTo(1299.45, 1),
      n: 3,
    });
    // amounts of 50 and 150: mean 100, variance 5000; of ten to come for sure 10 x 5000 and 100 x 5000 / 2: Gamma(1000^2 / 300000)
    const spread = worthOf({ mean: 10, variance: 0 }, [50, 150]);
    expect(spread?.value).toBe(1000);
    // 300 x the deciles of Gamma(10/3), half of chi-square's with 20/3 degrees of freedom (R: qgamma)
    expect(spread).toMatchObject({ n: 2 });
    expect(worthOf({ mean: 0, variance: 0 }, [50, 150])).toMatchObject({ value: 0, low: 0, high: 0 });
    expect(worthOf({ mean: 3, variance: 3 }, [50, -150])).toBeNull();
  });

  it("11: BT06: young cohorts by Cape Cod and Bornhuetter-Ferguson", () => {
    const { expected, tolerance } = golden("BT06.cohort_bf");
    const wanted = expected as Record<string, number & readonly number[]>;
    const rows = rowsOf("synth_cohort_triangle");
    const ages = Object.keys(rows[0] ?? {}).slice(2);
    const { rate, ultimate } = capeCod(
      rows.map((row) => ages.map((age) => (row[age] === "" ? null : Number(row[age])))),
      rows.map((row) => Number(row.n)),
    );
    expect(rate).toBeCloseTo(wanted.capecod_rate ?? 0, 9);
    near(
      ultimate.map((u) => u.value ?? Number.NaN),
      wanted.bf,
      tolerance,
    );
  });
});

describe("11: why a rate moved", () => {
  const cell = (n: number, outcomes: number, worked: number | null = null, workedOutcomes = 0): Cells => ({
    n,
    worked,
    outcomes,
    workedOutcomes,
  });

  it("Kitagawa's parts by hand", () => {
    // half and half at 10 and 40 in 100, then a quarter and three quarters at 20 and 40
    const moved = whyMoved([
      { before: cell(50, 5), after: cell(25, 5) },
      { before: cell(50, 20), after: cell(75, 30) },
    ]);
    // mix: -.25 x (.1 + .2)/2 + .25 x (.4 + .4)/2; rate: (.2 - .1) x (.5 + .25)/2
    expect(moved?.mix).toBeCloseTo(0.0625, 12);
    expect(moved?.rate).toBeCloseTo(0.0375, 12);
    expect((moved?.after ?? 0) - (moved?.before ?? 0)).toBeCloseTo(0.1, 12);
  });

  it("the worked share by hand: 20 points more worked, each worth 30", () => {
    const moved = whyMoved([{ before: cell(100, 22, 40, 16), after: cell(100, 28, 60, 24) }]);
    expect(moved?.worked).toBeCloseTo(0.2 * 0.3, 12);
    expect(moved?.rate).toBeCloseTo(0, 12);
  });

  it("always adds up, with groups that come and go and none or all of them worked", () => {
    const groups = [
      { before: cell(10, 3, 0), after: cell(20, 4, 20, 4) },
      { before: cell(0, 0, 0), after: cell(7, 1, 3, 1) },
      { before: cell(13, 2, 5, 2), after: cell(0, 0, 0) },
      { before: cell(31, 9, 11, 5), after: cell(17, 8, 9, 6) },
    ];
    const moved = whyMoved(groups);
    if (moved === null) throw new Error("nothing");
    expect(moved.mix + moved.worked + moved.rate).toBeCloseTo(moved.after - moved.before, 12);
    expect(whyMoved([{ before: cell(0, 0), after: cell(5, 1) }])).toBeNull();
  });
});
