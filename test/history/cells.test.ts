import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LeadlineError } from "../../src/base/errors.ts";
import { Block } from "../../src/history/cells/block.kernel.ts";
import { orderOfTexts } from "../../src/history/cells/order.kernel.ts";
import { readCells } from "../../src/history/cells/read.ts";
import { ofLeads } from "../../src/history/cells/settle.ts";
import { Numbers, Texts } from "../../src/history/cells/takers.kernel.ts";
import { scanText } from "../../src/history/files/csv/scan.ts";
import { type History, historyOf } from "../../src/history/index.ts";
import { studyWith } from "../helpers/study.ts";
import { times } from "../helpers/thorough.ts";
import { activitySource, leadSource, load, stageSource } from "./support/files.ts";

const rows = 40;
/** Columns of one kind each: what stands in most cells, and in some. */
const kinds: readonly (readonly [most: readonly string[], some: readonly string[]])[] = [
  [
    ["1", "-2.5", "1e-5", ".5", "7.", "0", "-0", "12345678901234567890.5"],
    ["", " 3 "],
  ],
  [
    ["1.500", "2.250"],
    ["", "-3.125", "4", "2.5"],
  ],
  [
    ["1", "2"],
    ["+3", "NaN", "n/a", "1e999", "x", "1,5", "００3"],
  ],
  [
    ["00123", "01234"],
    ["5", ""],
  ],
  [
    ["1,234.5", "2,000"],
    ["$3", "4", "", "none"],
  ],
  [
    ["Acme", "Globex, Inc.", "Acme "],
    ['said "no"', "\u00a0Acme", "Zoë", "Zoe\u0308", "a\tb", "two\nlines", "\u{1f600}", "\uffee", ""],
  ],
  [
    ["2026-01-05", "2026-01-06 10:00:00"],
    ["", "soon"],
  ],
  [
    ["true", "FALSE"],
    ["1", "null", ""],
  ],
  [[""], ["", "  ", "\u200b"]],
];
const cellsOf = ([most, some]: (typeof kinds)[number]): fc.Arbitrary<readonly string[]> =>
  fc.array(
    fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom(...most) },
      { weight: 1, arbitrary: fc.constantFrom(...some) },
    ),
    {
      minLength: rows,
      maxLength: rows,
    },
  );

const world = fc.record({
  columns: fc.array(fc.constantFrom(...kinds).chain(cellsOf), { minLength: 2, maxLength: 6 }),
  vouched: fc.boolean(),
  category: fc.boolean(),
  quoted: fc.boolean(),
  end: fc.constantFrom("\n", "\r\n"),
  last: fc.boolean(),
});

/** A history, or what it was refused for. */
const outcome = async (of: () => Promise<History>): Promise<unknown> => {
  try {
    const { activities, audit, ...history } = await of();
    return { activities, files: audit.files, content: contentOf({ activities, audit, ...history }) };
  } catch (error) {
    if (error instanceof LeadlineError) return error.faults.map(({ code, what }) => [code, what]);
    throw error;
  }
};

/** What does not depend on how the rows are written. */
const contentOf = ({ leads, accounts, stages, audit }: History): unknown => ({
  leads: { ...leads, columns: [...leads.columns] },
  accounts,
  stages,
  // the look at refused rows goes by the lines of a file
  warnings: audit.warnings
    .filter(({ code }) => code !== "shifted-rows")
    .map(({ code, what }) => [code, what]),
  rejects: audit.rejects.map(({ line: _, ...reject }) => reject),
});

describe("13: columns that are read from the bytes of a plain file", () => {
  it("are those that the engine reads of the same cells", async () => {
    await fc.assert(
      fc.asyncProperty(world, async ({ columns, vouched, category, quoted, end, last }) => {
        const names = columns.map((_, i) => `k${i}`);
        const [first = ""] = names;
        const study = studyWith({
          sources: { leads: [leadSource()], activities: [], stages: [stageSource()] },
          features: {
            ...studyWith().features,
            knownAtCreation: vouched ? names : [],
            types: new Map(category ? [[first, "category"]] : []),
          },
          maxRejects: 1,
        });
        const table = {
          lead_id: Array.from({ length: rows }, (_, i) => `L${(7 * i) % rows}`),
          created_at: Array.from({ length: rows }, (_, i) => `2026-01-${10 + (i % 20)}`),
          ...Object.fromEntries(names.map((name, i) => [name, columns[i] ?? []])),
        };
        const stages = { lead_id: ["L1"], stage: ["won"], at: ["2026-03-01 10:00:00"] };
        const written = (cell: string): string =>
          quoted || /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
        const lines = Array.from({ length: rows }, (_, row) =>
          Object.values(table).map((column) => written(column[row] ?? "")),
        );
        const leads = [Object.keys(table), ...lines].map((cells) => cells.join(",")).join(end);
        const files = {
          "leads.csv": last ? leads + end : leads,
          "stages.csv": "lead_id,stage,at\nL1,won,2026-03-01 10:00:00\n",
        };
        const byEngine = await historyOf(study, { "leads.csv": table, "stages.csv": stages });
        expect(contentOf(await load(files, study))).toEqual(contentOf(byEngine));
      }),
      { numRuns: times(4, 60) },
    );
  });

  it("9: so are activities: fates, order, duplicates and what is told", async () => {
    const clean = fc.record({
      lead: fc.constantFrom("L0", "L1", "L2", " L3", "L4", "L9", "Zoë", "S1"),
      type: fc.constantFrom("Visit", "Demo", "Web inar "),
      at: fc.constantFrom(
        "2026-02-01T10:15:00",
        "2026-02-01 09:30",
        "2026-03-05T00:00:01.5",
        "2026-07-09 08:00:00",
      ),
      known: fc.constantFrom("", "2026-02-03 11:11:11", "2026-02-01 10:15:00", "2027-01-01 00:00:00"),
      who: fc.constantFrom("", "lead", "Sales", "marketing"),
    });
    const dirt = fc.constantFrom<readonly ["lead" | "type" | "at" | "known", string]>(
      ["lead", ""],
      ["type", "\u00a0"],
      ["at", "2026-02-30 10:00:00"],
      ["at", "2026-02-01"],
      ["at", "2026-02-01T10:00:00Z"],
      ["known", "later"],
    );
    const acts = fc.record({
      rows: fc.array(clean, { minLength: 1, maxLength: 60 }),
      // most files are plain
      dirt: fc.option(dirt, { freq: 2 }),
      by: fc.boolean(),
      twice: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(acts, async ({ rows, dirt, by, twice }) => {
        const all = rows.map((row, i) => (i === 3 && dirt !== null ? { ...row, [dirt[0]]: dirt[1] } : row));
        const source = activitySource({
          known: "known",
          by: by ? { kind: "column", column: "who", map: new Map() } : null,
        });
        const study = studyWith({
          sources: {
            leads: [leadSource()],
            activities: twice ? [source, { ...source, file: "more.csv" }] : [source],
            stages: [stageSource()],
          },
          maxRejects: 1,
        });
        const names = ["L0", "L1", "L2", "L3", "L4", "Zoë", "S1"];
        // the last is known, and not used
        const created = names.map((name, i) => (name === "S1" ? "2027-01-01" : `2026-01-${10 + i}`));
        const table = Object.fromEntries(
          (["lead", "type", "at", "known", "who"] as const).map((name) => [
            { lead: "lead_id", type: "activity", at: "at", known: "known", who: "who" }[name],
            all.map((row) => row[name]),
          ]),
        );
        const csv = [
          Object.keys(table),
          ...all.map(({ lead, type, at, known, who }) => [lead, type, at, known, who]),
        ]
          .map((cells) => cells.join(","))
          .join("\n");
        const byBytes = await outcome(() =>
          load(
            {
              "leads.csv": `lead_id,created_at\n${names.map((name, i) => `${name},${created[i]}`).join("\n")}\n`,
              "stages.csv": "lead_id,stage,at\nL1,won,2026-03-01 10:00:00\n",
              "activities.csv": csv,
              "more.csv": csv,
            },
            study,
          ),
        );
        const byEngine = await outcome(() =>
          historyOf(study, {
            "leads.csv": { lead_id: names, created_at: created },
            "stages.csv": { lead_id: ["L1"], stage: ["won"], at: ["2026-03-01 10:00:00"] },
            "activities.csv": table,
            "more.csv": table,
          }),
        );
        expect(byBytes).toEqual(byEngine);
      }),
      { numRuns: times(3, 40) },
    );
  });

  const text = (csv: string, parts = 1) => {
    const bytes = Buffer.from(csv);
    const size = Math.ceil(bytes.length / parts);
    return async function* () {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    };
  };
  const wanted = { columns: new Map([0, 1].map((at) => [at, "any"] as const)) };
  const read = (csv: string, count: number, parts = 1) =>
    readCells({ bytes: text(csv, parts), delimiter: ",", columns: 2, rows: count }, wanted, {});

  /** Cells of one column, one a line. */
  const blockOf = (cells: readonly string[]): Block => {
    const block = new Block(1, 0x2c, cells.length);
    block.append(Buffer.from(cells.join("\n")));
    block.split(cells.length, true);
    return block;
  };

  it("9.6: are counted alike by the record and byte by byte", async () => {
    const written = fc.array(
      fc.constantFrom("a", ",", ",", '"', '""', "\n", "\r\n", " ", "\t", "\0", "x,y\n"),
      {
        maxLength: 40,
      },
    );
    await fc.assert(
      fc.asyncProperty(written, async (parts) => {
        const csv = parts.join("");
        expect(await scanText(text(csv), ",", 2)).toEqual(await scanText(text(csv, csv.length), ",", 2));
      }),
      { numRuns: times(300, 20_000) },
    );
  });

  it("are the same however the bytes come", async () => {
    const csv = '\ufeffa,b\r\nx,"1\r\n2"\r\n"y ""z""",\r\n  x ,"1\r\n2"';
    for (let parts = 1; parts < 40; parts += 3) {
      const [a, b] = (await read(csv, 3, parts))?.columns ?? [];
      if (!(a instanceof Texts && b instanceof Texts)) throw new Error("both are texts");
      expect([...a.codes, ...b.codes]).toEqual([0, 1, 0, 0, -1, 0]);
      expect(Buffer.from(a.bytes.subarray(0, a.starts[2])).toString()).toBe('xy "z"');
    }
  });

  it("9.6: that nearly all differ are held as they come, and are levels once each", () => {
    const many = 140_000;
    const cells = Array.from({ length: many }, (_, i) => `p${(7919 * i) % many}@d.example`);
    const again = [...cells, ...cells.slice(0, 1000)];
    const texts = new Texts(again.length, true);
    texts.take(blockOf(again), 0, 0);
    texts.take(blockOf(again.slice(0, 10)), 0, again.length - 10);
    expect(texts.loose).toBe(true);
    const rows = Int32Array.from(again, (_, row) => row);
    const column = ofLeads({ kind: "category", texts }, rows);
    if (column.kind === "number") throw new Error("these are texts");
    expect(column.levels).toEqual([...cells].sort());
    expect(Array.from(column.codes, (code) => column.levels[code])).toEqual([
      ...again.slice(0, -10),
      ...again.slice(0, 10),
    ]);
  });

  it("are left to the engine where a row is not plain, or one is not counted", async () => {
    for (const body of ["1,2,3", "1", '1,"2"x', '1,a"b', "1,2\r3,4", "1,2\n\n3,4", '1,"2'])
      expect([body, await read(`a,b\n${body}\n`, body.split("\n").length)]).toEqual([body, null]);
    expect(await read("a,b\n1,2\n3,4\n", 1)).toBeNull();
    expect(await read("a,b\n1,2\n3,4\n", 3)).toBeNull();
    expect(await read("a,b\n1,2\n3,4\n", 2)).not.toBeNull();
  });

  it("hold the doubles that a reader of texts gives", () => {
    const number = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc
        .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.nat(10 ** 9))
        .map(([a, b]) => `${a}.${b}`),
      fc.integer().map(String),
    );
    fc.assert(
      fc.property(number, (cell) => {
        const numbers = new Numbers(1);
        numbers.take(blockOf([cell]), 0, 0);
        expect([numbers.failed, numbers.values[0]]).toEqual([false, Number(cell) + 0]);
      }),
      { numRuns: times(500, 50_000) },
    );
  });

  it("have their levels in the order of code units, without end where a text begins another", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(
          fc.string({ minLength: 1, maxLength: 9, unit: fc.constantFrom("a", "b", "~", " x") }),
          { maxLength: 300 },
        ),
        (cells) => {
          const texts = new Texts(cells.length);
          const distinct = [...new Set(cells.map((cell) => cell.replace(/^ +| +$/g, "")))].filter(
            (cell) => cell !== "",
          );
          texts.take(blockOf(cells), 0, 0);
          const order = orderOfTexts(texts.bytes, texts.starts, texts.count);
          const sorted = Array.from(order, (k) =>
            Buffer.from(texts.bytes.subarray(texts.starts[k], texts.starts[k + 1])).toString(),
          );
          expect(sorted).toEqual(distinct.sort());
        },
      ),
      { numRuns: times(50, 2000) },
    );
  });
});
