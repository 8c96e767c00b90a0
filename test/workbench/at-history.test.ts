import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { summary } from "../../src/cli/summary.ts";
import { markdown } from "../../src/report/markdown.ts";
import { worth } from "../../src/report/sections/definitions/worth.ts";
import { subjectOf } from "../../src/report/subject.ts";
import type { Result } from "../../src/result/type.ts";
import { probabilityOf } from "../../src/weights/calibration.ts";
import { readStudy } from "../../src/workbench/study-file.ts";
import { foundIn } from "../helpers/outcome.ts";
import { tinyStudy, writeStudy } from "../helpers/tiny-study.ts";

const folder = mkdtempSync(join(tmpdir(), "leadline-intake-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function at(name: string, capacity: string): Promise<Result> {
  const tiny = tinyStudy();
  const study = tiny.study
    .replace("reps: 1, leads_per_rep_per_day: 1", `reps: 1, ${capacity}`)
    .concat("costs: { worked_lead: 500, outcome_value: 2000 }\n");
  return (await foundIn(writeStudy(join(folder, name), { ...tiny, study }))).result;
}

const faultsOf = (line: string): string[] =>
  readStudy(`${tinyStudy().study}${line}\n`, "study.yaml").faults.map((f) => `${f.where.path}: ${f.what}`);

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

  it("costs: money is counted from the leads served and their outcomes, and a lead pays from cost / value on", () => {
    const { money, definitions, decision } = narrow;
    expect(money).toMatchObject({ workedLead: 500, outcomeValue: 2000, breakEven: 0.25 });
    expect(Object.keys(money?.definitions ?? {})).toEqual(["incumbent", "written", "adaptive"]);
    for (const [name, { pooled }] of Object.entries(definitions)) {
      const of = money?.definitions[name];
      const net = 2000 * pooled.wins - 500 * pooled.served;
      expect(of?.perQuarter.value, name).toBeCloseTo(net / pooled.quarters, 6);
      expect(of?.perSlot.value, name).toBeCloseTo(net / pooled.slots, 9);
      expect(of?.perLead.value, name).toBeCloseTo(net / pooled.served, 6);
      const { precision: p } = pooled;
      const pays = p.value === null ? null : p.low > 0.25 ? "yes" : p.high < 0.25 ? "no" : "cannot tell";
      expect(of?.pays, name).toBe(pays);
    }
    const [today, adaptive] = [definitions.incumbent?.pooled, money?.definitions.adaptive];
    const own = definitions.adaptive?.pooled;
    if (today === undefined || own === undefined) throw new Error("nothing was judged");
    expect(own.covers).toEqual(today.covers);
    expect(adaptive?.difference?.value).toBeCloseTo(
      (2000 * (own.wins - today.wins) - 500 * (own.served - today.served)) / own.quarters,
      6,
    );
    expect(money?.definitions.incumbent?.difference).toBeNull();
    // the verdict is by outcomes per slot
    expect(decision.metric).toBe("wins_per_slot");
    // the score from which on p is a quarter, and the one below it
    const { hand } = narrow.models;
    const score = money?.cutoffs.hand?.score ?? Number.NaN;
    if (hand?.weights == null) throw new Error("hand is not fitted");
    expect(probabilityOf(hand.weights, score)).toBeGreaterThanOrEqual(0.25);
    expect(probabilityOf(hand.weights, score - 1)).toBeLessThan(0.25);
    // the map of logit does not rise here: no score says that a lead pays
    expect(money?.cutoffs.logit?.score).toBeNull();
    const section = worth(subjectOf(narrow));
    const page = section === null ? "" : markdown("", "", [section]);
    expect(page).toContain("A worked lead costs 500 and one opportunity is worth 2,000");
    expect(page).toContain("pays where 25 in 100 of them become opportunities");
    expect(page).toContain("Net a quarter");
    expect(summary(narrow, "r/tiny")).toMatch(/a\s+lead\s+pays\s+from\s+a\s+chance\s+of\s+25\.0%\s+on/);
    expect(faultsOf("costs: { worked_lead: 400 }")).toEqual(["costs: `outcome_value` is missing"]);
    expect(faultsOf("costs: { worked_lead: -1, outcome_value: 0 }")).toEqual([
      "costs.worked_lead: -1 is below 0",
      "costs.outcome_value: 0 is not above 0",
    ]);
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
