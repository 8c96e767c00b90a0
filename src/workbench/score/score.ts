import { rename } from "node:fs/promises";
import { basename, dirname, extname } from "node:path";
import { exits, type Fault, refuse, warning } from "../../base/errors.ts";
import {
  brokenRows,
  leadsWithoutId,
  missingInputs,
  momentOfFile,
  noSuchLead,
  oneSource,
  unknownFormat,
  unreadableInput,
  unseenLevels,
} from "../../base/messages/score.ts";
import type { Watch } from "../../base/progress.ts";
import { inputColumns } from "../../export/sql/columns.ts";
import { duckdb } from "../../export/sql/dialects/duckdb.ts";
import { scoreSql } from "../../export/sql/score/score.ts";
import { type Engine, text } from "../../history/engine.ts";
import type { Feed } from "../../history/feed.ts";
import { filesIn } from "../../history/files/feed.ts";
import { type Table, withTable } from "../../history/table.ts";
import { tablesIn } from "../../history/tables.ts";
import { activityTerms, type Reason, reasonsFor } from "../../weights/reasons.ts";
import { compileScorer, type Inputs, type Score } from "../../weights/scorer.ts";
import { type ShownUnit, shownUnit } from "../../weights/shown.ts";
import type { InputValue, Weights } from "../../weights/type.ts";
import { makeFolder, refuseWriting, staged } from "../folder/whole.ts";
import { readWeightsFile } from "../weights-file.ts";
import { type LeadsAsOf, leadsAsOf } from "./as-of.ts";
import { columnsOf, type FileColumns, type Given } from "./columns.ts";

export interface ScoreOptions {
  /** CSV, TSV, Parquet, JSON lines or XLSX: a row a lead, with a column for each input of the weights; null: `study` is given */
  readonly file: string | null;
  /** a study file: its leads are scored by their features at a moment */
  readonly study?: string | null;
  /** the moment: `2026-10-01` (its end), `2026-10-01T09:30` on the study's clock or with a zone; default: the study's as_of */
  readonly at?: string | null;
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
  /** the moment that the features are of, on the study's clock; null: a file of features was scored */
  readonly asOf: string | null;
  readonly timezone: string | null;
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
  const how = out === null ? null : formatFor(out);
  return await withRows(options, async (engine, weights, warnings, moment) => {
    await engine.run(`CREATE TEMP TABLE scored AS SELECT * FROM (${scoreSql(weights, rowsOf)})`);
    if (reasons && out !== null) await addReasons(engine, weights);
    if (out !== null && how !== null) await write(engine, out, how, reasons);
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
      asOf: moment?.at ?? null,
      timezone: moment?.timezone ?? null,
      warnings,
    };
  });
}

/** Why one lead has its score. */
export interface Explained extends Score {
  readonly lead: string;
  readonly reasons: readonly Reason[];
  readonly weights: Weights;
  /** the moment that the features are of, on the study's clock; null: they come from a file of features */
  readonly asOf: string | null;
  readonly warnings: readonly Fault[];
}

/** @throws LeadlineError exit 2 where no row is of that lead */
export async function explainLead(options: ScoreOptions & { readonly lead: string }): Promise<Explained> {
  return await withRows(options, async (engine, weights, warnings, moment) => {
    const [row] = await engine.rows(
      `SELECT * FROM lead_features WHERE __lead = ${text(options.lead)} LIMIT 1`,
    );
    if (row === undefined) refuse(exits.usage, noSuchLead(options.lead), placeOf(options));
    const inputs = inputsOf(weights, row.slice(2));
    return {
      lead: options.lead,
      ...compileScorer(weights)(inputs),
      reasons: reasonsFor(weights, activityTerms(weights))(inputs, 12),
      weights,
      asOf: moment?.at ?? null,
      warnings,
    };
  });
}

/** The table of typed features: `n`, the row of the file from 0, and `__lead`, its id, then the columns of the exported SQL. */
const rowsOf = { table: "lead_features", lead: "n" } as const;

type Moment = Pick<LeadsAsOf, "at" | "timezone">;

async function withRows<T>(
  options: ScoreOptions,
  work: (engine: Engine, weights: Weights, warnings: readonly Fault[], moment: Moment | null) => Promise<T>,
): Promise<T> {
  const { allowMissing = false, id = null, watch = {} } = options;
  const { weights } = await readWeightsFile(options.weights);
  const source = await sourceOf(options, weights);
  const where = placeOf(options);
  return await withTable(source.feed, source.table, watch, async (engine, table) => {
    const columns = columnsOf(table.names, weights, { lead: id, allowMissing, file: where.file });
    const own = [...table.warnings, ...(await typed(engine, table, weights, columns))];
    const warnings = [...source.warnings, ...own.map((w) => ({ ...w, where: { ...w.where, ...where } }))];
    return await work(engine, weights, warnings, source.moment);
  });
}

/** What is scored, for messages. */
const placeOf = ({ file, study }: ScoreOptions): { readonly file: string } => ({ file: file ?? study ?? "" });

interface Source {
  readonly feed: Feed;
  readonly table: string;
  readonly moment: Moment | null;
  readonly warnings: readonly Fault[];
}

/** Where the features come from: a file that holds them, or a study's leads at a moment. */
async function sourceOf(
  { file, study = null, at = null, watch = {} }: ScoreOptions,
  weights: Weights,
): Promise<Source> {
  if ((file === null) === (study === null)) refuse(exits.usage, oneSource());
  if (file !== null) {
    if (at !== null) refuse(exits.usage, momentOfFile());
    return { feed: filesIn(dirname(file)), table: basename(file), moment: null, warnings: [] };
  }
  const { columns, warnings, ...moment } = await leadsAsOf(study ?? "", at, weights, watch);
  return { feed: tablesIn({ leads: columns }), table: "leads", moment, warnings };
}

const { identifier } = duckdb;

/** Makes `lead_features` of what the file holds, and tells what cannot be read and which levels are new. */
async function typed(
  engine: Engine,
  table: Table,
  weights: Weights,
  { lead, given }: FileColumns,
): Promise<readonly Fault[]> {
  const columns = inputColumns(weights.inputs, [weights], "n");
  const selected = columns.flatMap(({ column, notObserved }, i) => {
    const of = given[i];
    if (of === undefined) return [];
    const unseen = of.notObserved === null ? "FALSE" : `coalesce(${truth(of.notObserved)}, FALSE)`;
    return [
      `${valueSql(of)} AS ${identifier(column)}`,
      ...(notObserved === null ? [] : [`${unseen} AS ${identifier(notObserved)}`]),
    ];
  });
  await engine.run(
    `CREATE TEMP TABLE lead_features AS SELECT row_number() OVER () - 1 AS n, ${raw(lead)} AS __lead${selected.map((sql) => `, ${sql}`).join("")} FROM ${table.relation("rejected")}`,
  );
  const [broken] = await table.refused(engine, "rejected");
  if (broken !== undefined)
    refuse(exits.data, brokenRows(broken.count, table.rows, broken.reason, broken.sample), {
      file: table.name,
    });
  const absent = given.filter(({ column }) => column === null).map(({ input }) => input.name);
  const [[noId] = []] = await engine.rows("SELECT count(*) FROM lead_features WHERE __lead IS NULL");
  return [
    ...(absent.length > 0 ? [warning(missingInputs(absent))] : []),
    ...(Number(noId) > 0 ? [warning(leadsWithoutId(Number(noId)))] : []),
    ...(await unreadable(engine, table, given)),
    ...(await newLevels(engine, weights)),
  ];
}

/** SQL of the text in a column of the file; NULL where it is empty. */
const raw = (column: number): string => `nullif(bare(c${column}), '')`;

const truth = (column: number): string =>
  `CASE WHEN lower(${raw(column)}) IN ('true', 't', 'yes', 'y', '1') THEN TRUE WHEN lower(${raw(column)}) IN ('false', 'f', 'no', 'n', '0') THEN FALSE END`;

function valueSql({ input, column }: Given): string {
  if (column === null) return `CAST(NULL AS ${sqlTypes[input.type]})`;
  if (input.type === "category") return raw(column);
  return input.type === "boolean" ? truth(column) : `TRY_CAST(${raw(column)} AS DOUBLE)`;
}

/** Texts where a number or a truth should be: one look at the file for all inputs. */
async function unreadable(engine: Engine, table: Table, given: readonly Given[]): Promise<readonly Fault[]> {
  const asked = given.flatMap((of) =>
    of.column === null || of.input.type === "category" ? [] : [{ ...of, column: of.column }],
  );
  if (asked.length === 0) return [];
  const counts = asked.map((of) => {
    const odd = `FILTER (${raw(of.column)} IS NOT NULL AND ${valueSql(of)} IS NULL)`;
    return `count(*) ${odd}, min(${raw(of.column)}) ${odd}`;
  });
  const [found = []] = await engine.rows(`SELECT ${counts.join(", ")} FROM ${table.relation()}`);
  return asked.flatMap(({ input, column }, i) => {
    const [rows, sample] = [Number(found[2 * i]), String(found[2 * i + 1])];
    const type = input.type === "boolean" ? "yes or no" : "number";
    return rows === 0 ? [] : [warning(unreadableInput(table.names[column] ?? "", type, rows, sample))];
  });
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
      `SELECT count(*), min(${identifier(column)}) FROM lead_features WHERE ${identifier(column)} NOT IN (${known.map(text).join(", ")})`,
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
  const unit = shownUnit(weights);
  await engine.run("CREATE TEMP TABLE reason (n BIGINT, reasons VARCHAR)");
  const [[rows] = []] = await engine.rows("SELECT count(*) FROM lead_features");
  for (let from = 0; from < Number(rows); from += batch) {
    const part = await engine.rows(
      `SELECT * EXCLUDE (__lead) FROM lead_features WHERE n >= ${from} AND n < ${from + batch} ORDER BY n`,
    );
    const said = part.map(
      ([n, ...cells]) => [reasonText(reasons(inputsOf(weights, cells)), unit), Number(n)] as const,
    );
    const table = `reason_${from}`;
    await engine.names(table, said);
    await engine.run(`INSERT INTO reason SELECT ix, name FROM ${table}; DROP TABLE ${table}`);
    engine.phase("reasons", Math.min(from + batch, Number(rows)), Number(rows));
  }
}

/** `webinar in the last 30 days: 2 (+36); title: Student (-12)`, in points as people are shown them. */
const reasonText = (reasons: readonly Reason[], { scale, digits }: ShownUnit): string =>
  reasons
    .map(({ text: said, points }) => {
      const shown = (Math.abs(points) * scale).toFixed(digits);
      return `${said} (${points < 0 ? "-" : "+"}${shown})`;
    })
    .join("; ");

const formats: Readonly<Record<string, string>> = {
  ".csv": "FORMAT csv, HEADER",
  ".tsv": "FORMAT csv, HEADER, DELIMITER '\\t'",
  ".parquet": "FORMAT parquet, COMPRESSION zstd",
  ".jsonl": "FORMAT json",
  ".ndjson": "FORMAT json",
};

const formatFor = (out: string): string =>
  formats[extname(out).toLowerCase()] ?? refuse(exits.usage, unknownFormat(basename(out)));

async function write(engine: Engine, out: string, how: string, reasons: boolean): Promise<void> {
  const query = `SELECT f.__lead AS lead_id, s.score, s.p, s.grade, s.mql${reasons ? ", r.reasons" : ""}, s.model_version, s.weights_sha256
    FROM lead_features f JOIN scored s ON s.lead_id = f.n ${reasons ? "JOIN reason r ON r.n = f.n" : ""} ORDER BY f.n`;
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
