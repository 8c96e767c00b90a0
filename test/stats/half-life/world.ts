import { random } from "../../../src/base/random.ts";
import type { HalfLifeData } from "../../../src/stats/half-life/index.ts";

export interface HalfLifeWorld extends HalfLifeData {
  readonly truth: readonly number[];
}

/** Leads with a few events of each activity over 120 days; the outcome follows their decayed counts. */
export function halfLifeWorld(
  seed: number,
  leads: number,
  truth: readonly number[] = [14, 14],
  strength = 1.2,
  intercept = -2.2,
): HalfLifeWorld {
  const r = random(seed);
  const cap = 4;
  const quality = Array.from({ length: leads }, () => r.normal());
  const eta = quality.map((q) => intercept + 0.5 * q);
  const activities = truth.map((halfLife) => {
    const [row, age]: [number[], number[]] = [[], []];
    for (let i = 0; i < leads; i++) {
      let x = 0;
      for (let k = r.below(5); k > 0; k--) {
        const a = 120 * r.uniform();
        row.push(i);
        age.push(a);
        x += 0.5 ** (a / halfLife);
      }
      eta[i] = (eta[i] ?? 0) + strength * Math.min(cap, x);
    }
    return { row, age };
  });
  const label = eta.map((e) => Number(r.uniform() < 1 / (1 + Math.exp(-e))));
  return { fixed: [quality], activities, label, cap, truth };
}

/** One activity with a half-life of 7 days, one of 60, and one that tells nothing, at some 1,100 wins. */
export function ownWorld(seed: number): HalfLifeWorld {
  const world = halfLifeWorld(seed, 3_000, [7, 60], 1.2, -2.2);
  const r = random(1e6 + seed);
  const [row, age]: [number[], number[]] = [[], []];
  for (let i = 0; i < world.label.length; i++)
    for (let k = r.below(5); k > 0; k--) {
      row.push(i);
      age.push(120 * r.uniform());
    }
  return { ...world, activities: [...world.activities, { row, age }], truth: [7, 60, Number.NaN] };
}
