import { warning } from "../../../base/errors.ts";
import { mostlyNumbers } from "../../../base/messages/data/history.ts";
import { type Format, type NumberFormat, numberFormats, type Study } from "../../../study/type.ts";
import type { Ledger } from "../../audit/audit.ts";
import { type Engine, sharedFloat64, sharedInt32 } from "../../engine.ts";
import { LISTED } from "../../feed.ts";
import { columnIndex, type SourceTable } from "../../headers.ts";
import { isNoNumber, isNumber, NUMBER_SHARE, numberSql, plainSql, TOLD_SHARE } from "../../numbers/plain.ts";
import { readingOf } from "../../numbers/reading.ts";
import type { Column } from "../../type.ts";

/** A digit within the first six characters: no number is written without one. */
const looksWritten = (column: string): string =>
  `regexp_matches(${column}, '^[^0-9０-９٠-٩]{0,6}[0-9０-９٠-٩]')`;

/** How the study states that values of leads' columns are written; of several files, the first that states it. */
export const formatsOf = ({ sources }: Study): ReadonlyMap<string, Format> =>
  new Map(sources.leads.flatMap(({ format }) => [...(format ?? [])].reverse()).reverse());

/**
 * Types the attributes of the table `lead` and reads them: numbers, or categories with their levels in code-unit order.
 * In a column of numbers a value that is no number counts as missing, and is recorded with a sample.
 */
export async function readColumns(
  engine: Engine,
  study: Study,
  files: readonly SourceTable[],
  names: readonly string[],
  count: number,
  ledger: Ledger,
): Promise<ReadonlyMap<string, Column>> {
  if (names.length === 0) return new Map();
  const formats = formatsOf(study);
  const named = new Set([
    ...study.features.knownAtCreation,
    ...study.features.types.keys(),
    ...formats.keys(),
  ]);
  const columns = new Map<string, Column>();
  for (let from = 0; from < names.length; from += AT_ONCE) {
    const part = names.slice(from, from + AT_ONCE);
    await readPart(engine, { study, files, formats, named, count }, part, from, columns, ledger);
  }
  return columns;
}

/**
 * How many columns one statement reads: the engine's planning takes the square of the number of expressions, and
 * exports of "all properties" have a thousand columns.
 */
const AT_ONCE = 32;

/** Up to this many leads, levels are sorted here: three statements for each column would take longer than the texts. */
const FEW_LEADS = 20_000;

interface Part {
  readonly study: Study;
  readonly files: readonly SourceTable[];
  readonly formats: ReadonlyMap<string, Format>;
  /** columns that the study names */
  readonly named: ReadonlySet<string>;
  /** number of leads */
  readonly count: number;
}

/** Stores the values of some of the rows at their leads' indices. */
type Take = (leads: Int32Array, vector: { getItem(row: number): unknown }, count: number) => void;

/**
 * Reads some of the columns, the first of which is `a<from>` of the table `lead`. Their texts are kept bare in the
 * table `attribute` meanwhile.
 */
async function readPart(
  engine: Engine,
  { study, files, formats, named, count }: Part,
  names: readonly string[],
  from: number,
  columns: Map<string, Column>,
  ledger: Ledger,
): Promise<void> {
  const own = names.map((_, k) => `a${from + k}`);
  await engine.run(
    `CREATE TEMP TABLE attribute AS SELECT ix, f, ${own.map((a) => `nullif(bare(${a}), '') AS ${a}`).join(", ")} FROM lead`,
  );
  const counts = await engine.rows(
    `SELECT ${own.map((a, k) => `count(${a}), count(*) FILTER (${isNumber(a)}), count(*) FILTER (${isNoNumber(a)}), ${named.has(names[k] ?? "") ? `count(*) FILTER (${looksWritten(a)}), count(*) FILTER (contains(${a}, '.'))` : "0, 0"}`).join(", ")} FROM attribute`,
  );
  const picks: string[] = [];
  const takes: Take[] = [];
  const settle: (() => void)[] = [];
  for (const [k, name] of names.entries()) {
    const j = from + k;
    const [filled = 0, numbers = 0, without = 0, written = 0, points = 0] = [0, 1, 2, 3, 4].map((n) =>
      Number(counts[0]?.[5 * k + n]),
    );
    const stated = study.features.types.get(name);
    const format = numberFormat(formats.get(name));
    const isPlain = isNumber(`a${j}`);
    let sql: string | null =
      numbers > 0 && numbers >= NUMBER_SHARE * (filled - without) ? plainSql(`a${j}`) : null;
    let told = false;
    if (stated === "category") sql = null;
    else if (
      // a closer look takes a dozen patterns for each value: only where there may be more than plain numbers or text
      stated !== undefined ||
      format !== null ||
      (named.has(name) &&
        (numbers > 0 && numbers + without === filled
          ? points > 1
          : written >= TOLD_SHARE * (filled - without)))
    ) {
      const reading = await readingOf(engine, {
        name,
        table: "attribute",
        column: `a${j}`,
        isPlain,
        isNone: isNoNumber(`a${j}`),
        share: NUMBER_SHARE,
        stated: stated ?? null,
        format,
      });
      ledger.warnings.push(...reading.faults);
      told = reading.faults.length > 0;
      sql = reading.format === null ? null : numberSql(`a${j}`, reading.format);
    }
    if (sql !== null) {
      const values = sharedFloat64(count).fill(Number.NaN);
      columns.set(name, { kind: "number", values });
      picks.push(sql);
      takes.push((leads, vector, count) => {
        for (let i = 0; i < count; i++) {
          const value = vector.getItem(i);
          if (typeof value === "number") values[leads[i] ?? 0] = value;
        }
      });
      if (numbers < filled) await refuseTexts(engine, files, name, `a${j}`, sql, ledger);
    } else {
      const codes = sharedInt32(count).fill(-1);
      const levels: string[] = [];
      columns.set(name, { kind: "category", levels, codes });
      if (filled === 0) continue;
      const share = numbers / Math.max(1, filled - without);
      if (
        !told &&
        stated === undefined &&
        share >= TOLD_SHARE &&
        study.features.knownAtCreation.includes(name)
      )
        await tellOfNumbers(engine, name, `a${j}`, share, ledger);
      if (count <= FEW_LEADS) {
        const texts: (string | null)[] = new Array(count).fill(null);
        picks.push(`a${j}`);
        takes.push((leads, vector, count) => {
          for (let i = 0; i < count; i++) {
            const value = vector.getItem(i);
            if (typeof value === "string") texts[leads[i] ?? 0] = value;
          }
        });
        settle.push(() => sortTexts(texts, levels, codes));
        continue;
      }
      await engine.run(
        `CREATE TEMP TABLE level AS SELECT DISTINCT a${j} AS name FROM attribute WHERE a${j} IS NOT NULL ORDER BY name;
         CREATE TYPE e${j} AS ENUM (SELECT name FROM level ORDER BY name)`,
      );
      await engine.chunks("SELECT name FROM level ORDER BY name", (chunk) => {
        const vector = chunk.getColumnVector(0);
        for (let i = 0; i < chunk.rowCount; i++) levels.push(String(vector.getItem(i)));
      });
      await engine.run("DROP TABLE level");
      const rank = sortLevels(levels);
      picks.push(`enum_code(a${j}::e${j})::INTEGER`);
      takes.push((leads, vector, count) => {
        for (let i = 0; i < count; i++) {
          const value = vector.getItem(i);
          if (typeof value === "number") codes[leads[i] ?? 0] = rank === null ? value : (rank[value] ?? -1);
        }
      });
    }
  }
  if (picks.length > 0)
    await engine.chunks(`SELECT ix, ${picks.join(", ")} FROM attribute`, (chunk) => {
      const ix = chunk.getColumnVector(0);
      const leads = Int32Array.from({ length: chunk.rowCount }, (_, i) => Number(ix.getItem(i)));
      takes.forEach((take, k) => {
        take(leads, chunk.getColumnVector(k + 1), chunk.rowCount);
      });
    });
  for (const sort of settle) sort();
  await engine.run("DROP TABLE attribute");
}

/** The levels of texts in code-unit order, and the level of each text; -1 for none. */
function sortTexts(texts: readonly (string | null)[], levels: string[], codes: Int32Array): void {
  const distinct = new Set(texts);
  distinct.delete(null);
  for (const text of distinct) if (text !== null) levels.push(text);
  levels.sort((a, b) => (a < b ? -1 : 1));
  const at = new Map(levels.map((level, i) => [level, i]));
  texts.forEach((text, ix) => {
    if (text !== null) codes[ix] = at.get(text) ?? -1;
  });
}

const numberFormat = (stated: Format | undefined): NumberFormat | null =>
  numberFormats.find((format) => format === stated) ?? null;

async function tellOfNumbers(
  engine: Engine,
  name: string,
  column: string,
  share: number,
  ledger: Ledger,
): Promise<void> {
  const other = `NOT ${isNumber(column)} AND NOT ${isNoNumber(column)}`;
  const [found] = await engine.rows(
    `SELECT min(${column}) FILTER (${other}), count(*) FILTER (regexp_full_match(${column}, '0[0-9]+')) FROM attribute`,
  );
  const [sample, codes] = found ?? [];
  if (Number(codes) === 0) ledger.warnings.push(warning(mostlyNumbers(name, share, String(sample))));
}

/**
 * Sorts levels by code units in place; returns where each went, or null where the engine's order (by code points) is
 * the same.
 */
function sortLevels(levels: string[]): Int32Array | null {
  if (levels.every((level, i) => i === 0 || (levels[i - 1] ?? "") < level)) return null;
  const sorted = levels.map((level, i) => ({ level, i })).sort((a, b) => (a.level < b.level ? -1 : 1));
  const rank = new Int32Array(levels.length);
  sorted.forEach(({ level, i }, to) => {
    rank[i] = to;
    levels[to] = level;
  });
  return rank;
}

/** Records the texts in a column of numbers, by file. */
async function refuseTexts(
  engine: Engine,
  files: readonly SourceTable[],
  name: string,
  column: string,
  sql: string,
  ledger: Ledger,
): Promise<void> {
  const unread = `${column} IS NOT NULL AND (${sql}) IS NULL`;
  const found = await engine.rows(
    `SELECT f, count(*) FILTER (${unread}), min(${column}) FILTER (${unread}), count(${column}) FROM attribute GROUP BY f ORDER BY f`,
  );
  for (const [f, count, sample, there] of found) {
    const file = files[Number(f)];
    if (file === undefined || Number(count) === 0) continue;
    const texts = await engine.rows(
      `SELECT DISTINCT ${column} AS v FROM attribute WHERE f = ${Number(f)} AND ${unread} ORDER BY v LIMIT ${LISTED}`,
    );
    ledger.rejects.push({
      file,
      column: columnIndex(file, name),
      reason: "not a number",
      count: Number(count),
      sample: String(sample),
      texts: texts.map(([v]) => String(v)),
      of: Number(there),
    });
  }
}
