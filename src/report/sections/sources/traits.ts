import { type Block, heading, paragraph, type Table, text } from "../../document.ts";
import { capital, fixed, hundredths, listed, percent } from "../../format.ts";
import type { Subject } from "../../subject.ts";
import { cell, estimateCell, numberCell } from "../cells.ts";

export function traitBlocks({ result, outcome }: Subject): Block[] {
  const { winners, others } = result.funnel.traits;
  const said = (t: (typeof winners)[number]): string => `${t.feature} ${t.level}`;
  const table: Table = {
    kind: "table",
    caption: "Traits of winners and of those who do not buy",
    cards: true,
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
        : text`More common among those who ${outcome.manyDid}: ${listed(winners.slice(0, 3).map(said))}`,
    ),
    paragraph(
      [
        "Each trait by itself; traits go together. Shown where the whole 95% interval is on one side of the average: among many traits a few are so by luck.",
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
