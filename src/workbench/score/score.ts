import { existsSync } from "node:fs";
import { readFile, rename, stat } from "node:fs/promises";
import { basename, dirname, extname } from "node:path";
import { exits, type Fault, refuse, warning } from "../../base/errors.ts";
import {
  leadsWithoutId,
  missingInputs,
  noSuchLead,
  unknownFormat,
  unreadableFile,
  unreadableInput,
  unseenLevels,
} from "../../base/messages/score.ts";
import { cannotRead } from "../../base/messages/workbench.ts";
import type { Watch } from "../../base/progress.ts";
import { inputColumns } from "../../export/sql/columns.ts";
import { scoreSql } from "../../export/sql/score.ts";
import { type Engine, openEngine, text } from "../../history/engine.ts";
import { peekHeader } from "../../history/files/csv/dialect.ts";
import { readWeights } from "../../weights/read.ts";
import { type Reason, reasonsFor } from "../../weights/reasons.ts";
import type { Inputs, Score } from "../../weights/scorer.ts";
import type { InputValue, Weights } from "../../weights/type.ts";
import { makeFolder, refuseWriting, staged } from "../folder/whole.ts";
import { columnsOf, type FileColumns, type Given } from "./columns.ts";

export interface ScoreOptions {
  /** CSV, TSV, Parquet or JSON lines, by its name: a row a lead, with a column for each input of the weights */
  readonly file: string;
  /** path of weights/<model>.json */
  readonly weights: string;
  /** where the scored rows go, in the format of its name; null: nowhere, only the summary is wanted */
  readonly out: string | null;
  /** the column that names the lead; default: the one called lead_id, lead or id */
  readonly id?: string | null;
  /** score leads as missing what the file lacks; default: refuse */
  readonly allowMissing?: boolean;
  /** write the three strongest reasons of each lead; default true */
  readonly reasons?: boolean;
  readonly watch?: Watch;
}

export interface Scored {
  readonly rows: number;
  /** rows by grade, best first; empty where the weights have none */
  readonly grades: readonly { readonly grade: string; readonly rows: number }[];
  /** rows over the cut-off; null where the weights have none */
  readonly mql: number | null;
  readonly weights: Pick<Weights, "name" | "version" | "sha256">;
  readonly out: string | null;
  readonly warnings: readonly Fault[];
}

/**
 * Scores a file of features with the one scorer's SQL (equal to it on every row, see test/export) in an embedded DuckDB.
 * Comes out, in the order of the file: lead_id, score, p, grade, mql, reasons, model_version, weights_sha256.
 *
 * @throws LeadlineError exit 2 for weights that cannot be trusted and inputs that the file lacks, exit 4 for files
 */
export async function scoreFile(options: ScoreOptions): Promise<Scored> {
  const { out, reasons = true } = options;
  return await withRows(options, async (engine, weights, warnings) => {
    await engine.run(`CREATE TEMP TABLE scored AS SELECT * FROM (${scoreSql(weights, rowsOf)})`);
    if (reasons && out !== null) await addReasons(engine, weights);
    if (out !== null) await write(engine, out, reasons);
    const [total] = await engine.rows("SELECT count(*), count(*) FILTER (mql) FROM scored");
    const graded = new Map(
      (await engine.rows("SELECT grade, count(*) FROM scored GROUP BY ALL")).map(([grade, n]) => [
        grade,
        Number(n),
      ]),
    );
    const { name, version, sha256 } = weights;
    return {
      rows: Number(total?.[0]),
      grades: weights.grades.map(({ grade }) => ({ grade, rows: graded.get(grade) ?? 0 })),
      mql: weights.mql === null ? null : Number(total?.[1]),
      weights: { name, version, sha256 },
      out,
      warnings,
    };
  });
}

/** Why one lead has its score. */
export interface Explained extends Score {
  readonly lead: string;
  readonly reasons: readonly Reason[];
  readonly weights: Weights;
  readonly warnings: readonly Fault[];
}

/** @throws LeadlineError exit 2 where no row is of that lead */
export async function explainLead(options: ScoreOptions & { readonly lead: string }): Promise<Explained> {
  return await withRows(options, async (engine, weights, warnings) => {
    const [row] = await engine.rows(
      `SELECT * FROM lead_features WHERE __lead = ${text(options.lead)} LIMIT 1`,
    );
    if (row === undefined) refuse(exits.usage, noSuchLead(options.lead), { file: options.file });
    await engine.run(`CREATE TEMP TABLE scored AS SELECT * FROM (${scoreSql(weights, rowsOf)})`);
    const [found] = await engine.rows(
      `SELECT score, p, grade, mql FROM scored WHERE lead_id = ${Number(row[0])}`,
    );
    const [score, p, grade, mql] = found ?? [];
    return {
      lead: options.lead,
      score: Number(score),
      p: typeof p === "number" ? p : null,
      grade: typeof grade === "string" ? grade : null,
      mql: typeof mql === "boolean" ? mql : null,
      reasons: reasonsFor(weights)(inputsOf(weights, row.slice(2)), 12),
      weights,
      warnings,
    };
  });
}

/** The table of typed features: `n`, the row of the file from 0, and `__lead`, its id, then the columns of the exported SQL. */
const rowsOf = { table: "lead_features", lead: "n" } as const;

async function withRows<T>(
  options: ScoreOptions,
  work: (engine: Engine, weights: Weights, warnings: readonly Fault[]) => Promise<T>,
): Promise<T> {
  const { file, allowMissing = false, id = null, watch = {} } = options;
  const weights = readWeights(
    await readFile(options.weights, "utf8").catch(() =>
      refuse(exits.io, cannotRead(options.weights, "ENOENT")),
    ),
    { file: options.weights },
  );
  if (!existsSync(file)) refuse(exits.io, cannotRead(file, "ENOENT"), { file });
  const relation = await relationOf(file);
  const engine = await openEngine((await stat(file)).size, watch);
  try {
    const columns = await columnsOf(engine, relation, weights, { lead: id, allowMissing, file });
    const warnings = await typed(engine, relation, weights, columns);
    return await work(
      engine,
      weights,
      warnings.map((w) => ({ ...w, where: { file } })),
    );
  } finally {
    engine.close();
  }
}

const formats: Readonly<Record<string, "csv" | "tsv" | "parquet" | "json">> = {
  ".csv": "csv",
  ".tsv": "tsv",
  ".parquet": "parquet",
  ".jsonl": "json",
  ".ndjson": "json",
};

const formatOf = (file: string): "csv" | "tsv" | "parquet" | "json" =>
  formats[extname(file).toLowerCase()] ?? refuse(exits.usage, unknownFormat(basename(file)));

/** SQL of what a file holds; texts of CSV as they stand there, its columns by their names. */
async function relationOf(file: string): Promise<string> {
  const path = text(file.replace(/[[*?]/g, "[$&]"));
  const format = formatOf(file);
  if (format === "parquet") return `read_parquet(${path})`;
  if (format === "json") return `read_json(${path}, format = 'newline_delimited')`;
  const header = await peekHeader(file);
  if (typeof header === "string") return refuse(exits.io, unreadableFile(header), { file });
  const columns = header.names.map((_, i) => `'c${i}': 'VARCHAR'`).join(", ");
  // of two columns of one name the first has it
  const named = header.names.flatMap((of, i) =>
    of === "" || header.names.indexOf(of) < i ? [] : [`c${i} AS ${name(of)}`],
  );
  const options = `auto_detect = false, header = true, skip = ${header.before}, delim = ${text(header.delimiter)}, quote = '"', escape = '"', columns = {${columns}}, parallel = false, strict_mode = true`;
  return `(SELECT ${named.join(", ")} FROM read_csv(${path}, ${options}))`;
}

const name = (column: string): string => `"${column.replaceAll('"', '""')}"`;

/** Makes `lead_features` of what the file holds, and tells what cannot be read and which levels are new. */
async function typed(
  engine: Engine,
  relation: string,
  weights: Weights,
  { lead, given }: FileColumns,
): Promise<readonly Fault[]> {
  const columns = inputColumns(weights.inputs, [weights], "n");
  const raw = (column: string): string => `nullif(bare(${name(column)}::VARCHAR), '')`;
  const value = ({ input, column }: Given): string => {
    if (column === null) return `CAST(NULL AS ${sqlTypes[input.type]})`;
    if (input.type === "category") return raw(column);
    if (input.type === "boolean")
      return `CASE WHEN lower(${raw(column)}) IN ('true', 't', 'yes', 'y', '1') THEN TRUE WHEN lower(${raw(column)}) IN ('false', 'f', 'no', 'n', '0') THEN FALSE END`;
    return `TRY_CAST(${raw(column)} AS DOUBLE)`;
  };
  const selected = columns.flatMap((column, i) => {
    const of = given[i];
    if (of === undefined) return [];
    const seen =
      of.notObserved === null ? "FALSE" : `coalesce(TRY_CAST(${raw(of.notObserved)} AS BOOLEAN), FALSE)`;
    return [
      `${value(of)} AS ${name(column.column)}`,
      ...(column.notObserved === null ? [] : [`${seen} AS ${name(column.notObserved)}`]),
    ];
  });
  const told = given.flatMap(({ input, column }, i) =>
    column === null || input.type === "category" ? [] : [{ input, column, name: columns[i]?.column ?? "" }],
  );
  await engine.run(
    `CREATE TEMP TABLE lead_features AS SELECT row_number() OVER () - 1 AS n, ${raw(lead)} AS __lead${selected.map((sql) => `, ${sql}`).join("")} FROM ${relation}`,
  );
  const warnings: Fault[] = [];
  const absent = given.filter(({ column }) => column === null).map(({ input }) => input.name);
  if (absent.length > 0) warnings.push(warning(missingInputs(absent)));
  const [[noId] = []] = await engine.rows("SELECT count(*) FROM lead_features WHERE __lead IS NULL");
  if (Number(noId) > 0) warnings.push(warning(leadsWithoutId(Number(noId))));
  for (const { input, column } of told) {
    const of = { input, column, notObserved: null };
    const [[rows, sample] = []] = await engine.rows(
      `SELECT count(*), min(${raw(column)}) FROM ${relation} WHERE ${raw(column)} IS NOT NULL AND ${value(of)} IS NULL`,
    );
    if (Number(rows) > 0)
      warnings.push(
        warning(
          unreadableInput(
            column,
            input.type === "boolean" ? "yes or no" : "number",
            Number(rows),
            String(sample),
          ),
        ),
      );
  }
  warnings.push(...(await newLevels(engine, weights)));
  return warnings;
}

const sqlTypes = {
  number: "DOUBLE",
  count: "DOUBLE",
  decay: "DOUBLE",
  category: "VARCHAR",
  boolean: "BOOLEAN",
} as const;

/** Levels that no bin of a category names: they count as `other`. */
async function newLevels(engine: Engine, weights: Weights): Promise<readonly Fault[]> {
  const columns = inputColumns(weights.inputs, [weights], "n");
  const found: Fault[] = [];
  for (const { name: input, type, column } of columns) {
    if (type !== "category") continue;
    const known = weights.attributes.flatMap((a) =>
      a.kind === "bins" && a.name === input
        ? a.bins.flatMap((bin) => (bin.kind === "category" ? bin.values.map(String) : []))
        : [],
    );
    if (known.length === 0) continue;
    const [[rows, sample] = []] = await engine.rows(
      `SELECT count(*), min(${name(column)}) FROM lead_features WHERE ${name(column)} NOT IN (${known.map(text).join(", ")})`,
    );
    if (Number(rows) > 0) found.push(warning(unseenLevels(input, Number(rows), String(sample))));
  }
  return found;
}

type Cells = readonly (string | number | boolean | null)[];

/** Inputs of a row of `lead_features`, from its third column on. */
function inputsOf(weights: Weights, cells: Cells): Inputs {
  const inputs: Record<string, InputValue> = {};
  let at = 0;
  for (const { name: input, notObserved } of inputColumns(weights.inputs, [weights], "n")) {
    inputs[input] = cells[at++] ?? null;
    if (notObserved !== null && cells[at++] === true) inputs[input] = { notObserved: true };
  }
  return inputs;
}

/** Rows at a time whose reasons are put into words. */
const batch = 20_000;

async function addReasons(engine: Engine, weights: Weights): Promise<void> {
  const reasons = reasonsFor(weights);
  await engine.run("CREATE TEMP TABLE reason (n BIGINT, reasons VARCHAR)");
  const [[rows] = []] = await engine.rows("SELECT count(*) FROM lead_features");
  for (let from = 0; from < Number(rows); from += batch) {
    const part = await engine.rows(
      `SELECT * EXCLUDE (__lead) FROM lead_features WHERE n >= ${from} AND n < ${from + batch} ORDER BY n`,
    );
    const said = part.map(
      ([n, ...cells]) => [reasonText(reasons(inputsOf(weights, cells))), Number(n)] as const,
    );
    const table = `reason_${from}`;
    await engine.names(table, said);
    await engine.run(`INSERT INTO reason SELECT ix, name FROM ${table}; DROP TABLE ${table}`);
    engine.phase("reasons", Math.min(from + batch, Number(rows)), Number(rows));
  }
}

/** `webinar in the last 30 days: 2 (+36); title: Student (-12)`, in shipped points. */
const reasonText = (reasons: readonly Reason[]): string =>
  reasons.map(({ text: said, points }) => `${said} (${points < 0 ? "" : "+"}${points})`).join("; ");

async function write(engine: Engine, out: string, reasons: boolean): Promise<void> {
  const format = formatOf(out);
  const query = `SELECT f.__lead AS lead_id, s.score, s.p, s.grade, s.mql${reasons ? ", r.reasons" : ""}, s.model_version, s.weights_sha256
    FROM lead_features f JOIN scored s ON s.lead_id = f.n ${reasons ? "JOIN reason r ON r.n = f.n" : ""} ORDER BY f.n`;
  const how = {
    csv: "FORMAT csv, HEADER",
    tsv: "FORMAT csv, HEADER, DELIMITER '\t'",
    parquet: "FORMAT parquet, COMPRESSION zstd",
    json: "FORMAT json",
  }[format];
  await makeFolder(dirname(out));
  try {
    await staged(dirname(out), async (staging) => {
      await engine.run(`COPY (${query}) TO ${text(staging)} (${how})`);
      await rename(staging, out);
    });
  } catch (error) {
    refuseWriting(out, error);
  }
}
