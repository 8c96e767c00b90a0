import { createReadStream } from "node:fs";
import type { Fault } from "../../../base/errors.ts";

/** Gives the bytes of a source, from the beginning at each call. Leaving the loop closes the source. */
export type Bytes = () => AsyncIterable<Uint8Array>;

/** A file, or the content of an archive or a workbook, as a format reads it. */
export interface Content {
  /** the file on disk */
  readonly path: string;
  /** for messages: the name as the study writes it, with the part of the file that is read */
  readonly name: string;
  readonly bytes: Bytes;
  /** whether the file at `path` holds exactly these bytes, so that the engine can read it by itself */
  readonly plain: boolean;
  /** the delimiter that the study states; null: it is found from the text */
  readonly delimiter: string | null;
  /** what was found on the way, reported once the rows are looked at */
  readonly told: readonly Fault[];
}

/**
 * A query, and the name of the environment variable that holds the database's address: the secret itself is stored
 * nowhere.
 */
export interface Query {
  readonly sql: string;
  readonly env: string;
}

/** Which part of a file a study means. */
export interface Within {
  /** a sheet of a workbook */
  readonly sheet?: string;
  /** the name of a file in an archive */
  readonly member?: string;
  readonly delimiter?: string;
  /** a query of a database instead of a file */
  readonly query?: Query;
}

export const bytesOf =
  (path: string): Bytes =>
  () =>
    createReadStream(path, { highWaterMark: 1 << 20 });

/** The first bytes, at most `most` of them. */
export async function firstOf(bytes: Bytes, most: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let held = 0;
  for await (const part of bytes()) {
    parts.push(part);
    held += part.length;
    if (held >= most) break;
  }
  return Buffer.concat(parts).subarray(0, most);
}
