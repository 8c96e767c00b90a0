import { createHash, randomBytes } from "node:crypto";
import { readlinkSync } from "node:fs";
import { mkdir, readdir, rename, rm, stat, unlink, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join, resolve } from "node:path";
import { exits, fault, LeadlineError } from "../../base/errors.ts";
import { cannotWrite } from "../../base/messages/workbench.ts";

/**
 * Files and folders that are whole or absent: written beside their place under a name of their own, then renamed. What a
 * killed process leaves keeps its staging name, and is cleared by the next one.
 */

const STAGING = ".staging-";
/** What is older than a day, in milliseconds, belongs to nobody any more. */
const longAgo = 86_400_000;

/** Where process numbers mean something: this machine, and on Linux this container. Six hexadecimal digits. */
export const place = createHash("sha256").update(`${hostname()} ${namespace()}`).digest("hex").slice(0, 6);

function namespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}

let made = 0;
/** Names that this process is writing under at the moment. */
const writing = new Set<string>();

/**
 * `.staging-<place>-<pid>-<count>-<random>`: two calls of one process, two processes and two containers on one volume
 * never share one. The random digits stay in the name: no byte of a run depends on them.
 */
function stagingName(): string {
  const name = `${STAGING}${place}-${process.pid}-${++made}-${randomBytes(4).toString("hex")}`;
  writing.add(name);
  return name;
}

/** Does `work` on a staging path in `parent`, which is gone afterwards whatever happened. */
export async function staged<T>(parent: string, work: (staging: string) => Promise<T>): Promise<T> {
  const name = stagingName();
  const staging = join(parent, name);
  try {
    return await work(staging);
  } finally {
    await rm(staging, { recursive: true, force: true }).catch(() => undefined);
    writing.delete(name);
  }
}

/** Writes one file whole. Its folder must be there. */
export const writeWhole = (file: string, content: string | Uint8Array): Promise<void> =>
  staged(dirname(file), async (staging) => {
    await writeFile(staging, content);
    await rename(staging, file);
  });

/**
 * Clears what processes that are no more have left in a folder. Of another machine or container nobody here can say
 * whether its process lives: what it wrote within the last day stays.
 */
export async function clearStaging(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(STAGING) || writing.has(name)) continue;
    const [from, pid] = name.slice(STAGING.length).split("-");
    const path = join(parent, name);
    const dead = from === place && (Number(pid) === process.pid || !alive(Number(pid)));
    if (!dead && !(await olderThanADay(path))) continue;
    await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function olderThanADay(path: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(path)).mtimeMs > longAgo;
  } catch {
    return false;
  }
}

export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

/**
 * Makes a folder and those above it, one by one. (A recursive mkdir never returns where the system says that the parent is
 * absent although it is there, as in /proc, and hides a read-only disk behind ENOENT.)
 */
export async function makeFolder(folder: string): Promise<void> {
  const missing: string[] = [];
  let at = resolve(folder);
  try {
    for (;;) {
      const there = await stat(at).catch((error) => absent(error));
      if (there !== null) {
        if (!there.isDirectory()) throw Object.assign(new Error(), { code: "ENOTDIR", path: at });
        break;
      }
      missing.unshift(at);
      if (dirname(at) === at) break;
      at = dirname(at);
    }
    for (const next of missing)
      await mkdir(next).catch((error) => {
        // another process was quicker
        if (codeOf(error) !== "EEXIST") throw error;
      });
  } catch (error) {
    refuseWriting(folder, error);
  }
}

function absent(error: unknown): null {
  if (!["ENOENT", "ENOTDIR"].includes(codeOf(error))) throw error;
  return null;
}

/** Removes a file that need not be there. */
export const remove = (file: string): Promise<void> => unlink(file).catch(() => undefined);

export const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "";

/** What the system says about a folder or a file in it, as exit 4, with its cause; anything else is thrown on. */
export function refuseWriting(folder: string, error: unknown): never {
  const code = codeOf(error);
  if (!/^E[A-Z0-9]+$/.test(code)) throw error;
  const file = error instanceof Error && "path" in error ? String(error.path) : folder;
  const shown = file.includes(STAGING) ? folder : file;
  throw new LeadlineError(exits.io, [fault(cannotWrite(shown, code))], { cause: error });
}
