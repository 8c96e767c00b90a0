import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Estimated } from "../../src/base/estimate.ts";
import { type NullWorld, nullWorld, tries } from "./null-worlds.ts";

const seeds = { first: 5001, worlds: Number(process.env.LEADLINE_WORLDS ?? 150) };

describe("150 worlds in which no candidate is better (seeds 5001 to 5150)", () => {
  const worlds: NullWorld[] = [];
  beforeAll(async () => {
    for (let seed = seeds.first; seed < seeds.first + seeds.worlds; seed++) {
      const folder = mkdtempSync(join(tmpdir(), "leadline-null-"));
      worlds.push(await nullWorld(seed, folder));
      rmSync(folder, { recursive: true, force: true });
    }
  }, 1_800_000);

  const share = (of: readonly boolean[]): number => of.filter(Boolean).length / of.length;
  const percent = (x: number): string => `${(100 * x).toFixed(1)}%`;
  const holds = (e: Estimated, truth: number): boolean =>
    e.value !== null && e.low <= truth && truth <= e.high;

  it.each([1, 5, 10, 20])(
    "7.14: a wrong change in at most a twentieth of worlds after %i tries, one study each",
    (k) => {
      const wrong = share(worlds.map(({ alone }) => alone.slice(0, k).some((d) => d.verdict === "change")));
      console.log(`after ${k} tries, one study each: ${percent(wrong)}`);
      for (const { alone } of worlds) expect(alone.map(({ m }) => m)).toEqual(alone.map((_, i) => i + 1));
      expect(wrong).toBeLessThanOrEqual(0.05);
    },
  );

  it("7.14: a wrong change in at most 5% of worlds with 20 candidates in one study", () => {
    const wrong = share(worlds.map(({ together }) => together.verdict === "change"));
    console.log(`${tries} in one study: ${percent(wrong)}`);
    for (const { together } of worlds) expect(together.m).toBe(tries);
    expect(wrong).toBeLessThanOrEqual(0.05);
  });

  it("7.15: the difference holds its long-run value, 0, in 94 to 96%", () => {
    const all = worlds.flatMap(({ together }) => together.candidates.map((c) => holds(c.difference, 0)));
    console.log(`difference: ${percent(share(all))} of ${all.length}`);
    expect(share(all)).toBeGreaterThanOrEqual(0.94);
    expect(share(all)).toBeLessThanOrEqual(0.96);
  });

  it("7.15: wins per slot, pooled, hold their long-run value, the mean over worlds and definitions, in 94 to 96%", () => {
    const all = worlds.flatMap(({ pooled }) => pooled.map((p) => p.winsPerSlot));
    const truth = all.reduce((sum, e) => sum + (e.value ?? 0), 0) / all.length;
    const held = share(all.map((e) => holds(e, truth)));
    console.log(`wins per slot: ${percent(held)} of ${all.length} hold ${truth.toFixed(4)}`);
    expect(held).toBeGreaterThanOrEqual(0.94);
    expect(held).toBeLessThanOrEqual(0.96);
  });

  it("7.16: no pilot where every lead was worked", () => {
    for (const { together } of worlds) for (const c of together.candidates) expect(c.pilot.n).toBeNull();
  });
});
