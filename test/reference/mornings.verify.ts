import { expect, it } from "vitest";
import { expectMornings } from "./mornings.ts";

it("take: top_of_day takes the best open leads of each working morning: 250 random histories", async () => {
  let taken = 0;
  for (let seed = 1001; seed <= 1250; seed++) taken += await expectMornings(seed);
  expect(taken).toBeGreaterThan(2_500);
});
