import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { deserialize, serialize } from "node:v8";
import { codeDigest, unknownCode } from "../folder/code.ts";
import { sha256 } from "../folder/folder.ts";
import { clearStaging, staged } from "../folder/whole.ts";
import { digestOf } from "./digest.ts";

/**
 * What was computed once, kept beside the runs by the digest of all that it rests on and of the code that made it. It saves
 * time and nothing else: what is kept is what would be computed, to the bit, so that it may be deleted at any time, and what
 * cannot be read or written is as if it were not there.
 */
export interface Kept {
  /** What `compute` gives for these inputs; computed where it is not kept. `is` says whether what was read is of the kind. */
  readonly of: <T>(
    kind: KeptKind,
    inputs: unknown,
    is: (value: unknown) => value is T,
    compute: () => T | Promise<T>,
  ) => Promise<T>;
  /** how many of a kind were run, and how many were kept */
  readonly counts: Readonly<Record<KeptKind, { readonly run: number; readonly kept: number }>>;
  /** Makes room: what was not used for longest goes first, until no more than the bound is left. */
  readonly trim: () => Promise<void>;
}

/** What is kept: fits of models, half-lives that a fold found, how the models are evaluated. */
export type KeptKind = "fit" | "half_lives" | "models";

/** Of what a cache may take, in bytes: some thirty models of a study of 100,000 leads. */
const most = 512 * 2 ** 20;
/** Changes when files are laid out otherwise. */
const format = "leadline-kept 1";

/** @param folder where files are; made when there is something to keep. Null: nothing is kept, and all is computed. */
export function keptIn(folder: string | null, bound = most): Kept {
  const counts = {
    fit: { run: 0, kept: 0 },
    half_lives: { run: 0, kept: 0 },
    models: { run: 0, kept: 0 },
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
      if (folder !== null && file !== null) await writeKept(folder, file, value);
      return value;
    },
    trim: () => (folder === null ? Promise.resolve() : trim(folder, bound)),
  };
}

/** What figures rest on beside their inputs: the code and the engine under it. Null: the code is not known. */
const madeBy = (): string | null => {
  const code = codeDigest();
  return code === unknownCode ? null : `${code} ${process.version} ${process.arch}`;
};

const keyOf = (made: string, inputs: unknown): string => sha256(`${made} ${digestOf(inputs)}`);

/** `leadline-kept 1 <name> <sha256 of what follows>`, a line, then the value as the engine writes it. */
const headOf = (file: string, payload: Uint8Array): string =>
  `${format} ${basename(file)} ${sha256(payload)}\n`;

/** What a file holds; undefined where it is not there, or is not what was written. */
async function readKept(file: string): Promise<unknown> {
  try {
    const bytes = await readFile(file);
    const end = bytes.indexOf("\n") + 1;
    const payload = bytes.subarray(end);
    if (bytes.toString("utf8", 0, end) !== headOf(file, payload)) return undefined;
    const value: unknown = deserialize(payload);
    // what is used stays longest; a clock that is wrong costs time alone
    const now = new Date();
    await utimes(file, now, now).catch(() => undefined);
    return value;
  } catch {
    return undefined;
  }
}

/** Beside its place and renamed: whole or absent. A full or locked disk keeps nothing. */
async function writeKept(folder: string, file: string, value: unknown): Promise<void> {
  try {
    const payload = serialize(value);
    await mkdir(folder, { recursive: true });
    await staged(folder, async (staging) => {
      await writeFile(staging, Buffer.concat([Buffer.from(headOf(file, payload)), payload]));
      await rename(staging, file);
    });
  } catch {
    // nothing rests on it
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
