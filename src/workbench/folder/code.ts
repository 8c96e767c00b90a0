import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { sha256 } from "./folder.ts";

/** Two levels up: `src`, or the `dist` that was made of it. */
const here = fileURLToPath(new URL("../..", import.meta.url));

/** The digest of all sources below a folder: their paths and bytes, whatever order the disk has them in. */
export function digestOfSources(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const lines = files.map(
    (file) => `${sha256(readFileSync(file))} ${relative(folder, file).split(sep).join("/")}`,
  );
  return sha256(lines.sort().join("\n"));
}

/** Of code that was bundled without its digest. */
export const unknownCode = "unknown";

let known: string | undefined;

/**
 * The digest of the sources that this code was built from, which the build writes beside it: two builds of one version
 * whose code differs make two runs. `unknownCode` where code was bundled without it.
 */
export function codeDigest(): string {
  known ??= read();
  return known;
}

function read(): string {
  const stamp = join(here, "code.json");
  if (existsSync(stamp)) {
    const { sources }: { sources?: unknown } = JSON.parse(readFileSync(stamp, "utf8"));
    return typeof sources === "string" ? sources : unknownCode;
  }
  return basename(here) === "src" ? digestOfSources(here) : unknownCode;
}
