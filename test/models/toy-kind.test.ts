import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { binnings, nothingVaries } from "../../src/models/bins.ts";
import { draftOf } from "../../src/models/draft.ts";
import type { Kind } from "../../src/models/kind.ts";
import { registerKind } from "../../src/models/kinds.ts";
import { choice, made, object, said, text } from "../../src/study/schema/shape.ts";
import { readStudy } from "../../src/workbench/study-file.ts";
import { connect } from "../export/duckdb.ts";
import { expectShippedParity, ranStudy } from "../export/study.ts";
import { scratch } from "../helpers/cli.ts";
import { replaceIn, tinyStudy, writeStudy } from "../helpers/tiny-study.ts";

/** A kind that no other file knows: 100 times the share of the moments with a value that reach the outcome. */
interface RateSpec {
  readonly kind: "rate_of";
  readonly of: string;
}

const keys = object(
  { kind: choice(["rate_of"]), of: said("a column known at creation", text("of: title")) },
  { example: "kind: rate_of", required: ["of"] },
);

const rateOf: Kind<RateSpec> = {
  kind: "rate_of",
  stated: made(keys, ({ of }) => ({ kind: "rate_of", of: of ?? "" })),
  words: ({ of }) => `rates of ${of}`,
  shown: () => ({ title: "In 100", says: "A point is one outcome in 100 moments.", together: false }),
  fit: (name, { of }, rows, cuts) => {
    const binning = binnings(rows, 6, cuts).used.find(({ feature }) => feature.name === of);
    if (binning === undefined) return nothingVaries([]);
    const codes = rows.coded.codes[rows.coded.features.indexOf(binning.feature)] ?? [];
    const sums = binning.bins.map(() => ({ wins: 0, all: 0 }));
    rows.label.forEach((won, row) => {
      const sum = sums[binning.table[codes[row] ?? 0] ?? 0];
      if (sum === undefined) return;
      sum.all += rows.weight[row] ?? 0;
      sum.wins += won * (rows.weight[row] ?? 0);
    });
    const bins = binning.bins.map((bin, b) => {
      const { wins = 0, all = 0 } = sums[b] ?? {};
      return { ...bin, points: all === 0 ? 0 : Math.round((100 * wins) / all) };
    });
    const attributes = [{ kind: "bins", name: of, bins, group: null }] as const;
    const draft = draftOf({ name, kind: "rate_of", features: rows.coded.features, attributes, unit: 1 });
    return { draft, converged: true, iterations: 1, notes: [], terms: null };
  },
};

const { folder, remove } = scratch();
const tiny = tinyStudy();
replaceIn(tiny, "logit: { kind: logistic, penalty: ridge }", "logit: { kind: rate_of, of: title }");
replaceIn(tiny, "quarters: 4", "quarters: 1");
const { study } = tiny;

const path = writeStudy(join(folder, "study"), tiny);

let unregister = (): void => {};
beforeAll(() => {
  unregister = registerKind(rateOf);
});
afterAll(() => {
  unregister();
  remove();
});

it("8.1: a kind of model in one file is read, fitted, judged, reported and exported", async () => {
  const { result, folder: out, rows } = await ranStudy(path, join(folder, "out"));
  const { kind, words, bins, weights } = result.models.logit ?? {};
  expect([kind, words]).toEqual(["rate_of", "rates of title"]);
  // the report's own counts of the final fit give the points
  const title = bins?.find(({ attribute }) => attribute === "title")?.bins ?? [];
  expect(title.length).toBeGreaterThan(2);
  const full = title.flatMap(({ n, positives, points }) =>
    n === null || positives === null || n < 50 ? [] : [[points, Math.round((100 * positives) / n)]],
  );
  expect(full.length).toBeGreaterThan(2);
  for (const [points, rate] of full) expect(points).toBe(rate);
  expect(weights?.calibration.kind).not.toBe("none");
  expect(result.definitions.adaptive?.quarters.at(0)?.volume).toBeGreaterThan(0);
  const page = readFileSync(join(out, "report.html"), "utf8");
  expect(page).toContain("A point is one outcome in 100 moments.");
  expect(page).toContain("In 100");
  const db = await connect();
  expect((await expectShippedParity(db, out, "logit", rows)).rows).toBeGreaterThan(1000);
});

it("8.1: its keys are checked as every kind's are, and it is gone when it is taken away", () => {
  const faults = (text: string): string[] => readStudy(text, "study.yaml").faults.map(({ what }) => what);
  expect(faults(study)).toEqual([]);
  expect(faults(study.replace("of: title }", "off: title }")).join()).toContain("`of` is missing");
  expect(() => registerKind(rateOf)).toThrow(/rate_of already/);
  unregister();
  expect(faults(study).join()).toMatch(/rate_of/);
  unregister = registerKind(rateOf);
});
