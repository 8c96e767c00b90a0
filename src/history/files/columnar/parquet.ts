import { type Engine, text } from "../../engine.ts";
import type { Format } from "../../feed.ts";
import { type Column, findColumnar, literalPath } from "./table.ts";

/** Apache Parquet: columns with types of their own. */
export const parquet: Format = {
  endings: [".parquet"],
  holds: "parquet",
  find: (content) =>
    findColumnar(
      {
        rows: (of) => `read_parquet(${literalPath(of)})`,
        columns: (engine, rows) => columnsOf(engine, rows, `SELECT * FROM ${rows}`, null),
      },
      content,
    ),
};

/** The columns of a query. A column of named parts has one for each of them: `company.domain`. */
async function columnsOf(
  engine: Engine,
  rows: string,
  query: string,
  of: { readonly name: string; readonly sql: string } | null,
): Promise<readonly Column[]> {
  const columns: Column[] = [];
  for (const [column, type] of await engine.rows(`DESCRIBE ${query}`)) {
    const part = String(column);
    const own = of === null ? `"${part.replaceAll('"', '""')}"` : `struct_extract(${of.sql}, ${text(part)})`;
    const name = of === null ? part : `${of.name}.${part}`;
    if (/^STRUCT\(.*\)$/.test(String(type)))
      columns.push(
        ...(await columnsOf(engine, rows, `SELECT unnest(${own}) FROM ${rows}`, { name, sql: own })),
      );
    else columns.push({ name, sql: asText(own, String(type)), native: { sql: own, type: String(type) } });
  }
  return columns;
}

/**
 * A value of a type as a CSV would hold it. Times with a zone are instants, and get a Z; fractions of a second are cut
 * off.
 */
function asText(column: string, type: string): string {
  if (type === "TIMESTAMP WITH TIME ZONE")
    return `strftime(${column} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%SZ')`;
  if (type.startsWith("TIMESTAMP")) return `strftime(CAST(${column} AS TIMESTAMP), '%Y-%m-%d %H:%M:%S')`;
  if (type === "DOUBLE" || type === "FLOAT")
    return `CASE WHEN isfinite(${column}) THEN CAST(${column} AS VARCHAR) END`;
  return `CAST(${column} AS VARCHAR)`;
}
