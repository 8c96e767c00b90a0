import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../helpers/cli.ts";
import { built } from "../helpers/node.ts";

/**
 * Every `@example` of a room whose functions take plain values, run against the built package with the room's exports at
 * hand. A line `expression; // value` is held to that value, numbers to as many decimals as it has.
 */
const rooms = ["stats"];

interface Example {
  readonly room: string;
  readonly file: string;
  readonly name: string;
  readonly code: string;
}

function examplesIn(room: string): Example[] {
  const src = join(root, "src", room);
  return readdirSync(src, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .sort()
    .flatMap((file) => {
      const text = readFileSync(join(src, file), "utf8");
      const docs = text.matchAll(
        /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport (?:async )?(?:function|const) (\w+)/g,
      );
      return [...docs].flatMap(([, doc = "", name = ""]) => {
        const code = doc.replace(/^ ?\*? ?\n/, "").split(/@example\n/)[1];
        if (code === undefined) return [];
        const plain = code.replace(/^ ?\* ?/gm, "").split(/^@/m)[0] ?? "";
        return [{ room, file, name, code: plain.trim() }];
      });
    });
}

const examples = rooms.flatMap(examplesIn);

/** Numbers to the decimals of what is expected, all else alike; more keys than are expected do no harm. */
function expectShown(actual: unknown, shown: string): void {
  const decimals = Math.max(0, ...[...shown.matchAll(/\.(\d+)/g)].map(([, digits = ""]) => digits.length));
  const rounded = (value: unknown): unknown => {
    if (typeof value === "number")
      return Number.isFinite(value) ? Number(value.toFixed(decimals)) + 0 : value;
    if (ArrayBuffer.isView(value) && !(value instanceof DataView))
      return Array.from(value as Float64Array, rounded);
    if (Array.isArray(value)) return value.map(rounded);
    if (typeof value === "object" && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, rounded(one)]));
    return value;
  };
  const expected: unknown = new Function(`return (${shown});`)();
  if (typeof expected === "object" && expected !== null && !Array.isArray(expected))
    expect(rounded(actual)).toMatchObject(expected);
  else expect(rounded(actual)).toEqual(expected);
}

describe("8.7: what the documentation shows is what comes out", async () => {
  const offered = new Map<string, Record<string, unknown>>();
  for (const room of rooms) offered.set(room, await import(/* @vite-ignore */ built(`${room}/index.js`)));

  it.each(examples)("$room: $name", ({ room, name, code }) => {
    const exports = offered.get(room) ?? {};
    expect(Object.keys(exports)).toContain(name);
    expect(code).toContain(name);
    let held = 0;
    const hold = (value: unknown, shown: string): void => {
      held++;
      expectShown(value, shown);
    };
    const body = code.replace(
      /^(?!const |let |\/\/)(.*); \/\/ (.*)$/gm,
      (_, expression: string, shown: string) => `hold(${expression}, ${JSON.stringify(shown)});`,
    );
    new Function("hold", ...Object.keys(exports), body)(hold, ...Object.values(exports));
    expect(held, "lines with their value").toBeGreaterThan(0);
  });

  it("has an example of what a user of the statistics wants first", () => {
    const shown = new Set(examples.map(({ name }) => name));
    for (const name of "wilson newcombe auc pava plattFit fitLogistic priorShift informationValue decayedCounts".split(
      " ",
    ))
      expect(shown).toContain(name);
  });
});
