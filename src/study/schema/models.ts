import { isMap } from "yaml";
import { byHand } from "../../base/by-hand.ts";
import { unknownGroup, wrongLimits } from "../../base/messages/study/definitions.ts";
import { alone, expected, missingKey, notOneOf } from "../../base/messages/study/study.ts";
import { found, type Kinds, type Reading, type Slot, slotOf, writtenText } from "../reading.ts";
import type { ModelSpec, PointsSpec, PointTerm } from "../type.ts";
import {
  choice,
  type JsonSchema,
  list,
  made,
  named,
  number,
  object,
  type ReadAs,
  type Shape,
  said,
  shape,
  text,
} from "./shape.ts";
import { written } from "./words.ts";

/** Points are whole numbers of up to 2^30 steps; a step is as small as a ten-thousandth (src/models/points.ts). */
const limitsByHand = {
  least: -100_000,
  most: 100_000,
  why: "points by hand lie between -100,000 and 100,000",
};
const termFields = {
  when: said("where this holds …", written),
  per: said("… or for each unit of this number", text("per: webinar_90d")),
  points: said("points given", number("points: 5", limitsByHand)),
  max: said("at most so many points, with `per`", number("max: 15", limitsByHand)),
  group: said("a group whose sum has limits", text("group: web")),
};
const termExample = '{ when: "demo_request_30d >= 1", points: 30 }';
const termObject = object(termFields, { example: termExample, required: ["points"] });

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

const limits = object(
  { min: number("min: 0", limitsByHand), max: number("max: 25", limitsByHand) },
  { example: "web: { max: 25 }" },
);

const pointsObject = object(
  {
    kind: choice([byHand]),
    points: said("what gives points", list(term, `points: [${termExample}]`)),
    groups: said(
      "limits of the sum of several entries",
      named(limits, "web: { max: 25 }", "a name in the weights"),
    ),
    floor: said("the total is never below", number("floor: 0", limitsByHand)),
    ceiling: said("the total is never above", number("ceiling: 100", limitsByHand)),
  },
  { example: "kind: points", required: ["points"] },
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
  return { kind: byHand, points: values.points ?? [], groups, floor, ceiling };
}

const pointsByHand = made(pointsObject, points);

/** A model: `kind` says which keys it has. Kinds that learn are taken from the reading. */
export const model: Shape<ModelSpec> = shape({ $ref: "#/$defs/model" }, (slot, reading) => {
  if (!isMap(slot.node)) return reading.sayAt(expected("a model", found(slot), "{ kind: logistic }"), slot);
  if (!slot.node.has("kind")) return reading.sayAt(missingKey("kind", "kind: points"), slot);
  const at = slotOf(slot.node.get("kind", true), slot.at, `${slot.path}.kind`);
  const written = writtenText(at) ?? "";
  const kind = written === byHand ? pointsByHand : reading.kinds.get(written);
  if (kind !== undefined) return kind.read(slot, reading);
  return reading.sayAt(notOneOf(written, [byHand, ...reading.kinds.keys()]), at);
});

/** The JSON Schema of a model of any kind. */
export const anyModel = (kinds: Kinds): JsonSchema => ({
  oneOf: [pointsByHand, ...kinds.values()].map(({ schema: of }) => ({
    ...of,
    required: ["kind", ...requiredOf(of)],
  })),
});

function requiredOf(schema: { readonly [key: string]: unknown }): readonly string[] {
  return Array.isArray(schema.required) ? schema.required.map(String) : [];
}
