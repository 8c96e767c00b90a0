import * as z from "zod";
import { type Frozen, jsonSchema, type Same } from "../base/shape.ts";
import { scoreLimit } from "./calibration.ts";
import type { Weights } from "./type.ts";

const points = z.int().min(-scoreLimit).max(scoreLimit);
const bound = points.nullable();
const name = z.string().min(1);

const column = z.strictObject({ column: z.string() });
const flag = z.strictObject({ flag: z.string() });
const countOf = z.strictObject({
  count: z.string(),
  window: z.number().positive().nullable().describe("days; null: for ever"),
  cap: z.int().positive().nullable(),
});
const decay = z
  .strictObject({
    decay: z.string(),
    half_life: z.number().positive().describe("days"),
    cap: z.number().positive(),
    round: z.number().positive().describe("the step that the sum is rounded down to"),
  })
  .describe(
    "min(cap, sum over the activities of 2^(-age / half_life)), rounded down to `round`; a sum within 1e-9 steps below a step counts as that step",
  );

/** What an input is made of. */
export const inputSource = z.union([column, flag, countOf, decay]);

const input = z.union([
  z.strictObject({ name, type: z.enum(["number", "category"]), from: column }),
  z.strictObject({ name, type: z.literal("boolean"), from: flag }),
  z.strictObject({ name, type: z.literal("count"), from: countOf }),
  z.strictObject({ name, type: z.literal("decay"), from: decay }),
]);

const bin = z.union([
  z
    .strictObject({
      kind: z.literal("range"),
      low: z.number().nullable(),
      high: z.number().nullable(),
      points,
    })
    .describe("from low up to, not including, high; null: no end"),
  z.strictObject({
    kind: z.literal("category"),
    values: z.array(z.union([z.string(), z.boolean()])),
    points,
  }),
  z.strictObject({ kind: z.enum(["missing", "other", "not_observed"]), points }),
]);

const attribute = z.discriminatedUnion("kind", [
  z
    .strictObject({ kind: z.literal("bins"), name, bins: z.array(bin), group: z.string().nullable() })
    .describe("the points of the first bin that holds the value"),
  z
    .strictObject({
      kind: z.literal("linear"),
      name,
      coef: z.number(),
      centre: z.number(),
      missing: points,
      min: z.number().nullable(),
      max: z.number().nullable(),
      group: z.string().nullable(),
    })
    .describe("coef x (value - centre), held between min and max, rounded half away from zero"),
  z
    .strictObject({ kind: z.literal("rule"), when: z.string(), points, group: z.string().nullable() })
    .describe("points where the predicate is true"),
]);

const golden = z.strictObject({
  inputs: z.record(
    z.string(),
    z.union([
      z.number(),
      z.string(),
      z.boolean(),
      z.null(),
      z.strictObject({ notObserved: z.literal(true) }),
    ]),
  ),
  score: z.int(),
  p: z.number().nullable(),
  grade: z.string().nullable(),
  mql: z.boolean().nullable(),
});

/** The maps from a score to a probability. */
const maps = [
  z
    .strictObject({ kind: z.literal("platt"), slope: z.number(), intercept: z.number() })
    .describe("p = 1 / (1 + exp(-(slope x score x unit + intercept)))"),
  z
    .strictObject({
      kind: z.literal("beta"),
      slope: z.number(),
      intercept: z.number(),
      a: z.number(),
      b: z.number(),
      c: z.number(),
    })
    .describe("q as platt has it; p = 1 / (1 + exp(-(a ln q - b ln(1 - q) + c)))"),
  z
    .strictObject({
      kind: z.literal("lookup"),
      between: z.enum(["step", "linear"]),
      lookup: z.array(z.strictObject({ score: z.number(), p: z.number() })).min(1),
    })
    .describe("p of the last entry at or below the score, or on the straight line to the next"),
] as const;
export const mapShape = z.discriminatedUnion("kind", maps);

/** The one declaration of a weights file, held equal to `Weights` below. */
export const weightsShape = z.strictObject({
  schemaVersion: z.literal(1),
  name,
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe("over the canonical JSON (RFC 8785) of everything but this field"),
  kind: z.enum(["points", "close_rate", "scorecard", "integer_points", "logistic"]),
  inputs: z.array(input),
  attributes: z.array(attribute),
  groups: z
    .array(z.strictObject({ name, min: bound, max: bound }))
    .describe("the sum of a group's points is clamped before it joins the total"),
  baseline: z
    .array(points)
    .describe("points of the average training lead, one an attribute: what reasons are held against"),
  floor: bound,
  ceiling: bound,
  intercept: points,
  scale: z.strictObject({ unit: z.number().positive().describe("what one point is worth") }),
  calibration: z.discriminatedUnion("kind", [
    ...maps,
    z.strictObject({ kind: z.literal("none") }).describe("the score is no probability"),
  ]),
  grades: z.array(z.strictObject({ grade: z.string(), atLeast: z.int() })).describe("best grade first"),
  mql: z.int().nullable().describe("the lowest score that is an MQL; null: no definition cuts on it"),
  golden: z.array(golden).describe("rows with what the scorer says of them: hold any other scorer to these"),
});

const same: Same<Frozen<z.infer<typeof weightsShape>>, Weights> = true;
void same;

/** The JSON Schema (draft 2020-12) of weights/<model>.json. */
export const weightsSchema = (): object =>
  jsonSchema(weightsShape, "Leadline weights", "All that is needed to score a lead by hand.");
