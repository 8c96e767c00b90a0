import * as z from "zod";
import { count, share, text } from "./words.ts";

/** The declaration of explore/<definition>.json: a grid on which readers move; every value is computed beforehand. */

const column = z.array(z.number().nullable());
const ends = { low: column, high: column };

const cells = {
  volume: column.describe("leads that qualify"),
  served: column,
  worked: column.describe("served and worked in history; null where `worked` is unknown"),
  wins: z.strictObject({ value: column, ...ends }).describe("outcomes among the served"),
  precision: z.strictObject({ value: column, ...ends }).describe("the share of the served with the outcome"),
};

const whole = z.strictObject({
  ...cells,
  idle: column,
  overflow: column,
  winsPerSlot: z.strictObject({ value: column, ...ends }),
});

const reference = z.strictObject({
  served: column,
  wins: z.strictObject({ value: column, ...ends }),
});

export const explorationShape = z
  .strictObject({
    schemaVersion: z.literal(1),
    run: text,
    definition: text,
    label: text.nullable(),
    text: text.describe("the definition as the study writes it"),
    outcome: text.describe("the stage whose leads are counted as outcomes"),
    score: text
      .nullable()
      .describe("the model whose cut-off is moved; null: the definition has no such cut-off"),
    levels: z
      .strictObject({ own: share, explored: share })
      .describe(
        "of the intervals: at the study's own cut-off, and at the others, of which one is picked among many (0.05 over their number)",
      ),
    minGroup: count.describe("what fewer leads qualify for than this is withheld: null"),
    cutoffs: z
      .array(
        z.strictObject({
          p: share.nullable().describe("predicted chance; null: the study's own states none"),
          own: z.boolean().describe("the definition as the study has it"),
          definition: text
            .nullable()
            .describe("the definition at this cut-off, as study.yaml writes it; null: no one rule says it"),
        }),
      )
      .describe("rising, with the study's own once among them"),
    capacities: z.array(
      z.strictObject({
        leadsPerDay: z.number().describe("that all reps together take on a working day"),
        reps: z.number(),
        leadsPerRepPerDay: z.number(),
        stated: z.boolean(),
        atHistory: z.boolean().describe("what history shows, where the study states more"),
      }),
    ),
    periods: z
      .array(
        z.strictObject({
          period: text.describe("a quarter, or `judged`: the mean of the judged quarters"),
          quarters: count.describe("that it is the mean of"),
          provisional: z.boolean(),
          reason: text.nullable().describe("why it has no figures; null: it has"),
        }),
      )
      .describe("`judged` first, where a quarter is judged"),
    slots: column.describe("at [period x capacity]"),
    segments: z.array(z.strictObject({ by: text, value: text })),
    cells: whole.describe(
      "a quarter; at index (period x capacities + capacity) x cutoffs + cutoff; null: withheld, or not to be had",
    ),
    segmentCells: z
      .strictObject(cells)
      .describe(
        "the leads of a segment in the queue of all, over the judged quarters; at (segment x capacities + capacity) x cutoffs + cutoff",
      ),
    pilots: z
      .strictObject({
        shares: z.array(share).describe("of the slots, given to the pilot"),
        sizes: z.array(
          z.strictObject({
            gain: z.number().describe("smallest gain worth having, in outcomes a quarter"),
            stated: z.boolean().describe("it is the study's own"),
            leads: count.nullable(),
            reason: text.nullable().describe("why no pilot settles it"),
            weeks: z.array(z.number().nullable()).describe("by share: until so many leads are worked"),
          }),
        ),
      })
      .nullable()
      .describe(
        "the study's own definition against the incumbent: leads of a random slice of those it adds that would settle it; null: there is nothing to compare",
      ),
    references: z
      .strictObject({ oldestFirst: reference, atRandom: reference })
      .describe("every lead passed on at creation, without a look at it; at period x capacities + capacity"),
  })
  .describe("what a definition would have brought at other cut-offs and capacities");
