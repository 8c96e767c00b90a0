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

/** A table whose header is read and whose rows are not. */
export interface FoundTable {
  /** its name in messages */
  readonly name: string;
  /** a name a column, by position, outer blanks trimmed; a column without a name is "" */
  readonly names: readonly string[];
  /** line of the header in the file, from 1; null: the format has no lines */
  readonly headerLine: number | null;
  /** Looks at all rows once, and tells what would be lost or read wrongly. Interrupted by the watch's signal. */
  check(watch: Watch): Promise<Checked>;
  /** Whether the table is another by now than the one whose header was read. */
  changed(): Promise<boolean>;
}

/** What a look at all rows of a table finds. */
export interface Checked {
  /** errors refuse the study, warnings are told */
  readonly faults: readonly Fault[];
  /** bytes that the engine will read; absent: not known, and taken as many */
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
  /** warnings of the opening */
  readonly warnings: readonly Fault[];
  /** rows below the header, refused ones among them, counted apart from the engine */
  readonly rows: number;
  /**
   * The engine's types of the columns, by position, of a table that has types of its own: its relation holds each value as
   * it is too, as `t0`, `t1`, …; absent: there are texts alone.
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
   * All cells by column, read from the bytes; null where these are not plain enough for that. Absent: the table has no bytes
   * of the same rows in the same order.
   */
  cells?(wanted: WantedCells, watch: Watch): Promise<Cells | null>;
  /** The rows that are not in the relation, by reason, once it was read with `rejects`; drops that table. */
  refused(engine: Engine, rejects: string): Promise<readonly RefusedRows[]>;
  /** Lines in the file, from 1, at which texts first stand; 0: not found. For messages only: it may read the whole table. */
  locate(wanted: readonly Wanted[]): Promise<readonly number[]>;
  /** Goes through the rows as they stand, the header among them, until `visit` says true; absent: they have no lines. */
  walk?(visit: (record: WalkedRecord) => boolean): Promise<void>;
}

/** Refused values of a load that are listed one by one, and texts of one column that are looked for. */
export const LISTED = 10_000;

/** A row as it stands in its table. */
export interface WalkedRecord {
  /** from 1 */
  readonly line: number;
  readonly text: string;
  /** its values by position */
  fields(): readonly string[];
}

/** Rows that were refused for one reason. The sample is the smallest refused text, so that no order of rows is left in it. */
export interface RefusedRows {
  readonly reason: string;
  readonly count: number;
  readonly sample: string;
  /** where the sample stands, if it is known already */
  readonly line?: number;
  /** the refused texts, distinct, as far as they are listed; or, where it is known already, the line of each */
  readonly texts?: readonly string[];
  readonly lines?: readonly number[];
}

/** A text to find: in a column by position, or as a whole row (null); the nth that is found counts, from 1. */
export interface Wanted {
  readonly column: number | null;
  readonly text: string;
  readonly nth?: number;
}

/** One format of files. */
export interface Format {
  /** endings of names that mean it, lower case, with the dot */
  readonly endings: readonly string[];
  /** what the first bytes of such a file say that it is */
  readonly holds: Kind;
  /** Reads the header of a file. What cannot be read is a fault, never thrown. */
  find(content: Content): Promise<FoundTable | FeedFault>;
}
