import { expect, it } from "vitest";
import { maximiseOnInterval } from "../../../src/stats/numeric/maximise-on-interval.ts";

it.each<[string, (x: number) => number, number, number, number]>([
  ["a parabola", (x) => -((x - 0.3) ** 2), 0, 8, 0.3],
  ["a top at 0", (x) => -(x ** 2), -1e-3, 5, 0],
  ["a top that is flat", (x) => -(Math.abs(x - 2.5) ** 3), 0, 8, 2.5],
  ["a steep side", (x) => 3 * x - Math.exp(x), -4, 4, Math.log(3)],
  ["what rises to its end", (x) => x, 0, 1, 1],
  ["what falls from its beginning", (x) => -x, 0, 1, 0],
  ["a kink", (x) => -Math.abs(x - 0.7), -1, 3, 0.7],
])("finds %s in fewer calls than a golden section", (_, f, from, to, top) => {
  let calls = 0;
  const found = maximiseOnInterval(
    (x) => {
      calls++;
      return f(x);
    },
    from,
    to,
  );
  expect(Math.abs(found.x - top)).toBeLessThan(1e-6);
  expect(found.value).toBe(f(found.x));
  expect(calls).toBeLessThan(48);
});
