import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { compileScorer, type Inputs } from "../../src/weights/scorer.ts";
import { seal } from "../../src/weights/seal.ts";
import type { Input } from "../../src/weights/type.ts";
import { explainLead, scoreFile } from "../../src/workbench/score/score.ts";
import { scratch } from "../helpers/cli.ts";
import { refusal } from "../helpers/outcome.ts";
import { quickStudy, replaceIn, writeStudy } from "../helpers/tiny-study.ts";
import { draftWith } from "../weights/draft.ts";

const { folder, remove } = scratch();
afterAll(remove);

const tiny = quickStudy();
replaceIn(tiny, "windows: [7 days, 30 days]", "windows: [7 days, 30 days], half_life: 14 days");
const study = writeStudy(folder, tiny);

const count = (activity: string, window: number): Input => ({
  name: `${activity}_${window}d`,
  type: "count",
  from: { count: activity, window, cap: 250 },
});
const inputs: readonly Input[] = [
  { name: "title", type: "category", from: { column: "title" } },
  { name: "employees", type: "number", from: { column: "employees" } },
  { name: "free_email", type: "boolean", from: { flag: "free_email" } },
  count("demo_request", 30),
  count("page_view", 7),
  {
    name: "page_view_decayed",
    type: "decay",
    from: { decay: "page_view", half_life: 14, cap: 5, round: 0.01 },
  },
];
// a score that tells every value of every input from every other
const weights = seal(
  draftWith({
    inputs: [...inputs],
    attributes: [
      {
        kind: "bins",
        name: "title",
        group: null,
        bins: [
          { kind: "category", values: ["CTO"], points: 1_000_000 },
          { kind: "category", values: ["Manager"], points: 2_000_000 },
        ],
      },
      ...["demo_request_30d", "page_view_7d", "page_view_decayed", "employees"].map((name, i) => ({
        kind: "linear" as const,
        name,
        coef: [100_000, 10_000, 1000, 0.5][i] ?? 0,
        centre: 0,
        missing: -50_000_000,
        min: null,
        max: null,
        group: null,
      })),
    ],
    groups: [],
    baseline: [0, 0, 0, 0, 0],
    floor: null,
    ceiling: null,
    intercept: 0,
  }),
);
const weightsFile = join(folder, "weights.json");
writeFileSync(weightsFile, JSON.stringify(weights));

const rowsOf = (lines: readonly string[]): string[][] => lines.slice(1).map((line) => line.split(","));
const second = (stamp: string): number => Date.parse(`${stamp}Z`) / 1000;

/** What a person would count in the files for each lead at a moment (every activity is after its lead's creation). */
function naive(at: string): Map<string, Inputs> {
  const t = second(at);
  const acts = rowsOf(tiny.activities).map(([lead = "", type = "", when = ""]) => ({
    lead,
    type,
    t: second(when),
  }));
  return new Map(
    rowsOf(tiny.leads)
      .filter(([, created = ""]) => second(created) <= t)
      .map(([id = "", , , title = "", employees = ""]) => {
        const own = acts.filter(({ lead, t: when }) => lead === id && when <= t);
        const of = (type: string, days: number): number =>
          own.filter((act) => act.type === type && t < act.t + days * 86_400).length;
        const sum = own
          .filter(({ type }) => type === "Page View")
          .reduce((total, act) => total + 2 ** (-(t - act.t) / (14 * 86_400)), 0);
        return [
          id,
          {
            title,
            employees: Number(employees),
            free_email: false,
            demo_request_30d: of("Demo Request", 30),
            page_view_7d: of("Page View", 7),
            page_view_decayed: Math.min(5, Math.floor(sum * 100 + 1e-9) / 100),
          },
        ];
      }),
  );
}

it.each([
  ["2024-06-30", "2024-06-30T23:59:59"],
  ["2025-03-03T09:30", "2025-03-03T09:30:00"],
  ["2025-09-01T14:00:00+02:00", "2025-09-01T12:00:00"],
])("10: leads and activities at %s score as counted by hand", async (at, moment) => {
  const out = join(folder, "out.csv");
  const scored = await scoreFile({ file: null, study, at, weights: weightsFile, out, reasons: false });
  expect([scored.asOf, scored.timezone]).toEqual([moment, "UTC"]);
  const score = compileScorer(weights);
  const expected = naive(moment);
  const [, ...rows] = readFileSync(out, "utf8").trim().split("\n");
  expect(rows).toHaveLength(expected.size);
  expect(expected.size).toBeGreaterThan(200);
  for (const row of rows) {
    const [id = "", points] = row.split(",");
    expect(Number(points), id).toBe(score(expected.get(id) ?? {}).score);
  }
});

it("10: before an activity is ever recorded it is not observed; one lead is explained as of a moment", async () => {
  const found = await explainLead({
    file: null,
    study,
    at: "2025-03-03T09:30",
    weights: weightsFile,
    out: null,
    lead: "L0007",
  });
  expect(found.asOf).toBe("2025-03-03T09:30:00");
  expect(found.score).toBe(compileScorer(weights)(naive("2025-03-03T09:30:00").get("L0007") ?? {}).score);
  const early = await scoreFile({ file: null, study, at: "2024-01-05", weights: weightsFile, out: null });
  expect(early.warnings.map(({ code }) => code)).toContain("not-yet-recorded");
  expect(early.rows).toBe(naive("2024-01-05T23:59:59").size);
});

it("10: a moment long after the newest lead and activity is told, with its day; one within the data is not", async () => {
  const asked = { file: null, study, weights: weightsFile, out: null, reasons: false };
  const days = [tiny.leads, tiny.activities].map((lines, k) =>
    rowsOf(lines).map((cells) => cells[k === 0 ? 1 : 2] ?? ""),
  );
  const last = days.flat().sort().at(-1)?.slice(0, 10) ?? "";
  const late = await scoreFile({ ...asked, at: "2030-01-01" });
  const told = late.warnings.find(({ code }) => code === "data-end-before");
  expect(told?.what).toContain(last);
  const within = await scoreFile({ ...asked, at: "2025-03-03" });
  expect(within.warnings.map(({ code }) => code)).not.toContain("data-end-before");
});

it("10: what cannot be scored as of a moment is refused: no moment, nobody yet, inputs of another study, two sources", async () => {
  const score = (changed: Partial<Parameters<typeof scoreFile>[0]>) =>
    refusal(scoreFile({ file: null, study, at: null, weights: weightsFile, out: null, ...changed }));
  for (const at of ["yesterday", "2025-02-30", "2025-01-01T25:00", "2025-01-01T10:00 PST"])
    expect(await score({ at }), at).toEqual({ exit: 2, codes: ["usage"] });
  expect(await score({ at: "1999-01-01" })).toMatchObject({ exit: 3 });
  expect(await score({ file: "leads.csv" })).toEqual({ exit: 2, codes: ["usage"] });
  expect(await score({ study: null })).toEqual({ exit: 2, codes: ["usage"] });
  expect(await score({ study: null, file: "leads.csv", at: "2025-01-01" })).toEqual({
    exit: 2,
    codes: ["usage"],
  });
  const other = join(folder, "other.json");
  const strange = seal({
    ...draftWith({
      inputs: [{ name: "region", type: "category", from: { column: "region" } }],
      attributes: [],
    }),
    baseline: [],
  });
  writeFileSync(other, JSON.stringify(strange));
  expect(await score({ weights: other })).toEqual({ exit: 2, codes: ["inputs-absent"] });
});
