import { createReadStream } from "node:fs";
import type { Fault } from "../../../base/errors.ts";

/** The bytes of something, from the beginning each time it is called. To stop reading closes what it reads from. */
export type Bytes = () => AsyncIterable<Uint8Array>;

/** A file, or what an archive or a workbook holds, as a format reads it. */
export interface Content {
  /** the file on disk */
  readonly path: string;
  /** for messages: as the study writes it, with the part of it that is read */
  readonly name: string;
  readonly bytes: Bytes;
  /** the file at `path` holds these very bytes, so that the engine can read it by itself */
  readonly plain: boolean;
  /** the sign between fields, where the study states it; null: found */
  readonly delimiter: string | null;
  /** what was found on the way: told once the rows are looked at */
  readonly told: readonly Fault[];
}

/** A query, and the variable of the environment that holds the database's address: the secret itself stands nowhere else. */
export interface Query {
  readonly sql: string;
  readonly env: string;
}

/** What a study says of the part of a file that it means. */
export interface Within {
  /** of a workbook */
  readonly sheet?: string;
  /** of an archive: the name of the file in it */
  readonly member?: string;
  readonly delimiter?: string;
  /** no file at all, but a query of a database */
  readonly query?: Query;
}

export const bytesOf =
  (path: string): Bytes =>
  () =>
    createReadStream(path, { highWaterMark: 1 << 20 });

/** The first bytes, at most so many. */
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
