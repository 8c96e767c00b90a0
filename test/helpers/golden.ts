import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, TestRunner } from "vitest";

export const shared = process.env.LEADLINE_SHARED;
export const noShared = "LEADLINE_SHARED is not set: the reference numbers are not here";

interface Golden {
  readonly id: string;
  readonly expected: unknown;
  readonly tolerance: number;
}

declare module "vitest" {
  interface TaskMeta {
    /** ids of golden.json that the test holds something against; the closing line counts them */
    golden?: string[];
  }
}

const ours = join(import.meta.dirname, "../golden/data");
const theirs = shared === undefined ? null : join(shared, "reference");

const listed = (folder: string): readonly Golden[] =>
  (JSON.parse(readFileSync(join(folder, "golden.json"), "utf8")) as { tests: Golden[] }).tests;
/** What the repository holds itself, then what only the reference folder has. */
const lists = [ours, ...(theirs === null ? [] : [theirs])].map(listed);

/** Ids of the golden tests of one family, in the reference folder's order; without it, of those that are kept here. */
export const goldenIds = (family: string): string[] =>
  (lists.at(-1) ?? []).map((t) => t.id).filter((id) => id.startsWith(family));

/** Skips the test that runs, since data that may not be copied are not here. */
function lacking(what: string): never {
  TestRunner.getCurrentTest()?.context.skip(
    `LEADLINE_SHARED is not set, and the data of ${what} may not be kept in the repository`,
  );
  throw new Error(`${noShared}: ${what}`);
}

/** One golden test by its id; skips the test where only the reference folder has it, and that is not here. */
export function golden(id: string): Golden {
  const found = lists.flatMap((list) => list.find((t) => t.id === id) ?? [])[0];
  if (found === undefined) {
    if (theirs === null) return lacking(id);
    throw new Error(`no golden test ${id}`);
  }
  const meta = TestRunner.getCurrentTest()?.meta;
  if (meta !== undefined) meta.golden = [...(meta.golden ?? []), id];
  return found;
}

/** The text of a reference table: kept here, or in the reference folder; skips the test where it is in neither. */
export function referenceText(name: string, kind: "data" | "expected" = "data"): string {
  const here = [join(ours, kind === "data" ? "" : kind), ...(theirs === null ? [] : [join(theirs, kind)])]
    .map((folder) => join(folder, `${name}.csv`))
    .find((path) => existsSync(path));
  return here === undefined ? lacking(`${name}.csv`) : readFileSync(here, "utf8");
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
export function referenceCsv(name: string, kind: "data" | "expected" = "data"): Record<string, string[]> {
  const lines = referenceText(name, kind).trim().split(/\r?\n/);
  // a comma inside quotes is text
  const cells = (line: string): string[] =>
    line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((c) => c.replace(/^"|"$/g, ""));
  const header = cells(lines[0] ?? "");
  const columns: Record<string, string[]> = Object.fromEntries(header.map((h) => [h, []]));
  for (const line of lines.slice(1))
    for (const [i, c] of cells(line).entries()) columns[header[i] ?? ""]?.push(c);
  return columns;
}
