import { type Estimated, noBetterThanChance, sideOf } from "../../../base/estimate.ts";
import type { ComparisonFacts } from "../../../result/type.ts";
import { type Column, name, type Row, type Table, type Text, tag, term, text } from "../../document.ts";
import { count, decimals, fixed, signedBy } from "../../format.ts";
import { cell, estimateCell } from "../cells.ts";
import { estimates, tableOf, texts } from "../table.ts";
import type { Model } from "./kinds.ts";

const two = decimals(2);
const three = decimals(3);
const four = decimals(4);

/** Models by log loss, the lowest first; those without probabilities come last. */
export const ranked = (models: readonly Model[]): readonly Model[] => {
  const loss = ({ evaluation: { logLoss } }: Model): number => logLoss.value ?? Number.POSITIVE_INFINITY;
  return [...models].sort((a, b) => (loss(a) < loss(b) ? -1 : loss(a) > loss(b) ? 1 : a.place - b.place));
};

/** Log loss of `of` less that of `other`, on the same rows; null: they were not compared. */
function lossDifference(pairs: ComparisonFacts["pairs"], of: string, other: string): Estimated | null {
  for (const { a, b, logLossDifference: d } of pairs) {
    if (a === of && b === other) return d;
    if (a === other && b === of)
      return d.value === null ? d : { ...d, value: -d.value, low: -d.high, high: -d.low };
  }
  return null;
}

/** Whether the interval of the paired difference contains 0: the data then do not distinguish the two. */
const level = (d: Estimated | null): boolean => d !== null && d.value !== null && sideOf(d) === 0;

export function leaderboard(models: readonly Model[], pairs: ComparisonFacts["pairs"]): Table {
  const [best] = models;
  const several = models.length > 1;
  const columns: Column[] = [
    { title: ["Model"] },
    { title: [term("log loss", "Log loss")], number: true },
    ...(several ? [{ title: ["Behind the best"], number: true }] : []),
    { title: [term("AUC")], number: true },
    { title: ["Outcomes per 100 in the best tenth"], number: true },
    { title: [term("O/E")], number: true },
    { title: ["Calibration ", term("slope")], number: true },
    { title: [term("Brier score")], number: true },
  ];
  const row = (model: Model): Row => {
    const e = model.evaluation;
    // the reason why it was not fitted is given with the weights; in every cell it would push the others off the page
    if (model.facts.weights === null)
      return {
        colour: model.colour,
        cells: [
          cell([name(model.name)], `${model.facts.words}, not fitted`),
          ...columns.slice(1).map(() => ({ ...cell("\u2013"), sort: null })),
        ],
      };
    const behind = best === undefined ? null : lossDifference(pairs, model.name, best.name);
    const said = model === best ? "best" : level(behind) ? "no clear difference" : null;
    const named: Text = several && said !== null ? [name(model.name), " ", tag(said)] : [name(model.name)];
    return {
      colour: model.colour,
      cells: [
        cell(named, model.facts.words),
        estimateCell(e.logLoss, four),
        ...(several
          ? [model === best ? cell("\u2013") : estimateCell(behind, signedBy(4), "not compared")]
          : []),
        estimateCell(e.auc, three),
        estimateCell(e.precisionAtTenth, (x) => fixed(100 * x, 1)),
        estimateCell(e.observedExpected, two),
        estimateCell(e.calibrationSlope, two),
        estimateCell(e.brier, four),
      ],
    };
  };
  return {
    kind: "table",
    caption: several
      ? "Most accurate first (log loss); the interval below each number"
      : "The interval below each number",
    cards: true,
    columns,
    rows: models.map(row),
  };
}

/** What the paired intervals support, in a sentence for readers who skip the table. */
export function standing(models: readonly Model[], pairs: ComparisonFacts["pairs"]): Text | null {
  const [best, ...others] = models;
  if (best === undefined || best.evaluation.logLoss.value === null) return null;
  const of = (keep: (d: Estimated) => boolean): readonly string[] =>
    others.filter((m) => keep(lossDifference(pairs, m.name, best.name) ?? unknown)).map((m) => m.name);
  const behind = of((d) => sideOf(d) > 0);
  const same = of((d) => level(d));
  if (behind.length + same.length === 0) return null;
  if (models.every(({ evaluation: { auc } }) => noBetterThanChance(auc)))
    return [
      "None of these models ranks leads better than chance, so it does not matter which is the most accurate.",
    ];
  const plain =
    behind.length > 1
      ? " Each comparison has its own 95% interval; among this many, one may be a fluke."
      : "";
  if (behind.length === 0)
    return text`The predictions of ${name(best.name)} are the most accurate, but not clearly better than those of ${they(same, others.length)}.${plain}`;
  const ties =
    same.length === 0 ? "" : text`, but not clearly better than those of ${they(same, others.length)}`;
  return text`The predictions of ${name(best.name)} are the most accurate, clearly better than those of ${they(behind, others.length)}${ties}.${plain}`;
}

const unknown: Estimated = { value: null, reason: "not compared" };

const they = (names: readonly string[], all: number): Text =>
  names.length > 3
    ? text`${names.length === all ? "all" : count(names.length)} others`
    : names.flatMap((of, i) => [...(i === 0 ? [] : [i === names.length - 1 ? " and " : ", "]), name(of)]);

/** Every pair that was scored, for readers who ask about two models other than the best. */
export const paired = (pairs: ComparisonFacts["pairs"]): Table =>
  tableOf(
    "Paired differences on the same rows; an interval that holds 0 shows no difference",
    pairs.filter(scored),
    [
      texts("Models", (pair) => text`${name(pair.a)} less ${name(pair.b)}`),
      estimates("AUC", (pair) => pair.aucDifference, signedBy(3)),
      estimates("Log loss", (pair) => pair.logLossDifference, signedBy(4)),
    ],
  );

const scored = ({ aucDifference, logLossDifference }: ComparisonFacts["pairs"][number]): boolean =>
  aucDifference.value !== null || logLossDifference.value !== null;
