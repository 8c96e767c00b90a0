import type { ReliabilityBin } from "../../../result/type.ts";
import { colours, framed, levelTitle, panelWidth } from "../theme.ts";
import type { Spec } from "../type.ts";

const margins = { left: 34, right: 12, top: 34, bottom: 42 };
const height = 300;

/** Predicted against observed outcomes per 100 leads; on the dashed diagonal the two are equal. */
export function reliabilityPanel(bins: readonly ReliabilityBin[], most: number, colour: string): Spec {
  const values = bins.flatMap((bin) =>
    bin.observed.value === null
      ? []
      : [
          {
            predicted: 100 * bin.predicted,
            observed: 100 * bin.observed.value,
            low: 100 * bin.observed.low,
            high: Math.min(most, 100 * bin.observed.high),
          },
        ],
  );
  const scale = { domain: [0, most], nice: false };
  const x = {
    type: "quantitative" as const,
    scale,
    axis: { title: "predicted, per 100", titlePadding: 6, tickCount: 5, grid: true },
  };
  const y = {
    type: "quantitative" as const,
    scale,
    axis: { ...levelTitle("came, per 100", margins.left), tickCount: 5, grid: true },
  };
  const data = { values };
  return framed(panelWidth, height, margins, [
    {
      data: { values: [{ at: 0 }, { at: most }] },
      mark: { type: "line", color: colours.muted, strokeWidth: 1.25, strokeDash: [4, 3] },
      encoding: { x: { field: "at", ...x }, y: { field: "at", ...y } },
    },
    {
      data,
      mark: { type: "rule", color: colour, strokeWidth: 2, opacity: 0.75 },
      encoding: { x: { field: "predicted", ...x }, y: { field: "low", ...y }, y2: { field: "high" } },
    },
    {
      data,
      mark: { type: "point", filled: true, size: 60, color: colour, opacity: 1 },
      encoding: { x: { field: "predicted", ...x }, y: { field: "observed", ...y } },
    },
  ]);
}

/**
 * The top of the axes of reliability panels side by side: a round number above all points, though not above all
 * whiskers.
 */
export function reliabilityTop(panels: readonly (readonly ReliabilityBin[])[]): number {
  const all = panels
    .flat()
    .flatMap((b) => [b.predicted, b.observed.value ?? 0, (b.observed.value ?? 0) * 1.3]);
  const highest = 100 * Math.max(0.01, ...all);
  const step = [1, 2, 5, 10, 20, 25, 30, 40, 50, 60, 80, 100].find((s) => s >= highest);
  return step ?? 100;
}
