import { cohortChart } from "../charts/cohorts.ts";
import { type FunnelBar, funnelChart } from "../charts/funnel.ts";
import { type Figure, type Section, type Text, tag, term, text, words } from "../document.ts";
import { oneLine } from "../escape.ts";
import { count, fixed, interval, ofHundred, percent, shortened } from "../format.ts";
import type { Subject } from "../subject.ts";
import { cell, estimateCell, numberCell } from "./cells.ts";

/** How far leads came, and how each month's leads fared, with those too young to tell apart. */
export function funnel(subject: Subject): Section | null {
  const { stages, cohorts } = subject.result.funnel;
  if (stages.length === 0 && cohorts.length === 0) return null;
  const blocks = [
    ...(stages.length > 0 ? [stagesFigure(subject)] : []),
    ...(cohorts.length > 0 ? [cohortsFigure(subject)] : []),
  ];
  return { id: "funnel", title: "The funnel", short: "Funnel", blocks };
}

function stagesFigure({ result }: Subject): Figure {
  const { stages } = result.funnel;
  const bars = stages.map((s, i): FunnelBar => {
    const c = s.conversion;
    const share =
      c === null || c.value === null
        ? ""
        : ` \u00b7 ${ofHundred(c.value)} of 100 from ${shortened(oneLine(stages[i - 1]?.stage ?? ""), 16)}`;
    return { stage: s.stage, reached: s.reached, words: `${count(s.reached)}${share}` };
  });
  const title = stagesTitle(stages);
  return {
    kind: "figure",
    id: "funnel-stages",
    title,
    note: text`All leads of the files, whatever their age; a later stage implies the earlier ones. Young leads may still go on.`,
    charts: [
      funnelChart(
        bars,
        `${words(title)}. ${stages.map((s) => `${s.stage} ${count(s.reached)}`).join(", ")}.`,
      ),
    ],
    table: {
      kind: "table",
      caption: "Stages",
      columns: [
        { title: ["Stage"] },
        { title: ["Reached"], number: true },
        { title: ["Of those in the stage before"], number: true },
        { title: ["Median days from creation"], number: true },
      ],
      rows: stages.map((s) => ({
        cells: [
          cell(s.stage),
          numberCell(s.reached),
          estimateCell(s.conversion, percent),
          numberCell(s.medianDays, (x) => fixed(x, 1)),
        ],
      })),
    },
  };
}

function stagesTitle(stages: Subject["result"]["funnel"]["stages"]): Text {
  const steps = stages.flatMap((s, i) => {
    const before = stages[i - 1];
    return before === undefined || s.conversion === null || s.conversion.value === null
      ? []
      : [{ from: before.stage, to: s.stage, e: s.conversion }];
  });
  const narrowest = steps.reduce<(typeof steps)[number] | null>(
    (least, s) => (least === null || s.e.value < least.e.value ? s : least),
    null,
  );
  if (narrowest === null) return ["How far leads came"];
  const rest = steps.filter((s) => s !== narrowest);
  const clear = rest.length > 0 && rest.every((s) => s.e.low > narrowest.e.high);
  const numbers = `${ofHundred(narrowest.e.value)} of 100 (${interval(narrowest.e, ofHundred)})`;
  return clear
    ? text`The narrowest step is from ${narrowest.from} to ${narrowest.to}: ${numbers}`
    : text`From ${narrowest.from} to ${narrowest.to} go ${numbers}`;
}

function cohortsFigure({ result, winning }: Subject): Figure {
  const { cohorts } = result.funnel;
  const mature = cohorts.filter((c) => c.mature && c.n > 0);
  const n = mature.reduce((sum, c) => sum + c.n, 0);
  const won = mature.reduce((sum, c) => sum + c.won, 0);
  // an outcome column whose study states no age at which leads are finished: all count, and nothing vouches for it
  const untold = result.study.outcome.withinDays === null && result.maturity.matureUntil === result.asOf;
  const title: Text =
    n === 0
      ? ["No month has its whole horizon behind it yet"]
      : text`Of ${count(n)} leads old enough to tell, ${count(won)} won: ${ofHundred(won / n)} of 100`;
  return {
    kind: "figure",
    id: "funnel-cohorts",
    title,
    note: untold
      ? text`By month of creation; 95% intervals. The study does not say how long a lead takes (outcome.matures_after), so leads of the latest months may still convert.`
      : text`A lead that ${winning} of its creation, by month of creation; 95% intervals. ${
          cohorts.some((c) => !c.mature)
            ? "Months without a point, or with a pale one, are not yet "
            : "Every month is "
        }${term("mature")}: leads created before ${result.maturity.matureUntil} are.`,
    charts: [cohortChart(cohorts, `${words(title)}. ${cohorts.length} months.`)],
    table: {
      kind: "table",
      caption: "Cohorts by month of creation",
      columns: [
        { title: ["Month"] },
        { title: ["Leads"], number: true },
        { title: ["Won"], number: true },
        { title: ["Refused"], number: true },
        { title: ["Of 100"], number: true },
      ],
      rows: cohorts.map((c) => ({
        cells: [
          cell(c.mature ? c.month : [c.month, " ", tag("not mature yet")]),
          numberCell(c.n),
          numberCell(c.won),
          numberCell(c.refused),
          estimateCell(c.rate, (x) => fixed(100 * x, 1)),
        ],
      })),
    },
  };
}
