import type { Atom, Rule } from "./tree.ts";

/** Every leaf of a rule, left to right. */
export function leavesOf(rule: Rule): readonly Exclude<Rule, { kind: "and" | "or" | "not" }>[] {
  if (rule.kind === "and" || rule.kind === "or") return rule.of.flatMap(leavesOf);
  return rule.kind === "not" ? leavesOf(rule.of) : [rule];
}

/** The conditions on features. */
export const atomsOf = (rule: Rule): readonly Atom[] =>
  leavesOf(rule).flatMap((leaf) =>
    leaf.kind === "constant" || leaf.kind === "stage" || leaf.kind === "cutoff" || leaf.kind === "best"
      ? []
      : [leaf],
  );

/** Names of the features that a rule reads, each once, in order of first use. */
export const namesOf = (rule: Rule): readonly string[] => [
  ...new Set(atomsOf(rule).map((atom) => atom.name)),
];

/** Models for which the rule takes a cut-off from capacity. */
export const cutoffsOf = (rule: Rule): readonly string[] =>
  leavesOf(rule).flatMap((leaf) => (leaf.kind === "cutoff" ? [leaf.model] : []));

/** The model by which the rule takes the best open leads of each morning; null: it passes leads on as they qualify. */
export const bestBy = (rule: Rule): string | null => {
  for (const leaf of leavesOf(rule)) if (leaf.kind === "best") return leaf.model;
  return null;
};

/** Recorded stages that a rule reads. */
export const stagesOf = (rule: Rule): readonly string[] =>
  leavesOf(rule).flatMap((leaf) => (leaf.kind === "stage" ? [leaf.stage] : []));
