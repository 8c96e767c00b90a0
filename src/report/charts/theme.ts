import type { Layer, Spec } from "./type.ts";

/**
 * Specs use the colours of the light theme; on the page each becomes a CSS variable, so that one drawing serves light
 * and dark. Every value is used for one role only, since the page finds the role by the value.
 */
export const colours = {
  ink: "#1b1f24",
  muted: "#59616a",
  grid: "#e4e6e9",
  paper: "#fefefe",
  incumbent: "#767d85",
  /** the definition that the verdict is about */
  c1: "#0072b2",
  /** every other candidate */
  rest: "#4f94c0",
  /** not a definition: models, the funnel, months */
  plain: "#4d5a66",
} as const;
export type Role = keyof typeof colours;

export const fontSize = 12;
const font = "system-ui, -apple-system, Segoe UI, Roboto, Helvetica, Arial, sans-serif";

export const wideWidth = 720;
export const narrowWidth = 340;
/** width of a panel: three of them and two gaps fill the main column */
export const panelWidth = 300;

/**
 * Approximate width of a text in pixels (Helvetica's classes of letters). Vega without a canvas takes .8 em for each
 * letter, so the margins are computed here, and its own fitting is off.
 */
export function textWidth(text: string, size = fontSize): number {
  let em = 0;
  for (const letter of text)
    em += /[ilj.,:;'|!ftI()[\]]/.test(letter)
      ? 0.3
      : /[mwMW@%]/.test(letter)
        ? 0.86
        : /[A-Z0-9]/.test(letter)
          ? 0.64
          : (letter.codePointAt(0) ?? 0) > 0x2e7f
            ? 1
            : 0.54;
  return em * size;
}

export interface Margins {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const config: NonNullable<Spec["config"]> = {
  aria: false,
  font,
  background: "transparent",
  view: { stroke: null },
  axis: {
    labelColor: colours.muted,
    labelFontSize: fontSize,
    titleColor: colours.muted,
    titleFontSize: fontSize,
    titleFontWeight: "normal",
    gridColor: colours.grid,
    domainColor: colours.grid,
    tickColor: colours.grid,
    labelLimit: 0,
    labelOverlap: false,
    labelFlush: false,
    labelPadding: 5,
    domain: false,
    ticks: false,
  },
  text: { color: colours.ink, fontSize, limit: 0 },
};

/** A layered chart that is `width` pixels wide in all, with the given margins. */
export function framed(width: number, height: number, margins: Margins, layer: readonly Layer[]): Spec {
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    autosize: "none",
    width: width - margins.left - margins.right,
    height: height - margins.top - margins.bottom,
    padding: margins,
    config,
    layer: [...layer],
  };
}

/** The name of a vertical axis, horizontally above it instead of along its side. */
export const levelTitle = (title: string, left: number) => ({
  title,
  titleAngle: 0,
  titleAlign: "left" as const,
  titleBaseline: "bottom" as const,
  titleAnchor: "start" as const,
  titleX: -left + 2,
  titleY: -10,
});

/** Heights of labels, moved apart so that neighbours are at least `gap` pixels apart, in the same order. */
export function movedApart(heights: readonly number[], gap: number, lowest: number): number[] {
  const order = [...heights.keys()].sort((a, b) => (heights[a] ?? 0) - (heights[b] ?? 0) || a - b);
  const moved = [...heights];
  let last = Number.NEGATIVE_INFINITY;
  for (const i of order) {
    last = Math.max(moved[i] ?? 0, last + gap);
    moved[i] = last;
  }
  let next = lowest + gap;
  for (const i of order.reverse()) {
    next = Math.min(moved[i] ?? 0, next - gap);
    moved[i] = next;
  }
  return moved;
}

const roleOf = new Map<string, string>(Object.entries(colours).map(([role, value]) => [value, role]));

/** `var(--c1)` for a colour of the theme; other colours are unchanged. */
export function roleVariable(colour: string): string {
  const role = roleOf.get(colour.toLowerCase());
  return role === undefined ? colour : `var(--${role})`;
}

export interface TextMark {
  readonly type: "text";
  readonly align: "left" | "right" | "center";
  readonly baseline: "bottom" | "middle";
  readonly dx?: number;
  readonly dy?: number;
  readonly fontSize?: number;
  readonly fontWeight?: 600;
  readonly stroke?: string;
  readonly strokeWidth?: number;
}

/** A label that stays readable over marks: the paper's colour around its letters, then the letters. */
export const halo = (mark: TextMark, layer: (mark: TextMark) => Layer): Layer[] => [
  layer({ ...mark, stroke: colours.paper, strokeWidth: 4 }),
  layer(mark),
];
