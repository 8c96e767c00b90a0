import type { Estimated } from "../../base/estimate.ts";
import type { ReliabilityBin } from "../../result/type.ts";
import { reliabilityPanel, reliabilityTop } from "../charts/reliability.ts";
import { code, name, type Row, type Section, type Text, term, text } from "../document.ts";
import { fixed, interval, percent } from "../format.ts";
import type { Definition, Subject } from "../subject.ts";
import { cell, estimateCell, numberCell } from "./cells.ts";
import { panelId, shownFirst } from "./quarters.ts";

type Calibrated = Definition & {
  readonly facts: {
    readonly calibrationAtCrossing: NonNullable<Definition["facts"]["calibrationAtCrossing"]>;
  };
};

const isCalibrated = (d: Definition): d is Calibrated => d.facts.calibrationAtCrossing !== null;

/** Is the score true where it is used: the promise at each definition's own crossings against what came. */
export function calibration(subject: Subject): Section | null {
  const of = subject.definitions.filter(isCalibrated);
  if (of.length === 0) return null;
  const most = reliabilityTop(of.map((d) => d.facts.calibrationAtCrossing.reliability));
  const panel = (d: Definition) => {
    const at = isCalibrated(d) ? d.facts.calibrationAtCrossing : null;
    return {
      id: panelId("calibration", d),
      label: d.name,
      alternative: `${d.name}: outcomes for each one promised at its crossings: ${at === null ? "unknown" : oePhrase(at.observedExpected)}.`,
      wide: reliabilityPanel(at?.reliability ?? [], most, d.colour),
      narrow: null,
    };
  };
  const { shown, more } = shownFirst(subject, of);
  return {
    id: "calibration",
    title: "Is the score true where it is used?",
    short: "Calibration",
    blocks: [
      {
        kind: "figure",
        id: "calibration-at-crossing",
        title: calibrationTitle(of.find((d) => d === subject.foremost) ?? of[0] ?? null),
        note: text`At the first ${term("crossing")} of each episode, judged quarters; each point is a group of crossings of like promise, with its 95% interval. On the diagonal the score is true; above it, it promised too little.`,
        charts: shown.map(panel),
        more: more.map(panel),
        table: {
          kind: "table",
          caption: "Promised and seen at crossings",
          columns: [
            { title: ["Definition"] },
            { title: [term("O/E")], number: true },
            { title: ["Promised, of 100"], number: true },
            { title: ["Won, of 100"], number: true },
            { title: ["Crossings"], number: true },
          ],
          rows: of.flatMap((d) => reliabilityRows(d, d.facts.calibrationAtCrossing)),
        },
      },
    ],
  };
}

const reliabilityRows = (
  d: Definition,
  at: {
    readonly model: string;
    readonly observedExpected: Estimated;
    readonly reliability: readonly ReliabilityBin[];
  },
): Row[] =>
  at.reliability.map((bin, i) => ({
    ...(i === 0 ? { colour: d.colour } : {}),
    cells: [
      cell(i === 0 ? text`${name(d.name)} by ${code(at.model)}` : [name(d.name)]),
      i === 0 ? estimateCell(at.observedExpected, (x) => fixed(x, 2)) : cell(""),
      numberCell(bin.predicted, percent),
      estimateCell(bin.observed, percent),
      numberCell(bin.observed.value === null ? null : bin.observed.n),
    ],
  }));

const oePhrase = (oe: Estimated): string =>
  oe.value === null
    ? `unknown (${oe.reason})`
    : `${fixed(oe.value, 2)} (${interval(oe, (x) => fixed(x, 2))})`;

function calibrationTitle(d: Calibrated | null): Text {
  if (d === null) return ["The promise against what came"];
  const oe = d.facts.calibrationAtCrossing.observedExpected;
  if (oe.value === null) return text`Whether the score of ${name(d.name)} keeps its promise cannot be said`;
  const numbers = `${fixed(oe.value, 2)} outcomes for each one promised (${interval(oe, (x) => fixed(x, 2))})`;
  if (oe.low > 1) return text`Where ${name(d.name)} cuts, the score promises too little: ${numbers}`;
  if (oe.high < 1) return text`Where ${name(d.name)} cuts, the score promises too much: ${numbers}`;
  return text`Where ${name(d.name)} cuts, the score keeps its promise as far as these data can show: ${numbers}`;
}
