import { copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { xlsxOf } from "../../src/export/crm/xlsx.ts";
import { compileScorer, type Inputs } from "../../src/weights/scorer.ts";
import { seal } from "../../src/weights/seal.ts";
import { activityTerms, reasonsFor } from "../../src/weights/words/reasons.ts";
import { explainLead, scoreFile } from "../../src/workbench/score/score.ts";
import { connect } from "../export/duckdb.ts";
import { scratch } from "../helpers/cli.ts";
import { refusal } from "../helpers/outcome.ts";
import { draftWith } from "../weights/draft.ts";

const { folder, remove } = scratch();
afterAll(remove);
const weights = seal(
  draftWith({
    baseline: [1, 10, 0, 0],
    grades: [
      { grade: "A", atLeast: 60 },
      { grade: "B", atLeast: 0 },
    ],
    mql: 40,
    calibration: { kind: "platt", slope: 0.05, intercept: -2 },
  }),
);
const weightsFile = join(folder, "weights.json");
writeFileSync(weightsFile, JSON.stringify(weights));

const header = "lead_id,title,employees,free_email,demo_30d";
/** Rows as they stand in a file, and what they mean. */
const leads: readonly (readonly [string, Inputs])[] = [
  ["a,CTO,250,false,2", { title: "CTO", employees: 250, free_email: false, demo_30d: 2 }],
  ['b,"IT Director",9,no,0', { title: "IT Director", employees: 9, free_email: false, demo_30d: 0 }],
  ["c, CTO ,,yes,1", { title: "CTO", employees: null, free_email: true, demo_30d: 1 }],
  // an empty count is one that was not recorded
  ["d,,1e3,,", { title: null, employees: 1000, free_email: null, demo_30d: { notObserved: true } }],
  ["e,Student,about 20,0,3", { title: "Student", employees: null, free_email: false, demo_30d: 3 }],
  [
    'f,"a ""quoted"", title",10,1,5',
    { title: 'a "quoted", title', employees: 10, free_email: true, demo_30d: 5 },
  ],
];
const file = join(folder, "leads.csv");
writeFileSync(file, `${header}\n${leads.map(([row]) => row).join("\n")}\n`);

const jsonl = (path: string): Record<string, unknown>[] =>
  readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

it("10: scores a file as the scorer does, in its order, with the reasons and the weights' version", async () => {
  const out = join(folder, "out.jsonl");
  const scored = await scoreFile({ file, weights: weightsFile, out });
  const score = compileScorer(weights);
  const reasons = reasonsFor(weights);
  const rows = jsonl(out);
  expect(rows.map((row) => row.lead_id)).toEqual(["a", "b", "c", "d", "e", "f"]);
  leads.forEach(([, inputs], i) => {
    const ours = score(inputs);
    expect(rows[i]).toMatchObject({
      score: ours.score,
      grade: ours.grade,
      mql: ours.mql,
      model_version: "1.0.0",
      weights_sha256: weights.sha256,
    });
    expect(rows[i]?.p).toBeCloseTo(ours.p ?? 0, 12);
    expect(rows[i]?.reasons).toBe(
      reasons(inputs)
        .map(({ text, points }) => `${text} (${points < 0 ? "" : "+"}${points})`)
        .join("; "),
    );
  });
  expect(scored.rows).toBe(6);
  expect(scored.warnings.map(({ code }) => code).sort()).toEqual(["unreadable-input", "unseen-level"]);
  expect(scored.warnings.find(({ code }) => code === "unreadable-input")?.what).toContain(
    '1 value of "employees" cannot be read as a number, such as "about 20"',
  );
});

it.each(["csv", "tsv", "parquet"])("10: the same scores come out of %s and go in again", async (ending) => {
  const out = join(folder, `round.${ending}`);
  await scoreFile({ file, weights: weightsFile, out, reasons: false });
  expect(existsSync(out)).toBe(true);
  if (ending === "parquet") return;
  const [head = "", ...rows] = readFileSync(out, "utf8").trim().split("\n");
  expect(head.split(ending === "csv" ? "," : "\t")).toEqual([
    "lead_id",
    "score",
    "p",
    "grade",
    "mql",
    "model_version",
    "weights_sha256",
  ]);
  expect(rows).toHaveLength(6);
});

it("10: a file that lacks an input is refused with every name, or scored as missing and told", async () => {
  const few = join(folder, "few.csv");
  writeFileSync(few, "lead_id,titel,employees\na,CTO,250\n");
  const asked = { file: few, weights: weightsFile, out: join(folder, "few.jsonl") };
  expect(await refusal(scoreFile(asked))).toEqual({
    exit: 2,
    codes: ["input-absent", "input-absent", "input-absent", "inputs-absent"],
  });
  expect(existsSync(asked.out)).toBe(false);
  const scored = await scoreFile({ ...asked, allowMissing: true });
  expect(scored.warnings.map(({ code }) => code)).toEqual(["inputs-missing"]);
  expect(jsonl(asked.out)[0]?.score).toBe(compileScorer(weights)({ employees: 250 }).score);
});

it("10: numbers that are read and are none, as 1e400 and NaN, are told as missing; a byte order mark before weights is no fault", async () => {
  const odd = join(folder, "odd.csv");
  writeFileSync(
    odd,
    `${header}\na,CTO,1e400,false,2\nb,CTO,NaN,false,2\nc,CTO,-inf,false,2\nd,CTO,7,false,2\n`,
  );
  const marked = join(folder, "marked.json");
  writeFileSync(marked, `\ufeff${JSON.stringify(weights)}`);
  const out = join(folder, "odd.jsonl");
  const { warnings } = await scoreFile({ file: odd, weights: marked, out });
  expect(warnings.map(({ what }) => what)).toEqual([
    '3 values of "employees" cannot be read as a number, such as "-inf"',
  ]);
  const missing = compileScorer(weights)({ title: "CTO", free_email: false, demo_30d: 2 }).score;
  expect(
    jsonl(out)
      .map(({ score }) => score)
      .slice(0, 3),
  ).toEqual([missing, missing, missing]);
});

it("10: names of columns go by any letters' case; the id may be named; none is a fault", async () => {
  const other = join(folder, "other.csv");
  writeFileSync(other, "Person;TITLE;Employees;Free_Email;Demo_30d\nx;CTO;250;false;2\n");
  const asked = { file: other, weights: weightsFile, out: join(folder, "other.jsonl") };
  expect(await refusal(scoreFile(asked))).toEqual({ exit: 2, codes: ["no-lead-column"] });
  await scoreFile({ ...asked, id: "person" });
  expect(jsonl(asked.out)).toMatchObject([
    { lead_id: "x", score: compileScorer(weights)(leads[0]?.[1] ?? {}).score },
  ]);
});

it("10: an id that stands on more rows than one is told with how many rows it has, whatever its blanks", async () => {
  const said = async (ids: readonly string[]): Promise<readonly string[]> => {
    const twice = join(folder, "twice.csv");
    writeFileSync(twice, `${header}\n${ids.map((id) => `${id},CTO,250,false,2`).join("\n")}\n`);
    const { warnings } = await scoreFile({ file: twice, weights: weightsFile, out: null });
    return warnings.map(({ what }) => what);
  };
  expect(await said(["a", "b", "c"])).toEqual([]);
  expect(await said(["b", "a", "a ", "c"])).toEqual(['1 id is on more than one row (2 rows in all): "a"']);
  expect(await said(["e", "d", "d", "c", "b", "a", "a", "a", "b", "c", "e"])).toEqual([
    '5 ids are on more than one row (11 rows in all), such as "a", "b" and "c"',
  ]);
});

it("10: a file with two columns of one name is told which is read; one that is damaged is not a question of rights", async () => {
  const two = join(folder, "two.csv");
  writeFileSync(two, `${header},title,other,other\na,CTO,250,false,2,Student,1,2\n`);
  const out = join(folder, "two.jsonl");
  const { warnings } = await scoreFile({ file: two, weights: weightsFile, out });
  expect(warnings.map(({ what }) => what)).toEqual(['more than one column of the file is called "title"']);
  expect(jsonl(out)[0]?.score).toBe(compileScorer(weights)(leads[0]?.[1] ?? {}).score);
  const broken = join(folder, "broken.parquet");
  writeFileSync(broken, "PAR1 and no more");
  await expect(scoreFile({ file: broken, weights: weightsFile, out: null })).rejects.toMatchObject({
    exit: 3,
    faults: [{ code: "unreadable-file", mend: expect.stringContaining("damaged, cut off") }],
  });
});

it("10: scores are never written over a file that is read, by whatever name it goes", async () => {
  const own = join(folder, "own.csv");
  copyFileSync(file, own);
  const link = join(folder, "link.csv");
  symlinkSync(own, link);
  const text = readFileSync(own, "utf8");
  for (const out of [own, link, join(folder, "x", "..", "own.csv")])
    expect(await refusal(scoreFile({ file: own, weights: weightsFile, out }))).toEqual({
      exit: 2,
      codes: ["would-overwrite"],
    });
  expect(readFileSync(own, "utf8")).toBe(text);
  mkdirSync(join(folder, "taken.csv"));
  expect(
    await refusal(scoreFile({ file: own, weights: weightsFile, out: join(folder, "taken.csv") })),
  ).toEqual({ exit: 4, codes: ["cannot-write"] });
});

it("10: one lead is explained as the reasons say; one that is not there is refused", async () => {
  const asked = { file, weights: weightsFile, out: null };
  const found = await explainLead({ ...asked, lead: "a" });
  const inputs = leads[0]?.[1] ?? {};
  expect(found).toMatchObject({ lead: "a", ...compileScorer(weights)(inputs) });
  expect(found.reasons).toEqual(reasonsFor(weights, activityTerms(weights))(inputs, 12));
  expect(await refusal(explainLead({ ...asked, lead: "z" }))).toEqual({ exit: 2, codes: ["no-such-lead"] });
});

it("10: a lead on two rows is explained by the first of them, and told; blanks around the id do not count", async () => {
  const twice = join(folder, "twice.csv");
  writeFileSync(twice, `${header}\nb,CTO,9,no,0\na,CTO,250,no,2\na,Student,9,yes,0\n`);
  const asked = { file: twice, weights: weightsFile, out: null };
  const found = await explainLead({ ...asked, lead: " a " });
  expect(found.score).toBe(
    compileScorer(weights)({ title: "CTO", employees: 250, free_email: false, demo_30d: 2 }).score,
  );
  expect(found.warnings.map(({ what }) => what)).toContain(
    '" a " is on 2 rows: what follows is about the first of them',
  );
  const once = await explainLead({ ...asked, lead: "b" });
  expect(once.warnings.map(({ code }) => code)).not.toContain("lead-on-many-rows");
});

it("10: files that cannot be scored are refused: another format, none, a broken row", async () => {
  const asked = { weights: weightsFile, out: join(folder, "none.csv") };
  expect(await refusal(scoreFile({ ...asked, file: join(folder, "gone.csv") }))).toEqual({
    exit: 4,
    codes: ["no-such-file"],
  });
  // one JSON object: a table of one row, which names no lead
  expect(await refusal(scoreFile({ ...asked, file: weightsFile }))).toEqual({
    exit: 2,
    codes: ["no-lead-column"],
  });
  expect(await refusal(scoreFile({ ...asked, file, out: join(folder, "none.pdf") }))).toEqual({
    exit: 2,
    codes: ["usage"],
  });
  const broken = join(folder, "broken.csv");
  writeFileSync(broken, `${header}\na,CTO,250,false,2,7,8\n`);
  expect(await refusal(scoreFile({ ...asked, file: broken }))).toEqual({ exit: 3, codes: ["broken-rows"] });
  expect(existsSync(asked.out)).toBe(false);
});

it("10: a workbook that a target wrote is read back, and leads in one score as in a CSV", async () => {
  const book = join(folder, "leads.xlsx");
  const cells = leads.map(([row]) => row.replaceAll('"', "").split(",")).filter((of) => of.length === 5);
  const rows = [
    header.split(","),
    ...cells.map((of) => of.map((cell) => (/^\d+$/.test(cell) ? Number(cell) : cell))),
  ];
  writeFileSync(book, xlsxOf([{ name: "Leads", rows, widths: [10, 10, 10, 10, 10] }]));
  const out = join(folder, "book.jsonl");
  await scoreFile({ file: book, weights: weightsFile, out });
  const score = compileScorer(weights);
  expect(jsonl(out).map(({ lead_id, score: points }) => [lead_id, points])).toEqual(
    cells.map(([id]) => [id, score(leads.find(([row]) => row.startsWith(`${id},`))?.[1] ?? {}).score]),
  );
});

it("10: Parquet is scored as it streams, as its rows score in a CSV: typed columns, texts in them, blanks, levels not seen", async () => {
  const db = await connect();
  const parquet = join(folder, "typed.parquet");
  const cells = "* EXCLUDE (free_email), free_email IN ('yes', '1') AS free_email";
  await db.run(
    `COPY (SELECT ${cells} FROM read_csv('${file}', all_varchar = true)) TO '${parquet}' (FORMAT parquet)`,
  );
  const typed = join(folder, "typed2.parquet");
  await db.run(
    `COPY (SELECT lead_id, ' ' || title || ' ' AS title, TRY_CAST(employees AS INTEGER) AS employees, free_email, CAST(demo_30d AS DOUBLE) AS demo_30d FROM '${parquet}') TO '${typed}' (FORMAT parquet)`,
  );
  const score = compileScorer(weights);
  for (const [from, told] of [
    [parquet, ["unreadable-input", "unseen-level"]],
    [typed, ["unseen-level"]],
  ] as const) {
    const out = join(folder, "streamed.parquet");
    const scored = await scoreFile({ file: from, weights: weightsFile, out, reasons: false });
    expect(scored.warnings.map(({ code }) => code).sort(), from).toEqual(told);
    const rows = (await db.runAndReadAll(`SELECT lead_id, score, grade, mql FROM '${out}'`)).getRows();
    const expected = leads.map(([row, inputs]) => {
      const ours = score(inputs);
      return [row.slice(0, 1), BigInt(ours.score), ours.grade, ours.mql];
    });
    expect(rows.map(([id, points, ...rest]) => [id, BigInt(Number(points)), ...rest])).toEqual(expected);
    expect(scored.rows).toBe(6);
    expect(scored.mql).toBe(rows.filter((row) => row[3] === true).length);
    expect(scored.grades.find(({ grade }) => grade === "A")?.rows).toBe(
      rows.filter((row) => row[2] === "A").length,
    );
  }
});
