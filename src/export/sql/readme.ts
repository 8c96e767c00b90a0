import type { Dialect } from "./dialect.ts";

/** The README.md of a dialect's files: how to install and check them. */
export function sqlReadme(
  { title, note, judge, client }: Dialect,
  models: readonly string[],
  definitions: readonly string[],
  moment: string | null,
): string {
  const view = (name: string, file: string): string =>
    `(echo 'CREATE VIEW ${name} AS'; cat ${file}; echo ';') | ${client}\n`;
  const [model = "model"] = models;
  const at = moment?.replace(" ", "T") ?? "MOMENT";
  return `# ${title}

Scores of ${models.length === 0 ? "no model" : models.map((name) => `\`${name}\``).join(", ")} as views over your own tables. Each .sql file is one SELECT; its head lists what it reads.

1. Have two tables, \`leads\` and \`activities\`, with the columns that the head of \`lead_features.view.sql\` lists (views that rename yours will do).
   Set the moment in its first lines: ${moment === null ? "it is the start of the date of the run" : `as exported it is ${moment}`}. A table \`lead_features\` made in another way does as well.
2. Install, in this folder (or paste each file behind its \`CREATE VIEW … AS\`):

\`\`\`sh
${view("lead_features", "lead_features.view.sql")}${models.map((name) => view(`scored_${name}`, `${name}.sql`)).join("")}${definitions.map((name) => view(`mql_${name}`, `${name}.is_mql.sql`)).join("")}\`\`\`

3. Check: \`cat ${model}.check.sql | ${client}\` (and so for each model) scores the golden rows there, without any table, and must say \`different\` 0.
   Your tables are as Leadline reads them where \`leadline score --study study.yaml --at ${at} --weights weights/${model}.json --out here.csv\` gives the scores of \`scored_${model}\`.
4. Use: \`SELECT * FROM scored_${model}\` gives lead_id, score (whole points), p, grade, mql, reason_1 to reason_3, model_version, weights_sha256; \`mql_…\` gives lead_id, is_mql. The views score all leads whenever they are read: for one lead at a time, keep their rows in a table.

A file that cannot be said in ${title} holds the reason as a comment; leave it out.
${note === undefined ? "" : `\n${note}\n`}${judge === undefined ? "" : `\nNo ${title} was at hand: a parser of its language accepts these files, and nothing ran them. Step 3 runs them: do not leave it out.\n`}`;
}
