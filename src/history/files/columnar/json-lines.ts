import { text } from "../../engine.ts";
import type { Format } from "../../feed.ts";
import type { Content } from "../content/content.ts";
import { findColumnar, literalPath } from "./table.ts";

/** JSON lines: one object on each line, whose keys are the columns. A key that an object lacks is a missing value. */
export const jsonLines: Format = {
  endings: [".jsonl", ".ndjson"],
  holds: "json lines",
  find: (content) => findObjects(content, "newline_delimited"),
};

/** One list of objects, as programs save it. */
export const jsonList: Format = {
  endings: [".json"],
  holds: "json",
  find: (content) => findObjects(content, "array"),
};

const findObjects = (content: Content, format: "newline_delimited" | "array"): ReturnType<Format["find"]> =>
  findColumnar(
    {
      rows: (of) =>
        `read_json_objects(${literalPath(of)}, format = '${format}', compression = '${content.plain ? "uncompressed" : "gzip"}')`,
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
    content,
  );

/** A key as a part of a JSON pointer (RFC 6901). */
const pointer = (key: string): string => key.replaceAll("~", "~0").replaceAll("/", "~1");
