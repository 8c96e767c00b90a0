import type { FittedStudy } from "../../backtest/fit/fitted.ts";
import { type Fault, warning } from "../../base/errors.ts";
import { noBetterThanChance } from "../../base/estimate.ts";
import { weightsThatShip } from "../../base/messages/models/fits.ts";
import {
  drift,
  mapFalls,
  winsWithoutWork,
  worthlessModel,
  wrongSign,
} from "../../base/messages/workbench.ts";
import { NEVER, quarterOf } from "../../base/time.ts";
import { workedFrom } from "../../labels/worked.ts";
import { againstSigns } from "../../models/fitting/signs.ts";
import type { ModelFacts, Result } from "../../result/type.ts";
import { placeOf } from "../../study/places.ts";
import type { Study } from "../../study/type.ts";
import type { Loaded } from "../loaded.ts";

/** Warnings of the stages, each with its place in the study file. */

/** The share of outcomes without work from which on the record of work counts as incomplete. */
const holes = 0.1;

/** Warnings of models that rank no better than chance: the interval of their AUC contains .5 or lies below it. */
export const worthless = (study: Study, models: Result["models"]): readonly Fault[] =>
  Object.entries(models).flatMap(
    ([
      name,
      {
        evaluation: { auc },
      },
    ]) =>
      auc.value !== null && noBetterThanChance(auc)
        ? [warning(worthlessModel(name, auc.value, auc.low, auc.high), placeOf(study, `models.${name}`))]
        : [],
  );

/**
 * A warning of leads that reached the outcome though history never worked them, where they are more than a tenth of
 * all.
 */
export function outcomesWithoutWork({ study, history, labels }: Loaded): readonly Fault[] {
  if (study.outcome.kind !== "stage") return [];
  const from = workedFrom(history, labels, study.worked);
  if (from === null) return [];
  let outcomes = 0;
  let without = 0;
  for (let lead = 0; lead < history.leads.count; lead++) {
    if ((labels.outcome[lead] ?? NEVER) === NEVER || labels.refused[lead] === 1) continue;
    outcomes++;
    if ((from[lead] ?? NEVER) === NEVER) without++;
  }
  return without > holes * outcomes
    ? [warning(winsWithoutWork(without, outcomes), placeOf(study, "worked"))]
    : [];
}

/**
 * Warnings of models whose map would have fallen, with the quarters, and whether the shipped weights are among them.
 */
export function fallingMaps({ walk }: FittedStudy): readonly Fault[] {
  return [...walk.final.models.keys()].flatMap((name) => {
    const falls = (models: typeof walk.final.models): boolean => {
      const fit = models.get(name);
      return fit !== undefined && "weights" in fit && fit.diagnostics.falls;
    };
    const where = [
      ...walk.folds.flatMap(({ fold, models }) => (falls(models) ? [fold.quarter.name] : [])),
      ...(falls(walk.final.models) ? [weightsThatShip] : []),
    ];
    return where.length === 0 ? [] : [warning(mapFalls(name, where))];
  });
}

/** Warnings of shipped points that run against the sign that the study expects of their feature. */
export function signFaults({ study }: Loaded, fitted: FittedStudy): readonly Fault[] {
  const { models, rows } = fitted.walk.final;
  return [...models].flatMap(([name, fit]) =>
    "weights" in fit
      ? againstSigns(fit.weights, study.features.signs, rows).map(({ feature, expected }) =>
          warning(wrongSign(name, feature, expected), placeOf(study, `features.signs.${feature}`)),
        )
      : [],
  );
}

/** The range of observed / expected within which a probability can be used as one. */
const trusted = [0.8, 1.25] as const;
/** The least number of leads in a quarter for a rate. */
const leastLeads = 50;

/**
 * Warnings of models of an outcome without times that, learnt on each quarter's past, predict too much or too little
 * beyond chance; with the rates of the first and the last quarter of creation.
 */
export function driftFaults(
  { study, moments }: Loaded,
  models: Readonly<Record<string, ModelFacts>>,
): readonly Fault[] {
  if (study.outcome.kind === "stage") return [];
  const rates = new Map<string, { leads: number; won: number }>();
  for (let i = 0; i < moments.count; i++) {
    if (moments.label[i] === 2) continue;
    const { name } = quarterOf(moments.time[i] ?? 0, study.fiscalYearStarts);
    const of = rates.get(name) ?? { leads: 0, won: 0 };
    of.leads++;
    of.won += moments.label[i] ?? 0;
    rates.set(name, of);
  }
  const told = [...rates]
    .filter(([, { leads }]) => leads >= leastLeads)
    .map(([quarter, { leads, won }]) => ({ quarter, rate: won / leads }));
  const [first, last] = [told[0], told.at(-1)];
  if (first === undefined || last === undefined) return [];
  return Object.entries(models).flatMap(([name, { evaluation }]) => {
    const oe = evaluation.observedExpected;
    if (evaluation.method !== "walk-forward" || oe.value === null) return [];
    const apart = oe.value < trusted[0] ? oe.high < 1 : oe.value > trusted[1] && oe.low > 1;
    return apart ? [warning(drift(name, oe, first, last), placeOf(study, `models.${name}`))] : [];
  });
}
