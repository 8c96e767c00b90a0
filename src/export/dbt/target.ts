import { LeadlineError } from "../../base/errors.ts";
import { changedInputs } from "../../weights/golden.ts";
import type { GoldenRow, Weights } from "../../weights/type.ts";
import { inputColumns } from "../sql/columns.ts";
import { type DefinitionQuestion, definitionSql } from "../sql/definition.ts";
import { featuresSql } from "../sql/features.ts";
import { checkSql } from "../sql/score/check.ts";
import { scoreSql } from "../sql/score/score.ts";
import { usedFeatures } from "../sql/target.ts";
import type { ExportQuestion, FileContent, Target } from "../target.ts";
import { yamlOf } from "../yaml.ts";
import { everyAdapter, overFeatures, tokens } from "./jinja.ts";

const folder = "models/leadline";

/**
 * A project of dbt, or a package in one: sources `leads` and `activities`, the view `lead_features` as of a moment, a view of
 * scores for each model and of leads that qualify for each definition, unit tests made of golden rows, and a test that
 * scores every golden row where it runs.
 */
export const dbt: Target = {
  name: "dbt",
  title: "dbt",
  files: (question) => {
    const { models, definitions, features, making } = question;
    const files = new Map<string, FileContent>();
    const named = features.map(({ name }) => name);
    files.set("dbt_project.yml", project);
    if (making !== null) {
      const used = usedFeatures(question);
      const at = { ...making, moment: tokens.moment };
      files.set(`${folder}/_sources.yml`, sources);
      files.set(
        `${folder}/lead_features.sql`,
        everyAdapter((sql) => featuresSql(sql, used, [...models.values()], named, at, tokens), making.moment),
      );
    }
    for (const [name, weights] of models) {
      files.set(
        `${folder}/scored_${name}.sql`,
        everyAdapter((dialect) =>
          scoreSql(weights, { dialect: overFeatures(dialect), features: named, reasons: true }),
        ),
      );
      files.set(
        `tests/golden_${name}.sql`,
        // in this file the golden rows are the table
        everyAdapter((dialect) => checkSql(weights, { dialect, features: named }, true)),
      );
    }
    for (const [name, { rule, cutoff }] of definitions) {
      const cutoffs = new Map(cutoff === null ? [] : [[cutoff.model, cutoff.score]]);
      const asked = { name, rule, models, cutoffs, features };
      if (unsaid(asked)) continue;
      files.set(
        `${folder}/mql_${name}.sql`,
        everyAdapter((dialect) => {
          const made = definitionSql(asked, { dialect: overFeatures(dialect), features: named });
          return "sql" in made ? made.sql : "";
        }),
      );
    }
    files.set(`${folder}/_models.yml`, properties(question));
    files.set("README.md", readme([...models.keys()], making?.moment ?? null));
    return files;
  },
};

/** Whether no dialect can express a definition over features. */
function unsaid(asked: DefinitionQuestion): boolean {
  try {
    return "reason" in definitionSql(asked);
  } catch (error) {
    // a name that one dialect has no letters for
    if (error instanceof LeadlineError) return false;
    throw error;
  }
}

const project = `name: leadline
version: "1.0.0"
config-version: 2
profile: leadline
model-paths: [models]
test-paths: [tests]
models:
  leadline:
    +materialized: view
`;

const sources = `version: 2
sources:
  - name: leadline
    schema: "{{ var('leadline_schema', target.schema) }}"
    tables:
      - name: leads
        description: "One row a lead; the head of lead_features.sql lists the columns."
      - name: activities
        description: "One row an activity, none of them by sales."
`;

function properties({ models, definitions, features }: ExportQuestion): string {
  const named = features.map(({ name }) => name);
  const keyed = (
    name: string,
    description: string,
    columns: readonly (readonly [string, string])[] = [],
  ) => ({
    name,
    description,
    columns: [
      { name: "lead_id", description: "the lead", data_tests: ["unique", "not_null"] },
      ...columns.map(([column, says]) => ({ name: column, description: says })),
    ],
  });
  const listed = [
    keyed("lead_features", "The features of each lead as of a moment."),
    ...[...models].map(([name, weights]) => ({
      ...keyed(
        `scored_${name}`,
        `Scores by the Leadline weights ${name}, version ${weights.version}, sha256 ${weights.sha256}.`,
        scoredColumns,
      ),
    })),
    ...[...definitions]
      .filter(([name, { rule, cutoff }]) => {
        const cutoffs = new Map(cutoff === null ? [] : [[cutoff.model, cutoff.score]]);
        return !unsaid({ name, rule, models, cutoffs, features });
      })
      .map(([name]) =>
        keyed(`mql_${name}`, `Whether each lead meets the definition ${name}.`, [
          ["is_mql", "whether it qualifies"],
        ]),
      ),
  ];
  const tests = [...models].map(([name, weights]) => unitTest(name, weights, named));
  return `version: 2\nmodels:\n${listed.map(item).join("")}unit_tests:\n${tests.join("")}`;
}

const item = (value: unknown): string => `  - ${yamlOf(value)}\n`;

const scoredColumns = [
  ["score", "whole points"],
  ["p", "predicted chance of the outcome; null where the weights are not calibrated"],
  ["grade", "by score"],
  ["mql", "whether the score reaches the cut-off; null where there is none"],
  ["reason_1", "what moved the score most against the average lead: (+) raised it, (-) lowered it"],
  ["reason_2", "the next"],
  ["reason_3", "the next"],
  ["model_version", "of the weights"],
  ["weights_sha256", "of the weights"],
] as const;

/**
 * A golden row as a dbt unit test of score, grade and mql. Unit tests compare doubles to the last digit, so p is left
 * to tests/golden_*.sql.
 */
function unitTest(name: string, weights: Weights, named: readonly string[]): string {
  const columns = inputColumns(weights.inputs, [weights], "lead_id", named);
  const rows = fewRows(weights);
  const given = rows.map((row, n) => {
    const cells: Record<string, unknown> = { lead_id: String(n) };
    for (const { name: input, column, notObserved } of columns) {
      const value = row.inputs[input] ?? null;
      cells[column] = typeof value === "object" ? null : value;
      if (notObserved !== null) cells[notObserved] = typeof value === "object" && value !== null;
    }
    return cells;
  });
  const expected = rows.map(({ score, grade, mql }, n) => ({ lead_id: String(n), score, grade, mql }));
  const line = (row: unknown): string => `          - ${yamlOf(row)}\n`;
  return `  - name: golden_${name}
    model: scored_${name}
    given:
      - input: "ref('lead_features')"
        rows:
${given.map(line).join("")}    expect:
        rows:
${expected.map(line).join("")}`;
}

/**
 * A text that neither dbt, which renders rows as Jinja, nor a warehouse's escapes change; `tests/golden_*.sql` has the
 * others.
 */
const plain = /^[^{}\\\p{C}\p{Z}]*( [^{}\\\p{C}\p{Z}]+)*$/u;

/**
 * The golden rows, with only two of those that change the same input to the same score: dbt writes out each row with
 * every column.
 */
function fewRows({ golden, inputs }: Weights): readonly GoldenRow[] {
  const [first] = golden;
  const seen = new Map<string, number>();
  return golden.filter((row) => {
    if (Object.values(row.inputs).some((value) => typeof value === "string" && !plain.test(value)))
      return false;
    const key = JSON.stringify([changedInputs({ inputs }, row, first), row.score]);
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    return times <= 2;
  });
}

const readme = ([model = "model"]: readonly string[], moment: string | null): string => `# dbt

A project of dbt 1.8 or later, or a package in yours, for the adapters of DuckDB, PostgreSQL, Snowflake, BigQuery, Redshift, Databricks,
Spark, ClickHouse, Trino, Athena, MySQL, SQL Server and SQLite.

1. As a package: put \`- local: <this folder>\` below \`packages:\` of your packages.yml and run \`dbt deps\`. As a project: give \`--profile\`, or call a profile \`leadline\`.
2. Have two tables, \`leads\` and \`activities\`, in one schema, with the columns that the head of \`${folder}/lead_features.sql\` lists
   (views that rename yours will do). Name the schema: \`vars: { leadline_schema: crm }\`; by default it is the target's.
3. The moment, in the study's local time: \`--vars '{leadline_moment: "2026-10-01 00:00:00"}'\`; by default it is ${moment ?? "the start of the date of the run"}.
4. Install and check: \`dbt build\`. It makes \`lead_features\`, \`scored_${model}\` and \`mql_…\`, and tests them: golden rows in unit tests (score, grade, mql)
   and in \`tests/golden_${model}.sql\` (every row, p within 1e-12). A warehouse that scores otherwise fails the build. Your tables are as
   Leadline reads them where \`leadline score --study study.yaml --at ${moment?.replace(" ", "T") ?? "MOMENT"} --weights weights/${model}.json --out here.csv\` gives the scores of \`scored_${model}\`.

dbt skips a model's other unit tests once one fails: \`dbt test --select test_type:unit\` shows all.
`;
