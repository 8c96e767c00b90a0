import { oneLine } from "../../escape.ts";
import { shortened } from "../../format.ts";
import { besideLayer } from "../beside.ts";
import {
  colours,
  framed,
  halo,
  levelTitle,
  movedApart,
  narrowWidth,
  textWidth,
  wideWidth,
} from "../theme.ts";
import type { Chart, Layer, Spec } from "../type.ts";

export interface FrontierPoint {
  /** leads that qualify and outcomes, in a quarter */
  readonly volume: number;
  readonly wins: number;
  readonly low: number;
  readonly high: number;
}

export interface FrontierMark extends FrontierPoint {
  readonly name: string;
  readonly colour: string;
}

export interface Frontier {
  /** by rising volume */
  readonly curve: readonly FrontierPoint[];
  readonly marks: readonly FrontierMark[];
  /** orders that ignore scores: how many leads they serve, and the outcomes */
  readonly references: readonly { readonly name: string; readonly served: number; readonly wins: number }[];
  readonly slots: number;
  /** `opportunities` */
  readonly many: string;
}

/** The outcomes at each cut-off of a score, with the slots as a vertical line. */
export const frontierChart = (of: Frontier, alternative: string): Chart => ({
  id: "frontier",
  label: null,
  alternative,
  wide: drawn(of, wideWidth, 380),
  narrow: drawn(of, narrowWidth, 330),
});

function drawn(of: Frontier, width: number, height: number): Spec {
  const small = width < 500;
  const names = [...of.marks.map((m) => m.name), ...of.references.map((r) => r.name)].map((n) =>
    shortened(oneLine(n), small ? 14 : 24),
  );
  const margins = {
    left: 40,
    right: Math.min(width * 0.36, 20 + Math.max(...names.map((n) => textWidth(n)), 0)),
    top: 40,
    bottom: 44,
  };
  const inner = {
    width: width - margins.left - margins.right,
    height: height - margins.top - margins.bottom,
  };
  const right = Math.max(1.9 * of.slots, ...of.marks.map((m) => 1.1 * m.volume), 1);
  const curve = of.curve.filter(({ volume }) => volume <= right);
  const top =
    1.06 *
    Math.max(
      ...curve.map((p) => p.high),
      ...of.marks.map((m) => m.high),
      ...of.references.map((r) => r.wins),
      1,
    );
  const x = {
    type: "quantitative" as const,
    scale: { domain: [0, right], nice: false },
    axis: { title: "leads that qualify, a quarter", titlePadding: 8, tickCount: small ? 4 : 7, grid: true },
  };
  const y = {
    type: "quantitative" as const,
    scale: { domain: [0, top], nice: false },
    axis: { ...levelTitle(`${of.many}, a quarter`, margins.left), titleY: -22, tickCount: 5, grid: true },
  };
  const heightOf = (wins: number): number => inner.height * (1 - wins / top);
  const ends = [
    ...of.marks.map((m) => ({
      x: m.volume,
      at: heightOf(m.wins),
      weight: "bold" as const,
      colour: m.colour,
    })),
    ...of.references.map((r) => ({
      x: right,
      at: heightOf(r.wins),
      weight: "normal" as const,
      colour: colours.muted,
    })),
  ];
  const moved = movedApart(
    ends.map(({ at }) => at),
    15,
    inner.height,
  );
  const labels = ends.map((end, i) => ({ ...end, label: names[i] ?? "", to: moved[i] ?? end.at }));
  const dotted = of.references.flatMap((r, i) => [
    { i, volume: 0, wins: 0 },
    { i, volume: Math.min(r.served, right), wins: r.wins },
    { i, volume: right, wins: r.wins },
  ]);
  const colour = { field: "colour", type: "nominal" as const, scale: null };
  const capacity = { values: [{ slots: of.slots, label: `capacity ${Math.round(of.slots)}` }] };
  const main: Layer = {
    layer: [
      {
        data: { values: [...curve] },
        mark: { type: "area", color: colours.c1, opacity: 0.12 },
        encoding: { x: { field: "volume", ...x }, y: { field: "low", ...y }, y2: { field: "high" } },
      },
      {
        data: { values: dotted },
        mark: { type: "line", color: colours.muted, strokeDash: [2, 3], strokeWidth: 1.25 },
        encoding: {
          x: { field: "volume", ...x },
          y: { field: "wins", ...y },
          detail: { field: "i", type: "nominal" },
          order: { field: "volume", type: "quantitative" },
        },
      },
      {
        data: { values: [...curve] },
        mark: {
          type: "line",
          color: colours.c1,
          strokeWidth: 2,
          point: { filled: true, size: 20, color: colours.c1 },
        },
        encoding: {
          x: { field: "volume", ...x },
          y: { field: "wins", ...y },
          order: { field: "volume", type: "quantitative" },
        },
      },
      {
        data: capacity,
        mark: { type: "rule", color: colours.ink, strokeWidth: 1.75 },
        encoding: { x: { field: "slots", ...x } },
      },
      ...halo({ type: "text", align: "center", baseline: "bottom", dy: -4 }, (mark) => ({
        data: capacity,
        mark,
        encoding: {
          x: { field: "slots", ...x },
          y: { value: 0 },
          text: { field: "label", type: "nominal" },
        },
      })),
      {
        data: { values: [...of.marks] },
        mark: { type: "point", filled: true, size: 90, opacity: 1 },
        encoding: { x: { field: "volume", ...x }, y: { field: "wins", ...y }, color: colour },
      },
    ],
  };
  return {
    ...framed(width, height, margins, [main, besideLayer(labels, inner, "x", x)]),
    resolve: { scale: { y: "independent" } },
  };
}
