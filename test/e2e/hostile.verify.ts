import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { run } from "../../src/workbench/run.ts";
import { scratch } from "../helpers/cli.ts";
import { command } from "../helpers/in-process.ts";
import { toldByCheck, toldByRun } from "../helpers/outcome.ts";
import { quickStudy, replaceIn, type TinyStudy, writeStudy } from "../helpers/tiny-study.ts";

/** Names that would be code, commands or disguise somewhere are text everywhere, or refused in plain words. */

const hostile = [
  "<script>alert(1)</script>",
  "=1+1",
  "'; drop table leads; --",
  "\u202Egnp.exe",
  "🦄 émoji",
  "two\nlines",
  "bell\u0007byte",
  "x".repeat(10_000),
  "\u001b[31mred\u001b]0;title\u0007",
  "\u009b31m",
  "__proto__",
  "constructor",
  'a "quote", and a comma',
];

/** What a terminal would obey, or what hides and reorders text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const obeyed = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

const field = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const nth = (i: number): string => field(hostile[i % hostile.length] ?? "");

/** Rows whose date cannot be read: past 1% of the file they would end the run. */
const undated = 9;

/** Puts a hostile text into column `at` of row i, where `into` gives one. */
const inColumn = (
  rows: readonly string[],
  at: number,
  into: (i: number, value: string) => string,
): string[] =>
  rows.map((row, i) =>
    i === 0
      ? row
      : row
          .split(",")
          .map((value, column) => (column === at ? into(i, value) : value))
          .join(","),
  );

/** Ids, accounts, titles, e-mails, unreadable numbers and dates, stages and activities, all at once. */
function everywhere(tiny: TinyStudy): void {
  const id = (_: number, value: string): string =>
    Number(value.slice(1)) < hostile.length ? nth(Number(value.slice(1))) : value;
  tiny.activities = inColumn(tiny.activities, 0, id);
  tiny.stages = inColumn(tiny.stages, 0, id);
  tiny.leads = inColumn(inColumn(tiny.leads, 0, id), 3, (i, value) => (i % 5 === 0 ? value : nth(i)));
  for (let i = 0; i < hostile.length; i++) {
    const row = (created: string, employees: string): string =>
      `H${i},${created},${nth(i)},${nth(i)},${employees},${nth(i + 1)}`;
    tiny.leads.push(row("2024-10-01 00:00:00", i < 8 ? nth(i) : "12"));
    if (i < undated) tiny.leads.push(row(nth(i), "12").replace("H", "D"));
    tiny.stages.push(`L0100,${nth(i)},2024-10-01 00:00:00`);
    if (hostile[i] !== "x".repeat(10_000)) tiny.activities.push(`L0100,${nth(i)},2024-10-01 00:00:00`);
  }
}

const { folder, remove } = scratch();
afterAll(remove);
const tiny = quickStudy();
everywhere(tiny);
// a fitted model, so that levels stand in its weights
replaceIn(tiny, "definitions:", "  logit: { kind: logistic, penalty: ridge }\ndefinitions:");
const study = writeStudy(folder, tiny);

it("is carried as text: to the weights as it is written, and counted where it is refused", async () => {
  const { result } = await run({ study, out: join(folder, "reports") });
  const { rows, rejects } = result.data;
  expect(rows.leads).toBe(900 + hostile.length);
  expect(rejects.map(({ file, column, count, reason }) => [file, column, count, reason])).toEqual([
    ["leads.csv", "created_at", undated, "not a date or time"],
    ["leads.csv", "employees", 8, "not a number"],
  ]);
  expect(result.features.find((f) => f.name === "title")?.levels).toBe(3 + hostile.length);
  const values = JSON.stringify(result.models.logit?.weights?.attributes);
  for (const name of hostile) expect(values).toContain(JSON.stringify(name));
});

it("reaches the terminal without power over it", async () => {
  const [ran, checked, json] = await Promise.all([
    command(["run", study, "--out", join(folder, "reports")]),
    command(["check", study, "--features"]),
    command(["check", study, "--json"]),
  ]);
  for (const { code, stdout, stderr } of [ran, checked, json]) {
    expect({ code, obeyed: obeyed.exec(stdout + stderr)?.[0] }).toEqual({ code: 0, obeyed: undefined });
    for (const line of `${stdout}${stderr}`.split("\n").filter((l) => !l.startsWith("{")))
      expect(line.length).toBeLessThan(700);
  }
  expect(checked.stdout.replace(/\s+/g, " ")).toContain(
    `created_at: not a date or time in ${undated} rows, such as "\\u001b[31mred`,
  );
  expect(JSON.parse(json.stdout).exit).toBe(0);
});

it.each(hostile.filter((name) => name !== "constructor"))(
  "as the name of a study, a model, a definition and a flag: %#",
  async (name) => {
    const key = JSON.stringify(name);
    const text = (change: (t: TinyStudy) => void): Promise<{ exit: number; text: string }> =>
      toldByRun({ tiny: change });
    const told = await Promise.all([
      text((t) => replaceIn(t, "study: tiny", `study: ${key}`)),
      text((t) => replaceIn(t, "  hand:\n", `  ${key}:\n`)),
      text((t) => replaceIn(t, "  written: ", `  ${key}: `)),
      text((t) => replaceIn(t, "free_email:", `${key}:`)),
    ]);
    expect(told.map((t) => t.exit)).toEqual([2, 2, 2, 2]);
    expect(told.map((t) => t.text.split("\n")[0]?.replace(/ "[^ ].*"/, " …"))).toEqual([
      expect.stringMatching(
        /^study\.yaml:2:8 {2}study: a name of lower-case letters, digits, - and _ \(it becomes a folder\)/,
      ),
      expect.stringMatching(
        /^study\.yaml:20:3 {2}(models: … cannot be a name|the file cannot be read as YAML: .*1024 chars.*)$/,
      ),
      expect.stringMatching(
        /^study\.yaml:28:3 {2}(definitions: … cannot be a name|the file cannot be read as YAML: .*1024 chars.*)$/,
      ),
      expect.stringMatching(/^study\.yaml:18:10 {2}flags: … cannot be a name$/),
    ]);
    for (const t of told) {
      expect(obeyed.test(t.text)).toBe(false);
      expect(Math.max(...t.text.split("\n").map((line) => line.length))).toBeLessThan(250);
    }
  },
);

it("an activity that no feature can be named after is refused", async () => {
  const told = (name: string) =>
    toldByCheck({
      tiny: (t) => {
        t.activities.push(`L0100,${name},2024-10-01 00:00:00`);
      },
    });
  expect(await told("🦄")).toMatchObject({
    exit: 1,
    text: `study.yaml:17:15  features.activities.rename: the activity "🦄" has no letter or digit that a feature's name may hold
                  Give it a name under features.activities.rename.`,
  });
  expect(await told("y".repeat(10_000))).toMatchObject({
    exit: 1,
    text: `study.yaml:17:15  features.activities.rename: the activity "${"y".repeat(77)}..." has a name of more than 80 characters
                  Give it a shorter one under features.activities.rename. Is the type column free text?`,
  });
});

it("a header that would colour the terminal", async () => {
  const change = (name: string) => (t: TinyStudy) => {
    t.leads[0] = (t.leads[0] ?? "").replace("created_at", name);
  };
  const { exit, text } = await toldByRun({ tiny: change("\u202Ecreated<script>") });
  expect(exit).toBe(2);
  expect(text.split("\n")[0]).toBe(
    'study.yaml:7:56  sources.leads.created: "leads.csv" has no column "created_at"',
  );
  expect(await toldByRun({ tiny: change("\u001b[31mred") })).toMatchObject({
    exit: 3,
    text: expect.stringMatching(/^leads\.csv {2}"leads\.csv" is not a CSV/),
  });
});
