import * as z from "zod";
import { count, estimated, month, text } from "./words.ts";

/** The funnel in marketing's own numbers: counts of leads, each rate with its interval. Groups below min_group are withheld. */

const rated = {
  n: count
    .nullable()
    .describe("leads; null, as are the others: withheld, since fewer than privacy.min_group"),
  wentOn: count.nullable(),
  rate: estimated,
};
const grouped = z.strictObject({
  by: text.describe("`channel`, `persona`, or a column or flag of `segments`"),
  group: text,
  ...rated,
});
const quarterly = z.strictObject({
  quarter: text.describe("quarter in which they entered `from`"),
  complete: z
    .boolean()
    .describe(
      "whether all of its leads have the horizon behind them; if not, only those that have are counted",
    ),
  ...rated,
});

const conversion = z.strictObject({
  from: text,
  to: text,
  days: count.describe(
    "the horizon: of leads with a row of their own for `from`, those with so many days behind them",
  ),
  ...rated,
  soFar: count
    .nullable()
    .describe("leads with a row for `from` that reached `to` at any time up to as_of, young ones among them"),
  entered: count.nullable().describe("leads with a row for `from`, young ones among them"),
  quarters: z.array(quarterly),
  groups: z.array(grouped),
});

const bridgeCounts = {
  from: count.describe("leads stamped with `from` in the month"),
  to: count.describe("leads stamped with `to` in the month"),
  bypassed: count.describe("of those, with no stamp of `from` before it"),
  carriedIn: count.describe("of those, stamped with `from` in an earlier month"),
  carriedOut: z
    .int()
    .describe(
      "of the month's `from`, those stamped with `to` later within the horizon (less those of the month beyond it)",
    ),
  skipped: count.describe(
    "of the month's `from`, those that went past `to` within the horizon without a stamp for it",
  ),
  cohort: count.describe(
    "of the month's `from`, those that reached `to` within the horizon: to - bypassed - carriedIn + carriedOut + skipped",
  ),
};

const bridge = z
  .strictObject({
    stages: z.strictObject({ from: text, to: text }),
    days: count,
    ratio: z.number().describe("the dashboard's ratio: all `to` of the months divided by all `from`"),
    rate: estimated.describe(
      "the cohorts' rate: of the months' `from`, the share that reached `to` within the horizon",
    ),
    ...bridgeCounts,
    months: z.array(z.strictObject({ month, ...bridgeCounts })),
  })
  .describe(
    "how `to` of a month over `from` of a month becomes the share of `from` that reaches `to`; the last mature year",
  );

const acceptance = z.strictObject({
  from: text,
  to: text,
  days: count,
  n: count,
  accepted: estimated,
  rejected: estimated.describe(
    "lost, or returned by a stage of `recycle`, within the horizon before sales took them",
  ),
  waiting: estimated.describe("neither taken nor rejected within the horizon"),
  reasons: z
    .array(z.strictObject({ stage: text, reason: text.nullable(), n: count.nullable() }))
    .describe("of the rejected, the most first; reason null: the row gives none"),
});

const activity = z.strictObject({
  activity: text,
  everDid: count.nullable().describe("leads that ever did it, whatever came first"),
  everWon: count.nullable().describe("of those, reached the outcome at any time"),
  naive: estimated.describe("everWon divided by everDid: what guides to defining an MQL compute"),
  after: count.nullable().describe("of everWon, those that did it only after the outcome"),
  n: count.nullable().describe("mature leads that did it while open"),
  wentOn: count.nullable().describe("of those, reached the outcome within the horizon of the first time"),
  rate: estimated,
  shrunk: estimated.describe(
    "drawn towards the other activities' rates (empirical Bayes), with the posterior interval",
  ),
  lift: estimated.describe("rate divided by base"),
  rank: count.nullable().describe("by `shrunk`, 1 the best"),
  best: z.number().nullable().describe("chance that it is the best of them"),
});

const channel = z.strictObject({
  channel: text,
  leads: count.nullable(),
  mqls: count.nullable().describe("leads with a row for the MQL stage"),
  customers: count.nullable().describe("leads that reached the last stage by as_of"),
  mqlRate: estimated.describe("of mature leads, the share that became MQL within the horizon after creation"),
  rate: estimated.describe("of mature leads, the share with the outcome within the horizon after creation"),
  mqlToCustomer: estimated.describe(
    "of mature MQLs, the share that reached the last stage within the horizon",
  ),
  readyAtCreation: estimated.describe("of all leads, the share that became MQL on the day of creation"),
  readyIn7Days: estimated.describe("of leads created a week before as_of or earlier, MQL within 7 days"),
});

const offer = z.strictObject({
  offer: text,
  leads: count.nullable().describe("leads that responded to it while open"),
  brought: count.nullable().describe("leads whose first response was to it"),
  n: count.nullable().describe("mature leads that responded to it while open"),
  wentOn: count.nullable(),
  rate: estimated.describe("share with the outcome within the horizon after the first response to it"),
  shrunk: estimated,
  disconnect: z
    .boolean()
    .describe(
      "content disconnect: among the half of the offers with most leads, and clearly below the rate of all leads",
    ),
});

const pace = {
  wentOn: count,
  lost: count.describe("ended by a loss first"),
  at: z
    .array(z.strictObject({ days: count, wentOn: estimated, lost: z.number() }))
    .describe("shares that went on, and that were lost, by this many days after `from` (Aalen-Johansen)"),
  halfBy: z.number().nullable().describe("days by which half of those who ever go on have gone on"),
  median: z
    .number()
    .nullable()
    .describe("median days of those who went on by as_of: slow leads are still missing from it"),
};

const speed = z.strictObject({
  from: text,
  to: text,
  n: count.describe("leads with a row for `from`"),
  ...pace,
});

const nurture = z.strictObject({
  from: z.array(text).describe("the stages of `recycle`"),
  to: text.describe("the hand-off, or the outcome where the study names none; a later stage implies it"),
  leads: count.describe("given back to marketing, once or more often"),
  n: count.describe("returns"),
  ...pace,
  waiting: count.describe("of the returns, neither gone on nor lost by as_of"),
  straight: count.describe(
    "entries of leads that had no stage short of the outcome since their creation or their last return: marketing had them still, so that these are no returns",
  ),
  days: count.describe("the horizon"),
  mature: count.describe(
    "returns with the horizon behind them, from the first day on which the outcome is recorded",
  ),
  outcomes: count.describe("of those, the outcome within the horizon of the return"),
  rate: estimated,
  reasons: z
    .array(z.strictObject({ reason: text.nullable(), n: count.nullable() }))
    .describe("of the returns, the most first; reason null: the row gives none"),
});

const curves = z.strictObject({
  ages: z.array(count).describe("days after creation"),
  developed: z.array(z.number()).describe("share of a cohort's final outcomes that it has at each age"),
  rate: z.number().nullable().describe("Cape Cod: final outcomes for each lead"),
  cohorts: z.array(
    z.strictObject({
      quarter: text.describe("quarter of creation"),
      n: count.nullable(),
      soFar: count
        .nullable()
        .describe("outcomes that have come, of leads of any age, no later than the last age after creation"),
      outcomes: z
        .array(count.nullable())
        .describe("outcomes by each age; null: not all of its leads are that old, or withheld"),
      ultimate: estimated.describe("outcomes that it is expected to have by the last age"),
    }),
  ),
});

const movement = z.strictObject({
  before: text.describe("quarters of creation"),
  after: text,
  by: text.nullable().describe("the groups of the mix; null: there are none"),
  rateBefore: z.number().describe("outcomes within the horizon seen so far, of all leads of the quarter"),
  rateAfter: z.number(),
  difference: estimated.describe("rateAfter - rateBefore (Newcombe, leads taken as independent)"),
  mix: z.number().describe("these parts add up to rateAfter - rateBefore"),
  worked: z.number().nullable().describe("null: who was worked is not known"),
  rate: z.number(),
  immaturity: z.number().describe("the part due to leads that are still young"),
});

const pipeline = z.strictObject({
  from: text.describe("the stage before the last"),
  to: text.describe("the last stage"),
  quarter: text.describe("the first fiscal quarter that begins after as_of"),
  level: z.number().describe("level of the intervals"),
  open: count.describe("leads at `from` at as_of: not gone on, not lost"),
  brings: estimated.describe(
    "of those, how many go on to `to` in the quarter, by how long it took others (Aalen-Johansen); leads that enter `from` later are not in it",
  ),
  past: z
    .array(
      z.strictObject({
        quarter: text,
        open: count.describe("as long before that quarter as as_of is before the next one"),
        said: estimated.describe("the forecast of the same method from what was known then"),
        came: count,
        within: z.boolean(),
      }),
    )
    .describe("oldest first"),
  p: z
    .number()
    .nullable()
    .describe("Kupiec's test whether as many past quarters fell within as should; null: fewer than 8"),
});

const money = z.strictObject({
  n: count.nullable(),
  amount: z.number().nullable().describe("null: withheld, or none of the deals has an amount"),
});

const byDefinition = z.strictObject({
  quarters: z
    .array(text)
    .describe(
      "in which it was replayed, under weights that were learnt before each; what came after the last, up to as_of, is under the shipped weights",
    ),
  mqls: count.describe(
    "leads that became MQL by it from the first of those quarters to as_of; each once, at its first",
  ),
  open: count.describe("of those, neither the outcome nor lost at as_of"),
  outcomes: estimated.describe(
    "of the open, how many reach the outcome in the quarter to come, by how long it took others from that definition on (Aalen-Johansen); leads that become MQL later are not in it",
  ),
  customers: estimated.describe("the same for the last stage, of those who are not there yet and not lost"),
  won: money
    .nullable()
    .describe(
      "won deals that were created after their lead became MQL by it: marketing-sourced revenue; null: the study names no opportunities",
    ),
  pipeline: money.nullable().describe("open deals of the same leads"),
  revenue: estimated.describe(
    "what `customers` should bring, in the unit of the file, if each brings as much as those so far",
  ),
});

const trait = z.strictObject({
  feature: text,
  level: text,
  n: count,
  wentOn: count,
  rate: estimated,
  lift: estimated,
  shareOfWinners: z.number(),
});

const costed = z.strictObject({
  channel: text,
  spend: z.number().describe("in the unit of the file"),
  leads: count.nullable(),
  mqls: count.nullable().describe("MQLs among those leads, within the horizon"),
  outcomes: count.nullable(),
  customers: count.nullable().describe("customers among those leads, by as_of"),
  perLead: estimated,
  perMql: estimated,
  perOutcome: estimated,
  perCustomer: estimated,
});

const costs = z.strictObject({
  from: month.describe("months of spend whose leads all have the horizon behind them"),
  to: month,
  rows: z.array(costed).describe("the most money first"),
  all: costed.describe("totals of the channels that have spend"),
});

const visited = z.strictObject({
  channel: text,
  visits: z.number(),
  leads: count.nullable().describe("leads created in the months of those visits"),
  rate: estimated,
});

const dealt = z.strictObject({
  all: money,
  sourced: money.describe("deals that belong to a lead: marketing-sourced"),
  afterMql: money.nullable().describe("deals whose lead was stamped MQL before the deal was created"),
});
const deals = z.strictObject({
  won: dealt,
  open: dealt.describe("the pipeline"),
  channels: z.array(z.strictObject({ channel: text, won: money, open: money })),
});

export const funnelParts = {
  roles: z
    .strictObject({
      mql: text.nullable(),
      accepted: text.nullable(),
      qualified: text.nullable(),
      customer: text,
    })
    .describe(
      "which stages are taken for MQL, SAL, SQL and customer: by the incumbent, the hand-off and the names",
    ),
  conversions: z.array(conversion),
  bridge: bridge.nullable().describe("null: there is no month of it, or no such stages"),
  bypass: estimated.describe("of leads stamped SQL, the share with no MQL stamp before it"),
  acceptance: acceptance.nullable(),
  activities: z.strictObject({
    base: estimated.describe("of mature leads, the share with the outcome within the horizon after creation"),
    rows: z.array(activity).describe("by rank; withheld ones last"),
  }),
  channels: z.array(channel).nullable().describe("the most leads first; null: the study names no channel"),
  offers: z
    .array(offer)
    .nullable()
    .describe("the most leads first; null: no source of activities names an offer"),
  costs: costs.nullable().describe("null: the study names no spend, or none of a mature month"),
  visits: z.array(visited).nullable().describe("null: the study names no visits"),
  deals: deals.nullable().describe("null: the study names no opportunities"),
  events: z
    .array(
      z.strictObject({
        date: text,
        label: text,
        quarter: text.describe("the fiscal quarter of the date"),
        through: z.number().describe("share of that quarter's days that come before the date"),
      }),
    )
    .describe("trigger events, in order"),
  speed: z.array(speed),
  nurture: nurture
    .nullable()
    .optional()
    .describe(
      "time in nurture: from a return to marketing to the next hand-off; absent: the study names no `recycle`; null: no lead was returned, or withheld",
    ),
  pipeline: pipeline
    .nullable()
    .describe("null: the last two stages have no dates, or fewer than 10 leads have gone on"),
  definitions: z
    .strictObject({
      quarter: text.describe("the first fiscal quarter that begins after as_of"),
      level: z.number().describe("level of the intervals"),
      rows: z.record(text, byDefinition),
    })
    .optional()
    .describe("pipeline and revenue by definition; absent: none was replayed"),
  curves: curves.nullable(),
  movements: z.array(movement).describe("why the rate of a quarter's leads moved, quarter by quarter"),
  traits: z.strictObject({
    winners: z
      .array(trait)
      .describe("levels whose leads clearly reach the outcome more often, the most lift first"),
    others: z.array(trait).describe("levels whose leads clearly reach it less often, the least lift first"),
  }),
};
