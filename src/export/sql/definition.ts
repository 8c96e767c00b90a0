import { atomsOf, bestBy, cutoffsOf, stagesOf } from "../../rules/names.ts";
import type { NormalRule } from "../../rules/normal.ts";
import { negationNormal } from "../../rules/normal.ts";
import { print } from "../../rules/print.ts";
import { cutScore } from "../../rules/reference.ts";
import type { Atom, Rule } from "../../rules/tree.ts";
import { highestScore, lowestScore, type ScoreRange, scoreCondition } from "../../weights/cuts.ts";
import type { Weights } from "../../weights/type.ts";
import { shown } from "../shown.ts";
import { columnNotes, inputColumns, type NamedInput } from "./columns.ts";
import { conditionSql } from "./condition.ts";
import { balanced, type Logic, logicOf } from "./dialect.ts";
import { derived, dialectOf, type From, leadOf, scoredRows, select, tableOf } from "./score/layers.ts";

/** A definition with everything that it needs. */
export interface DefinitionQuestion {
  readonly name: string;
  readonly rule: Rule;
  /** weights of every model that the rule may name */
  readonly models: ReadonlyMap<string, Weights>;
  /** integer cut-off that capacity gives a model, under exactly these weights; absent: none is known */
  readonly cutoffs: ReadonlyMap<string, number>;
  /** what the rule may name beside scores */
  readonly features: readonly NamedInput[];
}

export type DefinitionSql = { readonly sql: string } | { readonly reason: string };

/**
 * SQL that tells for each row of features whether a definition holds: `lead_id, is_mql`, as the replay judges it at a
 * moment. Where SQL over features cannot express the definition, the reason is returned.
 */
export function definitionSql(question: DefinitionQuestion, from: From = {}): DefinitionSql {
  const { rule, models, cutoffs } = question;
  const [stage] = stagesOf(rule);
  if (stage !== undefined)
    return { reason: `the stage ${shown(stage)} is what history recorded: no features decide it` };
  const model = bestBy(rule);
  if (model !== null)
    return {
      reason: `whom it takes depends on the other leads of the morning: score all open leads by ${shown(model)} and take the best`,
    };
  const used = usedModels(rule, models);
  for (const model of used)
    if (!models.has(model)) return { reason: `there are no weights of the model ${shown(model)}` };
  for (const model of cutoffsOf(rule))
    if (!cutoffs.has(model)) return { reason: `no cut-off from capacity is known for ${shown(model)}` };
  const weights = used.flatMap((model) => models.get(model) ?? []);
  for (const atom of atomsOf(rule)) {
    const condition = conditionOnScore(atom, models);
    if (condition?.kind === "meaningless") return { reason: condition.reason };
    if (condition === null && !question.features.some(({ name }) => name === atom.name))
      return { reason: `there is no feature ${shown(atom.name)}` };
  }

  const columns = inputColumns(inputsOf(question, weights), weights, leadOf(from), [
    ...(from.features ?? []),
    ...question.features.map((feature) => feature.name),
  ]);
  const byName = new Map(columns.map((column) => [column.name, column]));
  const score = (model: number): string => `score_${model + 1}`;
  const logic = logicOf(dialectOf(from));
  const condition = conditionSql(dialectOf(from), negationNormal(rule), {
    column: (name) => byName.get(name) ?? null,
    leaf: (leaf) => scoreLeaf(leaf, question, logic, (model) => score(used.indexOf(model))),
  });
  const rows = scoredRows(weights, columns, { from, keep: true, score }, 1);
  const judged = select(["lead_id", `${logic.certain(condition)} AS is_mql`], derived(rows, 0, "scores"), 0);
  const header = [
    `Leadline definition ${shown(question.name)}: ${shown(print(rule)).slice(1, -1)}`,
    ...weights.map(
      (w) => `weights ${shown(w.name)}, version ${shown(w.version).slice(1, -1)}, sha256 ${w.sha256}`,
    ),
    ...cutoffsOf(rule).map(
      (model) => `cut-off from capacity: score of ${shown(model)} >= ${cutoffs.get(model)}`,
    ),
    `Judges each row of ${shown(tableOf(from))}, which has the columns`,
    `  ${shown(leadOf(from))}: the lead`,
    ...columnNotes(dialectOf(from), columns).map((note) => `  ${note}`),
    "and gives lead_id, is_mql.",
  ];
  return { sql: `${header.map((line) => `-- ${line}`).join("\n")}\n${judged}\n` };
}

/** Models whose score the rule reads, in order of first use. */
export function usedModels(rule: Rule, models: ReadonlyMap<string, unknown>): string[] {
  const scored = atomsOf(rule).flatMap((atom) => cutScore(atom.name, models)?.model ?? []);
  return [...new Set([...scored, ...cutoffsOf(rule)])];
}

/** Inputs of the models, then features of the rule; each once. */
function inputsOf({ rule, features, models }: DefinitionQuestion, weights: readonly Weights[]): NamedInput[] {
  const named = new Set(atomsOf(rule).map((atom) => atom.name));
  const inputs = new Map<string, NamedInput>();
  for (const input of weights.flatMap((w) => w.inputs)) inputs.set(input.name, input);
  for (const feature of features)
    if (named.has(feature.name) && cutScore(feature.name, models) === null && !inputs.has(feature.name))
      inputs.set(feature.name, feature);
  return [...inputs.values()];
}

function conditionOnScore(atom: Atom, models: ReadonlyMap<string, Weights>) {
  const named = cutScore(atom.name, models);
  const weights = named === null ? undefined : models.get(named.model);
  return named === null || weights === undefined ? null : scoreCondition(atom, weights, named.what);
}

/** A condition on a score or a cut-off as ranges of whole points; null: it is an atom over a feature. */
function scoreLeaf(
  leaf: Exclude<NormalRule, { kind: "and" | "or" | "constant" }>,
  { models, cutoffs }: DefinitionQuestion,
  { yes, no }: Logic,
  score: (model: string) => string,
): string | null {
  if (leaf.kind === "stage" || leaf.kind === "best") return null;
  if (leaf.kind === "cutoff") return `(${score(leaf.model)} >= ${cutoffs.get(leaf.model)})`;
  const named = cutScore(leaf.name, models);
  const condition = conditionOnScore(leaf, models);
  if (named === null || condition === null || condition.kind === "meaningless") return null;
  if (condition.kind === "constant") return condition.value ? yes : no;
  const column = score(named.model);
  const lists = condition.all.map((ranges) =>
    ranges.length === 0
      ? no
      : balanced(
          ranges.map((range) => within(column, range)),
          "OR",
        ),
  );
  return balanced(lists, "AND");
}

function within(column: string, [low, high]: ScoreRange): string {
  if (high === highestScore) return `(${column} >= ${low})`;
  return low === lowestScore ? `(${column} <= ${high})` : `(${column} BETWEEN ${low} AND ${high})`;
}
