import { isMap } from "yaml";
import {
  alone,
  expected,
  forNow,
  missingKey,
  notBuilt,
  notOneOf,
  unknownGroup,
  wrongLimits,
} from "../../base/messages/study.ts";
import { found, type Reading, type Slot, slotOf, writtenText } from "../reading.ts";
import type { LogisticSpec, ModelSpec, PointsSpec, PointTerm } from "../type.ts";
import { choice, list, named, number, object, type ReadAs, type Shape, said, shape, text } from "./shape.ts";
import { written } from "./words.ts";

const termFields = {
  when: said("where this holds …", written),
  per: said("… or for each unit of this number", text("per: webinar_90d")),
  points: said("points given", number("points: 5")),
  max: said("at most so many points, with `per`", number("max: 15")),
  group: said("a group whose sum has limits", text("group: web")),
};
const termExample = '{ when: "demo_request_30d >= 1", points: 30 }';
const termObject = object(termFields, { example: termExample, required: { points: "points: 30" } });

const term: Shape<PointTerm> = {
  schema: {
    ...termObject.schema,
    oneOf: [{ required: ["when"] }, { required: ["per"] }],
  },
  read: (slot, reading) => {
    const values = termObject.read(slot, reading);
    if (values === undefined || !isMap(slot.node)) return undefined;
    const { when, per, points, max, group } = values;
    const [hasWhen, hasPer] = [slot.node.has("when"), slot.node.has("per")];
    if (hasWhen && hasPer)
      return reading.sayAt(
        alone(
          "when",
          ["per"],
          "give points where something holds, or for each unit of a number: two entries",
        ),
        slot,
      );
    if (!hasWhen && !hasPer) return reading.sayAt(missingKey("when", 'when: "demo_request_30d >= 1"'), slot);
    if (hasWhen && slot.node.has("max"))
      return reading.sayAt(
        alone("max", ["when"], "`max` bounds what `per` adds up to; a group bounds several entries"),
        slotOf(slot.node.get("max", true), slot.at, `${slot.path}.max`),
      );
    if (points === undefined) return undefined;
    const rest = { points, group: group ?? null, path: slot.path };
    if (when !== undefined) return { kind: "when", when: when.predicate, text: when.text, ...rest };
    return per === undefined ? undefined : { kind: "per", feature: per, max: max ?? null, ...rest };
  },
};

const limits = object({ min: number("min: 0"), max: number("max: 25") }, { example: "web: { max: 25 }" });

const pointsObject = object(
  {
    kind: choice(["points"]),
    points: said("what gives points", list(term, termExample)),
    groups: said(
      "limits of the sum of several entries",
      named(limits, "web: { max: 25 }", "a name in the weights"),
    ),
    floor: said("the total is never below", number("floor: 0")),
    ceiling: said("the total is never above", number("ceiling: 100")),
  },
  { example: "kind: points", required: { points: `points: [${termExample}]` } },
);

function points(values: ReadAs<typeof pointsObject>, slot: Slot, reading: Reading): PointsSpec {
  const groups = new Map(
    [...(values.groups ?? [])].map(([name, group]) => {
      const [min, max] = [group?.min ?? null, group?.max ?? null];
      if (min !== null && max !== null && min > max)
        reading.sayOn(wrongLimits("min", "max"), `${slot.path}.groups.${name}`);
      return [name, { min, max }];
    }),
  );
  for (const { group, path } of values.points ?? [])
    if (group !== null && !groups.has(group))
      reading.sayOn(unknownGroup(group, [...groups.keys()]), `${path}.group`);
  const [floor, ceiling] = [values.floor ?? null, values.ceiling ?? null];
  if (floor !== null && ceiling !== null && floor > ceiling)
    reading.sayOn(wrongLimits("floor", "ceiling"), `${slot.path}.floor`);
  return { kind: "points", points: values.points ?? [], groups, floor, ceiling };
}

const logisticObject = object(
  {
    kind: choice(["logistic"]),
    penalty: choice(["ridge"], ["lasso", "elastic_net", "firth", "none"]),
    solver: choice(["newton"], ["coordinate_descent", "lbfgs", "irls"]),
    lambda: said(
      "strength of the penalty: 0.5 x lambda x the sum of squared coefficients of standardised columns",
      number("lambda: 1", { least: 0, why: "0 is no penalty, 1 the default" }),
    ),
    max_bins: said("bins of a number, at most", number("max_bins: 6", { least: 2, most: 20, whole: true })),
  },
  { example: "kind: logistic" },
);

const logistic = (values: ReadAs<typeof logisticObject>): LogisticSpec => ({
  kind: "logistic",
  penalty: "ridge",
  lambda: values.lambda ?? 1,
  maxBins: values.max_bins ?? 6,
});

const kinds = ["points", "logistic"] as const;
const laterKinds = ["close_rate", "scorecard", "integer_points"];

/** A model: `kind` says which keys it has. */
export const model: Shape<ModelSpec> = shape(
  {
    oneOf: [pointsObject.schema, logisticObject.schema].map((of) => ({
      ...of,
      required: ["kind", ...requiredOf(of)],
    })),
  },
  (slot, reading) => {
    if (!isMap(slot.node)) return reading.sayAt(expected("a model", found(slot), "{ kind: logistic }"), slot);
    if (!slot.node.has("kind")) return reading.sayAt(missingKey("kind", "kind: points"), slot);
    const at = slotOf(slot.node.get("kind", true), slot.at, `${slot.path}.kind`);
    const kind = writtenText(at) ?? "";
    if (kind === "points") {
      const values = pointsObject.read(slot, reading);
      return values && points(values, slot, reading);
    }
    if (kind === "logistic") {
      const values = logisticObject.read(slot, reading);
      return values && logistic(values);
    }
    reading.sayAt(
      laterKinds.includes(kind)
        ? notBuilt(`\`kind: ${kind}\``, forNow("kind", kinds))
        : notOneOf(kind, kinds),
      at,
    );
    return undefined;
  },
);

function requiredOf(schema: { readonly [key: string]: unknown }): readonly string[] {
  return Array.isArray(schema.required) ? schema.required.map(String) : [];
}
