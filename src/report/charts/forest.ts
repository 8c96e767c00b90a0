import { oneLine } from "../escape.ts";
import { count, shortened } from "../format.ts";
import { colours, fontSize, framed, narrowWidth, textWidth, wideWidth } from "./theme.ts";
import type { Chart, Layer, Spec } from "./type.ts";

export interface ForestRow {
  readonly name: string;
  readonly colour: string;
  /** in the axis' units */
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** the numbers in words, at the right end */
  readonly words: string;
}

export interface Forest {
  readonly id: string;
  readonly alternative: string;
  readonly rows: readonly ForestRow[];
  readonly axis: string;
  /** a dark upright line and what it stands for */
  readonly mark: { readonly at: number; readonly label: string } | null;
  /** the axis starts here though nothing reaches it */
  readonly from: number | null;
}

const rowHeight = 44;

/** One row a thing: its name and numbers, under them the estimate with its interval. */
export const forest = (of: Forest): Chart => ({
  id: of.id,
  label: null,
  alternative: of.alternative,
  wide: drawn(of, wideWidth),
  narrow: drawn(of, narrowWidth),
});

function drawn(of: Forest, width: number): Spec {
  const margins = { left: 8, right: 8, top: of.mark === null ? 8 : 26, bottom: 44 };
  const inner = width - margins.left - margins.right;
  const rows = of.rows.map((row, i) => {
    const room = inner - textWidth(row.words) - 16;
    return {
      ...row,
      name: shortened(oneLine(row.name), Math.max(6, Math.floor(room / (fontSize * 0.56)))),
      nameAt: i * rowHeight + 13,
      at: i * rowHeight + 29,
    };
  });
  const height = rows.length * rowHeight;
  const all = [...of.rows.flatMap((r) => [r.low, r.high, r.value]), of.mark?.at, of.from].filter(
    (x): x is number => typeof x === "number",
  );
  const spread = Math.max(...all) - Math.min(...all) || 1;
  const domain = [of.from ?? Math.min(...all) - 0.04 * spread, Math.max(...all) + 0.04 * spread];
  const x = {
    type: "quantitative" as const,
    scale: { domain, nice: false, zero: false },
    axis: {
      title: of.axis,
      titlePadding: 8,
      tickCount: width < 500 ? 4 : 7,
      grid: true,
    },
  };
  const y = (field: string) => ({
    field,
    type: "quantitative" as const,
    scale: { domain: [height, 0], nice: false, zero: false },
    axis: null,
  });
  const data = { values: rows };
  const colour = { field: "colour", type: "nominal" as const, scale: null };
  const layers: Layer[] = [
    {
      data,
      mark: { type: "rule", strokeWidth: 2.5, strokeCap: "round" },
      encoding: { x: { field: "low", ...x }, x2: { field: "high" }, y: y("at"), color: colour },
    },
    {
      data,
      mark: { type: "point", filled: true, size: 80, opacity: 1 },
      encoding: { x: { field: "value", ...x }, y: y("at"), color: colour },
    },
    {
      data,
      mark: { type: "text", align: "left", baseline: "alphabetic", fontWeight: 600 },
      encoding: { x: { value: 0 }, y: y("nameAt"), text: { field: "name", type: "nominal" } },
    },
    {
      data,
      mark: { type: "text", align: "right", baseline: "alphabetic", color: colours.muted },
      encoding: { x: { value: inner }, y: y("nameAt"), text: { field: "words", type: "nominal" } },
    },
  ];
  if (of.mark !== null) {
    const share = (of.mark.at - (domain[0] ?? 0)) / ((domain[1] ?? 1) - (domain[0] ?? 0));
    const line = { values: [{ at: of.mark.at, label: of.mark.label }] };
    layers.unshift({
      data: line,
      mark: { type: "rule", color: colours.ink, strokeWidth: 1.25 },
      encoding: { x: { field: "at", ...x } },
    });
    layers.push({
      data: line,
      mark: {
        type: "text",
        baseline: "bottom",
        align: share < 0.3 ? "left" : share > 0.7 ? "right" : "center",
      },
      encoding: { x: { field: "at", ...x }, y: { value: -6 }, text: { field: "label", type: "nominal" } },
    });
  }
  return framed(width, height + margins.top + margins.bottom, margins, layers);
}

/** For the alternative: `a, b and 3 more`. */
export const someOf = (names: readonly string[], most = 4): string =>
  names.length <= most
    ? names.join(", ")
    : `${names.slice(0, most).join(", ")} and ${count(names.length - most)} more`;
