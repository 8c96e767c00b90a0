import { type Engine, text } from "../../engine.ts";
import type { Format } from "../../feed.ts";
import type { Content } from "../content/content.ts";
import { type Column, findColumnar, literalPath } from "./table.ts";

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
      columns: (engine, rows) => columnsIn(engine, rows, "", ""),
    },
    content,
  );

/** The most keys of an object in an object that are columns; one with more is a text, as a list is. */
const MOST_KEYS = 1000;

/**
 * The keys of an object, in the order in which they are met. An object in it has columns of its own, named by the way
 * to them: `properties.jobtitle`.
 *
 * @param at JSON pointer of the object in each row; "": the row itself
 * @param name the names on the way, each with a point behind it
 */
async function columnsIn(engine: Engine, rows: string, at: string, name: string): Promise<readonly Column[]> {
  const own = at === "" ? "json" : `json_extract(json, ${text(at)})`;
  const found = await engine.rows(
    `SELECT key, bool_or(kind = 'OBJECT'), bool_and(kind IN ('OBJECT', 'NULL')) FROM (
       SELECT n, key, place, json_type(json_extract(own, '/' || replace(replace(key, '~', '~0'), '/', '~1'))) AS kind FROM (
         SELECT n, own, unnest(json_keys(own)) AS key, generate_subscripts(json_keys(own), 1) AS place
         FROM (SELECT ${own} AS own, row_number() OVER () AS n FROM ${rows}) WHERE json_type(own) = 'OBJECT'
       )
     ) GROUP BY key ORDER BY min(n), arg_min(place, n)`,
  );
  const columns: Column[] = [];
  for (const [key, hasObjects, isObject] of found) {
    const path = `${at}/${pointer(String(key))}`;
    const inner = hasObjects === true ? await columnsIn(engine, rows, path, `${name}${key}.`) : [];
    const isOpened = inner.length > 0 && inner.length <= MOST_KEYS;
    if (!isOpened || isObject !== true)
      columns.push({ name: `${name}${key}`, sql: `json_extract_string(json, ${text(path)})` });
    if (isOpened) columns.push(...inner);
  }
  return columns;
}

/** A key as a part of a JSON pointer (RFC 6901). */
const pointer = (key: string): string => key.replaceAll("~", "~0").replaceAll("/", "~1");
