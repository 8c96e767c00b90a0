import * as z from "zod";
import { named } from "../../base/shape.ts";
import { mapShape, weightsShape } from "../../weights/schema.ts";
import { count, estimated, reliability, share, text } from "./words.ts";

/** Models, their half-lives and how they compare. */

const profile = {
  taken: z.number().nullable(),
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  falls: z.array(z.strictObject({ halfLife: z.number(), fall: z.number().nullable() })),
  plain: z.number(),
};
const foundHalfLives = <Facts extends z.ZodRawShape>(facts: Facts) => ({
  wins: count,
  reason: text.nullable(),
  common: z.strictObject(facts).nullable(),
  own: z.array(z.strictObject({ activity: text, ...facts })).nullable(),
});
export const halfLives = z.strictObject({
  grid: z.array(z.number()),
  ownFrom: count,
  quarters: z.array(z.strictObject({ quarter: text, ...foundHalfLives({ taken: profile.taken }) })),
  final: z.strictObject(foundHalfLives(profile)),
});

const bins = z.array(
  z.strictObject({
    label: text,
    points: z.number(),
    n: z.number().nullable().describe("null: withheld, as privacy.min_group asks"),
    positives: z.number().nullable(),
    woe: z.number().nullable(),
  }),
);

export const model = z.strictObject({
  kind: z.enum(["points", "close_rate", "scorecard", "integer_points", "logistic"]),
  penalty: z.enum(["ridge", "lasso", "elastic_net", "firth", "none"]).nullable(),
  anchor: z.strictObject({ pdo: z.number(), points: z.number(), odds: z.number() }).nullable(),
  range: z.strictObject({ min: z.number(), max: z.number() }).nullable(),
  converged: z.boolean(),
  weights: weightsShape.register(named, { id: "weights" }).nullable(),
  reason: text.nullable(),
  fit: z.strictObject({ rows: count, leads: count, positives: z.number() }).nullable(),
  bins: z.array(
    z.strictObject({
      attribute: text,
      iv: z.number().nullable(),
      noiseFloor: z.number().nullable(),
      bins,
    }),
  ),
  effects: z
    .array(
      z.strictObject({
        name: text,
        features: z.array(text),
        ranking: z
          .number()
          .nullable()
          .describe("AUC lost on the training rows where all leads have the same points"),
        iv: z.number().nullable(),
        noiseFloor: z.number().nullable(),
        states: bins,
      }),
    )
    .describe("features, and activities over all their windows, those that move the ranking most first"),
  folds: z.array(
    z.strictObject({
      quarter: text,
      fitted: z.boolean(),
      reason: text.nullable(),
      positives: z.number(),
      dropped: z.array(z.strictObject({ feature: text, reason: text })),
      weights: weightsShape
        .pick({
          inputs: true,
          attributes: true,
          groups: true,
          floor: true,
          ceiling: true,
          intercept: true,
          scale: true,
        })
        .register(named, {
          id: "foldWeights",
          description: "with the fold's calibration, the p of any lead under this fold, by hand",
        })
        .nullable(),
      calibration: mapShape.nullable(),
    }),
  ),
  notes: z.array(text),
  terms: z
    .array(
      z.strictObject({
        term: text,
        unit: z.enum(["logit", "rate"]),
        value: estimated,
        by: z.enum(["clustered", "profile", "wald", "posterior", "wilson"]).nullable(),
      }),
    )
    .nullable(),
  segments: z
    .strictObject({
      feature: text,
      spread: z.strictObject({ intercept: z.number(), bins: z.number() }),
      rules: count,
      segments: z.array(
        z.strictObject({
          segment: text,
          leads: z.number().nullable(),
          wins: z.number().nullable(),
          pooling: share.describe("1: wholly the common model; 0: a model of its own"),
          level: estimated,
          deviations: z.array(z.strictObject({ term: text, value: estimated })),
        }),
      ),
    })
    .nullable()
    .describe("how segments differ from the common model, in logits"),
  map: z
    .strictObject({
      curve: z.array(z.strictObject({ score: z.number(), p: share })),
      leads: z.array(z.strictObject({ low: z.number(), high: z.number(), n: z.number() })),
    })
    .nullable(),
  grades: z
    .array(
      z.strictObject({
        grade: text,
        atLeast: z.int(),
        leads: z.number().nullable(),
        wins: z.number().nullable(),
        rate: estimated,
      }),
    )
    .describe("best first; leads by the score that a fit without their account gives them"),
  reasons: z.array(
    z.strictObject({
      lead: text,
      score: z.number(),
      p: z.number().nullable(),
      grade: text.nullable(),
      shown: z.strictObject({ hundred: z.number(), five: z.number() }).nullable(),
      reasons: z.array(z.strictObject({ text, points: z.number() })),
    }),
  ),
  evaluation: z.strictObject({
    method: z.enum(["walk-forward", "cross-validation", "none"]),
    n: count,
    positives: z.number(),
    auc: estimated,
    brier: estimated,
    logLoss: estimated,
    observedExpected: estimated,
    calibrationSlope: estimated,
    precisionAtTenth: estimated,
    baseRate: estimated,
    reliability,
  }),
});

export const comparison = z.strictObject({
  method: z.enum(["walk-forward", "cross-validation", "none"]),
  reason: text.nullable(),
  pairs: z.array(
    z.strictObject({ a: text, b: text, aucDifference: estimated, logLossDifference: estimated }),
  ),
});
