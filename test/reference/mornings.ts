/** `take: top_of_day` held against an oracle that scores every lead again on every morning. */
import { expect } from "vitest";
import { takenByMorning } from "../../src/backtest/decide/mornings.ts";
import type { ReplayQuestion } from "../../src/backtest/replay/compile/plan.ts";
import { hash32, random } from "../../src/base/random.ts";
import { DAY } from "../../src/base/time.ts";
import type { Rule } from "../../src/rules/tree.ts";
import type { Weights } from "../../src/weights/type.ts";
import { studyWith } from "../helpers/study.ts";
import { knowingItsOutcome, type NaiveLead, reachOf, truth } from "./naive.ts";
import { sightAt } from "./naive-replay.ts";
import { type RandomReplay, randomReplay } from "./replays.ts";
import { randomRule } from "./worlds.ts";

/** Six hours a tick, so that all that can happen does so at the very second of a morning as often as within a day. */
const shape = { leads: 14, tick: DAY / 4, ticks: 84 };
const study = studyWith({ seed: 11 });

interface Mornings {
  readonly of: RandomReplay;
  readonly question: ReplayQuestion;
  readonly perDay: number;
  readonly holidays: ReadonlySet<number>;
}

/** Quarters of five days or so, one after the other, each under its own weights; now and then one has none. */
function randomMornings(seed: number): Mornings {
  const of = randomReplay(seed, shape);
  const r = random(seed ^ 0x3c6ef372);
  const best: Rule = { kind: "best", model: "fit" };
  const other = randomRule(r, of.world, of.models[0] ?? new Map(), 2);
  const definitions = [
    { name: "best", rule: best },
    { name: "best but", rule: { kind: "and", of: [best, { kind: "not", of: other }] } as Rule },
  ];
  let day = 5 + r.below(4);
  const folds = Array.from({ length: 3 }, (_, k) => {
    const start = day * DAY;
    day += 4 + r.below(4);
    const own = of.models[k % of.models.length] ?? new Map();
    const fitted = k === 0 || r.uniform() > 0.2;
    const models = new Map<string, Weights | string>([...own, ...(fitted ? [] : [["fit", "few"] as const])]);
    const since = start - r.below(8) * DAY;
    return {
      models,
      cutoffs: new Map(),
      start,
      since,
      until: day * DAY,
      before: { start: 0, end: 0 },
      outcomesUntil: 0,
    };
  });
  const perDay = [0.4, 0.5, 1, 1.3, 2][r.below(5)] ?? 1;
  return {
    of,
    question: { ...of.question, definitions, folds },
    perDay,
    holidays: new Set([5 + r.below(12)]),
  };
}

interface Take {
  readonly lead: number;
  readonly time: number;
  readonly score: number;
  readonly waiting: number;
}

/** Who is taken in each fold; null: it has no weights. Written from the words of the law, not from the code. */
function oracle({ of, question, perDay, holidays }: Mornings, rule: Rule): (readonly Take[] | null)[] {
  const { world } = of;
  const { funnel } = world;
  const open = (lead: NaiveLead, t: number): boolean => {
    const ends = [
      reachOf(lead, funnel.funnel, funnel.outcome),
      funnel.handoff === null ? Number.POSITIVE_INFINITY : reachOf(lead, funnel.funnel, funnel.handoff),
      ...funnel.lost.map((stage) => lead.stages.get(stage) ?? Number.POSITIVE_INFINITY),
      funnel.asOf,
    ];
    return !lead.out && lead.created < t && ends.every((end) => end >= t);
  };
  let taken: Take[] = [];
  let inForce = false;
  return question.folds.map((fold) => {
    const weights = fold.models.get("fit");
    if (weights === undefined || typeof weights === "string") {
      inForce = false;
      return null;
    }
    const models = new Map(
      [...fold.models].flatMap(([n, w]) => (typeof w === "string" ? [] : [[n, w] as const])),
    );
    const { start = 0, since = 0 } = fold;
    if (!inForce) taken = [];
    // from the first lead's first morning on
    const begin = inForce
      ? start
      : Math.min(start, DAY + Math.floor(Math.min(...world.leads.map((l) => l.created)) / DAY) * DAY);
    inForce = true;
    let left = 0;
    for (let t = begin; t < fold.until; t += DAY) {
      const weekday = new Date(t * 1000).getUTCDay();
      if (t === start) left = 0;
      if (weekday === 0 || weekday === 6 || holidays.has(t / DAY)) continue;
      left += perDay;
      const slots = Math.floor(left + 1e-9);
      left -= slots;
      const candidates = world.leads
        .map((whole, lead) => ({ whole, lead }))
        .filter(({ whole, lead }) => open(whole, t) && !taken.some((one) => one.lead === lead))
        .map(({ whole, lead }) => {
          const seen = knowingItsOutcome(whole, funnel);
          const sight = sightAt(world, seen, { models, cutoff: null }, t - 1);
          return { lead, score: 0 + sight.score("fit"), meets: truth(rule, sight) === true };
        })
        .filter(({ meets }) => meets)
        .sort((a, b) => b.score - a.score || hash32(`L${a.lead}`, 11) - hash32(`L${b.lead}`, 11));
      const waiting = candidates.length > slots ? 1 : 0;
      for (const { lead, score } of candidates.slice(0, slots)) taken.push({ lead, time: t, score, waiting });
    }
    return taken.filter(({ time }) => time >= since && time < fold.until).sort((a, b) => a.lead - b.lead);
  });
}

/** One random history; returns how many were taken. */
export async function expectMornings(seed: number): Promise<number> {
  const mornings = randomMornings(seed);
  const { of, question, perDay, holidays } = mornings;
  const found = await takenByMorning(
    { study, history: of.world.history, labels: question.labels },
    question,
    { calendar: { holidays } },
    [{ reps: 1, leadsPerRepPerDay: perDay }],
    { chunkLeads: 1 + (seed % 20) },
  );
  let n = 0;
  for (const { name, rule } of question.definitions) {
    const wanted = oracle(mornings, rule);
    wanted.forEach((takes, k) => {
      const answer = found.get(name)?.[0]?.[k];
      const crossings = answer?.crossings ?? null;
      const got =
        crossings === null
          ? null
          : Array.from(crossings.leads, (lead, i) => ({
              lead,
              time: crossings.times[i],
              score: crossings.scores?.[i],
              waiting: crossings.waiting?.[i],
            }));
      expect(got, `seed ${seed}, fold ${k}, "${name}"`).toEqual(takes);
      n += takes?.length ?? 0;
    });
  }
  return n;
}
