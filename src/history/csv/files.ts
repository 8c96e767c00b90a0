import { readdir, stat } from "node:fs/promises";
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

const pattern = (segment: string): RegExp =>
  new RegExp(
    `^${segment.replace(/[\\^$.|+()[\]{}]/g, "\\$&").replace(/[*?]/g, (c) => (c === "*" ? ".*" : "."))}$`,
    "su",
  );

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/**
 * The files that a study's `file` means, in code-unit order of their names. `*` and `?` match within one folder's
 * names, unless a file has that very name. Empty: there is none.
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
        const match = pattern(segment);
        for (const name of await namesIn(under(folder, at === "" ? "." : at)))
          if (match.test(name) && (!name.startsWith(".") || segment.startsWith(".")))
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

/** Is what a study names as a file a folder? */
export async function isFolder(folder: string, file: string): Promise<boolean> {
  try {
    return (await stat(under(folder, file))).isDirectory();
  } catch {
    return false;
  }
}

/** Names beside a file that is not there, for "did you mean". */
export async function namesBeside(folder: string, file: string): Promise<readonly string[]> {
  const there = dirname(file);
  const names = await namesIn(under(folder, there));
  return names
    .filter((name) => /\.(csv|tsv|txt)$/i.test(name) || basename(file) === name)
    .map((name) => (there === "." ? name : `${there}/${name}`));
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
