import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { goldenIds, noShared, shared } from "../helpers/golden.ts";

const kept = join(import.meta.dirname, "data");
const csvs = (folder: string): string[] => readdirSync(folder).filter((name) => name.endsWith(".csv"));

/** Golden numbers that no test holds: what they are of is not in Leadline (a state space model of seasons). */
const notHeld = ["FC12.ets_airpassengers"];

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

  it("11.1: of drift, backtest, close rates, forecasts and activities are all held by a test", (ctx) => {
    if (shared === undefined) return ctx.skip(noShared);
    const texts = readdirSync(join(import.meta.dirname, ".."), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".test.ts") && !path.endsWith("kept.test.ts"))
      .map((path) => readFileSync(join(import.meta.dirname, "..", path), "utf8"));
    const ids = goldenIds("").filter((id) => /^(DR|BT|CR|FC|ACT)\d/.test(id));
    expect(ids.length).toBeGreaterThan(40);
    expect(ids.filter((id) => !texts.some((text) => text.includes(`"${id}"`)))).toEqual(notHeld);
  });
});
