/** Random replays held against the oracle; the quick test and the slow one differ only in how many. */
import { expect } from "vitest";
import type { ReplayQuestion } from "../../src/backtest/replay/compile/plan.ts";
import type { capacityMaxima, replay } from "../../src/backtest/replay/replay.ts";
import { cutoffFromMaxima, unscored } from "../../src/backtest/serve/cutoff.ts";
import { random } from "../../src/base/random.ts";
import { NEVER } from "../../src/base/time.ts";
import { labelsOf } from "../../src/labels/reach.ts";
import { inputOf } from "../../src/models/inputs.ts";
import { print } from "../../src/rules/print.ts";
import type { Predicate, Rule } from "../../src/rules/tree.ts";
import type { Weights } from "../../src/weights/type.ts";
import { firstCrossing, highestScore } from "./naive-replay.ts";
import { labelQuestion, randomRule, randomWeights, type Shape, type World, worldOf } from "./worlds.ts";

export interface RandomReplay {
  readonly world: World;
  readonly question: ReplayQuestion;
  /** weights by fold and model */
  readonly models: readonly ReadonlyMap<string, Weights>[];
}

/** Definitions of every kind, over a few folds each with its own weights, some shared. */
export function randomReplay(seed: number, shape: Shape): RandomReplay {
  const base = worldOf(seed, shape);
  const r = random(seed ^ 0x5bd1e995);
  const rules = new Map<string, Rule>();
  const textOf = (rule: Predicate): string => {
    const text = print(rule);
    rules.set(text, rule);
    return text;
  };
  const world = { ...base, rules };
  const fresh = (name: string): Weights => randomWeights(r, name, world.features, textOf);
  const hand = fresh("hand");
  const models = Array.from(
    { length: 1 + r.below(3) },
    () =>
      new Map([
        ["hand", hand],
        ["fit", { ...fresh("fit"), calibration: { kind: "platt", slope: 0.3, intercept: -1 } as const }],
      ]),
  );
  // both have a probability or none in every fold, so that a condition on it can be asked in all of them
  const first = models[0] ?? new Map();
  const rule = (): Rule => randomRule(r, world, first, 3);
  const cut: Rule = { kind: "cutoff", model: "fit" };
  const definitions: readonly { name: string; rule: Rule }[] = [
    { name: "one", rule: rule() },
    { name: "two", rule: rule() },
    { name: "cut", rule: cut },
    { name: "cut but", rule: { kind: "and", of: [cut, { kind: "not", of: rule() }] } },
    { name: "cut or", rule: { kind: "or", of: [rule(), cut] } },
  ];
  const tick = (): number => r.below(shape.ticks + 4) * shape.tick;
  const question: ReplayQuestion = {
    history: world.history,
    labels: labelsOf(world.history, labelQuestion(world.funnel, 1)),
    features: world.features,
    excluded: world.excluded,
    definitions,
    folds: models.map((own) => {
      const [a, b] = [tick(), tick()].sort((x, y) => x - y);
      return {
        models: own,
        cutoffs: new Map(["cut", "cut but", "cut or"].map((name) => [name, r.below(25) - 5])),
        until: tick(),
        before: { start: a ?? 0, end: b ?? 0 },
        outcomesUntil: (b ?? 0) - r.below(6) * shape.tick,
      };
    }),
  };
  return { world, question, models };
}

/**
 * Three folds whose decayed counts have other half-lives under the same names, with the same points for them, each with
 * weights that say which; and the world as each fold's oracle sees it.
 */
export function ownHalfLives(
  seed: number,
  shape: Shape,
): { readonly question: ReplayQuestion; readonly worlds: readonly World[] } {
  const { world, question } = randomReplay(seed, shape);
  const r = random(seed ^ 0x2545f491);
  const others = world.features.filter((f) => f.kind !== "decay");
  const worlds = [0.5, 1, 3].map((factor): World => {
    const decays = world.features.flatMap((f) => {
      if (f.kind !== "decay") return [];
      const from = { ...f.from, half_life: f.from.half_life * factor };
      return [{ ...f, from, halfLife: f.halfLife * factor }];
    });
    return { ...world, features: [...others, ...decays] };
  });
  const fit = randomWeights(
    r,
    "fit",
    world.features.filter((f) => f.kind === "decay"),
    () => "free",
  );
  const attributes = fit.attributes.map((a) => ({ ...a, group: null }));
  const cut = r.below(12) - 3;
  // the same points in all: what they differ in is their half-lives
  const folds = worlds.map(({ features }, k) => {
    const inputs = features.flatMap((f) => (f.kind === "decay" ? [inputOf(f)] : []));
    const weights: Weights = { ...fit, sha256: `${k}`, inputs, groups: [], attributes };
    return {
      models: new Map([["fit", weights]]),
      cutoffs: new Map([["cut", cut]]),
      until: NEVER,
      before: { start: 0, end: 0 },
      outcomesUntil: 0,
    };
  });
  const rules = new Map<string, Rule>([
    ["free", { kind: "truth", name: "free", span: { start: 0, end: 4 } }],
  ]);
  return {
    worlds: worlds.map((w) => ({ ...w, rules })),
    question: {
      ...question,
      features: [...others, ...worlds.flatMap((w) => w.features.filter((f) => f.kind === "decay"))],
      definitions: [{ name: "cut", rule: { kind: "cutoff", model: "fit" } }],
      folds,
    },
  };
}

/** Crossings equal the oracle's, second and score. Later than a fold's end they may be left unsaid. */
export function expectCrossings(of: RandomReplay, answers: Awaited<ReturnType<typeof replay>>): number {
  const { world, question } = of;
  let crossed = 0;
  question.folds.forEach((fold, k) => {
    question.definitions.forEach(({ name, rule }, d) => {
      const answer = answers[k]?.[d];
      if (answer?.crossings == null) throw new Error(`${name} was not replayed: ${answer?.reason}`);
      const { time, score } = answer.crossings;
      const own = { models: of.models[k] ?? new Map(), cutoff: fold.cutoffs.get(name) ?? null };
      world.leads.forEach((lead, i) => {
        const wanted = firstCrossing(world, lead, rule, own);
        const where = `fold ${k}, "${name}", lead ${i}`;
        if (wanted.time >= fold.until) {
          if (time[i] !== NEVER) expect(time[i], where).toBe(wanted.time);
          return;
        }
        crossed++;
        if (time[i] !== wanted.time) expect(time[i], where).toBe(wanted.time);
        const noted = score === null ? null : score[i];
        if (noted !== wanted.score) expect(noted, where).toBe(wanted.score);
      });
    });
  });
  return crossed;
}

/** Running maxima equal the oracle's, and the cut-off that follows from them a count of the leads themselves. */
export function expectMaxima(of: RandomReplay, answers: Awaited<ReturnType<typeof capacityMaxima>>): number {
  const { world, question } = of;
  let found = 0;
  question.folds.forEach((fold, k) => {
    question.definitions.forEach(({ name, rule }, d) => {
      const answer = answers[k]?.[d];
      if (name !== "cut" && name !== "cut but") {
        expect(answer).toHaveProperty("reason");
        return;
      }
      if (answer === undefined || "reason" in answer) throw new Error(`${name} has no maxima`);
      const own = { models: of.models[k] ?? new Map(), cutoff: null };
      const best = (end: number): Int32Array =>
        Int32Array.from(
          world.leads,
          (lead) => highestScore(world, lead, rule, "fit", own, end, fold.outcomesUntil) ?? -0x80000000,
        );
      const where = `fold ${k}, "${name}" (${print(rule)})`;
      expect(answer.before, where).toEqual(best(fold.before.start));
      expect(answer.by, where).toEqual(best(fold.before.end));
      expectCutoff(of, rule, k, answer);
      found += answer.by.filter((m) => m !== unscored).length;
    });
  });
  return found;
}

/** Crossings in the quarter before, counted by replaying the definition at each cut-off from the highest score down. */
function expectCutoff(
  of: RandomReplay,
  rule: Rule,
  k: number,
  maxima: { before: Int32Array; by: Int32Array },
): void {
  const { world, question } = of;
  const fold = question.folds[k];
  if (fold === undefined) throw new Error("no fold");
  const { start, end } = fold.before;
  const inQuarter = (cutoff: number): number =>
    world.leads.filter((lead) => {
      const own = { models: of.models[k] ?? new Map(), cutoff };
      const { time } = firstCrossing(world, lead, rule, own, fold.outcomesUntil);
      return time >= start && time < end;
    }).length;
  const scores = maxima.by.filter((m) => m !== unscored);
  const slots = k;
  const cutoff = cutoffFromMaxima(maxima.before, maxima.by, slots);
  if (scores.length === 0) {
    expect(cutoff).toBeNull();
    return;
  }
  let c = Math.max(...scores) + 1;
  while (c > Math.min(...scores) && inQuarter(c - 1) <= slots) c--;
  expect(cutoff?.cutoff).toBe(c);
  expect(cutoff?.crossings).toBe(inQuarter(c));
}
