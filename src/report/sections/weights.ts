import type { ModelFacts } from "../../result/type.ts";
import {
  type Block,
  code,
  details,
  heading,
  muted,
  name,
  paragraph,
  type Row,
  type Section,
  type Table,
  type Text,
  tag,
  term,
  text,
} from "../document.ts";
import { count, fixed, hundredths, signed } from "../format.ts";
import type { Subject } from "../subject.ts";
import { cell, numberCell } from "./cells.ts";

type Weights = NonNullable<ModelFacts["weights"]>;
type Attribute = Weights["attributes"][number];

/** Features shown at once; the rest unfold. */
const shownFeatures = 8;
/** Bins with fewer leads behind them are marked. */
const fewLeads = 10;

/** What each model's weights are: points as bars from zero, with the leads that stand behind them. */
export function weights({ result }: Subject): Section | null {
  const models = Object.entries(result.models);
  if (models.length === 0) return null;
  return {
    id: "weights",
    title: "What the weights are",
    short: "Weights",
    blocks: models.flatMap(([of, model]) => modelBlocks(of, model)),
  };
}

function modelBlocks(of: string, model: ModelFacts): Block[] {
  const { weights, fit } = model;
  if (weights === null)
    return [heading([name(of)]), paragraph(text`Not fitted: ${model.reason ?? "no reason is known"}.`)];
  const rested =
    fit === null
      ? "by hand"
      : `${model.kind === "points" ? "calibrated" : "fitted"} on ${count(fit.leads)} leads with ${count(fit.positives)} wins`;
  const blocks: Block[] = [
    heading([
      name(of),
      muted(`, ${rested}${model.kind === "logistic" && !model.converged ? ", not converged" : ""}`),
    ]),
    paragraph(unitText(weights), "note"),
  ];
  const rules = weights.attributes.filter((a) => a.kind !== "bins");
  if (rules.length > 0) blocks.push(ruleTable(of, weights, rules));
  const ranked = [...model.bins].sort((a, b) => spread(b) - spread(a));
  const [shown, rest] = [ranked.slice(0, shownFeatures), ranked.slice(shownFeatures)];
  if (shown.length > 0) blocks.push(binTable(`${of}: the features that move the score most`, shown, weights));
  if (rest.length > 0)
    blocks.push(
      details(
        [`${count(rest.length)} more features`],
        [binTable(`${of}: the other features`, rest, weights)],
      ),
    );
  if (weights.grades.length > 0) blocks.push(details([`Grades of `, name(of)], [gradeTable(of, weights)]));
  return blocks;
}

function unitText(weights: Weights): Text {
  const slope = weights.calibration.kind === "platt" ? weights.calibration.slope : null;
  if (weights.kind === "points") {
    const total = text`Points as they were written; a lead's score is their sum.`;
    return slope === null
      ? total
      : [
          ...total,
          ...text` Calibrated, ten points more multiply the odds of a win by ${fixed(Math.exp(10 * slope * weights.scale.unit), 2)}.`,
        ];
  }
  return text`In ${term("logit", "logits")} (the shipped points are millionths of one), from an intercept of ${fixed(weights.intercept * weights.scale.unit, 2)}.${
    slope === null ? "" : ` The calibration multiplies the sum by ${fixed(slope, 2)}.`
  } Bins that no lead is in are left out; windows that overlap (7, 30, 90 days) share what they say, so read them together.`;
}

type Bins = ModelFacts["bins"][number];

/** Standard deviation of the points over the leads: how much the feature moves scores. */
function spread({ bins }: Bins): number {
  const n = bins.reduce((sum, b) => sum + b.n, 0);
  if (n === 0) return 0;
  const mean = bins.reduce((sum, b) => sum + b.n * b.points, 0) / n;
  return bins.reduce((sum, b) => sum + b.n * (b.points - mean) ** 2, 0) / n;
}

function binTable(caption: string, of: readonly Bins[], weights: Weights): Table {
  const unit = weights.scale.unit;
  const digits = weights.kind === "points" ? 0 : 2;
  const longest = Math.max(
    1e-9,
    ...of.flatMap(({ bins }) => bins.filter((b) => b.n >= fewLeads).map((b) => Math.abs(b.points * unit))),
  );
  return {
    kind: "table",
    caption,
    columns: [
      { title: ["Feature and bin"] },
      { title: [weights.kind === "points" ? "Points" : "Logits"] },
      { title: ["Leads"], number: true },
      { title: ["Wins"], number: true },
      { title: ["Of 100"], number: true },
    ],
    rows: of.flatMap(({ attribute, bins }) => {
      const labels = countLabels(attribute, weights) ?? bins.map((b) => b.label);
      const rows = bins
        .map((b, i) => ({ ...b, label: labels[i] ?? b.label }))
        .filter((b) => b.n > 0)
        .map((b): Row => {
          const few = b.n < fewLeads;
          return {
            cells: [
              cell(few ? [b.label, " ", tag("few")] : b.label),
              { ...cell(signed(b.points * unit, digits)), bar: (b.points * unit) / longest, faint: few },
              numberCell(b.n, rounded),
              numberCell(b.positives, rounded),
              numberCell(few ? null : b.positives / b.n, hundredths),
            ],
          };
        });
      return [{ cells: [cell([name(attribute)])] }, ...rows];
    }),
  };
}

/** Bins of a count in whole numbers: `0`, `1 to 2`, `3 and more` of `under 0.5`, `0.5 to 2.5`, `2.5 and more`. */
function countLabels(attribute: string, weights: Weights): readonly string[] | null {
  const of = weights.attributes.find((a) => a.kind === "bins" && a.name === attribute);
  const input = weights.inputs.find((i) => i.name === attribute);
  if (of?.kind !== "bins" || input?.type !== "count") return null;
  return of.bins.map((bin) => {
    if (bin.kind !== "range") return bin.kind === "not_observed" ? "not observed" : bin.kind;
    const first = bin.low === null ? 0 : Math.ceil(bin.low);
    if (bin.high === null) return `${count(first)} and more`;
    const last = Math.ceil(bin.high) - 1;
    return first === last ? count(first) : `${count(first)} to ${count(last)}`;
  });
}

/** Leads are shared out over their moments: fractions below ten, whole above. */
const rounded = (n: number): string => (n < 9.95 ? count(n) : count(Math.round(n)));

function ruleTable(of: string, weights: Weights, rules: readonly Attribute[]): Table {
  const most = (a: Attribute): number =>
    a.kind === "rule"
      ? a.points
      : a.kind === "linear"
        ? a.coef < 0
          ? (a.min ?? a.coef)
          : (a.max ?? a.coef)
        : 0;
  const longest = Math.max(1e-9, ...rules.map((a) => Math.abs(most(a))));
  const grouped = rules.some((a) => a.group !== null);
  return {
    kind: "table",
    caption: `${of}: the rules`,
    columns: [
      { title: ["Where"] },
      { title: ["Points, at most"] },
      { title: ["How"] },
      ...(grouped ? [{ title: ["Group"] }] : []),
    ],
    rows: rules.map((a) => ({
      cells: [
        cell([code(a.kind === "rule" ? a.when : a.name)]),
        {
          ...cell(signed(most(a) * (weights.kind === "points" ? 1 : weights.scale.unit), 0)),
          bar: most(a) / longest,
        },
        cell(
          a.kind === "linear"
            ? `${signed(a.coef, 0)} each${a.max === null && a.min === null ? ", without end" : ""}`
            : "once",
        ),
        ...(grouped ? [cell(groupText(a.group, weights))] : []),
      ],
    })),
  };
}

function groupText(of: string | null, weights: Weights): string {
  if (of === null) return "";
  const group = weights.groups.find((g) => g.name === of);
  if (group === undefined) return of;
  const ends = [
    group.min === null ? "" : `from ${count(group.min)}`,
    group.max === null ? "" : `to ${count(group.max)}`,
  ];
  return `${of} (${ends.filter((e) => e !== "").join(" ")})`;
}

const gradeTable = (of: string, weights: Weights): Table => ({
  kind: "table",
  caption: `${of}: grades`,
  columns: [{ title: ["Grade"] }, { title: ["Score at least"], number: true }],
  rows: weights.grades.map(({ grade, atLeast }) => ({ cells: [cell(grade), numberCell(atLeast)] })),
});
