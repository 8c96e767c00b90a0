import { colours, framed, halo, levelTitle, narrowWidth, wideWidth } from "../theme.ts";
import type { Chart, Layer, Spec } from "../type.ts";

export interface CalibrationMap {
  readonly id: string;
  readonly alternative: string;
  readonly colour: string;
  /** ascending in score; p per 100 */
  readonly curve: readonly { readonly score: number; readonly p: number }[];
  readonly leads: readonly { readonly low: number; readonly high: number; readonly n: number }[];
  /** vertical lines and their names */
  readonly marks: readonly { readonly at: number; readonly label: string }[];
  /** whether the map keeps each value up to the next score */
  readonly steps: boolean;
}

const height = 300;
/** height in pixels of the strip of leads below the curve */
const strip = 44;

/** Probability by score, and below it how many leads have each score. */
export const calibrationMap = (of: CalibrationMap): Chart => ({
  id: of.id,
  label: null,
  alternative: of.alternative,
  wide: drawn(of, wideWidth),
  narrow: drawn(of, narrowWidth),
});

function drawn(of: CalibrationMap, width: number): Spec {
  const margins = { left: 38, right: 14, top: 34, bottom: 44 };
  const inner = height - margins.top - margins.bottom;
  const [least, most] = [of.leads[0]?.low ?? 0, of.leads.at(-1)?.high ?? 1];
  const highest = Math.max(1, ...of.curve.map(({ p }) => p));
  const x = {
    type: "quantitative" as const,
    scale: { domain: [least, most], nice: false, zero: false },
    axis: { title: "score", titlePadding: 8, tickCount: width < 500 ? 4 : 7, grid: false },
  };
  const y = {
    type: "quantitative" as const,
    scale: { domain: [0, Math.min(100, 1.05 * highest)], nice: false, range: [inner - strip - 8, 0] },
    axis: { ...levelTitle("outcomes per 100", margins.left), tickCount: 5, grid: true },
  };
  const pixels = (field: string) => ({
    field,
    type: "quantitative" as const,
    scale: { domain: [inner, 0], nice: false, zero: false },
    axis: null,
  });
  const most100 = Math.max(1e-9, ...of.leads.map(({ n }) => n));
  const bars = of.leads.map(({ low, high, n }) => ({
    low,
    high,
    from: inner,
    to: inner - (strip * n) / most100,
  }));
  const marks = of.marks.map((mark) => ({ ...mark, from: inner, to: 0 }));
  const curve: Layer = {
    data: { values: [...of.curve] },
    mark: {
      type: "line",
      color: of.colour,
      strokeWidth: 2.5,
      interpolate: of.steps ? "step-after" : "linear",
    },
    encoding: { x: { field: "score", ...x }, y: { field: "p", ...y } },
  };
  const under: Layer = {
    layer: [
      {
        data: { values: bars },
        mark: { type: "rect", color: colours.incumbent, opacity: 0.5 },
        encoding: {
          x: { field: "low", ...x },
          x2: { field: "high" },
          y: pixels("from"),
          y2: { field: "to" },
        },
      },
      {
        data: { values: marks },
        mark: { type: "rule", color: colours.muted, strokeWidth: 1, strokeDash: [2, 3] },
        encoding: { x: { field: "at", ...x }, y: pixels("from"), y2: { field: "to" } },
      },
      ...halo(
        { type: "text", align: "left", baseline: "middle", dx: 4, dy: 8, fontSize: 12, fontWeight: 600 },
        (mark) => ({
          data: { values: marks },
          mark,
          encoding: { x: { field: "at", ...x }, y: pixels("to"), text: { field: "label", type: "nominal" } },
        }),
      ),
    ],
  };
  return { ...framed(width, height, margins, [curve, under]), resolve: { scale: { y: "independent" } } };
}
