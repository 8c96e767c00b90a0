import { describe, it } from "vitest";
import { agrees, randomFile } from "./support/fuzz.ts";

describe("random files", () => {
  it.each(Array.from({ length: 6 }, (_, i) => i))(
    "are read as an independent parser reads them (file %i)",
    (seed) => agrees(randomFile(seed, 200)),
  );

  it.each(Array.from({ length: 6 }, (_, i) => 20 + i))(
    "7.12, 7.23 F1: of mixed line ends, CR CR LF, wrapped rows and lines of blanks too (file %i)",
    (seed) => agrees(randomFile(seed, 200, true, true)),
  );

  it("are read alike past the first chunk of a scan", () => agrees(randomFile(8, 40_000)));
});
