import { describe, expect, it } from "vitest";
import { hash32 } from "../../src/base/random.ts";
import { simulate } from "../../src/simulate/leads.ts";

const seeds = Array.from({ length: 400 }, (_, i) => i + 1);
const leads = 2_000;

/** Outcomes of a world, and their variance between worlds as its companies tell it: sum of (own - rate x leads)^2. */
function outcomes(seed: number): { readonly n: number; readonly variance: number } {
  const companies = new Map<string, [number, number]>();
  for (const lead of simulate({ leads, seed })) {
    // leads of free mailboxes have no company to be known by
    const company = /\d/.test(lead.domain) ? lead.domain : lead.id;
    const own = companies.get(company) ?? [0, 0];
    own[0] += lead.stages.some(({ stage }) => stage === "opportunity") ? 1 : 0;
    own[1]++;
    companies.set(company, own);
  }
  const all = [...companies.values()];
  const n = all.reduce((sum, [won]) => sum + won, 0);
  return { n, variance: all.reduce((sum, [won, size]) => sum + (won - (n / leads) * size) ** 2, 0) };
}

describe(`worlds of neighbouring seeds, 1 to ${seeds.length}`, () => {
  it("7.15: differ as much as their companies say, and do not go together", () => {
    const worlds = seeds.map(outcomes);
    const mean = worlds.reduce((sum, { n }) => sum + n, 0) / worlds.length;
    const squares = worlds.reduce((sum, { n }) => sum + (n - mean) ** 2, 0);
    const told = worlds.reduce((sum, { variance }) => sum + variance, 0) / worlds.length;
    const ratio = Math.sqrt(squares / (worlds.length - 1) / told);
    const beside = worlds
      .slice(1)
      .reduce((sum, { n }, i) => sum + (n - mean) * ((worlds[i]?.n ?? 0) - mean), 0);
    console.log(
      `standard deviation over what is told: ${ratio.toFixed(3)}; correlation of neighbours ${(beside / squares).toFixed(3)}`,
    );
    // three errors: 1 / sqrt(2 x 400) and 1 / sqrt(400)
    expect(Math.abs(ratio - 1)).toBeLessThan(0.11);
    expect(Math.abs(beside / squares)).toBeLessThan(0.15);
  });

  it("7.15: their companies share no more streams than chance has it", () => {
    const companies = 2_500;
    const streams = new Set<number>();
    for (const seed of seeds.slice(0, 105))
      for (let company = 0; company < companies; company++) streams.add(hash32(`company ${company}`, seed));
    const all = 105 * companies;
    // of 2^32 streams: 8 pairs expected, Poisson
    expect(all - streams.size).toBeLessThan((all * all) / 2 ** 33 + 3 * Math.sqrt((all * all) / 2 ** 33));
  });
});
