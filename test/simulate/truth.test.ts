import { readFileSync } from "node:fs";
import { afterAll, expect, it } from "vitest";
import { zOf } from "../../src/stats/proportions/proportion.ts";
import { scratch } from "../helpers/cli.ts";
import { type Learnt, learn } from "./world.ts";

const place = scratch();
afterAll(() => place.remove());

// written by truth.verify.ts; there 24 worlds are held against it
const large: Learnt & { readonly leads: number } = JSON.parse(
  readFileSync(new URL("large-world.json", import.meta.url), "utf8"),
);

it("a small world's precisions and coefficients cover those of a large one under another seed", async () => {
  const seen = await learn(4_000, 17, place.folder);
  // the few leads of other titles are expected to hold fewer than 5 outcomes here, and have no weight of their own
  const names = Object.keys(large.coefficients).filter((name) => name !== "title other");
  expect(Object.keys(seen.coefficients)).toEqual(names);
  // all intervals together at 99.9 %
  const z = zOf(1 - 0.001 / (names.length + 2));
  for (const name of names) {
    const [small, of] = [seen.coefficients[name], large.coefficients[name]];
    const off = Math.abs((small?.value ?? Number.NaN) - (of?.value ?? Number.NaN));
    expect(off, name).toBeLessThan(z * Math.hypot(small?.se ?? 0, of?.se ?? 0));
  }
  for (const [name, { value, low, high }] of Object.entries(seen.precision)) {
    const se = (high - low) / (2 * zOf());
    expect(Math.abs(value - (large.precision[name]?.value ?? Number.NaN)), name).toBeLessThan(z * se);
    expect(se).toBeLessThan(0.05);
  }
});
