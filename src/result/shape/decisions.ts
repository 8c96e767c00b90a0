import * as z from "zod";
import { count, estimated, reliability, share, text } from "./words.ts";

/** Definitions in their quarters, capacity, and the verdict. */

const guards = z.record(text, estimated);

const counts = {
  volume: count.describe("crossings in the period"),
  late: count,
  stockAtSwitch: count,
  slots: z.number(),
  served: z.number(),
  idle: z.number(),
  overflow: z.number(),
  worked: z.number().nullable().describe("served and worked in history; null: `worked` unknown"),
  wins: z.number().describe("outcomes among the served"),
};

const cutoff = z.strictObject({
  model: text,
  score: z.int(),
  p: z.number().nullable(),
  activities: z
    .array(text)
    .optional()
    .describe("for `top_activities`: the activities that count at this cut-off, the best first"),
});

const quarter = z.strictObject({
  ...counts,
  quarter: text,
  provisional: z
    .boolean()
    .describe("not all of the quarter's crossings have H behind them; figures cover the mature part"),
  prospective: z.boolean(),
  reason: text.nullable().describe("null: judged; else why the definition has no figures here"),
  matureShare: share.describe("shares of crossings that are mature"),
  cutoff: cutoff.nullable().describe("integer score cut-off in force, for a definition that cuts on one"),
  winsPerSlot: estimated,
  precision: estimated.describe("observed precision of the served"),
  precisionAll: estimated.describe("observed precision of all who crossed"),
  precisionWithoutLate: estimated,
  policyPrecision: estimated.describe(
    "share of the served who would have reached the outcome had all been worked",
  ),
  recall: estimated,
  guards: guards.describe("guard stage -> share of the served who reached it within H"),
  difference: estimated
    .nullable()
    .describe(
      "difference of wins per slot from the incumbent; null for the incumbent itself or where there is none",
    ),
});

const pooled = z.strictObject({
  ...counts,
  quarters: count,
  winsPerSlot: estimated,
  precision: estimated,
  precisionAll: estimated,
  precisionWithoutLate: estimated,
  policyPrecision: estimated.describe(
    "share of the served who would have reached the outcome had all been worked (AIPW); of a candidate discounted by its G",
  ),
  policyBounds: z
    .tuple([z.number(), z.number()])
    .nullable()
    .describe("worst-case bounds of the policy precision: unworked all lose, unworked all win"),
  recall: estimated,
  guards,
  difference: estimated.nullable(),
  nextQuarter: estimated.describe(
    "mean and t-interval between quarters for the next quarter; null where the judged ones are too few to say",
  ),
  covers: z.array(text).describe("names of the judged quarters that the figures cover"),
  perQuarter: estimated.describe("outcomes a quarter: wins per slot times the slots of a mean quarter"),
  shared: z
    .strictObject({ quarters: z.array(text), candidate: estimated, incumbent: estimated })
    .nullable()
    .describe(
      "wins per slot of both over the quarters that the incumbent has too; null for the incumbent or without one",
    ),
});

export const definition = z.strictObject({
  text,
  label: text.nullable().describe("its name for people; null: the name alone"),
  says: text.describe("what it is, in the study's words or the rule read plainly"),
  incumbent: z.boolean(),
  byMorning: z
    .literal(true)
    .optional()
    .describe(
      "it takes the best open leads of each morning (`take: top_of_day`); absent: leads qualify and wait for a slot",
    ),
  quarters: z
    .array(quarter)
    .describe("quarters in order; null where the definition could not be replayed, with the reason"),
  pooled,
  cutoff: cutoff
    .nullable()
    .describe(
      "the cut-off from capacity under the shipped weights, on the last full fiscal quarter; null: it takes none",
    ),
  calibrationAtCrossing: z
    .strictObject({ model: text, observedExpected: estimated, reliability })
    .nullable()
    .describe("predicted p against what happened, at first crossing; null where the definition has no score"),
});

export const capacity = z.strictObject({
  reps: z.number().describe("how many take leads; from a file, on the mean working day of the quarters"),
  leadsPerRepPerDay: z.number(),
  fromFile: z
    .literal(true)
    .optional()
    .describe("a file says who takes leads when; absent: their number is stated"),
  maxOpen: z.number().optional().describe("how many leads a rep works at a time; absent: it is not stated"),
  holidays: text.nullable(),
  order: z.enum(["score", "fifo"]),
  quarters: z.array(
    z.strictObject({
      quarter: text,
      workingDays: count,
      slots: z.number(),
      reps: z.number().optional().describe("from a file: how many are there on its mean working day"),
      daysInHand: z
        .strictObject({ days: z.number().nullable(), n: count })
        .optional()
        .describe(
          "where `max_open` is stated: mean working days from hand-off to outcome, loss or return, each at most the horizon, of the n leads that told it when the quarter began; null: too few",
        ),
    }),
  ),
  historicalIntake: z
    .strictObject({ median: z.number(), p90: z.number() })
    .nullable()
    .describe(
      "what history shows: leads handed off per rep and working day, median and 90th percentile of weeks",
    ),
  since: text
    .nullable()
    .describe("since when and why there is more capacity than history shows, as the study says it"),
  because: text.nullable(),
  atHistory: z
    .strictObject({
      leadsPerRepPerDay: z.number(),
      decides: z
        .boolean()
        .describe("a change must hold at it too: the study does not say since when and why there is more"),
      definitions: z.record(text, z.strictObject({ pooled, cutoff: definition.shape.cutoff })),
    })
    .nullable()
    .describe(
      "everything once more at the rate that history shows; null: the stated capacity is not above it",
    ),
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

const pilot = z.strictObject({
  n: z.number().nullable().describe("leads of a random slice that would settle it; null with the reason"),
  reason: text.nullable(),
  perQuarter: z
    .number()
    .nullable()
    .describe("leads it adds a quarter, and how many quarters `n` of them take"),
  quarters: z.number().nullable(),
  slow: z.boolean().describe("longer than two quarters"),
  shorter: text.nullable().describe("what would shorten it, in a sentence"),
  changeFrom: z
    .number()
    .nullable()
    .describe("outcomes among the n from which on it is a change, and below which it is dropped"),
  dropBelow: z.number().nullable(),
});

const pilotRead = z.strictObject({
  leads: count.describe("so many leads to be worked settle it, as registered"),
  mature: count.describe("leads to be worked with their whole horizon behind them"),
  outcomes: count.describe("how many of them reached the outcome"),
  worked: count.nullable().describe("how many of them sales worked; null: not known"),
  verdict: z
    .enum(["change", "drop", "undecided"])
    .nullable()
    .describe("what it says, and so the candidate's verdict; null: the verdict does without it"),
  reason: text.nullable().describe("why the verdict does without it"),
  perQuarter: estimated.describe("outcomes a quarter, candidate minus incumbent, at G = 1 and 95%"),
  changeFrom: z
    .number()
    .nullable()
    .describe("outcomes among the mature from which on it is a change, and below which it is dropped"),
  dropBelow: z.number().nullable(),
});

const candidate = z.strictObject({
  name: text,
  verdict,
  reason: text,
  recommended: z
    .boolean()
    .describe("the candidate that the verdict is about: the change, or the one pilot to run"),
  quarters: z.array(text).describe("names of the quarters compared: judged, and replayed for both"),
  difference: estimated.describe("wins per slot, candidate minus incumbent, as observed; at 95%"),
  withoutLate: estimated,
  decides: decides.describe("the same difference at the level that decides"),
  perQuarter,
  monotoneLow: z
    .number()
    .nullable()
    .describe("low end at level 1 - 0.05/m with G infinite (the monotone low end), and the worst case"),
  worstCaseLow: z.number().nullable(),
  highEnd: z
    .number()
    .nullable()
    .describe(
      "high end at 95% if all leads it adds had been worked, and working had helped them as much as history allows; null: not known",
    ),
  bestCaseHigh: z
    .number()
    .nullable()
    .describe("high end at 95% if every lead it adds that nobody worked had reached the outcome"),
  lateDecides: z
    .enum(["with", "without"])
    .nullable()
    .describe(
      "it beats the incumbent only with leads that sales already had, or only without them; null: either way alike",
    ),
  swapIns: swapped,
  swapOuts: swapped,
  g: z
    .number()
    .nullable()
    .describe(
      "the discount of unworked swap-ins' estimated value; null is infinite: they count only as observed",
    ),
  policy: z
    .strictObject({
      g: z
        .number()
        .describe("what unworked swap-ins would have brought beyond known outcomes is divided by it"),
      low: z.number().describe("low end at level 1 - 0.05/m, discounted by G: above 0 for a change"),
      difference: estimated.describe("wins per slot, candidate minus incumbent, without a discount; at 95%"),
      turnsAt: z
        .number()
        .nullable()
        .describe("the G at which the low end is 0; null: no discount turns it, or none is small enough"),
      picked: z
        .strictObject({ ratio: z.number(), se: z.number(), share: share })
        .nullable()
        .describe(
          "worked swap-ins that the incumbent had not passed on: their outcomes over what was to be expected, its standard error, and their share of such swap-ins; null: there are none",
        ),
      effective: z.number().describe("worked swap-ins of equal weight that would say as much"),
    })
    .nullable()
    .describe(
      "had sales worked all leads (AIPW on history's work); null: it is not known who was worked, or too little to learn from",
    ),
  prospective: z
    .strictObject({ ...again, quarters: z.array(text), m: count })
    .nullable()
    .describe("only the quarters that began after it was first seen; m counts those frozen before them"),
  atHistory: z
    .strictObject({ ...again, leadsPerRepPerDay: z.number(), perQuarter })
    .nullable()
    .describe("the same at the rate that history shows; null: the stated capacity is not above it"),
  pilot,
  pilotRead: pilotRead
    .optional()
    .describe("its registered pilot, once finished or refused; absent: there is none"),
});

export const decision = z.strictObject({
  metric: z.literal("wins_per_slot"),
  verdict,
  sentence: text.describe(
    "why there is no verdict, or what it rests on, in a sentence that can be read aloud",
  ),
  reason: text.nullable(),
  incumbent: text.nullable(),
  candidate: text.nullable().describe("the candidate that the verdict is about"),
  m: count.describe("candidates that the lineage's log and this study have tried on overlapping quarters"),
  declared: count.describe("candidates of this study alone"),
  level: z.number().describe("at which the low end of a change must be above 0: 1 - 0.05/m"),
  because: text
    .nullable()
    .describe("why this candidate and not one that looks better; null: none looks better"),
  leastWorkedWins: count.describe(
    "fewer outcomes than this among the worked leads that a candidate adds: no change",
  ),
  quarters: z.array(text).describe("names of the judged quarters that the incumbent has"),
  candidates: z.array(candidate),
  smallestGain: z.number().nullable(),
});

/** By model: how each CRM would score with it; CRMs with equal versions are listed once. */
export const crm = z.record(
  text,
  z.array(
    z.strictObject({
      targets: z.array(text).describe("names of the CRMs that take this version"),
      losses: z.array(text).describe("what the CRM cannot express, and what replaces it"),
      cost: z
        .strictObject({
          auc: estimated.describe("of the model, over past quarters with weights learnt before each"),
          aucThere: estimated.describe("of the CRM's version"),
          aucDifference: estimated.describe("the CRM's version less the model"),
          winsPerSlot: estimated.describe("of the model, cut off where it fills the slots"),
          winsPerSlotThere: estimated,
          winsPerSlotDifference: estimated,
        })
        .nullable()
        .describe("null: nothing is lost"),
    }),
  ),
);
