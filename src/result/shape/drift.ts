import * as z from "zod";
import { count, estimated, share, text } from "./words.ts";

/** Whether the leads that arrive now are like those that the weights were learnt from. */

const stability = {
  psi: z.number().describe("population stability index; 1/2 in every cell"),
  critical: z
    .number()
    .describe(
      "the value that samples from one population exceed in 5 of 100 cases, with these numbers of leads",
    ),
  p: share.describe("chance of as much between samples of one population"),
  moved: z
    .enum(["no", "a little", "moderately", "much"])
    .describe(
      "no: within chance; a little: beyond it and under .1; moderately: .1 to .25; much: .25 and more",
    ),
};

export const drift = z.strictObject({
  quarter: text.describe("the last full fiscal quarter: the leads created in it"),
  leads: count,
  learnt: count.describe("leads created before it that the shipped weights are learnt from"),
  features: z
    .array(z.strictObject({ name: text, ...stability }))
    .describe(
      "each lead as it was at the end of the quarter of its creation, without those for whom it was not observed; the most moved first",
    ),
  scores: z.array(
    z.strictObject({
      model: text,
      ...stability,
      shift: z.number().nullable().describe("of the mean predicted chance; null: the model has none"),
    }),
  ),
  coefficients: z
    .array(
      z.strictObject({
        model: text,
        since: text.describe("the fiscal quarter with which the later half begins"),
        leads: count.describe(
          "each once, at the middle one of its moments; of very many every second, third, …",
        ),
        statistic: z.number().describe("Wald's, of all changes together, clustered by account"),
        df: count,
        p: share.describe("chance of as much where every attribute tells as much in both halves"),
        terms: z
          .array(
            z.strictObject({
              name: text.describe(
                "an attribute, an activity (its windows together), or the predicate of a rule",
              ),
              earlier: estimated.describe(
                "logits that a standard deviation of its points adds, in the earlier half",
              ),
              change: estimated.describe("of that, from the earlier half to the later"),
            }),
          )
          .describe("those that tell most apart first"),
      }),
    )
    .describe(
      "whether attributes tell as much in the later half of what the shipped weights are learnt from as in the earlier; models with too few outcomes in a half, or whose attributes cannot be told apart there, are left out",
    ),
  promises: z
    .array(
      z.strictObject({
        definition: text,
        model: text,
        quarters: z.array(
          z.strictObject({
            quarter: text,
            observedExpected: estimated,
            calibrationSlope: estimated.describe(
              "of the outcome on the logit of the predicted chance: 1 is right, below 1 they are too far apart",
            ),
          }),
        ),
        watch: z
          .strictObject({
            better: z.boolean().describe("watched for twice the odds; else for half of them"),
            highest: z.number(),
            limit: z
              .number()
              .describe("what right chances exceed anywhere in 5 of 100, simulated on these very leads"),
            since: text.nullable().describe("the day on which it first passed the limit; null: it did not"),
          })
          .array()
          .describe("risk-adjusted CUSUM (Steiner et al. 2000) over all judged quarters"),
      }),
    )
    .describe("outcomes against predicted chances where a definition first passes leads on"),
});
