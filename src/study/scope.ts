import { isByHand } from "../base/by-hand.ts";
import { predicateWithCounts, type RuleWindow, ruleWindows, withCounts } from "../rules/recency.ts";
import type { Scope } from "../rules/reference.ts";
import type { Rule } from "../rules/tree.ts";
import type { ModelSpec, PointTerm, Study } from "./type.ts";

/** What the rules of a study may name, as far as the study alone says it: which activities there are the data says. */
export const scopeOf = ({ models, flags, personas, features }: Study): Scope => ({
  models,
  flags,
  personas,
  columns: new Set(features.knownAtCreation),
});

/** The study with conditions on days since an activity as conditions on counts, and the windows that these need. */
export function rulesOnCounts(study: Study): Study {
  const scope = scopeOf(study);
  const read: Rule[] = [];
  const termOf = (term: PointTerm): PointTerm => {
    if (term.kind === "per") return term;
    const when = predicateWithCounts(term.when, scope);
    read.push(when);
    return { ...term, when };
  };
  const modelOf = (model: ModelSpec): ModelSpec =>
    isByHand(model) ? { ...model, points: model.points.map(termOf) } : model;
  const models = new Map([...study.models].map(([name, model]) => [name, modelOf(model)]));
  const definitions = new Map(
    [...study.definitions].map(([name, definition]) => {
      const rule = withCounts(definition.rule, scope);
      read.push(rule);
      return [name, { ...definition, rule }];
    }),
  );
  const { windows } = study.features;
  const wanted = new Map(
    read
      .flatMap(ruleWindows)
      .filter(({ window }) => !windows.includes(window))
      .map((of): [string, RuleWindow] => [JSON.stringify(of), of]),
  );
  const forRules = [...wanted.values()].sort((a, b) => a.window - b.window);
  const features = forRules.length === 0 ? study.features : { ...study.features, forRules };
  return { ...study, models, definitions, features };
}
