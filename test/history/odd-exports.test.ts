import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { checked, column, look, stamp } from "./support/base.ts";
import { fate, fateHead as head } from "./support/fate.ts";

/** More of what exports hold: other programs' files, dates of other worlds, numbers among signs, months that are missing. */

const a = "a,2026-01-01,1\n";
const b = "b,2026-01-02,2\n";
const utf32 = (text: string): Buffer => {
  const bytes = Buffer.alloc(4 * text.length + 4);
  bytes.writeUInt32LE(0xfeff, 0);
  for (const [i, letter] of [...text].entries()) bytes.writeUInt32LE(letter.codePointAt(0) ?? 0, 4 * i + 4);
  return bytes;
};

describe("9: files of other programs", () => {
  it.each<readonly [what: string, text: string | Uint8Array, expected: string]>([
    [
      "a pointer of Git LFS",
      "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n",
      "refused: foreign-content",
    ],
    [
      "Excel's XML of 2003",
      '<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>\n',
      "refused: foreign-content",
    ],
    ["a table of a web page", "<table><tr><td>lead_id</td></tr></table>\n", "refused: foreign-content"],
    [
      "a workbook of before 2007",
      Buffer.from("d0cf11e0a1b11ae1000000000000000000000000000000003e000300feff0900", "hex"),
      "refused: foreign-content",
    ],
    ["gzip within gzip", gzipSync(gzipSync(head + a)), "refused: unpack-first"],
    ["UTF-32", utf32(head + a), "refused: binary-file"],
    ["a list in JSON", '[{"lead_id":"a","created_at":"2026-01-01","size":1}]', "a=1; other-content"],
    ["an error in JSON", '{"error":{"code":403,"message":"denied"}}', "refused: missing-column"],
    ["a table in Markdown", "| lead_id | created_at | size |\n| a | 2026-01-01 | 1 |\n", "a=1"],
    ["carets", (head + a).replaceAll(",", "^"), "a=1"],
    ["control signs between values", (head + a).replaceAll(",", "\u0001"), "a=1"],
    ["fixed widths", (head + a).replaceAll(",", "      "), "refused: missing-column"],
    ["single quotes in the header", `'lead_id','created_at','size'\n${a}`, "refused: missing-column"],
    ["the index of pandas", `,${head}0,${a}1,${b}`, "a=1 b=2; unnamed-column"],
    ["an empty first column", `,${head},${a},${b}`, "a=1 b=2"],
    ["remarks above the header", `# exported by X\n# in 2026\n${head}${a}${b}`, "a=1 b=2; header-below"],
    ["units below the header", `${head}(id),(date),(number)\n${a}${b}`, "a=1 b=2; 1 rejected"],
    ["a total below", `${head}${a}${b}Total,,3\n`, "a=1 b=2; 1 undated"],
    ["a mark in the middle", `${head}${a}\ufeff${b}`, "a=1 b=2"],
    [
      "two exports, one below the other",
      `${head}${a}${b}${head}${a}${b}`,
      "a=1 b=2; 2 copies; repeated-header",
    ],
    ["tabs behind commas", (head + a + b).replaceAll(",", ",\t"), "a=1 b=2"],
    ["curly quotes around a comma", `${head}${a}${b}\u201cc, d\u201d,2026-01-03,3\n`, "a=1 b=2; 1 rejected"],
    ["quotes behind backslashes", `${head}${a}${b}"c\\"d\\", e",2026-01-03,3\n`, "a=1 b=2; 1 rejected"],
  ])("%s", async (_, text, expected) => {
    expect(await fate(text)).toBe(expected);
  });
});

describe("9: a column of dates of another world is refused, and never half read", () => {
  it.each<readonly [what: string, one: string, two: string, expected: string]>([
    [
      "JavaScript's own",
      "Mon Jan 05 2026 09:00:00 GMT+0100 (CET)",
      "Tue Jan 06 2026 09:00:00 GMT+0100 (CET)",
      "refused: no-times",
    ],
    ["of mails", "Mon, 05 Jan 2026 09:00:00 GMT", "Tue, 06 Jan 2026 09:00:00 GMT", "refused: no-times"],
    ["of Go", "2026-01-05 09:00:00 +0000 UTC", "2026-01-06 09:00:00 +0000 UTC", "refused: no-times"],
    ["of .NET", "/Date(1767600000000)/", "/Date(1767686400000)/", "refused: no-times"],
    ["weeks", "2026-W02", "2026-W03", "refused: no-times"],
    ["Chinese", "2026年1月5日", "2026年1月6日", "refused: no-times"],
    ["Czech", "5. 1. 2026", "16. 1. 2026", "refused: no-times"],
    ["with a word for o'clock", "15.01.2026 09:00 Uhr", "16.01.2026 09:00 Uhr", "refused: no-times"],
    ["ordinals", "5th Jan 2026", "6th Jan 2026", "refused: no-times"],
    ["with weekdays", "Monday, January 5, 2026", "Tuesday, January 6, 2026", "refused: no-times"],
    ["quarters", "Q1 2026", "Q2 2026", "refused: no-times"],
    ["months", "2026-01", "2026-02", "refused: no-times"],
    ["ranges", "2026-01-05 - 2026-01-06", "2026-01-06 - 2026-01-07", "refused: no-times"],
    ["fractions behind a comma", "2026-01-05 09:00:00,123", "2026-01-06 09:00:00,123", "refused: no-times"],
    ["the time first", "09:00:00 2026-01-05", "10:00:00 2026-01-06", "refused: no-times"],
    ["nanoseconds since 1970", "1767600000000000000", "1767686400000000000", "refused: no-times"],
    ["microseconds since 1970", "1767600000000000", "1767686400000000", "refused: no-times"],
    [
      "places behind them",
      "2026-01-05 09:00:00 Europe/London",
      "2026-01-06 09:00:00 Europe/London",
      "refused: no-times",
    ],
    ["ago", "3 days ago", "4 days ago", "refused: no-times"],
    ["quotes within", '""2026-01-05""', '""2026-01-06""', "refused: no-times"],
    ["Buddhist years", "2569-01-05", "2569-01-06", "refused: no-leads"],
    ["the next century", "2126-01-05", "2126-01-06", "refused: no-leads"],
    ["dots beside dashes", "15.01.2026", "2026-01-16", "refused: mixed-dates"],
    ["digits alone", "20260105090000", "20260106090000", "a=1 b=2"],
    ["one digit for small parts", "2026-1-5 9:00", "2026-1-6 9:00", "a=1 b=2"],
    ["slashes, the year first", "2026/01/05", "2026/01/06", "a=1 b=2"],
    ["nanoseconds of a time", "2026-01-05T09:00:00.123456789Z", "2026-01-06T09:00:00.123456789Z", "a=1 b=2"],
    ["seconds since 1970 with a fraction", "1767600000.5", "1767686400.5", "a=1 b=2; counted-times"],
  ])("%s", async (_, one, two, expected) => {
    expect(await fate(`${head}a,"${one}",1\nb,"${two}",2\n`)).toBe(expected);
  });
});

it("9: numbers that stand beside the same signs or words are told, codes are not", async () => {
  const number = (i: number): number => [5, 20, 80, 300][(i * 7) % 4] ?? 0;
  const written: Readonly<Record<string, (n: number) => string>> = {
    apostrophe: (n) => `'${n}`,
    formula: (n) => `="${n}"`,
    words: (n) => `${n} employees`,
    about: (n) => `~${n}`,
    more: (n) => `${n}+`,
    brackets: (n) => `[${n}]`,
    hexadecimal: (n) => `0x${(n * 50).toString(16)}`,
    underscore: (n) => `${n}_000`,
    exponent: (n) => `${(n / 100).toFixed(2).replace(".", ",")}E+05`,
    // names of levels
    region: (n) => `Region ${n}`,
    generation: (n) => `${n}G`,
    range: (n) => `${n}-${2 * n}`,
    code: (n) => String(n).padStart(5, "0"),
  };
  const { faults } = await look((world) => {
    for (const [name, write] of Object.entries(written)) column(world, name, (i) => write(number(i)));
  });
  const told = faults.filter(({ code }) => code === "unread-numbers").map(({ what }) => what.split('"')[1]);
  expect(told).toEqual([
    "apostrophe",
    "formula",
    "words",
    "about",
    "more",
    "brackets",
    "hexadecimal",
    "underscore",
    "exponent",
  ]);
});

it("9: words that stand for no company make no account", async () => {
  const words =
    "none,n.a.,N/A,TBD,test,private,self-employed,Individual,(blank),[unknown],no company,0,#N/A,undefined,example.com,not provided,Personal,keine,Student,xxx,company,not set,(not set),Other,freelance,none@none.com,-,00000000-0000-0000-0000-000000000000".split(
      ",",
    );
  const { history } = await look((world) => {
    world.leads.forEach((row, i) => {
      row[4] = words[i % words.length] ?? "";
    });
  });
  // each lead is an account of its own
  expect(history?.accounts.count).toBe(400);
});

it("9: an export of stages that ends early, months without activity, a type that ends and empty types are told", async () => {
  const { faults, exit } = await checked((world) => {
    world.stages = world.stages.filter(([, , at = ""]) => at < "2023-12-01");
    world.activities = world.activities.filter(([, , at = ""]) => at < "2024-02-01" || at >= "2024-04-01");
    world.activities.forEach((row, i) => {
      if (row[1] === "view") row[1] = (row[2] ?? "") < "2023-10-01" ? "page_view" : "pageview";
      if (i % 4 === 3) row[1] = "";
    });
    // one day more, on which nothing ended
    world.activities.push(["L399", "demo", stamp(601)]);
  });
  const said = (code: string): readonly string[] =>
    faults.filter((found) => found.code === code).map(({ what }) => what);
  expect(exit).toBe(0);
  // of 156 leads that were 40 days old by the last outcome 56 reached it; 182 came later and are as old
  expect(said("outcome-recorded-until")[0]).toMatch(
    /^no "won" is recorded after 2023-11-\d\d, though 18\d leads created later are old enough: some \d\d of them/,
  );
  expect(said("nothing-recorded")[0]).toMatch(
    /^no activity is recorded between 2024-0[12]-\d\d and 2024-04-0\d, a time/,
  );
  expect(said("nothing-recorded")).toHaveLength(1);
  expect(said("early-ending")).toEqual([
    expect.stringMatching(
      /^an activity ends long before the others \(2024-08-\d\d\): "page_view" on 2023-09-\d\d$/,
    ),
  ]);
  expect(said("many-nameless")[0]).toMatch(
    /^\d+ of \d+ rows of "acts.csv" name no activity, and are left out$/,
  );
});
