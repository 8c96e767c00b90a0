import { stat } from "node:fs/promises";
import { exits, fault } from "../../../base/errors.ts";
import { emptyFile, headerOnly, unreadableFile } from "../../../base/messages/data/history.ts";
import { bare } from "../../../base/text.ts";
import { type Engine, openEngine, text } from "../../engine.ts";
import type { FeedFault, FoundTable } from "../../feed.ts";
import type { Content } from "../content/content.ts";

/** A column of a file that the engine reads by itself. */
export interface Column {
  readonly name: string;
  /** SQL of its values as text: numbers as in JSON, times as in ISO 8601, missing values NULL */
  readonly sql: string;
  /** the column itself, and the engine's type of it; absent: only its text has a meaning */
  readonly native?: { readonly sql: string; readonly type: string };
}

/** What differs between these formats. */
export interface Reader {
  /** the engine's table function over a file, `read_parquet('x')` */
  readonly rows: (path: string) => string;
  readonly columns: (engine: Engine, rows: string) => Promise<readonly Column[]>;
}

/** A path as the engine's reader wants it: unescaped `[`, `*` and `?` would be a pattern. */
export const literalPath = (path: string): string => text(path.replace(/[[*?]/g, "[$&]"));

/**
 * A file whose rows the engine splits by itself, so that none can be half read: it is read whole, or refused with the
 * engine's reason. Its rows have no lines, so messages name only the file.
 */
export async function findColumnar(
  reader: Reader,
  { path, name, told }: Content,
): Promise<FoundTable | FeedFault> {
  const rows = reader.rows(path);
  const { size } = await stat(path);
  const engine = await openEngine(size);
  try {
    const columns = await reader.columns(engine, rows);
    if (columns.length === 0) return { exit: exits.data, fault: fault(emptyFile(name), { file: name }) };
    const [[count] = []] = await engine.rows(`SELECT count(*) FROM ${rows}`);
    return {
      name,
      names: columns.map((column) => bare(column.name)),
      headerLine: null,
      changed: async () => false,
      check: async () => ({
        faults: [...told, ...(Number(count) === 0 ? [fault(headerOnly(name), { file: name })] : [])],
        bytes: size,
        open: async () => ({
          warnings: [],
          rows: Number(count),
          native: columns.map(({ native }) => native?.type ?? "VARCHAR"),
          relation: () =>
            `(SELECT ${columns.map(({ sql, native }, i) => `${sql} AS c${i}, ${native?.sql ?? sql} AS t${i}`).join(", ")} FROM ${rows})`,
          refused: async () => [],
          locate: async (wanted) => wanted.map(() => 0),
        }),
      }),
    };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return { exit: exits.data, fault: fault(unreadableFile(name, reasonOf(said)), { file: name }) };
  } finally {
    engine.close();
  }
}

/** The engine's message without its kind of error, its hints and the path that it repeats. */
const reasonOf = (said: string): string =>
  (said.split("\n").find((line) => /error/i.test(line)) ?? said)
    .replace(/^.*?Error: /, "")
    .replace(/ in file "[^"]*"/, "")
    .trim();
