import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { StaticFeature } from "../../../src/features/type.ts";
import { cardOf, cardRows } from "../../../src/models/kinds/card.ts";
import { noShared, shared } from "../../helpers/golden.ts";

/** What optbinning 1.0.0 finds (reference.py beside this file makes it). */
interface Reference {
  readonly data: "bank" | "x_education";
  readonly column: string;
  readonly iv: number;
}
const references: Reference[] = JSON.parse(readFileSync(join(import.meta.dirname, "reference.json"), "utf8"));

const files = {
  bank: { file: "bank_marketing/bank-additional-full.csv", separator: ";", label: "y", won: "yes" },
  x_education: { file: "x_education/Leads.csv", separator: ",", label: "Converted", won: "1" },
} as const;

/** Cells of a file, unquoted; rows are lines in both. */
function cellsOf({ file, separator }: (typeof files)["bank" | "x_education"]): string[][] {
  const cell = new RegExp(`("(?:[^"]|"")*"|[^${separator}]*)(?:${separator}|$)`, "g");
  return readFileSync(join(shared ?? "", "data", file), "utf8")
    .trim()
    .split(/\r?\n/)
    .map((line) => [...line.matchAll(cell)].map((m) => (m[1] ?? "").replace(/^"(.*)"$/, "$1")));
}

/** The information value of ranges, of raw counts and shares of all rows, straight from the values. */
function ivOf(cuts: readonly number[], value: readonly number[], label: Uint8Array): number {
  const won = label.reduce((sum, y) => sum + y, 0);
  const ends = [Number.NEGATIVE_INFINITY, ...cuts, Number.POSITIVE_INFINITY];
  return ends.slice(1).reduce((iv, high, b) => {
    const low = ends[b] ?? Number.NaN;
    let [events, others] = [0, 0];
    value.forEach((x, i) => {
      if (!(x >= low && x < high)) return;
      if (label[i] === 1) events++;
      else others++;
    });
    const [e, n] = [events / won, others / (label.length - won)];
    return events + others === 0 ? iv : iv + (e - n) * Math.log(e / n);
  }, 0);
}

describe.each(["bank", "x_education"] as const)("7.4: on %s", (data) => {
  it("a scorecard's bins of each number tell at least what optbinning's do", (ctx) => {
    if (shared === undefined) return ctx.skip(noShared);
    const of = files[data];
    const [head = [], ...rows] = cellsOf(of);
    const at = (name: string): number => head.indexOf(name);
    const label = Uint8Array.from(rows, (row) => (row[at(of.label)] === of.won ? 1 : 0));
    const lead = Int32Array.from(rows.keys());
    for (const { column, iv } of references.filter((r) => r.data === data)) {
      const value = rows.map((row) => {
        const text = row[at(column)] ?? "";
        return text === "" ? Number.NaN : Number(text);
      });
      const values = [...new Set(value.filter((x) => !Number.isNaN(x)))].sort((a, b) => a - b);
      const codeOf = new Map(values.map((x, code) => [x, code]));
      const codes = Uint16Array.from(value, (x) => codeOf.get(x) ?? values.length);
      const feature: StaticFeature = {
        kind: "number",
        name: column,
        from: { column },
        values,
        codes,
        size: values.length + 2,
        missing: values.length,
        notObserved: values.length + 1,
      };
      const { characteristic } = cardOf(
        feature,
        { maxBins: 6, monotone: "monotone", minShare: 0.05, periods: 1 },
        cardRows(
          { periods: 1 },
          {
            coded: { count: rows.length, features: [feature], codes: [codes] },
            label,
            weight: new Float64Array(rows.length).fill(1),
            fold: new Uint8Array(rows.length),
            account: lead,
            lead,
          },
        ),
        undefined,
      );
      const cuts = characteristic.bins.flatMap((bin) =>
        bin.kind === "range" && bin.high !== null ? [bin.high] : [],
      );
      expect(ivOf(cuts, value, label) / (iv || 1), column).toBeGreaterThanOrEqual(iv === 0 ? 0 : 0.99999);
    }
  });
});
