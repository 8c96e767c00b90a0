import { hash32 } from "../../base/random.ts";
import { dayOf, NEVER, type Second, startOfDay } from "../../base/time.ts";
import { bestBy } from "../../rules/names.ts";
import type { Study } from "../../study/type.ts";
import type { Data } from "../data.ts";
import type { ReplayQuestion } from "../replay/compile/plan.ts";
import { morningScores, type ReplayAnswer } from "../replay/replay.ts";
import type { ReplayOptions } from "../replay/type.ts";
import type { Rate } from "../serve/capacity.ts";
import { takeBest } from "../serve/mornings.ts";
import type { Pace } from "./capacity.ts";

/** Who is taken under each rate, by [rate][fold], for each definition that takes the best of each morning. */
export type TakenByMorning = ReadonlyMap<string, readonly (readonly ReplayAnswer[])[]>;

/**
 * The definitions with `take: top_of_day`, replayed at each rate. A rate changes who is taken and no score, so there is
 * one walk for all of them. Equal scores are drawn by lot: a hash of the lead's id and the study's seed, which has to do
 * with nothing that a lead is or does, and stays the same when other leads come or rows change places.
 */
export async function takenByMorning(
  { study, history, labels }: Pick<Data, "study" | "history" | "labels">,
  question: ReplayQuestion,
  { calendar }: Pick<Pace, "calendar">,
  rates: readonly Rate[],
  options: ReplayOptions,
): Promise<TakenByMorning> {
  const definitions = question.definitions.filter(({ rule }) => bestBy(rule) !== null);
  if (definitions.length === 0) return new Map();
  const scores = await morningScores({ ...question, definitions }, options);
  const { outcome, lost, handoff, asOf } = labels;
  const first = startOfDay(dayOf(firstOf(history.leads.created)) + 1);
  const setting = {
    leads: history.leads.count,
    closes: outcome.map((t, i) => Math.min(t, lost[i] ?? NEVER, handoff[i] ?? NEVER, asOf)),
    lot: Float64Array.from(history.leads.ids, (id) => hash32(id, study.seed)),
    calendar,
  };
  return new Map(
    definitions.map(({ name }, d) => {
      const own = question.folds.map((_, k) => scores[k]?.[d]);
      const quarters = own.map((of, k) => {
        if (of === undefined || "reason" in of) return null;
        const { start = 0, since = start, until } = question.folds[k] ?? { until: 0 };
        const before = own[k - 1];
        const anew = before === undefined || "reason" in before ? Math.min(first, start) : null;
        return { ...of, start, since, until, anew };
      });
      return [
        name,
        rates.map((rate) =>
          takeBest({ ...setting, rate }, quarters).map((crossings, k): ReplayAnswer => {
            const of = own[k];
            if (of !== undefined && "reason" in of)
              return { crossings: null, model: null, reason: of.reason };
            if (of === undefined || crossings === null)
              throw new RangeError(`the replay has no scores of ${name} in fold ${k}`);
            // whom the old weights passed over is a candidate under the new ones: the switch brings nobody at once
            return { crossings, stock: 0, model: of.model, reason: null };
          }),
        ),
      ];
    }),
  );
}

/** The first morning for which it must be known who is there; null: no definition takes leads by morning. */
export function firstMorning(
  { definitions }: Pick<Study, "definitions">,
  created: Int32Array,
): Second | null {
  if (![...definitions.values()].some(({ rule }) => bestBy(rule) !== null)) return null;
  return firstOf(created);
}

const firstOf = (created: Int32Array): Second => created.reduce((first, t) => Math.min(first, t), NEVER);
