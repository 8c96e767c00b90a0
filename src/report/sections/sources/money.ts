import { type Block, details, heading, paragraph, text } from "../../document.ts";
import { fixed, interval, money, percent } from "../../format.ts";
import type { Subject } from "../../subject.ts";
import { cell, numberCell } from "../cells.ts";
import { estimates, numbers, tableOf, texts } from "../table.ts";
import { told } from "./channels.ts";

export function costBlocks({ result, outcome }: Subject): Block[] {
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
    tableOf(
      "Costs by channel",
      [...told(costs.rows), all],
      [
        texts("Channel", (c) => c.channel),
        numbers("Spend", (c) => c.spend, money),
        numbers("Leads", (c) => c.leads),
        estimates("Per lead", (c) => c.perLead, money),
        roles.mql !== null && estimates(`Per ${roles.mql}`, (c) => c.perMql, money),
        estimates(`Per ${outcome.one}`, (c) => c.perOutcome, money),
        estimates(`Per ${roles.customer}, so far`, (c) => c.perCustomer, money),
      ],
      { sortable: true, cards: true, strong: (c) => c === all },
    ),
  ];
}

export function visitBlocks({ result }: Subject): Block[] {
  const visits = result.funnel.visits ?? [];
  const table = tableOf("Visits and leads", told(visits), [
    texts("Channel", (v) => v.channel),
    numbers("Visits", (v) => v.visits),
    numbers("Leads of those months", (v) => v.leads),
    estimates(
      "Leads per 100 visits",
      (v) => v.rate,
      (x) => fixed(100 * x, 2),
    ),
  ]);
  return [details(["From visits to leads"], [table])];
}

export function dealBlocks({ result }: Subject): Block[] {
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
