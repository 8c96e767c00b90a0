import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { probabilityOf, scoreAtLeast } from "../../src/weights/calibration.ts";
import { scoreCondition } from "../../src/weights/cuts.ts";
import { scoreLimit } from "../../src/weights/limit.ts";
import { attributePoints, compileScorer, halfAwayFromZero, totalOf } from "../../src/weights/scorer.ts";
import type { BinsAttribute, InputValue, LinearAttribute, Weights } from "../../src/weights/type.ts";
import { draftWith } from "./draft.ts";

describe("rounding", () => {
  test.each([
    [0.5, 1],
    [-0.5, -1],
    [2.5, 3],
    [-2.5, -3],
    [0.49, 0],
    [-0.49, 0],
    [1e15, 1e15],
    [-3, -3],
  ])("%d becomes %d: halves go away from zero", (x, rounded) => {
    expect(halfAwayFromZero(x)).toBe(rounded);
  });

  test("no minus zero, which JSON and SQL would write otherwise than 0", () => {
    for (const x of [-0, -0.2, 0]) expect(Object.is(halfAwayFromZero(x), 0)).toBe(true);
  });
});

describe("points of an attribute", () => {
  const [employees, title] = draftWith().attributes as readonly [BinsAttribute, BinsAttribute];

  test.each<[InputValue, number]>([
    [9.999999999999998, 1],
    [10, 2],
    [199.99999999999997, 2],
    [200, 3],
    [-1e300, 1],
    [1e300, 3],
    [null, 4],
    [Number.NaN, 4],
    [Number.POSITIVE_INFINITY, 4],
    [{ notObserved: true }, 0],
    ["10", 5],
  ])("ranges are half-open: %j gives %d", (value, points) => {
    expect(attributePoints(employees, value)).toBe(points);
  });

  test.each<[InputValue, number]>([
    ["CTO", 10],
    ["cto", 20],
    ["", 20],
    [null, 30],
    [7, 20],
  ])("categories are taken as they are written: %j gives %d", (value, points) => {
    expect(attributePoints(title, value)).toBe(points);
  });

  test("the first bin that holds the value counts; without bins there are no points", () => {
    const twice: BinsAttribute = {
      ...employees,
      bins: [
        { kind: "range", low: 0, high: 10, points: 7 },
        { kind: "range", low: 5, high: null, points: 8 },
      ],
    };
    expect([4, 5, 10, -1, null].map((v) => attributePoints(twice, v))).toEqual([7, 7, 8, 0, 0]);
    expect(attributePoints({ ...employees, bins: [] }, 3)).toBe(0);
  });

  test("a rate counts on from its centre between its limits; what is missing or not observed has points of its own", () => {
    const rate: LinearAttribute = {
      kind: "linear",
      name: "n",
      coef: 2.5,
      centre: 1,
      missing: -7,
      min: -3,
      max: 10,
      group: null,
    };
    const at = (v: InputValue) => attributePoints(rate, v);
    expect([2, 3, 1, 0, -5, 5, 99, null, { notObserved: true } as const, "3", Number.NaN].map(at)).toEqual([
      3, 5, 0, -3, -3, 10, 10, -7, -7, -7, -7,
    ]);
    expect(attributePoints({ ...rate, min: null, max: null }, 1e300)).toBe(scoreLimit);
    expect(attributePoints({ ...rate, min: null, max: null }, -1e300)).toBe(-scoreLimit);
  });
});

describe("the total", () => {
  const of = (over: Partial<Weights>, points: readonly number[]) =>
    totalOf({ ...draftWith(), ...over }, points);

  test("a group is held before it joins, the whole between floor and ceiling", () => {
    expect(of({}, [1, 10, 15, 200])).toBe(1 + 10 + 210);
    expect(of({ groups: [{ name: "acts", min: 0, max: null }] }, [1, 10, 15, -200])).toBe(11);
    expect(of({ intercept: -1000, floor: -20 }, [1, 10, 15, 200])).toBe(-20);
    expect(of({ intercept: 1000, ceiling: 99 }, [1, 10, 15, 200])).toBe(99);
  });

  test("a lead scored by hand", () => {
    const score = compileScorer(
      draftWith({
        intercept: 7,
        calibration: { kind: "platt", slope: 2, intercept: -1 },
        scale: { unit: 0.01 },
        grades: [
          { grade: "A", atLeast: 200 },
          { grade: "B", atLeast: 100 },
        ],
        mql: 229,
      }),
    );
    // 7 + 2 + 10 + min(5 x 2 + 200, 210)
    const lead = { employees: 50, title: "CTO", demo_30d: 2, free_email: false };
    expect(score(lead)).toEqual({
      score: 229,
      p: 1 / (1 + Math.exp(-(2 * 2.29 - 1))),
      grade: "A",
      mql: true,
    });
    // 7 + 4 + 30 + 100, and the rule is unknown: everything is missing
    expect(score({})).toMatchObject({ score: 141, grade: "B", mql: false });
    // not observed: a rule sees NULL, a rate its points for missing
    expect(score({ ...lead, demo_30d: { notObserved: true } }).score).toBe(7 + 2 + 10 + 100);
    // the flag is missing: NOT NULL is not true
    expect(score({ ...lead, free_email: null }).score).toBe(7 + 2 + 10 + 10);
  });

  test("no grades, no cut-off, no calibration: nothing is said of them", () => {
    expect(compileScorer(draftWith())({})).toEqual({ score: 134, p: null, grade: null, mql: null });
  });

  test("a rule that cannot be read is damage", () => {
    const broken = draftWith({ attributes: [{ kind: "rule", when: "demo_30d >=", points: 1, group: null }] });
    expect(() => compileScorer(broken)).toThrow(/the rule "demo_30d >=" cannot be read/);
  });
});

const maps = fc.record({
  unit: fc.constantFrom(1, 0.1, 1e-6),
  slope: fc.double({ min: 1e-3, max: 50, noNaN: true }),
  intercept: fc.double({ min: -20, max: 20, noNaN: true }),
});
const calibrated = ({ unit, slope, intercept }: { unit: number; slope: number; intercept: number }) => ({
  scale: { unit },
  calibration: { kind: "platt", slope, intercept } as const,
});

describe("score and probability", () => {
  test("the logit is clamped: p is never 0, 1 comes only from rounding, and nothing is NaN", () => {
    const steep = calibrated({ unit: 1, slope: 1e308, intercept: 0 });
    expect(probabilityOf(steep, -1)).toBe(1 / (1 + Math.exp(700)));
    expect(probabilityOf(steep, 1)).toBe(1);
    expect(probabilityOf(steep, 0)).toBe(0.5);
    expect(probabilityOf({ ...steep, calibration: { kind: "none" } }, 0)).toBeNull();
  });

  test("p never falls where the slope rises", () => {
    fc.assert(
      fc.property(maps, fc.maxSafeInteger(), fc.nat(1e6), (map, at, step) => {
        const score = at % scoreLimit;
        const weights = calibrated(map);
        return (probabilityOf(weights, score) ?? 0) <= (probabilityOf(weights, score + step) ?? 0);
      }),
      { numRuns: 2_000, seed: 21 },
    );
  });

  test("scoreAtLeast is its exact inverse: p is reached there and not one point before", () => {
    fc.assert(
      fc.property(maps, fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }), (map, p) => {
        const weights = calibrated(map);
        const cut = scoreAtLeast(weights, p);
        if (cut === null) return false;
        const at = (score: number) => probabilityOf(weights, score) ?? Number.NaN;
        if (cut === scoreLimit + 1) return at(scoreLimit) < p;
        return at(cut) >= p && (cut === -scoreLimit || at(cut - 1) < p);
      }),
      { numRuns: 2_000, seed: 22 },
    );
  });

  test("and of the score's own p gives a score with that p", () => {
    fc.assert(
      fc.property(maps, fc.integer({ min: -1_000, max: 1_000 }), (map, score) => {
        const weights = calibrated(map);
        const p = probabilityOf(weights, score) ?? 0;
        const cut = scoreAtLeast(weights, p);
        return cut !== null && cut <= score && probabilityOf(weights, cut) === p;
      }),
      { numRuns: 1_000, seed: 23 },
    );
  });

  test("where the map does not rise, or is none, no cut-off means anything", () => {
    expect(scoreAtLeast(calibrated({ unit: 1, slope: 0, intercept: 0 }), 0.5)).toBeNull();
    expect(scoreAtLeast(calibrated({ unit: 1, slope: -1, intercept: 0 }), 0.5)).toBeNull();
    expect(scoreAtLeast({ scale: { unit: 1 }, calibration: { kind: "none" } }, 0.5)).toBeNull();
  });
});

describe("conditions on a score", () => {
  const span = { start: 0, end: 0 };
  const weights: Weights = {
    ...draftWith(calibrated({ unit: 0.1, slope: 1, intercept: -2 })),
    sha256: "",
    golden: [],
  };

  test("hold at the scores whose own points or p they hold at", () => {
    const literal = fc.oneof(
      fc.integer({ min: -30, max: 30 }),
      fc.double({ min: -30, max: 30, noNaN: true }),
    );
    fc.assert(
      fc.property(
        fc.constantFrom("=", "<>", "<", "<=", ">", ">="),
        fc.constantFrom("points", "p"),
        literal,
        fc.integer({ min: -320, max: 320 }),
        (op, what, wanted, score) => {
          const value = what === "p" ? Math.abs(wanted) / 30 : Math.round(wanted * 10) / 10;
          const said = scoreCondition({ kind: "compare", name: "x", op, value, span }, weights, what);
          if (said.kind !== "ranges") return false;
          const holds = said.all.every((any) => any.some(([low, high]) => score >= low && score <= high));
          // tenths are compared as tenths: 0.3 is the score 3
          const mine = what === "p" ? (probabilityOf(weights, score) ?? 0) : score;
          const theirs = what === "p" ? value : Math.round(value * 10);
          const naive = {
            "=": mine === theirs,
            "<>": mine !== theirs,
            "<": mine < theirs,
            "<=": mine <= theirs,
            ">": mine > theirs,
            ">=": mine >= theirs,
          };
          return holds === naive[op];
        },
      ),
      { numRuns: 3_000, seed: 24 },
    );
  });
});

test("10: an input that is called as what every object has is missing where the row has none", () => {
  const names = ["constructor", "toString", "__proto__"];
  const score = compileScorer(
    draftWith({
      inputs: names.map((name) => ({ name, type: "number", from: { column: name } })),
      attributes: names.flatMap((name, i) => [
        { kind: "linear", name, coef: 1, centre: 0, missing: 10 ** i, min: null, max: null, group: null },
        { kind: "rule", when: `"${name}" IS NULL`, points: 1000 * 10 ** i, group: null },
      ]),
      groups: [],
    }),
  );
  expect(score({}).score).toBe(111_111);
  expect(score({ constructor: 5 }).score).toBe(110_115);
});
