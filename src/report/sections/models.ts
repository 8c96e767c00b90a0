import { slug } from "../../base/text.ts";
import type { EvaluationFacts, ModelFacts } from "../../result/type.ts";
import { forest, someOf } from "../charts/forest.ts";
import { reliabilityPanel, reliabilityTop } from "../charts/reliability.ts";
import { candidateRole, colours } from "../charts/theme.ts";
import {
  type Block,
  details,
  type Figure,
  name,
  paragraph,
  type Section,
  type Table,
  type Text,
  term,
  text,
  words,
} from "../document.ts";
import { count, fixed, interval, ofHundred, percent, signed } from "../format.ts";
import type { Subject } from "../subject.ts";
import { cell, estimateCell, numberCell } from "./cells.ts";

type Named = readonly [string, ModelFacts];
const two = (x: number): string => fixed(x, 2);
const three = (x: number): string => fixed(x, 3);

/** The models on the same rows: how they rank, how true their probabilities are, and what each fold could learn. */
export function models(subject: Subject): Section | null {
  const all: Named[] = Object.entries(subject.result.models);
  const first = all[0]?.[1].evaluation;
  if (first === undefined) return null;
  const blocks: Block[] = [paragraph(methodText(subject, first))];
  if (first.method !== "none") {
    blocks.push(measures(all));
    if (subject.result.comparison.pairs.length > 0) blocks.push(paired(subject));
    const ranking = rankingFigure(subject, all);
    if (ranking !== null) blocks.push(ranking);
    const reliability = reliabilityFigure(all, first);
    if (reliability !== null) blocks.push(reliability);
  }
  if (all.some(([, m]) => m.folds.length > 0))
    blocks.push(details(["What each quarter\u2019s fit could learn from"], [folds(all)]));
  return { id: "models", title: "The models side by side", short: "Models", blocks };
}

function methodText({ result }: Subject, e: EvaluationFacts): Text {
  const { comparison } = result;
  if (e.method === "none")
    return text`The models could not be compared: ${comparison.reason ?? "none could be scored"}.`;
  const base =
    e.baseRate.value === null ? "" : ` Of 100 moments, ${ofHundred(e.baseRate.value)} are followed by a win.`;
  return text`${
    e.method === "walk-forward"
      ? term("walk-forward", "Walk-forward")
      : term("cross-validation", "Cross-validation")
  }: ${count(e.n)} moments of leads, ${count(e.positives)} of them followed by a win, the same for every model, clustered by account.${base}${comparison.reason === null ? "" : ` Why so: ${comparison.reason}.`}`;
}

const measures = (all: readonly Named[]): Table => ({
  kind: "table",
  caption: "Each model by itself; the interval below",
  cards: true,
  columns: [
    { title: ["Model"] },
    { title: [term("AUC")], number: true },
    { title: ["Wins of 100 in the best tenth"], number: true },
    { title: [term("O/E")], number: true },
    { title: ["Calibration ", term("slope")], number: true },
    { title: [term("Brier score")], number: true },
    { title: [term("log loss", "Log loss")], number: true },
  ],
  rows: all.map(([of, { kind, evaluation: e }]) => ({
    cells: [
      cell([name(of)], kind === "points" ? "points by hand" : "ridge logistic"),
      estimateCell(e.auc, three),
      estimateCell(e.precisionAtTenth, (x) => fixed(100 * x, 1)),
      estimateCell(e.observedExpected, two),
      estimateCell(e.calibrationSlope, two),
      estimateCell(e.brier, (x) => fixed(x, 4)),
      estimateCell(e.logLoss, (x) => fixed(x, 4)),
    ],
  })),
});

const paired = ({ result }: Subject): Table => ({
  kind: "table",
  caption: "Paired differences on the same rows",
  columns: [{ title: ["Models"] }, { title: ["AUC"], number: true }, { title: ["Log loss"], number: true }],
  rows: result.comparison.pairs.map((pair) => ({
    cells: [
      cell(text`${name(pair.a)} less ${name(pair.b)}`),
      estimateCell(pair.aucDifference, (x) => signed(x, 3)),
      estimateCell(pair.logLossDifference, (x) => signed(x, 4)),
    ],
  })),
});

function rankingFigure({ result }: Subject, all: readonly Named[]): Figure | null {
  const rows = all.flatMap(
    ([
      of,
      {
        evaluation: { auc },
      },
    ]) => (auc.value === null ? [] : [{ of, auc }]),
  );
  if (rows.length < 2) return null;
  const title = rankingTitle(
    result.comparison.pairs,
    rows.map(({ of }) => of),
  );
  return {
    kind: "figure",
    id: "auc",
    title,
    note: text`${term("AUC")} with 95% intervals, clustered by account. Whether two models differ is told by their paired difference, not by whether these overlap.`,
    charts: [
      forest({
        id: "auc",
        alternative: `${words(title)}. AUC with its interval for ${someOf(rows.map(({ of }) => of))}.`,
        rows: rows.map(({ of, auc }, i) => ({
          name: of,
          colour: colours[candidateRole(i)],
          value: auc.value,
          low: auc.low,
          high: auc.high,
          words: `${three(auc.value)} (${interval(auc, three)})`,
        })),
        axis: "AUC",
        mark: { at: 0.5, label: "a coin" },
        from: null,
      }),
    ],
    table: {
      kind: "table",
      caption: "AUC",
      columns: [{ title: ["Model"] }, { title: ["AUC"], number: true }],
      rows: rows.map(({ of, auc }) => ({ cells: [cell([name(of)]), estimateCell(auc, three)] })),
    },
  };
}

function rankingTitle(pairs: Subject["result"]["comparison"]["pairs"], names: readonly string[]): Text {
  const clear = pairs.flatMap((p) => {
    const d = p.aucDifference;
    if (d.value === null || (d.low <= 0 && d.high >= 0)) return [];
    return [{ better: d.value > 0 ? p.a : p.b, worse: d.value > 0 ? p.b : p.a, by: Math.abs(d.value) }];
  });
  const best = names.find((of) =>
    names.every((o) => o === of || clear.some((c) => c.better === of && c.worse === o)),
  );
  const second = clear.filter((c) => c.better === best).sort((a, b) => a.by - b.by)[0];
  return best === undefined || second === undefined
    ? ["No difference in ranking between the models that these data can show"]
    : text`${name(best)} ranks better than ${name(second.worse)}, by ${fixed(second.by, 3)} of AUC`;
}

function reliabilityFigure(all: readonly Named[], e: EvaluationFacts): Figure | null {
  const some = all.filter(([, m]) => m.evaluation.reliability.length > 0);
  if (some.length === 0) return null;
  const most = reliabilityTop(some.map(([, m]) => m.evaluation.reliability));
  return {
    kind: "figure",
    id: "reliability",
    title: reliabilityTitle(some),
    note: text`Every moment, not only crossings; tenths of the rows by promise, 95% intervals, clustered by account; ${count(e.n)} rows.`,
    charts: some.map(([of, m]) => ({
      id: [
        "reliability",
        String(all.findIndex(([n]) => n === of) + 1).padStart(2, "0"),
        slug(of).slice(0, 40),
      ]
        .filter((part) => part !== "")
        .join("-"),
      label: of,
      alternative: `${of}: promised against seen in ${m.evaluation.reliability.length} groups.`,
      wide: reliabilityPanel(
        m.evaluation.reliability,
        most,
        colours[candidateRole(all.findIndex(([n]) => n === of))],
      ),
      narrow: null,
    })),
    table: {
      kind: "table",
      caption: "Promised and seen",
      columns: [
        { title: ["Model"] },
        { title: ["Promised, of 100"], number: true },
        { title: ["Won, of 100"], number: true },
        { title: ["Rows"], number: true },
      ],
      rows: some.flatMap(([of, m]) =>
        m.evaluation.reliability.map((bin) => ({
          cells: [
            cell([name(of)]),
            numberCell(bin.predicted, percent),
            estimateCell(bin.observed, percent),
            numberCell(bin.observed.value === null ? null : bin.observed.n),
          ],
        })),
      ),
    },
  };
}

/** A level that is off first, then a slope that is; a claim only where the interval allows one. */
function reliabilityTitle(some: readonly Named[]): Text {
  const level = claims(some, ({ observedExpected: oe }) =>
    oe.value === null ? null : oe.low > 1 ? "too little" : oe.high < 1 ? "too much" : null,
  );
  if (level.size > 0) return text`On the whole ${joined(level, "promises", "promise")}`;
  const slope = claims(some, ({ calibrationSlope: b }) =>
    b.value === null ? null : b.high < 1 ? "too extreme" : b.low > 1 ? "too timid" : null,
  );
  if (slope.size > 0) return text`True on the whole, but ${joined(slope, "is", "are")} at the ends`;
  return ["The probabilities promise what came, as far as these data can show"];
}

/** Each thing that is said, and the models of which it is. */
type Claims = ReadonlyMap<string, readonly string[]>;

function claims(some: readonly Named[], say: (e: EvaluationFacts) => string | null): Claims {
  const all = new Map<string, string[]>();
  for (const [of, { evaluation }] of some) {
    const said = say(evaluation);
    if (said !== null) all.set(said, [...(all.get(said) ?? []), of]);
  }
  return all;
}

/** `hand and logit promise too much, card too little` */
const joined = (all: Claims, one: string, several: string): Text =>
  [...all].flatMap(([said, of], i) => [
    ...(i === 0 ? [] : [", "]),
    ...of.flatMap((n, k) => [...(k === 0 ? [] : [k === of.length - 1 ? " and " : ", "]), name(n)]),
    ` ${i > 0 ? "" : `${of.length === 1 ? one : several} `}${said}`,
  ]);

const folds = (all: readonly Named[]): Table => ({
  kind: "table",
  caption: "One fit a model and quarter, from what was known before it",
  columns: [
    { title: ["Model"] },
    { title: ["Quarter"] },
    { title: ["Fitted"] },
    { title: ["Wins to learn from"], number: true },
    { title: ["Slope"], number: true },
    { title: ["Left out"] },
  ],
  rows: all.flatMap(([of, m]) =>
    m.folds.map((fold) => ({
      cells: [
        cell([name(of)]),
        cell(fold.quarter),
        cell(fold.fitted ? "yes" : "no", fold.reason ?? ""),
        numberCell(fold.positives),
        numberCell(fold.calibration?.slope ?? null, two),
        cell(
          fold.dropped.map((d) => d.feature).join(", "),
          [...new Set(fold.dropped.map((d) => d.reason))].slice(0, 3).join("; "),
        ),
      ],
    })),
  ),
});
