import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { sha256 } from "./folder.ts";

/** Two levels up: `src`, or the `dist` that is built from it. */
const here = fileURLToPath(new URL("../..", import.meta.url));

/** The digest of all sources below a folder, by their paths and bytes in any order. */
export function digestOfSources(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const lines = files.map(
    (file) => `${sha256(readFileSync(file))} ${relative(folder, file).split(sep).join("/")}`,
  );
  return sha256(lines.sort().join("\n"));
}

/** In place of a digest, for code that was bundled without one. */
export const unknownCode = "unknown";

let known: string | undefined;

/**
 * The digest of the sources that this code was built from, which the build writes beside it, so that builds of one
 * version with different code make different runs. `unknownCode` where the code was bundled without it.
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
