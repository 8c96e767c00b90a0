import { type Fault, warning } from "../../base/errors.ts";
import { noQuarterWithOutcome } from "../../base/messages/models/fits.ts";
import {
  definitionUnobserved,
  intakeAbove,
  nobodyMeets,
  noCapacity,
  noIncumbent,
  noTimes,
  uncalibratedAtCrossing,
} from "../../base/messages/workbench.ts";
import { outcomeWords } from "../../base/outcome-words.ts";
import type { Watch } from "../../base/progress.ts";
import { leadsDated } from "../../labels/untimed.ts";
import { workedFrom } from "../../labels/worked.ts";
import { takesTheBest } from "../../models/kinds.ts";
import type { CapacityFacts, DecisionFacts, DefinitionFacts } from "../../result/type.ts";
import { plainly } from "../../rules/plain.ts";
import { placeOf } from "../../study/places.ts";
import type { Capacity } from "../../study/type.ts";
import type { Data } from "../data.ts";
import { furtherRates } from "../explore/grid.ts";
import type { FittedStudy } from "../fit/fitted.ts";
import type { Fold } from "../fit/folds.ts";
import { judge } from "../judge/judge.ts";
import type { Tries } from "../judge/verdict/tries.ts";
import { undecided } from "../judge/verdict/verdict.ts";
import type { ReplayOptions } from "../replay/type.ts";
import type { Rate, WorkCalendar } from "../serve/capacity.ts";
import { serving } from "../serve/served.ts";
import type { Setting } from "../type.ts";
import { crossingCalibration } from "./calibration.ts";
import { atHistory, calendarOf, capacityFacts, intakeOf } from "./capacity.ts";
import { type ReplayedAt, replayed } from "./replayed.ts";

export interface JudgedStudy {
  readonly definitions: Readonly<Record<string, DefinitionFacts>>;
  readonly capacity: CapacityFacts | null;
  readonly decision: DecisionFacts;
  readonly warnings: readonly Fault[];
  /** what the figures rest on, for `explore`; null: nothing was replayed */
  readonly basis: Basis | null;
}

/** Every definition as it is replayed at each rate: the stated one, the one of history where it is judged too, further ones. */
export interface Basis {
  readonly setting: Setting;
  readonly at: readonly (ReplayedAt & { readonly rate: Rate })[];
  /** places of the rates, by rising capacity */
  readonly order: readonly number[];
  /** place of the rate that history shows; null: it is not looked at */
  readonly history: number | null;
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
  data: Data,
  fitted: FittedStudy,
  options: JudgeOptions,
): Promise<JudgedStudy> {
  const { study } = data;
  const incumbent = [...study.definitions].find(([, d]) => d.incumbent)?.[0] ?? null;
  const m = study.definitions.size - (incumbent === null ? 0 : 1);
  const without = (reason: string, warnings: readonly Fault[]): JudgedStudy => ({
    definitions: {},
    capacity: null,
    decision: undecided(reason, incumbent, m, study.decide.smallestGain),
    warnings,
    basis: null,
  });
  if (study.outcome.kind === "column")
    return without("your outcome column has no dates, so past quarters cannot be replayed", [
      warning(noTimes(leadsDated(study))),
    ]);
  if (study.definitions.size === 0) return without("the study states no definition", []);
  if (study.capacity === null) return without("the study states no capacity", [warning(noCapacity())]);
  if (fitted.folds.length === 0) return without(noQuarterWithOutcome, []);

  const { capacity: stated } = study;
  const calendar = await calendarOf(stated, fitted.folds);
  const setting = settingOf(data, stated, fitted.folds, calendar);
  const intake = intakeOf(setting, study.handoff);
  const [rate] = atHistory(setting, intake);
  const judgedAt = [setting.rate, ...(rate === undefined ? [] : [rate])];
  const rates = [...judgedAt, ...furtherRates(judgedAt)];
  const replays = await replayed(data, fitted, setting, rates, options);
  const [here, second] = replays.at;
  if (here === undefined) throw new RangeError("nothing was replayed");
  const there = rate === undefined ? undefined : second;
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
    [...study.definitions].flatMap(([name, definition], d) => {
      const of = judgement.definitions[name];
      const replay = here.definitions.find((r) => r.name === name);
      if (of === undefined || replay === undefined) return [];
      const unseen = setting.folds.flatMap(({ quarter }, k) => {
        const why = replays.unobserved[d]?.[k] ?? null;
        return why === null ? [] : [{ quarter: quarter.name, why }];
      });
      const latest = unseen.at(-1);
      if (latest !== undefined)
        warnings.push(
          warning(
            definitionUnobserved(
              name,
              unseen.map(({ quarter }) => quarter),
              latest.why,
            ),
            placeOf(study, `definitions.${name}`),
          ),
        );
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
        says:
          definition.says ?? plainly(definition.rule, new Set(study.models.keys()), bestActivities(study)),
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
  const basis: Basis = {
    setting,
    at: replays.at.map((of, r) => ({ ...of, rate: rates[r] ?? setting.rate })),
    order: [...rates.keys()].sort(
      (a, b) => (rates[a]?.leadsPerRepPerDay ?? 0) - (rates[b]?.leadsPerRepPerDay ?? 0),
    ),
    history: rate === undefined ? null : 1,
  };
  return { definitions, capacity, decision: judgement.decision, warnings, basis };
}

/** Scores that are the close rate of the best activity of a lead. */
const bestActivities = ({ models }: Data["study"]): ReadonlySet<string> =>
  new Set([...models].flatMap(([name, of]) => (takesTheBest(of) ? [name] : [])));

/** What every definition of a study is judged on alike. */
export function settingOf(
  data: Data,
  capacity: Capacity,
  folds: readonly Fold[],
  calendar: WorkCalendar,
): Setting {
  return {
    labels: data.labels,
    account: data.history.leads.account,
    worked: workedFrom(data.history, data.labels, data.study.worked),
    folds,
    rate: { reps: capacity.reps, leadsPerRepPerDay: capacity.leadsPerRepPerDay },
    calendar,
    slaBusinessDays: capacity.slaBusinessDays,
    order: capacity.order,
    guards: data.study.guards,
  };
}
