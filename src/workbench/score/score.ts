import { rename, writeFile } from "node:fs/promises";
import { basename, dirname, extname } from "node:path";
import { exits, type Fault, refuse, warning } from "../../base/errors.ts";
import { leadOnManyRows, noSuchLead, unknownFormat } from "../../base/messages/ship/score.ts";
import { bare } from "../../base/text.ts";
import { scoreSql } from "../../export/sql/score/score.ts";
import { type Engine, text } from "../../history/engine.ts";
import { compileScorer, type Score } from "../../weights/scorer.ts";
import type { Weights } from "../../weights/type.ts";
import { activityTerms, type Reason, reasonsFor } from "../../weights/words/reasons.ts";
import { makeFolder, refuseWriting, staged } from "../folder/whole.ts";
import { inputsOf, placeOf, rowsOf, type ScoreOptions, withRows } from "./rows.ts";
import { scoreInWords, wordMacros } from "./words.ts";

export interface Scored {
  readonly rows: number;
  /** rows by grade, best first; empty where the weights have no grades */
  readonly grades: readonly { readonly grade: string; readonly rows: number }[];
  /** rows above the cut-off; null where the weights have none */
  readonly mql: number | null;
  readonly weights: Pick<Weights, "name" | "version" | "sha256">;
  readonly out: string | null;
  /** the moment of the features, on the study's clock; null: a file of features was scored */
  readonly asOf: string | null;
  readonly timezone: string | null;
  readonly warnings: readonly Fault[];
}

/**
 * Scores a file of features in an embedded DuckDB, with SQL that equals the scorer on every row (test/export). The
 * columns of the answer, in the order of the file's rows: lead_id, score, p, grade, mql, reasons, model_version,
 * weights_sha256.
 * @throws LeadlineError exit 2 for weights that cannot be trusted and inputs that the file lacks, exit 4 for files
 */
export async function scoreFile(options: ScoreOptions): Promise<Scored> {
  const { out, reasons = true } = options;
  const how = out === null ? null : formatFor(out);
  return await withRows(options, async ({ engine, weights, warnings, moment, streams }) => {
    const inWords = reasons && out !== null;
    if (inWords) await engine.run(wordMacros);
    const scored = `(${inWords ? scoreInWords(weights) : scoreSql(weights, rowsOf)})`;
    const counts = async (of: string): Promise<Counts> =>
      countsOf(await engine.rows(`SELECT grade, mql, count(*) FROM ${of} GROUP BY ALL`));
    let counted: Counts;
    if (out === null || how === null) counted = await counts(scored);
    else if (streams)
      counted = await written(engine, out, how, `SELECT * ${constants(weights)} FROM ${scored}`, (file) =>
        counts(`read_parquet(${text(file)})`),
      );
    else {
      await engine.run(`CREATE TEMP TABLE scored AS SELECT * FROM ${scored}`);
      counted = await written(engine, out, how, answer(reasons), () => counts("scored"));
    }
    const { name, version, sha256 } = weights;
    return {
      rows: counted.rows,
      grades: weights.grades.map(({ grade }) => ({ grade, rows: counted.grades.get(grade) ?? 0 })),
      mql: weights.mql === null ? null : counted.mql,
      weights: { name, version, sha256 },
      out,
      asOf: moment?.at ?? null,
      timezone: moment?.timezone ?? null,
      warnings,
    };
  });
}

/** The columns with the same value in every row, as one-valued ENUMs, which the writer need not compare row by row. */
const constants = ({ version, sha256 }: Weights): string => {
  const only = (value: string): string => `CAST(${text(value)} AS ENUM (${text(value)}))`;
  return `REPLACE (${only(version)} AS model_version, ${only(sha256)} AS weights_sha256)`;
};

interface Counts {
  readonly rows: number;
  readonly mql: number;
  readonly grades: ReadonlyMap<string, number>;
}

/** Counts from rows of (grade, mql, number). */
function countsOf(groups: readonly (readonly unknown[])[]): Counts {
  const grades = new Map<string, number>();
  let [rows, over] = [0, 0];
  for (const [grade, mql, n] of groups) {
    rows += Number(n);
    if (mql === true) over += Number(n);
    if (grade !== null) grades.set(String(grade), (grades.get(String(grade)) ?? 0) + Number(n));
  }
  return { rows, mql: over, grades };
}

/** Why one lead has its score. */
export interface Explained extends Score {
  readonly lead: string;
  readonly reasons: readonly Reason[];
  readonly weights: Weights;
  /** the moment of the features, on the study's clock; null: they come from a file of features */
  readonly asOf: string | null;
  readonly warnings: readonly Fault[];
}

/** @throws LeadlineError exit 2 where no row is about that lead */
export async function explainLead(options: ScoreOptions & { readonly lead: string }): Promise<Explained> {
  return await withRows(options, async ({ engine, weights, warnings, moment }) => {
    const found = `FROM lead_features WHERE __lead = ${text(bare(options.lead))}`;
    const [row] = await engine.rows(`SELECT * ${found} LIMIT 1`);
    if (row === undefined)
      refuse(exits.usage, noSuchLead(options.lead, options.file === null), placeOf(options));
    const [[rows] = []] = await engine.rows(`SELECT count(*) ${found}`);
    const inputs = inputsOf(weights, row.slice(2));
    return {
      lead: options.lead,
      ...compileScorer(weights)(inputs),
      reasons: reasonsFor(weights, activityTerms(weights))(inputs, 12),
      weights,
      asOf: moment?.at ?? null,
      warnings:
        Number(rows) > 1 ? [...warnings, warning(leadOnManyRows(options.lead, Number(rows)))] : warnings,
    };
  });
}

const formats: Readonly<Record<string, string>> = {
  ".csv": "FORMAT csv, HEADER",
  ".tsv": "FORMAT csv, HEADER, DELIMITER '\\t'",
  ".parquet": "FORMAT parquet, COMPRESSION zstd",
  ".jsonl": "FORMAT json",
  ".ndjson": "FORMAT json",
};

const formatFor = (out: string): string =>
  formats[extname(out).toLowerCase()] ?? refuse(exits.usage, unknownFormat(basename(out)));

/** SQL of scores and reasons of the rows, in the order of the file. */
const answer = (reasons: boolean): string =>
  `SELECT f.__lead AS lead_id, s.score, s.p, s.grade, s.mql${reasons ? ", s.reasons" : ""}, s.model_version, s.weights_sha256
    FROM lead_features f JOIN scored s ON s.lead_id = f.n ORDER BY f.n`;

/** Writes a query's answer completely, and returns what `look` sees in it before it is put in its place. */
async function written<T>(
  engine: Engine,
  out: string,
  how: string,
  query: string,
  look: (file: string) => Promise<T>,
): Promise<T> {
  await makeFolder(dirname(out));
  try {
    return await staged(dirname(out), async (staging) => {
      // what the system refuses is met here, in its own words and not in the engine's
      await writeFile(staging, "");
      await engine.run(`COPY (${query}) TO ${text(staging)} (${how})`);
      const seen = await look(staging);
      await rename(staging, out);
      return seen;
    });
  } catch (error) {
    return refuseWriting(out, error);
  }
}
