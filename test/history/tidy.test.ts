import { mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { LeadlineError } from "../../src/base/errors.ts";
import { loadHistory } from "../../src/history/index.ts";
import { studyWith } from "../helpers/study.ts";
import { times } from "../helpers/thorough.ts";
import { codes, inFolder, load, refusal, valuesOf } from "./support/files.ts";

const head = "lead_id,created_at,note\n";
const leads = (n: number, row = (i: number): string => `L${i},2026-01-01,n${i % 3}`): string =>
  `${head}${Array.from({ length: n }, (_, i) => row(i)).join("\n")}\n`;
const warned = async (text: string): Promise<readonly string[]> =>
  (await load({ "leads.csv": text }, studyWith())).audit.warnings.map((w) => w.code);

describe("7.12: how lines end is no part of what they hold", () => {
  it("CR CR LF gives the history of LF, without a word", async () => {
    const text = `${head}a,2026-01-01,"x\ny"\nb,2026-01-02,z\n`;
    const [plain, doubled] = await Promise.all(
      [text, text.replaceAll("\n", "\r\r\n")].map((csv) => load({ "leads.csv": csv }, studyWith())),
    );
    expect(doubled).toEqual(plain);
    expect(valuesOf(doubled ?? plain ?? (await load({}, studyWith())), "note")).toEqual(["x\ny", "z"]);
  });

  it("rows wrapped in quotes are read and told with their share", async () => {
    const history = await load(
      {
        "leads.csv": leads(40, (i) => (i % 10 === 3 ? `"L${i},2026-01-01,""a, b"""` : `L${i},2026-01-01,n`)),
      },
      studyWith(),
    );
    expect(history.audit.files[0]).toMatchObject({ rows: 40, rejected: 0 });
    expect(valuesOf(history, "note").filter((value) => value === "a, b")).toHaveLength(4);
    expect(history.audit.warnings.map((w) => w.what)).toEqual([
      '4 rows of 40 in "leads.csv" are wrapped whole in quotes',
    ]);
  });

  it("7.12: rows that a spreadsheet saved as one cell, with empty cells behind it, are read as what they hold", async () => {
    const rows = ["a,2026-01-01,x", 'b,2026-01-02,"y, ""z"""', "c,2026-01-03,"];
    const cell = (row: string): string => `"${row.replaceAll('"', '""')}",,`;
    const plain = await load({ "leads.csv": `${head}${rows.join("\n")}\n` }, studyWith());
    const some = await load(
      { "leads.csv": `${head}${rows[0]}\n${rows.slice(1).map(cell).join("\n")}\n` },
      studyWith(),
    );
    const all = await load(
      { "leads.csv": `${[head.trim(), ...rows].map(cell).join("\r\n")}\r\n` },
      studyWith(),
    );
    for (const history of [some, all]) expect(history.leads).toEqual(plain.leads);
    expect([some, all].map(({ audit }) => audit.warnings.map((w) => w.what))).toEqual([
      ['2 rows of 3 in "leads.csv" are wrapped whole in quotes'],
      ['3 rows of 3 in "leads.csv" are wrapped whole in quotes'],
    ]);
    // an id alone is no wrapped row
    expect((await load({ "leads.csv": `${head}a,2026-01-01,x\n"b",,\n` }, studyWith())).leads.ids).toEqual([
      "a",
    ]);
  });

  it("7.12: a line break in quotes is one, however the file writes it", async () => {
    const text = `${head}a,2026-01-01,"x\ny"\nb,2026-01-02,z\n`;
    const ends = ["\n", "\r\n", "\r", "\r\r\n"];
    const read = await Promise.all(
      ends.map((end) => load({ "leads.csv": text.replaceAll("\n", end) }, studyWith())),
    );
    for (const history of read) expect(history).toEqual(read[0]);
  });
});

describe("7.12: rows that cannot be read", () => {
  it("are a fault past 1%, with their line, and no more than counted below", async () => {
    const long = (every: number): string =>
      leads(1000, (i) => `L${i},2026-01-01,n${i % every === 7 ? ",x" : ""}`);
    const many = (await load({ "leads.csv": long(50) }, studyWith())).audit.warnings;
    expect(many.map((w) => [w.severity, w.code, w.what])).toEqual([
      [
        "error",
        "many-rejects",
        '20 of 1,000 rows of leads.csv cannot be read: the row has more fields than the header, such as "L107,2026-01-01,n,x"',
      ],
    ]);
    expect(await warned(long(100))).toEqual([]);
    // an empty date is no date, and no row that cannot be read
    expect(await warned(leads(100, (i) => `L${i},${i % 2 ? "2026-01-01" : ""},n`))).toEqual([]);
  });

  it("are the cause that is told where no row can be read", async () => {
    const error = await refusal(
      { "leads.csv": "lead_id,created_at,note,more\na,2026-01-01,x\nb,2026-01-02,y\n" },
      studyWith(),
    );
    expect([error.exit, codes(error)]).toEqual([3, ["many-rejects"]]);
    expect(error.message).toContain("the row has fewer fields than the header");
  });
});

it("7.23 F2: what is refused is part of the digest", async () => {
  const digest = async (text: string): Promise<string> =>
    (await load({ "leads.csv": text }, studyWith())).audit.digest;
  const base = leads(300);
  const all = await Promise.all(
    [
      base,
      `${base}Z1,not a date,A\n`,
      `${base}Z1,not a date,A\nZ2,not a date,A\n`,
      `${base}L1,2026-01-01,n1\n`,
    ].map(digest),
  );
  expect(new Set(all).size).toBe(4);
});

it("7.23 F7: a file that is replaced while it is read is told, and not read by the old header", async () => {
  await inFolder(
    { "leads.csv": leads(2000), "other.csv": leads(2000, (i) => `L${i},2026-01-01,other`) },
    async (folder) => {
      const progress = (phase: string): void => {
        if (phase === "scan") renameSync(join(folder, "other.csv"), join(folder, "leads.csv"));
      };
      let once = true;
      const loading = loadHistory(studyWith(), folder, {
        progress: (phase) => {
          if (once && phase === "scan") {
            once = false;
            progress(phase);
          }
        },
      });
      await expect(loading).rejects.toMatchObject({
        exit: 4,
        message: expect.stringContaining('"leads.csv" changed while it was read'),
      });
    },
  );
});

it("7.24 F6: hundreds of columns are read as any others", async () => {
  const columns = times(300, 1000);
  const extra = Array.from({ length: columns }, (_, j) => `c${j}`);
  const text = `lead_id,created_at,${extra.join(",")}\n${Array.from({ length: 40 }, (_, i) => `L${10 + i},2026-01-01,${extra.map((_, j) => (j % 2 ? i + j : `t${(i * j) % 7}`)).join(",")}`).join("\n")}\n`;
  const history = await load({ "leads.csv": text }, studyWith());
  expect(history.leads.columns.size).toBe(columns);
  expect(valuesOf(history, `c${columns - 1}`)).toEqual(Array.from({ length: 40 }, (_, i) => i + columns - 1));
  expect(valuesOf(history, `c${columns - 2}`)).toEqual(
    Array.from({ length: 40 }, (_, i) => `t${(i * (columns - 2)) % 7}`),
  );
});

it("7.24 F20: a row of megabytes is refused with its line, and shown in 80 letters", async () => {
  const history = await load(
    { "leads.csv": `${leads(200)}Z,2026-01-01,${"x".repeat(3_000_000)}\n` },
    studyWith(),
  );
  expect(history.audit.rejects).toEqual([
    {
      file: "leads.csv",
      column: "",
      reason: "the row is longer than 2 MB",
      count: 1,
      line: 202,
      sample: `Z,2026-01-01,${"x".repeat(64)}...`,
    },
  ]);
});

it.skipIf(process.platform === "win32")(
  "7.24 F16: what is there and no plain file is said to be so",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "leadline-history-"));
    try {
      symlinkSync("leads.csv", join(folder, "leads.csv"));
      symlinkSync("nowhere.csv", join(folder, "dangling.csv"));
      const told = async (file: string): Promise<string> => {
        const study = studyWith();
        const [source] = study.sources.leads;
        if (source === undefined) throw new Error("no source");
        const sources = { ...study.sources, leads: [{ ...source, file }] };
        return loadHistory(studyWith({ sources }), folder).then(
          () => "",
          (error) => (error instanceof LeadlineError ? error.message : String(error)),
        );
      };
      expect(await told("leads.csv")).toMatch(/"leads.csv" is a link that leads back to itself/);
      expect(await told("dangling.csv")).toMatch(/"dangling.csv" is a link to a file that is not there/);
      if (process.platform === "linux") expect(await told("/dev/null")).toMatch(/is no file that holds rows/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);

it("7.23 F2: the order of rows that are refused is no part of the digest", async () => {
  const refused = ["Z,2026-01-01,\0", "Y,2026-01-01,\0", `X,2026-01-01,${"x".repeat(2_000_001)}`, "W,2026"];
  const [one, other] = await Promise.all(
    [refused, [...refused].reverse()].map((rows) =>
      load({ "leads.csv": `${leads(600)}${rows.join("\n")}\n` }, studyWith()),
    ),
  );
  expect(one?.audit.files[0]).toMatchObject({ rows: 604, rejected: 4 });
  expect(other?.audit.digest).toBe(one?.audit.digest);
});

it("7.24 F19: lines of blanks before, between and after are no rows", async () => {
  const plain = await load({ "leads.csv": leads(3) }, studyWith());
  const text = `   \n \t\n${leads(3).replace("L1", " \t \nL1")}   \n`;
  expect(await load({ "leads.csv": text }, studyWith())).toEqual(plain);
});

it("7.24 F24: a row with a zero byte is refused with its line, and is no id and no level", async () => {
  const text = leads(200)
    .replace("L5,", "L\u00005,")
    .replace("L150,2026-01-01,n0", "L150,2026-01-01,n\u00000");
  const { leads: read, audit } = await load({ "leads.csv": text }, studyWith());
  expect(audit.rejects).toEqual([
    {
      file: "leads.csv",
      column: "",
      reason: "the row holds zero bytes: the file is damaged there",
      count: 2,
      line: 7,
      sample: "L\u00005,2026-01-01,n2",
    },
  ]);
  expect(read.count).toBe(198);
  expect(JSON.stringify([read.ids, [...read.columns.values()]])).not.toContain("\\u0000");
});

describe("7.24 F9: the cause stands first", () => {
  it("of a header with one delimiter more than its rows", async () => {
    const error = await refusal({ "leads.csv": leads(20).replace("note\n", "note,\n") }, studyWith());
    expect([error.exit, codes(error)]).toEqual([3, ["many-rejects"]]);
    expect(error.message).toContain(
      'none of the 20 rows of leads.csv can be read: the row has fewer fields than the header, such as "L0,2026-01-01,n0"',
    );
  });

  it("tabs behind a date and behind its column's name are no part of them", async () => {
    const plain = await load({ "leads.csv": leads(20) }, studyWith());
    const text = leads(20).replaceAll("2026-01-01,", "2026-01-01\t,").replace("created_at", "created_at\t");
    expect((await load({ "leads.csv": text }, studyWith())).leads).toEqual(plain.leads);
  });
});

it("reads the original, and leaves no copy behind", async () => {
  const text = `${head}a,2026-01-01,x\r\nb,2026-01-02,y\n`;
  await inFolder({ "leads.csv": text }, async (folder) => {
    await loadHistory(studyWith(), folder);
    expect(readFileSync(join(folder, "leads.csv"), "utf8")).toBe(text);
    writeFileSync(join(folder, "leads.csv"), text);
  });
});

describe("7.12: exports that were joined end to end", () => {
  const rows = (from: number, n: number): string =>
    Array.from({ length: n }, (_, i) => `L${from + i},2026-01-${10 + (i % 9)},n${i % 3}\n`).join("");
  const parts = [rows(0, 30), rows(30, 30), rows(60, 30)];

  it("are read as the rows that they hold: headers again are none, whatever stands before them", async () => {
    const once = await load({ "leads.csv": head + parts.join("") }, studyWith());
    for (const glue of ["", "\ufeff"]) {
      const joined = await load(
        { "leads.csv": parts.map((part) => glue + head + part).join("") },
        studyWith(),
      );
      expect(joined.leads).toEqual(once.leads);
      expect(joined.audit.files[0]).toMatchObject({ rows: 90, rejected: 0 });
      expect(joined.audit.warnings.map((w) => [w.code, w.where?.line, w.what])).toEqual([
        ["repeated-header", 32, '"leads.csv" repeats its header on 2 lines, the first of them line 32'],
      ]);
    }
  });

  it("a header in quotes, and one with a break behind it at the very end, are the same", async () => {
    const quoted = `${head + parts[0]}"lead_id","created_at","note"\r\n${parts[1]}${head.trim()}`;
    const joined = await load({ "leads.csv": quoted }, studyWith());
    expect(joined.audit.files[0]).toMatchObject({ rows: 60, rejected: 0 });
    expect(joined.leads.count).toBe(60);
  });

  it("with other columns, or in another order, are refused with the line", async () => {
    const three = "lead_id,created_at,note,size\n";
    const wide = (n: number): string => rows(n, 20).replaceAll("\n", ",7\n");
    for (const other of ["lead_id,note,created_at,size\n", "lead_id,created_at,note,employees\n"])
      expect(
        (await refusal({ "leads.csv": three + wide(0) + other + wide(20) }, studyWith())).faults[0]?.what,
      ).toBe('"leads.csv" has another header on line 22, with other columns or in another order');
  });

  it("a lead that is called as the column is a lead", async () => {
    const history = await load(
      { "leads.csv": `${head}lead_id,2026-01-01,note\nb,2026-01-02,x\n` },
      studyWith(),
    );
    expect(history.leads.ids).toEqual(["b", "lead_id"]);
  });
});

describe("7.12: a file that was cut off", () => {
  const wide = "lead_id,title,created_at\n";
  const rows = (n: number, stamp = (i: number): string => `2026-01-${10 + (i % 19)} 09:00:00`): string =>
    Array.from({ length: n }, (_, i) => `L${i},CTO,${stamp(i)}`).join("\n");
  const whole = wide + rows(30);

  // the last stamp is 2026-01-20 09:00:00
  it("within the time of its last row is told, wherever the cut may be read as another time", async () => {
    for (const cut of [1, 3, 6, 9, 10]) {
      const { audit } = await load({ "leads.csv": whole.slice(0, -cut) }, studyWith());
      expect(audit.warnings.map((w) => [w.code, w.where?.line])).toContainEqual(["cut-off", 31]);
    }
  });

  it("a file without a last line end, rows without a time, and times written in several ways are whole", async () => {
    const two = (i: number): string => `2026-01-0${1 + (i % 9)} ${i % 2 === 1 ? "9:00" : "10:00"}`;
    for (const text of [whole, `${whole}\nL99,CTO,`, wide + rows(30, two), `${whole}\nL99,CTO,2026-1-9 9:00`])
      expect(await warned(text)).not.toContain("cut-off");
  });
});

describe("7.12: what cannot be read is called what it is", () => {
  it("two encodings in one file are said to be two; one that is not known is not", async () => {
    const utf8 = leads(30, (i) => `L${i},2026-01-01,Gesch\u00e4ft`);
    const two = Buffer.concat([Buffer.from(utf8), Buffer.from("M1,2026-01-01,caf\xe9\n", "latin1")]);
    const other = Buffer.concat([
      Buffer.from(`${head}L1,2026-01-01,`),
      Buffer.from([0x83, 0x65, 0x83, 0x58, 0x83, 0x67, 0x82, 0xa0, 10]),
    ]);
    expect((await refusal({ "leads.csv": two }, studyWith())).faults[0]).toMatchObject({
      what: '"leads.csv" is in two encodings: most of its letters are UTF-8, those on line 32 are not',
      where: { line: 32 },
    });
    expect((await refusal({ "leads.csv": other }, studyWith())).faults[0]?.what).toContain(
      "nor Windows-1252",
    );
  });

  it("months in another language, and times that are no numbers, are not taken for numbers", async () => {
    const mend = async (stamp: string): Promise<string | undefined> =>
      (await refusal({ "leads.csv": leads(5, (i) => `L${i},${stamp},x`) }, studyWith())).faults[0]?.mend;
    for (const stamp of ["15. März 2026 09:00", "3 févr. 2026", "05-ene-2026", "5 de enero de 2026"])
      expect(await mend(stamp)).toBe("Names of months are read in English: export dates as YYYY-MM-DD.");
    expect(await mend("Mon Jan 05 2026 09:00:00 GMT+0000 (UTC)")).not.toContain("number");
    expect(await mend("1672650000000000")).toContain("not as a number");
  });
});
