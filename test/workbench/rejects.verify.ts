import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { check } from "../../src/workbench/check.ts";
import { rejectsCsv } from "../../src/workbench/folder/rejects.ts";
import { run } from "../../src/workbench/run.ts";
import { quickStudy, replaceIn, writeStudy } from "../helpers/tiny-study.ts";

const place = mkdtempSync(join(tmpdir(), "leadline-rejects-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

/** The small study with a formula and an e-mail address where dates should be, and a row of another width. */
function dirty(name: string): string {
  const tiny = quickStudy();
  const row = (i: number): string[] => (tiny.leads[i] ?? "").split(",");
  tiny.leads[3] = row(3).with(1, "=HYPERLINK(1)").join(",");
  tiny.leads[5] = row(5).with(1, "ann@acme.com").join(",");
  tiny.leads[7] = `${tiny.leads[7]},more`;
  tiny.leads[9] = row(9).with(1, "").join(",");
  tiny.stages[2] = (tiny.stages[2] ?? "").split(",").with(2, "").join(",");
  tiny.stages[4] = (tiny.stages[4] ?? "").split(",").with(2, "-soon").join(",");
  return writeStudy(join(place, name), tiny);
}

describe("9.R1: what could not be read", () => {
  it("is listed with its line, in check and in the run folder; an empty time is no reject; nothing in it can execute", async () => {
    const study = dirty("listed");
    const out = join(place, "found");
    const { rejects, exit, notes } = await check({ study, out });
    expect([rejects, exit]).toEqual([join(out, "rejects.csv"), 0]);
    const csv = readFileSync(join(out, "rejects.csv"), "utf8");
    const lines = csv.trimEnd().split("\n");
    expect(lines[0]).toBe("file,line,column,value,reason");
    expect(lines.slice(1, 3)).toEqual([
      "leads.csv,4,created_at,'=HYPERLINK(1),not a date or time",
      "leads.csv,6,created_at,(e-mail),not a date or time",
    ]);
    // of a whole row the personal columns and what stands beside them are taken out
    expect(lines[3]).toMatch(
      /^leads\.csv,8,,L0006 \| 202.* \| \(personal\) \| \(personal\),the row has more/,
    );
    expect(lines[4]).toBe("stages.csv,5,entered_at,'-soon,not a date or time");
    expect(lines).toHaveLength(5);
    expect(notes.join("\n")).toContain("leads.csv: 900 rows; 1 without a date, 3 not read");
    expect(notes.join("\n")).toMatch(/stages\.csv: .* 1 without a date, 1 not read/);

    const made = await run({ study, out: join(place, "runs") });
    const beside = join(made.folder, "rejects.csv");
    expect(readFileSync(beside, "utf8")).toBe(csv);
    expect(made.result.data.files.map(({ rejected, undated }) => [rejected, undated])).toEqual([
      [3, 1],
      [0, 0],
      [1, 1],
    ]);
    // the file is beside the manifest: a run whose rows moved is the same run, with the lines of today
    writeFileSync(beside, "stale");
    const again = await run({ study, out: join(place, "runs") });
    expect([
      again.reused,
      readFileSync(beside, "utf8"),
      again.warnings.some((w) => w.code === "files-added"),
    ]).toEqual([true, csv, false]);
    expect(JSON.stringify(made.result)).not.toContain("ann@acme.com");
  });

  it("is nothing: no file", async () => {
    const { rejects } = await check({
      study: writeStudy(join(place, "clean"), quickStudy()),
      out: join(place, "clean-out"),
    });
    expect([rejects, existsSync(join(place, "clean-out"))]).toEqual([null, false]);
  });

  it("past max_rejects ends a run and is listed all the same; the study may allow more", async () => {
    const bad = (limit: string | null): string => {
      const tiny = quickStudy();
      // 14 of some 190 opportunities: under 1% of the file's rows would pass, and 1% of its values must not
      for (let i = 1; i <= 14; i++)
        tiny.activities[i] = (tiny.activities[i] ?? "").split(",").with(2, "soon").join(",");
      tiny.activities.splice(1000);
      if (limit !== null) replaceIn(tiny, "seed: 3", `seed: 3\nmax_rejects: ${limit}`);
      return writeStudy(join(place, `limit-${limit}`.replace(/\W/g, "-")), tiny);
    };
    const refused = await check({ study: bad(null), out: join(place, "many") });
    expect([refused.exit, refused.faults[0]?.code]).toEqual([1, "many-rejects"]);
    expect(refused.faults[0]?.mend).toContain("at most 1% may be");
    expect(
      readFileSync(join(place, "many", "rejects.csv"), "utf8")
        .trimEnd()
        .split("\n"),
    ).toHaveLength(15);
    await expect(run({ study: bad("1.4%"), out: join(place, "no") })).rejects.toMatchObject({ exit: 3 });
    for (const enough of ["2%", "0.02"]) expect((await check({ study: bad(enough) })).exit).toBe(0);
    for (const wrong of ["1", "120%", "some"])
      expect((await check({ study: bad(wrong) })).faults[0]?.what).toContain("a share such as 5%");
  });

  it("counts against the values that are there, in a column that few rows fill", async () => {
    const tiny = quickStudy();
    tiny.leads = tiny.leads.map(
      (row, i) => `${row},${i === 0 ? "mql_on" : i > 40 ? "" : i > 8 ? "2025-12-31" : "31.12."}`,
    );
    replaceIn(tiny, "  stages:\n", "  stages:\n    - { from: leads, columns: { mql: mql_on } }\n");
    const { faults } = await check({ study: writeStudy(join(place, "few"), tiny) });
    expect(faults.find(({ code }) => code === "many-rejects")?.what).toBe(
      '8 of 40 values of "mql_on" in leads.csv cannot be read: not a date or time, such as "31.12."',
    );
  });

  it("names rows that are shifted by a column, though they are as wide as the header", async () => {
    const tiny = quickStudy();
    for (const i of [10, 20, 30]) {
      // an unquoted comma in the first value, and the last cell cut
      const [id = "", ...rest] = (tiny.leads[i] ?? "").split(",");
      tiny.leads[i] = [id, " Inc", ...rest.slice(0, -1)].join(",");
    }
    const { faults } = await check({ study: writeStudy(join(place, "shifted"), tiny) });
    expect(faults.find(({ code }) => code === "shifted-rows")?.what).toBe(
      '3 rows of "leads.csv" seem shifted by a column: "created_at" holds "Inc", and the date is in the column after it',
    );
  });
});

it("9.R1: a cell of rejects.csv is no formula, whatever stands before its sign", () => {
  const refused = ["=1+1", "+1", "-1", "@x", "\t=1", " =1", '"=1"', "\uff1d1", "a=1", "2026-01-01"].map(
    (value, i) => ({
      file: "a.csv",
      line: i + 2,
      column: "x",
      value,
      reason: "not a number",
    }),
  );
  const audit = { files: [], rejects: [], warnings: [], digest: "", refused };
  const cells = (rejectsCsv(audit) ?? "")
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((row) => row.split(",")[3]);
  expect(cells.slice(0, 8).every((cell) => /^"?'/.test(cell ?? ""))).toBe(true);
  expect(cells.slice(8)).toEqual(["a=1", "2026-01-01"]);
});
