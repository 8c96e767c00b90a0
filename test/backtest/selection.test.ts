import { describe, expect, it } from "vitest";
import { judge } from "../../src/backtest/judge/judge.ts";
import { judgedFolds, pooledSwap } from "../../src/backtest/judge/scene.ts";
import { discounted } from "../../src/backtest/judge/selection/discount.ts";
import type { WorkHistory } from "../../src/backtest/judge/selection/history.ts";
import { workHistory } from "../../src/backtest/judge/selection/history.ts";
import { policyPrecision } from "../../src/backtest/judge/selection/precision.ts";
import type { SwapRows } from "../../src/backtest/judge/swap.ts";
import { random } from "../../src/base/random.ts";
import { selectedWorld } from "./selected-world.ts";

const z = 1.959963984540054;

/** Swap sets in idle weeks, each lead an account of its own, with a history that was made up beside them. */
function madeUp(seed: number, n = 400): { readonly rows: SwapRows; readonly history: WorkHistory } {
  const r = random(seed);
  const draw = (p: (i: number) => number): Uint8Array =>
    Uint8Array.from({ length: n }, (_, i) => (r.uniform() < p(i) ? 1 : 0));
  const side = draw(() => 0.5);
  const propensity = Float64Array.from({ length: n }, () => 0.2 + 0.7 * r.uniform());
  const predicted = Float64Array.from({ length: n }, () => 0.15 + 0.4 * r.uniform());
  const worked = draw((i) => propensity[i] ?? 0);
  const won = draw((i) => (predicted[i] ?? 0) * (worked[i] === 1 ? 1 : 0.3));
  const zeros = new Float64Array(n);
  return {
    rows: {
      lead: Int32Array.from({ length: n }, (_, i) => 10 * i),
      account: Int32Array.from({ length: n }, (_, i) => i),
      swapIn: Float64Array.from(side, (s) => 1 - s),
      swapOut: Float64Array.from(side),
      both: zeros,
      wonIn: won,
      wonOut: won,
      fullIn: zeros,
      fullOut: zeros,
      edgeIn: zeros,
      edgeOut: zeros,
      worked,
      slots: 1000,
    },
    history: {
      row: new Map(Array.from({ length: n }, (_, i) => [10 * i, i])),
      propensity,
      predicted,
      predictedHanded: predicted.map((m) => 1.1 * m),
      handed: draw(() => 0.6),
      ruleKnown: true,
    },
  };
}

/** The formulas of methods.md 7b, one after the other. */
function naive({ rows, history }: ReturnType<typeof madeUp>) {
  const { worked, wonIn: y, swapIn, swapOut, slots } = rows;
  const { propensity: e, predicted: m, predictedHanded, handed } = history;
  const all = [...rows.lead.keys()];
  const w = (i: number): number => worked?.[i] ?? 0;
  const over = (set: readonly number[], of: (i: number) => number): number =>
    set.reduce((s, i) => s + of(i), 0);
  const [ins, outs] = [all.filter((i) => swapIn[i] === 1), all.filter((i) => swapOut[i] === 1)];
  const termsOf = (set: readonly number[]): ((i: number) => number) => {
    const scale = set.length / over(set, (i) => w(i) / (e[i] ?? 0));
    return (i) => (m[i] ?? 0) + (w(i) / (e[i] ?? 0)) * scale * ((y[i] ?? 0) - (m[i] ?? 0));
  };
  const [tIn, tOut] = [termsOf(ins), termsOf(outs)];
  const W = over(ins, (i) => w(i) * (y[i] ?? 0));
  const T = over(ins, tIn);
  const apart = ins.filter((i) => handed[i] === 0);
  const picked = apart.filter((i) => w(i) === 1);
  const expected = over(picked, (i) => predictedHanded?.[i] ?? 0);
  const O = over(picked, (i) => y[i] ?? 0);
  const r = O / expected + Math.sqrt(1.15 * Math.max(O, 1)) / expected;
  const share = picked.length / apart.length;
  const g = Math.max(1.25, (r * (1 - share)) / (1 - share * r));
  const value = (W + (T - W) / g - over(outs, tOut)) / slots;
  const psi = [
    ...ins.map((i) => w(i) * (y[i] ?? 0) * (1 - 1 / g) + tIn(i) / g),
    ...outs.map((i) => -tOut(i)),
  ];
  const se = Math.sqrt((psi.reduce((s, x) => s + x * x, 0) * psi.length) / (psi.length - 1)) / slots;
  return {
    g,
    low: value - z * se,
    open: (T - over(outs, tOut)) / slots,
    turnsAt: (T - W) / (over(outs, tOut) + z * se * slots - W),
    floor: (T - W) / g <= over(ins, (i) => (1 - w(i)) * (y[i] ?? 0)),
    lost: over(outs, (i) => y[i] ?? 0) > over(outs, tOut),
  };
}

describe("had sales worked all leads", () => {
  it("is the formulas of the methods page, in 40 made-up histories", () => {
    let compared = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const made = madeUp(seed);
      const want = naive(made);
      const got = discounted(made.rows, made.history, 0.95);
      if (want.floor || want.lost || want.g < 0 || got === null) continue;
      compared++;
      expect(got.g).toBeCloseTo(want.g, 10);
      expect(got.difference.value).toBeCloseTo(want.open, 10);
      // the interval is at least the normal one: it is widened where few outcomes make that of the observed difference wider
      expect(got.low).toBeLessThan(want.low + 1e-12);
      expect(got.low).toBeGreaterThan(want.low - 0.004);
      if (got.turnsAt !== null) expect(got.turnsAt).toBeLessThanOrEqual(want.turnsAt + 1e-9);
    }
    expect(compared).toBeGreaterThan(20);
  });

  it("says nothing of leads whose like were never worked, nor where those picked leave nothing for the others", () => {
    const made = madeUp(1);
    const alone = {
      ...made.history,
      propensity: made.history.propensity.map((e, i) => (i % 3 === 0 ? 0 : e)),
    };
    expect(discounted(made.rows, alone, 0.95)).toBeNull();
    const greedy = { ...made.history, predictedHanded: made.history.predicted.map(() => 0.02) };
    expect(discounted(made.rows, greedy, 0.95)).toBeNull();
    // a rule that is not known is discounted by 2 at least
    expect(discounted(made.rows, { ...made.history, ruleKnown: false }, 0.95)?.g).toBeGreaterThanOrEqual(2);
  });

  it("changes to a better candidate that history did not work, and not to one that is no better", () => {
    const verdicts = (better: number) =>
      [1, 2, 3].map((seed) => {
        const { setting, asking, incumbent, candidate } = selectedWorld(
          { leads: 2500, slots: 500, better, cherry: 0.5 },
          seed,
        );
        return judge(setting, [incumbent, candidate], asking(null)).decision;
      });
    for (const { verdict, candidates } of verdicts(0)) {
      expect(verdict).not.toBe("change");
      expect(candidates[0]?.policy?.low).toBeLessThan(0);
    }
    expect(verdicts(0.7).map(({ verdict }) => verdict)).toEqual(["change", "change", "change"]);
  });

  it("keeps the incumbent where no candidate could bring the smallest gain", () => {
    const {
      setting,
      asking,
      serving: of,
      incumbent,
      candidate,
    } = selectedWorld({ leads: 2500, slots: 500, better: 0, cherry: 0 }, 1);
    const { decision } = judge(setting, [incumbent, candidate], asking(60));
    expect([decision.verdict, decision.candidate]).toEqual(["keep", "candidate"]);
    expect(decision.sentence).toMatch(
      /^Keep incumbent\. candidate would bring about .* Had sales worked all leads, it would bring at most \d+ more wins a quarter, and the study asks for 60\.$/,
    );
    // where nothing is known of the leads, no pilot is advised that could not show the gain whatever it brought
    const blind = judge(setting, [incumbent, candidate], 60).decision.candidates[0];
    const bar =
      (60 * (blind?.quarters.length ?? 0)) /
      of.pooled(incumbent, judgedFolds(setting, [incumbent]), false).slots;
    expect(blind?.highEnd).toBeLessThan(bar);
    expect([blind?.verdict, blind?.pilot.n]).toEqual(["cannot tell", null]);
    expect(blind?.pilot.reason).toMatch(
      /^even had sales worked all the leads it adds, the gain would be smaller/,
    );
    expect(judge(setting, [incumbent, candidate], 20).decision.candidates[0]?.pilot.n).not.toBeNull();
    // a gain of a win a quarter can still be there, and no gain is asked for where none is stated
    expect(judge(setting, [incumbent, candidate], asking(1)).decision.verdict).not.toBe("keep");
    expect(judge(setting, [incumbent, candidate], asking(null)).decision.verdict).not.toBe("keep");
  });

  it("gives each definition the precision that it would have had, where the truth is known", () => {
    const {
      setting,
      serving: of,
      chance,
      incumbent,
      candidate,
    } = selectedWorld({ leads: 5000, slots: 1000, better: 0.7, cherry: 0 }, 2);
    for (const definition of [incumbent, candidate]) {
      const scene = { serving: of, definition, incumbent: definition.incumbent ? null : incumbent };
      const set = of.pooled(definition, judgedFolds(setting, [definition]), false);
      let [sum, all] = [0, 0];
      set.lead.forEach((lead, i) => {
        sum += (set.share[i] ?? 0) * (chance[lead] ?? 0);
        all += set.share[i] ?? 0;
      });
      const e = policyPrecision(scene, set);
      if (e.value === null) throw new Error(e.reason);
      // the candidate's is discounted; both lie above what was observed, where unworked leads won less
      if (definition.incumbent) expect(Math.abs(e.value - sum / all)).toBeLessThan(0.02);
      else expect(e.value).toBeLessThan(sum / all + 0.02);
      const observed = set.lead.reduce((s, _, i) => s + (set.share[i] ?? 0) * (set.won[i] ?? 0), 0) / all;
      expect(e.value).toBeGreaterThan(observed);
    }
    const scene = { serving: of, definition: candidate, incumbent };
    const history = workHistory(scene, judgedFolds(setting, [candidate, incumbent]), false);
    expect(history?.handed.some((h) => h === 1)).toBe(true);
    expect(pooledSwap(scene).lead.every((lead) => history?.row.has(lead))).toBe(true);
  });
});
