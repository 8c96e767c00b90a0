import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { orderOfTexts } from "../../src/history/cells/order.kernel.ts";
import { readCells } from "../../src/history/cells/read.ts";
import { Numbers, Texts } from "../../src/history/cells/takers.kernel.ts";
import { type History, historyOf } from "../../src/history/index.ts";
import { studyWith } from "../helpers/study.ts";
import { times } from "../helpers/thorough.ts";
import { leadSource, load, stageSource } from "./support/files.ts";

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

/** What does not depend on how the rows are written. */
const contentOf = ({ leads, accounts, stages, audit }: History): unknown => ({
  leads: { ...leads, columns: [...leads.columns] },
  accounts,
  stages,
  warnings: audit.warnings.map(({ code, what }) => [code, what]),
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
      { numRuns: times(6, 60) },
    );
  });

  const text = (csv: string, parts = 1) => {
    const bytes = Buffer.from(csv);
    const size = Math.ceil(bytes.length / parts);
    return async function* () {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    };
  };
  const wanted = { kept: new Set([0, 1]), asText: new Set<number>() };
  const read = (csv: string, count: number, parts = 1) =>
    readCells({ bytes: text(csv, parts), delimiter: ",", columns: 2, rows: count, breaks: true }, wanted, {});

  it("are the same however the bytes come", async () => {
    const csv = '\ufeffa,b\r\nx,"1\r\n2"\r\n"y ""z""",\r\n  x ,"1\r\n2"';
    for (let parts = 1; parts < 40; parts += 3) {
      const [a, b] = (await read(csv, 3, parts)) ?? [];
      if (!(a instanceof Texts && b instanceof Texts)) throw new Error("both are texts");
      expect([...a.codes, ...b.codes]).toEqual([0, 1, 0, 0, -1, 0]);
      expect(Buffer.from(a.bytes.subarray(0, a.starts[2])).toString()).toBe('xy "z"');
    }
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
        const bytes = Buffer.from(cell);
        numbers.take(bytes, 0, bytes.length, 0);
        expect([numbers.failed, numbers.values[0]]).toEqual([false, Number(cell) + 0]);
      }),
      { numRuns: times(500, 50_000) },
    );
  });

  it("have their levels in the order of code units, without end where a text begins another", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(
          fc.string({ minLength: 1, maxLength: 6, unit: fc.constantFrom("a", "b", "~", " x") }),
          { maxLength: 300 },
        ),
        (cells) => {
          const texts = new Texts(cells.length);
          const distinct = [...new Set(cells.map((cell) => cell.replace(/^ +| +$/g, "")))].filter(
            (cell) => cell !== "",
          );
          for (const [row, cell] of cells.entries()) texts.take(Buffer.from(cell), 0, cell.length, row);
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
