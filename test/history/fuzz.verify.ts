import { describe, it } from "vitest";
import { agrees, randomFile } from "./fuzz.ts";

describe("random files", () => {
  it("are read as an independent parser reads them: 300 small ones", async () => {
    for (let seed = 100; seed < 400; seed++) await agrees(randomFile(seed, 100));
  });

  // past the sizes at which the engine would cut a file into parts for its threads
  it.each([1, 2, 3, 4])("are read as an independent parser reads them: a million rows (file %i)", (seed) =>
    agrees(randomFile(seed, 1_000_000)),
  );
});
