import { counted, cut, grouped } from "../../base/text.ts";
import type { FunnelFacts, SpeedFacts } from "../../result/type.ts";
import { type Cells, hundredth, number, rateOf, table, whole } from "../terminal/table.ts";

/** The pipeline; a run of an earlier version has none. */
export const pipeline = ({ pipeline: of }: Pick<Partial<FunnelFacts>, "pipeline">): string[] => {
  if (of == null || of.brings.value === null) return [];
  const { low, high, value } = of.brings;
  const within = of.past.filter((one) => one.within).length;
  return [
    "",
    `The present pipeline in ${of.quarter}`,
    `  ${of.open} open at ${of.from}: about ${Math.round(value)} (${low} to ${high}) should go on to ${of.to}`,
    ...(of.past.length === 0
      ? []
      : [`  past quarters for which the same came true: ${within} of ${of.past.length}`]),
  ];
};

const paceHeads = ["by 7 d", "by 30 d", "by 90 d", "half by", "lost, 90 d"];

const paceCells = ({ at, halfBy }: Pick<SpeedFacts, "at" | "halfBy">): Cells => {
  const by = (days: number): string => {
    const e = at.find((a) => a.days === days)?.wentOn;
    return e === undefined || e.value === null ? "-" : hundredth(e.value);
  };
  const lost = at.find((a) => a.days === 90)?.lost;
  return [
    by(7),
    by(30),
    by(90),
    halfBy === null ? "-" : `day ${Math.ceil(halfBy)}`,
    lost === undefined ? "-" : hundredth(lost),
  ];
};

export const speed = ({ speed: of }: FunnelFacts): string[] =>
  table(
    "Speed (losses competing)",
    paceHeads,
    of.map((step) => [`${step.from} to ${step.to}`, ...paceCells(step)]),
  );

export const nurture = ({ nurture: of }: FunnelFacts): string[] => {
  if (of == null) return [];
  const { from, to, n, leads, waiting, days, mature, rate: of100 } = of;
  return [
    ...table("Time in nurture", paceHeads, [[`${from.join(", ")} to ${to}`, ...paceCells(of)]]),
    `  ${counted(n, "return")} of ${counted(leads, "lead")}; ${grouped(waiting)} still wait`,
    ...(of100.value === null
      ? []
      : [
          `  the outcome within ${counted(days, "day")} of a return: ${rateOf(of100)} of 100, ${counted(mature, "mature return")}`,
        ]),
  ];
};

const signed = (x: number | null): string => (x === null ? "-" : `${x > 0 ? "+" : ""}${hundredth(x)}`);

export const movements = ({ movements: of }: FunnelFacts): string[] =>
  table(
    "Why the rate moved",
    ["from", "to", "mix", "worked", "rate", "too young"],
    of.map((m) => [
      `${m.before} to ${m.after}`,
      hundredth(m.rateBefore),
      hundredth(m.rateAfter),
      signed(m.mix),
      signed(m.worked),
      signed(m.rate),
      signed(m.immaturity),
    ]),
  );

/** How the outcomes of each quarter's leads accumulate with age, and how many there will be. */
export function curves({ curves: of }: FunnelFacts): string[] {
  const shown = (of?.cohorts ?? []).filter(({ n }) => n !== null);
  return table(
    "Leads by quarter",
    ["leads", "so far", `by day ${of?.ages.at(-1)} (95%)`],
    shown.map(({ quarter, n, soFar, ultimate }) => [quarter, number(n), number(soFar), whole(ultimate)]),
  );
}

/** How many trigger events are shown: the last ones. */
const shownEvents = 12;

export const events = ({ events: of }: FunnelFacts): string[] =>
  of.length === 0
    ? []
    : ["", "Events", ...of.slice(-shownEvents).map(({ date, label }) => `  ${date}  ${cut(label, 66)}`)];
