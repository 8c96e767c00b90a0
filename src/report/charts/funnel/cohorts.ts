import type { FunnelFacts } from "../../../result/type.ts";
import { colours, framed, levelTitle, narrowWidth, wideWidth } from "../theme.ts";
import type { Chart, Layer, Spec } from "../type.ts";

type Cohorts = FunnelFacts["cohorts"];

/**
 * Outcomes per 100 leads by the month in which they were created; months that are not mature are pale and dashed.
 * @param events months in which something happened, `2026-03`: a dotted vertical line for each
 */
export const cohortChart = (cohorts: Cohorts, events: readonly string[], alternative: string): Chart => ({
  id: "cohorts",
  label: null,
  alternative,
  wide: drawn(cohorts, events, wideWidth, 280),
  narrow: drawn(cohorts, events, narrowWidth, 260),
});

function drawn(cohorts: Cohorts, events: readonly string[], width: number, height: number): Spec {
  const margins = { left: 34, right: 10, top: 34, bottom: 28 };
  const values = cohorts.flatMap((c) =>
    c.rate.value === null
      ? []
      : [
          {
            month: c.month,
            value: 100 * c.rate.value,
            low: 100 * c.rate.low,
            high: 100 * c.rate.high,
            mature: c.mature,
          },
        ],
  );
  // the axis ends above the points: one young month with a long whisker must not flatten the others
  const most = Math.max(1, ...values.map((v) => (v.mature ? v.high : v.value)));
  const every = Math.max(1, Math.ceil((cohorts.length * 52) / (width - 44)));
  const months = cohorts.map((c) => c.month);
  const x = {
    type: "ordinal" as const,
    scale: { domain: months, padding: 0.3 },
    axis: {
      title: null,
      labelAngle: 0,
      values: months.filter((_, i) => i % every === 0),
      labelFontSize: 11,
      labelPadding: 8,
    },
  };
  const y = {
    type: "quantitative" as const,
    scale: { domain: [0, Math.min(100, 1.05 * most)], nice: false },
    axis: { ...levelTitle("per 100 leads", margins.left), tickCount: 4, grid: true },
  };
  const data = { values: values.map((v) => ({ ...v, high: Math.min(v.high, Math.min(100, 1.05 * most)) })) };
  const cut = values
    .filter((v) => v.high > Math.min(100, 1.05 * most))
    .map((v) => ({ ...v, top: Math.min(100, 1.05 * most) }));
  const pale = { condition: { test: "!datum.mature", value: 0.45 }, value: 1 };
  const young = cohorts.filter((c) => !c.mature);
  const marks = months.filter((month) => events.includes(month)).map((month) => ({ month }));
  const layers: Layer[] = [
    ...(marks.length === 0
      ? []
      : [
          {
            data: { values: marks },
            mark: { type: "rule" as const, color: colours.muted, strokeWidth: 1.2, strokeDash: [1, 3] },
            encoding: {
              x: { field: "month", ...x },
              y: { value: 0 },
              y2: { value: height - margins.top - margins.bottom },
            },
          },
        ]),
    {
      data,
      mark: { type: "rule", color: colours.plain, strokeWidth: 1.5 },
      encoding: {
        x: { field: "month", ...x },
        y: { field: "low", ...y },
        y2: { field: "high" },
        opacity: { condition: { test: "!datum.mature", value: 0.4 }, value: 0.6 },
        strokeDash: { condition: { test: "!datum.mature", value: [2, 2] }, value: [1, 0] },
      },
    },
    {
      data,
      mark: { type: "point", filled: true, size: width < 500 ? 22 : 40, color: colours.plain },
      encoding: { x: { field: "month", ...x }, y: { field: "value", ...y }, opacity: pale },
    },
  ];
  if (cut.length > 0)
    layers.push({
      data: { values: cut },
      mark: { type: "point", shape: "triangle-up", filled: true, size: 40, color: colours.plain, yOffset: 3 },
      encoding: { x: { field: "month", ...x }, y: { field: "top", ...y }, opacity: pale },
    });
  if (young.length > 0)
    layers.push({
      data: { values: young.slice(-1).map(({ month }) => ({ month, label: "not mature yet" })) },
      mark: { type: "text", align: "right", baseline: "bottom", dx: 6, fontSize: 11, color: colours.muted },
      encoding: { x: { field: "month", ...x }, y: { value: -10 }, text: { field: "label", type: "nominal" } },
    });
  return framed(width, height, margins, layers);
}
