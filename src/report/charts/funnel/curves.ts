import type { CurveFacts } from "../../../result/type.ts";
import { colours, framed, levelTitle, narrowWidth, wideWidth } from "../theme.ts";
import type { Chart, Spec } from "../type.ts";

/** Outcomes per 100 leads by age, with a line for each quarter of creation; the latest two are named and stand out. */
export const curveChart = (curves: CurveFacts, alternative: string): Chart => ({
  id: "curves",
  label: null,
  alternative,
  wide: drawn(curves, wideWidth, 300),
  narrow: drawn(curves, narrowWidth, 260),
});

function drawn({ ages, cohorts, rate, developed }: CurveFacts, width: number, height: number): Spec {
  const margins = { left: 34, right: 84, top: 34, bottom: 44 };
  const lived = cohorts.filter(({ n, outcomes }) => n !== null && outcomes.some((x) => x !== null));
  const latest = lived.slice(-2).map(({ quarter }) => quarter);
  const points = lived.flatMap(({ quarter, n, outcomes }) => [
    { quarter, age: 0, share: 0 },
    ...outcomes.flatMap((x, a) =>
      x === null ? [] : [{ quarter, age: ages[a] ?? 0, share: (100 * x) / Math.max(1, n ?? 1) }],
    ),
  ]);
  const whole = [
    { quarter: "all", age: 0, share: 0 },
    ...ages.map((age, a) => ({ quarter: "all", age, share: 100 * (rate ?? 0) * (developed[a] ?? 1) })),
  ];
  const top = 1.05 * Math.max(0.1, ...[...points, ...whole].map(({ share }) => share));
  const x = {
    field: "age",
    type: "quantitative" as const,
    scale: { domain: [0, ages.at(-1) ?? 30], nice: false },
    axis: { title: "days after creation", titlePadding: 8, values: [0, ...ages], grid: false },
  };
  const y = {
    field: "share",
    type: "quantitative" as const,
    scale: { domain: [0, top], nice: false },
    axis: { ...levelTitle("per 100 leads", margins.left), tickCount: 4, grid: true },
  };
  const detail = { field: "quarter", type: "nominal" as const };
  const ends = apart(
    [
      ...latest.map((quarter) => points.filter((p) => p.quarter === quarter).at(-1)),
      { ...whole.at(-1), quarter: "all quarters" },
    ].flatMap((end) =>
      end?.age === undefined || end.share === undefined
        ? []
        : [{ age: end.age, share: end.share, quarter: end.quarter }],
    ),
    (14 * top) / (height - margins.top - margins.bottom),
  );
  return framed(width, height, margins, [
    {
      data: { values: points.filter(({ quarter }) => !latest.includes(quarter)) },
      mark: { type: "line", color: colours.plain, strokeWidth: 1.2, opacity: 0.35 },
      encoding: { x, y, detail },
    },
    {
      data: { values: whole },
      mark: { type: "line", color: colours.ink, strokeWidth: 1.5, strokeDash: [5, 3] },
      encoding: { x, y, detail },
    },
    {
      data: { values: points.filter(({ quarter }) => latest.includes(quarter)) },
      mark: {
        type: "line",
        color: colours.plain,
        strokeWidth: 2.4,
        point: { filled: true, size: 30, color: colours.plain },
      },
      encoding: { x, y, detail },
    },
    {
      data: { values: ends },
      mark: {
        type: "text",
        align: "left",
        baseline: "bottom",
        dx: 4,
        dy: -4,
        fontSize: 11,
        color: colours.ink,
      },
      encoding: { x, y: { ...y, field: "at" }, text: { field: "quarter", type: "nominal" } },
    },
  ]);
}

interface End {
  readonly age: number;
  readonly share: number;
  readonly quarter: string;
}

/** Labels moved up until none covers another at the same age. */
function apart(ends: readonly End[], gap: number): readonly (End & { readonly at: number })[] {
  const last = new Map<number, number>();
  return [...ends]
    .sort((a, b) => a.share - b.share)
    .map((end) => {
      const at = Math.max(end.share, (last.get(end.age) ?? Number.NEGATIVE_INFINITY) + gap);
      last.set(end.age, at);
      return { ...end, at };
    });
}
