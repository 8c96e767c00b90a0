import { counted } from "../../base/text.ts";
import type { ActivityRates, ChannelFacts, OfferFacts } from "../../result/type.ts";
import { forest, someOf } from "../charts/forest.ts";
import { colours } from "../charts/theme.ts";
import {
  type Block,
  details,
  type Figure,
  heading,
  name,
  paragraph,
  type Section,
  type Table,
  type Text,
  tag,
  text,
  words,
} from "../document.ts";
import { capital, count, fixed, hundredths, interval, listed, ofHundred, percent } from "../format.ts";
import type { Subject } from "../subject.ts";
import { cell, estimateCell, numberCell } from "./cells.ts";

/** Activities drawn; the table has all. */
const drawnActivities = 12;
/** A chance from which on an activity is called the best. */
const sure = 0.95;

/** What brings outcomes: activities, channels, offers, what they cost, and who the winners are. */
export function sources(subject: Subject): Section | null {
  const { activities, channels, offers, costs, visits, deals, traits } = subject.result.funnel;
  const told = activities.rows.filter(({ shrunk }) => shrunk.value !== null);
  const blocks: Block[] = [
    ...(told.length > 0 ? [activitiesFigure(subject)] : []),
    ...(channels === null || channels.length === 0 ? [] : channelBlocks(subject, channels)),
    ...(offers === null || offers.length === 0 ? [] : offerBlocks(subject, offers)),
    ...(costs === null ? [] : costBlocks(subject)),
    ...(visits === null || visits.length === 0 ? [] : visitBlocks(subject)),
    ...(deals === null ? [] : dealBlocks(subject)),
    ...(traits.winners.length + traits.others.length === 0 ? [] : traitBlocks(subject)),
  ];
  if (blocks.length === 0) return null;
  return {
    id: "sources",
    title: `What brings ${subject.outcome.many}`,
    short: "What brings them",
    appendix: true,
    blocks,
  };
}

/** The activity that surely closes best, as a finding; null: these data name none. */
export const bestActivity = (subject: Subject): Text | null =>
  (subject.result.funnel.activities.rows[0]?.best ?? 0) >= sure
    ? [...activitiesTitle(subject.result.funnel.activities.rows, subject), "."]
    : null;

function activitiesTitle(rows: ActivityRates["rows"], { outcome }: Subject): Text {
  const [best, second] = rows.filter(({ shrunk }) => shrunk.value !== null);
  if (best?.shrunk.value != null && second === undefined)
    return text`${ofHundred(best.shrunk.value)} in 100 leads that did ${name(best.activity)} ${outcome.manyDid} (${interval(best.shrunk, ofHundred)})`;
  if (best === undefined || best.shrunk.value === null || best.rank === null)
    return [`No activity is told from the others by how often its leads ${outcome.manyDid}`];
  if ((best.best ?? 0) >= sure)
    return text`Leads that did ${name(best.activity)} ${outcome.manyDid} most often: ${ofHundred(best.shrunk.value)} in 100 (${interval(best.shrunk, ofHundred)})${
      best.naive.value === null ? "" : `, where a plain count says ${ofHundred(best.naive.value)}`
    }`;
  return text`${name(best.activity)}${second === undefined ? "" : text` and ${name(second.activity)}`} are followed by ${outcome.many} most often; which is best these data hardly show`;
}

function activitiesFigure(subject: Subject): Figure {
  const { result, outcome } = subject;
  const { base, rows } = result.funnel.activities;
  const title = activitiesTitle(rows, subject);
  const drawn = rows
    .flatMap(({ activity, shrunk }) => (shrunk.value === null ? [] : [{ activity, e: shrunk }]))
    .slice(0, drawnActivities);
  const within = result.study.outcome.withinDays;
  return {
    kind: "figure",
    id: "sources-activities",
    title,
    note: text`Of leads that did it while open and are old enough to tell, those that ${outcome.manyDid}${
      within === null ? "" : ` within ${counted(within, "day")} of the first time`
    }; rare activities are drawn towards the others. The plain count takes everyone who ever did it and ever ${outcome.manyDid}: it counts what came after, and grows with a lead's age. What goes with ${outcome.many} need not bring them.`,
    charts: [
      forest({
        id: "activities",
        alternative: `${words(title)}. ${someOf(drawn.map(({ activity }) => activity))}.`,
        rows: drawn.map(({ activity, e }) => ({
          name: activity,
          colour: colours.plain,
          value: 100 * e.value,
          low: 100 * e.low,
          high: 100 * e.high,
          words: `${hundredths(e.value)} (${interval(e, hundredths)})`,
        })),
        axis: `${outcome.many} per 100 leads that did it`,
        mark:
          base.value === null ? null : { at: 100 * base.value, label: `all leads ${hundredths(base.value)}` },
        from: 0,
      }),
    ],
    table: {
      kind: "table",
      caption: "Close rate of each activity",
      sortable: true,
      columns: [
        { title: ["Activity"] },
        { title: ["Ever did it"], number: true },
        { title: ["Plain count"], number: true },
        { title: ["Did it, old enough"], number: true },
        { title: ["Close rate"], number: true },
        { title: ["Drawn together"], number: true },
        { title: ["Times the average"], number: true },
        { title: ["Chance of being best"], number: true },
      ],
      rows: rows.map((of) => ({
        cells: [
          cell([name(of.activity)]),
          numberCell(of.everDid),
          estimateCell(of.naive, percent),
          numberCell(of.n),
          estimateCell(of.rate, percent),
          estimateCell(of.shrunk, percent),
          estimateCell(of.lift, (x) => fixed(x, 2)),
          numberCell(of.best, (x) => `${Math.round(100 * x)}%`),
        ],
      })),
    },
  };
}

/** The channel with most MQLs and the one whose leads close most often, where the intervals allow to say so. */
function channelTitle(channels: readonly ChannelFacts[], { outcome }: Subject): Text {
  const known = channels.flatMap(({ channel, mqls, rate }) =>
    rate.value === null || mqls === null ? [] : [{ channel, mqls, rate }],
  );
  const [most] = [...known].sort((a, b) => b.mqls - a.mqls);
  const [best] = [...known].sort((a, b) => b.rate.value - a.rate.value);
  if (most === undefined || best === undefined || known.length < 2) return ["Leads and MQLs of each channel"];
  const { rate } = best;
  if (best === most)
    return known.every((other) => other === best || other.rate.high < rate.low)
      ? text`${most.channel} brings the most MQLs, and its leads ${outcome.manyDid} most often: ${ofHundred(rate.value)} in 100`
      : text`${most.channel} brings the most MQLs; no channel's leads surely ${outcome.manyDid} more often`;
  return rate.low > most.rate.high
    ? text`${most.channel} brings the most MQLs; leads of ${best.channel} ${outcome.manyDid} more often: ${ofHundred(rate.value)} in 100 against ${ofHundred(most.rate.value)}`
    : text`${most.channel} brings the most MQLs; no channel's leads surely ${outcome.manyDid} more often`;
}

/** Those of whom enough are known; the others are withheld. */
const told = <T extends { readonly leads: number | null }>(rows: readonly T[]): readonly T[] =>
  rows.filter(({ leads }) => leads !== null);

function channelBlocks(subject: Subject, channels: readonly ChannelFacts[]): Block[] {
  const { outcome, result } = subject;
  const { mql, customer } = result.funnel.roles;
  const marked = mql !== null;
  const table: Table = {
    kind: "table",
    caption: "Channels",
    sortable: true,
    cards: true,
    columns: [
      { title: ["Channel"] },
      { title: ["Leads"], number: true },
      ...(marked ? [{ title: [`Became ${mql}`], number: true }] : []),
      { title: [capital(`${outcome.many} per 100 leads`)], number: true },
      ...(marked ? [{ title: [`${mql} \u2192 ${customer}, per 100`], number: true }] : []),
      { title: [capital(`${customer} so far`)], number: true },
      ...(marked
        ? [
            { title: [`${mql} on the day of creation`], number: true },
            { title: [`${mql} within 7 days`], number: true },
          ]
        : []),
    ],
    rows: told(channels).map((c) => ({
      cells: [
        cell(c.channel),
        numberCell(c.leads),
        ...(marked ? [numberCell(c.mqls)] : []),
        estimateCell(c.rate, hundredths),
        ...(marked ? [estimateCell(c.mqlToCustomer, hundredths)] : []),
        numberCell(c.customers),
        ...(marked ? [estimateCell(c.readyAtCreation, percent), estimateCell(c.readyIn7Days, percent)] : []),
      ],
    })),
  };
  return [
    heading(channelTitle(channels, subject)),
    paragraph(
      [
        "Rates are of leads old enough to tell, counts of all. Many MQLs and a low close rate side by side are a channel to look at.",
      ],
      "note",
    ),
    table,
  ];
}

function offerBlocks({ outcome }: Subject, offers: readonly OfferFacts[]): Block[] {
  const out = offers.filter(({ disconnect }) => disconnect);
  // rates of two are drawn to one, which says nothing of either
  const drawn = offers.length > 2;
  return [
    heading(
      out.length === 0
        ? ["No offer brings many leads and surely few customers"]
        : text`Content disconnect: ${listed(out.slice(0, 3).map(({ offer }) => offer))} ${out.length === 1 ? "brings" : "bring"} many leads and surely fewer ${outcome.many} than leads do on average`,
    ),
    {
      kind: "table",
      caption: "Offers: leads against what becomes of them",
      sortable: true,
      cards: true,
      columns: [
        { title: ["Offer"] },
        { title: ["Leads"], number: true },
        { title: ["First response"], number: true },
        { title: ["Old enough"], number: true },
        { title: [capital(`${outcome.many} per 100`)], number: true },
        ...(drawn ? [{ title: ["Drawn together"], number: true }] : []),
      ],
      rows: told(offers).map((o) => ({
        cells: [
          cell(o.disconnect ? [o.offer, " ", tag("disconnect")] : o.offer),
          numberCell(o.leads),
          numberCell(o.brought),
          numberCell(o.n),
          estimateCell(o.rate, hundredths),
          ...(drawn ? [estimateCell(o.shrunk, hundredths)] : []),
        ],
      })),
    },
  ];
}

const money = (x: number): string => count(x < 100 ? Math.round(10 * x) / 10 : Math.round(x));

function costBlocks({ result, outcome }: Subject): Block[] {
  const { costs, roles } = result.funnel;
  if (costs === null) return [];
  const { all } = costs;
  return [
    heading(
      all.perOutcome.value === null
        ? ["What leads cost"]
        : text`On channels with spend each ${outcome.one} cost ${money(all.perOutcome.value)} (${interval(all.perOutcome, money)})${all.perLead.value === null ? "" : `, each lead ${money(all.perLead.value)}`}`,
    ),
    paragraph(
      text`In the unit of the file; spend of ${costs.from} to ${costs.to}, months whose leads all have their horizon behind them, over what became of the leads created in them. Intervals are of the counts.`,
      "note",
    ),
    {
      kind: "table",
      caption: "Costs by channel",
      sortable: true,
      cards: true,
      columns: [
        { title: ["Channel"] },
        { title: ["Spend"], number: true },
        { title: ["Leads"], number: true },
        { title: ["Per lead"], number: true },
        ...(roles.mql === null ? [] : [{ title: [`Per ${roles.mql}`], number: true }]),
        { title: [`Per ${outcome.one}`], number: true },
        { title: [`Per ${roles.customer}, so far`], number: true },
      ],
      rows: [...told(costs.rows), all].map((c) => ({
        cells: [
          cell(c.channel),
          numberCell(c.spend, money),
          numberCell(c.leads),
          estimateCell(c.perLead, money),
          ...(roles.mql === null ? [] : [estimateCell(c.perMql, money)]),
          estimateCell(c.perOutcome, money),
          estimateCell(c.perCustomer, money),
        ],
        ...(c === all ? { strong: true } : {}),
      })),
    },
  ];
}

function visitBlocks({ result }: Subject): Block[] {
  const visits = result.funnel.visits ?? [];
  const table: Table = {
    kind: "table",
    caption: "Visits and leads",
    columns: [
      { title: ["Channel"] },
      { title: ["Visits"], number: true },
      { title: ["Leads of those months"], number: true },
      { title: ["Leads per 100 visits"], number: true },
    ],
    rows: told(visits).map((v) => ({
      cells: [
        cell(v.channel),
        numberCell(v.visits),
        numberCell(v.leads),
        estimateCell(v.rate, (x) => fixed(100 * x, 2)),
      ],
    })),
  };
  return [details(["From visits to leads"], [table])];
}

function dealBlocks({ result }: Subject): Block[] {
  const { deals, roles } = result.funnel;
  if (deals === null) return [];
  const { won, open } = deals;
  const share =
    won.all.amount === null || won.all.amount === 0 ? null : (won.sourced.amount ?? 0) / won.all.amount;
  const row = (title: string, of: typeof won, which: "all" | "sourced" | "afterMql") => {
    const amount = of[which];
    return [numberCell(amount?.n ?? null), numberCell(amount?.amount ?? null, money, title)];
  };
  return [
    heading(
      share === null
        ? ["Money of deals"]
        : text`${percent(share)} of the money won belongs to a lead that marketing brought`,
    ),
    {
      kind: "table",
      caption: "Deals and their money, in the unit of the file",
      columns: [
        { title: ["Deals"] },
        { title: ["Won"], number: true },
        { title: ["Money won"], number: true },
        { title: ["Open"], number: true },
        { title: ["Money open"], number: true },
      ],
      rows: [
        { cells: [cell("All"), ...row("", won, "all"), ...row("", open, "all")] },
        { cells: [cell("Of a lead"), ...row("", won, "sourced"), ...row("", open, "sourced")] },
        ...(won.afterMql === null
          ? []
          : [
              {
                cells: [
                  cell(`Of a lead that was ${roles.mql} before`),
                  ...row("", won, "afterMql"),
                  ...row("", open, "afterMql"),
                ],
              },
            ]),
        ...deals.channels
          .filter(({ won: w, open: o }) => w.n !== null || o.n !== null)
          .map((c) => ({
            cells: [
              cell(c.channel),
              numberCell(c.won.n),
              numberCell(c.won.amount, money),
              numberCell(c.open.n),
              numberCell(c.open.amount, money),
            ],
          })),
      ],
    },
  ];
}

function traitBlocks({ result, outcome }: Subject): Block[] {
  const { winners, others } = result.funnel.traits;
  const said = (t: (typeof winners)[number]): string => `${t.feature} ${t.level}`;
  const table: Table = {
    kind: "table",
    caption: "Traits of winners and of those who do not buy",
    columns: [
      { title: ["Known at creation"] },
      { title: ["Leads"], number: true },
      { title: [capital(`${outcome.many} per 100`)], number: true },
      { title: ["Times the average"], number: true },
      { title: ["Share of all winners"], number: true },
    ],
    rows: [
      ...(winners.length === 0
        ? []
        : [{ cells: [cell("More often than the average")] }, ...winners.map(traitRow)]),
      ...(others.length === 0 ? [] : [{ cells: [cell("Less often")] }, ...others.map(traitRow)]),
    ],
  };
  return [
    heading(
      winners.length === 0
        ? text`Seldom among those who ${outcome.manyDid}: ${listed(others.slice(0, 3).map(said))}`
        : text`Those who ${outcome.manyDid} are more often ${listed(winners.slice(0, 3).map(said))}`,
    ),
    paragraph(
      [
        "Each trait by itself; traits go together. Shown where the 95% interval lies wholly on one side of the average: among many traits a few do by luck.",
      ],
      "note",
    ),
    table,
  ];
}

const traitRow = (t: Subject["result"]["funnel"]["traits"]["winners"][number]) => ({
  cells: [
    cell(`${t.feature}: ${t.level}`),
    numberCell(t.n),
    estimateCell(t.rate, hundredths),
    estimateCell(t.lift, (x) => fixed(x, 2)),
    cell(percent(t.shareOfWinners)),
  ],
});
