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
import { count, fixed, hundredths } from "../../format.ts";
import type { Subject } from "../../subject.ts";
import { scoreText, shippedText, type Unit, unitOf } from "../../units.ts";
import { cell, estimateCell, numberCell } from "../cells.ts";
import { kindWords, type Model, modelsOf } from "../models/kinds.ts";
import { ranked } from "../models/leaderboard.ts";
import { binTable, spread } from "./bins.ts";
import { mapFigure } from "./map.ts";
import { reasonsTable } from "./reasons.ts";
import { ruleTable } from "./rules.ts";
import { segmentBlocks } from "./segments.ts";
import { termsFigure } from "./terms.ts";

type Weights = NonNullable<ModelFacts["weights"]>;

/** Features shown at once; the rest unfold. */
const shownFeatures = 8;
/** With more models than these each is folded but the best. */
const openModels = 2;
/** Notes shown at once. */
const shownNotes = 4;

/** What each model's weights are: points as bars from zero, with the leads that stand behind them. */
export function weights(subject: Subject): Section | null {
  const models = modelsOf(subject);
  if (models.length === 0) return null;
  const [best] = ranked(models);
  return {
    id: "weights",
    title: "What the weights are",
    short: "Weights",
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

/** `logit, ridge logistic, fitted on 5,426 leads with 447 wins` */
function titleText({ name: of, facts }: Model): Text {
  if (facts.weights === null) return [name(of), muted(`, ${kindWords(facts)}, not fitted`)];
  const { fit, kind, converged } = facts;
  const rested =
    fit === null
      ? ""
      : `, ${kind === "points" ? "calibrated" : "fitted"} on ${count(fit.leads)} leads with ${count(fit.positives)} wins`;
  return [
    name(of),
    muted(`, ${kindWords(facts)}${rested}${kind === "logistic" && !converged ? ", not converged" : ""}`),
  ];
}

function modelBlocks(model: Model, short: boolean): Block[] {
  const { facts, name: of } = model;
  const { weights } = facts;
  if (weights === null) return [paragraph(text`Not fitted: ${facts.reason ?? "no reason is known"}.`)];
  const unit = unitOf(weights);
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
  blocks.push(...binBlocks(model, weights, unit));
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

function binBlocks({ name: of, facts }: Model, weights: Weights, unit: Unit): Block[] {
  const moving = [...facts.bins].sort((a, b) => spread(b) - spread(a));
  const [shown, rest] = [moving.slice(0, shownFeatures), moving.slice(shownFeatures)];
  if (shown.length === 0) return [];
  const blocks: Block[] = [binTable(`${of}: the features that move the score most`, shown, weights, unit)];
  if (rest.length > 0)
    blocks.push(
      details(
        [`${count(rest.length)} more features`],
        [binTable(`${of}: the other features`, rest, weights, unit)],
      ),
    );
  return blocks;
}

function notes({ notes: all }: ModelFacts): Block[] {
  if (all.length === 0) return [];
  const shown = all.slice(0, shownNotes).map(sentence);
  if (all.length <= shownNotes + 1) return [list(all.map(sentence))];
  return [
    list(shown),
    details([`${count(all.length - shownNotes)} more notes`], [list(all.slice(shownNotes).map(sentence))]),
  ];
}

/** What a point is, in words, and where the sum starts. */
function unitText(facts: ModelFacts, weights: Weights, unit: Unit): Text {
  const start = weights.intercept === 0 ? "" : `, from ${scoreText(weights.intercept, unit)}`;
  const sum = `a lead\u2019s score is their sum${start}.`;
  const odds = oddsText(weights, unit);
  switch (weights.kind) {
    case "points":
      return text`Points as they were written; ${sum}${odds}`;
    case "scorecard": {
      const { anchor, range } = facts;
      return text`Whole points; ${sum}${
        anchor === null
          ? ""
          : ` ${count(anchor.points)} points stand for odds of ${anchor.odds} before calibration, and ${count(anchor.pdo)} more double them.`
      }${
        range === null
          ? ""
          : ` A lead can have from ${scoreText(range.min, unit)} to ${scoreText(range.max, unit)}; 0 to 100 and 1 to 5 below are that range, for showing only: definitions cut on points.`
      }${overlap(weights)}`;
    }
    case "integer_points":
      return text`Whole points, few enough to add in the head; ${sum}${odds}`;
    case "close_rate":
      return unit.digits === 1
        ? text`What each trait adds to the wins of 100 leads against the average lead; ${sum} Shipped in tenths.`
        : text`Points are hundredths of a ${term("logit")}; ${sum}${odds}`;
    case "logistic":
      return text`Points are hundredths of a ${term("logit")} (the shipped ones are ${count(unit.scale === 0 ? 1 : 1 / unit.scale)} times as fine); ${sum}${odds}${overlap(weights)}`;
  }
}

/** What to mind in the table of bins; of windows only where an activity is counted over several. */
function overlap({ inputs }: Weights): string {
  const counted = inputs.flatMap((input) => (input.type === "count" ? [input.from.count] : []));
  const several = new Set(counted).size < counted.length;
  return ` Bins that no lead is in are left out${
    several ? "; windows of one activity share what they say, so read them together" : ""
  }.`;
}

/** What ten points, or a hundred of the fine ones, do to the odds after a calibration that is a line. */
function oddsText({ calibration, scale, kind }: Weights, unit: Unit): string {
  if (calibration.kind !== "platt") return "";
  const shown = kind === "logistic" ? 100 : kind === "integer_points" ? 1 : 10;
  const factor = Math.exp((calibration.slope * scale.unit * shown) / unit.scale);
  const points = shown === 1 ? "one point" : shown === 10 ? "ten points" : "a hundred points";
  return ` Calibrated, ${points} more multiply the odds of a win by ${fixed(factor, 2)}.`;
}

/** Where each grade begins, how many leads have it, and how many of those reach the outcome. */
function gradeTable(of: string, { grades }: ModelFacts, weights: Weights, unit: Unit): Table {
  const known = new Map(grades.map((g) => [g.grade, g]));
  return {
    kind: "table",
    caption: `${of}: grades, and what came of the leads that have them`,
    columns: [
      { title: ["Grade"] },
      { title: ["Score at least"], number: true },
      { title: ["Leads"], number: true },
      { title: ["Of 100"], number: true },
    ],
    rows: weights.grades.map(({ grade, atLeast }) => {
      const facts = known.get(grade);
      return {
        cells: [
          cell(grade),
          atLeast <= lowestScore
            ? cell("any")
            : { ...cell(scoreText(atLeast, unit), shipped(atLeast, unit)), sort: atLeast },
          numberCell(facts?.leads ?? null, (n) => count(Math.round(n))),
          estimateCell(facts?.rate ?? null, hundredths),
        ],
      };
    }),
  };
}

/** What a grade that takes every lead begins at. */
const lowestScore = -(2 ** 31);

const shipped = (score: number, unit: Unit): string => {
  const of = shippedText(score, unit);
  return of === null ? "" : `${of} as shipped`;
};
