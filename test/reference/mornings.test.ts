import { expect, it } from "vitest";
import { expectMornings } from "./mornings.ts";

it("take: top_of_day takes the best open leads of each working morning: random histories against a count of every morning", async () => {
  let taken = 0;
  const histories = 25;
  for (let seed = 1; seed <= histories; seed++) taken += await expectMornings(seed);
  expect(taken).toBeGreaterThan(10 * histories);
});
