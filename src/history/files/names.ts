import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { lstat, readdir, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join } from "node:path";

/** A file of a source: its name in messages (as the study writes it), and the path to read. */
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
 * Whether a name matches a pattern of `*` and `?`. Where the text after the last `*` does not fit, that star takes one
 * more character: at most the product of both lengths in steps, however many stars.
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
 * The files that a study's `file` means, in code-unit order of their names. `*` and `?` match within the names of one
 * folder, unless a file has exactly that name. Empty where no file matches.
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

/** The names next to a file that does not exist, for "did you mean". */
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

/** What is at a path where a file should be, if it is no file that can be read. */
export type Instead = "folder" | "loop" | "dangling" | "special";

/** Whether a folder, an endless link or a device is where a study names a file; null: nothing is there. */
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

/** The identity and state of the file at a path: device, inode, size and time of the last change. */
export async function stampOf(path: string): Promise<string> {
  try {
    const { dev, ino, size, mtimeNs } = await stat(path, { bigint: true });
    return `${dev} ${ino} ${size} ${mtimeNs}`;
  } catch {
    return "gone";
  }
}

/** sha256 of the bytes of a file, in hexadecimal. */
export async function digestOfFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const bytes of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(bytes);
  return hash.digest("hex");
}
