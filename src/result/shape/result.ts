import * as z from "zod";
import { inputSource } from "../../weights/schema.ts";
import { capacity, crm, decision, definition } from "./decisions.ts";
import { drift } from "./drift.ts";
import { forecast } from "./forecast.ts";
import { funnelParts } from "./funnel.ts";
import { comparison, halfLives, model } from "./models.ts";
import { money } from "./money.ts";
import { count, estimated, month, share, text } from "./words.ts";

/** The declaration of result.json, field by field: its type and its JSON Schema are made from it. */

const study = z.strictObject({
  name: text,
  title: text.describe(
    "title above the report: the study's own, or `Lead definition review, FY2027-Q3` after the quarter of as_of",
  ),
  preparedFor: text.nullable(),
  timezone: text,
  seed: z.number(),
  fiscalYearStarts: z.int().min(1).max(12),
  funnel: z.array(text),
  handoff: text.nullable(),
  outcome: z.strictObject({ stage: text, withinDays: z.number().nullable() }),
  quartersWanted: count,
  embargoDays: z.number(),
  command: text.describe("the command that makes this run again"),
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
      undated: count.describe("rows whose time is empty, or a date that means none"),
      duplicates: count,
      orphans: count,
      afterAsOf: count,
    }),
  ),
  rejects: z.array(
    z.strictObject({
      file: text,
      column: text,
      reason: text,
      count,
      sample: text.describe("the smallest refused text"),
    }),
  ),
  excluded: count.describe("leads left out by `exclude`, and refused for an outcome before their creation"),
  refused: count.describe("leads whose outcome is dated before their creation"),
});

const maturity = z.strictObject({
  moments: z
    .strictObject({ mature: count, immature: count })
    .describe("fit moments by state, and the share of outcomes with no moment before them"),
  outcomes: count,
  outcomesWithoutMoment: count,
  matureUntil: text.describe("leads created before it have H behind them at as_of"),
  outcomeObservedFrom: text.nullable(),
});

const funnel = z.strictObject({
  stages: z.array(
    z.strictObject({
      stage: text,
      reached: count,
      dated: count
        .nullable()
        .describe(
          "leads whose own row dates the stage; the others reached it by a later one. null: creation, or an outcome column",
        ),
      before: count
        .nullable()
        .describe("leads with the horizon behind them that reached the previous stage; null for the first"),
      wentOn: count.nullable().describe("of those, leads that went on to this stage"),
      conversion: estimated.nullable().describe("`wentOn` divided by `before`; null for the first"),
      medianDays: z.number().nullable().describe("median days from creation among those who reached it"),
    }),
  ),
  cohorts: z.array(
    z.strictObject({
      month: month.describe("month of creation, `2018-01`"),
      n: count
        .nullable()
        .describe("null, as are the others: withheld, since fewer than privacy.min_group were created then"),
      won: count.nullable().describe("leads with the outcome within H after creation"),
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
    .describe(
      "the cohorts that have a rate, together: `won` of the n leads that are not refused; null: no cohort has one",
    ),
  ...funnelParts,
});

const features = z.array(
  z.strictObject({
    name: text,
    kind: z.enum(["number", "category", "boolean", "count", "decay"]),
    levels: count,
    missingShare: share,
    range: z.tuple([z.number(), z.number()]).nullable(),
    example: text
      .nullable()
      .describe(
        "the commonest value; null where it is always missing, or a category that too few leads have to be shown",
      ),
    observedFrom: text.nullable(),
    from: inputSource.describe("the source of its values"),
  }),
);

export const resultShape = z.strictObject({
  schemaVersion: z.literal(1),
  leadline: text.describe("the version that made it"),
  study,
  run: text.regex(/^\d{4}-\d{2}-\d{2}-[0-9a-f]{8}$/).describe("`<as_of>-<hash>`"),
  asOf: text.regex(/^\d{4}-\d{2}-\d{2}$/),
  data,
  maturity,
  funnel,
  features,
  halfLives: halfLives.nullable().describe("null: none are found, since the study states one or none"),
  models: z.record(text, model),
  comparison,
  definitions: z.record(text, definition),
  capacity: capacity.nullable(),
  decision,
  money: money.optional().describe("absent: the study states no `costs`, or nothing was replayed"),
  drift: drift.nullable().describe("null: nothing was replayed, or too few leads to say"),
  forecast: forecast.nullable().describe("null: nothing was replayed"),
  crm: crm.describe("what each CRM makes of the models, and what that costs"),
  candidatesTried: count,
  warnings: z.array(z.strictObject({ code: text, what: text, mend: text, where: text })),
});
