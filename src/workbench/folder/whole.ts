import { createHash, randomBytes } from "node:crypto";
import { existsSync, readlinkSync } from "node:fs";
import { mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, isAbsolute, relative } from "node:path";
import { exits, fault, LeadlineError } from "../../base/errors.ts";
import { cannotWrite } from "../../base/messages/workbench.ts";

/** Writing files and folders so that each is whole or absent, whoever else writes there at the same time. */

let names = 0;

/** Where pids mean the same processes: this host, and on Linux this namespace of pids (a container has its own). */
const here = ((): string => {
  let namespace = "";
  try {
    namespace = readlinkSync("/proc/self/ns/pid");
  } catch {
    // no Linux: one host has one space of pids
  }
  return createHash("sha256").update(`${hostname()}\n${namespace}`).digest("hex").slice(0, 8);
})();

/** Ends the name of what is still being written: place, pid, a count and chance, so that no two writers share one. */
export const ownMark = (): string => `${here}-${process.pid}-${++names}-${randomBytes(4).toString("hex")}`;

/** Milliseconds after which what is still being written is given up, whoever wrote it. */
const forgotten = 24 * 60 * 60 * 1000;

/** Was its writer killed? Its mark says so where pids mean the same as here; elsewhere only its age does. */
export async function isAbandoned(path: string, mark: string): Promise<boolean> {
  const [place, pid] = mark.split("-");
  if (place === here && /^\d+$/.test(pid ?? "") && Number(pid) !== process.pid && !alive(Number(pid)))
    return true;
  const found = await stat(path).catch(() => null);
  return found !== null && Date.now() - found.mtimeMs > forgotten;
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

/** Between a file's name and the mark of who writes it. */
export const unfinished = ".unfinished-";

/** Writes a file whole or not at all: beside its place, then renamed. The folder must be there. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const beside = `${file}${unfinished}${ownMark()}`;
  try {
    await writeFile(beside, text);
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => undefined);
    throw error;
  }
}

/**
 * Makes a folder and those above it, one by one: the first that cannot be made says why. (Node's own recursive mkdir
 * never ends where a parent answers that it is not there, as in /proc.)
 *
 * @throws LeadlineError exit 4
 */
export async function makeFolder(folder: string): Promise<void> {
  const missing: string[] = [];
  for (let at = folder; !existsSync(at); at = dirname(at)) {
    missing.push(at);
    if (dirname(at) === at) break;
  }
  try {
    for (const each of missing.reverse())
      await mkdir(each).catch((error: unknown) => {
        if (codeOf(error) !== "EEXIST") throw error;
      });
    if (!(await stat(folder)).isDirectory()) throw Object.assign(new Error(folder), { code: "ENOTDIR" });
  } catch (error) {
    refuseWriting(folder, error);
  }
}

export const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "";

/** What the system says about a folder or a file in it, as exit 4 with the error as its cause; anything else is thrown on. */
export function refuseWriting(folder: string, error: unknown): never {
  const code = codeOf(error);
  if (!/^E[A-Z0-9]+$/.test(code)) throw error;
  const path = error instanceof Error && "path" in error ? String(error.path) : folder;
  const inside = relative(folder, path)
    .replace(/^\.staging-[^/\\]*[/\\]?/, "")
    .replace(new RegExp(`${unfinished}.*$`), "");
  const file = inside === "" || inside.startsWith("..") || isAbsolute(inside) ? null : inside;
  throw new LeadlineError(exits.io, [fault(cannotWrite(folder, file, code))], { cause: error });
}
