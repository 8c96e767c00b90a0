import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const sample = fileURLToPath(new URL("../../reports/sample/", import.meta.url));

/** `node scripts/sample-report.mjs` makes the folder; what it shows may be of an older tree, but it must be whole. */
test("the kept sample report shows charts that are there, and keeps no other", () => {
  const markdown = readFileSync(`${sample}report.md`, "utf8");
  const links = [...markdown.matchAll(/\]\(([^)\s]+)\)/g)].map((m) => m[1] ?? "");
  expect(links.length).toBeGreaterThan(8);
  expect(links.filter((to) => !existsSync(`${sample}${to}`))).toEqual([]);
  expect(readdirSync(`${sample}charts`).map((file) => `charts/${file}`)).toEqual([...new Set(links)].sort());
});

test("its picture is small enough for a README", () => {
  expect(statSync(`${sample}report.png`).size).toBeLessThan(400_000);
  expect(readFileSync(`${sample}report.png`).subarray(16, 24).readUInt32BE(0)).toBe(1280);
});
