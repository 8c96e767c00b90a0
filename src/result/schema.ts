import * as z from "zod";
import { type Checked, checkShape, type Frozen, jsonSchema, type Same } from "../base/shape.ts";
import { inputSource } from "../weights/schema.ts";
import { capacity, decision, definition } from "./shape/decisions.ts";
import { comparison, halfLives, model } from "./shape/models.ts";
import { count, estimated, month, share, text } from "./shape/words.ts";
import type { Result } from "./type.ts";

/** The one declaration of result.json, in the order of type.ts, held equal to `Result` below. */

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
    from: inputSource.describe("what makes it"),
  }),
);

const resultShape = z.strictObject({
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
