import { counted } from "../../../base/text.ts";
import { cohortChart } from "../../charts/funnel/cohorts.ts";
import { type FunnelBar, funnelChart } from "../../charts/funnel/stages.ts";
import { type Figure, type Text, tag, term, text, words } from "../../document.ts";
import { oneLine } from "../../escape.ts";
import { capital, count, decimals, interval, listed, ofHundred, percent, shortened } from "../../format.ts";
import type { Subject } from "../../subject.ts";
import { eventsText } from "../cells.ts";
import { estimates, numbers, tableOf, texts } from "../table.ts";

/** How far leads came. */
export function stagesFigure({ result }: Subject): Figure {
  const { stages } = result.funnel;
  // leads too young to judge are counted, but left out of the rates
  const young = stages.some((s, i) => s.before !== null && s.before < (stages[i - 1]?.reached ?? 0));
  const undated = stages.filter((s) => s.dated === 0);
  const bars = stages.map((s, i): FunnelBar => {
    const c = s.conversion;
    const share =
      c === null || c.value === null || s.dated === 0 || stages[i - 1]?.dated === 0
        ? ""
        : ` \u00b7 ${ofHundred(c.value)}% of ${shortened(oneLine(stages[i - 1]?.stage ?? ""), 16)}${young ? ", old enough" : ""}`;
    return { stage: s.stage, reached: s.reached, words: `${count(s.reached)}${share}` };
  });
  const title = stagesTitle(stages);
  return {
    kind: "figure",
    id: "funnel-stages",
    title,
    note: text`${
      young
        ? `Counts: all leads, including recent ones that may still progress. Rates: leads created until ${result.maturity.matureUntil}, which are old enough to tell, at the stage before since the next is recorded, and whether they went on at all, however long it took.`
        : "All leads of the files."
    } A later stage implies the earlier ones.${
      undated.length === 0
        ? ""
        : ` No row dates ${listed(undated.map((s) => s.stage))}: its count is that of the stages after it.`
    }`,
    charts: [
      funnelChart(
        bars,
        `${words(title)}. ${stages.map((s) => `${s.stage} ${count(s.reached)}`).join(", ")}.`,
      ),
    ],
    table: tableOf("Stages", stages, [
      texts("Stage", (s) => s.stage),
      numbers("Reached", (s) => s.reached),
      numbers("Old enough to tell, in the stage before", (s) => s.before),
      numbers("Of these went on", (s) => s.wentOn),
      estimates("Rate", (s) => s.conversion, percent),
      numbers("Median days from creation", (s) => s.medianDays, decimals(1)),
    ]),
  };
}

function stagesTitle(stages: Subject["result"]["funnel"]["stages"]): Text {
  const steps = stages.flatMap((s, i) => {
    const before = stages[i - 1];
    // the date of a stage that nothing dates is that of a later stage: a step into it or out of it shows nothing
    return before === undefined ||
      s.conversion === null ||
      s.conversion.value === null ||
      s.dated === 0 ||
      before.dated === 0
      ? []
      : [{ from: before.stage, to: s.stage, e: s.conversion }];
  });
  const narrowest = steps.reduce<(typeof steps)[number] | null>(
    (least, s) => (least === null || s.e.value < least.e.value ? s : least),
    null,
  );
  if (narrowest === null) return ["How far leads came"];
  const rest = steps.filter((s) => s !== narrowest);
  const steep = steps.length > 1;
  const clear = rest.length > 0 && rest.every((s) => s.e.low > narrowest.e.high);
  const numbers = `${ofHundred(narrowest.e.value)} in 100 go on (${interval(narrowest.e, ofHundred)})`;
  return steep && clear
    ? text`The biggest drop is from ${narrowest.from} to ${narrowest.to}: ${numbers}`
    : text`From ${narrowest.from} to ${narrowest.to}, ${numbers}`;
}

/** How each month's leads did; months too young to judge are marked. */
export function cohortsFigure({ result, winning, outcome }: Subject): Figure {
  const { cohorts, judged, events } = result.funnel;
  const within = result.study.outcome.withinDays;
  const apart = cohorts.filter((c) => c.mature && c.rate.value === null).length;
  // an outcome column whose study states no age at which leads are finished: all count, without evidence that they are
  const untold = within === null && result.maturity.matureUntil === result.asOf;
  const title: Text =
    judged === null || judged.rate.value === null
      ? ["No month is old enough to tell yet"]
      : text`${count(judged.won)} of ${count(judged.n - judged.refused)} leads ${outcome.manyDid}${within === null ? "" : ` within ${within} days`} (${percent(judged.rate.value)})`;
  return {
    kind: "figure",
    id: "funnel-cohorts",
    title,
    note: text`Leads by month of creation; a lead counts that ${winning} of its creation; 95% intervals.${
      judged === null
        ? ""
        : ` The headline is of the ${judged.months === 1 ? "month" : `${judged.months} months`} with a rate, ${judged.from} to ${judged.to}${judged.refused === 0 ? "" : `; ${counted(judged.refused, "outcome")} before the lead was created ${judged.refused === 1 ? "is" : "are"} refused, and the rate is of the other leads`}.`
    }${apart === 0 ? "" : ` ${counted(apart, "month")} before the first recorded outcome ${apart === 1 ? "has" : "have"} no rate.`} ${
      untold
        ? "The study does not say how long a lead takes (outcome.matures_after), so leads of the latest months may still convert."
        : cohorts.some((c) => !c.mature)
          ? text`Months without a rate at the end are not yet ${term("mature")}: leads created until ${result.maturity.matureUntil} are.`
          : text`Every month is ${term("mature")}.`
    } An arrow: the interval goes on.${eventsText(events)}`,
    charts: [
      cohortChart(
        cohorts,
        events.map(({ date }) => date.slice(0, 7)),
        `${words(title)}. ${cohorts.length} months.`,
      ),
    ],
    table: tableOf("Cohorts by month of creation", cohorts, [
      texts("Month", (c) => (c.mature ? c.month : [c.month, " ", tag("not mature yet")])),
      numbers("Leads", (c) => c.n),
      numbers(capital(outcome.many), (c) => c.won),
      numbers("Refused", (c) => c.refused),
      estimates("Rate, of leads not refused", (c) => c.rate, percent),
    ]),
  };
}
