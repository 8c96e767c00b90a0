import type { Estimated } from "../../../base/estimate.ts";
import { grouped } from "../../../base/text.ts";
import { colours, framed, halo, levelTitle, panelWidth, textWidth } from "../theme.ts";
import type { Layer, Spec } from "../type.ts";

/** A definition's number in one quarter; null: there are no figures. */
export interface QuarterMark {
  readonly quarter: string;
  /** in the units of the axis; null: there is none */
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly provisional: boolean;
  readonly prospective: boolean;
  /** the incumbent's value */
  readonly other: number | null;
}

export const quarterMark = (
  quarter: { readonly quarter: string; readonly provisional: boolean; readonly prospective: boolean },
  of: Estimated,
  other: Estimated | null,
  scale: number,
): QuarterMark => ({
  quarter: quarter.quarter,
  provisional: quarter.provisional,
  prospective: quarter.prospective,
  value: of.value === null ? null : scale * of.value,
  low: of.value === null ? null : scale * of.low,
  high: of.value === null ? null : scale * of.high,
  other: other === null || other.value === null ? null : scale * other.value,
});

/** Something that happened in a quarter, and how far into the quarter, from 0 to 1. */
export interface QuarterEvent {
  readonly quarter: string;
  readonly through: number;
}

const margins = { left: 34, right: 10, top: 34, bottom: 38 };
const height = 220;

/** The margins of a panel: on the left as much as the numbers of its axis need. */
const marginsTo = (highest: number): typeof margins => ({
  ...margins,
  left: Math.max(margins.left, Math.ceil(textWidth(grouped(Math.round(highest)))) + 10),
});

/** Two lines below the axis: `Q4 FY25` for `FY2025-Q4`. */
const quarterLabel = (quarter: string): string => {
  const [year = "", part] = quarter.split("-");
  return part === undefined
    ? quarter
    : `${part} ${year.replace(/^FY20/, "FY").replace(/^20/, "\u201920").replace("\u201920", "\u2019")}`;
};

/** The axis of quarters, the same in every panel. */
const quarterAxis = (quarters: readonly string[]) => ({
  type: "ordinal" as const,
  scale: { domain: quarters.map(quarterLabel), paddingInner: 0.25, paddingOuter: 0.15 },
  axis: {
    title: null,
    labelAngle: 0,
    labelExpr: "split(datum.label, ' ')",
    labelLineHeight: 14,
    labelFontSize: quarters.length > 8 ? 9 : 11,
  },
});

/** A dotted vertical line for each event, at its place within its quarter. */
const eventLines = (
  events: readonly QuarterEvent[],
  quarters: readonly string[],
  x: ReturnType<typeof quarterAxis>,
): Layer[] =>
  events
    .filter(({ quarter }) => quarters.includes(quarter))
    .map(({ quarter, through }) => ({
      data: { values: [{ q: quarterLabel(quarter) }] },
      mark: { type: "rule", color: colours.muted, strokeWidth: 1.2, strokeDash: [1, 3] },
      encoding: {
        x: { field: "q", ...x, bandPosition: through },
        y: { value: 0 },
        y2: { value: inner.height },
      },
    }));

/** Points with intervals by quarter; provisional ones are pale and dashed, those that are not prospective hollow. */
export function quarterPanel(
  marks: readonly QuarterMark[],
  quarters: readonly string[],
  axis: { readonly title: string; readonly highest: number },
  colour: string,
  events: readonly QuarterEvent[] = [],
): Spec {
  const around = marginsTo(axis.highest);
  const x = quarterAxis(quarters);
  const y = {
    type: "quantitative" as const,
    scale: { domain: [0, axis.highest], nice: false },
    axis: { ...levelTitle(axis.title, around.left), tickCount: 4, grid: true },
  };
  const values = marks.map((m) => ({
    ...m,
    q: quarterLabel(m.quarter),
    high: m.high === null ? null : Math.min(m.high, axis.highest),
    cut: m.high !== null && m.high > axis.highest,
    top: axis.highest,
  }));
  const shown = values.filter((m) => m.value !== null);
  const pale = { condition: { test: "datum.provisional", value: 0.45 }, value: 1 };
  const layers: Layer[] = [
    ...eventLines(events, quarters, x),
    {
      data: { values: values.filter((m) => m.other !== null) },
      mark: { type: "tick", orient: "horizontal", color: colours.incumbent, thickness: 2.5 },
      encoding: { x: { field: "q", ...x }, y: { field: "other", ...y } },
    },
    {
      data: { values: shown },
      mark: { type: "rule", color: colour, strokeWidth: 2.25 },
      encoding: {
        x: { field: "q", ...x },
        y: { field: "low", ...y },
        y2: { field: "high" },
        opacity: pale,
        strokeDash: { condition: { test: "datum.provisional", value: [3, 3] }, value: [1, 0] },
      },
    },
    {
      data: { values: shown },
      mark: { type: "point", size: 62, strokeWidth: 2.25, stroke: colour, opacity: 1 },
      encoding: {
        x: { field: "q", ...x },
        y: { field: "value", ...y },
        fill: { condition: { test: "datum.prospective", value: colour }, value: colours.paper },
        strokeOpacity: pale,
      },
    },
    arrows(
      shown.filter((m) => m.cut),
      x,
      y,
      colour,
    ),
    tags(
      "provisional",
      shown.filter((m) => m.provisional),
      widthIn(around),
    ),
  ];
  const none = values.filter((m) => m.value === null);
  if (none.length > 0) layers.push(noFigures(none, x));
  return framed(panelWidth, height, around, layers);
}

const inner = { height: height - margins.top - margins.bottom };
const widthIn = ({ left, right }: typeof margins): number => panelWidth - left - right;

/** A small word at the top right of the panel, over the last quarters, to which it applies. */
const tags = (label: string, of: readonly unknown[], width: number): Layer => ({
  data: { values: of.slice(-1).map(() => ({ label })) },
  mark: { type: "text", align: "right", baseline: "bottom", fontSize: 11, color: colours.muted },
  encoding: { x: { value: width }, y: { value: -10 }, text: { field: "label", type: "nominal" } },
});

/** Arrowheads at the top, where an interval goes beyond what is drawn. */
const arrows = (
  of: readonly unknown[],
  x: ReturnType<typeof quarterAxis>,
  y: { readonly type: "quantitative" },
  colour: string,
): Layer => ({
  data: { values: [...of] },
  mark: {
    type: "point",
    shape: "triangle-up",
    filled: true,
    size: 70,
    color: colour,
    opacity: 1,
    yOffset: 4,
  },
  encoding: { x: { field: "q", ...x }, y: { field: "top", ...y } },
});

const noFigures = (of: readonly { readonly q: string }[], x: ReturnType<typeof quarterAxis>): Layer => ({
  data: { values: of.map(({ q }) => ({ q, label: "none" })) },
  mark: { type: "text", baseline: "bottom", fontSize: 10, color: colours.muted },
  encoding: {
    x: { field: "q", ...x },
    y: { value: inner.height - 4 },
    text: { field: "label", type: "nominal" },
  },
});

export interface VolumeMark {
  readonly quarter: string;
  readonly served: number;
  readonly overflow: number;
  /** slots of the whole quarter, though for a provisional one only its mature part is shown */
  readonly slots: number;
  readonly provisional: boolean;
}

/** Leads by quarter, served and overflowing, against the slots: one dark line, labelled at its right end. */
export function volumePanel(
  marks: readonly VolumeMark[],
  quarters: readonly string[],
  highest: number,
  colour: string,
  events: readonly QuarterEvent[] = [],
): Spec {
  const around = marginsTo(highest);
  const x = quarterAxis(quarters);
  const y = {
    type: "quantitative" as const,
    scale: { domain: [0, highest], nice: false },
    axis: { ...levelTitle("leads", around.left), tickCount: 4, grid: true },
  };
  const values = marks.map((m) => ({
    ...m,
    q: quarterLabel(m.quarter),
    top: m.served + m.overflow,
    zero: 0,
  }));
  const pale = { condition: { test: "datum.provisional", value: 0.4 }, value: 1 };
  const last = values.at(-1);
  const end = last === undefined ? [] : [{ ...last, label: "capacity" }];
  const known = new Set(marks.flatMap((m) => (m.slots > 0 ? [m.quarter] : [])));
  const none = quarters.filter((of) => !known.has(of)).map((of) => ({ q: quarterLabel(of) }));
  return framed(panelWidth, height, around, [
    ...eventLines(events, quarters, x),
    {
      data: { values },
      mark: { type: "bar", color: colour },
      encoding: {
        x: { field: "q", ...x },
        y: { field: "served", ...y },
        y2: { field: "zero" },
        opacity: pale,
      },
    },
    {
      data: { values: values.filter((m) => m.overflow > 0) },
      mark: { type: "bar", fill: colours.paper, stroke: colour, strokeWidth: 1.5, strokeDash: [2, 2] },
      encoding: {
        x: { field: "q", ...x },
        y: { field: "top", ...y },
        y2: { field: "served" },
        opacity: pale,
      },
    },
    {
      // a single quarter makes no line: a tick marks its slots
      data: { values: values.length === 1 ? values : [] },
      mark: { type: "tick", orient: "horizontal", color: colours.ink, thickness: 1.75 },
      encoding: { x: { field: "q", ...x }, y: { field: "slots", ...y } },
    },
    {
      data: { values },
      mark: { type: "line", color: colours.ink, strokeWidth: 1.75 },
      encoding: { x: { field: "q", ...x }, y: { field: "slots", ...y } },
    },
    ...halo(
      { type: "text", align: "right", baseline: "bottom", dy: -6, fontSize: 11, fontWeight: 600 },
      (mark) => ({
        data: { values: end },
        mark,
        encoding: {
          x: { value: widthIn(around) },
          y: { field: "slots", ...y },
          text: { field: "label", type: "nominal" },
        },
      }),
    ),
    tags(
      "provisional",
      values.filter((m) => m.provisional),
      widthIn(around),
    ),
    ...(none.length === 0 ? [] : [noFigures(none, x)]),
  ]);
}
