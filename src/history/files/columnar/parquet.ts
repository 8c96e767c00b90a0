import type { Format } from "../../feed.ts";
import { findColumnar, literalPath } from "./table.ts";

/** Apache Parquet: columns with types of their own. */
export const parquet: Format = {
  endings: [".parquet"],
  holds: "parquet",
  find: (content) =>
    findColumnar(
      {
        rows: (of) => `read_parquet(${literalPath(of)})`,
        columns: async (engine, rows) =>
          (await engine.rows(`DESCRIBE SELECT * FROM ${rows}`)).map(([column, type]) => {
            const own = `"${String(column).replaceAll('"', '""')}"`;
            return {
              name: String(column),
              sql: asText(own, String(type)),
              native: { sql: own, type: String(type) },
            };
          }),
      },
      content,
    ),
};

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
