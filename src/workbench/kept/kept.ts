import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { codeDigest, unknownCode } from "../folder/code.ts";
import { sha256 } from "../folder/folder.ts";
import { clearStaging, staged } from "../folder/whole.ts";
import { digestOf } from "./digest.ts";
import { fromBytes, isLarger, toBytes } from "./serial.ts";

/**
 * A cache of computed values, kept beside the runs by the digest of all inputs and of the code. It only saves time: a
 * kept value equals the computed one to the bit. So it may be deleted at any time, and a value that cannot be read or
 * written is simply computed.
 */
export interface Kept {
  /**
   * Gives the kept value for these inputs, or computes it. `is` tells whether a value that was read is of the right
   * kind.
   */
  readonly of: <T>(
    kind: KeptKind,
    inputs: unknown,
    is: (value: unknown) => value is T,
    compute: () => T | Promise<T>,
  ) => Promise<T>;
  /** how many values of each kind were computed, and how many were kept */
  readonly counts: Readonly<Record<KeptKind, { readonly run: number; readonly kept: number }>>;
  /** Frees space: the values that were not used for longest are deleted first, until the rest fits the bound. */
  readonly trim: () => Promise<void>;
}

/**
 * The kinds of kept values: a study's data, fits of models, half-lives that a fold found, evaluations of models, walks of the replay,
 * what a result tells that depends on neither definitions nor capacity, and the explorer's grids.
 */
export type KeptKind = "data" | "fit" | "half_lives" | "models" | "walk" | "facts" | "grid";

/** The most bytes of a cache: about thirty models of a study with 100,000 leads. */
const most = 512 * 2 ** 20;
/** The most bytes of one value: a larger one would push out a good part of the others. */
const largest = most / 8;
/** The most bytes of a study's data (40 MB at 100,000 leads with 660,000 activities), without which all of its tables are read. */
const largestData = most / 4;
/** Change this when the layout of the files changes. */
const format = "leadline-kept 1";

/**
 * @param folder for the files, made when there is something to keep; null: nothing is kept, and everything is computed
 */
export function keptIn(folder: string | null, bound = most): Kept {
  const counts = {
    data: { run: 0, kept: 0 },
    fit: { run: 0, kept: 0 },
    half_lives: { run: 0, kept: 0 },
    models: { run: 0, kept: 0 },
    walk: { run: 0, kept: 0 },
    facts: { run: 0, kept: 0 },
    grid: { run: 0, kept: 0 },
  };
  return {
    counts,
    of: async (kind, inputs, is, compute) => {
      const made = madeBy();
      const file = folder === null || made === null ? null : join(folder, `${kind}-${keyOf(made, inputs)}`);
      const found = file === null ? undefined : await readKept(file);
      if (found !== undefined && is(found)) {
        counts[kind].kept++;
        return found;
      }
      const value = await compute();
      counts[kind].run++;
      if (folder !== null && file !== null)
        await writeKept(folder, file, value, kind === "data" ? largestData : largest);
      return value;
    },
    trim: () => (folder === null ? Promise.resolve() : trim(folder, bound)),
  };
}

/** What values depend on beside their inputs: the code, and the engine that runs it. Null: the code is not known. */
const madeBy = (): string | null => {
  const code = codeDigest();
  return code === unknownCode ? null : `${code} ${process.version} ${process.arch}`;
};

const keyOf = (made: string, inputs: unknown): string => sha256(`${made} ${digestOf(inputs)}`);

/** A line `leadline-kept 1 <name> <sha256 of the rest>`, then the value as `toBytes` writes it. */
const headOf = (file: string, payload: Uint8Array): string =>
  `${format} ${basename(file)} ${sha256(payload)}\n`;

/** The value in a file; undefined where there is no file, or it is not what was written. */
async function readKept(file: string): Promise<unknown> {
  try {
    const bytes = await readFile(file);
    const end = bytes.indexOf("\n") + 1;
    const payload = bytes.subarray(end);
    if (bytes.toString("utf8", 0, end) !== headOf(file, payload)) return undefined;
    const value: unknown = fromBytes(payload);
    // values that are used stay longest; a wrong clock only costs time
    const now = new Date();
    await utimes(file, now, now).catch(() => undefined);
    return value;
  } catch {
    return undefined;
  }
}

/**
 * Written next to its place and renamed, so that it is complete or absent. On a full or locked disk nothing is kept.
 */
async function writeKept(folder: string, file: string, value: unknown, largest: number): Promise<void> {
  try {
    if (isLarger(value, largest)) return;
    const payload = toBytes(value);
    if (payload.byteLength > largest) return;
    await mkdir(folder, { recursive: true });
    await staged(folder, async (staging) => {
      // it may hold what people wrote: nobody else may read it
      await writeFile(staging, [headOf(file, payload), payload], { mode: 0o600 });
      await rename(staging, file);
    });
  } catch {
    // nothing depends on it
  }
}

async function trim(folder: string, bound: number): Promise<void> {
  try {
    await clearStaging(folder);
    const files = await Promise.all(
      (await readdir(folder)).map(async (name) => {
        const path = join(folder, name);
        const { size, mtimeMs } = await stat(path);
        return { path, size, used: mtimeMs };
      }),
    );
    let left = files.reduce((sum, { size }) => sum + size, 0);
    for (const { path, size } of files.sort((a, b) => a.used - b.used)) {
      if (left <= bound) return;
      await rm(path, { force: true });
      left -= size;
    }
  } catch {
    // another process may be clearing the same folder
  }
}
