import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { LeadlineError } from "../../src/base/errors.ts";
import { check } from "../../src/workbench/check.ts";
import { scratch } from "../helpers/cli.ts";
import { command } from "../helpers/in-process.ts";
import { foundIn } from "../helpers/outcome.ts";
import { quickStudy, replaceIn, writeStudy } from "../helpers/tiny-study.ts";

const place = scratch();
afterAll(() => place.remove());
let written = 0;

function studyOf(files: Readonly<Record<string, string>>): string {
  const folder = join(place.folder, String(written++));
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return join(folder, "study.yaml");
}

const study = `leadline: 1
study: young
as_of: 2024-12-31
timezone: UTC
sources:
  leads:  { file: leads.csv, id: lead_id, created: created }
  stages: { file: stages.csv, lead: lead_id, stage: stage, at: at }
funnel: [lead, won]
outcome: { reaches: won, within: 90 days }
`;

describe("7.13: why nothing can be said", () => {
  const faultOf = async (leads: string, stages: string) => {
    const path = studyOf({
      "leads.csv": `lead_id,created\n${leads}\n`,
      "stages.csv": `lead_id,stage,at\n${stages}\n`,
      "study.yaml": study,
    });
    const error = await foundIn(path).catch((e) => e);
    if (!(error instanceof LeadlineError)) throw new Error(`not refused: ${error}`);
    expect(error.exit).toBe(3);
    const { faults } = await check({ study: path });
    expect(faults.filter((f) => f.severity === "error").map((f) => f.what)).toEqual([error.faults[0]?.what]);
    return error.faults[0];
  };

  it("leads that were all created before the first recorded win", async () => {
    const fault = await faultOf("A,2024-01-01\nB,2024-01-01", "A,won,2024-03-30");
    expect(fault?.what).toBe(
      "1 lead reaches won, but all that was known of them is from before 2024-03-30, the first day on which won is recorded",
    );
    expect(fault?.mend).toContain("export more leads from 2024-03-30 on");
  });

  it("wins past the horizon, wins that are young, wins before their creation, and no win at all", async () => {
    const beyond = await faultOf(
      "A,2024-01-01\nB,2024-02-01",
      "B,won,2024-01-01\nA,won,2024-06-30\nA,won,2024-06-29",
    );
    // the refused win of B tells of no day on which wins are recorded
    expect(beyond?.code).toBe("outcomes-too-late");
    const far = await faultOf(
      "A,2024-01-01\nZ,2023-12-01\nY,2023-01-02",
      "A,won,2024-06-30\nY,won,2023-12-31\nZ,won,2024-05-01",
    );
    expect(far?.code).toBe("outcomes-beyond-horizon");
    const young = await faultOf(
      "A,2024-12-01\nB,2024-01-01\nC,2024-12-02",
      "A,won,2024-12-01\nC,won,2024-12-09",
    );
    expect(young?.what).toBe("2 leads reach won, but none of them has 90 days behind it at 2024-12-31");
    expect((await faultOf("A,2024-02-01\nB,2024-02-01", "A,won,2024-01-01"))?.code).toBe("outcomes-refused");
    const none = await faultOf("A,2024-02-01\nB,2024-02-01", "A,woon,2024-03-01");
    expect(none?.code).toBe("one-class");
  });
});

it("7.13: a study in its first months is run, or refused with a reason: none crashes", async () => {
  const codes = new Map<string, number | null>();
  const dates = ["2024-02-20", "2024-06-30", "2024-04-20", "2024-10-01"];
  for (const asOf of dates) {
    const tiny = quickStudy();
    replaceIn(tiny, "as_of: 2026-01-01", `as_of: ${asOf}`);
    replaceIn(tiny, "within: 60 days", "within: 20 days");
    const folder = join(place.folder, `early-${asOf}`);
    const { code, stderr } = await command(["run", writeStudy(folder, tiny), "--out", join(folder, "out")]);
    codes.set(asOf, code);
    expect(stderr, asOf).not.toContain("internal error");
  }
  expect([...codes.values()].every((code) => code === 0 || code === 3)).toBe(true);
  expect([...codes.values()]).toContain(0);
}, 120_000);

it("7.13: quarters without a lead are not judged, and told; the ones before them are", async () => {
  const tiny = quickStudy();
  const years = await (async () => {
    const out: (readonly string[])[] = [];
    for (const asOf of ["2026-06-30", "2026-12-31"]) {
      const own = quickStudy();
      replaceIn(own, "as_of: 2026-01-01", `as_of: ${asOf}`);
      const folder = join(place.folder, `late-${asOf}`);
      const { result } = await foundIn(writeStudy(folder, own));
      const quarters = Object.values(result.definitions)[0]?.quarters ?? [];
      out.push(quarters.filter((q) => !q.provisional).map((q) => q.quarter));
      const told = result.warnings.find((w) => w.code === "quarters-without-leads")?.what ?? "";
      expect(told).toBe(
        asOf === "2026-12-31"
          ? "no lead was created in 2026-Q1, 2026-Q2 and 2026-Q3"
          : "no lead was created in 2026-Q1",
      );
    }
    return out;
  })();
  expect(tiny.leads.length).toBeGreaterThan(1);
  expect(years[1]).toEqual(["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"]);
  expect(years[0]?.at(-1)).toBe("2025-Q4");
}, 60_000);
