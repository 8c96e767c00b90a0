import { type Estimated, estimate, notEstimable } from "../base/estimate.ts";
import { moreLeadsThanVisits, noMql, noneForMoney } from "../base/messages/models/unknown.ts";
import { civilDate, DAY, dayNumber, dayOf, isoDate, isoMonth, NEVER, quarterOf } from "../base/time.ts";
import { channelsOf, toldChannels } from "../features/groups.ts";
import type { Monthly } from "../history/type.ts";
import { comesWithin, recordedOf, winsWithin } from "../labels/within.ts";
import type { CostFacts, DealFacts, FunnelFacts, VisitFacts } from "../result/type.ts";
import { garwood, wilson } from "../stats/proportions/proportion.ts";
import { ownStamps } from "./roles.ts";
import type { Counted } from "./type.ts";

type Roles = FunnelFacts["roles"];
type CostRow = CostFacts["all"];

/** The day number after a month's last day, from the day number of its first. */
function monthEnd(first: number): number {
  const { year, month } = civilDate(first);
  return month === 12 ? dayNumber(year + 1, 1, 1) : dayNumber(year, month + 1, 1);
}

/** Sums over the months that ended before an instant: by channel, and which channels each month has. */
function complete({ count, channels, month, channel, value }: Monthly, until: number) {
  const sums = new Map<string, number>();
  const cells = new Set<string>();
  const months = new Set<string>();
  for (let i = 0; i < count; i++) {
    const first = month[i] ?? 0;
    if (monthEnd(first) * DAY > until + 1) continue;
    const name = channels[channel[i] ?? 0] ?? "";
    sums.set(name, (sums.get(name) ?? 0) + (value[i] ?? 0));
    cells.add(JSON.stringify([name, isoDate(first).slice(0, 7)]));
    months.add(isoDate(first).slice(0, 7));
  }
  return { sums, cells, months: [...months].sort() };
}

/** The channel of a lead as spend and visits name it; "": the study names no channels, or the lead has none. */
function channelNames(of: Counted): (lead: number) => string {
  const channels = channelsOf(of);
  return (lead) => {
    const name = channels?.names[channels.of[lead] ?? -1];
    return name === undefined || name === "(none)" ? "" : name;
  };
}

/**
 * What a lead, an MQL, an outcome and a customer cost, by channel. Only months whose leads all have the horizon behind
 * them are counted: their spend, divided by what became of the leads created in them. The intervals are those of the
 * counts (Poisson); the spend is taken as exact.
 */
export function costFacts(of: Counted, roles: Roles): CostFacts | null {
  const { history, labels } = of;
  if (history.spend === undefined) return null;
  const { sums, cells, months } = complete(history.spend, labels.asOf - labels.horizon);
  const [from, to] = [months[0], months.at(-1)];
  if (from === undefined || to === undefined) return null;
  const nameOf = channelNames(of);
  const stamps = roles.mql === null ? null : ownStamps(of, roles.mql);
  const mql = roles.mql === null ? undefined : recordedOf(labels, roles.mql);
  const customer = labels.reach.get(roles.customer);
  const counts = new Map(
    [...sums.keys()].map((name) => [name, { leads: 0, mqls: 0, outcomes: 0, customers: 0 }]),
  );
  for (let lead = 0; lead < history.leads.count; lead++) {
    const created = history.leads.created[lead] ?? 0;
    const name = nameOf(lead);
    const own = counts.get(name);
    if (own === undefined || !cells.has(JSON.stringify([name, isoMonth(created)]))) continue;
    own.leads++;
    if (labels.refused[lead] === 1) continue;
    if (comesWithin(stamps?.[lead] ?? NEVER, mql, lead, created, labels.horizon)) own.mqls++;
    if (winsWithin(labels, lead, created)) own.outcomes++;
    if ((customer?.[lead] ?? NEVER) < NEVER) own.customers++;
  }
  const row = (
    channel: string,
    spend: number,
    own: typeof counts extends Map<string, infer V> ? V : never,
  ): CostRow => ({
    channel,
    spend,
    ...own,
    perLead: costOf(spend, own.leads),
    perMql: roles.mql === null ? notEstimable(noMql) : costOf(spend, own.mqls),
    perOutcome: costOf(spend, own.outcomes),
    perCustomer: costOf(spend, own.customers),
  });
  const rows = [...sums]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .map(([name, spend]) => row(name === "" ? "(none)" : name, spend, counts.get(name) ?? none));
  const total = (key: keyof typeof none): number =>
    [...counts.values()].reduce((sum, own) => sum + own[key], 0);
  return {
    from,
    to,
    rows,
    all: row(
      "(all with spend)",
      [...sums.values()].reduce((sum, x) => sum + x, 0),
      {
        leads: total("leads"),
        mqls: total("mqls"),
        outcomes: total("outcomes"),
        customers: total("customers"),
      },
    ),
  };
}

const none = { leads: 0, mqls: 0, outcomes: 0, customers: 0 };

/** Spend for each of `count` things; the interval is the inverse of the count's interval. */
function costOf(spend: number, count: number): Estimated {
  const of = garwood(count, 1);
  if (count === 0 || of.value === null) return notEstimable(noneForMoney);
  return estimate(spend / count, spend / of.high, spend / of.low, count);
}

/** Leads created in the months whose visits are known, divided by those visits. */
export function visitFacts(of: Counted): readonly VisitFacts[] | null {
  const { history, labels } = of;
  if (history.visits === undefined) return null;
  const { sums, cells } = complete(history.visits, labels.asOf);
  const nameOf = channelNames(of);
  const leads = new Map<string, number>();
  for (let lead = 0; lead < history.leads.count; lead++) {
    const name = nameOf(lead);
    if (cells.has(JSON.stringify([name, isoMonth(history.leads.created[lead] ?? 0)])))
      leads.set(name, (leads.get(name) ?? 0) + 1);
  }
  return [...sums]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .map(([name, visits]) => {
      const n = leads.get(name) ?? 0;
      return {
        channel: name === "" ? "(none)" : name,
        visits,
        leads: n,
        rate: n > visits ? notEstimable(moreLeadsThanVisits) : wilson(n, visits),
      };
    });
}

const stateOf = { open: 0, won: 1 } as const;

/** Deals of a state that hold a condition, and their money where it is known (null: of none of them); null: the study names no deals. */
export function dealSum(
  { history: { opportunities } }: Pick<Counted, "history">,
  state: keyof typeof stateOf,
  holds: (deal: number) => boolean,
): { readonly n: number; readonly amount: number | null } | null {
  if (opportunities === undefined) return null;
  let [n, known, amount] = [0, 0, 0];
  for (let deal = 0; deal < opportunities.count; deal++) {
    if (opportunities.state[deal] !== stateOf[state] || !holds(deal)) continue;
    n++;
    const own = opportunities.amount[deal] ?? Number.NaN;
    if (Number.isNaN(own)) continue;
    known++;
    amount += own;
  }
  return { n, amount: n > 0 && known === 0 ? null : amount };
}

/** Money of deals: won and open, those with a lead, and those whose lead was an MQL before the deal was created. */
export function dealFacts(of: Counted, roles: Roles): DealFacts | null {
  const { opportunities } = of.history;
  if (opportunities === undefined) return null;
  const stamps = roles.mql === null ? null : ownStamps(of, roles.mql);
  const sum = (state: keyof typeof stateOf, holds: (deal: number) => boolean) =>
    dealSum(of, state, holds) ?? { n: 0, amount: 0 };
  const leadOf = (deal: number): number => opportunities.lead[deal] ?? -1;
  const afterMql = (deal: number): boolean =>
    leadOf(deal) >= 0 && (stamps?.[leadOf(deal)] ?? NEVER) <= (opportunities.created[deal] ?? 0);
  const part = (state: keyof typeof stateOf) => ({
    all: sum(state, () => true),
    sourced: sum(state, (deal) => leadOf(deal) >= 0),
    afterMql: stamps === null ? null : sum(state, afterMql),
  });
  const channels = toldChannels(of);
  return {
    won: part("won"),
    open: part("open"),
    channels: (channels?.names ?? []).map((channel, c) => {
      const mine = (deal: number): boolean => channels?.of[leadOf(deal)] === c;
      return { channel, won: sum("won", mine), open: sum("open", mine) };
    }),
  };
}

/** The events that the study names on their days, and how far into the fiscal quarter each day lies. */
export const eventFacts = ({ study, history: { events } }: Counted): FunnelFacts["events"] =>
  Array.from({ length: events?.count ?? 0 }, (_, i) => {
    const day = dayOf(events?.at[i] ?? 0);
    const { name, start, end } = quarterOf(day * DAY, study.fiscalYearStarts);
    return {
      date: isoDate(day),
      label: events?.labels[i] ?? "",
      quarter: name,
      through: (day * DAY - start) / (end - start),
    };
  });
