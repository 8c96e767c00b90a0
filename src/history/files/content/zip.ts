import { type Entry, openPromise, type ZipFile } from "yauzl";
import type { Bytes } from "./content.ts";

/** A file in an archive. */
export interface Member {
  readonly name: string;
  readonly encrypted: boolean;
  readonly bytes: Bytes;
}

const open = (path: string): Promise<ZipFile> => openPromise(path, { lazyEntries: true, autoClose: false });

/** Files that systems add to archives. */
const clutter = /(^|\/)(__MACOSX\/|\.[^/]*$|Thumbs\.db$|desktop\.ini$)/i;

/**
 * The files in a zip archive, in its own order, without folders and files that systems add.
 *
 * @throws Error where it is cut off or damaged
 */
export async function membersOf(path: string): Promise<readonly Member[]> {
  const zip = await open(path);
  try {
    const entries: Entry[] = [];
    for await (const entry of zip.eachEntry()) entries.push(entry);
    return entries
      .filter(({ fileName }) => !fileName.endsWith("/") && !clutter.test(fileName))
      .map((entry) => ({
        name: entry.fileName,
        encrypted: (entry.generalPurposeBitFlag & 1) === 1,
        bytes: () => streamOf(path, entry),
      }));
  } finally {
    zip.close();
  }
}

async function* streamOf(path: string, entry: Entry): AsyncIterable<Uint8Array> {
  const zip = await open(path);
  try {
    const stream = await zip.openReadStreamPromise(entry, {});
    for await (const part of stream) yield part;
  } finally {
    zip.close();
  }
}
