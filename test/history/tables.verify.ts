import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { LeadlineError } from "../../src/base/errors.ts";
import { type Columns, type History, historyOf, loadHistory } from "../../src/history/index.ts";
import { readStudy } from "../../src/workbench/study-file.ts";
import { root } from "../helpers/cli.ts";
import { civil, studyWith } from "../helpers/study.ts";
import { activitySource, inFolder, leadSource, stageSource } from "./support/files.ts";

const sample = join(root, "data/sample");

/** Columns of a CSV without quotes. */
function columnsOf(csv: string): Columns {
  const [header = [], ...rows] = csv
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
  return Object.fromEntries(header.map((name, i) => [name, rows.map((row) => row[i] ?? "")]));
}

const study = studyWith({
  sources: {
    leads: [leadSource()],
    activities: [activitySource()],
    stages: [stageSource()],
  },
});
const refused = async (tables: Readonly<Record<string, Columns>>): Promise<LeadlineError> => {
  try {
    await historyOf(study, tables);
  } catch (error) {
    if (error instanceof LeadlineError) return error;
    throw error;
  }
  throw new Error("the tables should have been refused");
};

describe("8.3: a history of columns in memory", () => {
  it("is the one of the files that hold the same rows, audit and all", async () => {
    const read = readStudy(readFileSync(join(sample, "study.yaml"), "utf8"), "study.yaml").study;
    if (read === null) throw new Error("the sample's study has faults");
    const tables = Object.fromEntries(
      ["leads.csv", "activities.csv", "stages.csv"].map((name) => [
        name,
        columnsOf(readFileSync(join(sample, name), "utf8")),
      ]),
    );
    const fromFiles: History = await loadHistory(read, sample);
    expect(fromFiles.leads.count).toBeGreaterThan(1000);
    expect(await historyOf(read, tables)).toEqual(fromFiles);
  });

  it("counts and places what is refused as in a file", async () => {
    const many = Array.from({ length: 600 }, (_, i) => `L${i}`);
    const files = {
      "leads.csv": `lead_id,created_at\nx,soon\n,2026-01-06\n${many.map((id) => `${id},2026-01-05`).join("\n")}\nL0,2026-01-05\n`,
      "activities.csv": `lead_id,activity,at\n${many.map((id) => `${id},visit,2026-01-06T10:00:00`).join("\n")}\nL1,visit,\n?,visit,2026-01-08T10:00:00\n`,
      "stages.csv": `lead_id,stage,at\n${many.map((id) => `${id},mql,2026-01-09`).join("\n")}\nL2,mql,later\n`,
    };
    const tables = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, columnsOf(text)]));
    const { audit } = await historyOf(study, tables);
    expect(
      audit.rejects.map(({ file, column, reason, count, line }) => [file, column, reason, count, line]),
    ).toEqual([
      ["leads.csv", "created_at", "not a date or time", 1, 2],
      ["leads.csv", "lead_id", "no id", 1, 3],
      ["stages.csv", "at", "not a date or time", 1, 602],
    ]);
    expect(
      audit.files.map(({ rows, rejected, undated, duplicates, orphans }) => [
        rows,
        rejected,
        undated,
        duplicates,
        orphans,
      ]),
    ).toEqual([
      [603, 2, 0, 1, 0],
      [602, 0, 1, 0, 1],
      [601, 1, 0, 0, 0],
    ]);
    expect(await inFolder(files, async (folder) => (await loadHistory(study, folder)).audit)).toEqual(audit);
  });

  it("takes numbers, dates, truths and typed arrays; null, undefined and NaN are missing", async () => {
    const { leads, activities } = await historyOf(study, {
      "leads.csv": {
        lead_id: [1, 2, 3],
        created_at: [
          new Date("2026-01-05T12:00:00Z"),
          "2026-01-05T12:00:01",
          new Date("2026-01-05T12:00:02Z"),
        ],
        employees: Float64Array.of(10, Number.NaN, 30.5),
        free: [true, undefined, false],
      },
      "activities.csv": { lead_id: [1], activity: ["visit"], at: [new Date("2026-01-06T00:00:00Z")] },
      "stages.csv": { lead_id: [1], stage: ["mql"], at: ["2026-01-07T00:00:00"] },
    });
    const noon = civil("2026-01-05", "12:00:00");
    expect(leads.ids).toEqual(["1", "2", "3"]);
    expect([...leads.created]).toEqual([noon, noon + 1, noon + 2]);
    expect(leads.columns.get("employees")).toMatchObject({
      kind: "number",
      values: Float64Array.of(10, Number.NaN, 30.5),
    });
    expect(leads.columns.get("free")).toMatchObject({
      levels: ["false", "true"],
      codes: Int32Array.of(1, -1, 0),
    });
    expect([...activities.at]).toEqual([civil("2026-01-06", "00:00:00")]);
  });

  it("8.7: the example of `historyOf` runs as it stands and prints what its comment says", () => {
    const source = readFileSync(join(root, "src/history/tables.ts"), "utf8");
    const [, example = ""] = /@example\n(.*?)\*\/\nexport const historyOf/s.exec(source) ?? [];
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ["--input-type=module", "-e", example.replace(/^ \* ?/gm, "")],
      { cwd: root, encoding: "utf8" },
    );
    expect(stderr).toBe("");
    // date -ud 2026-02-03T12:00:00 +%s
    expect(stdout).toBe("[ 2147483647, 1770120000 ]\n");
  });

  it("refuses a table that is not there, columns of two lengths, and a table without rows", async () => {
    const leads = { lead_id: ["a"], created_at: ["2026-01-05"] };
    const activities = { lead_id: ["a"], activity: ["visit"], at: ["2026-01-06"] };
    const missing = await refused({ "leads.csv": leads, "activities.csv": activities, "stage.csv": {} });
    expect([missing.exit, missing.faults.map(({ code }) => code)]).toEqual([4, ["no-such-table"]]);
    expect(missing.faults[0]?.mend).toMatch(/did you mean "stage\.csv"\?$/);
    const broken = await refused({
      "leads.csv": { ...leads, lead_id: ["a", "b"] },
      "activities.csv": activities,
      "stages.csv": { lead_id: [], stage: [], at: [] },
    });
    expect([broken.exit, broken.faults.map(({ code }) => code)]).toEqual([
      3,
      ["ragged-table", "header-only"],
    ]);
    expect(broken.faults[0]?.what).toBe(
      'the columns of "leads.csv" differ in length: "lead_id" has 2 values, "created_at" has 1',
    );
  });
});
