import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { zOf } from "../../src/stats/proportions/proportion.ts";
import { scratch } from "../helpers/cli.ts";
import { type Learnt, learn } from "./world.ts";

const place = scratch();
afterAll(() => place.remove());

/**
 * The large world is learnt once and kept beside this file; LEADLINE_RECORD=1 makes it anew (seven minutes), of
 * LEADLINE_LARGE_WORLD leads.
 */
const kept = new URL("large-world.json", import.meta.url);
const record = process.env.LEADLINE_RECORD === "1";
const seed = 900_001;
const worlds = 24;
const small = 5_000;

async function largeWorld(): Promise<Learnt> {
  if (!record) return JSON.parse(readFileSync(kept, "utf8"));
  const leads = Number(process.env.LEADLINE_LARGE_WORLD ?? 1_000_000);
  const learnt = await learn(leads, seed, `${place.folder}/large`);
  writeFileSync(kept, `${JSON.stringify({ leads, seed, ...learnt }, null, 2)}\n`);
  return learnt;
}

describe(`${worlds} worlds of ${small} leads against one of a million under another seed`, () => {
  it("cover its precisions and coefficients at the nominal rate", async () => {
    const truth = await largeWorld();
    const precision: boolean[] = [];
    const coefficient: boolean[] = [];
    const byName = new Map<string, number>();
    const bias = new Map<string, number>();
    const common = new Map<string, number>();
    for (let other = 1; other <= worlds; other++) {
      const seen = await learn(small, other, `${place.folder}/small`);
      for (const [name, { low, high }] of Object.entries(seen.precision)) {
        const value = truth.precision[name]?.value ?? Number.NaN;
        precision.push(low <= value && value <= high);
      }
      for (const [name, { value, se }] of Object.entries(seen.coefficients)) {
        const of = truth.coefficients[name];
        if (of === undefined) continue;
        // the large world has an error of its own
        const off = (value - of.value) / Math.hypot(se, of.se);
        const covers = Math.abs(off) <= zOf();
        coefficient.push(covers);
        byName.set(name, (byName.get(name) ?? 0) + Number(covers));
        bias.set(name, (bias.get(name) ?? 0) + off / worlds);
        common.set(name, (common.get(name) ?? 0) + of.se ** 2 / (se ** 2 + of.se ** 2) / worlds);
      }
    }
    const share = (hits: readonly boolean[]): number => hits.filter(Boolean).length / hits.length;
    console.info(
      `large world: ${truth.rows} moments; precision ${JSON.stringify(truth.precision)}\n` +
        `coverage at 95 %: precision ${share(precision).toFixed(3)} of ${precision.length}, ` +
        `coefficients ${share(coefficient).toFixed(3)} of ${coefficient.length}\n` +
        [...byName].map(([n, k]) => `${n}: ${k}/${worlds}, mean z ${bias.get(n)?.toFixed(2)}`).join("\n"),
    );
    // 48 intervals of precision and some 480 of coefficients, correlated inside a world: three Monte-Carlo errors
    expect(share(precision)).toBeGreaterThanOrEqual(0.855);
    expect(share(coefficient)).toBeGreaterThanOrEqual(0.915);
    expect(share(coefficient)).toBeLessThanOrEqual(0.985);
    // the mean of a coefficient's z over the worlds: what they have in common is the large world's own error
    for (const [name, z] of bias)
      expect(Math.abs(z), name).toBeLessThan(4 * Math.sqrt(1 / worlds + (common.get(name) ?? 0)));
  });
});
