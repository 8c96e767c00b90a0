import type { Estimated } from "../../../base/estimate.ts";
import { reliabilityPanel, reliabilityTop } from "../../charts/models/reliability.ts";
import { code, name, type Section, type Text, term, text } from "../../document.ts";
import { capital, decimals, fixed, interval, listed, percent } from "../../format.ts";
import type { Definition, Subject } from "../../subject.ts";
import { estimates, numbers, tableOf, texts } from "../table.ts";
import { panelId, shownFirst } from "./quarters.ts";

type Calibrated = Definition & {
  readonly facts: {
    readonly calibrationAtCrossing: NonNullable<Definition["facts"]["calibrationAtCrossing"]>;
  };
};

const isCalibrated = (d: Definition): d is Calibrated => d.facts.calibrationAtCrossing !== null;

/**
 * Whether the score is right where it is used: predicted chances at each definition's own crossings, against the
 * outcomes.
 */
export function calibration(subject: Subject): Section | null {
  const of = subject.definitions.filter(isCalibrated);
  if (of.length === 0) return null;
  const most = reliabilityTop(of.map((d) => d.facts.calibrationAtCrossing.reliability));
  const panel = (d: Definition) => {
    const at = isCalibrated(d) ? d.facts.calibrationAtCrossing : null;
    return {
      id: panelId("calibration", d),
      label: d.name,
      alternative: `${d.name}: outcomes for every 100 predicted, when leads first qualify: ${at === null ? "unknown" : oePhrase(at.observedExpected)}.`,
      wide: reliabilityPanel(at?.reliability ?? [], most, d.colour),
      narrow: null,
    };
  };
  const { shown, more } = shownFirst(subject, of);
  const mornings = of.flatMap((d) => (d.facts.byMorning === true ? [d.name] : []));
  return {
    id: "calibration",
    title: "Do the predicted chances come true?",
    short: "Calibration",
    appendix: true,
    blocks: [
      {
        kind: "figure",
        id: "calibration-at-crossing",
        title: calibrationTitle(of.find((d) => d === subject.foremost) ?? of[0] ?? null, subject),
        note: text`When a lead first ${term("crossing", "qualifies")}${mornings.length === 0 ? "" : text` (by ${listed(mornings)}, when it is taken in the morning: the chance is that of a lead whose score has just got there, so it is too high for one that waited)`}, in judged quarters. Each point is a group of leads with a similar predicted chance, with its 95% interval. On the line: prediction equals result. Above: more came than predicted.`,
        charts: shown.map(panel),
        more: more.map(panel),
        table: tableOf(
          "Predicted and seen when leads first qualify",
          of.flatMap((d) => {
            const at = d.facts.calibrationAtCrossing;
            return at.reliability.map((bin, i) => ({ d, at, bin, first: i === 0 }));
          }),
          [
            texts("Definition", ({ d, at }) => text`${name(d.name)} by ${code(at.model)}`),
            estimates(term("O/E"), ({ at }) => at.observedExpected, decimals(2)),
            numbers("Predicted", ({ bin }) => bin.predicted, percent),
            estimates(capital(subject.outcome.many), ({ bin }) => bin.observed, percent),
            numbers("Leads", ({ bin: { observed } }) => (observed.value === null ? null : observed.n)),
          ],
          { colour: ({ d, first }) => (first ? d.colour : undefined) },
        ),
      },
    ],
  };
}

const oePhrase = (oe: Estimated): string =>
  oe.value === null
    ? `unknown (${oe.reason})`
    : `${fixed(100 * oe.value, 0)} (${interval(oe, (x) => fixed(100 * x, 0))})`;

function calibrationTitle(d: Calibrated | null, { outcome }: Subject): Text {
  if (d === null) return ["Predicted and what came"];
  const oe = d.facts.calibrationAtCrossing.observedExpected;
  if (oe.value === null)
    return text`These data cannot say whether predictions hold for leads that ${name(d.name)} passes on`;
  const numbers = `${fixed(100 * oe.value, 0)} ${outcome.many} for every 100 predicted (${interval(oe, (x) => fixed(100 * x, 0))})`;
  if (oe.low > 1) return text`For leads that ${name(d.name)} passes on, predictions are too low: ${numbers}`;
  if (oe.high < 1)
    return text`For leads that ${name(d.name)} passes on, predictions are too high: ${numbers}`;
  return text`For leads that ${name(d.name)} passes on, predictions hold up: ${numbers}`;
}
