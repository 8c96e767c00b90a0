import { negationNormal } from "../../rules/normal.ts";
import { parsePredicate } from "../../rules/parse.ts";
import { scoreLimit } from "../../weights/limit.ts";
import { clamp } from "../../weights/scorer.ts";
import type { Attribute, BinsAttribute, Weights } from "../../weights/type.ts";
import { type InputColumn, inputColumns, specialPoints } from "../sql/columns.ts";
import {
  apply,
  constant,
  discretized,
  field,
  halfAwayFromZero,
  held,
  probability,
  sum,
} from "./expression.ts";
import { reasonsOf } from "./reasons.ts";
import { all, any, compare, predicate, type Test, testOf, truth } from "./test.ts";
import { type Element, element, printed } from "./xml.ts";

const types = {
  number: { optype: "continuous", dataType: "double" },
  count: { optype: "continuous", dataType: "double" },
  decay: { optype: "continuous", dataType: "double" },
  category: { optype: "categorical", dataType: "string" },
  boolean: { optype: "categorical", dataType: "boolean" },
} as const;

/** The outputs of a scorecard; an input with such a name has another name as a field. */
const given = ["points", "score", "p", "grade", "mql", "reason_1", "reason_2", "reason_3"];

/** The fields that a scorecard reads: one for each input. */
export const fieldsOf = (weights: Weights): readonly InputColumn[] =>
  inputColumns(weights.inputs, [weights], "lead_id", [], given);

/** Points of an attribute: those of the first case whose test holds. */
interface Case {
  readonly test: Test;
  /** the points, or an expression for them where the input is not missing */
  readonly points: number | Element;
}

/**
 * PMML 4.4: one Scorecard whose points, output `score`, `p`, `grade`, `mql` and three reasons are the scorer's, with golden rows in its
 * ModelVerification. Source: Data Mining Group, PMML 4.4, Scorecard.
 *
 * @throws LeadlineError exit 2 where a text or a rule cannot be said in PMML
 */
export function pmmlOf(weights: Weights): string {
  const columns = fieldsOf(weights);
  const fields = columns.flatMap(({ name, column, type, notObserved }) => [
    { name: column, displayName: column === name ? undefined : name, ...types[type] },
    ...(notObserved === null ? [] : [{ name: notObserved, displayName: undefined, ...types.boolean }]),
  ]);
  const byName = new Map(columns.map((column) => [column.name, column]));
  const cases = weights.attributes.map((attribute) => casesOf(attribute, byName));
  const taken = new Set(fields.map(({ name }) => name));
  const free = (wanted: string): string => {
    let name = wanted;
    while (taken.has(name)) name += "_";
    taken.add(name);
    return name;
  };
  const reasons = reasonsOf(weights, cases.map(expressionOf), free);
  const model = element(
    "Scorecard",
    {
      modelName: weights.name,
      functionName: "regression",
      algorithmName: "pointsAddition",
      initialScore: weights.intercept,
      useReasonCodes: "false",
    },
    element(
      "MiningSchema",
      {},
      ...fields.map(({ name }) => element("MiningField", { name, invalidValueTreatment: "asMissing" })),
    ),
    element("Output", {}, ...outputs(weights, reasons.outputs)),
    ...(reasons.derived.length === 0 ? [] : [element("LocalTransformations", {}, ...reasons.derived)]),
    element("Characteristics", {}, ...characteristics(weights, cases)),
    ...verification(weights, columns),
  );
  const document = element(
    "PMML",
    { version: "4.4", xmlns: "http://www.dmg.org/PMML-4_4" },
    element(
      "Header",
      { description: `Leadline weights ${weights.version}, sha256 ${weights.sha256}` },
      element("Application", { name: "Leadline" }),
    ),
    element(
      "DataDictionary",
      { numberOfFields: fields.length },
      ...fields.map((field) => element("DataField", field)),
    ),
    model,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${printed(document)}\n`;
}

function characteristics(weights: Weights, cases: readonly (readonly Case[])[]): Element[] {
  const named = (i: number): string => `points_${i + 1}`;
  const alone = weights.attributes.flatMap((attribute, i) => {
    if (attribute.group !== null) return [];
    const attributes = (cases[i] ?? []).map(({ test, points }) =>
      typeof points === "number"
        ? element("Attribute", { partialScore: points }, predicate(test))
        : element("Attribute", {}, predicate(test), element("ComplexPartialScore", {}, points)),
    );
    return [element("Characteristic", { name: named(i) }, ...attributes)];
  });
  const grouped = weights.groups.map(({ name, min, max }, g) => {
    const members = weights.attributes.flatMap((attribute, i) =>
      attribute.group === name ? [expressionOf(cases[i] ?? [])] : [],
    );
    return element(
      "Characteristic",
      { name: `group_${g + 1}` },
      element(
        "Attribute",
        {},
        element("True"),
        element("ComplexPartialScore", {}, held(sum(members), min, max)),
      ),
    );
  });
  const found = [...alone, ...grouped];
  return found.length > 0
    ? found
    : [
        element(
          "Characteristic",
          { name: "none" },
          element("Attribute", { partialScore: 0 }, element("True")),
        ),
      ];
}

/** Nested cases; the last one always holds. */
const expressionOf = (cases: readonly Case[]): Element =>
  cases.reduceRight<Element>((otherwise, { test, points }) => {
    const own = typeof points === "number" ? constant(points) : points;
    return test.kind === "always" && test.value ? own : apply("if", truth(test), own, otherwise);
  }, constant(0));

const always: Test = { kind: "always", value: true };

function casesOf(attribute: Attribute, columns: ReadonlyMap<string, InputColumn>): Case[] {
  if (attribute.kind === "rule") {
    const parsed = parsePredicate(attribute.when);
    if (!parsed.ok)
      throw new RangeError(`the rule "${attribute.when}" cannot be read: ${parsed.message.what}`);
    const test = renamed(testOf(negationNormal(parsed.predicate), columns), columns);
    return [
      { test, points: attribute.points },
      { test: always, points: 0 },
    ];
  }
  const column = columns.get(attribute.name);
  if (attribute.kind === "bins") return binCases(attribute, column);
  const { missing, coef, centre, min, max } = attribute;
  if (column === undefined || column.type === "category" || column.type === "boolean")
    return [{ test: always, points: missing }];
  const within = (x: number): number => clamp(x, -scoreLimit, scoreLimit);
  const raw = apply("*", constant(coef), apply("-", field(column.column), constant(centre)));
  const points = halfAwayFromZero(held(raw, within(min ?? -scoreLimit), within(max ?? scoreLimit)));
  return [
    { test: { kind: "missing", field: column.column, negated: false }, points: missing },
    { test: always, points },
  ];
}

/** A test with the names of fields in place of the names of inputs. */
function renamed(test: Test, columns: ReadonlyMap<string, InputColumn>): Test {
  switch (test.kind) {
    case "always":
      return test;
    case "and":
    case "or":
      return { kind: test.kind, of: test.of.map((part) => renamed(part, columns)) };
    case "missing":
    case "compare":
      return { ...test, field: columns.get(test.field)?.column ?? test.field };
  }
}

function binCases(attribute: BinsAttribute, column: InputColumn | undefined): Case[] {
  const special = (kind: "missing" | "other" | "not_observed"): number => specialPoints(attribute, kind);
  if (column === undefined) return [{ test: always, points: special("missing") }];
  const { type, notObserved } = column;
  const name = column.column;
  const isNumber = type === "number" || type === "count" || type === "decay";
  const cases: Case[] = [];
  if (notObserved !== null)
    cases.push({ test: compare(notObserved, "=", true), points: special("not_observed") });
  cases.push({ test: { kind: "missing", field: name, negated: false }, points: special("missing") });
  for (const bin of attribute.bins) {
    if (bin.kind === "range" && isNumber)
      cases.push({
        test: all([
          ...(bin.low === null ? [] : [compare(name, ">=", bin.low)]),
          ...(bin.high === null ? [] : [compare(name, "<", bin.high)]),
        ]),
        points: bin.points,
      });
    else if (bin.kind === "category" && !isNumber) {
      const values = bin.values.filter((v) => typeof v === (type === "category" ? "string" : "boolean"));
      cases.push({ test: any(values.map((v) => compare(name, "=", v))), points: bin.points });
    }
  }
  return [...cases, { test: always, points: special("other") }];
}

/** The first grade that a score reaches, for each range of scores between two grades. */
function grade({ grades }: Pick<Weights, "grades">): Element | null {
  const steps = [...new Set(grades.map(({ atLeast }) => atLeast))].sort((a, b) => a - b);
  if (steps.length === 0) return null;
  const ranges = steps.map((from, i) => ({
    from,
    to: steps[i + 1],
    text: grades.find(({ atLeast }) => from >= atLeast)?.grade ?? "",
  }));
  return discretized(field("score"), ranges);
}

function outputs(weights: Weights, reasons: readonly Element[]): Element[] {
  const made = (name: string, dataType: "double" | "string" | "boolean", of: Element): Element =>
    element(
      "OutputField",
      {
        name,
        feature: "transformedValue",
        optype: dataType === "double" ? "continuous" : "categorical",
        dataType,
      },
      of,
    );
  const p = probability(weights);
  const grades = grade(weights);
  const { floor, ceiling, mql } = weights;
  return [
    element("OutputField", {
      name: "points",
      feature: "predictedValue",
      optype: "continuous",
      dataType: "double",
    }),
    made("score", "double", held(field("points"), floor, ceiling)),
    ...(p === null ? [] : [made("p", "double", p)]),
    ...(grades === null ? [] : [made("grade", "string", grades)]),
    ...(mql === null ? [] : [made("mql", "boolean", apply("greaterOrEqual", field("score"), constant(mql)))]),
    ...reasons.map((of, k) => made(`reason_${k + 1}`, "string", of)),
  ];
}

/**
 * Golden rows that no reader of XML can misread (no empty text, no blank at the end of one), and with at least two
 * cells, which the schema requires.
 */
function verification(weights: Weights, columns: readonly InputColumn[]): Element[] {
  const sure = (value: unknown): boolean => typeof value !== "string" || /^\S(.*\S)?$/.test(value);
  const hasP = weights.calibration.kind !== "none";
  const rows = weights.golden.filter(({ inputs }) => {
    const values = Object.values(inputs);
    return (
      values.every(sure) && (hasP || values.some((value) => value !== null && typeof value !== "object"))
    );
  });
  if (rows.length === 0) return [];
  const fields = columns.flatMap(({ column, notObserved }) =>
    notObserved === null ? [column] : [column, notObserved],
  );
  const close = { precision: 1e-12, zeroThreshold: 1e-12 };
  return [
    element(
      "ModelVerification",
      { recordCount: rows.length, fieldCount: fields.length + (hasP ? 2 : 1) },
      element(
        "VerificationFields",
        {},
        ...fields.map((name, i) => element("VerificationField", { field: name, column: `c${i + 1}` })),
        element("VerificationField", { field: "score", column: "score", ...close }),
        ...(hasP ? [element("VerificationField", { field: "p", column: "p", ...close })] : []),
      ),
      element(
        "InlineTable",
        {},
        ...rows.map(({ inputs, score, p }) => {
          const values = columns.flatMap(({ name, notObserved }) => {
            const value = inputs[name] ?? null;
            const unseen = typeof value === "object" && value !== null;
            return notObserved === null ? [unseen ? null : value] : [unseen ? null : value, unseen];
          });
          return element(
            "row",
            {},
            ...values.flatMap((v, i) =>
              v === null || typeof v === "object" ? [] : [element(`c${i + 1}`, {}, String(v))],
            ),
            element("score", {}, String(score)),
            ...(p === null ? [] : [element("p", {}, String(p))]),
          );
        }),
      ),
    ),
  ];
}
