import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseDocument } from "yaml";
import { readStudy } from "../../src/workbench/study-file.ts";

const shared = process.env.LEADLINE_SHARED;

/** The example of study.yaml in the contract. */
function example(folder: string): string {
  const page = readFileSync(join(folder, "contract.md"), "utf8");
  const text = /```yaml\n([\s\S]*?)```/.exec(page)?.[1];
  if (text === undefined) throw new Error("contract.md has no example");
  return text;
}

test("the contract's example has no fault but what is not built yet", (ctx) => {
  if (shared === undefined) return ctx.skip("LEADLINE_SHARED is not set");
  const { study, faults } = readStudy(example(shared), "study.yaml");
  expect(study).toBeNull();
  expect(new Set(faults.map((f) => f.code))).toEqual(new Set(["not-built"]));
  expect(faults.map((f) => f.where.path)).toEqual(["backtest.rearm"]);
});

test("without those it is read", (ctx) => {
  if (shared === undefined) return ctx.skip("LEADLINE_SHARED is not set");
  const document = parseDocument(example(shared));
  const { faults } = readStudy(example(shared), "study.yaml");
  for (const { where } of faults) {
    const path = (where.path ?? "").split(".");
    // a definition of a kind to come: the whole of it
    document.deleteIn(path[0] === "definitions" ? path.slice(0, 2) : path);
  }
  const { study, faults: left } = readStudy(String(document), "study.yaml");
  expect(left).toEqual([]);
  expect([...(study?.definitions.keys() ?? [])]).toEqual([
    "incumbent",
    "written",
    "demo_or_fit",
    "adaptive",
    "top_of_day",
    "best_acts",
  ]);
  expect([...(study?.models.keys() ?? [])]).toEqual(["hand", "close", "card", "small", "logit", "best_acts"]);
});
