import { expect, it } from "vitest";
import { zOf } from "../../src/stats/proportions/proportion.ts";
import { plainEffects } from "./plain.ts";

const worlds = 60;

it(`the effects of ${worlds} plain worlds lie in their intervals at the nominal rate`, () => {
  let [covered, all] = [0, 0];
  const bias = new Map<string, number>();
  for (let seed = 1; seed <= worlds; seed++)
    for (const { name, truth, value, se } of plainEffects(10_000, seed)) {
      const off = (value - truth) / se;
      if (Math.abs(off) <= zOf()) covered++;
      all++;
      bias.set(name, (bias.get(name) ?? 0) + off / worlds);
    }
  console.info(
    `coverage at 95 %: ${((100 * covered) / all).toFixed(1)} % of ${all} intervals; mean z ${[...bias].map(([n, z]) => `${n} ${z.toFixed(2)}`).join(", ")}`,
  );
  // three Monte-Carlo errors
  expect(Math.abs(covered / all - 0.95)).toBeLessThan(3 * Math.sqrt((0.95 * 0.05) / all));
  for (const [name, z] of bias) expect(Math.abs(z), name).toBeLessThan(4 / Math.sqrt(worlds));
});
