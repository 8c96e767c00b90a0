import { DAY, dayOf, NEVER } from "../base/time.ts";
import { toldChannels } from "../features/groups.ts";
import { comesWithin, recordedOf } from "../labels/within.ts";
import type { ChannelFacts, FunnelFacts, OfferFacts } from "../result/type.ts";
import { judged, matureLeads, shrunkTogether } from "./activities.ts";
import { stepOf } from "./conversions.ts";
import { type Rows, rated } from "./rates.ts";
import { ownStamps } from "./roles.ts";
import type { Counted } from "./type.ts";

type Roles = FunnelFacts["roles"];

const week = 7 * DAY;

/** MQLs and close rate of each channel side by side, and how many of its leads were ready for sales at once. */
export function channelFacts(of: Counted, roles: Roles): readonly ChannelFacts[] | null {
  const { study, history, labels } = of;
  const channels = toldChannels(of);
  if (channels === null) return null;
  const { created, count } = history.leads;
  const { mql } = roles;
  const stamps = mql === null ? null : ownStamps(of, mql);
  const recorded = mql === null ? undefined : recordedOf(labels, mql);
  const customer = labels.reach.get(roles.customer);
  const steps = {
    mqlRate: split(mql === null ? empty : stepOf(of, study.funnel[0] ?? "", mql), channels),
    mqlToCustomer: split(
      mql === null || mql === roles.customer ? empty : stepOf(of, mql, roles.customer),
      channels,
    ),
    rate: split(matureLeads(of), channels),
  };
  const leadsOf: number[][] = channels.names.map(() => []);
  for (let lead = 0; lead < count; lead++) leadsOf[channels.of[lead] ?? 0]?.push(lead);
  const within = (lead: number, horizon: number): 0 | 1 =>
    comesWithin(stamps?.[lead] ?? NEVER, recorded, lead, created[lead] ?? 0, horizon) ? 1 : 0;
  const sameDay = (lead: number): 0 | 1 =>
    (stamps?.[lead] ?? NEVER) < NEVER && dayOf(stamps?.[lead] ?? 0) === dayOf(created[lead] ?? 0) ? 1 : 0;
  return channels.names.map((channel, c) => {
    const all = leadsOf[c] ?? [];
    const leads = all.filter((lead) => labels.refused[lead] !== 1);
    const aWeekOld = leads.filter((lead) => (created[lead] ?? NEVER) + week <= labels.asOf);
    const rateOf = (rows: readonly Rows[]) => rated(of, rows[c] ?? empty).rate;
    return {
      channel,
      leads: all.length,
      mqls: leads.reduce((n, lead) => n + ((stamps?.[lead] ?? NEVER) < NEVER ? 1 : 0), 0),
      customers: leads.reduce((n, lead) => n + ((customer?.[lead] ?? NEVER) < NEVER ? 1 : 0), 0),
      mqlRate: rateOf(steps.mqlRate),
      rate: rateOf(steps.rate),
      mqlToCustomer: rateOf(steps.mqlToCustomer),
      readyAtCreation: rated(of, { lead: stamps === null ? [] : leads, went: leads.map(sameDay) }).rate,
      readyIn7Days: rated(of, {
        lead: stamps === null ? [] : aWeekOld,
        went: aWeekOld.map((lead) => within(lead, week)),
      }).rate,
    };
  });
}

/** Splits rows by the channel of their leads. */
function split(
  { lead, went }: Rows,
  channels: { readonly names: readonly string[]; readonly of: Int32Array },
): readonly Rows[] {
  const parts = channels.names.map(() => ({ lead: [] as number[], went: [] as number[] }));
  for (let i = 0; i < lead.length; i++) {
    const part = parts[channels.of[lead[i] ?? 0] ?? 0];
    part?.lead.push(lead[i] ?? 0);
    part?.went.push(went[i] ?? 0);
  }
  return parts;
}

/** How many offers are shown, those with most leads first. */
const mostOffers = 200;

const empty: Rows = { lead: [], went: [] };

/**
 * For each offer, how many leads it brings and how many of them reach the outcome. "Content disconnect" marks an offer
 * that is in the half with most leads and whose leads clearly reach the outcome less often than all leads do.
 */
export function offerFacts(of: Counted): readonly OfferFacts[] | null {
  const { study, history, labels, table } = of;
  const { offers } = history;
  if (offers === undefined) return null;
  const honest = offers.names.map(() => ({ lead: [] as number[], went: [] as number[] }));
  const [responded, brought] = [new Int32Array(offers.names.length), new Int32Array(offers.names.length)];
  let before = -1;
  for (let k = 0; k < offers.count; k++) {
    const [lead, offer, t] = [offers.lead[k] ?? 0, offers.offer[k] ?? 0, offers.visible[k] ?? NEVER];
    if (table.excluded[lead] === 1 || labels.refused[lead] === 1) continue;
    responded[offer] = (responded[offer] ?? 0) + 1;
    // a lead's first response comes first
    if (lead !== before) brought[offer] = (brought[offer] ?? 0) + 1;
    before = lead;
    const label = judged(labels, lead, t);
    if (label === null) continue;
    honest[offer]?.lead.push(lead);
    honest[offer]?.went.push(label);
  }
  const base = rated(of, matureLeads(of)).rate;
  const rates = honest.map((rows) => rated(of, rows));
  const together = shrunkTogether(
    rates.map(({ n, wentOn }) => ({ x: wentOn, n })),
    study.seed,
  );
  const order = [...offers.names.keys()].sort(
    (a, b) =>
      (responded[b] ?? 0) - (responded[a] ?? 0) ||
      ((offers.names[a] ?? "") < (offers.names[b] ?? "") ? -1 : 1),
  );
  return order.slice(0, mostOffers).map((offer, place) => {
    const own = rates[offer] ?? rated(of, empty);
    return {
      offer: offers.names[offer] ?? "",
      leads: responded[offer] ?? 0,
      brought: brought[offer] ?? 0,
      ...own,
      shrunk: together[offer]?.shrunk ?? own.rate,
      disconnect:
        place < Math.ceil(order.length / 2) &&
        own.rate.value !== null &&
        base.value !== null &&
        own.rate.high < base.value,
    };
  });
}
