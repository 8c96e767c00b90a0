import { describe, it } from "vitest";
import { agrees, randomFile } from "./support/fuzz.ts";

describe("random files", () => {
  it.each(Array.from({ length: 6 }, (_, i) => i))(
    "are read as an independent parser reads them (file %i)",
    (seed) => agrees(randomFile(seed, 200)),
  );

  it("are read alike past the first chunk of a scan", () => agrees(randomFile(8, 40_000)));
});
