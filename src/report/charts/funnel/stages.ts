import { oneLine } from "../../escape.ts";
import { shortened } from "../../format.ts";
import { colours, fontSize, framed, narrowWidth, textWidth, wideWidth } from "../theme.ts";
import type { Chart, Spec } from "../type.ts";

export interface FunnelBar {
  readonly stage: string;
  readonly reached: number;
  readonly words: string;
}

const rowHeight = 44;

/** Bars from zero, one for each stage, with its name and numbers above it. */
export const funnelChart = (bars: readonly FunnelBar[], alternative: string): Chart => ({
  id: "funnel",
  label: null,
  alternative,
  wide: drawn(bars, wideWidth),
  narrow: drawn(bars, narrowWidth),
});

function drawn(bars: readonly FunnelBar[], width: number): Spec {
  const margins = { left: 1, right: 1, top: 4, bottom: 6 };
  const inner = width - margins.left - margins.right;
  const height = bars.length * rowHeight;
  const values = bars.map((bar, i) => ({
    ...bar,
    stage: shortened(
      oneLine(bar.stage),
      Math.max(6, Math.floor((inner - textWidth(bar.words) - 16) / (fontSize * 0.56))),
    ),
    nameAt: i * rowHeight + 14,
    from: i * rowHeight + 20,
    to: i * rowHeight + 36,
    zero: 0,
  }));
  const y = (field: string) => ({
    field,
    type: "quantitative" as const,
    scale: { domain: [height, 0], nice: false, zero: false },
    axis: null,
  });
  const most = Math.max(1, ...bars.map((b) => b.reached));
  const x = { type: "quantitative" as const, scale: { domain: [0, most], nice: false }, axis: null };
  const data = { values };
  return framed(width, height + margins.top + margins.bottom, margins, [
    {
      data,
      mark: { type: "rect", color: colours.plain },
      encoding: {
        x: { field: "zero", ...x },
        x2: { field: "reached" },
        y: y("from"),
        y2: { field: "to" },
      },
    },
    {
      data,
      mark: { type: "text", align: "left", baseline: "alphabetic", fontWeight: 600 },
      encoding: { x: { value: 0 }, y: y("nameAt"), text: { field: "stage", type: "nominal" } },
    },
    {
      data,
      mark: { type: "text", align: "right", baseline: "alphabetic", color: colours.muted },
      encoding: { x: { value: inner }, y: y("nameAt"), text: { field: "words", type: "nominal" } },
    },
  ]);
}
