import { text } from "../../engine.ts";
import type { Format } from "../../feed.ts";
import { findColumnar, literalPath } from "./table.ts";

/** JSON lines: one object a line, whose keys are the columns; an object may lack some, and is missing them. */
export const jsonLines: Format = {
  endings: [".jsonl", ".ndjson"],
  find: (path, name) =>
    findColumnar(
      {
        rows: (of) => `read_json_objects(${literalPath(of)}, format = 'newline_delimited')`,
        columns: async (engine, rows) =>
          (
            await engine.rows(
              `SELECT key FROM (
                 SELECT n, unnest(json_keys(json)) AS key, generate_subscripts(json_keys(json), 1) AS place
                 FROM (SELECT json, row_number() OVER () AS n FROM ${rows})
               ) GROUP BY key ORDER BY min(n), arg_min(place, n)`,
            )
          ).map(([key]) => ({
            name: String(key),
            sql: `json_extract_string(json, ${text(`/${pointer(String(key))}`)})`,
          })),
      },
      path,
      name,
    ),
};

/** A key as a part of a JSON pointer (RFC 6901). */
const pointer = (key: string): string => key.replaceAll("~", "~0").replaceAll("/", "~1");
