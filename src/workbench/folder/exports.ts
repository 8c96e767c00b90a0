import { definitionSql } from "../../export/definition.ts";
import { scoreSql } from "../../export/score.ts";
import type { Result } from "../../result/type.ts";
import type { Study } from "../../study/type.ts";

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
    const cutoff = result.definitions[name]?.cutoff ?? null;
    const cutoffs = new Map(cutoff === null ? [] : [[cutoff.model, cutoff.score]]);
    const made = definitionSql({ name, rule, models, cutoffs, features }, from);
    const text = "sql" in made ? made.sql : `-- ${name} is not exported: ${made.reason}\n`;
    files.set(`exports/duckdb/${name}.is_mql.sql`, text);
  }
  return files;
}
