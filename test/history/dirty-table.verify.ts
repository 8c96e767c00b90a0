import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { isoSecond } from "../../src/base/time.ts";
import { fate, fateHead, fateStudy } from "./support/fate.ts";
import { load } from "./support/files.ts";

/**
 * Dirty files and what must come of each: read right, rejected by line, or refused with a message; none in silence, none with a
 * stack trace. Files are small: what is tried is what the reader makes of them. Expectations are by hand.
 */

const head = fateHead;
const study = fateStudy;

/** Times of one row among good ones, and the second that is read; null: a reject; "": no date. */
const times: readonly (readonly [text: string, read: string | null])[] = [
  ["2026-01-05", "2026-01-05T00:00:00"],
  ["2026-01-05 ", "2026-01-05T00:00:00"],
  ["\u00a02026-01-05", "2026-01-05T00:00:00"],
  ["2026-01-05T10:20:30", "2026-01-05T10:20:30"],
  ["2026-01-05 10:20:30", "2026-01-05T10:20:30"],
  ["2026-01-05 10:20", "2026-01-05T10:20:00"],
  ["2026-01-05T10:20:30.999", "2026-01-05T10:20:30"],
  ["2026-01-05T10:20:30Z", "2026-01-05T10:20:30"],
  ["2026-01-05T10:20:30+02:00", "2026-01-05T08:20:30"],
  ["2026-01-05T10:20:30-0500", "2026-01-05T15:20:30"],
  ["2026-01-05 10:20:30 UTC", "2026-01-05T10:20:30"],
  ["2026-01-05T23:59:60", null],
  ["2026-01-05T24:00:01", null],
  ["2026-01-05T10:61:00", null],
  ["2026-02-30", null],
  ["2026-13-01", null],
  ["2026-00-10", null],
  ["2026-01-00", null],
  ["2025-02-29", null],
  ["2024-02-29", "2024-02-29T00:00:00"],
  ["1969-12-31", null],
  ["2038-01-20", null],
  ["12026-01-05", null],
  ["soon", null],
  ["yesterday", null],
  ["=TODAY()", null],
  ["#REF!", null],
  ["2026-01-05 or so", null],
  ["2026-01-05T10:20:30+25:00", null],
  ["2026-01-05T10:20:30+05:99", null],
  ["2026-01-05 10:20:30 Mars/Base", null],
  ["<b>2026</b>", null],
  ["", ""],
  ["   ", ""],
  ["\u200b", ""],
  ["NULL", ""],
  ["n/a", ""],
  ["-", ""],
  ["(not set)", ""],
  ["1900-01-00", ""],
  ["1970-01-01", ""],
  ["1970-01-01 00:00:00", ""],
  ["1900-01-01", ""],
  ["0001-01-01", ""],
  ["9999-12-31", ""],
  ["0000-00-00", ""],
  ["0000-00-00 00:00:00", ""],
];

describe("9.B: dirty files, each with what must come of it", () => {
  for (const [text, read] of times)
    it(`a creation ${JSON.stringify(text)} is ${read === null ? "a reject" : read === "" ? "no date" : "read"}`, async () => {
      const good = Array.from({ length: 9 }, (_, i) => `g${i},2026-01-0${i + 1}T08:0${i}:00,${i}\n`).join("");
      const history = await load({ "leads.csv": `${head}x,${text},1\n${good}` }, study);
      const at = history.leads.ids.indexOf("x");
      expect(at < 0 ? null : isoSecond(history.leads.created[at] ?? 0).replace(/Z$/, "")).toBe(
        read === "" ? null : read,
      );
      expect(history.audit.files[0]).toMatchObject({
        rows: 10,
        rejected: read === null ? 1 : 0,
        undated: read === "" ? 1 : 0,
      });
      expect(history.audit.refused?.map(({ line, column }) => [line, column]) ?? []).toEqual(
        read === null ? [[2, "created_at"]] : [],
      );
    });

  const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, "utf16le");
  const a = "a,2026-01-01,1\n";
  const b = "b,2026-01-02,2\n";
  const files: readonly (readonly [
    what: string,
    text: string | Uint8Array,
    fate: string,
    name?: string,
    format?: string,
  ])[] = [
    // line ends, marks, blanks
    ["LF", head + a + b, "a=1 b=2"],
    ["CRLF", (head + a + b).replaceAll("\n", "\r\n"), "a=1 b=2"],
    ["CR", (head + a + b).replaceAll("\n", "\r"), "a=1 b=2"],
    ["CR CR LF", (head + a + b).replaceAll("\n", "\r\r\n"), "a=1 b=2"],
    ["no last line end", (head + a + b).trimEnd(), "a=1 b=2"],
    ["many line ends behind", `${head}${a}${b}\n\n\r\n`, "a=1 b=2; mixed-line-ends"],
    ["blank lines between", `${head}\n${a}\n\n${b}`, "a=1 b=2"],
    ["lines of blanks", `  \n${head}${a} \t \n${b}`, "a=1 b=2"],
    ["a mark", `\ufeff${head}${a}`, "a=1"],
    ["two marks", `\ufeff\ufeff${head}${a}`, "a=1"],
    ["a mark before a quote", `\ufeff"lead_id",created_at,size\n${a}`, "a=1"],
    ["an escape of a terminal", `${head}\u001b[31ma,2026-01-01,1\n`, "\u001b[31ma=1"],
    // quotes
    ["all quoted", '"lead_id","created_at","size"\n"a","2026-01-01","1"\n', "a=1"],
    ["quotes and blanks", `${head}"a" , "2026-01-01" ,"1"\n`, "a=1"],
    ["a quote inside", `${head}a"b,2026-01-01,1\n`, 'a"b=1'],
    ["a doubled quote", `${head}"a""b",2026-01-01,1\n`, 'a"b=1'],
    ["a comma in quotes", `${head}"a,b",2026-01-01,1\n`, "a,b=1"],
    ["a break in quotes", `${head}"a\nb",2026-01-01,1\n`, "a\nb=1"],
    [
      "an escaped quote of another kind",
      `${head}"a\\"b",2026-01-01,1\n${b}`,
      "b=2; 1 rejected; many-rejects",
    ],
    ["single quotes are letters", `${head}'a',2026-01-01,'1'\n`, "'a'='1'"],
    ["an empty quoted id", `${head}"",2026-01-01,1\n${b}`, "b=2; 1 rejected"],
    ["an unclosed quote", `${head}"a,2026-01-01,1\n${b}`, "refused: unclosed-quote line 2"],
    ["an unclosed quote in the middle", `${head}${a}b,"2026-01-02,2\n${a}`, "refused: unclosed-quote line 3"],
    ["an unclosed quote in the header", `"lead_id,created_at,size\n${a}`, "refused: unclosed-quote"],
    [
      "a stray quote that another closes",
      `${head}"a,2026-01-01,1\n"b",2026-01-02,2\n`,
      "refused: stray-quote line 2",
    ],
    [
      "text behind a quote",
      `${head}"a"x,2026-01-01,1\n${b}c,2026-01-03,3\nd,2026-01-04,4\n`,
      "b=2 c=3 d=4; 1 rejected",
    ],
    ["curly quotes are letters", `${head}\u201ca\u201d,2026-01-01,1\n`, "\u201ca\u201d=1"],
    // width
    ["a short row", `${head}${a}${b}c,2026-01-03\n`, "a=1 b=2; 1 rejected"],
    ["a long row", `${head}${a}${b}c,2026-01-03,3,4\n`, "a=1 b=2; 1 rejected"],
    ["an unquoted comma", `${head}${a}${b}Acme, Inc,2026-01-03,3\n`, "a=1 b=2; 1 rejected"],
    ["a trailing comma in all rows", `${head}a,2026-01-01,1,\nb,2026-01-02,2,\n`, "a=1 b=2"],
    ["a trailing comma in header and rows", "lead_id,created_at,size,\na,2026-01-01,1,\n", "a=1"],
    ["a header of one more than its rows", `lead_id,created_at,size,\n${a}${b}`, "refused: many-rejects"],
    ["rows of commas", `${head},,\n${a}${b},,\n`, "a=1 b=2; 2 rejected"],
    ["a last row that is cut off", `${head}${a}${b}c,2026`, "a=1 b=2; 1 rejected; cut-off"],
    ["a cut inside a quote", `${head}${a}"b,2026-01`, "refused: unclosed-quote line 3"],
    ["rows wrapped in quotes", `${head}"a,2026-01-01,1"\n${b}`, "a=1 b=2; wrapped-rows"],
    ["all wrapped in quotes", `"lead_id,created_at,size"\n"a,2026-01-01,1"\n`, "a=1; wrapped-rows"],
    ["one column", "lead_id\na\n", "refused: missing-column"],
    // delimiters
    ["semicolons", (head + a).replaceAll(",", ";"), "a=1"],
    ["tabs", (head + a).replaceAll(",", "\t"), "a=1"],
    ["bars", (head + a).replaceAll(",", "|"), "a=1"],
    ["a sep line", `sep=;\n${(head + a).replaceAll(",", ";")}`, "a=1"],
    [
      "decimal commas between semicolons",
      `${head.replaceAll(",", ";")}a;2026-01-01;1,5\nb;2026-01-02;2,5\n`,
      "a=1.5 b=2.5; written-numbers",
    ],
    ["a name of a tab file", (head + a).replaceAll(",", "\t"), "a=1", "leads.tsv"],
    // headers
    ["a line break in a name", `lead_id,created_at,size,"of\nall"\na,2026-01-01,1,2\n`, "a=1"],
    [
      "names and values above a header",
      `Leads\nFiltered by:,All leads\n\nlead_id,created_at,size,x,y\na,2026-01-01,1,1,1\nb,2026-01-02,2,1,1\n`,
      "a=1 b=2; header-below",
    ],
    [
      "a title in quotes and a row of empty ones",
      `"Leads"\n"","",""\n${head}${a}${b}`,
      "a=1 b=2; header-below",
    ],
    [
      "the foot of a report",
      `${head}${a}${b}\n"Grand Totals (2 records)"\n"Confidential Information - Do Not Distribute"\n"Copyright (c) 2000-2026 x"\n`,
      "a=1 b=2; 3 rejected",
    ],
    ["blanks in the header", ` lead_id , created_at,\tsize\n${a}`, "a=1"],
    ["a wide blank in the header", `lead_id\u00a0,created_at,size\n${a}`, "a=1"],
    [
      "two columns of one name, used",
      `lead_id,lead_id,created_at\na,b,2026-01-01\n`,
      "refused: duplicate-header line 1",
    ],
    ["another case", `Lead_ID,created_at,size\n${a}`, "refused: missing-column"],
    ["a missing column", `lead_id,created,size\n${a}`, "refused: missing-column"],
    ["no header", a + b, "refused: missing-column"],
    ["a header alone", head, "refused: header-only"],
    ["nothing", "", "refused: empty-file"],
    ["blanks alone", " \n\t\n\n", "refused: empty-file"],
    ["a mark alone", "\ufeff", "refused: empty-file"],
    ["a column without a name", `lead_id,created_at,size,\na,2026-01-01,1,x\n`, "a=1; unnamed-column"],
    ["a second header inside", `${head}${a}${head}${b}`, "a=1 b=2; repeated-header"],
    // ids
    ["an id of zeros", `${head}00012,2026-01-01,1\n`, "00012=1"],
    ["an id with a point", `${head}12.0,2026-01-01,1\n`, "12.0=1"],
    ["an id in an exponent", `${head}1E+15,2026-01-01,1\n`, "1E+15=1"],
    ["outer blanks of an id", `${head} a ,2026-01-01,1\n`, "a=1"],
    ["a form feed before an id", `${head}\fa,2026-01-01,1\n`, "a=1"],
    ["a zero-width sign in an id", `${head}a\u200b,2026-01-01,1\n`, "a=1"],
    ["an accent in two ways", `${head}e\u0301,2026-01-01,1\n\u00e9,2026-01-01,1\n`, "\u00e9=1; 1 copies"],
    ["equal rows", head + a + a + b, "a=1 b=2; 1 copies"],
    ["equal but for blanks", `${head}${a}a , 2026-01-01,1\n`, "a=1; 1 copies"],
    ["one id with two values", `${head}${a}a,2026-01-01,2\n`, "refused: differing-duplicates line 3"],
    ["no id", `${head},2026-01-01,1\n${b}`, "b=2; 1 rejected"],
    ["an id of a formula", `${head}=1+1,2026-01-01,1\n`, "=1+1=1"],
    ["__proto__", `${head}__proto__,2026-01-01,1\nconstructor,2026-01-02,2\n`, "__proto__=1 constructor=2"],
    ["a line of SQL", `${head}"a'); DROP TABLE lead; --",2026-01-01,1\n`, "a'); DROP TABLE lead; --=1"],
    ["letters of right to left", `${head}\u202eabc,2026-01-01,1\n`, "\u202eabc=1"],
    ["an emoji", `${head}\u{1f41f},2026-01-01,1\n`, "\u{1f41f}=1"],
    ["an id of 10,000 letters", `${head}${"z".repeat(10_000)},2026-01-01,1\n`, `${"z".repeat(10_000)}=1`],
    // numbers
    [
      "thousands",
      `${head}a,2026-01-01,"1,234"\nb,2026-01-02,"12,345"\nc,2026-01-03,"1,234,567"\n`,
      "a=1234 b=12345 c=1234567; written-numbers",
    ],
    ["dollars", `${head}a,2026-01-01,$12\nb,2026-01-02,$15\n`, "a=12 b=15; written-numbers"],
    ["euros behind", `${head}a,2026-01-01,12 €\nb,2026-01-02,15 €\n`, "a=12 b=15; written-numbers"],
    ["percent", `${head}a,2026-01-01,12%\nb,2026-01-02,15%\n`, "a=12 b=15; written-numbers"],
    ["brackets for minus", `${head}a,2026-01-01,(12)\nb,2026-01-02,(15)\n`, "a=-12 b=-15; written-numbers"],
    ["full-width digits", `${head}a,2026-01-01,１２\nb,2026-01-02,１５\n`, "a=12 b=15; written-numbers"],
    ["NaN", `${head}a,2026-01-01,NaN\n${b}`, "a= b=2"],
    ["infinity", `${head}a,2026-01-01,Infinity\n${b}`, "a= b=2"],
    ["beyond a double", `${head}a,2026-01-01,1e999\n${b}`, "a= b=2"],
    ["minus zero", `${head}a,2026-01-01,-0\n${b}`, "a=0 b=2"],
    ["codes", `${head}a,2026-01-01,007\nb,2026-01-02,012\n`, "a=007 b=012"],
    ["two currencies", `${head}a,2026-01-01,$12\nb,2026-01-02,12 €\n`, "a=$12 b=12 €; unread-numbers"],
    ["errors of a spreadsheet", `${head}a,2026-01-01,#DIV/0!\n${b}c,2026-01-03,3\n`, "a= b=2 c=3"],
    ["hexadecimal is text", `${head}a,2026-01-01,0x1F\nb,2026-01-02,0x2F\n`, "a=0x1F b=0x2F"],
    // encodings and bytes
    ["UTF-16 with a mark", utf16(head + a), "a=1"],
    ["UTF-16, large end first", utf16(head + a).swap16(), "a=1"],
    ["Windows-1252", Buffer.from(`${head}caf\xe9,2026-01-01,1\n`, "latin1"), "caf\u00e9=1; windows-1252"],
    [
      "zero bytes behind",
      Buffer.concat([Buffer.from(head + a + b), Buffer.alloc(512)]),
      "a=1 b=2; 1 rejected; cut-off",
    ],
    ["a zero byte in an id", `${head}a\0,2026-01-01,1\n${b}c,2026-01-03,3\n`, "b=2 c=3; 1 rejected"],
    [
      "a picture",
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d]),
      "refused: foreign-content",
    ],
    ["a PDF", "%PDF-1.7\n%\u00e2\u00e3\n1 0 obj\n", "refused: foreign-content"],
    ["a web page", "<!doctype html><html><body>Log in</body></html>\n", "refused: foreign-content"],
    ["JSON named .csv", '[{"lead_id":"a"}]\n', "refused: missing-column"],
    ["gzip named .csv", gzipSync(head + a), "a=1"],
    ["a gzip that is cut off", gzipSync(head + a.repeat(50)).subarray(0, 40), "refused: damaged-archive"],
    ["a zip that is none", Buffer.from("PK\u0003\u0004 not an archive"), "refused: damaged-archive"],
    // orders of dates
    ["a day past 12 first", `${head}a,13/01/2026,1\nb,02/01/2026,2\n`, "a=1 b=2; guessed-dates"],
    ["a day past 12 second", `${head}a,01/13/2026,1\nb,01/02/2026,2\n`, "a=1 b=2; guessed-dates"],
    ["no day past 12", `${head}a,03/04/2026,1\nb,02/01/2026,2\n`, "refused: ambiguous-dates"],
    ["both orders in one column", `${head}a,13/01/2026,1\nb,01/13/2026,2\n`, "refused: mixed-dates"],
    ["an order that is stated", `${head}a,03/04/2026,1\n`, "a=1", "leads.csv", "dd/mm/yyyy"],
    ["two digits of a year, stated", `${head}a,03/04/26,1\n`, "a=1", "leads.csv", "dd/mm/yy"],
    ["two digits of a year, not stated", `${head}a,13/04/26,1\n`, "refused: no-times"],
    [
      "a time where an order is stated, and a word",
      `${head}a,03/04/2026 10:00,1\nb,soon,2\n${"c,04/04/2026,3\n"}d,05/04/2026,4\ne,06/04/2026,4\n`,
      "a=1 c=3 d=4 e=4; 1 rejected",
      "leads.csv",
      "dd/mm/yyyy",
    ],
    // no dates, and too many rejects
    ["all dates empty", `${head}a,,1\nb,,2\n`, "refused: no-times"],
    ["half of the dates words", `${head}${a}b,soon,2\n`, "a=1; 1 rejected; many-rejects"],
    [
      "six words among forty",
      `${head}${Array.from({ length: 40 }, (_, i) => `l${i},${i % 7 === 0 ? "soon" : "2026-01-01"},1\n`).join("")}`,
      `${Array.from({ length: 40 }, (_, i) => i)
        .filter((i) => i % 7 !== 0)
        .map((i) => `l${i}`)
        .sort()
        .map((id) => `${id}=1`)
        .join(" ")}; 6 rejected; many-rejects`,
    ],
    ["created after as_of", `${head}${a}z,2027-01-01,9\n`, "a=1"],
    ["all created after as_of", `${head}z,2027-01-01,9\n`, "refused: no-leads"],
  ];
  for (const [what, text, expected, name, format] of files)
    it(`with ${what}`, async () => {
      expect(await fate(text, name, format)).toBe(expected);
    });

  it("are two hundred with those of the other table", () => {
    // dirty.test.ts has 62, held against an independent parser
    expect(times.length + files.length + 62).toBeGreaterThanOrEqual(200);
  });
});
