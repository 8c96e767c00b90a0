import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { LeadlineError } from "../../src/base/errors.ts";
import { inputColumns, targets } from "../../src/export/index.ts";
import { onnxOf } from "../../src/export/onnx/model.ts";
import { goldenRows } from "../../src/weights/golden.ts";
import type { Score } from "../../src/weights/scorer.ts";
import { seal } from "../../src/weights/seal.ts";
import { scratch } from "../helpers/cli.ts";
import { draftWith } from "../weights/draft.ts";
import { sealed } from "./duckdb.ts";
import type { Case } from "./judges/judges.ts";
import { pipProgram } from "./judges/pip.ts";
import { kindCases } from "./kind-cases.ts";
import { expectSame } from "./same.ts";
import { drafts, rows } from "./weights.ts";

const { folder, remove } = scratch();
afterAll(remove);
const python = () => pipProgram("LEADLINE_PYTHON_ONNX", ["onnxruntime==1.31.1", "numpy"], "python");

/** A text with a NUL reaches an evaluator cut off; `__MISSING__` means that there is none. */
const holds = (row: unknown): boolean => !/\\u0000|__MISSING__/.test(JSON.stringify(row));

const random = fc.sample(rows, { numRuns: 500, seed: 71 }).filter(holds);
function saidOf(
  draft: Parameters<typeof sealed>[0],
  i: number,
): readonly (Case & { readonly file: string })[] {
  const { calibration: map } = draft;
  // a slope of 1e308 gives infinity less infinity
  if ("slope" in map && Math.abs(map.slope) > 1e100) return [];
  const weights = sealed(draft);
  try {
    const file = join(folder, `m${i}.onnx`);
    writeFileSync(file, onnxOf(weights));
    const golden = goldenRows(draft).map(({ inputs }) => inputs);
    return [{ weights, file, rows: [...random, ...golden].filter(holds) }];
  } catch (error) {
    if (error instanceof LeadlineError) return [];
    throw error;
  }
}

/** The rows of a case as columns of JSON. */
const columnsOf = ({ weights, rows: asked }: Case) =>
  Object.fromEntries(
    inputColumns(weights.inputs, [weights], "lead_id").flatMap(({ name, column, type, notObserved }) => {
      const values = asked.map((row) => row[name] ?? null);
      const cell = (value: (typeof values)[number]) =>
        value === null || typeof value === "object"
          ? null
          : typeof value === "string"
            ? `=${value}`
            : typeof value === "number" && !Number.isFinite(value)
              ? `#${String(value).replace("Infinity", "inf").replace("NaN", "nan")}`
              : Number(value);
      const unseen = values.map((value) => typeof value === "object" && value !== null);
      return [
        [column, { type: type === "category" ? "string" : "double", values: values.map(cell) }],
        ...(notObserved === null ? [] : [[notObserved, { type: "bool", values: unseen }]]),
      ];
    }),
  );

it("10.1: onnxruntime scores 20,000 adversarial rows, and every kind of model under every map, as the scorer does", async (context) => {
  const found = python();
  if ("why" in found) return context.skip(found.why);
  const kinds = (await kindCases()).flat().map(({ weights, rows: asked }, i) => {
    const file = join(folder, `kind${i}.onnx`);
    writeFileSync(file, onnxOf(weights));
    return { weights, file, rows: asked.filter(holds) };
  });
  const cases = [...fc.sample(drafts, { numRuns: 130, seed: 72 }).flatMap(saidOf), ...kinds];
  const ran = spawnSync(found.program, [join(import.meta.dirname, "judges/onnx.py")], {
    input: cases.map((of) => `${JSON.stringify({ model: of.file, inputs: columnsOf(of) })}\n`).join(""),
    encoding: "utf8",
    maxBuffer: 1 << 30,
    env: { ...process.env, PYTHONIOENCODING: "utf-8" },
  });
  expect(ran.stderr).toBe("");
  const answers = ran.stdout.trim().split("\n");
  let compared = 0;
  cases.forEach(({ weights, rows: asked }, i) => {
    const { score, p, grade, mql }: Record<string, unknown[]> = JSON.parse(answers[i] ?? "{}");
    const scores = (score ?? []).map(
      (of, k): Score => ({
        score: Number(of),
        p: p === undefined ? null : Number(p[k]),
        grade: grade === undefined || grade[k] === "" ? null : String(grade[k]),
        mql: mql === undefined ? null : mql[k] === true,
      }),
    );
    compared += expectSame(weights, asked, scores, `onnxruntime, weights ${i},`);
  });
  expect(compared).toBeGreaterThan(35_000);
});

it("10.5: the check beside the ONNX finds no golden row otherwise, and those that are", (context) => {
  const found = python();
  if ("why" in found) return context.skip(found.why);
  const weights = seal(draftWith({ grades: [{ grade: "A", atLeast: 30 }], mql: 25 }));
  const [wrong, ...golden] = weights.golden;
  if (wrong === undefined) throw new Error("no golden row");
  const models = new Map([
    ["right", weights],
    ["wrong", { ...weights, golden: [{ ...wrong, mql: wrong.mql === false }, ...golden] }],
  ]);
  const files = targets
    .find(({ name }) => name === "onnx")
    ?.files({ models, definitions: new Map(), features: [], making: null });
  for (const [name, content] of files ?? []) writeFileSync(join(folder, name), content);
  const check = (name: string) =>
    spawnSync(found.program, ["check.py", name], { cwd: folder, encoding: "utf8" }).stdout.trim();
  const rowsOf = weights.golden.length;
  expect(check("right")).toBe(`${rowsOf} golden rows, 0 different`);
  expect(check("wrong")).toBe(`${rowsOf} golden rows, 1 different`);
});
