import * as z from "zod";
import { type Checked, checkShape, type Frozen, jsonSchema, named, type Same } from "../base/shape.ts";
import { mapShape, weightsShape } from "../weights/schema.ts";
import type { Result } from "./type.ts";

/** The one declaration of result.json, in the order of type.ts, held equal to `Result` below. */

const text = z.string();
const count = z.int().min(0);
const share = z.number().min(0).max(1);
const month = text.regex(/^\d{4}-\d{2}$/);

const estimated = z
  .union([
    z.strictObject({ value: z.number(), low: z.number(), high: z.number(), n: z.number() }),
    z.strictObject({ value: z.null(), reason: text }),
  ])
  .register(named, {
    id: "estimated",
    description:
      "a value with its interval (95 % unless said otherwise) and what it rests on, or why there is none",
  });

const guards = z.record(text, estimated);

const study = z.strictObject({
  name: text,
  title: text.describe("above the report"),
  preparedFor: text.nullable(),
  timezone: text,
  seed: z.number(),
  fiscalYearStarts: z.int().min(1).max(12),
  funnel: z.array(text),
  handoff: text.nullable(),
  outcome: z.strictObject({ stage: text, withinDays: z.number().nullable() }),
  quartersWanted: count,
  embargoDays: z.number(),
  command: text.describe("makes this run again"),
});

const data = z.strictObject({
  digest: text,
  rows: z.strictObject({ leads: count, accounts: count, activities: count, stageEntries: count }),
  files: z.array(
    z.strictObject({
      source: text,
      file: text,
      rows: count,
      rejected: count,
      duplicates: count,
      orphans: count,
      afterAsOf: count,
    }),
  ),
  rejects: z.array(z.strictObject({ file: text, column: text, reason: text, count, sample: text })),
  excluded: count,
  refused: count.describe("leads whose outcome lies before their creation"),
});

const maturity = z.strictObject({
  moments: z.strictObject({ mature: count, immature: count }),
  outcomes: count,
  outcomesWithoutMoment: count,
  matureUntil: text,
  outcomeObservedFrom: text.nullable(),
});

const funnel = z.strictObject({
  stages: z.array(
    z.strictObject({
      stage: text,
      reached: count,
      dated: count.nullable().describe("leads whose own row dates the stage"),
      before: count.nullable().describe("leads old enough to tell that reached the stage before"),
      wentOn: count.nullable().describe("and went on to this one"),
      conversion: estimated.nullable(),
      medianDays: z.number().nullable(),
    }),
  ),
  cohorts: z.array(
    z.strictObject({
      month,
      n: count.nullable(),
      won: count.nullable(),
      refused: count.nullable(),
      mature: z.boolean(),
      rate: estimated,
    }),
  ),
  judged: z
    .strictObject({
      from: month,
      to: month,
      months: count,
      n: count,
      refused: count,
      won: count,
      rate: estimated,
    })
    .nullable()
    .describe("the cohorts that have a rate, together"),
});

const features = z.array(
  z.strictObject({
    name: text,
    kind: z.enum(["number", "category", "boolean", "count", "decay"]),
    levels: count,
    missingShare: share,
    range: z.tuple([z.number(), z.number()]).nullable(),
    example: text.nullable(),
    observedFrom: text.nullable(),
  }),
);

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
const halfLives = z.strictObject({
  grid: z.array(z.number()),
  ownFrom: count,
  quarters: z.array(z.strictObject({ quarter: text, ...foundHalfLives({ taken: profile.taken }) })),
  final: z.strictObject(foundHalfLives(profile)),
});

const reliability = z
  .array(z.strictObject({ predicted: z.number(), observed: estimated }))
  .register(named, { id: "reliability", description: "predicted probability against what happened, by bin" });

const bins = z.array(
  z.strictObject({
    label: text,
    points: z.number(),
    n: z.number().nullable().describe("null: withheld, as privacy.min_group asks"),
    positives: z.number().nullable(),
    woe: z.number().nullable(),
  }),
);

const model = z.strictObject({
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

const comparison = z.strictObject({
  method: z.enum(["walk-forward", "cross-validation", "none"]),
  reason: text.nullable(),
  pairs: z.array(
    z.strictObject({ a: text, b: text, aucDifference: estimated, logLossDifference: estimated }),
  ),
});

const counts = {
  volume: count,
  late: count,
  stockAtSwitch: count,
  slots: z.number(),
  served: z.number(),
  idle: z.number(),
  overflow: z.number(),
  worked: z.number().nullable(),
  wins: z.number(),
};

const quarter = z.strictObject({
  ...counts,
  quarter: text,
  provisional: z.boolean(),
  prospective: z.boolean(),
  reason: text.nullable(),
  matureShare: share,
  cutoff: z.strictObject({ model: text, score: z.int(), p: z.number().nullable() }).nullable(),
  winsPerSlot: estimated,
  precision: estimated,
  precisionAll: estimated,
  precisionWithoutLate: estimated,
  policyPrecision: estimated,
  recall: estimated,
  guards,
  difference: estimated.nullable(),
});

const pooled = z.strictObject({
  ...counts,
  quarters: count,
  winsPerSlot: estimated,
  precision: estimated,
  precisionAll: estimated,
  precisionWithoutLate: estimated,
  policyBounds: z.tuple([z.number(), z.number()]).nullable(),
  recall: estimated,
  guards,
  difference: estimated.nullable(),
  nextQuarter: estimated,
  covers: z.array(text).describe("judged quarters that the figures cover"),
  perQuarter: estimated.describe("outcomes a quarter"),
  shared: z
    .strictObject({ quarters: z.array(text), candidate: estimated, incumbent: estimated })
    .nullable()
    .describe("wins per slot of both over the quarters that both have"),
});

const definition = z.strictObject({
  text,
  label: text.nullable(),
  says: text.describe("what it is, in plain words"),
  incumbent: z.boolean(),
  quarters: z.array(quarter),
  pooled,
  cutoff: z.strictObject({ model: text, score: z.int(), p: z.number().nullable() }).nullable(),
  calibrationAtCrossing: z.strictObject({ model: text, observedExpected: estimated, reliability }).nullable(),
});

const capacity = z.strictObject({
  reps: z.number(),
  leadsPerRepPerDay: z.number(),
  holidays: text.nullable(),
  order: z.enum(["score", "fifo"]),
  quarters: z.array(z.strictObject({ quarter: text, workingDays: count, slots: z.number() })),
  historicalIntake: z.strictObject({ median: z.number(), p90: z.number() }).nullable(),
  since: text.nullable(),
  because: text.nullable(),
  atHistory: z
    .strictObject({
      leadsPerRepPerDay: z.number(),
      decides: z.boolean(),
      definitions: z.record(text, z.strictObject({ pooled, cutoff: definition.shape.cutoff })),
    })
    .nullable()
    .describe("everything at the intake that history shows, where the stated capacity is above it"),
});

const verdict = z.enum(["change", "keep", "pilot", "drop", "cannot tell"]).nullable();
const swapped = z.strictObject({
  n: z.number(),
  worked: z.number().nullable(),
  wins: z.number(),
  workedWins: z.number().nullable(),
});

const ends = { low: z.number(), high: z.number() };
const decides = z
  .strictObject({ level: z.number(), ...ends })
  .nullable()
  .describe("the difference at the level that decides");
const perQuarter = z
  .strictObject({
    candidate: estimated,
    incumbent: estimated,
    difference: estimated,
    decides: z.strictObject(ends).nullable(),
  })
  .describe("outcomes a quarter");
const again = { difference: estimated, decides, monotoneLow: z.number().nullable(), holds: z.boolean() };

const decision = z.strictObject({
  metric: z.literal("wins_per_slot"),
  verdict,
  sentence: text,
  reason: text.nullable(),
  incumbent: text.nullable(),
  candidate: text.nullable(),
  m: count.describe("candidates tried on overlapping quarters, the log's and this study's"),
  declared: count.describe("candidates of this study alone"),
  level: z.number().describe("1 - 0.05/m"),
  because: text.nullable().describe("why this candidate and not one that looks better"),
  leastWorkedWins: count.describe("fewer outcomes among the worked leads that a candidate adds: no change"),
  quarters: z.array(text).describe("judged quarters that the incumbent has"),
  candidates: z.array(
    z.strictObject({
      name: text,
      verdict,
      reason: text,
      recommended: z.boolean(),
      quarters: z.array(text).describe("quarters compared: judged, and replayed for both"),
      difference: estimated,
      withoutLate: estimated,
      decides,
      perQuarter,
      monotoneLow: z.number().nullable(),
      worstCaseLow: z.number().nullable(),
      highEnd: z.number().nullable().describe("had all leads that it adds been worked; null: not known"),
      bestCaseHigh: z.number().nullable(),
      lateDecides: z.enum(["with", "without"]).nullable(),
      swapIns: swapped,
      swapOuts: swapped,
      g: z.number().nullable().describe("null: infinite"),
      prospective: z
        .strictObject({ ...again, quarters: z.array(text), m: count })
        .nullable()
        .describe("the quarters after it was first seen, by themselves"),
      atHistory: z
        .strictObject({ ...again, leadsPerRepPerDay: z.number(), perQuarter })
        .nullable()
        .describe("at the intake that history shows, where the stated capacity is above it"),
      pilot: z.strictObject({
        n: z.number().nullable(),
        reason: text.nullable(),
        perQuarter: z.number().nullable(),
        quarters: z.number().nullable(),
        slow: z.boolean(),
        shorter: text.nullable(),
        changeFrom: z.number().nullable(),
        dropBelow: z.number().nullable(),
      }),
    }),
  ),
  smallestGain: z.number().nullable(),
});

export const resultShape = z.strictObject({
  schemaVersion: z.literal(1),
  leadline: text.describe("the version that made it"),
  study,
  run: text.regex(/^\d{4}-\d{2}-\d{2}-[0-9a-f]{8}$/),
  asOf: text.regex(/^\d{4}-\d{2}-\d{2}$/),
  data,
  maturity,
  funnel,
  features,
  halfLives: halfLives.nullable(),
  models: z.record(text, model),
  comparison,
  definitions: z.record(text, definition),
  capacity: capacity.nullable(),
  decision,
  candidatesTried: count,
  warnings: z.array(z.strictObject({ code: text, what: text, mend: text, where: text })),
});

const same: Same<Frozen<z.infer<typeof resultShape>>, Result> = true;
void same;

/** Holds a parsed result.json against its declaration: the result, or every place that is not as declared. */
export const checkResult = (value: unknown): Checked<Result> => checkShape<Result>(resultShape, value);

/** The JSON Schema (draft 2020-12) of result.json. */
export const resultSchema = (): object =>
  jsonSchema(
    resultShape,
    "Leadline result",
    "What a run found: the contract between a run and everything that shows it.",
  );
