import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { random } from "../../src/base/random.ts";
import { bare } from "../../src/base/text.ts";
import { compileScorer } from "../../src/weights/scorer.ts";
import { seal } from "../../src/weights/seal.ts";
import { scoreFile } from "../../src/workbench/score/score.ts";
import { connect } from "../export/duckdb.ts";
import { scratch } from "../helpers/cli.ts";
import { draftWith } from "../weights/draft.ts";

const { folder, remove } = scratch();
afterAll(remove);

type Text = string | null;
const plainTitles: readonly Text[] = ["CTO", "IT Director", "Developpeur", "intern", null];
/** Texts that reading changes: blanks of all kinds, empty ones, line breaks, accents in two parts, what cannot be seen. */
const oddTitles: readonly Text[] = [
  " CTO",
  "CTO\u00a0",
  "\tIT Director",
  "IT\u00a0Director",
  "",
  "  ",
  "\u200bCTO",
  "Cre\u0301ateur",
  "a\r\nb",
  "\ufeff",
];
const plainIds = (i: number): Text => `L${i}`;
const oddIds = (i: number): Text =>
  [` L${i}`, `L${i}\n`, "", null, `\u00a0L${i}`, `e\u0301${i}`][i % 6] ?? null;

/** A level of the weights that reading would change: no value equals it. */
const weights = seal(
  draftWith({
    attributes: [
      {
        kind: "bins",
        name: "title",
        bins: [
          { kind: "category", values: ["CTO", "IT Director", " Head "], points: 10 },
          { kind: "category", values: ["Cr\u00e9ateur", "a\nb"], points: 40 },
          { kind: "other", points: 20 },
          { kind: "missing", points: 30 },
        ],
        group: null,
      },
    ],
    groups: [],
  }),
);
const known: readonly string[] = ["CTO", "IT Director", " Head ", "Cr\u00e9ateur", "a\nb"];
const read = (value: Text): Text => (value === null || bare(value) === "" ? null : bare(value));
const sql = (value: Text): string =>
  value === null ? "NULL" : [...value].map((c) => `chr(${c.codePointAt(0)})`).join(" || ") || "''";

it("10.6: texts that need no reading are scored as they stand, and one that does among them changes nothing: as the scorer and `bare` say", async () => {
  const weightsFile = join(folder, "weights.json");
  writeFileSync(weightsFile, JSON.stringify(weights));
  const db = await connect();
  const score = compileScorer(weights);
  const { uniform } = random(11);
  const from = (among: readonly Text[]): Text => among[Math.floor(uniform() * among.length)] ?? null;
  const file = join(folder, "leads.parquet");
  const out = join(folder, "scored.parquet");
  for (let round = 0; round < 16; round++) {
    const [oddId, oddTitle] = [(round & 1) === 1, (round & 2) === 2];
    const last = 39;
    const rows = Array.from({ length: last + 1 }, (_, i): { readonly id: Text; readonly title: Text } => ({
      // in every other pair of rounds a single text is odd, and it is the last one
      id: oddId && (round < 8 || i === last) ? oddIds(i + round) : plainIds(i),
      title: oddTitle && (round < 8 || i === last) ? from(oddTitles) : from(plainTitles),
    }));
    const values = rows.map(
      ({ id, title }, i) => `(${i}, ${sql(id)}, ${sql(title)}, ${i}, ${i % 2 === 0}, ${i % 4})`,
    );
    await db.run(
      `COPY (SELECT * EXCLUDE (i) FROM (VALUES ${values.join(", ")}) v(i, lead_id, title, employees, free_email, demo_30d) ORDER BY i) TO '${file}' (FORMAT parquet)`,
    );
    const scored = await scoreFile({ file, weights: weightsFile, out, reasons: round % 3 === 0 });
    const found = (await db.runAndReadAll(`SELECT lead_id, score FROM '${out}'`)).getRows();
    expect(
      found.map(([id, points]) => [id, Number(points)]),
      `round ${round}`,
    ).toEqual(
      rows.map(({ id, title }, i) => [
        read(id),
        score({ title: read(title), employees: i, free_email: i % 2 === 0, demo_30d: i % 4 }).score,
      ]),
    );
    const unseen = rows.flatMap(({ title }) => {
      const level = read(title);
      return level === null || known.includes(level) ? [] : [level];
    });
    const without = rows.filter(({ id }) => read(id) === null).length;
    const told = scored.warnings.map(({ what }) => what);
    expect(told.filter((what) => what.includes("level of"))).toEqual(
      unseen.length === 0
        ? []
        : [expect.stringMatching(new RegExp(`^${unseen.length} rows? holds? a level of "title"`))],
    );
    expect(told.filter((what) => / ha(s|ve) no id$/.test(what))).toEqual(
      without === 0 ? [] : [`${without} ${without === 1 ? "row has" : "rows have"} no id`],
    );
  }
});
