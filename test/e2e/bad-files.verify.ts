import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { run } from "../../src/workbench/run.ts";
import { scratch } from "../helpers/cli.ts";
import { toldByCheck, toldByRun } from "../helpers/outcome.ts";
import { replaceIn, type TinyStudy } from "../helpers/tiny-study.ts";

/** Files that are not there, not what they should be, or cannot be written. The messages are read whole. */

const inStudy =
  (from: string | RegExp, to: string) =>
  (tiny: TinyStudy): void =>
    replaceIn(tiny, from, to);
const file = (name: string, bytes: string | Uint8Array) => (folder: string) =>
  writeFileSync(join(folder, name), bytes);

it("no such study file", async () => {
  const { folder, remove } = scratch();
  const path = join(folder, "quarter.yaml");
  await expect(run({ study: path })).rejects.toMatchObject({
    exit: 4,
    message: `${path}  there is no file ${path}\n                  name the study: leadline run path/to/study.yaml`,
  });
  writeFileSync(join(folder, "study.yaml"), "");
  await expect(run({ study: path })).rejects.toThrow(`did you mean ${join(folder, "study.yaml")}?`);
  await expect(run({ study: folder })).rejects.toMatchObject({
    exit: 4,
    faults: [
      {
        what: "this is a folder, not a study file",
        mend: `name the file in it, such as ${folder}/study.yaml`,
      },
    ],
  });
  remove();
});

it("no such data file: the nearest name beside it", async () => {
  expect(await toldByRun({ tiny: inStudy("leads.csv", "lead.csv") })).toMatchObject({
    exit: 4,
    text: `study.yaml:7:23  sources.leads.file: there is no file "lead.csv"
                 Paths are relative to the study file; did you mean "leads.csv"?`,
  });
});

it("a folder where a file should stand", async () => {
  const files = (folder: string): void => {
    rmSync(join(folder, "leads.csv"));
    mkdirSync(join(folder, "leads.csv"));
  };
  expect(await toldByRun({ files }, (study, at) => run({ study, out: join(at, "reports") }))).toMatchObject({
    exit: 4,
    text: `study.yaml:7:23  sources.leads.file: "leads.csv" is a folder
                 Name the files in it: "leads.csv/*.csv"`,
  });
});

it("columns that files lack: all at once, with the nearest names", async () => {
  const tiny = (t: TinyStudy): void => {
    replaceIn(t, "created: created_at", "created: create_at");
    replaceIn(t, "type: activity", "type: kind");
    replaceIn(t, "[title, employees, email]", "[titel, employees, email]");
  };
  const text = `study.yaml:7:56  sources.leads.created: "leads.csv" has no column "create_at"
                 did you mean "created_at"?
study.yaml:8:60  sources.activities.type: "activities.csv" has no column "kind"
                 there are: lead_id, activity, occurred_at
study.yaml:16:23  features.known_at_creation[0]: "leads.csv" has no column "titel"
                  did you mean "title"?`;
  expect(await toldByRun({ tiny })).toMatchObject({ exit: 2, text });
  expect(await toldByCheck({ tiny })).toMatchObject({ exit: 1, text });
});

it.each([
  [
    "a header alone",
    "lead_id,created_at,domain,title,employees,email\n",
    3,
    `leads.csv  "leads.csv" has a header and no rows
           Export it again with its rows, or leave it out.`,
  ],
  [
    "an empty file",
    "",
    3,
    `leads.csv  "leads.csv" is empty
           Export it again: the first line must name the columns.`,
  ],
  [
    "a file of blanks",
    " \n\n",
    3,
    `leads.csv  "leads.csv" is empty
           Export it again: the first line must name the columns.`,
  ],
  [
    "binary junk",
    Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919 + (i >> 3)) % 256),
    3,
    `leads.csv  "leads.csv" is not a CSV: its first line holds bytes that are not text
           Export it as CSV UTF-8, XLSX, Parquet or JSON lines.`,
  ],
  [
    "a workbook that was cut off",
    Buffer.from(`PK\u0003\u0004${"\0".repeat(3000)}`),
    3,
    `leads.csv  "leads.csv" cannot be unpacked: End of central directory record signature not found. Either not a zip file, or file is truncated.
           It was cut off or damaged: download or copy it again.`,
  ],
  [
    "a header in another encoding",
    // in Windows-1251
    Buffer.from(
      "lead_id,created_at,domain,title,employees,email,\u00c3\u00ee\u00f0\u00ee\u00e4\n1,2,3,4,5,6,7\n",
      "latin1",
    ),
    3,
    `leads.csv:1  "leads.csv" is not UTF-8 (the first such text is on line 1), nor Windows-1252
             Save it as "CSV UTF-8", or convert it: iconv -f SHIFT_JIS -t UTF-8 in.csv > out.csv`,
  ],
  [
    "a quote that is never closed",
    'lead_id,created_at,domain,title,employees,email\nL1,2024-05-05,a.com,"CTO,5,a@a.com\nL2,2024-05-05,a.com,CTO,5,a@a.com\n',
    3,
    `leads.csv:2  in "leads.csv" a quote opens on line 2 and is never closed: all rows after it would be lost
             Close the quote on line 2; a quote inside quotes is written twice (""). If that is the last row, the file was cut off: export it again.`,
  ],
])("%s", async (_, bytes, exit, text) => {
  expect(await toldByRun({ files: file("leads.csv", bytes) })).toMatchObject({ exit, text });
});

it("differing rows of one lead", async () => {
  const tiny = (t: TinyStudy): void => {
    t.leads.push(
      "L0001,2024-05-05 00:00:00,x.com,CEO,5,a@b.c",
      "L0002,2024-05-05 00:00:00,x.com,CEO,5,a@b.c",
    );
  };
  expect(await toldByRun({ tiny })).toMatchObject({
    exit: 3,
    text: `leads.csv:902  lead "L0001" is on lines 3 and 902 with different values (2 leads in all); what differ are "created_at", "domain", "title" and 2 others
               Keep one row a lead; identical rows are dropped by themselves.`,
  });
});

it("a folder that cannot be written, before the long work", async () => {
  for (const [place, shown] of [
    ["reports", "reports"],
    ["reports/tiny", "reports/tiny"],
  ] as const) {
    const files = (folder: string): void => {
      if (place !== "reports") mkdirSync(join(folder, "reports"));
      writeFileSync(join(folder, place), "in the way");
    };
    expect(await toldByRun({ files }, (study, at) => run({ study, out: join(at, "reports") }))).toMatchObject(
      {
        exit: 4,
        text: `cannot write to ${shown}: there is a file in its place
  choose another folder with --out DIR, or make room and run again; no partial files were left behind`,
      },
    );
  }
});

it.each([
  [
    "no YAML",
    "a: [1, 2\nb: }{",
    `study.yaml:2:1  the file cannot be read as YAML: Flow sequence in block collection must be sufficiently indented and end with a ]
                look for a missing space after a colon, a bracket or quote that is not closed, a tab in the indentation, or a - that needs quotes`,
  ],
  [
    "a text",
    "hello world",
    `study.yaml:1:1  this is not a study: a study file consists of \`key: value\` lines
                begin with \`leadline: 1\`, \`study: a-name\`, \`as_of: 2026-10-01\``,
  ],
  [
    "an empty study file",
    "",
    `study.yaml:1:1  this is not a study: a study file consists of \`key: value\` lines
                begin with \`leadline: 1\`, \`study: a-name\`, \`as_of: 2026-10-01\``,
  ],
])("a study file that is %s", async (_, text, told) => {
  expect(await toldByRun({ files: file("study.yaml", text) })).toMatchObject({ exit: 2, text: told });
  expect(await toldByCheck({ files: file("study.yaml", text) })).toMatchObject({ exit: 2, text: told });
});
