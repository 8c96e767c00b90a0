import { expect, test } from "vitest";
import { tableCsv } from "../../src/report/csv.ts";
import { renderReport } from "../../src/report/render.ts";
import { exploration, resultWith } from "./support.ts";

test("11.34: a figure's numbers are CSV that no spreadsheet computes, intervals apart", () => {
  const text = tableCsv({
    kind: "table",
    caption: "",
    columns: [{ title: ["Name"] }, { title: ["Gain"], number: true }],
    rows: [
      { cells: [{ text: ["=cmd|'/c calc'!A0"] }, { text: ["+1,234.5"], sub: "\u22122 to 3" }] },
      { cells: [{ text: ['say "a, b"'] }, { text: ["\u2212650"] }] },
      { cells: [{ text: ["@x"] }, { text: ["\u2013"] }] },
    ],
  });
  expect(text).toBe(
    `\ufeff${[
      "Name,Gain,Gain: interval or remark",
      "'=cmd|'/c calc'!A0,1234.5,'-2 to 3",
      '"say ""a, b""",-650,',
      "'@x,,",
    ].join("\r\n")}\r\n`,
  );
});

test("11.34: each figure of a report has its CSV beside its picture", async () => {
  const result = resultWith();
  const grids = new Map(Object.keys(result.definitions).map((name) => [name, exploration(name)]));
  const { tables, html } = await renderReport(result, grids);
  const figures = [...html.matchAll(/<figure id="([^"]+)"/g)].map(([, id]) => `${id}.csv`);
  expect([...tables.keys()].sort()).toEqual(figures.sort());
  expect(tables.get("frontier.csv")).toContain("10.0% or more,395,195,55.0,");
  for (const text of tables.values())
    for (const cell of text.slice(1).split(/,|\r\n/)) expect(cell).not.toMatch(/^"?[=@+]|^-[^\d]/);
});
