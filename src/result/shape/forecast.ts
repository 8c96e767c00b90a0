import * as z from "zod";
import { count, estimated, share, text } from "./words.ts";

/** What the next quarter should bring, and whether the forecast of the last review came true. */

const definition = z.strictObject({
  volume: estimated.describe("leads that qualify in that quarter, at `level`; n is weeks"),
  poisson: z
    .strictObject({ low: z.number(), high: z.number() })
    .nullable()
    .describe("the interval if leads came by pure chance: too narrow where weeks vary more"),
  dispersion: z.number().nullable().describe("variance of the weeks over their mean; 1 is pure chance"),
  yearBefore: z.number().nullable().describe("leads that qualified in the same quarter a year before"),
  overflowChance: share.nullable().describe("that more qualify than the quarter has slots"),
  unusedSlots: z.number().nullable().describe("expected: what a week does not use is lost"),
  withoutSlot: z.number().nullable().describe("expected leads that find no slot in their week"),
  fit: z
    .enum(["too wide", "fits", "too narrow"])
    .nullable()
    .describe(
      "too wide: 9 chances of 10 and more that more qualify than there are slots; too narrow: 1 of 10 at most",
    ),
  outcomes: estimated.describe("in that quarter, from the judged ones; at 95%"),
  past: z
    .strictObject({ of: count, within: count, p: share.nullable() })
    .describe(
      "past quarters forecast in the same way, and how many came within; p: Kupiec's test, from 8 on",
    ),
  quarters: z
    .array(z.strictObject({ quarter: text, volume: count }))
    .describe("complete quarters, whether their outcomes are known or not"),
});

const remembered = z.strictObject({
  said: estimated.describe("volume"),
  came: z.number().nullable().describe("null: the quarter is not over"),
  within: z.boolean().nullable(),
  outcomesSaid: estimated,
  outcomesCame: z.number().nullable().describe("null: the quarter is not judged yet"),
});

export const forecast = z.strictObject({
  quarter: text.describe("the first fiscal quarter that begins after as_of"),
  slots: z.number().describe("at the stated capacity"),
  level: share.describe("of the intervals of volume"),
  definitions: z.record(text, definition),
  last: z
    .strictObject({
      run: text,
      asOf: text,
      quarter: text,
      verdict: text.nullable(),
      candidate: text.nullable(),
      definitions: z.record(text, remembered),
    })
    .nullable()
    .describe("the forecast of the run before, beside what came; null: there is none to compare"),
});
