import type { Estimate } from "../../../base/estimate.ts";
import { oneLine } from "../../escape.ts";
import { count, type Format, shortenedMiddle, withInterval } from "../../format.ts";
import { colours, fontSize, framed, narrowWidth, textWidth, wideWidth } from "../theme.ts";
import type { Chart, Layer, Spec } from "../type.ts";

export interface ForestRow {
  readonly name: string;
  readonly colour: string;
  /** in the units of the axis */
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** ends of the interval at the level that decides, with ticks */
  readonly decides?: { readonly low: number; readonly high: number };
  /** the numbers in words, at the right end */
  readonly words: string;
}

/** An estimate as a row of an axis that is in `scale` times its unit. */
export const estimateRow = (
  name: string,
  colour: string,
  e: Estimate,
  format: Format,
  scale = 1,
): ForestRow => ({
  name,
  colour,
  value: scale * e.value,
  low: scale * e.low,
  high: scale * e.high,
  words: withInterval(e, format),
});

export interface Forest {
  readonly id: string;
  readonly alternative: string;
  readonly rows: readonly ForestRow[];
  readonly axis: string;
  /** a dark vertical line and its meaning */
  readonly mark: { readonly at: number; readonly label: string } | null;
  /** a dashed vertical line and its meaning */
  readonly bar?: { readonly at: number; readonly label: string };
  /** where the axis starts, even if nothing reaches it */
  readonly from: number | null;
}

/**
 * On wide screens name, marks and numbers are columns of one row; on narrow ones, and where names are long, the marks
 * are below the words.
 */
export const forest = (of: Forest): Chart => ({
  id: of.id,
  label: null,
  alternative: of.alternative,
  wide: drawn(
    of,
    wideWidth,
    of.rows.every((row) => [...oneLine(row.name)].length <= longest),
  ),
  narrow: drawn(of, narrowWidth, false),
});

/** The most characters of a name beside its row; longer names are above it. */
const longest = 22;

const letters = (pixels: number): number => Math.max(6, Math.floor(pixels / (fontSize * 0.58)));

function drawn(of: Forest, width: number, columns: boolean): Spec {
  const names = of.rows.map((row) => oneLine(row.name));
  const wordsWidth = 20 + Math.max(...of.rows.map((row) => textWidth(row.words)));
  const nameWidth = columns ? Math.min(240, 20 + 1.08 * Math.max(...names.map((n) => textWidth(n)))) : 8;
  const margins = {
    left: columns ? nameWidth : 12,
    right: columns ? wordsWidth : 4,
    top: of.mark === null ? 8 : of.bar === undefined ? 26 : 42,
    bottom: 44,
  };
  const inner = width - margins.left - margins.right;
  const rowHeight = columns ? 32 : 44;
  const rows = of.rows.map((row, i) => ({
    ...row,
    name: shortenedMiddle(names[i] ?? "", letters(columns ? nameWidth - 12 : inner - wordsWidth)),
    nameAt: i * rowHeight + (columns ? 20 : 14),
    at: i * rowHeight + (columns ? 16 : 30),
    markFrom: columns ? i * rowHeight : i * rowHeight + 22,
    markTo: columns ? (i + 1) * rowHeight : i * rowHeight + 40,
  }));
  const height = rows.length * rowHeight;
  const domain = domainOf(of);
  const x = {
    type: "quantitative" as const,
    scale: { domain, nice: false, zero: false },
    axis: { title: of.axis, titlePadding: 8, tickCount: width < 500 ? 4 : 6, grid: columns },
  };
  const y = (field: string) => ({
    field,
    type: "quantitative" as const,
    scale: { domain: [height, 0], nice: false, zero: false },
    axis: null,
  });
  const data = { values: rows };
  const colour = { field: "colour", type: "nominal" as const, scale: null };
  const word = { align: "left" as const, baseline: "alphabetic" as const };
  return framed(width, height + margins.top + margins.bottom, margins, [
    ...(of.mark === null ? [] : upright(of.mark, rows, x, y)),
    ...(of.bar === undefined ? [] : upright(of.bar, rows, x, y, true)),
    {
      data,
      mark: { type: "rule", strokeWidth: 2.5, strokeCap: "round" },
      encoding: { x: { field: "low", ...x }, x2: { field: "high" }, y: y("at"), color: colour },
    },
    ...ends(rows, x, y, colour),
    {
      data,
      mark: { type: "point", filled: true, size: 80, opacity: 1 },
      encoding: { x: { field: "value", ...x }, y: y("at"), color: colour },
    },
    {
      data,
      mark: { type: "text", ...word, fontWeight: 600 },
      encoding: {
        x: { value: columns ? -nameWidth + 2 : -10 },
        y: y("nameAt"),
        text: { field: "name", type: "nominal" },
      },
    },
    {
      data,
      mark: { type: "text", ...word, align: "right", color: colours.muted },
      encoding: {
        x: { value: columns ? inner + wordsWidth - 2 : inner },
        y: y("nameAt"),
        text: { field: "words", type: "nominal" },
      },
    },
  ]);
}

function domainOf(of: Forest): number[] {
  const all = [
    ...of.rows.flatMap((r) => [r.low, r.high, r.value, r.decides?.low, r.decides?.high]),
    of.mark?.at,
    of.bar?.at,
    of.from,
  ].filter((x): x is number => typeof x === "number");
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const spread = most - least || 1;
  return [of.from ?? least - 0.04 * spread, most + 0.04 * spread];
}

/** The dark vertical line, which runs beside the words and not through them, and its name above it. */
function upright(
  mark: { readonly at: number; readonly label: string },
  rows: readonly { readonly markFrom: number; readonly markTo: number }[],
  x: { readonly type: "quantitative"; readonly scale: { readonly domain: number[] } },
  y: (field: string) => { readonly field: string; readonly type: "quantitative" },
  dashed = false,
): Layer[] {
  const [least = 0, most = 1] = x.scale.domain;
  const share = (mark.at - least) / (most - least);
  const line = { values: rows.map((row) => ({ ...row, at: mark.at })) };
  return [
    {
      data: line,
      mark: {
        type: "rule",
        color: colours.ink,
        strokeWidth: 1.25,
        ...(dashed ? { strokeDash: [4, 3] } : {}),
      },
      encoding: { x: { field: "at", ...x }, y: y("markFrom"), y2: { field: "markTo" } },
    },
    {
      data: { values: [mark] },
      mark: {
        type: "text",
        baseline: "bottom",
        align: share < 0.2 ? "left" : share > 0.8 ? "right" : "center",
      },
      encoding: {
        x: { field: "at", ...x },
        y: { value: dashed ? -22 : -6 },
        text: { field: "label", type: "nominal" },
      },
    },
  ];
}

/** Thin lines to the ends at the level that decides, with vertical ticks there. */
function ends(
  rows: readonly (ForestRow & { readonly at: number })[],
  x: { readonly type: "quantitative" },
  y: (field: string) => { readonly field: string; readonly type: "quantitative" },
  colour: { readonly field: string; readonly type: "nominal"; readonly scale: null },
): Layer[] {
  const wider = rows.flatMap((row) =>
    row.decides === undefined
      ? []
      : [{ ...row, from: row.decides.low, to: row.decides.high, above: row.at - 5, below: row.at + 5 }],
  );
  if (wider.length === 0) return [];
  const data = { values: wider };
  const tick = (field: string): Layer => ({
    data,
    mark: { type: "rule", strokeWidth: 1.5 },
    encoding: { x: { field, ...x }, y: y("above"), y2: { field: "below" }, color: colour },
  });
  return [
    {
      data,
      mark: { type: "rule", strokeWidth: 1 },
      encoding: { x: { field: "from", ...x }, x2: { field: "to" }, y: y("at"), color: colour },
    },
    tick("from"),
    tick("to"),
  ];
}

/** For the alternative text: `a, b and 3 more`. */
export const someOf = (names: readonly string[], most = 4): string =>
  names.length <= most
    ? names.join(", ")
    : `${names.slice(0, most).join(", ")} and ${count(names.length - most)} more`;
