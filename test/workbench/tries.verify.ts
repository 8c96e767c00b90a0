import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Result } from "../../src/result/type.ts";
import { run } from "../../src/workbench/run.ts";
import { tinyStudy, writeStudy } from "../helpers/tiny-study.ts";

const folder = mkdtempSync(join(tmpdir(), "leadline-m-"));
const out = join(folder, "reports");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Change {
  readonly name: string;
  /** of the candidate `written` */
  readonly points?: number;
  readonly asOf?: string;
  readonly quarters?: number;
  readonly more?: string;
}

/** The tiny study with one candidate, in a lineage of its own that all studies here share. */
async function tried({
  name,
  points = 30,
  asOf = "2026-01-01",
  quarters = 2,
  more = "",
}: Change): Promise<Result> {
  const tiny = tinyStudy();
  const from = tiny.study.indexOf("  logit:");
  const to = tiny.study.indexOf("definitions:");
  const study = `${tiny.study.slice(0, from)}${tiny.study.slice(to)}`
    .replace("study: tiny", `study: ${name}\nlineage: shared`)
    .replace("as_of: 2026-01-01", `as_of: ${asOf}`)
    .replace("quarters: 4", `quarters: ${quarters}`)
    .replace("hand_points >= 30", `hand_points >= ${points}`)
    .replace("  adaptive:  { score: logit, cutoff: from_capacity }\n", more);
  const { result } = await run({ study: writeStudy(join(folder, name), { ...tiny, study }), out });
  return result;
}

describe("7.14: m comes from the lineage's log", () => {
  it("counts every candidate that was tried on the same quarters, one study each", async () => {
    const ms: number[] = [];
    for (const points of [30, 25, 20, 15]) {
      const { decision } = await tried({ name: `try-${points}`, points });
      ms.push(decision.m);
      expect(decision.declared).toBe(1);
      expect(decision.level).toBeCloseTo(1 - 0.05 / decision.m, 12);
      expect(decision.candidates[0]?.decides?.level).toBe(decision.level);
    }
    expect(ms).toEqual([1, 2, 3, 4]);
  });

  it("does not count a candidate twice, under its own name or another, nor an incumbent", async () => {
    const again = await tried({ name: "again", points: 15 });
    expect([again.decision.m, again.candidatesTried]).toEqual([4, 5]);
    const more = '  twin: { when: "hand_points >= 15" }\n  other: { when: "hand_points >= 10" }\n';
    const two = await tried({ name: "two", points: 15, more });
    expect([two.decision.declared, two.decision.m]).toEqual([3, 5]);
  });

  it("changes nothing when a study runs twice", async () => {
    const first = await tried({ name: "try-30", points: 30 });
    const second = await tried({ name: "try-30", points: 30 });
    expect(second.run).toBe(first.run);
    expect(first.decision.m).toBe(5);
  });

  it("leaves out what was tried on earlier quarters alone", async () => {
    // a year before: all of its judged quarters end before the first of 2025's
    const before = await tried({ name: "before", points: 12, asOf: "2025-01-01", quarters: 2 });
    // the later tries look at no quarter of 2024 in vain: they count, as nobody can say that they did not see it
    expect(before.decision.m).toBe(6);
    const later = await tried({ name: "later", points: 15, quarters: 1 });
    expect(later.decision.quarters.length).toBeLessThanOrEqual(1);
    expect(later.decision.m).toBe(5);
  });
});

describe("7.14: quarters after a candidate was frozen decide by themselves", () => {
  it("with m of those frozen before", async () => {
    const { decision } = await tried({ name: "frozen", points: 12, quarters: 4 });
    const [candidate] = decision.candidates;
    // first seen on 1 January 2025 by the study above: 2025's judged quarters are prospective
    expect(candidate?.prospective?.quarters.length).toBeGreaterThan(0);
    expect(candidate?.prospective).toMatchObject({ m: 1, decides: { level: 0.95 } });
    expect(decision.m).toBeGreaterThan(1);
  });
});
