import { afterAll, expect, it } from "vitest";
import { sqlite } from "../../src/export/index.ts";
import { scratch } from "../helpers/cli.ts";
import { byJavaScript, byPython, bySqlite, whyNoPython } from "./judges/judges.ts";
import { kindCases } from "./kind-cases.ts";
import { expectSame } from "./same.ts";

const { folder, remove } = scratch();
afterAll(remove);
const noPython = whyNoPython();

it("10.1: every kind of model under every map scores as the scorer does in JavaScript", async () => {
  let compared = 0;
  for (const of of (await kindCases()).flat())
    compared += expectSame(of.weights, of.rows, await byJavaScript(folder, of), "JavaScript");
  expect(compared).toBeGreaterThan(15_000);
});

it("10.1: every kind of model under every map scores as the scorer does in Python and SQLite", async (context) => {
  if (noPython !== null) context.skip(noPython);
  const cases = (await kindCases()).flat();
  for (const [by, found] of [
    ["Python", byPython(folder, cases)],
    ["SQLite", bySqlite(sqlite, cases)],
  ] as const) {
    const compared = cases.reduce(
      (sum, { weights, rows }, i) => sum + expectSame(weights, rows, found[i] ?? [], by),
      0,
    );
    expect(compared).toBeGreaterThan(15_000);
  }
});
