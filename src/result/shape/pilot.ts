import * as z from "zod";
import { text } from "./words.ts";

/** The register of a pilot: what was fixed before it began, and who was drawn. */

const date = text.regex(/^\d{4}-\d{2}-\d{2}$/);

const drawn = z.strictObject({
  lead: text.describe("id of the lead, as the leads file had it then"),
  arm: z
    .enum(["work", "leave"])
    .describe("work: sales works it whatever its score; leave: as without a pilot"),
  qualified: date.describe("the day on which it met the candidate"),
});

const terms = z.strictObject({
  added: z.number().describe("leads that the candidate adds, per slot"),
  dropped: z.number().describe("leads that it drops, per slot"),
  droppedRate: z.number().describe("share of the worked ones among these that reached the outcome"),
  droppedWorked: z.number().describe("how many were worked"),
  related: z
    .number()
    .describe("design effect: variance of outcomes by account, over that of independent leads"),
  gain: z.number().describe("the smallest gain worth having, in outcomes per slot; 0: any"),
  slots: z.number().describe("in a mean quarter"),
});

export const pilotShape = z.strictObject({
  schemaVersion: z.literal(1),
  study: text,
  candidate: text,
  digest: text.describe("of the candidate's meaning: the definition is frozen while its pilot runs"),
  definition: text.describe("as the study states it"),
  incumbent: text,
  incumbentDigest: text
    .optional()
    .describe("of the incumbent's meaning, which is frozen too; absent in registers of before it was kept"),
  outcome: z.strictObject({ stage: text, withinDays: z.number() }),
  seed: z.int(),
  share: z
    .number()
    .gt(0)
    .max(1)
    .describe("of the accounts, those whose hash under the seed is below it are worked"),
  leads: z.int().min(1).describe("so many leads with the arm `work` settle it"),
  terms: terms.describe("what was known of the candidate beside its pilot, fixed when it was registered"),
  waves: z
    .array(
      z.strictObject({
        asOf: date.describe("the leads' horizon begins at the end of this day"),
        leads: z.array(drawn).describe("by id"),
      }),
    )
    .describe("in order"),
  sha256: text
    .optional()
    .describe("of all else in the register, as canonical JSON; absent in registers of before it was kept"),
});

/** What a run takes of a pilot into its verdict: an input of the run, which its manifest keeps. */
export const pilotTakenShape = z.strictObject({
  candidate: text,
  incumbent: text,
  digest: text.describe("of the candidate's meaning, as it was registered"),
  leads: z.int().describe("so many leads to be worked settle it"),
  refused: text.nullable().describe("why the verdict does without it; null: it counts"),
  mature: z.int().describe("leads to be worked with their whole horizon behind them"),
  outcomes: z.int().describe("how many of them reached the outcome"),
  worked: z.int().nullable().describe("how many of them sales worked; null: not known"),
  terms,
});
