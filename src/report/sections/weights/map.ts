import { calibrationMap } from "../../charts/models/map.ts";
import { type Figure, name, type Text, term, text, words } from "../../document.ts";
import { count, fixed, hundredths, ofHundred, rounded } from "../../format.ts";
import { scoreText, type Unit } from "../../units.ts";
import { cell } from "../cells.ts";
import type { Model } from "../models/kinds.ts";
import { chartId } from "../models/reliability.ts";
import { numbers, onRight, tableOf } from "../table.ts";

const mapWords = {
  platt: "Platt\u2019s curve",
  beta: "a beta curve",
  lookup: "a table that only rises",
  none: "none",
} as const;

/** How a score becomes a probability: the shipped map, over the scores of the leads that it was fitted on. */
export function mapFigure(model: Model, unit: Unit): Figure | null {
  const { map, weights, fit } = model.facts;
  const [first, last] = [map?.curve[0], map?.curve.at(-1)];
  if (map === null || weights === null || first === undefined || last === undefined) return null;
  const title = mapTitle(model.name, map, unit);
  // a bar of one score is centred over it
  const centred = map.leads.every(({ low, high }) => high - low === 1) ? 0.5 : 0;
  const grades = weights.grades.filter(({ atLeast }) => atLeast > first.score && atLeast <= last.score);
  return {
    kind: "figure",
    id: chartId("map", model),
    title,
    note: text`${term("calibration", "Calibrated")} by ${mapWords[weights.calibration.kind]}, fitted to scores that a lead\u2019s own outcome did not shape. Grey bars: the ${count(fit?.leads ?? 0)} leads behind the fit by score${
      grades.length === 0 ? "" : "; upright lines: where grades begin"
    }.`,
    charts: [
      calibrationMap({
        id: chartId("map", model),
        alternative: `${words(title)}.`,
        colour: model.colour,
        curve: map.curve.map(({ score, p }) => ({ score: score * unit.scale, p: 100 * p })),
        leads: map.leads.map(({ low, high, n }) => ({
          low: (low - centred) * unit.scale,
          high: (high - centred) * unit.scale,
          n,
        })),
        marks: grades.map(({ grade, atLeast }) => ({ at: atLeast * unit.scale, label: grade })),
        steps: weights.calibration.kind === "lookup" && weights.calibration.between === "step",
      }),
    ],
    table: tableOf(
      `${model.name}: score and probability`,
      map.leads.filter(({ n }) => n >= 0.5),
      [
        onRight("Scores from", ({ low }) => cell(scoreText(low, unit))),
        numbers("Leads", ({ n }) => n, rounded),
        numbers("Outcomes per 100, there", ({ p }) => p, hundredths),
      ],
    ),
  };
}

type Map = NonNullable<Model["facts"]["map"]>;

/** Where the best tenth begins, and the chance predicted there: two numbers that everyone can remember. */
function mapTitle(of: string, { top: { score, share, p } }: Map, unit: Unit): Text {
  return text`The top ${fixed(100 * share, 0)}% of leads by ${name(of)} score ${scoreText(score, unit)} or more; at that score about ${ofHundred(p)} in 100 reach the outcome`;
}
