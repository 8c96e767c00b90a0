import {
  historicalIntake,
  slotsOf,
  type WorkCalendar,
  workCalendar,
  workingDays,
} from "../backtest/capacity.ts";
import { cutoffFromMaxima } from "../backtest/cutoff.ts";
import type { Fold } from "../backtest/folds.ts";
import { atCrossing } from "../backtest/judge/crossing.ts";
import { judge } from "../backtest/judge/judge.ts";
import type { Tries } from "../backtest/judge/tries.ts";
import { undecided } from "../backtest/judge/verdict.ts";
import type { FoldWeights, ReplayQuestion } from "../backtest/replay/plan.ts";
import { capacityMaxima, type ReplayOptions, type Replays, replay } from "../backtest/replay/replay.ts";
import type { CutoffFacts, DecisionFacts, Replayed, Setting } from "../backtest/type.ts";
import type { Fitting } from "../backtest/walk.ts";
import { type Fault, warning } from "../base/errors.ts";
import {
  intakeAbove,
  nobodyMeets,
  noCapacity,
  noIncumbent,
  noTimes,
  uncalibratedAtCrossing,
} from "../base/messages/workbench.ts";
import { outcomeWords } from "../base/outcome-words.ts";
import type { Watch } from "../base/progress.ts";
import { NEVER } from "../base/time.ts";
import { observedOverExpected } from "../evaluate/evaluate.ts";
import { placeOf } from "../history/headers.ts";
import { workedFrom } from "../labels/worked.ts";
import type { CapacityFacts, DefinitionFacts } from "../result/type.ts";
import { cutoffsOf } from "../rules/names.ts";
import { reliability } from "../stats/reliability.ts";
import type { Capacity } from "../study/type.ts";
import { probabilityOf } from "../weights/calibration.ts";
import type { Weights } from "../weights/type.ts";
import type { FittedStudy } from "./fit.ts";
import type { Loaded } from "./load.ts";

export interface JudgedStudy {
  readonly definitions: Readonly<Record<string, DefinitionFacts>>;
  readonly capacity: CapacityFacts | null;
  readonly decision: DecisionFacts;
  readonly warnings: readonly Fault[];
}

export interface JudgeOptions extends ReplayOptions {
  readonly watch: Watch;
  /** first second of the as-of day at which each definition was first seen, by name */
  readonly firstSeen: ReadonlyMap<string, number>;
  /** what else the lineage's log holds, and definitions of the study that mean the same as another; default: nothing */
  readonly others?: Tries["others"];
  readonly copies?: Tries["copies"];
}

/** Replays every definition in every fold at the study's capacity, judges them, and gives the verdict. */
export async function judgeStudy(
  loaded: Loaded,
  fitted: FittedStudy,
  options: JudgeOptions,
): Promise<JudgedStudy> {
  const { study } = loaded;
  const incumbent = [...study.definitions].find(([, d]) => d.incumbent)?.[0] ?? null;
  const m = study.definitions.size - (incumbent === null ? 0 : 1);
  const without = (reason: string, warnings: readonly Fault[]): JudgedStudy => ({
    definitions: {},
    capacity: null,
    decision: undecided(reason, incumbent, m, study.decide.smallestGain),
    warnings,
  });
  if (study.outcome.kind === "column")
    return without("the outcome has no times, so nothing can be replayed", [warning(noTimes())]);
  if (study.definitions.size === 0) return without("the study states no definition", []);
  if (study.capacity === null) return without("the study states no capacity", [warning(noCapacity())]);
  if (fitted.folds.length === 0)
    return without("no fiscal quarter lies between the first recorded outcome and as_of", []);

  const calendar = await calendarOf(study.capacity, fitted.folds);
  const setting = settingOf(loaded, study.capacity, fitted.folds, calendar);
  const replays = await replayed(loaded, fitted, setting, options);
  const judgement = judge(setting, replays.definitions, {
    smallestGain: study.decide.smallestGain,
    tries: {
      firstSeen: options.firstSeen,
      others: options.others ?? [],
      copies: options.copies ?? new Set(),
    },
    history: null,
    speech: { outcome: outcomeWords(study.outcome.reaches), reps: study.capacity.reps },
  });
  const capacity = capacityFacts(study.capacity, setting, study.handoff);
  const warnings = [...judgement.warnings];
  if (incumbent === null) warnings.push(warning(noIncumbent()));
  const definitions = Object.fromEntries(
    [...study.definitions].flatMap(([name, definition]) => {
      const of = judgement.definitions[name];
      const replay = replays.definitions.find((r) => r.name === name);
      if (of === undefined || replay === undefined) return [];
      if (of.quarters.every(({ volume, reason }) => volume === 0 && reason === null))
        warnings.push(warning(nobodyMeets(name), placeOf(study, `definitions.${name}`)));
      const calibrationAtCrossing = crossingCalibration(setting, replay, replays, fitted);
      const oe = calibrationAtCrossing?.observedExpected;
      if (oe !== undefined && oe.value !== null && (oe.value < 0.8 || oe.value > 1.25))
        warnings.push(warning(uncalibratedAtCrossing(name, oe.value)));
      const facts: DefinitionFacts = {
        text: definition.text,
        incumbent: definition.incumbent,
        ...of,
        cutoff: replays.shipped.get(name) ?? null,
        calibrationAtCrossing,
      };
      return [[name, facts] as const];
    }),
  );
  const seen = capacity.historicalIntake;
  if (seen !== null && capacity.leadsPerRepPerDay > seen.p90)
    warnings.push(warning(intakeAbove(capacity.leadsPerRepPerDay, seen.median)));
  return { definitions, capacity, decision: judgement.decision, warnings };
}

const calendarOf = (capacity: Capacity, folds: readonly Fold[]): Promise<WorkCalendar> =>
  workCalendar(capacity.holidays, folds[0]?.before.start ?? 0, (folds.at(-1)?.end ?? 0) + 30 * 86_400);

function settingOf(
  loaded: Loaded,
  capacity: Capacity,
  folds: readonly Fold[],
  calendar: WorkCalendar,
): Setting {
  return {
    labels: loaded.labels,
    account: loaded.history.leads.account,
    worked: workedFrom(loaded.history, loaded.labels, loaded.study.worked),
    folds,
    rate: { reps: capacity.reps, leadsPerRepPerDay: capacity.leadsPerRepPerDay },
    calendar,
    slaBusinessDays: capacity.slaBusinessDays,
    order: capacity.order,
    guards: loaded.study.guards,
  };
}

interface ReplayedStudy {
  readonly definitions: readonly Replayed[];
  readonly answers: Replays;
  /** by definition: its cut-off from capacity under the weights that ship */
  readonly shipped: ReadonlyMap<string, CutoffFacts>;
}

/** Two walks: one to find the cut-offs that capacity decides (only where there are some), one for the crossings. */
async function replayed(
  loaded: Loaded,
  fitted: FittedStudy,
  setting: Setting,
  options: JudgeOptions,
): Promise<ReplayedStudy> {
  const { study } = loaded;
  const definitions = [...study.definitions].map(([name, { rule }]) => ({ name, rule }));
  const weightsOf = ({ models }: Fitting): FoldWeights["models"] =>
    new Map([...models].map(([name, fit]) => [name, "weights" in fit ? fit.weights : fit.reason]));
  const walked = fitted.walk.folds.map(
    (fitting): FoldWeights => ({
      models: weightsOf(fitting),
      cutoffs: new Map(),
      until: fitting.fold.end,
      before: fitting.fold.before,
      outcomesUntil: fitting.fold.outcomesUntil,
    }),
  );
  const shipping: FoldWeights = {
    models: weightsOf(fitted.walk.final),
    cutoffs: new Map(),
    until: NEVER,
    before: fitted.final.before,
    outcomesUntil: fitted.final.outcomesUntil,
  };
  const question: ReplayQuestion = {
    history: loaded.history,
    labels: loaded.labels,
    // those of all folds: each has decayed counts of its own half-lives where they are found
    features: [...new Set([...fitted.walk.folds, fitted.walk.final].flatMap(({ coded }) => coded.features))],
    excluded: loaded.table.excluded,
    definitions,
    folds: walked,
  };
  const cutoffs = await capacityCutoffs({ ...question, folds: [...walked, shipping] }, setting, options);
  const folds = walked.map((fold, k) => ({
    ...fold,
    cutoffs: new Map([...(cutoffs[k] ?? [])].map(([name, { score }]) => [name, score])),
  }));
  const answers = await replay({ ...question, folds }, options);
  return {
    answers,
    shipped: cutoffs.at(-1) ?? new Map(),
    definitions: definitions.map(({ name }, d) => ({
      name,
      incumbent: study.definitions.get(name)?.incumbent ?? false,
      folds: setting.folds.map((fold, k) => {
        const answer = answers[k]?.[d];
        return {
          crossings: answer?.crossings ?? null,
          reason: answer?.reason ?? null,
          cutoff: cutoffs[k]?.get(name) ?? null,
          prospective: fold.start >= (options.firstSeen.get(name) ?? Number.POSITIVE_INFINITY),
        };
      }),
    })),
  };
}

/** For each fold, the cut-offs of the definitions that take theirs from capacity; what has none is left out. */
async function capacityCutoffs(
  question: ReplayQuestion,
  setting: Setting,
  options: JudgeOptions,
): Promise<readonly ReadonlyMap<string, CutoffFacts>[]> {
  const cut = question.definitions.filter(({ rule }) => cutoffsOf(rule).length > 0);
  if (cut.length === 0) return question.folds.map(() => new Map());
  const maxima = await capacityMaxima({ ...question, definitions: cut }, options);
  return question.folds.map(({ models, before }, k) => {
    const slots = slotsOf(before, setting.rate, setting.calendar);
    return new Map(
      cut.flatMap(({ name, rule }, d): [string, CutoffFacts][] => {
        const answer = maxima[k]?.[d];
        const [model = ""] = cutoffsOf(rule);
        const weights = models.get(model);
        if (answer === undefined || "reason" in answer || weights === undefined) return [];
        const found = cutoffFromMaxima(answer.before, answer.by, slots);
        if (found === null || typeof weights === "string") return [];
        return [[name, { model, score: found.cutoff, p: probabilityOf(weights, found.cutoff) }]];
      }),
    );
  });
}

/** Promise against outcome at first crossing, where the definition has a score that is calibrated. */
function crossingCalibration(
  setting: Setting,
  definition: Replayed,
  replays: ReplayedStudy,
  fitted: FittedStudy,
): DefinitionFacts["calibrationAtCrossing"] {
  const d = replays.definitions.indexOf(definition);
  const model = replays.answers.map((fold) => fold[d]?.model ?? null).find((name) => name !== null);
  if (model === undefined || model === null) return null;
  const weightsIn = (k: number): Weights | null => {
    const fit = fitted.walk.folds[k]?.models.get(model);
    return fit !== undefined && "weights" in fit ? fit.weights : null;
  };
  const at = atCrossing(setting, definition, (k, score) => {
    const weights = weightsIn(k);
    return weights === null ? null : probabilityOf(weights, score);
  });
  if (at === null || at.p.length === 0) return null;
  return {
    model,
    observedExpected: observedOverExpected(at.p, at.label, at.account),
    reliability: reliability(
      at.p,
      at.label,
      at.account,
      Math.max(1, Math.min(10, Math.floor(at.p.length / 50))),
    ),
  };
}

function capacityFacts(capacity: Capacity, setting: Setting, handoff: string | null): CapacityFacts {
  const { folds, calendar, rate, labels } = setting;
  const period = {
    start: folds[0]?.start ?? 0,
    end: Math.min(folds.at(-1)?.end ?? 0, labels.asOf + 1),
  };
  return {
    reps: capacity.reps,
    leadsPerRepPerDay: capacity.leadsPerRepPerDay,
    holidays: capacity.holidays,
    order: capacity.order,
    quarters: folds.map((fold) => ({
      quarter: fold.quarter.name,
      workingDays: workingDays(calendar, fold.start, fold.end),
      slots: slotsOf(fold, rate, calendar),
    })),
    // what sales took on, not what an outcome alone implies
    historicalIntake: historicalIntake(
      labels.stamped.get(handoff ?? "") ?? labels.handoff,
      period,
      capacity.reps,
      calendar,
    ),
    since: null,
    because: null,
    atHistory: null,
  };
}
