import { describe, expect, it } from "vitest";
import { type Random, random } from "../../../../src/base/random.ts";
import { separationOf } from "../../../../src/stats/regression/checks/separation.ts";
import { fitLogistic } from "../../../../src/stats/regression/logistic/fit.ts";

/** Small integer rows, so that ties, borders and separation of every kind are common. */
function world(r: Random): { columns: number[][]; label: number[] } {
  const n = 4 + r.below(8);
  const columns = Array.from({ length: 1 + r.below(2) }, () => Array.from({ length: n }, () => r.below(4)));
  const label = Array.from({ length: n }, () => r.below(2));
  return { columns, label };
}

/**
 * The definition by exhaustion in two columns: a recession direction of an integer problem has integer normals, so all
 * directions (b0, b1, b2) with |b1|, |b2| <= 3 and the b0 that touch a row are tried.
 */
function byExhaustion({ columns, label }: { columns: number[][]; label: number[] }): {
  kind: string;
  infinite: number[];
} {
  const slopes = [-3, -2, -1, 0, 1, 2, 3];
  const second = columns.length > 1 ? slopes : [0];
  const strict = new Set<number>();
  const infinite = new Set<number>();
  for (const b1 of slopes)
    for (const b2 of second) {
      const score = label.map((_, i) => b1 * (columns[0]?.[i] ?? 0) + b2 * (columns[1]?.[i] ?? 0));
      const origins = [...score.map((s) => -s), ...score.map((s) => -s + 0.5), ...score.map((s) => -s - 0.5)];
      for (const b0 of origins) {
        if (b0 === 0 && b1 === 0 && b2 === 0) continue;
        const margin = score.map((s, i) => (label[i] === 1 ? 1 : -1) * (s + b0));
        if (margin.some((m) => m < 0) || !margin.some((m) => m > 0)) continue;
        margin.forEach((m, i) => {
          if (m > 0) strict.add(i);
        });
        [b0, b1, b2].forEach((b, j) => {
          if (b !== 0) infinite.add(j);
        });
      }
    }
  const kind = strict.size === 0 ? "none" : strict.size === label.length ? "complete" : "quasi";
  return { kind, infinite: [...infinite].sort() };
}

describe("separation by linear programme", () => {
  it("agrees with trying every direction, on 600 small problems", () => {
    const r = random(11);
    const seen: Record<string, number> = { none: 0, quasi: 0, complete: 0 };
    for (let trial = 0; trial < 600; trial++) {
      const w = world(r);
      // collinear columns are ruled out first: where every row is on one line, nothing is identified anyway
      if (fitLogistic({ ...w, label: w.label.map(() => 0.5) }).collinear !== null) continue;
      const found = separationOf(w);
      const wanted = byExhaustion(w);
      expect({ trial, kind: found?.kind }).toEqual({ trial, kind: wanted.kind });
      if (wanted.kind === "quasi")
        expect({ trial, at: found?.coefficients }).toEqual({ trial, at: wanted.infinite });
      seen[wanted.kind] = (seen[wanted.kind] ?? 0) + 1;
    }
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(30);
  });

  it("finds a separating direction among forty columns of noise, whatever their scale", () => {
    const r = random(5);
    const n = 400;
    const noise = Array.from({ length: 40 }, (_, j) =>
      Float64Array.from({ length: n }, () => 2020 + r.normal() * 10 ** (j % 5)),
    );
    const label = Uint8Array.from({ length: n }, () => r.below(2));
    expect(separationOf({ columns: noise, label })?.kind).toBe("none");
    const flag = label.map((y) => (y === 1 && r.below(4) === 0 ? 1 : 0));
    expect(separationOf({ columns: [...noise, flag], label })).toEqual({
      kind: "quasi",
      coefficients: [41],
      alone: [41],
    });
  });

  it("does not count rows without weight, and takes a label in between as both outcomes", () => {
    const columns = [[0, 0, 1, 1]];
    const label = [0, 1, 1, 0];
    expect(separationOf({ columns, label })?.kind).toBe("none");
    expect(separationOf({ columns, label, weight: [1, 1, 1, 0] })?.kind).toBe("quasi");
    expect(separationOf({ columns, label, weight: [1, 0, 1, 0] })?.kind).toBe("complete");
    expect(separationOf({ columns, label: [0.5, 0.5, 1, 1] })?.kind).toBe("quasi");
    expect(separationOf({ columns, label: [0.5, 0.5, 0.2, 1] })?.kind).toBe("none");
  });
});
