import fc from "fast-check";
import { expect, it } from "vitest";
import { type Criterion, crmRules } from "../../../src/export/crm/criteria.ts";
import { evaluate } from "../../../src/rules/evaluate.ts";
import { parsePredicate } from "../../../src/rules/parse.ts";
import { crmAbilities, crmNames, simplify } from "../../../src/weights/index.ts";
import { asRuleValue, clamp, compileScorer, type Inputs } from "../../../src/weights/scorer.ts";
import type { Draft } from "../../../src/weights/seal.ts";
import type { InputValue } from "../../../src/weights/type.ts";
import { sealed } from "../duckdb.ts";
import { drafts, inputs, rows } from "../weights.ts";
import { csvCells } from "./csv.ts";
import { shipping } from "./shipping.ts";

const count = (activity: string, window: number | null) => ({
  name: window === null ? `${activity}_ever` : `${activity}_${window}d`,
  type: "count" as const,
  from: { count: activity, window, cap: 250 },
});
/** What a study counts of its activities. */
const counts = [
  count("page_view", 7),
  count("page_view", 30),
  count("page_view", null),
  count("demo_request", null),
];

/** A lead as a CRM knows it: a count that is not recorded is none. */
const asKnown = (row: Inputs): Inputs => {
  const known: Record<string, InputValue> = { ...row };
  for (const { name } of [...inputs.filter(({ type }) => type === "count" || type === "decay"), ...counts]) {
    const value = row[name] ?? 0;
    known[name] = typeof value === "object" ? 0 : Math.ceil(Number(value));
  }
  return known;
};

/** Whether a lead meets a criterion, by what its words say. */
function met(of: Criterion, row: Inputs): boolean {
  if (of.kind === "rule") {
    const parsed = parsePredicate(of.when);
    return parsed.ok && evaluate(parsed.predicate, (name) => asRuleValue(row[name])) === true;
  }
  if (of.kind === "activity") {
    const name = of.days === null ? `${of.activity}_ever` : `${of.activity}_${of.days}d`;
    return Number(row[name]) >= of.times !== of.negated;
  }
  const input = inputs.find(
    ({ from }) => ("column" in from ? from.column : "flag" in from && from.flag) === of.field,
  );
  const given = row[input?.name ?? ""] ?? null;
  const value = typeof given === "number" && !Number.isFinite(given) ? null : given;
  const known = value !== null && typeof value !== "object";
  switch (of.op) {
    case "is":
      return of.values.some((wanted) => wanted === value);
    case "is none of":
      return !of.values.some((wanted) => wanted === value);
    case "at least":
      return typeof value === "number" && value >= Number(of.values[0]);
    case "less than":
      return typeof value === "number" && value < Number(of.values[0]);
    case "is empty":
      return !known;
    case "is not empty":
      return known;
  }
}

const made = fc.sample(drafts, { numRuns: 30, seed: 41 });
const asked = fc.sample(rows, { numRuns: 60, seed: 42 }).map(asKnown);

it.each(["hubspot", "marketo", "account_engagement", "dynamics365"] as const)(
  "10.3: the rules of %s give every lead the score of its version of the weights",
  (target) => {
    let compared = 0;
    for (const draft of made) {
      const { weights } = simplify(draft, crmAbilities[target], counts);
      const score = compileScorer(weights);
      const rules = crmRules(weights);
      for (const row of asked) {
        const sums = new Map<string | null, number>();
        for (const { all, points, group } of rules)
          if (all.every((of) => met(of, row))) sums.set(group, (sums.get(group) ?? 0) + points);
        let total = weights.intercept + (sums.get(null) ?? 0);
        for (const { name, min, max } of weights.groups) total += clamp(sums.get(name) ?? 0, min, max);
        if (total !== score(row).score)
          throw new Error(
            `${JSON.stringify(row)}: ${total}, not ${score(row).score}, by ${JSON.stringify(rules)}`,
          );
        compared++;
      }
    }
    expect(compared).toBe(1800);
  },
);

/** Branches and filters below a branch of HubSpot's lists. */
interface Branch {
  readonly filterBranchType: string;
  readonly operator?: string;
  readonly eventTypeId?: string;
  readonly filters: readonly { readonly filterType: string; readonly operation?: Record<string, unknown> }[];
  readonly filterBranches: readonly Branch[];
}

it("10: HubSpot's draft keeps to the grammar of its lists: an OR of ANDs, events as branches, one value for a number", () => {
  let [seen, events] = [0, 0];
  for (const draft of made) {
    const weights = sealed({ ...simplify(draft, crmAbilities.hubspot, counts).weights, name: "m" });
    const body = JSON.parse(shipping("hubspot", weights).get("m.draft.json") ?? "");
    for (const { ruleConfigurations } of body.groupConfigs)
      for (const { configuration } of ruleConfigurations) {
        const root: Branch = configuration.filterBranch;
        expect([root.filterBranchType, root.filters.length, root.filterBranches.length]).toEqual([
          "OR",
          0,
          1,
        ]);
        const [all] = root.filterBranches;
        expect(all?.filterBranchType).toBe("AND");
        for (const { filterType, operation = {} } of all?.filters ?? []) {
          seen++;
          if (filterType !== "PROPERTY") continue;
          const kind = operation.operationType;
          expect("values" in operation).toBe(kind === "MULTISTRING");
          expect("value" in operation).toBe(kind === "NUMBER" || kind === "BOOL");
        }
        for (const of of all?.filterBranches ?? []) {
          events++;
          expect([of.filterBranchType, of.filterBranches]).toEqual(["UNIFIED_EVENTS", []]);
          expect(of.operator).toMatch(/^HAS_(NOT_)?COMPLETED$/);
          expect(of.eventTypeId).not.toBe("");
        }
      }
  }
  expect(seen).toBeGreaterThan(20);
  expect(events).toBeGreaterThan(20);
});

const decayed: Draft = {
  schemaVersion: 1,
  name: "m",
  version: "1.0.0",
  kind: "logistic",
  inputs: [
    {
      name: "webinar_decayed",
      type: "decay",
      from: { decay: "webinar", half_life: 21, cap: 5, round: 0.01 },
    },
    { name: "lonely_decayed", type: "decay", from: { decay: "lonely", half_life: 21, cap: 5, round: 0.01 } },
  ],
  attributes: [
    {
      kind: "bins",
      name: "webinar_decayed",
      group: "web",
      bins: [
        { kind: "range", low: null, high: 1.2, points: -100_000 },
        { kind: "range", low: 1.2, high: null, points: 251_000 },
        { kind: "not_observed", points: 70_000 },
      ],
    },
    {
      kind: "linear",
      name: "lonely_decayed",
      coef: 100_000,
      centre: 0,
      missing: 0,
      min: null,
      max: null,
      group: null,
    },
  ],
  groups: [{ name: "web", min: null, max: 200_000 }],
  baseline: [0, 40_000],
  floor: -500_000,
  ceiling: null,
  intercept: -1_000_000,
  scale: { unit: 1e-6 },
  calibration: { kind: "platt", slope: 1, intercept: 0 },
  grades: [{ grade: "A", atLeast: -750_000 }],
  mql: -800_000,
};

it("10.3: a decayed count becomes the count whose window is nearest to half-life / ln 2, and everything lost is named", () => {
  // 21 / ln 2 = 30.3 days
  const { weights, losses } = simplify(decayed, crmAbilities.marketo, [
    count("webinar", 7),
    count("webinar", 30),
    count("webinar", 90),
  ]);
  expect(weights.attributes).toEqual([
    {
      kind: "bins",
      name: "webinar_30d",
      group: null,
      bins: [
        { kind: "range", low: null, high: 1.2, points: -10 },
        { kind: "range", low: 1.2, high: null, points: 25 },
        { kind: "missing", points: -10 },
        { kind: "not_observed", points: -10 },
      ],
    },
  ]);
  expect(weights.intercept).toBe(-96);
  expect(weights.scale.unit).toBeCloseTo(0.01, 15);
  expect([weights.groups, weights.floor, weights.mql]).toEqual([[], null, -80]);
  for (const said of [
    /half every 21 days: the count webinar_30d/,
    /lonely_decayed is left out/,
    /counts as 0/,
    /group "web"/,
    /total is not held/,
    /rounded/,
  ])
    expect(
      losses.some((loss) => said.test(loss)),
      String(said),
    ).toBe(true);
  expect(
    simplify(decayed, crmAbilities.hubspot, []).losses.some((loss) => loss.includes('group "web"')),
  ).toBe(false);
});

it("10.3: a README names what is lost and its measured cost", () => {
  const e = (value: number) => ({ value, low: value - 0.01, high: value + 0.01, n: 100 });
  const cost = {
    auc: e(0.8),
    aucThere: e(0.79),
    aucDifference: e(-0.0123),
    winsPerSlot: e(0.25),
    winsPerSlotThere: e(0.24),
    winsPerSlotDifference: e(-0.0051),
  };
  const crm = new Map([["m", [{ targets: ["marketo"], losses: ["x"], cost }]]]);
  const readme = shipping("marketo", sealed(decayed), { crm }).get("README.md") ?? "";
  expect(readme).toContain(
    "| AUC | 0.800 (0.790 to 0.810) | 0.790 (0.780 to 0.800) | −0.012 (−0.022 to −0.002) |",
  );
  expect(readme).toContain("| −0.5 (−1.5 to +0.5) |");
  expect(shipping("marketo", sealed(decayed)).get("README.md")).toContain("was not measured");
});

it("10: hostile names and levels run as no formula in any sheet, tokens are unique and short, JSON is JSON", () => {
  const hostile = [
    "=cmd|'/c calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "＝1+1",
    '"quoted"',
    "$" + "{x}",
    "]]>",
    "a\nb",
    "n".repeat(300),
  ];
  const weights = sealed({
    ...decayed,
    kind: "points",
    inputs: hostile.map((name) => ({ name, type: "category" as const, from: { column: name } })),
    attributes: hostile.map((name) => ({
      kind: "bins" as const,
      name,
      group: null,
      bins: hostile.map((value, i) => ({ kind: "category" as const, values: [value], points: i + 1 })),
    })),
    baseline: hostile.map(() => 0),
    groups: [],
    scale: { unit: 1 },
  });
  for (const target of crmNames)
    for (const [file, text] of shipping(target, weights)) {
      if (file.endsWith(".json")) expect(() => JSON.parse(text), file).not.toThrow();
      if (!file.endsWith(".csv")) continue;
      for (const cell of csvCells(text).flat())
        expect(
          /^[\s]*[=+\-@＝]/.test(cell) && !/^[+-]?\d+(\.\d+)?$/.test(cell),
          `${target}/${file}: ${cell}`,
        ).toBe(false);
    }
  const tokens = csvCells(shipping("marketo", weights).get("m.tokens.csv") ?? "")
    .slice(1)
    .map(([token]) => token ?? "");
  expect(tokens.length).toBeGreaterThan(100);
  expect(new Set(tokens).size).toBe(tokens.length);
  expect(Math.max(...tokens.map(({ length }) => length))).toBeLessThanOrEqual(50);
  // the values come back as they were, but for the apostrophe
  const sheet = csvCells(shipping("point_sheet", weights).get("m.points.csv") ?? "");
  const values = new Set(sheet.map((cells) => cells[5] ?? ""));
  for (const value of hostile) expect(values.has(value) || values.has(`'${value}`), value).toBe(true);
});
