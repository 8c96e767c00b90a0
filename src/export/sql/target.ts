import { LeadlineError } from "../../base/errors.ts";
import { namesOf } from "../../rules/names.ts";
import type { ExportQuestion, Target } from "../target.ts";
import type { NamedInput } from "./columns.ts";
import { definitionSql } from "./definition.ts";
import type { Dialect } from "./dialect.ts";
import { featuresSql } from "./features.ts";
import { scoreSql } from "./score.ts";

/**
 * SQL of a dialect: `<model>.sql` scores rows of features, `<definition>.is_mql.sql` judges them, `lead_features.view.sql`
 * makes them of leads and activities.
 *
 * @param dialect the engine
 */
export const sqlTarget = (dialect: Dialect): Target => ({
  name: dialect.name,
  title: dialect.title,
  files: ({ models, definitions, features, making }) => {
    const from = { dialect, features: features.map(({ name }) => name) };
    const files = new Map<string, string>();
    for (const [name, weights] of models)
      files.set(
        `${name}.sql`,
        orWhy(name, () => scoreSql(weights, from)),
      );
    for (const [name, { rule, cutoff }] of definitions) {
      const cutoffs = new Map(cutoff === null ? [] : [[cutoff.model, cutoff.score]]);
      files.set(
        `${name}.is_mql.sql`,
        orWhy(name, () => {
          const made = definitionSql({ name, rule, models, cutoffs, features }, from);
          return "sql" in made ? made.sql : notExported(name, made.reason);
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
    files.set("README.md", readme(dialect, [...models.keys()], [...definitions.keys()]));
    return files;
  },
});

/** What some model or definition reads: nothing else has to leave the warehouse's tables. */
function usedFeatures({
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

/** What this dialect cannot say is told in the file's place. */
function orWhy(name: string, write: () => string): string {
  try {
    return write();
  } catch (error) {
    if (!(error instanceof LeadlineError)) throw error;
    return notExported(name, error.faults.map(({ what }) => what).join("; "));
  }
}

const readme = (
  { title, note, judge }: Dialect,
  models: readonly string[],
  definitions: readonly string[],
): string => {
  const [model = "model"] = models;
  const [definition = "definition"] = definitions;
  return `# ${title}

Each file is one SELECT over the table \`lead_features\`: one row a lead, with the columns that the head of the file lists.

1. \`CREATE VIEW lead_features AS\` followed by \`lead_features.view.sql\`, which makes those columns of your leads and activities;
   its head says which tables it reads. Any table or view with those columns will do.
2. \`CREATE VIEW scored_${model} AS\` followed by \`${model}.sql\`: lead_id, score, p, grade, mql, version, sha256.
3. \`CREATE VIEW mql_${definition} AS\` followed by \`${definition}.is_mql.sql\`: lead_id, is_mql.

To check it, load some golden rows of \`weights/${model}.json\` (their inputs are the columns) into \`lead_features\` and compare
score, grade and mql (equal) and p (within 1e-12). A file that cannot be said in ${title} holds the reason as a comment.
${note === undefined ? "" : `\n${note}\n`}${judge === undefined ? "" : `\nNo ${title} was at hand: a parser of its language accepts these files, and nothing ran them. Check them before you use them.\n`}`;
};
