import { LeadlineError } from "../../base/errors.ts";
import { namesOf } from "../../rules/names.ts";
import type { ExportQuestion, Target } from "../target.ts";
import type { NamedInput } from "./columns.ts";
import { definitionSql } from "./definition.ts";
import type { Dialect } from "./dialect.ts";
import { featuresSql } from "./features.ts";
import { sqlReadme } from "./readme.ts";
import { checkSql } from "./score/check.ts";
import { scoreSql } from "./score/score.ts";

/**
 * The SQL of a dialect: `<model>.sql` scores rows of features, `<model>.check.sql` scores the golden rows,
 * `<definition>.is_mql.sql` judges rows, `lead_features.view.sql` makes them from leads and activities.
 * @param dialect the engine
 */
export const sqlTarget = (dialect: Dialect): Target => ({
  name: dialect.name,
  title: dialect.title,
  files: ({ models, definitions, features, making }) => {
    const from = { dialect, features: features.map(({ name }) => name) };
    const files = new Map<string, string>();
    for (const [name, weights] of models) {
      files.set(
        `${name}.sql`,
        orWhy(name, () => scoreSql(weights, { ...from, reasons: true })),
      );
      files.set(
        `${name}.check.sql`,
        orWhy(`${name}.check`, () => checkSql(weights, from)),
      );
    }
    // those that the dialect can express
    const said: string[] = [];
    for (const [name, { rule, cutoff }] of definitions) {
      const cutoffs = new Map(cutoff === null ? [] : [[cutoff.model, cutoff.score]]);
      files.set(
        `${name}.is_mql.sql`,
        orWhy(name, () => {
          const made = definitionSql({ name, rule, models, cutoffs, features }, from);
          if (!("sql" in made)) return notExported(name, made.reason);
          said.push(name);
          return made.sql;
        }),
      );
    }
    if (making !== null)
      files.set(
        "lead_features.view.sql",
        orWhy("lead_features.view", () =>
          featuresSql(
            dialect,
            usedFeatures({ models, definitions, features }),
            [...models.values()],
            from.features,
            making,
          ),
        ),
      );
    files.set("README.md", sqlReadme(dialect, [...models.keys()], said, making?.moment ?? null));
    return files;
  },
});

/** The features that some model or definition reads: no others have to be made. */
export function usedFeatures({
  models,
  definitions,
  features,
}: Pick<ExportQuestion, "models" | "definitions" | "features">) {
  const named = new Set([...definitions.values()].flatMap(({ rule }) => namesOf(rule)));
  const used = new Map<string, NamedInput>();
  for (const { inputs } of models.values()) for (const input of inputs) used.set(input.name, input);
  for (const feature of features)
    if (named.has(feature.name) && !used.has(feature.name)) used.set(feature.name, feature);
  return [...used.values()];
}

const notExported = (name: string, reason: string): string => `-- ${name} is not exported: ${reason}\n`;

/** The text, or where the dialect cannot express it the reason in its place. */
function orWhy(name: string, write: () => string): string {
  try {
    return write();
  } catch (error) {
    if (!(error instanceof LeadlineError)) throw error;
    return notExported(name, error.faults.map(({ what }) => what).join("; "));
  }
}
