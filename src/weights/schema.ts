import * as z from "zod";
import { jsonSchema } from "../base/shape.ts";
import { scoreLimit } from "./limit.ts";

const points = z.int().min(-scoreLimit).max(scoreLimit);
const bound = points.nullable();
const name = z.string().min(1);

/** The kind of a model in study.yaml: `points` by hand, or a kind that learns. Scoring does not depend on it. */
export const kind = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/)
  .describe(
    "kind of model, as in study.yaml: points, close_rate, scorecard, integer_points, logistic, or one's own",
  );

const column = z.strictObject({ column: z.string() });
const flag = z.strictObject({ flag: z.string() });
const countOf = z.strictObject({
  count: z.string().describe("the activity that is counted"),
  window: z.number().positive().nullable().describe("days; null: for ever"),
  cap: z.int().positive().nullable().describe("no count is above it; null: none"),
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

/** The source of an input's values. */
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

/** The declaration of a weights file: its type and its JSON Schema are made from it. */
export const weightsShape = z.strictObject({
  schemaVersion: z.literal(1),
  name,
  version: z
    .string()
    .regex(/^\d+\.\d+\.\d+$/)
    .describe("semver: major input contract, minor weights or bins, patch metadata"),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe("over the canonical JSON (RFC 8785) of everything but this field"),
  kind,
  inputs: z.array(input),
  attributes: z.array(attribute),
  groups: z
    .array(z.strictObject({ name, min: bound, max: bound }))
    .describe("the sum of a group's points is clamped before it joins the total"),
  baseline: z
    .array(points)
    .describe(
      "points of the average training lead, rounded, in the order of attributes: reasons compare a lead with them",
    ),
  floor: bound.describe("of the total, in points; null: none"),
  ceiling: bound,
  intercept: points.describe("points"),
  scale: z.strictObject({
    unit: z
      .number()
      .positive()
      .describe("what one point is worth: in log-odds for a logistic model, 1 for points by hand"),
  }),
  calibration: z.discriminatedUnion("kind", [
    ...maps,
    z.strictObject({ kind: z.literal("none") }).describe("the score is no probability"),
  ]),
  grades: z
    .array(z.strictObject({ grade: z.string(), atLeast: z.int() }))
    .describe(
      "integer score cut-offs, best grade first: a lead has the first grade whose cut-off its score reaches",
    ),
  mql: z.int().nullable().describe("integer score cut-off, or null where no definition cuts on this model"),
  golden: z.array(golden).describe("rows with what the scorer says of them: hold any other scorer to these"),
});

/** The JSON Schema (draft 2020-12) of weights/<model>.json. */
export const weightsSchema = (): object =>
  jsonSchema(weightsShape, "Leadline weights", "All that is needed to score a lead by hand.");
