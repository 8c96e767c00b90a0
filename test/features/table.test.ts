import { describe, expect, it } from "vitest";
import { LeadlineError } from "../../src/base/errors.ts";
import { DAY, NEVER } from "../../src/base/time.ts";
import { codesAt, codeValue, notObserved } from "../../src/features/codes.ts";
import { decayFeatures, type FeatureQuestion, featureTable } from "../../src/features/table.ts";
import type { Column, History } from "../../src/history/type.ts";
import { parsePredicate } from "../../src/rules/parse.ts";
import type { Predicate } from "../../src/rules/tree.ts";

const category = (...values: (string | null)[]): Column => {
  const levels = [...new Set(values.filter((v) => v !== null))].sort();
  return {
    kind: "category",
    levels,
    codes: Int32Array.from(values, (v) => (v === null ? -1 : levels.indexOf(v))),
  };
};
const number = (...values: number[]): Column => ({ kind: "number", values: Float64Array.from(values) });
const when = (text: string): Predicate => {
  const read = parsePredicate(text);
  if (!read.ok) throw new Error(read.message.what);
  return read.predicate;
};

/** Four leads created on day 10, with an activity each on day 12 that only later leads' day sees synced. */
const columns = new Map<string, Column>([
  ["email", category("a@gmail.com", "b@Acme.com", null, "c@GMail.com ")],
  ["title", category("CTO", "Student", "CTO", null)],
  ["employees", number(500, 10, Number.NaN, 10)],
  ["lead_score", number(1, 2, 3, 4)],
]);
const created = Int32Array.of(10 * DAY, 10 * DAY, 10 * DAY, 10 * DAY);
const history: History = {
  leads: { count: 4, ids: ["a", "b", "c", "d"], account: Int32Array.of(0, 1, 2, 3), created, columns },
  accounts: { count: 4, keys: [], start: Int32Array.of(0, 1, 2, 3, 4) },
  activities: {
    count: 3,
    types: ["demo", "never"],
    start: Int32Array.of(0, 2, 3, 3, 3),
    // the first lead's: one before its creation, one that syncs only as its 7 days end
    visible: Int32Array.of(10 * DAY, 19 * DAY, 12 * DAY),
    at: Int32Array.of(8 * DAY, 12 * DAY, 12 * DAY),
    type: new Uint8Array(3),
    observedFrom: Int32Array.of(5 * DAY, NEVER),
  },
  stages: { names: [], first: [], observedFrom: new Int32Array(0), refused: new Uint8Array(4) },
  audit: { files: [], rejects: [], warnings: [], digest: "" },
};

const question = (change: Partial<FeatureQuestion> = {}): FeatureQuestion => ({
  features: {
    knownAtCreation: ["email", "title", "employees"],
    types: new Map(),
    windows: [7],
    halfLife: null,
    cap: 5,
    rename: new Map(),
    bins: new Map(),
    signs: new Map(),
  },
  flags: new Map([["free_email", { kind: "domain", column: "email", list: "free_mail" }]]),
  personas: new Map([["it_lead", when("title = 'CTO' AND employees >= 200")]]),
  exclude: null,
  ...change,
});

function valuesOf(name: string, q = question()): unknown[] {
  const feature = featureTable(history, q).features.find((f) => f.name === name);
  if (feature === undefined || !("values" in feature)) throw new Error(`no feature ${name}`);
  return Array.from(feature.codes, (code) => codeValue(feature, code));
}

const faultsOf = (
  q: FeatureQuestion,
): readonly { code: string; what: string; mend: string; path?: string }[] => {
  try {
    featureTable(history, q);
  } catch (error) {
    if (!(error instanceof LeadlineError)) throw error;
    expect(error.exit).toBe(2);
    return error.faults.map(({ code, what, mend, where }) => ({ code, what, mend, ...where }));
  }
  return [];
};

describe("what is known at creation", () => {
  it("codes numbers by rank and texts by level; missing is a code of its own", () => {
    expect(valuesOf("employees")).toEqual([500, 10, null, 10]);
    expect(valuesOf("title")).toEqual(["CTO", "Student", "CTO", null]);
  });

  it("finds free mail whatever the case; no address is missing, not false", () => {
    expect(valuesOf("free_email")).toEqual([true, false, null, true]);
  });

  it("gives personas SQL's three values", () => {
    expect(valuesOf("it_lead")).toEqual([true, false, null, false]);
  });

  it("excludes by columns, flags and personas, only where the condition is true", () => {
    const excluded = (text: string) =>
      Array.from(featureTable(history, question({ exclude: when(text) })).excluded);
    expect(excluded("free_email")).toEqual([1, 0, 0, 1]);
    expect(excluded("NOT free_email")).toEqual([0, 1, 0, 0]);
    expect(excluded("it_lead OR title = 'Student'")).toEqual([1, 1, 0, 0]);
  });
});

describe("what it refuses, all at once", () => {
  it("names that stand for two features", () => {
    const flags = new Map([["demo_7d", { kind: "predicate" as const, when: when("title = 'CTO'") }]]);
    expect(faultsOf(question({ flags }))).toEqual([
      {
        code: "feature-collision",
        what: '"demo_7d" is the name of two features',
        mend: "rename the flag or persona, or rename the activity under features.activities.rename",
        path: "features",
      },
    ]);
  });

  it("columns that are absent, not vouched for or no text, and exclusions by what moves", () => {
    const found = faultsOf({
      ...question(),
      features: { ...question().features, knownAtCreation: ["email", "titel", "employees"] },
      flags: new Map([["size", { kind: "domain", column: "employees", list: "free_mail" }]]),
      personas: new Map([["hot", when("lead_score > 2")]]),
      exclude: when("demo_7d >= 1"),
    });
    expect(found.map(({ code, path }) => [code, path])).toEqual([
      ["no-such-column", "features.known_at_creation[1]"],
      ["not-text", "flags.size"],
      ["not-known-at-creation", "personas.hot"],
      ["not-known-at-creation", "exclude"],
    ]);
    expect(found[0]?.what).toBe('the leads files have no column "titel"');
    expect(found[0]?.mend).toContain("title");
    expect(found[1]?.what).toBe('"employees" is a number, and has no domain');
    expect(found[2]?.what).toBe('the leads column "lead_score" is not listed as known at creation');
    expect(found[3]?.what).toContain('"demo_7d" is not known at creation');
  });
});

it("counts what is visible and not yet out of its window; before the window is observed it is no 0", () => {
  const { features } = featureTable(history, question());
  const counts = features.filter((f) => f.kind === "count");
  const days = [10, 12, 15, 19];
  const { codes } = codesAt(
    history,
    counts,
    new Int32Array(4),
    Int32Array.from(days, (d) => d * DAY),
  );
  const of = (name: string): unknown[] => {
    const f = counts.findIndex((count) => count.name === name);
    const feature = counts[f];
    return feature === undefined ? [] : Array.from(codes[f] ?? [], (code) => codeValue(feature, code));
  };
  // observed from day 5: seven days back are known from day 12; the visit of day 8 leaves on day 15
  expect(of("demo_7d")).toEqual([notObserved, 1, 0, 0]);
  // the demo of day 12 syncs on day 19, as its seven days end: it never stands in the window
  expect(of("demo_ever")).toEqual([1, 1, 1, 2]);
  expect(of("never_7d")).toEqual([notObserved, notObserved, notObserved, notObserved]);
});

describe("decayed counts", () => {
  const decayed = (halfLife: number, cap: number | null, days: readonly number[], name = "demo_decayed") => {
    const q = question();
    const { features } = featureTable(history, { ...q, features: { ...q.features, halfLife, cap } });
    const f = features.findIndex((feature) => feature.name === name);
    const feature = features[f];
    const times = Int32Array.from(days, (d) => d * DAY);
    const { codes } = codesAt(history, features, new Int32Array(days.length), times);
    return feature === undefined ? [] : Array.from(codes[f] ?? [], (code) => codeValue(feature, code));
  };

  it("count half as much a half-life after they happened, not after they became known, rounded down to 0.01", () => {
    // demos on days 8 and 12, the second known on day 19; observed from day 5: with half-lives of a day from day 10
    expect(decayed(1, 5, [10, 10.5, 11, 19, 20, 22])).toEqual([
      0.25, // 2^-2
      0.17, // 2^-2.5 = 0.1767...
      0.12, // 2^-3 = 0.125
      0, // 2^-11 + 2^-7 = 0.0083
      0,
      0,
    ]);
    // 2^-5.5 + 2^-3.5 = 0.1104...; 2^-6 + 2^-4 = 0.078125
    expect(decayed(2, 5, [19, 20])).toEqual([0.11, 0.07]);
  });

  it("are not observed until records reach five half-lives back, nor of an activity that is not recorded", () => {
    expect(decayed(2, 5, [14.999, 15])).toEqual([notObserved, 0.08]);
    expect(decayed(2, 5, [10, 100], "never_decayed")).toEqual([notObserved, notObserved]);
  });

  it("are left to the folds where their half-life is to be found, their names taken all the same", () => {
    const { features } = question();
    const fit = { ...features, halfLife: "fit" as const };
    expect(featureTable(history, question({ features: fit })).features.map((f) => f.kind)).not.toContain(
      "decay",
    );
    const column = new Map([...columns, ["demo_decayed", number(1, 2, 3, 4)]]);
    const taken = { ...history, leads: { ...history.leads, columns: column } };
    const named = { ...fit, knownAtCreation: [...features.knownAtCreation, "demo_decayed"] };
    expect(() => featureTable(taken, question({ features: named }))).toThrow('"demo_decayed"');
    expect(decayFeatures(history, null, [7, null]).map((f) => [f.name, f.from.half_life])).toEqual([
      ["demo_decayed", 7],
    ]);
  });

  it("stop at the cap: the study's, or 5", () => {
    const many: History = {
      ...history,
      activities: {
        ...history.activities,
        count: 9,
        start: Int32Array.of(0, 9, 9, 9, 9),
        visible: new Int32Array(9).fill(40 * DAY),
        at: new Int32Array(9).fill(40 * DAY),
        type: new Uint8Array(9),
      },
    };
    const at = (cap: number | null, day: number): unknown => {
      const q = question();
      const { features } = featureTable(many, { ...q, features: { ...q.features, halfLife: 2, cap } });
      const feature = features.find((one) => one.name === "demo_decayed");
      if (feature?.kind !== "decay") throw new Error("no decayed count");
      const { codes } = codesAt(many, [feature], Int32Array.of(0), Int32Array.of(day * DAY));
      return codeValue(feature, codes[0]?.[0] ?? -1);
    };
    // 9 at once; 4.5 a half-life later
    expect([at(7, 40), at(null, 40), at(null, 42), at(4, 42)]).toEqual([7, 5, 4.5, 4]);
  });

  it("are there only where the study states a half-life", () => {
    expect(featureTable(history, question()).features.map((f) => f.name)).not.toContain("demo_decayed");
  });
});
