import { describe, it } from "vitest";
import { agrees, randomFile } from "./support/fuzz.ts";

describe("random files", () => {
  it("are read as an independent parser reads them: 500 small ones", async () => {
    for (let seed = 100; seed < 400; seed++) await agrees(randomFile(seed, 100));
    for (let seed = 400; seed < 600; seed++) await agrees(randomFile(seed, 100, true, true));
  });

  // past the sizes at which the engine would cut a file into parts for its threads
  it.each([
    [1, true],
    [2, true],
    [3, false],
    [4, false],
    [5, false],
  ])(
    "are read as an independent parser reads them: a million rows (file %i, line breaks in quotes: %s)",
    (seed, breaks) => agrees(randomFile(seed, 1_000_000, breaks)),
  );
});
