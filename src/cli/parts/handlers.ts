import { defined } from "../../base/defined.ts";
import { sideOf } from "../../base/estimate.ts";
import { counted, grouped } from "../../base/text.ts";
import { type ShownUnit, shownUnit } from "../../result/shown.ts";
import type { ModelFacts, Result } from "../../result/type.ts";
import { type Part, partOf } from "../../workbench/parts/parts.ts";
import type { Common } from "../common.ts";
import { foremost, spoken } from "../summary.ts";
import { answer, say, sayFaults } from "../terminal/print.ts";
import { hundredth, rateOf, table } from "../terminal/table.ts";
import { watched } from "../terminal/watch.ts";
import { columns, wrap } from "../terminal/wrap.ts";

/** `leadline fit | compare | backtest [study.yaml]`, or of an earlier run */
export async function partCommand(
  part: Part,
  study: string,
  run: string | undefined,
  common: Common,
): Promise<void> {
  const { result, warnings } = await watched(common, (watch) =>
    partOf(part, {
      study,
      watch,
      threads: common.threads,
      ...defined({ run, out: common.out, seed: common.seed }),
    }),
  );
  if (common.json) return answer(JSON.stringify(asJson[part](result)));
  if (!common.quiet) {
    const { shown, more } = foremost(warnings);
    sayFaults(shown);
    if (more > 0) say(`${counted(more, "more warning")}: leadline check`);
  }
  answer([...headOf(result), ...asText[part](result)].join("\n"));
}

const asJson: Readonly<Record<Part, (result: Result) => unknown>> = {
  fit: ({ study, asOf, models }) => ({ study: study.name, asOf, models }),
  compare: ({ study, asOf, models, comparison }) => ({
    study: study.name,
    asOf,
    models: Object.fromEntries(Object.entries(models).map(([name, { evaluation }]) => [name, evaluation])),
    comparison,
  }),
  backtest: ({ study, asOf, definitions, capacity, decision, money, candidatesTried }) => ({
    study: study.name,
    asOf,
    definitions,
    capacity,
    decision,
    ...defined({ money }),
    candidatesTried,
  }),
};

const asText: Readonly<Record<Part, (result: Result) => string[]>> = {
  fit: ({ models }) => Object.entries(models).flatMap(([name, facts]) => fitted(name, facts)),
  compare,
  backtest,
};

const headOf = ({ study, asOf, data }: Result): string[] =>
  wrap([study.name, `as of ${asOf}`, counted(data.rows.leads, "lead")].join("   "), columns, "  ");

const lines = (text: string): string[] => wrap(text, columns - 2, "  ").map((line) => `  ${line}`);

/** How many of the things that move a model's score most are shown. */
const mostEffects = 8;
/** How many states of each are shown: those with most leads. */
const mostStates = 6;

/** A model's description, and the points for the states of what moves its ranking most. */
function fitted(name: string, { words, weights, reason, fit, effects, bins, grades }: ModelFacts): string[] {
  if (weights === null)
    return ["", ...lines(`${name}, ${words}: not fitted, ${reason ?? "no reason is known"}`)];
  const unit = shownUnit(weights);
  const rows =
    fit === null ? "" : `, ${counted(fit.leads, "lead")}, ${grouped(fit.positives)} with the outcome`;
  const states = effects.slice(0, mostEffects).flatMap(({ name: of, features, states: own }) => {
    const known =
      own.length > 0 ? own : (bins.find(({ attribute }) => attribute === features[0])?.bins ?? []);
    const most = [...known].sort((a, b) => (b.n ?? 0) - (a.n ?? 0)).slice(0, mostStates);
    return known.flatMap(({ label, points, n, positives }) =>
      n === null || positives === null || n < 1 || !most.some((state) => state.label === label)
        ? []
        : [[`${of}: ${label}`, pointsOf(points, unit), grouped(Math.round(n)), hundredth(positives / n)]],
    );
  });
  return [
    "",
    ...lines(`${name}, ${words}${rows}`),
    ...table(
      "Rules",
      ["points"],
      weights.attributes.flatMap((a) => ruleOf(a, unit)),
      50,
    ),
    ...table("What moves it most", ["points", "leads", "of 100"], states, 50),
    ...table(
      "Grades",
      ["leads", "of 100 (95%)"],
      grades.map(({ grade, leads, rate }) => [
        grade,
        leads === null ? "-" : grouped(Math.round(leads)),
        rateOf(rate),
      ]),
    ),
  ];
}

type Attribute = NonNullable<ModelFacts["weights"]>["attributes"][number];

/** A rule, or points for each unit of a number; bins are shown with what moves the score most. */
function ruleOf(a: Attribute, unit: ShownUnit): string[][] {
  if (a.kind === "bins") return [];
  if (a.kind === "rule") return [[a.when, pointsOf(a.points, unit)]];
  const bound = a.coef < 0 ? a.min : a.max;
  return [
    [`each ${a.name}${bound === null ? "" : `, at most ${pointsOf(bound, unit)}`}`, pointsOf(a.coef, unit)],
  ];
}

const pointsOf = (points: number, { scale, digits }: ShownUnit): string => {
  const shown = (points * scale).toFixed(digits);
  return Number(shown) > 0 ? `+${shown}` : shown;
};

function compare({ models, comparison }: Result): string[] {
  const scored = Object.entries(models)
    .map(([name, { evaluation }]) => ({ name, of: evaluation }))
    .sort((a, b) => (a.of.logLoss.value ?? 9) - (b.of.logLoss.value ?? 9));
  const clear = comparison.pairs.flatMap(({ a, b, logLossDifference: d }) =>
    sideOf(d) === 0
      ? []
      : [sideOf(d) < 0 ? `${a} predicts better than ${b}` : `${b} predicts better than ${a}`],
  );
  return [
    ...(comparison.reason === null ? [] : lines(comparison.reason)),
    ...table(
      `Models, by ${comparison.method}`,
      ["log loss", "AUC (95%)", "O/E", "slope"],
      scored.map(({ name, of }) => [
        name,
        of.logLoss.value === null ? "-" : of.logLoss.value.toFixed(4),
        rateOf(of.auc, 1, 3),
        of.observedExpected.value === null ? "-" : of.observedExpected.value.toFixed(2),
        of.calibrationSlope.value === null ? "-" : of.calibrationSlope.value.toFixed(2),
      ]),
    ),
    "",
    ...(clear.length === 0 && comparison.pairs.length > 0
      ? lines("These data show no difference in how well the models predict.")
      : clear.flatMap((said) => lines(`${said}, beyond chance`))),
  ];
}

function backtest({ definitions, decision, money, candidatesTried }: Result): string[] {
  const all = Object.entries(definitions);
  const judged = all.flatMap(([name, { quarters }]) =>
    quarters
      .filter((q) => !q.provisional && q.reason === null)
      .map((q) => [
        `${q.quarter} ${name}`,
        grouped(q.volume),
        `${grouped(Math.round(q.served))}/${grouped(Math.round(q.slots))}`,
        rateOf(q.winsPerSlot),
      ]),
  );
  return [
    ...table(
      "Judged quarters",
      ["slots used", "outcomes", "per 100 slots (95%)", "over the incumbent"],
      all.map(([name, { pooled }]) => [
        name,
        `${grouped(Math.round(pooled.served))}/${grouped(Math.round(pooled.slots))}`,
        grouped(Math.round(pooled.wins)),
        rateOf(pooled.winsPerSlot),
        pooled.difference === null ? "" : rateOf(pooled.difference),
      ]),
    ),
    ...(money === undefined
      ? []
      : table(
          "In money, net of the cost of leads",
          ["a quarter (95%)", "over the incumbent", "leads pay"],
          Object.entries(money.definitions).map(([name, of]) => [
            name,
            rateOf(of.perQuarter, 1, 0),
            of.difference === null ? "" : rateOf(of.difference, 1, 0),
            of.pays,
          ]),
        )),
    ...table("Quarter by quarter", ["leads", "slots used", "per 100 slots (95%)"], judged),
    "",
    ...wrap(spoken(decision.sentence), columns, "  "),
    ...(candidatesTried > 1 ? lines(`${candidatesTried} definitions were tried on these data so far.`) : []),
  ];
}
