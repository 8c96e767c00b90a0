import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { LeadlineError } from "../../src/base/errors.ts";
import { fieldsOf, pmmlOf } from "../../src/export/pmml/scorecard.ts";
import { goldenRows } from "../../src/weights/golden.ts";
import { compileScorer, type Inputs } from "../../src/weights/scorer.ts";
import type { Weights } from "../../src/weights/type.ts";
import { reasonsFor } from "../../src/weights/words/reasons.ts";
import { scratch } from "../helpers/cli.ts";
import { draftWith } from "../weights/draft.ts";
import { sealed } from "./duckdb.ts";
import { unpacked } from "./judges/debian.ts";
import { saidOf } from "./judges/judges.ts";
import { javaOf, mavenJars } from "./judges/maven.ts";
import { kindCases } from "./kind-cases.ts";
import { drafts, rows } from "./weights.ts";

const { folder, remove } = scratch();
afterAll(remove);

/** XML holds no control characters; an evaluator takes infinity for a number. */
const holds = (row: Inputs): boolean =>
  Object.values(row).every((v) => (typeof v === "number" ? Number.isFinite(v) : true));

interface Case {
  readonly weights: Weights;
  readonly text: string;
  readonly rows: readonly Inputs[];
}

const random = fc.sample(rows, { numRuns: 500, seed: 51 }).filter(holds);
/** Inputs that are called as outputs are. */
const clashing = draftWith({
  inputs: ["score", "p"].map((name) => ({ name, type: "number", from: { column: name } })),
  attributes: ["score", "p"].map((name) => ({
    kind: "linear",
    name,
    coef: 2,
    centre: 1,
    missing: 7,
    min: null,
    max: null,
    group: null,
  })),
});
const madeUp: readonly Case[] = [clashing, ...fc.sample(drafts, { numRuns: 110, seed: 52 })].flatMap(
  (draft) => {
    const weights = { ...sealed({ ...draft, name: "made up" }), golden: goldenRows(draft).slice(0, 40) };
    // a slope of 1e308 gives NaN in an evaluator
    if ("slope" in draft.calibration && Math.abs(draft.calibration.slope) > 1e100) return [];
    try {
      return [
        {
          weights,
          text: pmmlOf(weights),
          rows: [...random, ...goldenRows(draft).map(({ inputs }) => inputs)],
        },
      ];
    } catch (error) {
      if (error instanceof LeadlineError) return [];
      throw error;
    }
  },
);

const kinds = (await kindCases())
  .flat()
  .map(({ weights, rows: asked }) => ({ weights, text: pmmlOf(weights), rows: asked.filter(holds) }));
const cases: readonly Case[] = [...madeUp, ...kinds];

/** A cell of the judges' tables. */
const spelt = (value: unknown): string =>
  value === null || typeof value === "object" ? "-" : Buffer.from(String(value)).toString("hex");
const read = (cell: string): string | null => (cell === "-" ? null : Buffer.from(cell, "hex").toString());

it("10.3: PMML is valid by the schema of 4.4", (context) => {
  const schema = join(process.env.LEADLINE_SHARED ?? "", "pmml-4-4.xsd");
  if (!existsSync(schema)) return context.skip("pmml-4-4.xsd is not here: set LEADLINE_SHARED");
  const files = [...cases.slice(0, 25), ...kinds.filter((_, i) => i % 5 === 0)].map(({ text }, i) => {
    const file = join(folder, `valid${i}.pmml`);
    writeFileSync(file, text);
    return file;
  });
  const found = unpacked("xmllint", ["libxml2-utils"]);
  if ("why" in found) return context.skip(found.why);
  const xmllint = join(found.home, "usr/bin/xmllint");
  const ran = spawnSync(xmllint, ["--noout", "--schema", schema, ...files], { encoding: "utf8" });
  expect(ran.stderr.split("\n").filter((line) => line !== "" && !line.endsWith(" validates"))).toEqual([]);
});

/** Each evaluator's judge, and the library that it needs. */
const evaluators: Readonly<Record<string, readonly [judge: string, ...library: [string, string, string]]>> = {
  JPMML: ["Jpmml.java", "org.jpmml", "pmml-evaluator-metro", "1.7.7"],
  PMML4S: ["P4s.java", "org.pmml4s", "pmml4s_3", "1.5.6"],
};

/** Outputs of each row of each case, by an evaluator of PMML, one after the other; else why it is not here. */
function outputsOf(
  name: string,
  outputs: readonly string[],
): readonly (readonly (string | null)[])[] | { readonly why: string } {
  const [judge, ...library] = evaluators[name] ?? ["", "", "", ""];
  const java = javaOf(17);
  if (java === null) return { why: "the evaluators of PMML want Java 17 or later" };
  const found = mavenJars(...library);
  if ("why" in found) return found;
  const args = cases.flatMap(({ weights, text, rows: asked }, i) => {
    const [model, table] = [join(folder, `m${i}.pmml`), join(folder, `m${i}.tsv`)];
    const columns = fieldsOf(weights);
    const head = columns.flatMap(({ column, notObserved }) =>
      notObserved === null ? [column] : [column, notObserved],
    );
    const lines = asked.map((row) =>
      columns.flatMap(({ name, notObserved }) => {
        const value = row[name] ?? null;
        return notObserved === null ? [value] : [value, typeof value === "object" && value !== null];
      }),
    );
    writeFileSync(model, text);
    writeFileSync(table, [head, ...lines].map((cells) => `${cells.map(spelt).join("\t")}\n`).join(""));
    return [model, table];
  });
  const path = `${join(found.home, "jars")}/*`;
  const ran = spawnSync(
    java,
    ["-cp", path, join(import.meta.dirname, "judges", judge), outputs.join(), ...args],
    {
      encoding: "utf8",
      maxBuffer: 1 << 30,
    },
  );
  if (ran.status !== 0) throw new Error(ran.stderr.slice(0, 3000));
  return ran.stdout.split("\n").map((line) => line.split("\t").map(read));
}

it.for(Object.keys(evaluators))(
  "10.1: %s scores 20,000 adversarial rows, and every kind of model under every map, as the scorer does, and gives its reasons",
  (name, context) => {
    const found = outputsOf(name, ["score", "p", "grade", "mql", "reason_1", "reason_2", "reason_3"]);
    if ("why" in found) return context.skip(found.why);
    let compared = 0;
    for (const [c, { weights, rows: asked }] of cases.entries()) {
      const score = compileScorer(weights);
      const reasonsOf = reasonsFor(weights);
      for (const row of asked) {
        const ours = score(row);
        const theirs = found[compared++] ?? [];
        const [points, p, ...texts] = theirs;
        const said = [ours.grade, ours.mql === null ? null : String(ours.mql), ...saidOf(reasonsOf(row))];
        const near = ours.p === null ? p === null : Math.abs(ours.p - Number(p)) <= 1e-12;
        const same = texts.every((text, i) => text === (said[i] ?? null));
        if (!near || !same || Number(points) !== ours.score)
          throw new Error(
            `weights ${c} on ${JSON.stringify(row)}: ${JSON.stringify([ours, said])}, ${name} ${JSON.stringify(theirs)} ${JSON.stringify(weights.attributes)}`,
          );
      }
    }
    expect(compared).toBeGreaterThan(35_000);
  },
);
