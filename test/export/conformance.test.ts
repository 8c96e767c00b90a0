import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { LeadlineError } from "../../src/base/errors.ts";
import { postgres, scoreSql, sqlite, targets } from "../../src/export/index.ts";
import { goldenRows } from "../../src/weights/golden.ts";
import { scratch } from "../helpers/cli.ts";
import { sealed } from "./duckdb.ts";
import { byJavaScript, byPython, bySqlite, type Case, whyNoPython } from "./judges/judges.ts";
import { expectSame } from "./same.ts";
import { drafts, rows } from "./weights.ts";

/** What each target ships, run by the real thing on random weights: hostile names and texts, edges and an ulp beside them. */

const { folder, remove } = scratch();
afterAll(remove);
const random = fc.sample(rows, { numRuns: 280, seed: 21 });
const cases: readonly Case[] = fc.sample(drafts, { numRuns: 60, seed: 22 }).map((draft) => ({
  weights: sealed(draft),
  rows: [...random, ...goldenRows(draft).map(({ inputs }) => inputs)],
}));

it("10.1: JavaScript scores 20,000 adversarial rows as the scorer does", async () => {
  let compared = 0;
  for (const of of cases)
    compared += expectSame(of.weights, of.rows, await byJavaScript(folder, of), "JavaScript");
  expect(compared).toBeGreaterThan(20_000);
});

const noPython = whyNoPython();

it("10.1: Python scores 20,000 adversarial rows as the scorer does", (context) => {
  if (noPython !== null) context.skip(noPython);
  const found = byPython(folder, cases);
  const compared = cases.reduce(
    (sum, { weights, rows: asked }, i) => sum + expectSame(weights, asked, found[i] ?? [], "Python"),
    0,
  );
  expect(compared).toBeGreaterThan(20_000);
});

/** Cases that the dialect can say; a rule that orders texts is refused, with the reason. */
const sayable = (dialect: typeof sqlite): readonly Case[] =>
  cases.filter(({ weights }) => {
    try {
      return scoreSql(weights, { dialect }) !== "";
    } catch (error) {
      if (error instanceof LeadlineError) return false;
      throw error;
    }
  });

it("10.1: SQLite scores adversarial rows as the scorer does", (context) => {
  if (noPython !== null) context.skip(noPython);
  const said = sayable(sqlite);
  const found = bySqlite(sqlite, said);
  const compared = said.reduce(
    (sum, { weights, rows: asked }, i) => sum + expectSame(weights, asked, found[i] ?? [], "SQLite"),
    0,
  );
  expect(compared).toBeGreaterThan(13_000);
});

it("8.5: every target ships a README and a file for each model, or a file that says why not", () => {
  const [{ weights } = { weights: null }] = cases;
  if (weights === null) throw new Error("no case");
  for (const target of targets) {
    const files = target.files({
      models: new Map([["m", weights]]),
      definitions: new Map(),
      features: [],
      making: null,
    });
    expect(files.get("README.md"), target.name).toContain(`# ${target.title}`);
    expect(
      [...files.keys()].some((name) => /(^|\/)(scored?_)?m[./]/.test(name)),
      target.name,
    ).toBe(true);
  }
  expect(() => postgres.identifier("x".repeat(64))).toThrow(LeadlineError);
  expect(() => postgres.text("nul\0inside")).toThrow(LeadlineError);
});

it("8.5: a toy target is one object in the list, and the run folder has its files", async () => {
  const { exportFiles } = await import("../../src/workbench/folder/exports.ts");
  const toy = { name: "toy", title: "Toy", files: () => new Map([["m.toy", "hello"]]) };
  const files = exportFiles(
    {
      models: {},
      features: [],
      definitions: {},
      asOf: "2026-10-01",
      run: "2026-10-01-00000000",
      leadline: "0.2.0",
      study: { name: "toy", outcome: { stage: "won", withinDays: 90 } },
    },
    { definitions: new Map(), flags: new Map(), personas: new Map(), timezone: "UTC", exports: [] },
    [toy],
  );
  expect([...files.keys()]).toEqual(["exports/toy/m.toy", "exports/toy/manifest.json"]);
  expect(files.get("exports/toy/m.toy")).toBe("hello");
});
