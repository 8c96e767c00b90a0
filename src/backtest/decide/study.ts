import { type Fault, warning } from "../../base/errors.ts";
import { noQuarterWithOutcome } from "../../base/messages/models/fits.ts";
import { noCapacityStated, noDates, noDefinition } from "../../base/messages/models/unknown.ts";
import {
  intakeAbove,
  maxOpenUnknown,
  nobodyTakes,
  noCapacity,
  noIncumbent,
  noTimes,
} from "../../base/messages/workbench.ts";
import { outcomeWords } from "../../base/outcome-words.ts";
import type { Watch } from "../../base/progress.ts";
import { leadsDated } from "../../labels/untimed.ts";
import { workedFrom } from "../../labels/worked.ts";
import type {
  CapacityFacts,
  DecisionFacts,
  DefinitionFacts,
  MoneyFacts,
  PilotTaken,
} from "../../result/type.ts";
import { placeOf } from "../../study/places.ts";
import type { Capacity } from "../../study/type.ts";
import type { Data } from "../data.ts";
import { furtherRates } from "../explore/grid.ts";
import type { FittedStudy } from "../fit/fitted.ts";
import type { Fold } from "../fit/folds.ts";
import { type Judgement, judge } from "../judge/judge.ts";
import type { Tries } from "../judge/verdict/tries.ts";
import { undecided } from "../judge/verdict/verdict.ts";
import type { ReplayOptions } from "../replay/type.ts";
import type { Rate } from "../serve/capacity.ts";
import { leastInHand } from "../serve/in-hand.ts";
import { serving } from "../serve/served.ts";
import type { Setting } from "../type.ts";
import { atHistory, capacityFacts, intakeOf, type Pace, paceIn } from "./capacity.ts";
import { covariatesOf } from "./covariates.ts";
import { definitionFacts } from "./definitions.ts";
import { moneyFacts } from "./money.ts";
import { firstMorning } from "./mornings.ts";
import { type ReplayedAt, replayed } from "./replayed.ts";

export interface JudgedStudy {
  readonly definitions: Readonly<Record<string, DefinitionFacts>>;
  readonly capacity: CapacityFacts | null;
  readonly decision: DecisionFacts;
  /** null: the study states no costs, or nothing was replayed */
  readonly money: MoneyFacts | null;
  readonly warnings: readonly Fault[];
  /** what the figures rest on, for `explore`; null: nothing was replayed */
  readonly basis: Basis | null;
}

/**
 * Every definition as it is replayed at each rate: the stated rate, the rate of history where that is judged too, and
 * further ones.
 */
export interface Basis {
  readonly setting: Setting;
  readonly at: readonly (ReplayedAt & { readonly rate: Rate })[];
  /** indices of the rates, by rising capacity */
  readonly order: readonly number[];
  /** index of the rate that history shows; null: it is not judged */
  readonly history: number | null;
}

export interface JudgeOptions extends ReplayOptions {
  readonly watch: Watch;
  /** first second of the as-of day at which each definition was first seen, by name */
  readonly firstSeen: ReadonlyMap<string, number>;
  /**
   * what else the lineage's log holds, and this study's definitions with the same meaning as another; default: nothing
   */
  readonly others?: Tries["others"];
  readonly copies?: Tries["copies"];
  /** registered pilots that are finished, or refused; default: none */
  readonly pilots?: readonly PilotTaken[];
}

/** Replays every definition in every fold at the study's capacity, judges the definitions, and gives the verdict. */
export async function judgeStudy(
  data: Data,
  fitted: FittedStudy,
  options: JudgeOptions,
): Promise<JudgedStudy> {
  const { study } = data;
  if (!replayable(study)) return unjudged(study, ...whyNot(study));
  if (fitted.folds.length === 0) return unjudged(study, noQuarterWithOutcome);

  const { capacity: stated } = study;
  const since = firstMorning(study, data.history.leads.created);
  const pace = await paceIn(data, stated, fitted.folds, since);
  const setting = settingOf(data, stated, fitted.folds, pace);
  const covariates = covariatesOf(data, fitted);
  const intake = intakeOf(setting, study.handoff, pace.unlimited);
  const [rate] = atHistory(setting, intake);
  const judgedAt = [setting.rate, ...(rate === undefined ? [] : [rate])];
  const rates = [...judgedAt, ...furtherRates(judgedAt)];
  const replays = await replayed(data, fitted, setting, rates, { ...options, lately: true });
  const [here, second] = replays.at;
  if (here === undefined) throw new RangeError("nothing was replayed");
  const decides = stated.since === null;
  const there =
    rate === undefined || second === undefined
      ? null
      : { serving: serving({ ...setting, rate }, covariates), rate, decides, ...second };
  const judgement = judge(setting, here.definitions, {
    smallestGain: study.decide.smallestGain,
    tries: {
      firstSeen: options.firstSeen,
      others: options.others ?? [],
      copies: options.copies ?? new Set(),
    },
    history: there,
    covariates,
    pilots: new Map((options.pilots ?? []).map((taken) => [taken.candidate, taken])),
    speech: {
      outcome: outcomeWords(study.outcome.reaches),
      reps: data.history.staff === undefined ? stated.reps : null,
    },
  });
  const capacity: CapacityFacts = {
    ...capacityFacts(stated, setting, intake, {
      fromFile: data.history.staff !== undefined,
      inHand: pace.inHand,
    }),
    atHistory: there === null ? null : factsAtHistory(there, judgement.atHistory),
  };
  const definitions = definitionFacts(data, fitted, setting, replays, judgement.definitions);
  const seen = capacity.historicalIntake;
  const above = seen !== null && capacity.atHistory !== null && decides;
  return {
    definitions: definitions.facts,
    capacity,
    decision: judgement.decision,
    money:
      study.costs === undefined
        ? null
        : moneyFacts(study.costs, serving(setting), here.definitions, judgement.definitions, fitted),
    warnings: [
      ...judgement.warnings,
      ...(incumbentOf(study) === null ? [warning(noIncumbent())] : []),
      ...definitions.warnings,
      ...nobodyIn(capacity, study),
      ...unlimitedIn(capacity, study),
      ...(above
        ? [warning(intakeAbove(capacity.leadsPerRepPerDay, seen.median, capacity.maxOpen !== undefined))]
        : []),
    ],
    basis: {
      setting,
      at: replays.at.map((of, r) => ({ ...of, rate: rates[r] ?? setting.rate })),
      order: [...rates.keys()].sort(
        (a, b) => (rates[a]?.leadsPerRepPerDay ?? 0) - (rates[b]?.leadsPerRepPerDay ?? 0),
      ),
      history: rate === undefined ? null : 1,
    },
  };
}

/** Quarters in which the file of reps has nobody: every lead in them goes without a slot. */
function nobodyIn({ quarters }: CapacityFacts, study: Data["study"]): readonly Fault[] {
  const empty = quarters.flatMap(({ quarter, reps }) => (reps === 0 ? [quarter] : []));
  return empty.length === 0 ? [] : [warning(nobodyTakes(empty), placeOf(study, "capacity.reps"))];
}

/** Quarters for which too few leads say how long sales works one: `max_open` limits nothing there. */
function unlimitedIn({ quarters, maxOpen }: CapacityFacts, study: Data["study"]): readonly Fault[] {
  const open = quarters.flatMap(({ quarter, daysInHand: of }) => (of?.days === null ? [quarter] : []));
  return maxOpen === undefined || open.length === 0
    ? []
    : [warning(maxOpenUnknown(open, leastInHand), placeOf(study, "capacity.max_open"))];
}

const incumbentOf = ({ definitions }: Data["study"]): string | null =>
  [...definitions].find(([, { incumbent }]) => incumbent)?.[0] ?? null;

/** The result for a study whose definitions cannot be replayed, with the reason. */
function unjudged(study: Data["study"], reason: string, warnings: readonly Fault[] = []): JudgedStudy {
  const incumbent = incumbentOf(study);
  const candidates = study.definitions.size - (incumbent === null ? 0 : 1);
  return {
    definitions: {},
    capacity: null,
    decision: undecided(reason, incumbent, candidates, study.decide.smallestGain),
    money: null,
    warnings,
    basis: null,
  };
}

/** A study that states enough to replay its definitions in past quarters. */
type Replayable = Data["study"] & {
  readonly capacity: Capacity;
  readonly outcome: Extract<Data["study"]["outcome"], { readonly kind: "stage" }>;
};

const replayable = (study: Data["study"]): study is Replayable =>
  study.outcome.kind === "stage" && study.definitions.size > 0 && study.capacity !== null;

function whyNot(study: Data["study"]): readonly [reason: string, warnings?: readonly Fault[]] {
  if (study.outcome.kind === "column") return [noDates, [warning(noTimes(leadsDated(study)))]];
  return study.definitions.size === 0 ? [noDefinition] : [noCapacityStated, [warning(noCapacity())]];
}

/** What the same definitions would have brought at the rate at which sales really took leads. */
function factsAtHistory(
  { rate, decides, shipped }: ReplayedAt & { readonly rate: Rate; readonly decides: boolean },
  pooled: Judgement["atHistory"],
): CapacityFacts["atHistory"] {
  if (pooled === null) return null;
  return {
    leadsPerRepPerDay: rate.leadsPerRepPerDay,
    decides,
    definitions: Object.fromEntries(
      Object.entries(pooled).map(([name, of]) => [name, { pooled: of, cutoff: shipped.get(name) ?? null }]),
    ),
  };
}

/** The setting in which all definitions of a study are judged. */
export function settingOf(data: Data, capacity: Capacity, folds: readonly Fold[], pace: Pace): Setting {
  return {
    labels: data.labels,
    account: data.history.leads.account,
    worked: workedFrom(data.history, data.labels, data.study.worked),
    folds,
    rate: pace.rate,
    calendar: pace.calendar,
    slaBusinessDays: capacity.slaBusinessDays,
    order: capacity.order,
    guards: data.study.guards,
  };
}
