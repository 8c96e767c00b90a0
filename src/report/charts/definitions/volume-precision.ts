import { oneLine } from "../../escape.ts";
import { shortened } from "../../format.ts";
import { besideLayer } from "../beside.ts";
import { colours, framed, levelTitle, movedApart, narrowWidth, textWidth, wideWidth } from "../theme.ts";
import type { Chart, Layer, Spec } from "../type.ts";

export interface VolumePoint {
  readonly name: string;
  readonly colour: string;
  /** crossings in a judged quarter */
  readonly volume: number;
  /** outcomes per 100 that crossed */
  readonly precision: number;
  readonly low: number;
  readonly high: number;
  readonly labelled: boolean;
}

const labelGap = 15;

/** How many leads cross, against how many of them reach the outcome; capacity is the dark line. */
export const volumePrecision = (
  points: readonly VolumePoint[],
  slots: number,
  alternative: string,
  many: string,
): Chart => ({
  id: "volume-precision",
  label: null,
  alternative,
  wide: drawn(points, slots, { width: wideWidth, height: 400 }, many),
  narrow: drawn(points, slots, { width: narrowWidth, height: 360 }, many),
});

function drawn(
  points: readonly VolumePoint[],
  slots: number,
  { width, height }: { readonly width: number; readonly height: number },
  many: string,
): Spec {
  const capacity = `capacity ${Math.round(slots)}`;
  const names = points.map((p) => shortened(oneLine(p.name), width < 500 ? 15 : 34));
  const right = Math.min(
    width * 0.36,
    16 +
      Math.max(...names.map((n, i) => (points[i]?.labelled ? textWidth(n) : 0)), textWidth("capacity 1,000")),
  );
  const margins = { left: 38, right, top: 34, bottom: 44 };
  const inner = {
    width: width - margins.left - margins.right,
    height: height - margins.top - margins.bottom,
  };
  const highest = 1.08 * Math.max(slots, ...points.map((p) => p.volume), 1);
  const most = Math.min(100, 1.05 * Math.max(...points.map((p) => p.high), 1));
  const x = {
    type: "quantitative" as const,
    scale: { domain: [0, most], nice: false },
    axis: {
      title: `${many} per 100 leads that qualify`,
      titlePadding: 8,
      tickCount: width < 500 ? 4 : 7,
      grid: true,
    },
  };
  const y = {
    type: "quantitative" as const,
    scale: { domain: [0, highest], nice: false },
    axis: { ...levelTitle("leads that qualify, a quarter", margins.left), tickCount: 5, grid: true },
  };
  const labels = points
    .map((p, i) => ({ ...p, label: names[i] ?? "", at: inner.height * (1 - p.volume / highest) }))
    .filter((p) => p.labelled);
  const capacityAt = inner.height * (1 - slots / highest);
  const moved = movedApart([capacityAt, ...labels.map((l) => l.at)], labelGap, inner.height);
  const placed = [
    {
      label: capacity,
      weight: "normal" as const,
      colour: colours.ink,
      high: most,
      at: capacityAt,
      to: moved[0] ?? capacityAt,
    },
    ...labels.map((l, i) => ({ ...l, weight: "bold" as const, to: moved[i + 1] ?? l.at })),
  ];
  const data = { values: [...points] };
  const colour = { field: "colour", type: "nominal" as const, scale: null };
  const line = { values: [{ slots }] };
  const main: Layer = {
    layer: [
      {
        data: line,
        mark: { type: "rule", color: colours.ink, strokeWidth: 1.75 },
        encoding: { y: { field: "slots", ...y } },
      },
      {
        data,
        mark: { type: "rule", strokeWidth: 2, opacity: 0.75 },
        encoding: {
          x: { field: "low", ...x },
          x2: { field: "high" },
          y: { field: "volume", ...y },
          color: colour,
        },
      },
      {
        data,
        mark: { type: "point", filled: true, size: 90, opacity: 1 },
        encoding: { x: { field: "precision", ...x }, y: { field: "volume", ...y }, color: colour },
      },
    ],
  };
  return {
    ...framed(width, height, margins, [main, besideLayer(placed, inner, "high", x)]),
    resolve: { scale: { y: "independent" } },
  };
}
