import { lstat, readdir, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join } from "node:path";

/** A file of a source: the name for messages (as the study writes it) and the path to read. */
export interface FoundFile {
  readonly name: string;
  readonly path: string;
}

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const under = (folder: string, name: string): string => (isAbsolute(name) ? name : join(folder, name));

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort(byCodeUnit);
  } catch {
    return [];
  }
}

/**
 * Does a name match a pattern of `*` and `?`? Where a text after the last `*` does not fit, that star takes one character
 * more: at most the product of both lengths in steps, whatever the stars.
 */
export function matchesGlob(pattern: string, name: string): boolean {
  const [wanted, given] = [Array.from(pattern), Array.from(name)];
  let [p, n, star, retry] = [0, 0, -1, 0];
  while (n < given.length) {
    if (wanted[p] === "*") {
      star = p++;
      retry = n;
    } else if (wanted[p] === "?" || (p < wanted.length && wanted[p] === given[n])) {
      p++;
      n++;
    } else if (star >= 0) {
      p = star + 1;
      n = ++retry;
    } else return false;
  }
  while (wanted[p] === "*") p++;
  return p === wanted.length;
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/**
 * The files that a study's `file` means, in code-unit order of their names. `*` and `?` match within one folder's
 * names, unless a file has that very name. Empty where no file matches.
 */
export async function findFiles(folder: string, file: string): Promise<readonly FoundFile[]> {
  const path = under(folder, file);
  if (await isFile(path)) return [{ name: file, path }];
  if (!/[*?]/.test(file)) return [];
  let folders: string[] = [isAbsolute(file) ? "/" : ""];
  const segments = file.split("/").filter((segment) => segment !== "");
  for (const [depth, segment] of segments.entries()) {
    const next: string[] = [];
    for (const at of folders) {
      if (!/[*?]/.test(segment)) next.push(`${at}${segment}`);
      else {
        for (const name of await namesIn(under(folder, at === "" ? "." : at)))
          if (matchesGlob(segment, name) && (!name.startsWith(".") || segment.startsWith(".")))
            next.push(`${at}${name}`);
      }
    }
    folders = depth + 1 < segments.length ? next.map((name) => `${name}/`) : next;
  }
  const found: FoundFile[] = [];
  for (const name of folders.sort(byCodeUnit)) {
    const at = under(folder, name);
    if (await isFile(at)) found.push({ name, path: at });
  }
  return found;
}

/** Names beside a file that is not there, for "did you mean". */
export async function namesBeside(folder: string, file: string): Promise<readonly string[]> {
  const there = dirname(file);
  const names = await namesIn(under(folder, there));
  return names
    .filter(
      (name) =>
        /\.((csv|tsv|txt|jsonl|ndjson|json)(\.gz)?|parquet|xlsx|xlsm|zip)$/i.test(name) ||
        basename(file) === name,
    )
    .map((name) => (there === "." ? name : `${there}/${name}`));
}

/** What stands where a file should, if it is no file that can be read. */
export type Instead = "folder" | "loop" | "dangling" | "special";

/** Whether a folder, a link without an end or a device stands at what a study names as a file; null: nothing does. */
export async function standsInstead(folder: string, file: string): Promise<Instead | null> {
  const path = under(folder, file);
  try {
    return (await stat(path)).isDirectory() ? "folder" : "special";
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "";
    if (code === "ELOOP") return "loop";
    const link = await lstat(path).catch(() => null);
    return link?.isSymbolicLink() ? "dangling" : null;
  }
}

/** Which file stands at a path, and in which state: device, inode, size and the time of its last change. */
export async function stampOf(path: string): Promise<string> {
  try {
    const { dev, ino, size, mtimeNs } = await stat(path, { bigint: true });
    return `${dev} ${ino} ${size} ${mtimeNs}`;
  } catch {
    return "gone";
  }
}
