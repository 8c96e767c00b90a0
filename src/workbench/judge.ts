import type { Fold } from "../backtest/fit/folds.ts";
import { atCrossing } from "../backtest/judge/crossing.ts";
import { judge } from "../backtest/judge/judge.ts";
import type { Tries } from "../backtest/judge/tries.ts";
import { undecided } from "../backtest/judge/verdict.ts";
import type { Replays } from "../backtest/replay/replay.ts";
import type { ReplayOptions } from "../backtest/replay/type.ts";
import {
  historicalIntake,
  type Rate,
  slotsOf,
  type WorkCalendar,
  workCalendar,
  workingDays,
} from "../backtest/serve/capacity.ts";
import { type Serving, serving } from "../backtest/serve/served.ts";
import type { DecisionFacts, Replayed, Setting } from "../backtest/type.ts";
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
import { observedOverExpected } from "../evaluate/evaluate.ts";
import { leadsDated } from "../labels/untimed.ts";
import { workedFrom } from "../labels/worked.ts";
import type { CapacityFacts, DefinitionFacts } from "../result/type.ts";
import { plainly } from "../rules/plain.ts";
import { reliability } from "../stats/calibrate/reliability.ts";
import { placeOf } from "../study/places.ts";
import type { Capacity } from "../study/type.ts";
import { probabilityOf } from "../weights/calibration.ts";
import type { Weights } from "../weights/type.ts";
import type { FittedStudy } from "./fit.ts";
import type { Loaded } from "./loaded.ts";
import { replayed } from "./replayed.ts";

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
    return without("your outcome column has no dates, so past quarters cannot be replayed", [
      warning(noTimes(leadsDated(study))),
    ]);
  if (study.definitions.size === 0) return without("the study states no definition", []);
  if (study.capacity === null) return without("the study states no capacity", [warning(noCapacity())]);
  if (fitted.folds.length === 0)
    return without("no fiscal quarter lies between the first recorded outcome and as_of", []);

  const { capacity: stated } = study;
  const calendar = await calendarOf(stated, fitted.folds);
  const setting = settingOf(loaded, stated, fitted.folds, calendar);
  const intake = intakeOf(setting, study.handoff);
  const rates = [setting.rate, ...atHistory(setting, intake)];
  const replays = await replayed(loaded, fitted, setting, rates, options);
  const [here, there] = replays.at;
  if (here === undefined) throw new RangeError("nothing was replayed");
  const [, rate] = rates;
  const decides = stated.since === null;
  const judgement = judge(setting, here.definitions, {
    smallestGain: study.decide.smallestGain,
    tries: {
      firstSeen: options.firstSeen,
      others: options.others ?? [],
      copies: options.copies ?? new Set(),
    },
    history:
      there === undefined || rate === undefined
        ? null
        : { serving: serving({ ...setting, rate }), definitions: there.definitions, decides },
    speech: { outcome: outcomeWords(study.outcome.reaches), reps: stated.reps },
  });
  const capacity: CapacityFacts = {
    ...capacityFacts(stated, setting, intake),
    atHistory:
      judgement.atHistory === null || rate === undefined
        ? null
        : {
            leadsPerRepPerDay: rate.leadsPerRepPerDay,
            decides,
            definitions: Object.fromEntries(
              Object.entries(judgement.atHistory).map(([name, pooled]) => [
                name,
                { pooled, cutoff: there?.shipped.get(name) ?? null },
              ]),
            ),
          },
  };
  const warnings = [...judgement.warnings];
  const served = serving(setting);
  if (incumbent === null) warnings.push(warning(noIncumbent()));
  const definitions = Object.fromEntries(
    [...study.definitions].flatMap(([name, definition]) => {
      const of = judgement.definitions[name];
      const replay = here.definitions.find((r) => r.name === name);
      if (of === undefined || replay === undefined) return [];
      if (of.quarters.every(({ volume, reason }) => volume === 0 && reason === null))
        warnings.push(warning(nobodyMeets(name), placeOf(study, `definitions.${name}`)));
      const calibrationAtCrossing = crossingCalibration(
        served,
        replay,
        here.definitions,
        replays.answers,
        fitted,
      );
      const oe = calibrationAtCrossing?.observedExpected;
      if (oe !== undefined && oe.value !== null && (oe.value < 0.8 || oe.value > 1.25))
        warnings.push(warning(uncalibratedAtCrossing(name, oe.value)));
      const facts: DefinitionFacts = {
        text: definition.text,
        label: definition.label,
        says: definition.says ?? plainly(definition.rule, new Set(study.models.keys())),
        incumbent: definition.incumbent,
        ...of,
        cutoff: here.shipped.get(name) ?? null,
        calibrationAtCrossing,
      };
      return [[name, facts] as const];
    }),
  );
  const seen = capacity.historicalIntake;
  if (seen !== null && capacity.atHistory !== null && decides)
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

/** Promise against outcome at first crossing, where the definition has a score that is calibrated. */
function crossingCalibration(
  of: Serving,
  definition: Replayed,
  definitions: readonly Replayed[],
  answers: Replays,
  fitted: FittedStudy,
): DefinitionFacts["calibrationAtCrossing"] {
  const d = definitions.indexOf(definition);
  const model = answers.map((fold) => fold[d]?.model ?? null).find((name) => name !== null);
  if (model === undefined || model === null) return null;
  const weightsIn = (k: number): Weights | null => {
    const fit = fitted.walk.folds[k]?.models.get(model);
    return fit !== undefined && "weights" in fit ? fit.weights : null;
  };
  const at = atCrossing(of, definition, (k, score) => {
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

/** What sales took on, not what an outcome alone implies, over the quarters that are replayed. */
function intakeOf(
  { folds, calendar, labels, rate }: Setting,
  handoff: string | null,
): CapacityFacts["historicalIntake"] {
  const period = {
    start: folds[0]?.start ?? 0,
    end: Math.min(folds.at(-1)?.end ?? 0, labels.asOf + 1),
  };
  return historicalIntake(labels.stamped.get(handoff ?? "") ?? labels.handoff, period, rate.reps, calendar);
}

/**
 * The rate that history shows, where the stated one is above all but its busiest weeks: the median week's (the 90th
 * percentile where the median week has none). A circumstance like the stated one, the same in every quarter.
 */
function atHistory({ rate }: Setting, intake: CapacityFacts["historicalIntake"]): readonly Rate[] {
  if (intake === null || rate.leadsPerRepPerDay <= intake.p90) return [];
  return [{ reps: rate.reps, leadsPerRepPerDay: intake.median > 0 ? intake.median : intake.p90 }];
}

function capacityFacts(
  capacity: Capacity,
  { folds, calendar, rate }: Setting,
  intake: CapacityFacts["historicalIntake"],
): Omit<CapacityFacts, "atHistory"> {
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
    historicalIntake: intake,
    since: capacity.since,
    because: capacity.because,
  };
}
