import { type Block, details, heading, paragraph, type Table, text } from "../../document.ts";
import { fixed, interval, money, percent } from "../../format.ts";
import type { Subject } from "../../subject.ts";
import { cell, estimateCell, numberCell } from "../cells.ts";
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

export function visitBlocks({ result }: Subject): Block[] {
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
