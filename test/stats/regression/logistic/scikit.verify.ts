import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { auc } from "../../../../src/stats/rank/rank.ts";
import { fitLogistic } from "../../../../src/stats/regression/logistic/fit.ts";
import { noShared, shared } from "../../../helpers/golden.ts";
import { parseCsv } from "./csv.ts";
import reference from "./scikit.json" with { type: "json" };

/** One column of the design from its word: see scikit.py. */
function columnOf(word: string, table: Record<string, string[]>): Float64Array {
  const [kind, rest = ""] = split(word, ":");
  if (kind === "number") return Float64Array.from(table[rest] ?? [], (v) => (v === "" ? 0 : Number(v)));
  if (kind === "missing") return Float64Array.from(table[rest] ?? [], (v) => Number(v === ""));
  const [name = "", level] = split(rest, "=");
  return Float64Array.from(table[name] ?? [], (v) => Number(v === level));
}

function split(text: string, by: string): [string, string] {
  const at = text.indexOf(by);
  return [text.slice(0, at), text.slice(at + 1)];
}

describe(`the same optimum as scikit-learn ${reference.versions["scikit-learn"]}`, () => {
  it.for(Object.entries(reference.sets))("%s", ([, set], ctx) => {
    if (shared === undefined) return ctx.skip(noShared);
    const table = parseCsv(readFileSync(join(shared, "data", set.file), "utf8"), set.separator);
    const columns = set.columns.map((word) => columnOf(word, table));
    const label = Uint8Array.from(table[set.outcome] ?? [], (v) => Number(v === set.positive));
    expect([label.length, label.reduce((a, b) => a + b, 0)]).toEqual([set.rows, set.positives]);
    const fit = fitLogistic({ columns, label });
    expect(fit.converged).toBe(true);
    const eta = Float64Array.from(label, (_, i) =>
      columns.reduce((s, c, j) => s + (fit.coefficients[j + 1] ?? 0) * (c[i] ?? 0), fit.coefficients[0] ?? 0),
    );
    expect(Math.abs(fit.logLikelihood / set.logLikelihood - 1)).toBeLessThan(1e-8);
    expect(Math.abs((auc(eta, label) ?? 0) - set.auc)).toBeLessThan(1e-8);
  });
});
