import { createHash } from "node:crypto";
import { version } from "../base/version.ts";
import type { ExportQuestion, FileContent } from "./target.ts";

/**
 * `manifest.json` of a target's folder: the weights that it holds, and the size in bytes and SHA-256 of each file, by
 * path.
 */
export function manifestOf(
  { models }: Pick<ExportQuestion, "models">,
  files: ReadonlyMap<string, FileContent>,
): string {
  const listed = [...files].map(([file, content]) => ({
    file,
    bytes: Buffer.byteLength(content),
    sha256: createHash("sha256").update(content).digest("hex"),
  }));
  listed.sort((a, b) => (a.file < b.file ? -1 : 1));
  const weights = [...models.values()].map(({ name, version: of, sha256 }) => ({
    name,
    version: of,
    sha256,
  }));
  return `${JSON.stringify({ leadline: version, weights, files: listed }, null, 1)}\n`;
}
