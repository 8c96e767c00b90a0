import * as z from "zod";
import { decision } from "./decisions.ts";
import { count, estimated, text } from "./words.ts";

/** The declaration of sweep.json: what a sweep over the settings of `vary` found. */

const settings = z.array(z.strictObject({ path: text, value: text.describe("as the study writes it") }));

const candidate = decision.shape.candidates.element;

const row = z.strictObject({
  definition: text,
  settings: settings.describe("those of the varied settings that it depends on"),
  digest: text.describe("of all that it means, as the log of candidates has it"),
  capacity: z.strictObject({
    reps: z.number().describe("0: a file says who is there when"),
    leadsPerRepPerDay: z.number(),
  }),
  slots: z.number(),
  volume: count,
  served: z.number(),
  wins: z.number(),
  winsPerSlot: estimated,
  precision: estimated,
  difference: estimated
    .nullable()
    .describe("of wins per slot against the incumbent at the same capacity; null: there is none"),
  decides: candidate.shape.decides,
  verdict: candidate.shape.verdict.describe(
    "as a run gives it, had all that the sweep tried been its candidates",
  ),
  reason: text.nullable(),
  quarters: z.array(
    z.strictObject({ quarter: text, winsPerSlot: estimated, difference: estimated.nullable() }),
  ),
});

export const sweepShape = z.strictObject({
  schemaVersion: z.literal(1),
  leadline: text.describe("the version that made it"),
  study: text,
  sweep: text.regex(/^sweep-\d{4}-\d{2}-\d{2}-[0-9a-f]{8}$/),
  asOf: text,
  outcome: text.describe("the stage that counts as a success"),
  varied: z.array(z.strictObject({ path: text, values: z.array(text) })),
  variants: count.describe("combinations of the varied settings"),
  tried: count.describe(
    "candidates: those of the sweep that mean something of their own, and what the lineage's log has tried besides",
  ),
  level: z.number().describe("at which a difference must be above 0: 1 - 0.05 / tried"),
  incumbents: z.array(
    z.strictObject({ definition: text, capacity: row.shape.capacity, winsPerSlot: estimated }),
  ),
  rows: z.array(row).describe("every candidate at every capacity, in the order of the settings"),
  nested: z
    .strictObject({
      quarters: z.array(
        z.strictObject({
          quarter: text,
          row: count
            .nullable()
            .describe("index in `rows` of what was picked at its start; null: nothing could be known yet"),
          by: count.describe("quarters that it was picked by"),
        }),
      ),
      winsPerSlot: estimated,
      incumbent: estimated.nullable(),
      difference: estimated.nullable(),
      hindsight: estimated.describe("wins per slot of `naive` over the same quarters"),
    })
    .describe("what picking the best at each quarter's start, by what was known then, would have brought"),
  naive: count
    .nullable()
    .describe(
      "index in `rows` of what looks best over all quarters, and what would be picked now: its figures praise it by chance too",
    ),
  sentence: text,
  warnings: z.array(z.strictObject({ code: text, what: text, mend: text, where: text })),
});
