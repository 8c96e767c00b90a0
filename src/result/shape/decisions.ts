import * as z from "zod";
import { count, estimated, reliability, share, text } from "./words.ts";

/** Definitions in their quarters, capacity, and the verdict. */

const guards = z.record(text, estimated);

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

export const definition = z.strictObject({
  text,
  label: text.nullable(),
  says: text.describe("what it is, in plain words"),
  incumbent: z.boolean(),
  quarters: z.array(quarter),
  pooled,
  cutoff: z.strictObject({ model: text, score: z.int(), p: z.number().nullable() }).nullable(),
  calibrationAtCrossing: z.strictObject({ model: text, observedExpected: estimated, reliability }).nullable(),
});

export const capacity = z.strictObject({
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

export const decision = z.strictObject({
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
