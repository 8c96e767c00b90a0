import { statfs } from "node:fs/promises";
import { availableParallelism, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import {
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  type DuckDBValue,
  VARCHAR,
  version,
} from "@duckdb/node-api";
import { exits, fault, LeadlineError } from "../base/errors.ts";
import { engineFailed } from "../base/messages/data/history.ts";
import { report, type Watch } from "../base/progress.ts";
import { bareMacro } from "./blank.ts";

export type Cell = string | number | boolean | null;
export type NumberArray = Int32Array | Uint8Array | Uint32Array | Float64Array;

/** Rows that are passed to the engine at a time: its own vector size. */
const CHUNK = 2048;

/** The engine that reads tables, by its version and that of the zones' clocks. */
export const engineVersion = (): string => `DuckDB ${version()}, zones ${process.versions.tz}`;

/** A text literal of SQL. */
export const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

export const sharedInt32 = (n: number): Int32Array => new Int32Array(new SharedArrayBuffer(4 * n));
export const sharedUint8 = (n: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(n));
export const sharedFloat64 = (n: number): Float64Array => new Float64Array(new SharedArrayBuffer(8 * n));

function cell(value: DuckDBValue): Cell {
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return value;
  return typeof value === "bigint" ? Number(value) : String(value);
}

/** An embedded DuckDB for one load: in memory, without fetching extensions, stopped by the watch's signal. */
export interface Engine {
  /** runs statements without an answer; whatever they create must be TEMP, since loads share an engine */
  run(sql: string): Promise<void>;
  /** all rows, for small answers; whole numbers are given as numbers */
  rows(sql: string): Promise<readonly (readonly Cell[])[]>;
  /** passes the answer on chunk by chunk, in order */
  chunks(sql: string, take: (chunk: DuckDBDataChunk, offset: number) => void): Promise<number>;
  /** fills one array for each column with numbers; NULL becomes `none` */
  fill(sql: string, into: readonly NumberArray[], none: number): Promise<number>;
  /** makes a temporary table from the texts of columns c0, c1, ...; null: missing */
  texts(
    table: string,
    columns: number,
    rows: number,
    cell: (column: number, row: number) => string | null,
  ): Promise<void>;
  /**
   * makes a temporary table from the texts of columns c0, c1, ..., row by row as they come; gives the number of rows
   */
  stream(
    table: string,
    columns: number,
    batches: AsyncIterable<readonly (readonly (string | null)[])[]>,
  ): Promise<number>;
  /** makes a temporary table of (name text, ix integer) */
  names(table: string, entries: Iterable<readonly [string, number]>): Promise<void>;
  phase(name: string, done: number, total: number): void;
  close(): void;
}

/** Turns errors of the engine into ours: an interrupt becomes the signal's reason, others get exit 4. */
async function guarded<T>(watch: Watch, work: () => Promise<T>): Promise<T> {
  watch.signal?.throwIfAborted();
  try {
    return await work();
  } catch (error) {
    watch.signal?.throwIfAborted();
    if (error instanceof LeadlineError) throw error;
    const detail = error instanceof Error ? error.message : String(error);
    throw new LeadlineError(exits.io, [fault(engineFailed(detail))], { cause: error });
  }
}

/** Studies whose files have at most this many bytes are loaded by the engine of the process: about 10,000 rows. */
const SMALL = 2 ** 20;

const settings = {
  autoinstall_known_extensions: "false",
  autoload_known_extensions: "false",
  // joins build on their right side, as written: the engine does not know the size of a CSV, and might hold all of it
  // in memory
  disabled_optimizers: "build_side_probe_side,join_order",
};

/**
 * The engine of all small loads of this process. Starting and ending one takes as long as reading a small file, and
 * several threads cost more there than they save. Everything that a load creates is temporary, so it belongs to its own
 * connection.
 */
let kept: Promise<DuckDBInstance> | null = null;

const small = (): Promise<DuckDBInstance> => {
  kept ??= DuckDBInstance.create(":memory:", { ...settings, threads: "1" });
  kept.catch(() => {
    kept = null;
  });
  return kept;
};

/** What an engine may use. Bytes, but for the threads. */
export interface Room {
  readonly memory: number;
  readonly disk: number;
  readonly threads: number;
}

const GIB = 2 ** 30;

/**
 * The bytes that an engine may hold: half of what it reads, or a gibibyte and its threads' buffers where that is more. What
 * is over goes to disk and back.
 * Null: as much as it likes, since there is no disk to put it on, or no need.
 */
export function memoryLimit(bytes: number, { memory, disk, threads }: Room): number | null {
  const limit = Math.max(bytes / 2, GIB + (threads * GIB) / 8);
  return disk < 4 * bytes || limit > 0.8 * memory ? null : Math.floor(limit);
}

async function large(bytes: number): Promise<DuckDBInstance> {
  const { bavail, bsize } = await statfs(tmpdir());
  const limit = memoryLimit(bytes, {
    memory: totalmem(),
    disk: bavail * bsize,
    threads: availableParallelism(),
  });
  return DuckDBInstance.create(":memory:", {
    ...settings,
    temp_directory: join(tmpdir(), `leadline-${process.pid}`),
    ...(limit === null ? {} : { memory_limit: `${limit}B` }),
  });
}

/**
 * An engine for one load.
 *
 * @param bytes of all files that it will read
 */
export async function openEngine(bytes: number, watch: Watch = {}): Promise<Engine> {
  const own = bytes > SMALL;
  const instance = await guarded(watch, own ? () => large(bytes) : small);
  const connection: DuckDBConnection = await instance.connect();
  const interrupt = (): void => connection.interrupt();
  watch.signal?.addEventListener("abort", interrupt);
  await connection.run("SET TimeZone = 'UTC'");
  await connection.run(bareMacro);

  const chunks: Engine["chunks"] = (sql, take) =>
    guarded(watch, async () => {
      const result = await connection.stream(sql);
      let offset = 0;
      for (;;) {
        const chunk = await result.fetchChunk();
        if (chunk === null || chunk.rowCount === 0) return offset;
        take(chunk, offset);
        offset += chunk.rowCount;
      }
    });

  return {
    run: (sql) =>
      guarded(watch, async () => {
        await connection.run(sql);
      }),
    rows: (sql) =>
      guarded(watch, async () => {
        const read = await connection.runAndReadAll(sql);
        return read.getRows().map((row) => row.map(cell));
      }),
    chunks,
    fill: (sql, into, none) =>
      chunks(sql, (chunk, offset) => {
        into.forEach((target, column) => {
          const vector = chunk.getColumnVector(column);
          for (let i = 0; i < chunk.rowCount; i++) {
            const value = vector.getItem(i);
            target[offset + i] = typeof value === "number" ? value : none;
          }
        });
      }),
    names: (table, entries) =>
      guarded(watch, async () => {
        await connection.run(`CREATE TEMP TABLE ${table} (name VARCHAR, ix INTEGER)`);
        const appender = await connection.createAppender(table);
        for (const [name, ix] of entries) {
          appender.appendVarchar(name);
          appender.appendInteger(ix);
          appender.endRow();
        }
        appender.closeSync();
      }),
    texts: (table, columns, rows, cell) =>
      guarded(watch, async () => {
        const each = Array.from({ length: columns }, (_, column) => column);
        await connection.run(
          `CREATE TEMP TABLE ${table} (${each.map((column) => `c${column} VARCHAR`).join(", ")})`,
        );
        const appender = await connection.createAppender(table);
        for (let from = 0; from < rows; from += CHUNK) {
          watch.signal?.throwIfAborted();
          const count = Math.min(CHUNK, rows - from);
          const chunk = DuckDBDataChunk.create(
            each.map(() => VARCHAR),
            count,
          );
          for (const column of each)
            chunk.setColumnValues(
              column,
              Array.from({ length: count }, (_, i) => cell(column, from + i)),
            );
          appender.appendDataChunk(chunk);
        }
        appender.closeSync();
      }),
    stream: (table, columns, batches) =>
      guarded(watch, async () => {
        const each = Array.from({ length: columns }, (_, column) => column);
        await connection.run(
          `CREATE TEMP TABLE ${table} (${each.map((column) => `c${column} VARCHAR`).join(", ")})`,
        );
        const appender = await connection.createAppender(table);
        let count = 0;
        for await (const rows of batches) {
          watch.signal?.throwIfAborted();
          for (let from = 0; from < rows.length; from += CHUNK) {
            const part = rows.slice(from, from + CHUNK);
            const chunk = DuckDBDataChunk.create(
              each.map(() => VARCHAR),
              part.length,
            );
            for (const column of each)
              chunk.setColumnValues(
                column,
                part.map((row) => row[column] ?? null),
              );
            appender.appendDataChunk(chunk);
          }
          count += rows.length;
        }
        appender.closeSync();
        return count;
      }),
    phase: (name, done, total) => report(watch, name, done, total),
    close: () => {
      watch.signal?.removeEventListener("abort", interrupt);
      connection.closeSync();
      if (own) instance.closeSync();
    },
  };
}
