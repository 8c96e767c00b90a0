import { colours } from "./theme.ts";
import type { Layer } from "./type.ts";

/**
 * A label to the right of a chart. Its mark is at a height in pixels from the top, and the label where there is room.
 */
export interface Beside {
  readonly label: string;
  readonly weight: "bold" | "normal";
  readonly colour: string;
  readonly at: number;
  readonly to: number;
}

/**
 * Labels beside a chart, each joined to its mark by dots.
 * @param inner size of the chart without its margins
 * @param from field of `placed` where the dots begin, on the scale of `x`
 */
export function besideLayer(
  placed: readonly Beside[],
  inner: { readonly width: number; readonly height: number },
  from: string,
  x: Readonly<Record<string, unknown>>,
): Layer {
  const data = { values: [...placed] };
  const pixels = (field: string) => ({
    field,
    type: "quantitative" as const,
    scale: { domain: [inner.height, 0], nice: false, zero: false },
    axis: null,
  });
  return {
    layer: [
      {
        data,
        mark: {
          type: "text",
          align: "left",
          baseline: "middle",
          fontWeight: { expr: "datum.weight === 'bold' ? 600 : 400" },
        },
        encoding: {
          x: { value: inner.width + 10 },
          y: pixels("to"),
          text: { field: "label", type: "nominal" },
        },
      },
      {
        data,
        mark: { type: "rule", strokeWidth: 1, strokeDash: [1, 3], opacity: 0.9, color: colours.muted },
        encoding: {
          x: { field: from, type: "quantitative", ...x },
          x2: { value: inner.width + 7 },
          y: pixels("at"),
          y2: { field: "to" },
          color: { field: "colour", type: "nominal", scale: null },
        },
      },
    ],
  };
}
