import { isByHand } from "../../../base/by-hand.ts";
import type { ModelFacts } from "../../../result/type.ts";
import {
  type Block,
  details,
  heading,
  list,
  muted,
  name,
  paragraph,
  type Section,
  sentence,
  type Table,
  type Text,
  term,
  text,
} from "../../document.ts";
import { count, fixed, hundredths, rounded } from "../../format.ts";
import type { Subject } from "../../subject.ts";
import { scoreText, shippedText, type Unit, unitOf } from "../../units.ts";
import { cell } from "../cells.ts";
import { type Model, modelsOf } from "../models/kinds.ts";
import { ranked } from "../models/leaderboard.ts";
import { estimates, numbers, onRight, tableOf, texts } from "../table.ts";
import { effectBlocks } from "./effects.ts";
import { mapFigure } from "./map.ts";
import { reasonsTable } from "./reasons.ts";
import { ruleTable } from "./rules.ts";
import { segmentBlocks } from "./segments.ts";
import { termsFigure } from "./terms.ts";

type Weights = NonNullable<ModelFacts["weights"]>;

/** With more models than these, all but the best are folded. */
const openModels = 2;
/** How many notes are shown at once. */
const shownNotes = 4;

/** What each model's weights are: points as bars from zero, with the leads behind them. */
export function weights(subject: Subject): Section | null {
  const models = modelsOf(subject);
  if (models.length === 0) return null;
  const [best] = ranked(models);
  return {
    id: "weights",
    title: "What the weights are",
    short: "Weights",
    appendix: true,
    blocks: models.flatMap((model): Block[] => {
      const title = titleText(model);
      if (models.length <= openModels) return [heading(title), ...modelBlocks(model, true)];
      return [
        {
          kind: "details",
          summary: title,
          blocks: modelBlocks(model, false),
          open: model === best,
          large: true,
        },
      ];
    }),
  };
}

/** `logit, ridge logistic, fitted on 5,426 leads with 447 outcomes` */
function titleText({ name: of, facts }: Model): Text {
  if (facts.weights === null) return [name(of), muted(`, ${facts.words}, not fitted`)];
  const { fit, converged } = facts;
  const rested =
    fit === null
      ? ""
      : `, ${isByHand(facts) ? "calibrated" : "fitted"} on ${count(fit.leads)} leads with ${count(fit.positives)} outcomes`;
  return [name(of), muted(`, ${facts.words}${rested}${converged ? "" : ", not converged"}`)];
}

function modelBlocks(model: Model, short: boolean): Block[] {
  const { facts, name: of } = model;
  const { weights } = facts;
  if (weights === null) return [paragraph(text`Not fitted: ${facts.reason ?? "no reason is known"}.`)];
  const unit = unitOf(weights, facts.shown.title);
  const blocks: Block[] = [paragraph(unitText(facts, weights, unit), "note"), ...notes(facts)];
  const rules = weights.attributes.filter((a) => a.kind !== "bins");
  if (facts.segments !== null) {
    blocks.push(...segmentBlocks(of, facts.segments));
    if (rules.length > 0)
      blocks.push(
        details(
          [`All ${count(rules.length)} differences of segments`],
          [ruleTable(of, weights, rules, unit)],
        ),
      );
  } else if (rules.length > 0) blocks.push(ruleTable(of, weights, rules, unit));
  const terms = termsFigure(model);
  if (terms !== null) blocks.push(terms);
  blocks.push(...effectBlocks(of, facts, weights, unit));
  const map = mapFigure(model, unit);
  const used: Block[] = [
    ...(map === null ? [] : [map]),
    ...(facts.reasons.length === 0 ? [] : [reasonsTable(of, facts, unit)]),
    ...(weights.grades.length === 0 ? [] : [gradeTable(of, facts, weights, unit)]),
  ];
  if (used.length === 0) return blocks;
  const summary = text`How ${name(of)} is used: from score to probability, reasons, grades`;
  return short ? [...blocks, details(summary, used)] : [...blocks, ...used];
}

function notes({ notes: all }: ModelFacts): Block[] {
  if (all.length === 0) return [];
  const shown = all.slice(0, shownNotes).map((said) => sentence(said));
  if (all.length <= shownNotes + 1) return [list(all.map((said) => sentence(said)))];
  return [
    list(shown),
    details(
      [`${count(all.length - shownNotes)} more notes`],
      [list(all.slice(shownNotes).map((said) => sentence(said)))],
    ),
  ];
}

/** What a point means in words, where the sum starts, and what its scale is. */
function unitText({ shown, anchor, range }: ModelFacts, weights: Weights, unit: Unit): Text {
  const start = weights.intercept === 0 ? "" : `, starting at ${scoreText(weights.intercept, unit)}`;
  const logits = unit.logits
    ? text` Points are hundredths of a ${term("logit")}; the exported file uses a finer unit.`
    : [];
  return text`${shown.says === null ? "" : `${shown.says} `}Add up the points${start}.${
    anchor === null
      ? ""
      : ` ${count(anchor.points)} points mean odds of ${anchor.odds} before calibration, and ${count(anchor.pdo)} more double them.`
  }${
    range === null
      ? ""
      : ` A lead can have from ${scoreText(range.min, unit)} to ${scoreText(range.max, unit)}; 0 to 100 and 1 to 5 below are that range, for showing only: definitions cut on points.`
  }${anchor === null ? oddsText(weights, unit) : ""}${logits}${overlap(weights)}`;
}

/** What to mind in the table of bins; a remark on windows only where an activity is counted over several. */
function overlap({ inputs, attributes }: Weights): string {
  if (attributes.every(({ kind }) => kind !== "bins")) return "";
  const windows = new Map<string, number[]>();
  for (const input of inputs)
    if (input.type === "count" && input.from.window !== null)
      windows.set(input.from.count, [...(windows.get(input.from.count) ?? []), input.from.window]);
  const several = [...windows.values()].find((days) => days.length > 1);
  const few = " Groups of fewer than 5 leads are not shown.";
  if (several === undefined) return few;
  const days = [...several].sort((a, b) => a - b);
  return ` An activity is shown once, with the points of its ${days.slice(0, -1).join("-, ")}- and ${days.at(-1)}-day counts together, since the counts overlap.${few}`;
}

/** How many points double the odds, where the calibration is a line. */
function oddsText({ calibration, scale }: Weights, unit: Unit): string {
  if (calibration.kind !== "platt" || !(calibration.slope > 0)) return "";
  const shown = (Math.LN2 * unit.scale) / (calibration.slope * scale.unit);
  const points = shown < 10 ? fixed(shown, 1) : count(Math.round(shown));
  return ` ${points} points more double the odds.`;
}

/** Where each grade begins, how many leads have it, and how many of those reach the outcome. */
function gradeTable(of: string, { grades }: ModelFacts, weights: Weights, unit: Unit): Table {
  const known = new Map(grades.map((g) => [g.grade, g]));
  return tableOf(`${of}: grades, and what came of the leads that have them`, weights.grades, [
    texts("Grade", ({ grade }) => grade),
    onRight("Score at least", ({ atLeast }) =>
      atLeast <= lowestScore
        ? cell("any")
        : { ...cell(scoreText(atLeast, unit), shipped(atLeast, unit)), sort: atLeast },
    ),
    numbers("Leads", ({ grade }) => known.get(grade)?.leads ?? null, rounded),
    estimates("Per 100", ({ grade }) => known.get(grade)?.rate ?? null, hundredths),
  ]);
}

/** The score at which a grade begins that takes every lead. */
const lowestScore = -(2 ** 31);

const shipped = (score: number, unit: Unit): string => {
  const of = shippedText(score, unit);
  return of === null ? "" : `${of} as shipped`;
};
