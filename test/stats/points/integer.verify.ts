import { expect, it } from "vitest";
import { integerPoints } from "../../../src/stats/points/index.ts";
import { bruteForce, smallCase } from "./brute.ts";

const cases = 400;

it(`${cases} small cases against brute force`, () => {
  let [solved, refused, exact, worst] = [0, 0, 0, 0];
  for (let seed = 1; seed <= cases; seed++) {
    const small = smallCase(1_000 + seed);
    const best = bruteForce(small);
    const found = integerPoints(small);
    if ("value" in found) {
      refused++;
      expect(best.onlyLevel, `seed ${seed}: ${found.reason}`).toBe(!found.reason.includes("separate"));
      expect(best.separated, `seed ${seed}: ${found.reason}`).toBe(found.reason.includes("separate"));
      continue;
    }
    solved++;
    const gap = found.loss / best.loss - 1;
    expect(gap, `seed ${seed}: below brute force`).toBeGreaterThan(-1e-9);
    if (gap < 1e-9) exact++;
    worst = Math.max(worst, gap);
  }
  console.log(
    `integer points: ${exact} of ${solved} at the brute-force optimum, largest excess ${(100 * worst).toFixed(4)} %, ${refused} rightly refused`,
  );
  expect(exact / solved).toBeGreaterThanOrEqual(0.99);
  expect(worst).toBeLessThan(0.005);
});
