import { exits, refuse } from "../../base/errors.ts";
import { noSlots } from "../../base/messages/models/backtest.ts";
import type { PooledFacts, QuarterFacts } from "../../result/type.ts";
import { type Serving, serving } from "../serve/served.ts";
import type { Replayed, Setting } from "../type.ts";
import { pooledFacts } from "./pooled.ts";
import { quarterFacts } from "./quarters.ts";
import { scenesOf } from "./scene.ts";
import { type Decision, decide, type Question, questionOf } from "./verdict/verdict.ts";

export interface Judgement extends Decision {
  /** in the order of the given definitions */
  readonly definitions: Readonly<Record<string, DefinitionJudged>>;
  /** pooled figures at the rate that history shows; null: not asked for */
  readonly atHistory: Readonly<Record<string, PooledFacts>> | null;
}

export interface DefinitionJudged {
  readonly quarters: readonly QuarterFacts[];
  readonly pooled: PooledFacts;
}

/**
 * Judges the definitions over all folds: each quarter, all of them pooled, and the verdict. A plain number as question
 * is the smallest gain in outcomes a quarter. O(definitions x folds x leads).
 * @throws LeadlineError exit 2 for a capacity without slots
 */
export function judge(
  setting: Setting,
  definitions: readonly Replayed[],
  asked: Question | number | null,
): Judgement {
  const question = questionOf(asked);
  const { reps, leadsPerRepPerDay } = setting.rate;
  if (!(reps * leadsPerRepPerDay > 0))
    refuse(exits.usage, noSlots(reps, leadsPerRepPerDay), { path: "capacity" });
  const here = serving(setting, question.covariates ?? null);
  const judged = judgedAt(here, definitions);
  const pooled = pooledOf(judged);
  const { history } = question;
  return {
    definitions: judged,
    atHistory: history === null ? null : pooledOf(judgedAt(history.serving, history.definitions)),
    ...decide(here, definitions, pooled, question),
  };
}

const pooledOf = (judged: Readonly<Record<string, DefinitionJudged>>): Record<string, PooledFacts> =>
  Object.fromEntries(Object.entries(judged).map(([name, { pooled }]) => [name, pooled]));

function judgedAt(at: Serving, definitions: readonly Replayed[]): Record<string, DefinitionJudged> {
  return Object.fromEntries(
    scenesOf(at, definitions).map((scene) => {
      const quarters = at.setting.folds.map((_, k) => quarterFacts(scene, k));
      return [scene.definition.name, { quarters, pooled: pooledFacts(scene, quarters) }];
    }),
  );
}
