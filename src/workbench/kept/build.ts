import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
let found: string | null = null;

/**
 * sha256 of the code that runs: every module of this build, by path and bytes, and the engine under it. Figures made by other
 * code are other figures, whatever the version says. Read once a process; some 30 ms.
 */
export function buildDigest(): string {
  if (found !== null) return found;
  const hash = createHash("sha256").update(`${process.version} ${process.arch}\n`);
  const modules = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((file) =>
    /(?<!\.d)\.(js|ts)$/.test(file),
  );
  for (const file of modules.map((name) => name.split(sep).join("/")).sort())
    hash.update(`${file}\n`).update(readFileSync(join(root, file)));
  found = hash.digest("hex");
  return found;
}
