import * as z from "zod";
import { named } from "../../base/shape.ts";
import { kind, mapShape, weightsShape } from "../../weights/schema.ts";
import { count, estimated, reliability, share, text } from "./words.ts";

/** Models, their half-lives and how they compare. */

const profile = {
  taken: z
    .number()
    .nullable()
    .describe("half-life of the decayed counts in days, from the grid; null: plain counts are used"),
  value: z
    .number()
    .nullable()
    .describe("days, between the grid's points; null: plain counts predict as well as any"),
  low: z
    .number()
    .nullable()
    .describe("at 95%; low null: down to the grid's first; high null: plain counts are not excluded"),
  high: z.number().nullable(),
  falls: z
    .array(z.strictObject({ halfLife: z.number(), fall: z.number().nullable() }))
    .describe(
      "Twice the decrease of the log-likelihood from its maximum, along the grid, corrected for related moments of one account (3.84 bounds the interval); null: it cannot be computed",
    ),
  plain: z.number().describe("the same for plain counts"),
};
const foundHalfLives = <Facts extends z.ZodRawShape>(facts: Facts) => ({
  wins: count.describe("leads that reach the outcome among the rows it was found on"),
  reason: text.nullable().describe("null: found; else why there is none"),
  common: z
    .strictObject(facts)
    .nullable()
    .describe("one for all activities but those with their own; null: none found, or each has its own"),
  own: z.array(z.strictObject({ activity: text, ...facts })).nullable(),
});
export const halfLives = z.strictObject({
  grid: z
    .array(z.number())
    .describe("days, ascending: what the weights that ship could take, as far as records reach"),
  ownFrom: count.describe("winning leads from which each activity has a half-life of its own"),
  quarters: z
    .array(z.strictObject({ quarter: text, ...foundHalfLives({ taken: profile.taken }) }))
    .describe(
      "the intervals of the final fit say how sure they are: a quarter's rows are a part of its rows",
    ),
  final: z.strictObject(foundHalfLives(profile)).describe("half-lives of the shipped weights"),
});

const bins = z.array(
  z.strictObject({
    label: text,
    points: z.number(),
    n: z.number().nullable().describe("null: withheld, as privacy.min_group asks"),
    positives: z.number().nullable(),
    woe: z
      .number()
      .nullable()
      .describe(
        "weight of evidence in nats, positive: likelier to convert than the average lead; null in an empty bin",
      ),
  }),
);

const evaluation = z.strictObject({
  method: z.enum(["walk-forward", "cross-validation", "none"]),
  n: count,
  positives: z.number(),
  auc: estimated,
  brier: estimated,
  logLoss: estimated,
  observedExpected: estimated,
  calibrationSlope: estimated,
  precisionAtTenth: estimated.describe("of the best tenth of rows, ties in expectation"),
  baseRate: estimated,
  reliability,
});

export const model = z.strictObject({
  kind,
  words: text.describe("the kind for people: `ridge logistic`"),
  shown: z
    .strictObject({
      title: text.describe("heading of the column of its points"),
      says: text.nullable().describe("a sentence on what a point is; null: nothing beyond its sum"),
      together: z
        .boolean()
        .describe("levels of a feature without points share one row, since the model uses few of them"),
    })
    .describe("how its points are shown"),
  penalty: z
    .enum(["ridge", "lasso", "elastic_net", "firth", "none"])
    .nullable()
    .describe("penalty of a logistic model; null: another kind"),
  anchor: z
    .strictObject({ pdo: z.number(), points: z.number(), odds: z.number() })
    .nullable()
    .describe(
      "scale of a scorecard: `pdo` more points double the odds of a win, `points` mean `odds`; null: another kind",
    ),
  range: z
    .strictObject({ min: z.number(), max: z.number() })
    .nullable()
    .describe("least and greatest points that a scorecard can give; null: another kind"),
  converged: z.boolean(),
  weights: weightsShape
    .register(named, { id: "weights" })
    .nullable()
    .describe(
      "the final weights, fitted on everything mature at as_of; null with the reason where nothing could be fitted",
    ),
  reason: text.nullable(),
  fit: z
    .strictObject({ rows: count, leads: count, positives: z.number() })
    .nullable()
    .describe("rows behind the final fit"),
  bins: z
    .array(
      z.strictObject({
        attribute: text,
        iv: z
          .number()
          .nullable()
          .describe(
            "information value in nats, and the value that as many bins of noise would have; null with one class",
          ),
        noiseFloor: z.number().nullable(),
        bins,
      }),
    )
    .describe(
      "weighted share of training rows and of positives in each bin, in the order of weights.attributes[].bins",
    ),
  effects: z
    .array(
      z.strictObject({
        name: text.describe("name of the feature or activity"),
        features: z.array(text).describe("features whose points it sums: `bins` has each by itself"),
        ranking: z
          .number()
          .nullable()
          .describe(
            "how much the AUC on the training rows falls when all leads get the same points for it; null with one class",
          ),
        iv: z
          .number()
          .nullable()
          .describe(
            "information value of an activity's states; null: it is one feature, and `bins` has its bins",
          ),
        noiseFloor: z.number().nullable(),
        states: bins.describe(
          "what leads did and the points of all windows together; empty: it is one feature",
        ),
      }),
    )
    .describe(
      "what the bins do to the score, those that move its ranking most first; an activity that is counted over several windows is one. Empty: nothing fitted",
    ),
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
  notes: z.array(text).describe("notes of the final fit"),
  terms: z
    .array(
      z.strictObject({
        term: text,
        unit: z.enum(["logit", "rate"]),
        value: estimated,
        by: z
          .enum(["clustered", "profile", "wald", "posterior", "wilson"])
          .nullable()
          .describe(
            "where the interval comes from: the sandwich clustered by account, the profile of the (penalised) likelihood, Wald, the posterior of a rate given how rates spread, Wilson; null: there is none",
          ),
      }),
    )
    .nullable()
    .describe("its terms with their intervals; null: the kind has none"),
  segments: z
    .strictObject({
      feature: text.describe("the feature whose levels are the segments"),
      spread: z
        .strictObject({ intercept: z.number(), bins: z.number() })
        .describe(
          "standard deviations of the segments' levels and of their bins' deviations, as the data chose them",
        ),
      rules: count.describe("rules that ship"),
      segments: z.array(
        z.strictObject({
          segment: text,
          leads: z.number().nullable().describe("by weight: a lead's moments share it; null: withheld"),
          wins: z.number().nullable(),
          pooling: share.describe("1: wholly the common model; 0: a model of its own"),
          level: estimated,
          deviations: z
            .array(z.strictObject({ term: text, value: estimated }))
            .describe("the largest, in bins"),
        }),
      ),
    })
    .nullable()
    .describe(
      "how the segments of a model differ from its common one, in logits; intervals at 95% given the spreads, leads taken as independent; null: it has none, or they do not differ",
    ),
  map: z
    .strictObject({
      curve: z
        .array(z.strictObject({ score: z.number(), p: share }))
        .describe("ascending in score, which is in points"),
      leads: z
        .array(z.strictObject({ low: z.number(), high: z.number(), n: z.number(), p: share }))
        .describe(
          "leads by score, [low, high), and the probability at `low`; the few outside the drawn range are in the bars at its ends",
        ),
      top: z
        .strictObject({ score: z.number(), share, p: share })
        .describe(
          "the highest score that at least a tenth of the leads have or exceed, the share that do (more where scores tie), and the probability at it",
        ),
    })
    .nullable()
    .describe(
      "the calibration of the weights that ship over their training leads' scores; null: the score is no probability",
    ),
  grades: z
    .array(
      z.strictObject({
        grade: text,
        atLeast: z.int().describe("lowest score of the grade, in points; the last grade takes any score"),
        leads: z.number().nullable(),
        wins: z.number().nullable(),
        rate: estimated,
      }),
    )
    .describe(
      "grades, best first: leads by the score that a fit without their account gives them (each lead counts once, over its moments), and the share that reaches the outcome, clustered by account. Empty: not fitted, or no such scores",
    ),
  reasons: z
    .array(
      z.strictObject({
        lead: text,
        score: z.number(),
        p: z.number().nullable(),
        grade: text.nullable(),
        shown: z
          .strictObject({ hundred: z.number(), five: z.number() })
          .nullable()
          .describe(
            "a scorecard's points on 0 to 100 and 1 to 5 between the ends of `range`, for showing only; null: another kind",
          ),
        reasons: z.array(z.strictObject({ text, points: z.number() })),
      }),
    )
    .describe("made-up leads, their score and what moved it most against the average training lead"),
  evaluation: evaluation.describe(
    "evaluation of out-of-time scores at moments (cross-validated ones where no fold can be fitted)",
  ),
});

export const comparison = z.strictObject({
  method: z.enum(["walk-forward", "cross-validation", "none"]),
  reason: text.nullable(),
  pairs: z
    .array(z.strictObject({ a: text, b: text, aucDifference: estimated, logLossDifference: estimated }))
    .describe("paired differences of AUC between the models, on the same rows"),
});
