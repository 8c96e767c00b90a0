import type { Dialect } from "../dialect.ts";
import { castDouble, common, inCodeUnits, plainTypes, spelling } from "../standard.ts";

/** A NUL would end the statement, and is spelt out. */
const text = (value: string): string => spelling(value, "\0", "chr(0)");

/** Bare decimals are DECIMAL in DuckDB, so no number is bare. */
const double = castDouble("DOUBLE");

export const duckdb: Dialect = {
  name: "duckdb",
  title: "DuckDB",
  client: "duckdb leads.duckdb",
  ...common(plainTypes, double),
  text,
  // NaN is greater than everything in DuckDB, and missing in the scorer
  finite: (column) => {
    const number = `CAST(${column} AS DOUBLE)`;
    return `CASE WHEN isfinite(${number}) THEN ${number} END`;
  },
  binaryText: (column) => `CAST(${column} AS VARCHAR) COLLATE C`,
  domain: (address) => `split_part(${address}, '@', -1)`,
  clock: {
    type: "TIMESTAMP",
    literal: (iso) => `CAST('${iso}' AS TIMESTAMP)`,
    seconds: (at) => `CAST(floor(epoch(CAST(${at} AS TIMESTAMP))) AS BIGINT)`,
  },
  codeUnits: inCodeUnits(
    text,
    (column, from, to) => `replace(${column}, ${from}, ${to})`,
    (column) => `regexp_replace(${column}, '([\\x{E000}-\\x{FFFF}])', '\u{10ffff}\\1', 'g')`,
  ),
};
