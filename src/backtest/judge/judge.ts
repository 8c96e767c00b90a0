import { exits, refuse } from "../../base/errors.ts";
import { noSlots } from "../../base/messages/backtest.ts";
import type { PooledFacts, QuarterFacts, Replayed, Setting } from "../type.ts";
import { pooledFacts } from "./pooled.ts";
import { quarterFacts } from "./quarters.ts";
import { serving } from "./served.ts";
import { type Decision, decide } from "./verdict.ts";

export interface Judgement extends Decision {
  /** in the order of the definitions given */
  readonly definitions: Readonly<
    Record<string, { readonly quarters: readonly QuarterFacts[]; readonly pooled: PooledFacts }>
  >;
}

/**
 * Judges the definitions over all folds: each quarter, all of them pooled, and the verdict. `smallestGain` is in wins
 * a quarter. Refuses a capacity without slots (exit 2). O(definitions x folds x leads).
 */
export function judge(
  setting: Setting,
  definitions: readonly Replayed[],
  smallestGain: number | null,
): Judgement {
  const { reps, leadsPerRepPerDay } = setting.rate;
  if (!(reps * leadsPerRepPerDay > 0))
    refuse(exits.usage, noSlots(reps, leadsPerRepPerDay), { path: "capacity" });
  const incumbent = definitions.find((d) => d.incumbent) ?? null;
  const who = serving(setting);
  const judged: Record<string, { quarters: QuarterFacts[]; pooled: PooledFacts }> = {};
  const pooled: Record<string, PooledFacts> = {};
  for (const definition of definitions) {
    const quarters = setting.folds.map((_, k) => quarterFacts(setting, k, definition, incumbent, who));
    const all = pooledFacts(setting, definition, incumbent, quarters, who);
    judged[definition.name] = { quarters, pooled: all };
    pooled[definition.name] = all;
  }
  return { definitions: judged, ...decide(setting, definitions, pooled, smallestGain, who) };
}
