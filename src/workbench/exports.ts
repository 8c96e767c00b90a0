import { definitionSql } from "../export/definition.ts";
import { scoreSql } from "../export/score.ts";
import type { Result } from "../result/type.ts";
import { cutoffsOf } from "../rules/names.ts";
import type { Rule } from "../rules/tree.ts";
import type { Study } from "../study/type.ts";
import { scoreAtLeast } from "../weights/scorer.ts";
import type { Weights } from "../weights/type.ts";

/**
 * What production takes, by path in the run folder: `exports/duckdb/<model>.sql` scores rows of features, and
 * `exports/duckdb/<definition>.is_mql.sql` judges them. Names of models and definitions are slugs (the study refuses
 * others), so that they are file names everywhere and the two kinds never meet.
 */
export function exportFiles(result: Result, study: Study): Map<string, string> {
  const files = new Map<string, string>();
  const models = new Map(
    Object.entries(result.models).flatMap(([name, { weights }]) =>
      weights === null ? [] : [[name, weights] as const],
    ),
  );
  const features = result.features.map(({ name, kind }) => ({ name, type: kind }));
  const from = { features: features.map(({ name }) => name) };
  for (const [name, weights] of models) files.set(`exports/duckdb/${name}.sql`, scoreSql(weights, from));
  for (const [name, { rule }] of study.definitions) {
    const cutoffs = cutoffsInForce(name, rule, result, models);
    const made = definitionSql({ name, rule, models, cutoffs, features }, from);
    const text = "sql" in made ? made.sql : `-- ${name} is not exported: ${made.reason}\n`;
    files.set(`exports/duckdb/${name}.is_mql.sql`, text);
  }
  return files;
}

/**
 * The cut-off from capacity of the latest quarter, carried to the weights that ship: by its probability, since each
 * quarter's weights have points of their own; points by hand are the same in every quarter.
 */
function cutoffsInForce(
  definition: string,
  rule: Rule,
  result: Result,
  models: ReadonlyMap<string, Weights>,
): Map<string, number> {
  const latest = result.definitions[definition]?.quarters.findLast((quarter) => quarter.cutoff !== null);
  return new Map(
    cutoffsOf(rule).flatMap((model) => {
      const weights = models.get(model);
      const cutoff = latest?.cutoff;
      if (weights === undefined || cutoff?.model !== model) return [];
      const score =
        weights.kind === "points" ? cutoff.score : cutoff.p === null ? null : scoreAtLeast(weights, cutoff.p);
      return score === null ? [] : [[model, score] as const];
    }),
  );
}
