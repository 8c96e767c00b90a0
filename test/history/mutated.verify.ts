import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { LeadlineError } from "../../src/base/errors.ts";
import { type Random, random } from "../../src/base/random.ts";
import { bare } from "../../src/base/text.ts";
import { filesIn } from "../../src/history/index.ts";
import { withTable } from "../../src/history/table.ts";
import { root } from "../helpers/cli.ts";
import { civil, studyWith } from "../helpers/study.ts";
import { leadSource, load } from "./support/files.ts";
import { oracle } from "./support/oracle.ts";

const study = studyWith({
  asOf: civil("2026-10-01", "23:59:59"),
  features: {
    ...studyWith().features,
    knownAtCreation: ["title", "employees"],
    types: new Map([["employees", "category"]]),
  },
  sources: { leads: [leadSource()], activities: [], stages: [] },
});
/** Four columns of the sample's leads: id, creation, title and size. */
const lines = readFileSync(join(root, "data/sample/leads.csv"), "utf8")
  .split("\n")
  .map((line) =>
    line
      .split(",")
      .filter((_, i) => [0, 1, 5, 6].includes(i))
      .join(","),
  );

/** A file, and its text as one who knows what was done to it would read it; null: nobody can say. */
interface Mutated {
  readonly what: string;
  readonly bytes: Uint8Array;
  readonly text: string | null;
  readonly delimiter: string;
}

const whole = (what: string, text: string, delimiter = ","): Mutated => ({
  what,
  bytes: Buffer.from(text),
  text,
  delimiter,
});

/** Ways to spoil the text of a file. */
const mutations: readonly ((text: string, rng: Random) => Mutated)[] = [
  (text, rng) => {
    const bytes = Buffer.from(text);
    for (let k = 0; k <= rng.below(4); k++) {
      const at = rng.below(bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << rng.below(8));
    }
    return { what: "bits flipped", bytes, text: null, delimiter: "," };
  },
  (text, rng) => {
    const bytes = Buffer.from(text);
    for (let k = 0; k <= rng.below(3); k++)
      bytes[rng.below(bytes.length)] = [0, 10, 13, 34, 44, 59, 9, 0xe9, 0xff][rng.below(9)] ?? 0;
    return { what: "bytes put", bytes, text: null, delimiter: "," };
  },
  (text, rng) => whole("cut off", text.slice(0, 1 + rng.below(text.length - 1))),
  (text, rng) => {
    const rows = text.split("\n");
    rows.splice(1 + rng.below(rows.length - 2), 1 + rng.below(3));
    return whole("lines cut out", rows.join("\n"));
  },
  (text, rng) => {
    const rows = text.split("\n");
    const at = 1 + rng.below(rows.length - 2);
    rows[at] = (rows[at] ?? "").slice(0, rng.below((rows[at] ?? "").length));
    return whole("a line cut short", rows.join("\n"));
  },
  (text, rng) => {
    const rows = text.split("\n");
    const at = rng.below(rows.length - 1);
    rows.splice(at, 0, rows[rng.below(rows.length - 1)] ?? "");
    return whole("a line twice", rows.join("\n"));
  },
  (text, rng) => {
    const rows = text
      .trimEnd()
      .split("\n")
      .map((row) => row.split(","));
    const order = (rows[0] ?? []).map((_, i) => i);
    for (let i = order.length - 1; i > 0; i--) {
      const k = rng.below(i + 1);
      [order[i], order[k]] = [order[k] ?? 0, order[i] ?? 0];
    }
    return whole("columns shuffled", rows.map((row) => order.map((i) => row[i]).join(",")).join("\n"));
  },
  (text, rng) => {
    const to = [";", "\t", "|"][rng.below(3)] ?? ";";
    return whole("another delimiter", text.replaceAll(",", to), to);
  },
  (text, rng) => {
    const end = ["\r\n", "\r", "\r\r\n"][rng.below(3)] ?? "\r";
    return whole("another line end", text.replaceAll("\n", end));
  },
  (text, rng) => {
    const kind = rng.below(5);
    const utf16 = Buffer.from(`\ufeff${text}`, "utf16le");
    const bytes =
      kind === 0
        ? utf16
        : kind === 1
          ? utf16.swap16()
          : kind === 2
            ? Buffer.from(`\ufeff${text}`)
            : kind === 3
              ? gzipSync(text)
              : Buffer.from(text.replaceAll("Manager", "G\u00e9rant"), "latin1");
    return {
      what: "another encoding",
      bytes,
      text: kind === 4 ? text.replaceAll("Manager", "G\u00e9rant") : text,
      delimiter: ",",
    };
  },
  (text, rng) => {
    const rows = text.split("\n");
    const at = 1 + rng.below(rows.length - 2);
    const cells = (rows[at] ?? "").split(",");
    const k = rng.below(cells.length);
    cells[k] =
      ['"', "a,b", '"a,b"', "", "\u0000", "=1+1", "n/a", "\u00e9\u0301", `${"x".repeat(3000)}`][
        rng.below(9)
      ] ?? "";
    rows[at] = cells.join(",");
    return whole("a cell put", rows.join("\n"));
  },
];

/** The file of a seed: a dozen rows of the sample, spoilt in one way. */
function mutated(seed: number): Mutated {
  const rng = random(seed);
  const from = 1 + rng.below(lines.length - 40);
  const mutate = mutations[seed % mutations.length];
  if (mutate === undefined) throw new Error("no mutation");
  return mutate(`${[lines[0], ...lines.slice(from, from + 12)].join("\n")}\n`, rng);
}

const folder = mkdtempSync(join(tmpdir(), "leadline-mutated-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What `work` gives, or null where it refuses with a message. */
async function unlessRefused<T>(say: string, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof LeadlineError)) throw error;
    expect(error.faults[0]?.what, say).toBeTruthy();
    expect([2, 3], say).toContain(error.exit);
    return null;
  }
}

describe("9.F: mutated files of the sample", () => {
  it("are split into the rows and values of an independent parser, or rejects, or refused: 2,000 of them", async () => {
    const fates = { same: 0, told: 0, refused: 0 };
    for (let seed = 0; seed < 2000; seed++) {
      const made = mutated(seed);
      const say = `${made.what}, seed ${seed}`;
      writeFileSync(join(folder, "leads.csv"), made.bytes);
      const seen = await unlessRefused(say, () =>
        withTable(filesIn(folder), "leads.csv", {}, async (engine, table) => {
          const columns = table.names.map((_, i) => `c${i}`).join(", ");
          await engine.run(
            `CREATE OR REPLACE TEMP TABLE seen AS SELECT * FROM ${table.relation("rejected")}`,
          );
          const values = await engine.rows(`SELECT ${columns} FROM seen`);
          const refused = await table.refused(engine, "rejected");
          const rejected = refused.reduce((sum, { count }) => sum + count, 0);
          return {
            names: table.names,
            rows: table.rows,
            warned: table.warnings.length > 0,
            values,
            rejected,
          };
        }),
      );
      if (seen === null) {
        fates.refused++;
        continue;
      }
      // no row is lost, whatever became of it
      expect(seen.values.length + seen.rejected, say).toBe(seen.rows);
      if (seen.warned) {
        fates.told++;
        continue;
      }
      const [header, ...records] = oracle(made.text ?? new TextDecoder().decode(made.bytes), made.delimiter);
      const width = header?.fields.length ?? 0;
      const good = records.filter(
        ({ fields, broken }) =>
          !broken && (fields.length === width || (fields.length === width + 1 && fields.at(-1) === "")),
      );
      expect(seen.names, say).toEqual(header?.fields.map(bare));
      expect(seen.rejected, say).toBe(records.length - good.length);
      const plain = (cells: readonly unknown[]): readonly string[] =>
        cells.map((cell) => bare(String(cell ?? "")));
      expect(seen.values.map(plain), say).toEqual(good.map(({ fields }) => plain(fields.slice(0, width))));
      if (seen.rejected > 0) fates.told++;
      else fates.same++;
    }
    expect(fates.same + fates.told + fates.refused).toBe(2000);
    // a fuzz that only ever refuses tries nothing
    expect(Math.min(fates.same, fates.told, fates.refused)).toBeGreaterThan(20);
  });

  it("are read into leads that account for every row: every twentieth of them, whole", async () => {
    for (let seed = 0; seed < 2000; seed += 20) {
      const made = mutated(seed);
      const say = `${made.what}, seed ${seed}`;
      const history = await unlessRefused(say, () => load({ "leads.csv": made.bytes }, study));
      const [file] = history?.audit.files ?? [];
      if (history === null || file === undefined) continue;
      const { rows, rejected, undated, duplicates, afterAsOf } = file;
      expect(history.leads.count + rejected + undated + duplicates + afterAsOf, say).toBe(rows);
    }
  });
});
