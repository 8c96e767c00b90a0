import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { noShared, shared } from "../helpers/golden.ts";

const kept = join(import.meta.dirname, "data");
const csvs = (folder: string): string[] => readdirSync(folder).filter((name) => name.endsWith(".csv"));

describe("8.7: golden numbers that are kept in the repository", () => {
  it("say of every table where it comes from", () => {
    const readme = readFileSync(join(kept, "README.md"), "utf8");
    expect(csvs(kept).length).toBeGreaterThan(0);
    for (const name of csvs(kept)) expect(readme).toContain(`\`${name}\``);
  });

  it("are the reference folder's own, byte for byte", (ctx) => {
    if (shared === undefined) return ctx.skip(noShared);
    const reference = join(shared, "reference");
    for (const [ours, theirs] of [
      ["", "data"],
      ["expected", "expected"],
    ] as const)
      for (const name of csvs(join(kept, ours)))
        expect(
          readFileSync(join(kept, ours, name)).equals(readFileSync(join(reference, theirs, name))),
          name,
        ).toBe(true);
    const listed = (folder: string): { id: string }[] =>
      JSON.parse(readFileSync(join(folder, "golden.json"), "utf8")).tests;
    const all = listed(reference);
    for (const one of listed(kept)) expect(one).toEqual(all.find(({ id }) => id === one.id));
  });
});
