import { describe, expect, test } from "vitest";
import { inputText } from "../../src/weights/reasons.ts";
import type { Input } from "../../src/weights/type.ts";

const decayed = (half_life: number): Input => ({
  name: "demo_request_decayed",
  type: "decay",
  from: { decay: "demo_request", half_life, cap: 5, round: 0.01 },
});

describe("an input in words", () => {
  test("a decayed count with its half-life; missing is 0, as for counts", () => {
    expect(inputText(decayed(14), 1.3)).toBe("demo_request, decayed (half-life 14 days): 1.3");
    expect(inputText(decayed(1), null)).toBe("demo_request, decayed (half-life 1 day): 0");
    expect(inputText(decayed(14), { notObserved: true })).toBe(
      "demo_request, decayed (half-life 14 days): not recorded then",
    );
  });
});
