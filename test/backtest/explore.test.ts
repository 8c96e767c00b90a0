import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { replayQuestion } from "../../src/backtest/decide/replayed.ts";
import { replay } from "../../src/backtest/replay/replay.ts";
import { matureWeeks, servedSet } from "../../src/backtest/serve/served.ts";
import { conclude, explore, fit as fitAll, judge, load, openStudy } from "../../src/index.ts";
import { learntKinds } from "../../src/models/kinds.ts";
import { checkExploration } from "../../src/result/schema.ts";
import { parsePredicate } from "../../src/rules/parse.ts";
import { readStudy } from "../../src/study/read.ts";
import { scratch } from "../helpers/cli.ts";
import { replaceIn, tinyStudy, writeStudy } from "../helpers/tiny-study.ts";

const { folder, remove } = scratch();
afterAll(remove);

const tiny = tinyStudy();
replaceIn(
  tiny,
  "  adaptive:",
  '  either: { any: ["demo_request_30d >= 2", { score: logit, p_at_least: 0.3 }], except: "free_email" }\n  adaptive:',
);
replaceIn(tiny, "account: domain }", "account: domain, channel: title }");
const { study, folder: of } = await openStudy(writeStudy(join(folder, "study"), tiny));
const fitted = await fitAll(await load(study, of));
const judged = await judge(fitted);
const result = conclude(judged, { run: "x", candidatesTried: 0, seeded: false });
const grids = await explore(judged, "2026-01-01-00000000");

const gridOf = (name: string) => {
  const grid = grids.get(name);
  if (grid === undefined) throw new Error(`no grid of ${name}`);
  return grid;
};

describe("11.24: the grid of cut-offs and capacities", () => {
  it("holds every definition, as its declaration says, and the same whatever the threads and chunks", async () => {
    expect([...grids.keys()]).toEqual([...study.definitions.keys()]);
    for (const grid of grids.values())
      expect(checkExploration(JSON.parse(JSON.stringify(grid)))).toHaveProperty("value");
    const again = await explore(judged, "2026-01-01-00000000", { chunkLeads: 64 });
    expect(JSON.stringify([...again])).toBe(JSON.stringify([...grids]));
  });

  it("at the study's own cut-off and capacity says what the result says of the definition", () => {
    for (const [name, facts] of Object.entries(result.definitions)) {
      const grid = gridOf(name);
      const own = grid.cutoffs.findIndex((c) => c.own);
      const stated = grid.capacities.findIndex((c) => c.stated);
      const { cells } = grid;
      grid.periods.forEach(({ period, quarters }, p) => {
        const at = (p * grid.capacities.length + stated) * grid.cutoffs.length + own;
        const of = period === "judged" ? facts.pooled : facts.quarters.find((q) => q.quarter === period);
        if (of === undefined) throw new Error(period);
        const what = `${name}, ${period}`;
        if (of.slots === 0) {
          expect(cells.volume[at], what).toBeNull();
          return;
        }
        expect(cells.volume[at], what).toBeCloseTo(of.volume / quarters, 1);
        expect(cells.served[at], what).toBeCloseTo(of.served / quarters, 1);
        expect(cells.idle[at], what).toBeCloseTo(of.idle / quarters, 1);
        expect(cells.overflow[at], what).toBeCloseTo(of.overflow / quarters, 1);
        expect(cells.worked[at], what).toBeCloseTo((of.worked ?? 0) / quarters, 1);
        const { winsPerSlot, precision } = of;
        if (winsPerSlot.value === null) expect(cells.winsPerSlot.value[at], what).toBeNull();
        for (const end of ["value", "low", "high"] as const) {
          if (winsPerSlot.value === null || precision.value === null) continue;
          expect(cells.winsPerSlot[end][at], what).toBeCloseTo(winsPerSlot[end], 3);
          expect(cells.precision[end][at], what).toBeCloseTo(precision[end], 3);
          if (period === "judged" && facts.pooled.perQuarter.value !== null)
            expect(cells.wins[end][at], what).toBeCloseTo(facts.pooled.perQuarter[end], 1);
        }
      });
    }
  });

  // the plain way: each cut-off is a definition of its own, replayed and served by itself
  it("at other cut-offs and capacities says what that definition would have brought by itself", async () => {
    const { basis } = judged.judged;
    if (basis === null) throw new Error("nothing was replayed");
    const rules: Record<string, (p: number) => string> = {
      either: (p) => `(demo_request_30d >= 2 OR logit_p >= ${p}) AND NOT free_email`,
      adaptive: (p) => `logit_p >= ${p}`,
      written: (p) => `hand_p >= ${p}`,
    };
    for (const [name, rule] of Object.entries(rules))
      for (const p of [0.05, 0.2, 0.35]) {
        const grid = gridOf(name);
        const c = grid.cutoffs.findIndex((cutoff) => !cutoff.own && cutoff.p === p);
        if (c < 0) continue;
        const parsed = parsePredicate(rule(p));
        if (!parsed.ok) throw new Error(rule(p));
        const question = replayQuestion(fitted.loaded, fitted.study, [{ name, rule: parsed.predicate }]);
        const answers = await replay(question);
        for (const [k, fold] of basis.setting.folds.entries()) {
          const crossings = answers[k]?.[0]?.crossings ?? null;
          if (crossings === null) continue;
          for (const [place, { leadsPerRepPerDay, reps }] of grid.capacities.entries()) {
            const setting = { ...basis.setting, rate: { reps, leadsPerRepPerDay } };
            const set = servedSet(setting, crossings, matureWeeks(setting, fold));
            const period = grid.periods.findIndex((q) => q.period === fold.quarter.name);
            const at = (period * grid.capacities.length + place) * grid.cutoffs.length + c;
            const wins = set.share.reduce((sum, share, i) => sum + share * (set.won[i] ?? 0), 0);
            if (set.lead.length > 0 && set.lead.length < 10) {
              expect(grid.cells.volume[at]).toBeNull();
              continue;
            }
            expect(grid.cells.volume[at], `${name} ${p}`).toBe(set.slots > 0 ? set.lead.length : null);
            if (set.slots > 0) expect(grid.cells.wins.value[at], `${name} ${p}`).toBeCloseTo(wins, 1);
          }
        }
      }
  });

  it("says each cut-off as study.yaml writes it, and that definition, studied by itself, brings the same", async () => {
    const grid = gridOf("either");
    const c = grid.cutoffs.findIndex((cutoff) => !cutoff.own && cutoff.p === 0.2);
    const written = grid.cutoffs[c]?.definition ?? "";
    expect(written).toBe('{ when: "(demo_request_30d >= 2 OR logit_p >= 0.2) AND NOT free_email" }');
    expect(gridOf("adaptive").cutoffs.find((cutoff) => cutoff.p === 0.2)?.definition).toBe(
      "{ score: logit, p_at_least: 0.2 }",
    );
    const { study: changed } = readStudy(
      tiny.study.replace(/^ {2}either: .*$/m, `  either: ${written}`),
      "study.yaml",
      learntKinds(),
    );
    const there = await judge(fitted, { definitions: changed?.definitions ?? new Map() });
    const stated = grid.capacities.findIndex((capacity) => capacity.stated);
    const at = stated * grid.cutoffs.length + c;
    const pooled = there.judged.definitions.either?.pooled;
    expect(grid.periods[0]?.period).toBe("judged");
    expect(grid.cells.volume[at]).toBeCloseTo((pooled?.volume ?? 0) / (pooled?.quarters ?? 0), 1);
    expect(grid.cells.wins.value[at]).toBeCloseTo(pooled?.perQuarter.value ?? 0, 1);
  });

  it("sizes a pilot for the study's own smallest gain as the verdict does", async () => {
    const five = await judge(fitted, { decide: { metric: "wins_per_slot", smallestGain: 5 } });
    const decided = conclude(five, { run: "x", candidatesTried: 0, seeded: false }).decision;
    const there = await explore(five, "2026-01-01-00000000");
    for (const { name, pilot } of decided.candidates) {
      const size = there.get(name)?.pilots?.sizes.find((s) => s.stated);
      expect(size?.gain).toBe(5);
      if (pilot.n !== null) expect(size?.leads, name).toBe(pilot.n);
    }
  });

  it("widens the intervals of what is picked among many", () => {
    const { levels, cutoffs } = gridOf("adaptive");
    expect(levels.own).toBe(0.95);
    expect(levels.explored).toBeCloseTo(1 - 0.05 / (cutoffs.length - 1), 12);
  });

  it("withholds what too few leads stand behind", () => {
    for (const grid of grids.values()) {
      const { quarters = 1 } = grid.periods[0] ?? {};
      grid.segmentCells.volume.forEach((n) => {
        if (n !== null && n > 0) expect(n * quarters).toBeGreaterThan(9.9);
      });
      const rows = grid.cutoffs.length;
      grid.cells.volume.forEach((n, i) => {
        const own = grid.cutoffs[i % rows]?.own;
        const of = grid.periods[Math.floor(i / rows / grid.capacities.length)]?.quarters ?? 1;
        if (!own && n !== null && n > 0) expect(n * of).toBeGreaterThan(9.9);
      });
    }
  });

  it("segments part all who qualify", () => {
    const grid = gridOf("incumbent");
    expect(grid.segments.map(({ by, value }) => `${by}: ${value}`).sort()).toEqual([
      "channel: Analyst",
      "channel: CTO",
      "channel: Manager",
    ]);
    const rows = grid.cutoffs.length * grid.capacities.length;
    for (let i = 0; i < rows; i++) {
      const parts = grid.segments.map((_, s) => grid.segmentCells.volume[s * rows + i] ?? Number.NaN);
      expect(parts.reduce((sum, n) => sum + n, 0)).toBeCloseTo(grid.cells.volume[i] ?? 0, 1);
    }
  });

  it("more slots never serve fewer, and an order by chance brings no more than the slots", () => {
    const { references, slots, capacities } = gridOf("incumbent");
    for (const { served } of [references.oldestFirst, references.atRandom])
      served.forEach((n, i) => {
        if (n === null) return;
        expect(n).toBeLessThanOrEqual((slots[i] ?? 0) + 0.01);
        if (i % capacities.length > 0) expect(n).toBeGreaterThanOrEqual(served[i - 1] ?? 0);
      });
  });
});
