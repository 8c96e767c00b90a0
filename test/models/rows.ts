import { random } from "../../src/base/random.ts";
import { moves } from "../../src/features/codes.ts";
import type { Feature } from "../../src/features/type.ts";
import { subset } from "../../src/models/fitting/cross-fit.ts";
import type { PointsModel } from "../../src/models/points.ts";
import type { TrainingRows } from "../../src/models/type.ts";
import { parsePredicate } from "../../src/rules/parse.ts";

const predicate = (text: string) => {
  const parsed = parsePredicate(text);
  if (!parsed.ok) throw new Error(parsed.message.what);
  return parsed.predicate;
};

/** One feature of each kind, as the features room makes them. */
export const features: readonly Feature[] = [
  {
    kind: "number",
    name: "employees",
    from: { column: "employees" },
    values: [1, 5, 20, 80, 300, 900, 4000],
    codes: new Uint8Array(0),
    size: 9,
    missing: 7,
    notObserved: 8,
  },
  {
    kind: "category",
    name: "title",
    from: { column: "title" },
    values: ["", "CTO", "Manager", "Student", "💧"],
    codes: new Uint8Array(0),
    size: 7,
    missing: 5,
    notObserved: 6,
  },
  {
    kind: "boolean",
    name: "free_email",
    from: { flag: "free_email" },
    values: [false, true],
    codes: new Uint8Array(0),
    size: 4,
    missing: 2,
    notObserved: 3,
  },
  {
    kind: "count",
    name: "demo_30d",
    from: { count: "demo", window: 30, cap: 5 },
    type: 0,
    window: 30 * 86_400,
    cap: 5,
    observedFrom: 0,
    size: 8,
    missing: 6,
    notObserved: 7,
  },
  {
    kind: "decay",
    name: "visit_decayed",
    from: { decay: "visit", half_life: 14, cap: 3, round: 0.01 },
    type: 1,
    halfLife: 14 * 86_400,
    perUnit: 100,
    observedFrom: 0,
    size: 303,
    missing: 301,
    notObserved: 302,
  },
];

/**
 * Rows of leads and accounts on which demos, size and title matter; one value in ten is missing or not observed.
 *
 * @param apart how much more size matters for CTOs, and less for students
 */
export function someRows(count = 1_500, seed = 1, shift = -2, apart = 0): TrainingRows {
  const r = random(seed);
  const codes = features.map((feature) =>
    Uint16Array.from({ length: count }, () =>
      r.below(10) === 0 ? feature.missing + (moves(feature) ? 1 : r.below(2)) : r.below(feature.missing),
    ),
  );
  const [employees = [], title = [], , demos = []] = codes;
  return {
    coded: { count, features, codes },
    label: Uint8Array.from({ length: count }, (_, i) => {
      const eta =
        shift +
        0.2 * ((employees[i] ?? 0) % 7) +
        (title[i] === 1 ? 1 : title[i] === 3 ? -1 : 0) * (1 + apart * (((employees[i] ?? 0) % 7) - 3)) +
        0.3 * ((demos[i] ?? 0) % 6);
      return r.uniform() < 1 / (1 + Math.exp(-eta)) ? 1 : 0;
    }),
    weight: new Float64Array(count).fill(1),
    fold: Uint8Array.from({ length: count }, (_, i) => Math.floor(i / 3) % 5),
    account: Int32Array.from({ length: count }, (_, i) => Math.floor(i / 3)),
    lead: Int32Array.from({ length: count }, (_, i) => i),
  };
}

/** Points by hand with every kind of term: a rule, a capped count, a falling one, a group, a floor. */
export const handPoints: PointsModel = {
  points: [
    { kind: "when", when: predicate("title IN ('CTO', '💧')"), points: 10, group: null },
    { kind: "per", feature: "demo_30d", points: 7.5, max: 20, group: "web" },
    { kind: "when", when: predicate("employees >= 100 AND NOT free_email"), points: 6, group: "web" },
    { kind: "when", when: predicate("title = 'Student'"), points: -12, group: null },
  ],
  groups: new Map([["web", { min: null, max: 22 }]]),
  floor: -5,
  ceiling: null,
};

/** The rows at the given places, weights set to `weight`. */
export function rowsAt(rows: TrainingRows, at: readonly number[], weight?: readonly number[]): TrainingRows {
  const of = subset(rows, Int32Array.from(at));
  return weight === undefined ? of : { ...of, weight: Float64Array.from(weight) };
}
