import { NEVER } from "../base/time.ts";
import type { FunnelFacts } from "../result/type.ts";
import type { Counted } from "./type.ts";

type Roles = FunnelFacts["roles"];

/** Matches a word within a name: `sales_mql`, `MQL (marketing)`. */
const word = (of: string): RegExp => new RegExp(`(^|[^a-z])(?:${of})([^a-z]|$)`, "i");

/**
 * Which stages the study means by MQL, SAL and SQL: first the stage of the incumbent definition and the hand-off,
 * otherwise the stages whose names say so. The customer is the last stage.
 */
export function rolesOf({ study }: Pick<Counted, "study">): Roles {
  const stages = study.funnel.slice(1);
  const named = (of: string): string | null => stages.find((stage) => word(of).test(stage)) ?? null;
  const incumbent = [...study.definitions.values()].find((definition) => definition.incumbent)?.rule;
  const mql =
    incumbent?.kind === "stage" ? incumbent.stage : named("mqls?|marketing[ _-]?qualified(?:[ _-]lead)?");
  const accepted = named("sals?|(?:sales[ _-]?)?accepted") ?? (study.handoff === mql ? null : study.handoff);
  return {
    mql,
    accepted,
    qualified: named("sqls?|sales[ _-]?qualified(?:[ _-]lead)?"),
    customer: study.funnel.at(-1) ?? "",
  };
}

/** For each lead, when it entered a stage by a row of its own (the first stage is creation); NEVER: it did not. */
export function ownStamps({ study, history }: Pick<Counted, "study" | "history">, stage: string): Int32Array {
  const { names, first } = history.stages;
  if (stage === study.funnel[0]) return history.leads.created;
  return first[names.indexOf(stage)] ?? new Int32Array(history.leads.count).fill(NEVER);
}

export const hasRows = (stamps: Int32Array): boolean => stamps.some((at) => at < NEVER);
