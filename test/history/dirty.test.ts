import { describe, expect, it } from "vitest";
import { studyWith } from "../helpers/study.ts";
import { codes, load, refusal, valuesOf } from "./support/files.ts";
import { oracle } from "./support/oracle.ts";

const rows = "a,2026-01-01,x\nb,2026-01-02,y\n";
const head = "lead_id,created_at,note\n";
const many = Array.from({ length: 3000 }, (_, i) => `m${i},2026-01-01,n${i % 7}`).join("\n");

/** Files that are read, whatever they look like: [what is dirty, text, delimiter]. */
const readable: readonly (readonly [string, string, string?])[] = [
  ["nothing", head + rows],
  ["a byte-order mark", `\uFEFF${head}${rows}`],
  ["a byte-order mark before a quoted header", `\uFEFF"lead_id",created_at,note\n${rows}`],
  ["CRLF", (head + rows).replaceAll("\n", "\r\n")],
  ["CR alone", (head + rows).replaceAll("\n", "\r")],
  [
    "CRLF and LF in one file",
    `lead_id,created_at,note\r\na,2026-01-01,x\nb,2026-01-02,y\r\nc,2026-01-03,z\n`,
  ],
  ["a CR inside a line", `${head}a,2026-01-01,x\nb,2026-01-02,y\rc,2026-01-03,z\n`],
  ["no line end at the end", (head + rows).trimEnd()],
  ["semicolons", (head + rows).replaceAll(",", ";"), ";"],
  ["tabs", (head + rows).replaceAll(",", "\t"), "\t"],
  ["bars", (head + rows).replaceAll(",", "|"), "|"],
  [
    "semicolons, with commas in values",
    "lead_id;created_at;note\na;2026-01-01;1,5\nb;2026-01-02;x, y, z\n",
    ";",
  ],
  ["commas, with semicolons in values", `${head}a,2026-01-01,x;y;z\nb,2026-01-02,p;q;r\n`],
  ["quoted delimiters", `${head}a,2026-01-01,"cat, wolf"\nb,2026-01-02,y\n`],
  ["doubled quotes", `${head}a,2026-01-01,"say ""hi"", he said"\nb,2026-01-02,""""\n`],
  ["a line break in quotes", `${head}a,2026-01-01,"x\ny"\nb,2026-01-02,"p\r\nq"\nc,2026-01-03,z\n`],
  [
    "a line break in quotes under CRLF",
    `${head}a,2026-01-01,"x\ny"\nb,2026-01-02,z\n`.replaceAll("\n", "\r\n"),
  ],
  ["a line break in the header", `lead_id,created_at,"no\nte"\n${rows}`],
  // 7: the engine took the first line break of the file for its line end, and read no row at all
  [
    "a line break in the header under CRLF",
    `lead_id,created_at,"no\nte"\r\n${rows.replaceAll("\n", "\r\n")}`,
  ],
  ["everything quoted", `"lead_id","created_at","note"\n"a","2026-01-01","x"\n"b","2026-01-02",""\n`],
  ["a quote within a bare value", `${head}a,2026-01-01,5" pipe\nb,2026-01-02,6'2"\n`],
  ["blanks around quotes", `${head}a,2026-01-01, "x,y"\nb,2026-01-02,"z" \n`],
  ["blank lines", `\n\n${head}\n${rows}\n\nc,2026-01-03,z\n\n`],
  ["a trailing comma everywhere", `lead_id,created_at,note,\na,2026-01-01,x,\nb,2026-01-02,y,\n`],
  ["a trailing comma in the rows alone", `${head}a,2026-01-01,x,\nb,2026-01-02,y,\n`],
  ["rows of commas", `${head},,\n${rows},,\n`],
  ["short and long rows", `${head}a,2026-01-01\nb,2026-01-02,y\nc,2026-01-03,z,!\nd\n`],
  ["text after a closing quote", `${head}a,2026-01-01,"x"y\nb,2026-01-02,y\nc,2026-01-03,"z\\"z"\n`],
  ["a line of blanks", `${head}a,2026-01-01,x\n   \nb,2026-01-02,y\n`],
  ["NULL, NA and # as text", `${head}a,2026-01-01,NULL\n#b,2026-01-02,NA\nnull,2026-01-03,\\N\n`],
  ["letters of many scripts", `${head}é,2026-01-01,Ünï\n日本,2026-01-02,🐟\nا,2026-01-03,\u202eشركة\n`],
  ["a NUL in a value", `${head}a,2026-01-01,x\0y\nb,2026-01-02,y\n`],
  ["a very long value", `${head}a,2026-01-01,${"x".repeat(300_000)}\nb,2026-01-02,y\n`],
  ["Excel's sep line", `sep=;\r\nlead_id;created_at;note\r\na;2026-01-01;x\r\n`, ";"],
  ["many rows with one line break in quotes at the end", `${head}${many}\nz,2026-01-01,"p\nq"\n`],
  // 7.12 and 7.23 F1: read leniently, these lost or shifted fields in silence
  [
    "text after a quote under mixed line ends",
    `${head}a,2026-01-01,"x"y\r\nb,2026-01-02,z\nc,2026-01-03,z\n`,
  ],
  ["CR CR LF", (head + rows).replaceAll("\n", "\r\r\n")],
  ["CR CR LF in quotes and after a blank line", `${head}\r\r\na,2026-01-01,x\r\r\nb,2026-01-02,"y"\r\r\n`],
  ["CR CR LF and LF in one file", `${head.replace("\n", "\r\r\n")}${rows}c,2026-01-03,z\r\r\n`],
  ["long rows under mixed line ends", `${head}a,2026-01-01,x\r\nb,2026-01-02,y,!,?\nc,2026-01-03,z\n`],
  [
    "an unquoted comma under mixed line ends",
    `${head}a,2026-01-01,x\r\nAcme, Inc,2026-01-02,y\nc,2026-01-03,z\n`,
  ],
  ["rows wrapped in quotes", `${head}"a,2026-01-01,""x, y"""\nb,2026-01-02,y\n"c,2026-01-03,z"\n`],
  ["all rows wrapped in quotes", `"lead_id,created_at,note"\n"a,2026-01-01,""x"""\n"b,2026-01-02,y"\n`],
  ["a wrapped row of another width", `${head}"a,2026-01-01"\nb,2026-01-02,y\n`],
  [
    "lines of blanks before, between and after",
    `   \n\t\n${head}a,2026-01-01,x\n \t \nb,2026-01-02,y\n   \n`,
  ],
  ["zero bytes at the end", `${head}${rows}${"\0".repeat(4096)}`],
  ["a zero byte in an id", `${head}a\0,2026-01-01,x\nb,2026-01-02,y\n`],
  ["many rows with ragged ones between", `${head}${many.replaceAll(",n3", ",n3,n3,n3")}\n`],
];

/** Files that are refused: [what is dirty, text, code, exit, line]. */
const refused: readonly (readonly [string, string | Uint8Array, string, number, number?])[] = [
  ["an empty file", "", "empty-file", 3],
  ["blank lines alone", "\n\n \n", "empty-file", 3],
  ["a byte-order mark alone", "\uFEFF", "empty-file", 3],
  ["a header alone", head, "header-only", 3],
  ["a header alone, no line end", head.trimEnd(), "header-only", 3],
  ["two columns of one name", `lead_id,created_at,note,note\n${rows}`, "duplicate-header", 3, 1],
  ["an unclosed quote", `${head}a,2026-01-01,x\nb,2026-01-02,"y\nc,2026-01-03,z\n`, "unclosed-quote", 3, 3],
  ["an unclosed quote in the last row", `${head}a,2026-01-01,x\nb,2026-01-02,"y`, "unclosed-quote", 3, 3],
  ["an unclosed quote in the header", `lead_id,created_at,"note\n${rows}`, "unclosed-quote", 3, 1],
  [
    "a lone quote that a later one closes",
    `${head}a,2026-01-01,"x\nb,2026-01-02,"y"\nc,2026-01-03,z\n`,
    "stray-quote",
    3,
    2,
  ],
  ["an unclosed quote far down", `${head}${many}\nz,2026-01-01,"p\n${many}\n`, "unclosed-quote", 3, 3002],
  [
    "Latin-1 far down in UTF-8",
    Buffer.concat([
      Buffer.from(`${head}${"é,2026-01-01,日本\n".repeat(60_000)}`),
      Buffer.from("a,2026-01-01,caf\xe9\n", "latin1"),
    ]),
    "not-utf8",
    3,
    60_002,
  ],
  [
    "quotes that open in one row and close in another",
    'lead_id,created_at,note,size\na,2026-01-01,"x,1\nb,2026-01-02,y,2\nb2,2026-01-02,y,2\nc,2026-01-03,z",3\nd,2026-01-04,w,4\n',
    "swallowed-rows",
    3,
    2,
  ],
];

describe("dirty files", () => {
  it("are more than thirty", () => {
    expect(readable.length + refused.length).toBeGreaterThanOrEqual(30);
  });

  for (const [what, text, delimiter = ","] of readable)
    it(`with ${what} are counted as an independent parser counts them`, async () => {
      const [header, ...records] = oracle(
        delimiter === ";" ? text.replace(/^sep=;\r\n/, "") : text,
        delimiter,
      );
      const width = header?.fields.length ?? 0;
      const fits = (fields: readonly string[]): boolean =>
        fields.length === width || (fields.length === width + 1 && fields.at(-1) === "");
      const good = records.filter(({ fields, broken }) => !broken && fits(fields));
      const used = good.filter(({ fields }) => fields[0] !== "");
      const history = await load({ "leads.csv": text }, studyWith());
      const [file] = history.audit.files;
      expect(file).toMatchObject({
        rows: records.length,
        rejected: records.length - used.length,
        duplicates: 0,
      });
      expect(history.leads.ids).toEqual(used.map(({ fields }) => fields[0]).sort());
      // a break within a name is a blank
      const note = (header?.fields[2] ?? "").replace(/\n/g, " ");
      // a line break within a value is LF, however the file ends its lines: so files that differ by that alone are the same data
      const expected = new Map(used.map(({ fields }) => [fields[0], fields[2]?.replace(/\r+\n|\r/g, "\n")]));
      expect(valuesOf(history, note).map((value) => value ?? "")).toEqual(
        history.leads.ids.map((id) => expected.get(id)),
      );
      const rejects = history.audit.rejects.reduce((sum, reject) => sum + reject.count, 0);
      expect(rejects).toBe(records.length - used.length);
      expect([...history.leads.columns.keys()]).toEqual([note]);
    });

  it("9.R1: that end in the middle of a row are told, and a note of several lines is no row", async () => {
    const head = "lead_id,created_at,note,size\n";
    const cut = await load(
      { "leads.csv": `${head}a,2026-01-01,x,1\n${"b,2026-01-02,y,2\n".repeat(9)}c,2026` },
      studyWith(),
    );
    expect(cut.audit.warnings.map(({ code, where }) => [code, where.line])).toContainEqual(["cut-off", 12]);
    const notes = await load(
      { "leads.csv": `${head}a,2026-01-01,"Hi, Ann,\nmail, phone, fax, none\nbye",1\nb,2026-01-02,y,2` },
      studyWith(),
    );
    expect([notes.leads.count, notes.audit.warnings]).toEqual([2, []]);
    const two = await load({ "leads.csv": `${head}a,2026-01-01,"x,1\nb,2026-01-02,y",2\n` }, studyWith());
    expect(two.audit.warnings.map(({ code }) => code)).toEqual(["swallowed-rows"]);
  });

  for (const [what, text, code, exit, line] of refused)
    it(`with ${what} are refused, never silently`, async () => {
      const error = await refusal({ "leads.csv": text }, studyWith());
      expect(error.exit).toBe(exit);
      expect(codes(error)).toEqual([code]);
      expect(error.faults[0]?.where.line).toBe(line);
      expect(error.faults[0]?.where.file).toBe("leads.csv");
    });

  it("name the lines of what they reject", async () => {
    const text = `${head}"a\n1",2026-01-01,x\nb,2026-01-02\nc,2026-01-03,z\nd,soon,z\ne,2026-01-01,"x"y\n`;
    const history = await load({ "leads.csv": text }, studyWith());
    expect(
      history.audit.rejects.map(({ column, reason, line, sample }) => [column, reason, line, sample]),
    ).toEqual([
      ["", "text after a closing quote", 7, 'e,2026-01-01,"x"y'],
      ["", "the row has fewer fields than the header", 4, "b,2026-01-02"],
      ["created_at", "not a date or time", 6, "soon"],
    ]);
  });
});
