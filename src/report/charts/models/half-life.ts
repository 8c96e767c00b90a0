import { colours, framed, halo, levelTitle, panelWidth } from "../theme.ts";
import type { Layer, Spec } from "../type.ts";

export interface HalfLifeProfile {
  /** half-lives in days, and by how much twice the log-likelihood falls at each */
  readonly falls: readonly { readonly halfLife: number; readonly fall: number }[];
  /** the same for plain counts */
  readonly plain: number;
  /** low end in days; null: below the range that is drawn */
  readonly low: number | null;
  readonly high: number | null;
  /** the half-life taken, in days; null: plain counts */
  readonly taken: number | null;
}

/** The fall that bounds the 95% interval: the chi-square quantile with one degree of freedom. */
export const bound = 3.84;

const margins = { left: 34, right: 16, top: 34, bottom: 42 };
const height = 240;
/** Deeper falls are not drawn: they are excluded in any case. */
const deepest = 16;

/** How well each half-life predicts, the best at the top; the band holds those that the data do not exclude. */
export function halfLifePanel(of: HalfLifeProfile, colour: string): Spec {
  const days = of.falls.map((f) => f.halfLife);
  const [least, most] = [Math.min(...days), Math.max(...days)];
  const x = {
    type: "quantitative" as const,
    scale: { type: "log" as const, domain: [least, most], nice: false },
    axis: {
      title: "half-life, days",
      titlePadding: 6,
      values: [1, 3, 7, 14, 30, 90, 365],
      grid: false,
      format: "d",
    },
  };
  const y = {
    type: "quantitative" as const,
    scale: { domain: [deepest, 0], nice: false, zero: false },
    axis: { ...levelTitle("fall from the best", margins.left), values: [0, 4, 8, 12, 16], grid: true },
  };
  const across = (fall: number, label: string, dashed: boolean): Layer[] => {
    const values = [{ from: least, to: most, fall, label }];
    return [
      {
        data: { values },
        mark: {
          type: "rule",
          color: colours.muted,
          strokeWidth: 1,
          ...(dashed ? { strokeDash: [4, 3] } : {}),
        },
        encoding: { x: { field: "from", ...x }, x2: { field: "to" }, y: { field: "fall", ...y } },
      },
      ...halo({ type: "text", align: "right", baseline: "bottom", dy: -3, dx: -2, fontSize: 12 }, (mark) => ({
        data: { values },
        mark,
        encoding: {
          x: { field: "to", ...x },
          y: { field: "fall", ...y },
          text: { field: "label", type: "nominal" },
        },
      })),
    ];
  };
  const takenAt = of.falls.filter((f) => f.halfLife === of.taken);
  return framed(panelWidth, height, margins, [
    {
      data: { values: [{ from: of.low ?? least, to: of.high ?? most, top: 0, bottom: deepest }] },
      mark: { type: "rect", color: colour, opacity: 0.14 },
      encoding: {
        x: { field: "from", ...x },
        x2: { field: "to" },
        y: { field: "top", ...y },
        y2: { field: "bottom" },
      },
    },
    ...across(bound, "95%", false),
    ...(of.plain < deepest && of.plain > 0.5 ? across(of.plain, "plain counts", true) : []),
    {
      data: { values: [...of.falls] },
      mark: { type: "line", color: colour, strokeWidth: 2, clip: true, interpolate: "monotone" },
      encoding: { x: { field: "halfLife", ...x }, y: { field: "fall", ...y } },
    },
    {
      data: { values: takenAt },
      mark: { type: "point", filled: true, size: 70, color: colour, opacity: 1 },
      encoding: { x: { field: "halfLife", ...x }, y: { field: "fall", ...y } },
    },
  ]);
}
