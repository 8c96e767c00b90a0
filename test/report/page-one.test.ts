import { expect, test } from "vitest";
import { spark } from "../../src/report/page/spark.ts";
import { renderReport } from "../../src/report/render.ts";
import type { Result } from "../../src/result/type.ts";
import { candidate, resultWith } from "./support.ts";

/** What page one shows at a glance: the leads that would change hands, and each definition's quarters as a line. */

const base = resultWith();
const events = (of: readonly { quarter: string; through: number }[]): Result => ({
  ...base,
  funnel: {
    ...base.funnel,
    events: of.map((at, i) => ({ date: `2026-0${i + 1}-01`, label: `<b>launch ${i + 1}</b>`, ...at })),
  },
});

const verdictOf = (html: string): string => /<section id="verdict"[\s\S]*?<\/section>/.exec(html)?.[0] ?? "";

test("11.32: page one has the ledger of leads added and dropped, before anything is unfolded", async () => {
  const c = candidate("demo_or_fit");
  const page = verdictOf((await renderReport(base)).html);
  const before = page.slice(0, page.indexOf("The evidence behind this"));
  const table = before.slice(before.indexOf("Leads that would change hands"));
  expect(table).not.toBe("");
  for (const [what, swap] of [
    ["It adds", c.swapIns],
    ["It drops", c.swapOuts],
  ] as const) {
    const row = table.slice(table.indexOf(what)).split("</tr>")[0] ?? "";
    expect([...row.matchAll(/class="value">([^<]*)</g)].map(([, of]) => of)).toEqual([
      String(swap.n),
      String(swap.worked),
      String(Math.round(swap.wins)),
      String(swap.workedWins),
    ]);
    // to the right what it adds, to the left what it drops
    expect(row).toContain(what === "It adds" ? 'class="more"' : 'class="less"');
  }
});

test("11.32: each definition's quarters are a line on one scale, the incumbent's behind it, what is not complete hollow", async () => {
  const { html } = await renderReport(base);
  const rows =
    html.slice(html.indexOf('<section id="definitions"')).split("</table>")[0]?.split("<tr").slice(2) ?? [];
  const sparks = rows.map((row) => /<svg class="spark"[\s\S]*?<\/svg>/.exec(row)?.[0] ?? "");
  expect(sparks).toHaveLength(Object.keys(base.definitions).length);
  const highest = Math.max(
    ...Object.values(base.definitions).flatMap(({ quarters }) =>
      quarters.map((q) => q.winsPerSlot.value ?? 0),
    ),
  );
  Object.values(base.definitions).forEach(({ quarters, incumbent }, i) => {
    const paths = [...(sparks[i] ?? "").matchAll(/<path d="([^"]*)"/g)].map(([, d]) => d ?? "");
    expect(paths).toHaveLength(incumbent ? 1 : 2);
    // 26 pixels high with 3 at each edge, 0 at the bottom
    const judged = quarters.filter((q) => !q.provisional);
    const heights = [...(paths.at(-1) ?? "").matchAll(/[ML][\d.]+ ([\d.]+)/g)].map(([, y]) => Number(y));
    expect(heights).toEqual(
      judged.map((q) => Number((23 - (20 * (q.winsPerSlot.value ?? 0)) / highest).toFixed(1))),
    );
    const hollow = (sparks[i] ?? "").match(/fill="var\(--paper\)"/g) ?? [];
    expect(hollow).toHaveLength(quarters.filter((q) => q.provisional).length);
  });
});

test("11.32: a quarter without a figure parts the line, one alone is a point, and a line leads only to what is complete", () => {
  const drawn = spark({
    values: [0.5, null, 1, 0.5, 0.25],
    against: null,
    highest: 1,
    colour: "#0072b2",
    openFrom: 4,
  });
  expect([...drawn.matchAll(/<path d="([^"]*)"/g)].map(([, d]) => d)).toEqual([
    "M3.0 13.0M42.0 3.0L61.5 13.0",
  ]);
  const points = [...drawn.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)" r="2" fill="([^"]*)"/g)].map(
    ([, ...of]) => of,
  );
  expect(points).toEqual([
    ["3.0", "13.0", "var(--c1)"],
    ["61.5", "13.0", "var(--c1)"],
    ["81.0", "18.0", "var(--paper)"],
  ]);
});

test("11.32: trigger events are dotted lines in every panel by quarter, named below as text", async () => {
  const names = base.definitions.incumbent?.quarters.map((q) => q.quarter) ?? [];
  const at = names[1] ?? "";
  const drawn = async (result: Result) => {
    const { charts, html } = await renderReport(result);
    return { html, of: [...charts].filter(([file]) => /^(quarters|volume-\d)/.test(file)) };
  };
  const [without, with2] = [
    await drawn(base),
    await drawn(
      events([
        { quarter: at, through: 0.5 },
        { quarter: "FY1999-Q1", through: 0.1 },
      ]),
    ),
  ];
  expect(with2.of.length).toBe(2 * Object.keys(base.definitions).length);
  const dotted = (svg: string) => (svg.match(/stroke-dasharray="1,3"/g) ?? []).length;
  with2.of.forEach(([file, svg], i) => {
    expect(dotted(svg) - dotted(without.of[i]?.[1] ?? ""), file).toBe(1);
  });
  const section = /<section id="quarters"[\s\S]*?<\/section>/.exec(with2.html)?.[0] ?? "";
  expect(section).toContain("2026-01-01 &lt;b&gt;launch 1&lt;/b&gt;");
  // what happened before the first quarter is on no axis
  expect(section).not.toContain("launch 2");
});
