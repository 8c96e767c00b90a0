import type { Exit, Fault, Where } from "../base/errors.ts";
import type { Watch } from "../base/progress.ts";
import type { Cells, WantedCells } from "./cells/read.ts";
import type { Engine } from "./engine.ts";
import type { Content, Within } from "./files/content/content.ts";
import type { Kind } from "./files/content/kind.ts";

/**
 * Where the tables of a study come from: files of a folder, columns in memory, or whatever else can answer these
 * questions. The rest of the room reads tables and knows no format:
 *
 *   find ─────────► check ─────────────► open ─────────► relation, refused, locate
 *   which tables,   one pass over the    something the   rows as SQL; rows that could not
 *   their headers   rows: what would     engine can      be split; where a text stands,
 *                   be lost in silence   read            for messages
 *
 * A new **format of files** is one object `Format` in one file, and one line in the list of `files/formats.ts`.
 * A new **place** that tables come from is a `Feed` of its own.
 */
export interface Feed {
  /**
   * The tables that a `file` of the study means, in the order of their names. Never throws for what it finds: a table
   * that is not there, or whose header cannot be read, is among the faults.
   *
   * @param file what the study writes: a path, a glob, the name of a table in memory
   * @param where the place of that key in the study, for faults
   * @param within what the study says of the part of a file that it means
   */
  find(file: string, where: Where, within?: Within): Promise<Found>;
}

export interface Found {
  readonly tables: readonly FoundTable[];
  readonly faults: readonly FeedFault[];
}

/** A fault, and the code to exit with for it. */
export interface FeedFault {
  readonly exit: Exit;
  readonly fault: Fault;
}

/** A table whose header has been read, and whose rows have not. */
export interface FoundTable {
  /** its name in messages */
  readonly name: string;
  /** one name for each column, by position, without outer blanks; "" for a column without a name */
  readonly names: readonly string[];
  /** line of the header in the file, counted from 1; null: the format has no lines */
  readonly headerLine: number | null;
  /** Looks at all rows once, and reports what would be lost or read wrongly. The watch's signal interrupts it. */
  check(watch: Watch): Promise<Checked>;
  /** Whether the table has changed since its header was read. */
  changed(): Promise<boolean>;
  /** sha256 of all bytes that the table is read from; absent: there are none that can be read twice. */
  digest?(): Promise<string>;
}

/** What a look at all rows of a table found. */
export interface Checked {
  /** errors refuse the study; warnings are reported */
  readonly faults: readonly Fault[];
  /** number of bytes that the engine will read; absent: not known, and assumed to be many */
  readonly bytes?: number;
  /**
   * Makes the table ready for the engine.
   *
   * @param scratch path of a file that may be written there, without its ending; deleted after the load
   */
  open(engine: Engine, scratch: string, watch: Watch): Promise<Opened>;
}

/** The rows of a table, as the engine reads them. */
export interface Opened {
  /** warnings from the opening */
  readonly warnings: readonly Fault[];
  /** number of rows below the header, refused ones too, counted without the engine */
  readonly rows: number;
  /**
   * The engine's types of the columns, by position, where the table has types of its own: its relation then also holds
   * each value untouched, as `t0`, `t1`, ... Absent: there are only texts.
   */
  readonly native?: readonly string[];
  /**
   * SQL of a relation with one VARCHAR column a name, `c0`, `c1`, … by position, so that no name of a file ever stands
   * in SQL. What is missing is NULL. Numbers are written as in JSON, times as in ISO 8601.
   *
   * @param rejects a table for the rows that cannot be split into columns, which `refused` reads; absent: pass over them
   */
  relation(rejects?: string): string;
  /**
   * All cells by column, read from the bytes; null where the bytes are not plain enough. Absent: there are no bytes
   * with the same rows in the same order.
   */
  cells?(wanted: WantedCells, watch: Watch): Promise<Cells | null>;
  /** The rows that are not in the relation, by reason, once it was read with `rejects`; drops that table. */
  refused(engine: Engine, rejects: string): Promise<readonly RefusedRows[]>;
  /**
   * Lines in the file, counted from 1, on which texts occur first; 0: not found. For messages only: it may read the
   * whole table.
   */
  locate(wanted: readonly Wanted[]): Promise<readonly number[]>;
  /**
   * Goes through the rows as they are written, header included, until `visit` returns true; absent: the table has no
   * lines.
   */
  walk?(visit: (record: WalkedRecord) => boolean): Promise<void>;
}

/** How many refused values of a load are listed one by one, and how many texts of one column are looked for. */
export const LISTED = 10_000;

/** A row as it is written in its table. */
export interface WalkedRecord {
  /** counted from 1 */
  readonly line: number;
  readonly text: string;
  /** its values by position */
  fields(): readonly string[];
}

/**
 * Rows refused for one reason. The sample is the smallest refused text, so that it does not depend on the order of
 * rows.
 */
export interface RefusedRows {
  readonly reason: string;
  readonly count: number;
  readonly sample: string;
  /** line of the sample, if it is already known */
  readonly line?: number;
  /** the distinct refused texts that are listed; or the line of each, where that is already known */
  readonly texts?: readonly string[];
  readonly lines?: readonly number[];
}

/** A text to find: in a column by position, or as a whole row (null). The nth match counts, from 1. */
export interface Wanted {
  readonly column: number | null;
  readonly text: string;
  readonly nth?: number;
}

/** One format of files. */
export interface Format {
  /** endings of names that mean this format, in lower case with the dot */
  readonly endings: readonly string[];
  /** the kind of content that the first bytes of such a file show */
  readonly holds: Kind;
  /** Reads the header of a file. A file that cannot be read gives a fault; nothing is thrown. */
  find(content: Content): Promise<FoundTable | FeedFault>;
}
