import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Ajv } from "ajv";
import { compile } from "vega-lite";
import { describe, expect, test } from "vitest";
import { drawCharts, svgOf } from "../../src/report/charts/draw.ts";
import { hireDrawer } from "../../src/report/charts/drawer.ts";
import { movedApart, textWidth } from "../../src/report/charts/theme.ts";
import type { Chart } from "../../src/report/charts/type.ts";
import { chartsIn } from "../../src/report/render.ts";
import { sections } from "../../src/report/sections/index.ts";
import { subjectOf } from "../../src/report/subject.ts";
import type { Result } from "../../src/result/type.ts";
import {
  foundHalfLives,
  manyDefinitions,
  nothingJudged,
  oneQuarter,
  resultWith,
  sharedHalfLife,
  withoutIncumbent,
  zeroWins,
} from "./support.ts";

const schema = JSON.parse(
  readFileSync(createRequire(import.meta.url).resolve("vega-lite/vega-lite-schema.json"), "utf8"),
);
const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);

const charts = (result: Result): Chart[] => {
  const subject = subjectOf(result);
  return sections.flatMap((section) => section(subject)?.blocks.flatMap(chartsIn) ?? []);
};

describe.each([
  ["everything", resultWith(), 9],
  ["no incumbent", withoutIncumbent(), 8],
  ["one quarter", oneQuarter(), 9],
  ["nothing judged", nothingJudged(), 2],
  ["zero wins", zeroWins(), 6],
  ["half-lives that are found", foundHalfLives(), 12],
  ["a half-life that is shared", sharedHalfLife(), 10],
  ["forty definitions", manyDefinitions(), 40],
])("the charts of %s", (_, result, atLeast) => {
  const all = charts(result);
  test("are there, each under its own name", () => {
    expect(all.length).toBeGreaterThanOrEqual(atLeast);
    expect(new Set(all.map((c) => c.id)).size).toBe(all.length);
    for (const { id, alternative } of all) {
      expect(id).toMatch(/^[a-z0-9_-]+$/);
      expect(alternative).not.toMatch(/NaN|undefined|null/);
    }
  });
  test("follow Vega-Lite's schema and compile without a warning", () => {
    const warnings: string[] = [];
    const warn = (...input: readonly unknown[]) => {
      warnings.push(input.join(" "));
      return logger;
    };
    const logger = {
      level: () => logger,
      error: warn,
      warn,
      info: () => logger,
      debug: () => logger,
    };
    // panels of one kind differ in their numbers alone: three of each are enough
    const seen = new Map<string, number>();
    for (const chart of all) {
      const kind = chart.id.replace(/-\d.*/, "");
      seen.set(kind, (seen.get(kind) ?? 0) + 1);
      if ((seen.get(kind) ?? 0) > 3) continue;
      for (const spec of [chart.wide, chart.narrow]) {
        if (spec === null) continue;
        expect(validate(spec), `${chart.id}: ${JSON.stringify(validate.errors?.[0])}`).toBe(true);
        // biome-ignore lint/suspicious/noExplicitAny: the logger's type is not exported
        compile(spec, { logger: logger as any });
      }
    }
    expect(warnings).toEqual([]);
  });
});

test("a drawing keeps its names as text and warns of nothing", async () => {
  const warnings: string[] = [];
  for (const chart of charts(resultWith())) {
    const svg = await svgOf(chart.wide, (message) => warnings.push(message));
    expect(svg, chart.id).not.toMatch(/NaN|undefined|Infinity/);
    expect(svg.startsWith("<svg")).toBe(true);
  }
  expect(warnings).toEqual([]);
});

test("numbers between the tags stay as they are written", async () => {
  const auc = charts(resultWith()).find((c) => c.id === "auc");
  expect(auc).toBeDefined();
  if (auc !== undefined) expect(await svgOf(auc.wide)).toContain(">0.804 (0.784 to 0.824)<");
});

test("labels are moved apart by the gap and stay on the chart, in order", () => {
  const moved = movedApart([50, 52, 51, 98, 99], 10, 100);
  const order = [...moved.keys()].sort((a, b) => (moved[a] ?? 0) - (moved[b] ?? 0));
  expect(order).toEqual([0, 2, 1, 3, 4]);
  const sorted = [...moved].sort((a, b) => a - b);
  for (let i = 1; i < sorted.length; i++)
    expect((sorted[i] ?? 0) - (sorted[i - 1] ?? 0)).toBeGreaterThanOrEqual(10);
  expect(Math.max(...moved)).toBeLessThanOrEqual(100);
});

test("a text is about as wide as Helvetica sets it", () => {
  // Adobe's font metrics of Helvetica at 12 px: capacity 46.0, wins of 100 slots 93.4
  expect(textWidth("capacity", 12)).toBeGreaterThan(40);
  expect(textWidth("capacity", 12)).toBeLessThan(54);
  expect(textWidth("wins of 100 slots", 12)).toBeGreaterThan(84);
  expect(textWidth("wins of 100 slots", 12)).toBeLessThan(110);
});

test("13: what was drawn before is drawn again alike, and of two charts each is its own", async () => {
  const drawn = async (result: Result): Promise<Map<string, string>> =>
    new Map([...(await drawCharts(charts(result)))].map(([id, { file }]) => [id, file]));
  const [first, zero, again] = [
    await drawn(resultWith()),
    await drawn(zeroWins()),
    await drawn(resultWith()),
  ];
  expect(again).toEqual(first);
  expect(zero).not.toEqual(first);
});

test("13: another thread draws what this one draws, and what it did not come to is drawn here", async () => {
  const two = charts(resultWith())
    .slice(0, 2)
    .map(({ wide }) => wide);
  const here: string[] = [];
  for (const spec of two) here.push(await svgOf(spec));
  const drawer = hireDrawer();
  expect(await Promise.all(two.map(drawer.draw))).toEqual(here);
  const late = two.map(drawer.draw);
  await drawer.close();
  expect(await Promise.all(late)).toEqual(here);
  expect(await Promise.all(two.map(drawer.draw))).toEqual(here);
});

describe("7.24 F5: charts are files of their own", () => {
  test.each([
    ["everything", resultWith()],
    ["one quarter", oneQuarter()],
    ["nothing judged", nothingJudged()],
    ["zero wins", zeroWins()],
  ])("whose tags close, each in its turn: %s", async (_, result) => {
    for (const [id, { file }] of await drawCharts(charts(result))) {
      expect(closed(file), id).toBe(true);
    }
  });

  test("also where the last layer has nothing to draw", async () => {
    const rule = { mark: "rule", encoding: { y: { field: "y", type: "quantitative" } } } as const;
    const svg = await svgOf({
      width: 50,
      height: 50,
      layer: [
        { data: { values: [{ y: 1 }] }, ...rule },
        { data: { values: [] }, ...rule },
      ],
    });
    expect(closed(svg)).toBe(true);
  });
});

/** Whether every tag closes, each in its turn. */
function closed(svg: string): boolean {
  const open: string[] = [];
  for (const [, close, name = "", alone] of svg.matchAll(/<(\/?)([a-zA-Z][\w:-]*)[^>]*?(\/?)>/g)) {
    if (close === "/" && open.pop() !== name) return false;
    if (close !== "/" && alone !== "/") open.push(name);
  }
  return open.length === 0;
}
