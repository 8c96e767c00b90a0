import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Result } from "../../src/result/type.ts";
import { readStudy } from "../../src/workbench/study-file.ts";
import { foundIn } from "../helpers/outcome.ts";
import { tinyStudy, writeStudy } from "../helpers/tiny-study.ts";

const folder = mkdtempSync(join(tmpdir(), "leadline-intake-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function at(name: string, capacity: string): Promise<Result> {
  const tiny = tinyStudy();
  const study = tiny.study.replace("reps: 1, leads_per_rep_per_day: 1", `reps: 1, ${capacity}`);
  return (await foundIn(writeStudy(join(folder, name), { ...tiny, study }))).result;
}

describe("7.18: a capacity that nobody ever had", async () => {
  const wide = await at("wide", "leads_per_rep_per_day: 5");
  const median = wide.capacity?.historicalIntake?.median ?? 0;
  const narrow = await at("narrow", `leads_per_rep_per_day: ${median}`);

  it("is judged at the historical intake too, as a study that states it would be", () => {
    expect(median).toBeGreaterThan(0);
    expect(wide.capacity?.atHistory).toMatchObject({ leadsPerRepPerDay: median, decides: true });
    expect(narrow.capacity?.atHistory).toBeNull();
    expect(Object.keys(wide.capacity?.atHistory?.definitions ?? {})).toEqual(Object.keys(wide.definitions));
    for (const [name, there] of Object.entries(wide.capacity?.atHistory?.definitions ?? {})) {
      // served anew, and a cut-off from capacity found anew
      expect(there.pooled, name).toEqual(narrow.definitions[name]?.pooled);
      expect(there.cutoff, name).toEqual(narrow.definitions[name]?.cutoff);
    }
    expect(wide.definitions.adaptive?.cutoff?.score).toBeLessThan(
      narrow.definitions.adaptive?.cutoff?.score ?? 0,
    );
    for (const candidate of wide.decision.candidates) {
      const same = narrow.decision.candidates.find((c) => c.name === candidate.name);
      expect(candidate.atHistory).toMatchObject({
        leadsPerRepPerDay: median,
        difference: same?.difference,
        decides: same?.decides,
        monotoneLow: same?.monotoneLow,
        perQuarter: same?.perQuarter,
      });
      expect(same?.atHistory).toBeNull();
    }
    expect(wide.warnings.map((w) => w.code)).toContain("intake-above-history");
    expect(narrow.warnings.map((w) => w.code)).not.toContain("intake-above-history");
  });

  it("is shown and does not decide where the study says since when and why there is more", async () => {
    const more = await at("more", "leads_per_rep_per_day: 5, since: 2025-11-01, because: two reps hired");
    expect(more.capacity).toMatchObject({ since: "2025-11-01", because: "two reps hired" });
    expect(more.capacity?.atHistory).toEqual({ ...wide.capacity?.atHistory, decides: false });
    expect(more.warnings.map((w) => w.code)).not.toContain("intake-above-history");
    const faults = (capacity: string): string[] =>
      readStudy(tinyStudy().study.replace("leads_per_rep_per_day: 1", capacity), "study.yaml").faults.map(
        (f) => `${f.where.path}: ${f.what}`,
      );
    expect(faults("leads_per_rep_per_day: 5, since: 2025-11-01")).toEqual([
      expect.stringContaining("because"),
    ]);
    expect(faults("leads_per_rep_per_day: 5, because: two reps hired")).toEqual([
      expect.stringContaining("since"),
    ]);
    expect(faults("leads_per_rep_per_day: 5, since: soon, because: two reps hired")).toHaveLength(1);
  });
});
