import type { ChannelFacts, OfferFacts } from "../../../result/type.ts";
import { type Block, heading, paragraph, type Text, tag, text } from "../../document.ts";
import { capital, hundredths, listed, ofHundred, percent } from "../../format.ts";
import type { Subject } from "../../subject.ts";
import { estimates, numbers, tableOf, texts } from "../table.ts";

/** Channels that name none, as a result and exports have them: nobody can bring more leads by these. */
const unnamed = /^(\(none\)|none|unknown|others?|n\/?a)$/i;

/** The channel with most MQLs and the one whose leads close most often, where the intervals support it. */
function channelTitle(channels: readonly ChannelFacts[], { outcome, result }: Subject): Text {
  const counted = result.funnel.roles.mql === null ? "leads" : "MQLs";
  const known = channels.flatMap(({ channel, mqls, rate }) =>
    rate.value === null || mqls === null ? [] : [{ channel, mqls, rate }],
  );
  const [most] = [...known].sort((a, b) => b.mqls - a.mqls);
  if (most === undefined || known.length < 2) return ["Leads of each channel, and what became of them"];
  const above = known.filter(({ rate }) => rate.low > most.rate.high);
  const [best] = above
    .filter(({ channel }) => !unnamed.test(channel))
    .sort((a, b) => b.rate.value - a.rate.value);
  if (known.every((other) => other === most || other.rate.high < most.rate.low))
    return text`${most.channel} brings the most ${counted}, and its leads ${outcome.manyDid} most often: ${ofHundred(most.rate.value)} in 100`;
  return best !== undefined
    ? text`${most.channel} brings the most ${counted}; leads of ${best.channel} ${outcome.manyDid} more often: ${ofHundred(best.rate.value)} in 100 against ${ofHundred(most.rate.value)}`
    : text`${most.channel} brings the most ${counted}; no other ${above.length > 0 ? "named " : ""}channel's leads surely ${outcome.manyDid} more often than its own`;
}

/** The rows about enough leads; the others are withheld. */
export const told = <T extends { readonly leads: number | null }>(rows: readonly T[]): readonly T[] =>
  rows.filter(({ leads }) => leads !== null);

export function channelBlocks(subject: Subject, channels: readonly ChannelFacts[]): Block[] {
  const { outcome, result } = subject;
  const { mql, customer } = result.funnel.roles;
  const marked = mql !== null;
  // a funnel of one stage contains every lead
  const passed = customer !== result.study.funnel[0];
  const table = tableOf(
    "Channels",
    told(channels),
    [
      texts("Channel", (c) => c.channel),
      numbers("Leads", (c) => c.leads),
      marked && numbers(`Became ${mql}`, (c) => c.mqls),
      estimates(capital(`${outcome.many} per 100 leads`), (c) => c.rate, hundredths),
      marked && estimates(`${mql} \u2192 ${customer}, per 100`, (c) => c.mqlToCustomer, hundredths),
      passed && numbers(capital(`${customer} so far`), (c) => c.customers),
      marked && estimates(`${mql} on the day of creation`, (c) => c.readyAtCreation, percent),
      marked && estimates(`${mql} within 7 days`, (c) => c.readyIn7Days, percent),
    ],
    { sortable: true, cards: true },
  );
  return [
    heading(channelTitle(channels, subject)),
    paragraph(
      [
        `${result.study.outcome.withinDays === null ? "" : "Rates are of leads old enough to tell, counts of all. "}Many ${marked ? "MQLs" : "leads"} and a low rate side by side are a channel to look at.`,
      ],
      "note",
    ),
    table,
  ];
}

export function offerBlocks({ outcome }: Subject, offers: readonly OfferFacts[]): Block[] {
  const out = offers.filter(({ disconnect }) => disconnect);
  // with two offers each rate is drawn to the other, which says nothing about either
  const drawn = offers.length > 2;
  return [
    heading(
      out.length === 0
        ? ["No offer brings many leads and surely few customers"]
        : text`Content disconnect: ${listed(out.slice(0, 3).map(({ offer }) => offer))} ${out.length === 1 ? "brings" : "bring"} many leads and surely fewer ${outcome.many} than leads do on average`,
    ),
    tableOf(
      "Offers: leads against what becomes of them",
      told(offers),
      [
        texts("Offer", (o) => (o.disconnect ? [o.offer, " ", tag("disconnect")] : o.offer)),
        numbers("Leads", (o) => o.leads),
        numbers("First response", (o) => o.brought),
        numbers("Old enough", (o) => o.n),
        estimates(capital(`${outcome.many} per 100`), (o) => o.rate, hundredths),
        drawn && estimates("Drawn together", (o) => o.shrunk, hundredths),
      ],
      { sortable: true, cards: true },
    ),
  ];
}
