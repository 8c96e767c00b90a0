import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";

export const shared = process.env.LEADLINE_SHARED;
export const noShared = "LEADLINE_SHARED is not set: the reference numbers are not here";

interface Golden {
  readonly id: string;
  readonly expected: unknown;
  readonly tolerance: number;
}

/** One golden test by its id. */
export function golden(id: string): Golden {
  const file: { tests: Golden[] } = JSON.parse(
    readFileSync(join(shared ?? "", "reference/golden.json"), "utf8"),
  );
  const found = file.tests.find((t) => t.id === id);
  if (found === undefined) throw new Error(`no golden test ${id}`);
  return found;
}

/** |actual - expected| <= tolerance * max(1, |expected|), element by element. */
export function expectGolden(actual: unknown, expected: unknown, tolerance: number, path = ""): void {
  if (typeof expected === "number") {
    const off = Math.abs(Number(actual) - expected);
    expect(off, `${path}: ${actual} against ${expected}`).toBeLessThanOrEqual(
      tolerance * Math.max(1, Math.abs(expected)),
    );
    return;
  }
  if (Array.isArray(expected)) {
    const list = Array.from(actual as ArrayLike<unknown>);
    expect(list.length, path).toBe(expected.length);
    for (const [i, e] of expected.entries()) expectGolden(list[i], e, tolerance, `${path}[${i}]`);
    return;
  }
  if (typeof expected === "object" && expected !== null) {
    for (const [key, e] of Object.entries(expected))
      expectGolden((actual as Record<string, unknown>)[key], e, tolerance, `${path}.${key}`);
    return;
  }
  expect(actual, path).toEqual(expected);
}

/** A reference CSV as columns of text, by name. */
export function referenceCsv(name: string): Record<string, string[]> {
  const lines = readFileSync(join(shared ?? "", "reference/data", `${name}.csv`), "utf8")
    .trim()
    .split(/\r?\n/);
  // a comma inside quotes is text
  const cells = (line: string): string[] =>
    line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((c) => c.replace(/^"|"$/g, ""));
  const header = cells(lines[0] ?? "");
  const columns: Record<string, string[]> = Object.fromEntries(header.map((h) => [h, []]));
  for (const line of lines.slice(1))
    for (const [i, c] of cells(line).entries()) columns[header[i] ?? ""]?.push(c);
  return columns;
}
