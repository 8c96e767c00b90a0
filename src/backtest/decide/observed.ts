import { byHand } from "../../base/by-hand.ts";
import { notYetObserved } from "../../base/messages/models/verdict.ts";
import { DAY, dayOf, isoDate, NEVER, type Second } from "../../base/time.ts";
import { decayObservedAt } from "../../features/decay.ts";
import type { Feature } from "../../features/type.ts";
import { bestBy, cutoffsOf, namesOf } from "../../rules/names.ts";
import { cutScore } from "../../rules/reference.ts";
import type { Rule } from "../../rules/tree.ts";
import type { FoldWeights } from "../replay/compile/plan.ts";

/** The share of a quarter in which a feature may be unknown: as for the quarter before a fit (fit/training.ts). */
const mostUnknown = 0.05;

/** The first second at which a feature is known for any lead. */
function knownFrom(feature: Feature): Second {
  if (feature.kind === "decay") return decayObservedAt(feature);
  if (feature.kind !== "count") return Number.NEGATIVE_INFINITY;
  return feature.observedFrom + (Number.isFinite(feature.window) ? feature.window : 0);
}

/**
 * Why a definition has no figures in a quarter: its rule, or points by hand that it cuts off, reads something that was
 * not recorded yet. The rule would then be unknown and nobody would meet it, which would look like a definition that
 * passes nobody on. Fitted models leave such features out themselves. Null: it can be judged.
 */
export function unobserved(
  rule: Rule,
  fold: Pick<FoldWeights, "models" | "until" | "before"> & { readonly start: Second },
  features: ReadonlyMap<string, Feature>,
): string | null {
  const names = new Map<string, Second>();
  const read = (name: string, from: Second): void => {
    names.set(name, Math.min(from, names.get(name) ?? from));
  };
  const scored = (model: string, from: Second): void => {
    const weights = fold.models.get(model);
    if (weights === undefined || typeof weights === "string" || weights.kind !== byHand) return;
    for (const { name } of weights.inputs) read(name, from);
  };
  for (const name of namesOf(rule)) {
    const score = cutScore(name, fold.models);
    if (score === null) read(name, fold.start);
    else scored(score.model, fold.start);
  }
  // the cut-off is found in the quarter before
  for (const model of cutoffsOf(rule)) scored(model, fold.before.start);
  const best = bestBy(rule);
  if (best !== null) scored(best, fold.start);
  for (const [name, from] of names) {
    const feature = features.get(name);
    const known = feature === undefined ? Number.NEGATIVE_INFINITY : knownFrom(feature);
    if (known > from + mostUnknown * (fold.until - from))
      return notYetObserved(name, known >= NEVER ? null : isoDate(dayOf(known + DAY - 1)));
  }
  return null;
}
