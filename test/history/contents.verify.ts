import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { History } from "../../src/history/type.ts";
import type { LeadSource, Study } from "../../src/study/type.ts";
import { civil, studyWith } from "../helpers/study.ts";
import { bookOf, rowsXml, zipOf } from "./support/archives.ts";
import { codes, leadSource, load, refusal, valuesOf } from "./support/files.ts";

const csv = 'lead_id,created_at,note\n007,2026-01-05,café\nb,2026-01-06 10:00:00,"x, y"\nc,2026-01-07,Größe';
const study = (more: Partial<LeadSource> = {}): Study =>
  studyWith({ sources: { leads: [leadSource(more)], activities: [], stages: [] } });
const told = ({ audit }: History): readonly string[] => audit.warnings.map(({ code }) => code);
const seen = (history: History) => ({
  ids: history.leads.ids,
  created: [...history.leads.created],
  note: valuesOf(history, "note"),
});
const expected = {
  ids: ["007", "b", "c"],
  created: [civil("2026-01-05"), civil("2026-01-06", "10:00:00"), civil("2026-01-07")],
  note: ["café", "x, y", "Größe"],
};
const utf16 = (text: string, big = false): Buffer => {
  const bytes = Buffer.from(text, "utf16le");
  return big ? bytes.swap16() : bytes;
};

/** [what, name, bytes, what is told, what the study says of it] */
const read: readonly (readonly [
  string,
  string,
  string | Uint8Array,
  readonly string[],
  Partial<LeadSource>?,
])[] = [
  ["a byte-order mark", "leads.csv", `\uFEFF${csv}`, []],
  ["UTF-16 LE", "leads.csv", utf16(`\uFEFF${csv}`), []],
  ["UTF-16 BE", "leads.csv", utf16(`\uFEFF${csv}`, true), []],
  ["UTF-16 LE without a mark", "leads.csv", utf16(csv), ["utf16-unmarked"]],
  ["UTF-16 BE without a mark", "leads.csv", utf16(csv, true), ["utf16-unmarked"]],
  [
    "Excel's Unicode text, in tabs",
    "leads.txt",
    utf16(`\uFEFF${csv.replaceAll(",", "\t").replace("x\t", "x,")}`),
    [],
  ],
  ["Latin-1", "leads.csv", Buffer.from(csv, "latin1"), ["windows-1252"]],
  ["gzip", "leads.csv.gz", gzipSync(csv), []],
  ["gzip of Latin-1", "leads.csv.gz", gzipSync(Buffer.from(csv, "latin1")), ["windows-1252"]],
  [
    "two gzip members on end",
    "leads.csv.gz",
    Buffer.concat([gzipSync(csv.slice(0, 30)), gzipSync(csv.slice(30))]),
    [],
  ],
  ["gzip under another name", "leads.csv", gzipSync(csv), []],
  ["a zip of one file", "leads.zip", zipOf({ "__MACOSX/._leads.csv": "x", "out/leads.csv": csv }), []],
  [
    "a named file of a zip",
    "all.zip",
    zipOf({ "a.csv": "x,y\n1,2\n", "out/leads.csv": csv }),
    [],
    { within: { member: "leads.csv" } },
  ],
  ["tabs", "leads.tsv", csv.replaceAll(",", "\t").replace("x\t", "x,"), []],
  ["the sign ^", "leads.csv", csv.replaceAll(",", "^").replace("x^", "x,"), []],
  ["Hive's \\u0001", "leads.txt", csv.replaceAll(",", "\u0001").replace("x\u0001", "x,"), []],
  [
    "a stated sign",
    "leads.csv",
    csv.replaceAll(",", "!").replace("x!", "x,"),
    [],
    { within: { delimiter: "!" } },
  ],
  ["Excel's sep= line", "leads.csv", `sep=~\n${csv.replaceAll(",", "~").replace("x~", "x,")}`, []],
  ["CR CR LF", "leads.csv", csv.replaceAll("\n", "\r\r\n"), []],
  ["titles above the header", "leads.csv", `All contacts\n\nFiltered by: open\n${csv}`, ["header-below"]],
  ["JSON lines named .csv", "leads.csv", csvAsJson().join("\n"), ["other-content"]],
  ["JSON lines in gzip", "leads.jsonl.gz", gzipSync(csvAsJson().join("\n")), []],
  ["one list in JSON", "leads.json", `[${csvAsJson().join(",\n")}]`, []],
  ["a CSV named .jsonl", "leads.jsonl", csv, ["other-content"]],
  ["a CSV named .xlsx", "leads.xlsx", csv, ["other-content"]],
  ["a CSV named .parquet", "leads.parquet", csv, ["other-content"]],
];

function csvAsJson(): readonly string[] {
  return [
    '{"lead_id":"007","created_at":"2026-01-05","note":"café"}',
    '{"lead_id":"b","created_at":"2026-01-06 10:00:00","note":"x, y"}',
    '{"lead_id":"c","created_at":"2026-01-07","note":"Größe"}',
  ];
}

describe("9: the same rows, however they are written and packed, are the same history", () => {
  for (const [what, file, bytes, codesTold, more] of read)
    it(`9: ${what}`, async () => {
      const history = await load({ [file]: bytes }, study({ file, ...more }));
      expect(seen(history)).toEqual(expected);
      expect(told(history)).toEqual(codesTold);
      expect(history.audit.files[0]?.rows).toBe(3);
    });

  it("9: what is told of Latin-1 shows a word by which a person can say", async () => {
    const history = await load({ "leads.csv": Buffer.from(csv, "latin1") }, study());
    expect(history.audit.warnings[0]?.what).toContain('a word in it is "café"');
  });

  it("9: Latin-1 a long way down, and rejects by line in it and in UTF-16", async () => {
    const rows = Array.from({ length: 50_000 }, (_, i) => `L${i},2026-01-05,${i}`).join("\n");
    const text = `lead_id,created_at,note\n${rows}\nz,2026-01-05,é\ny,soon,é\n`;
    for (const bytes of [Buffer.from(text, "latin1"), utf16(`\uFEFF${text}`)]) {
      const history = await load({ "leads.csv": bytes }, study());
      expect(history.leads.count).toBe(50_001);
      expect(history.audit.rejects.map(({ column, line, sample }) => [column, line, sample])).toEqual([
        ["created_at", 50_003, "soon"],
        ["note", 50_002, "é"],
      ]);
    }
  });
});

/** [what, name, bytes, code, exit, what the study says] */
const refused: readonly (readonly [
  string,
  string,
  string | Uint8Array,
  string,
  number,
  Partial<LeadSource>?,
])[] = [
  [
    "Shift-JIS",
    "leads.csv",
    Buffer.concat([
      Buffer.from(`${csv.split("\n")[0]}\na,2026-01-01,`),
      Buffer.from([0x83, 0x65, 0x83, 0x58, 0x83, 0x67, 0x82, 0xa0]),
    ]),
    "not-utf8",
    3,
  ],
  [
    "Cyrillic in one byte a letter",
    "leads.csv",
    Buffer.concat([
      Buffer.from("lead_id,created_at,note\na,2026-01-01,"),
      Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2]),
    ]),
    "not-utf8",
    3,
  ],
  [
    "UTF-8 and Latin-1 pasted together",
    "leads.csv",
    Buffer.concat([Buffer.from(`${csv}\n`), Buffer.from("d,2026-01-01,caf\xe9\n", "latin1")]),
    "not-utf8",
    3,
  ],
  ["UTF-16 cut within a letter", "leads.csv", utf16(`\uFEFF${csv}`).subarray(0, -1), "cut-off", 3],
  ["gzip that was cut off", "leads.csv.gz", gzipSync(csv.repeat(50)).subarray(0, -20), "damaged-archive", 3],
  ["gzip with a changed byte", "leads.csv.gz", changed(gzipSync(csv), -6), "damaged-archive", 3],
  ["a zip that was cut off", "leads.zip", zipOf({ "leads.csv": csv }).subarray(0, -30), "damaged-archive", 3],
  ["a zip with a changed byte", "leads.zip", changed(zipOf({ "leads.csv": csv }), 60), "damaged-archive", 3],
  ["a zip without files", "leads.zip", zipOf({}), "empty-archive", 3],
  ["a zip of several files", "leads.zip", zipOf({ "a.csv": csv, "b.csv": csv }), "several-files", 2],
  [
    "a zip without the named file",
    "leads.zip",
    zipOf({ "lead.csv": csv }),
    "no-such-member",
    2,
    { within: { member: "leads.csv" } },
  ],
  ["a zip with a password", "leads.zip", zipOf({ "leads.csv": csv }, 0x801), "encrypted", 3],
  ["a zip in a zip", "leads.zip", zipOf({ "leads.zip": zipOf({ "leads.csv": csv }) }), "unpack-first", 3],
  [
    "a workbook of before 2007",
    "leads.xls",
    Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ...Buffer.alloc(600)]),
    "foreign-content",
    3,
  ],
  [
    "a web page named .xls",
    "leads.xls",
    "<html><table><tr><td>lead_id</td></tr></table></html>",
    "foreign-content",
    3,
  ],
  ["a PDF", "leads.csv", "%PDF-1.7\n%âãÏÓ\n", "foreign-content", 3],
  ["a sheet of a CSV", "leads.csv", csv, "no-sheet", 2, { within: { sheet: "Leads" } }],
  [
    "a workbook of two sheets",
    "leads.xlsx",
    bookOf({ sheets: { A: rowsXml([["x", "y"]]), B: rowsXml([["x", "y"]]) } }),
    "several-sheets",
    2,
  ],
  [
    "a workbook without the named sheet",
    "leads.xlsx",
    bookOf({ sheets: { Leads: rowsXml([["x", "y"]]) } }),
    "no-such-sheet",
    2,
    { within: { sheet: "Lead" } },
  ],
  ["a workbook of empty sheets", "leads.xlsx", bookOf({ sheets: { Leads: "" } }), "empty-file", 3],
  [
    "a workbook with a header alone",
    "leads.xlsx",
    bookOf({ sheets: { Leads: rowsXml([["lead_id", "created_at"]]) } }),
    "header-only",
    3,
  ],
  [
    "a workbook with two columns of one name",
    "leads.xlsx",
    bookOf({
      sheets: {
        Leads: rowsXml([
          ["lead_id", "created_at", "n", "n"],
          ["a", "2026-01-01", "1", "2"],
        ]),
      },
    }),
    "duplicate-header",
    3,
  ],
];

function changed(bytes: Buffer, at: number): Buffer {
  const place = at < 0 ? bytes.length + at : at;
  bytes[place] = (bytes[place] ?? 0) ^ 0x55;
  return bytes;
}

describe("9: what cannot be read is refused with its reason", () => {
  for (const [what, file, bytes, code, exit, more] of refused)
    it(`9: ${what}`, async () => {
      const error = await refusal({ [file]: bytes }, study({ file, ...more }));
      expect(codes(error)[0]).toBe(code);
      expect(error.exit).toBe(exit);
      expect(error.faults[0]?.where.file).toContain(file);
    });
});

describe("9: workbooks", () => {
  const sheet = (name: string) => study({ file: "leads.csv", within: { sheet: name } });
  const shared = [
    "lead_id",
    "created_at",
    "note",
    "café",
    "<r><t>x,</t></r><r><t> y</t></r><rPh><t>no</t></rPh>",
    "Grö&#223;e",
  ];
  const s = (address: string, i: number): string => `<c r="${address}" t="s"><v>${i}</v></c>`;
  const header = `<row r="1">${s("A1", 0)}${s("B1", 1)}${s("C1", 2)}</row>`;
  // 46027 is 2026-01-05 (days from 1899-12-30)
  const rows = `<row r="2"><c r="A2" t="str"><v>007</v></c><c r="B2" s="1"><v>46027</v></c>${s("C2", 3)}</row>
    <row r="4"><c r="A4" t="inlineStr"><is><t>b</t></is></c><c r="B4" s="2"><v>46028.416666666664</v></c>${s("C4", 4)}<c r="D4" s="5"/></row>
    <row r="5"><c r="A5" t="inlineStr"><is><t>c</t></is></c><c r="B5" s="6"><v>46029</v></c>${s("C5", 5)}</row>`;

  it("9: a sheet by its name, in a workbook named .csv, is the same history and is told", async () => {
    const bytes = bookOf({ shared, sheets: { Notes: rowsXml([["a", "b"]]), Leads: header + rows } });
    const history = await load({ "leads.csv": bytes }, sheet("Leads"));
    expect(seen(history)).toEqual(expected);
    expect(told(history)).toEqual(["other-content"]);
    expect(history.audit.files[0]?.file).toBe("leads.csv [Leads]");
  });

  it("9: the only sheet that is to be seen and holds rows needs no name; days from 1904 are those days", async () => {
    const early = rows.replace("46027", "44565").replace("46028.4", "44566.4").replace("46029", "44567");
    const bytes = bookOf({
      shared,
      date1904: true,
      sheets: { "hidden:Lists": rowsXml([["a", "b"]]), Empty: "", Leads: header + early },
    });
    expect(seen(await load({ "leads.csv": bytes }, study()))).toEqual(expected);
  });

  it("9: elements with a prefix and without addresses are read alike", async () => {
    const bare = (header + rows).replace(/ r="[A-Z]+\d"/g, "").replace(/<(\/?)(row|c|v|is|t)\b/g, "<$1x:$2");
    const bytes = bookOf({ shared, sheets: { Leads: bare } });
    expect(seen(await load({ "leads.csv": bytes }, study()))).toEqual(expected);
  });

  it("9: numbers, truths, times, lengths, errors and formulas without value are what they show", async () => {
    const cells: readonly (readonly [xml: string, text: string | number | null])[] = [
      ["<c><v>12345678901</v></c>", "12345678901"],
      ["<c><v>1.0E5</v></c>", "100000"],
      ["<c><v>0.1</v></c>", "0.1"],
      ['<c s="5"><v>0.125</v></c>', "0.125"],
      ['<c t="b"><v>1</v></c>', "TRUE"],
      ['<c s="7"><v>0.5</v></c>', "12:00:00"],
      ['<c s="4"><v>1.5</v></c>', "36:00:00"],
      ['<c s="3"><v>59</v></c>', "1900-02-28"],
      ['<c s="3"><v>61</v></c>', "1900-03-01"],
      ['<c s="2"><v>46028.999999999</v></c>', "2026-01-07 00:00:00"],
      ['<c t="d"><v>2026-01-05T09:00:00</v></c>', "2026-01-05T09:00:00"],
      ['<c t="e"><v>#N/A</v></c>', null],
      ["<c><f>SUM(A1:A2)</f></c>", null],
      ['<c t="str"><f>A1</f><v>a_x0041_</v></c>', "aA"],
    ];
    const names = cells.map((_, i) => `k${String(i).padStart(2, "0")}`);
    const row = `<row r="2"><c t="inlineStr"><is><t>a</t></is></c><c s="1"><v>46027</v></c>${cells.map(([xml]) => xml).join("")}</row>`;
    const other = rowsXml([["b", "2026-01-06", ...cells.map(() => "text")]], 3);
    const bytes = bookOf({
      sheets: { Leads: rowsXml([["lead_id", "created_at", ...names]]) + row + other },
      after: '<mergeCells count="2"><mergeCell ref="A1:B1"/><mergeCell ref="C2:C3"/></mergeCells>',
    });
    const history = await load({ "leads.xlsx": bytes }, study({ file: "leads.xlsx" }));
    expect(names.map((name) => valuesOf(history, name)[0])).toEqual(cells.map(([, text]) => text));
    expect(history.audit.warnings.map(({ code, what }) => `${code}: ${what}`)).toEqual([
      'error-cells: 1 cell of "leads.xlsx" holds an error: #N/A in row 2',
      'formulas-without-value: 1 formula of "leads.xlsx" has no value, such as row 2: the program that wrote the file did not compute them',
      'merged-cells: 1 range of "leads.xlsx" below the header is merged cells, such as C2:C3',
    ]);
  });

  it("9: a title and merged names of groups above the header are passed over and told; a row that is wider is a reject by its row", async () => {
    const text = rowsXml([
      ["Leads of the quarter"],
      ["Lead", "", "Text"],
      ["lead_id", "created_at", "note"],
      ["007", "2026-01-05", "café"],
      ["b", "2026-01-06 10:00:00", "x, y"],
      ["c", "2026-01-07", "Größe"],
      ["d", "2026-01-07", "two\nlines"],
      ["e", "2026-01-07", "wide", "more"],
      ["f", "soon", "late"],
      [],
      ["", "2026-01-07", "nobody"],
    ]);
    const history = await load(
      { "leads.xlsx": bookOf({ sheets: { Leads: text } }) },
      study({ file: "leads.xlsx" }),
    );
    expect(history.leads.ids).toEqual(["007", "b", "c", "d"]);
    expect(valuesOf(history, "note")[3]).toBe("two\nlines");
    expect(told(history)).toContain("header-below");
    expect(history.audit.rejects.map(({ column, reason, line }) => [column, reason, line])).toEqual([
      ["", "the row has more fields than the header", 8],
      ["created_at", "not a date or time", 9],
      ["lead_id", "no id", 11],
    ]);
  });
});
