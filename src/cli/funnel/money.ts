import type { Estimated } from "../../base/estimate.ts";
import { cut, grouped } from "../../base/text.ts";
import type { FunnelFacts } from "../../result/type.ts";
import { type Cells, number, rateOf, table, whole } from "../terminal/table.ts";

const amount = (of: { readonly amount: number | null } | null): string =>
  number(of?.amount == null ? null : Math.round(of.amount));

/** What a lead, an MQL and a customer cost, by channel, over the months whose leads are old enough. */
export function costs({ costs: of, roles }: FunnelFacts): string[] {
  if (of === null) return [];
  const each = (e: Estimated): string => (e.value === null ? "-" : grouped(Math.round(e.value)));
  const marked = <T>(cells: readonly T[]): readonly T[] => (roles.mql === null ? [] : cells);
  const row = (name: string, c: typeof of.all): Cells => [
    name,
    number(Math.round(c.spend)),
    each(c.perLead),
    ...marked([each(c.perMql)]),
    whole(c.perCustomer),
  ];
  return [
    ...table(
      "Cost by channel",
      ["spend", "per lead", ...marked(["per MQL"]), "per customer (95%)"],
      [...of.rows.map((c) => row(c.channel, c)), row("all of them", of.all)],
    ),
    `  leads of ${of.from === of.to ? of.from : `${of.from} to ${of.to}`}`,
  ];
}

export const visits = ({ visits: of }: FunnelFacts): string[] =>
  table(
    "Visits",
    ["visits", "leads", "of 100 (95%)"],
    (of ?? []).map(({ channel, visits: n, leads, rate: leadsOf }) => [
      channel,
      number(n),
      number(leads),
      rateOf(leadsOf),
    ]),
  );

/** Money of deals: marketing-sourced revenue and the pipeline. */
export function deals({ deals: of, roles }: FunnelFacts): string[] {
  if (of === null) return [];
  type Money = typeof of.won.all;
  const row = (name: string, won: Money, open: Money): Cells => [
    name,
    number(won.n),
    amount(won),
    number(open.n),
    amount(open),
  ];
  const { won, open, channels } = of;
  return table(
    "Deals",
    ["won", "money won", "open", "money open"],
    [
      row("all", won.all, open.all),
      row("of a lead", won.sourced, open.sourced),
      ...(won.afterMql === null || open.afterMql === null
        ? []
        : [row(`of a lead once ${roles.mql}`, won.afterMql, open.afterMql)]),
      ...channels
        .filter((c) => c.won.n !== null || c.open.n !== null)
        .map((c) => row(`  ${c.channel}`, c.won, c.open)),
    ],
  );
}

/** What each definition's leads should bring, and the money of their deals; only for runs, since it takes a replay. */
export const definitions = ({ definitions: of, roles }: FunnelFacts): string[] => {
  if (of === undefined) return [];
  const rows = Object.entries(of.rows).filter(([, { quarters }]) => quarters.length > 0);
  const percentage = `${Math.round(100 * of.level)}%`;
  const money = rows.filter(([, { won }]) => won !== null);
  return [
    ...table(
      `Definitions in ${of.quarter}`,
      ["passed", "open", `outcomes (${percentage})`, `to ${cut(roles.customer, 12)} (${percentage})`],
      rows.map(([name, { mqls, open, outcomes, customers }]) => [
        name,
        number(mqls),
        number(open),
        whole(outcomes),
        whole(customers),
      ]),
    ),
    ...table(
      "Their money",
      ["won so far", "open deals", `in ${of.quarter} (${percentage})`],
      money.map(([name, { won, pipeline: deals, revenue }]) => [
        name,
        amount(won),
        amount(deals),
        whole(revenue),
      ]),
    ),
    ...(money.length > 0
      ? []
      : rows
          .slice(0, 1)
          .flatMap(([, { revenue }]) => (revenue.value === null ? [`  no money: ${revenue.reason}`] : []))),
  ];
};
