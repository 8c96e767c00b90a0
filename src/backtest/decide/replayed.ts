import { DAY, NEVER } from "../../base/time.ts";
import { kindNamed } from "../../models/kinds.ts";
import type { CutoffFacts } from "../../result/type.ts";
import { cutoffsOf } from "../../rules/names.ts";
import { probabilityOf } from "../../weights/calibration.ts";
import type { Crossings } from "../crossings.ts";
import type { Data } from "../data.ts";
import type { FittedStudy } from "../fit/fitted.ts";
import type { Fitting } from "../fit/walk-forward.ts";
import type { FoldWeights, ReplayQuestion } from "../replay/compile/plan.ts";
import { capacityRises, type ReplayAnswer, type Replays, replay } from "../replay/replay.ts";
import type { ReplayOptions } from "../replay/type.ts";
import { type Rate, slotsOf } from "../serve/capacity.ts";
import { cutoffFromRises } from "../serve/cutoff.ts";
import type { Replayed, Setting } from "../type.ts";
import { takenByMorning } from "./mornings.ts";
import { unobserved } from "./observed.ts";

export interface ReplayedStudy {
  /** results at each rate that was asked for, in order */
  readonly at: readonly ReplayedAt[];
  /** crossings of the definitions at the first rate */
  readonly answers: Replays;
  /** by definition and fold: why it has no figures there, because an input was not recorded yet; null: it has */
  readonly unobserved: readonly (readonly (string | null)[])[];
}

export interface ReplayedAt {
  readonly definitions: readonly Replayed[];
  /** by definition: its cut-off from capacity under the shipped weights */
  readonly shipped: ReadonlyMap<string, CutoffFacts>;
  /**
   * By definition, in the order of `definitions`: who crosses it behind the last fold, up to as_of, under the weights
   * that ship; null: nothing lies behind it, or it cannot be replayed there
   */
  readonly lately: readonly (Crossings | null)[];
}

type Cutoffs = ReadonlyMap<string, CutoffFacts>;

/**
 * Every definition in every fold, at each of the rates. There are two walks: one to find the cut-offs that capacity
 * decides (only where there are any), one for the crossings. A rate changes who crosses only through such cut-offs, so
 * at further rates only those definitions are replayed again, in the same walk. Definitions that take the best of each
 * morning have a walk of their own.
 */
export async function replayed(
  data: Data,
  fitted: FittedStudy,
  setting: Setting,
  rates: readonly Rate[],
  options: ReplayOptions & {
    readonly firstSeen: ReadonlyMap<string, number>;
    /** whether `lately` is asked for; default: it is null */
    readonly lately?: boolean;
  },
): Promise<ReplayedStudy> {
  const { study } = data;
  const definitions = [...study.definitions].map(([name, { rule }]) => ({ name, rule }));
  const question = replayQuestion(data, fitted, definitions);
  const walked = question.folds;
  const shipping = shippingOf(fitted);
  const cutoffs = await capacityCutoffs(
    { ...question, folds: [...walked, shipping] },
    setting,
    rates,
    options,
  );
  // index of each definition among those that are walked, at each rate
  const places: (readonly number[])[] = [];
  const asked: { name: string; rule: (typeof definitions)[number]["rule"] }[] = [];
  for (const [r] of rates.entries())
    places.push(
      definitions.map(({ name, rule }, d) => {
        if (r > 0 && cutoffsOf(rule).length === 0) return places[0]?.[d] ?? -1;
        return asked.push({ name: nameAt(name, r), rule }) - 1;
      }),
    );
  const since = walked.at(-1)?.until ?? 0;
  const lately = { ...shipping, start: since, since, until: data.labels.asOf + 1 };
  const folds = [...walked, ...(options.lately === true && since < lately.until ? [lately] : [])].map(
    (fold, k) => ({
      ...fold,
      cutoffs: new Map(
        rates.flatMap((_, r) =>
          [...(cutoffs[r]?.[k] ?? [])].map(([name, { score }]) => [nameAt(name, r), score] as const),
        ),
      ),
    }),
  );
  const all = await replay({ ...question, definitions: asked, folds }, options);
  const taken = await takenByMorning(data, { ...question, folds }, setting, rates, options);
  const answer = (r: number, k: number, d: number): ReplayAnswer | undefined =>
    taken.get(definitions[d]?.name ?? "")?.[r]?.[k] ?? all[k]?.[places[r]?.[d] ?? -1];
  const features = new Map(question.features.map((feature) => [feature.name, feature]));
  const unknown = definitions.map(({ rule }) =>
    walked.map((fold, k) => unobserved(rule, { ...fold, start: setting.folds[k]?.start ?? 0 }, features)),
  );
  const hidden = definitions.map(({ rule }) => unobserved(rule, lately, features));
  return {
    answers: walked.map((_, k) => definitions.flatMap((_, d) => answer(0, k, d) ?? [])),
    unobserved: unknown,
    at: rates.map((_, r) => ({
      shipped: cutoffs[r]?.at(-1) ?? new Map(),
      lately: definitions.map((_, d) =>
        hidden[d] === null ? (answer(r, walked.length, d)?.crossings ?? null) : null,
      ),
      definitions: definitions.map(({ name }, d) => ({
        name,
        incumbent: study.definitions.get(name)?.incumbent ?? false,
        folds: setting.folds.map((fold, k) => {
          const own = answer(r, k, d);
          const reason = own?.reason ?? unknown[d]?.[k] ?? null;
          return {
            crossings: reason === null ? (own?.crossings ?? null) : null,
            reason,
            stock: reason === null && own?.reason === null ? own.stock : 0,
            cutoff: cutoffs[r]?.[k]?.get(name) ?? null,
            prospective: fold.start >= (options.firstSeen.get(name) ?? Number.POSITIVE_INFINITY),
          };
        }),
      })),
    })),
  };
}

/**
 * The question for a replay of these definitions: every fold under its own weights, with cut-offs from capacity left
 * open.
 */
export function replayQuestion(
  data: Data,
  fitted: FittedStudy,
  definitions: ReplayQuestion["definitions"],
): ReplayQuestion {
  return {
    history: data.history,
    labels: data.labels,
    // the features of all folds: where half-lives are fitted, each fold has decayed counts of its own
    features: [...new Set([...fitted.walk.folds, fitted.walk.final].flatMap(({ coded }) => coded.features))],
    excluded: data.table.excluded,
    definitions,
    folds: fitted.walk.folds.map((fitting) => ({
      models: weightsOf(fitting),
      cutoffs: new Map(),
      start: fitting.fold.start,
      // an outcome in the quarter counts for crossings up to a horizon before it; one known by its date needs whole
      // days
      since: fitting.fold.start - data.labels.horizon - 2 * DAY,
      until: fitting.fold.end,
      before: fitting.fold.before,
      outcomesUntil: fitting.fold.outcomesUntil,
    })),
  };
}

/** The weights that ship, over the leads' whole life, with cut-offs from capacity left open. */
export const shippingOf = (fitted: FittedStudy): FoldWeights => ({
  models: weightsOf(fitted.walk.final),
  cutoffs: new Map(),
  until: NEVER,
  before: fitted.final.before,
  outcomesUntil: fitted.final.outcomesUntil,
});

const weightsOf = ({ models }: Fitting): FoldWeights["models"] =>
  new Map([...models].map(([name, fit]) => [name, "weights" in fit ? fit.weights : fit.reason]));

/** The names of a study contain no NUL, so no other definition has the name of one at another rate. */
const nameAt = (name: string, r: number): string => (r === 0 ? name : `${name}\u0000${r}`);

/**
 * For each rate and fold, the cut-offs of the definitions that take theirs from capacity, as far as they can be found.
 */
async function capacityCutoffs(
  question: ReplayQuestion,
  setting: Setting,
  rates: readonly Rate[],
  options: ReplayOptions,
): Promise<readonly (readonly Cutoffs[])[]> {
  const cut = question.definitions.filter(({ rule }) => cutoffsOf(rule).length > 0);
  if (cut.length === 0) return rates.map(() => question.folds.map(() => new Map()));
  const slotsAt = rates.map((rate) =>
    question.folds.map(({ before }) => slotsOf(before, rate, setting.calendar)),
  );
  const most = question.folds.map((_, k) => Math.max(...slotsAt.map((slots) => slots[k] ?? 0)));
  const rises = await capacityRises({ ...question, definitions: cut }, most, options);
  return slotsAt.map((slots) =>
    question.folds.map(({ models }, k) => {
      return new Map(
        cut.flatMap(({ name, rule }, d): [string, CutoffFacts][] => {
          const answer = rises[k]?.[d];
          const [model = ""] = cutoffsOf(rule);
          const weights = models.get(model);
          if (answer === undefined || "reason" in answer || weights === undefined) return [];
          const found = cutoffFromRises(answer, slots[k] ?? 0);
          if (found === null || typeof weights === "string") return [];
          const activities = kindNamed(weights.kind)?.activitiesFrom?.(weights, found.cutoff) ?? null;
          const p = probabilityOf(weights, found.cutoff);
          const counted = activities === null ? {} : { activities };
          return [[name, { model, score: found.cutoff, p, ...counted }]];
        }),
      );
    }),
  );
}
