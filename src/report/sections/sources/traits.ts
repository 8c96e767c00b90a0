import { type Block, heading, paragraph, type Table, text } from "../../document.ts";
import { capital, decimals, hundredths, listed, percent } from "../../format.ts";
import type { Subject } from "../../subject.ts";
import { cell, estimateCell, numberCell } from "../cells.ts";

export function traitBlocks({ result, outcome }: Subject): Block[] {
  const { winners, others } = result.funnel.traits;
  /** what is named first: a value that is missing is no trait to look for */
  const first = (of: typeof winners): string => {
    const known = of.filter(({ level }) => level !== "(missing)");
    return listed(
      (known.length > 0 ? known : of).slice(0, 3).map(({ feature, level }) => `${feature} ${level}`),
    );
  };
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
        ? text`${capital(outcome.manyDid)} less often than the average: ${first(others)}`
        : text`${capital(outcome.manyDid)} more often than the average: ${first(winners)}`,
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
    estimateCell(t.lift, decimals(2)),
    cell(percent(t.shareOfWinners)),
  ],
});
