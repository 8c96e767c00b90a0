import * as z from "zod";
import { estimated, text } from "./words.ts";

/** Definitions in money, at what the study says a worked lead costs and an outcome is worth. */

const worth = z.strictObject({
  perQuarter: estimated.describe(
    "net of a mean judged quarter: outcomes among the served times their value, less the cost of the served",
  ),
  perSlot: estimated.describe("the same per slot offered; an unused slot costs and earns nothing"),
  perLead: estimated.describe("net of a served lead: precision times the value of an outcome, less the cost"),
  difference: estimated
    .nullable()
    .describe(
      "net a quarter, less the incumbent's, over the quarters that both have; null for the incumbent or without one",
    ),
  pays: z
    .enum(["yes", "no", "cannot tell"])
    .describe("whether the precision of the served is above `breakEven`, beyond its interval"),
});

export const money = z.strictObject({
  workedLead: z.number().describe("cost of working one lead, in the study's money"),
  outcomeValue: z.number(),
  breakEven: z
    .number()
    .describe("chance of the outcome from which on working a lead pays: `workedLead` / `outcomeValue`"),
  definitions: z.record(text, worth),
  cutoffs: z
    .record(
      text,
      z.strictObject({
        score: z.int().nullable().describe("the lowest score whose p is at least `breakEven`"),
        reason: text
          .nullable()
          .describe("why no score parts leads that pay from those that do not; null: one does"),
      }),
    )
    .describe("by model, under the shipped weights"),
});
