import { writeFileSync } from "node:fs";
import { serialize } from "node:v8";
import { sha256 } from "../../src/workbench/folder/folder.ts";

/** Another value in a file of the cache, with the digest and name that it should have. */
export function signed(file: string, value: unknown): void {
  const payload = serialize(value);
  const head = `leadline-kept 1 ${file.split("/").at(-1)} ${sha256(payload)}\n`;
  writeFileSync(file, Buffer.concat([Buffer.from(head), payload]));
}
