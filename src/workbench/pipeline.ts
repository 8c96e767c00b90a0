import { type ModelsReport, modelsReport } from "../backtest/compare/models.ts";
import type { ModelsData } from "../backtest/data.ts";
import { crmCosts } from "../backtest/decide/crm.ts";
import { type JudgedStudy, type JudgeOptions, judgeStudy } from "../backtest/decide/study.ts";
import { driftOf, keepShift } from "../backtest/drift/drift.ts";
import { explore as exploreStudy } from "../backtest/explore/explore.ts";
import type { FittedStudy } from "../backtest/fit/fitted.ts";
import { halfLifeFacts } from "../backtest/fit/half-lives-found.ts";
import { cameOf, forecastOf } from "../backtest/forecast/volume.ts";
import type { ReplayOptions } from "../backtest/replay/type.ts";
import { defined } from "../base/defined.ts";
import { exits, type Fault, LeadlineError } from "../base/errors.ts";
import { notEstimable } from "../base/estimate.ts";
import type { Keep } from "../base/keep.ts";
import { notJudged } from "../base/messages/models/unknown.ts";
import type { Watch } from "../base/progress.ts";
import { DAY, dayOf, isoDate } from "../base/time.ts";
import { version } from "../base/version.ts";
import type { Feed } from "../history/feed.ts";
import { undatedStages } from "../labels/funnel.ts";
import type { CrmFacts, Exploration, Result } from "../result/type.ts";
import { withheld } from "../result/withheld.ts";
import { checkNames } from "../study/names.ts";
import type { Study } from "../study/type.ts";
import type { Weights } from "../weights/type.ts";
import { versioned } from "../weights/version.ts";
import { dataFacts, featureFacts, maturityFacts, studyFacts, warningFacts } from "./facts.ts";
import { type FittingOptions, fitStudy, isKnown } from "./fit.ts";
import { funnelOf, keepFunnel } from "./funnel/facts.ts";
import { pipelinesBy } from "./funnel/qualified.ts";
import { loadData } from "./kept/data.ts";
import { placeless } from "./kept/digest.ts";
import { type Kept, type KeptKind, keptIn } from "./kept/kept.ts";
import { namedFeatures, otherColumns } from "./load.ts";
import { type Loaded, leadsOf } from "./loaded.ts";
import { youngFaults } from "./told/refusals.ts";
import { driftFaults, fallingMaps, outcomesWithoutWork, signFaults, worthless } from "./told/warnings.ts";

/**
 * A study in stages, each a value that can be kept: load once, fit once, judge as often as you like.
 *
 *   openStudy ─► load ────────► fit ──────────► judge ─────────────► conclude
 *   study.yaml   history,       every fold's    definitions          one Result,
 *                labels,        models, and     replayed at a        as in
 *                features       those that ship capacity, verdict    result.json
 *                                                  └─► explore: the same at other cut-offs and capacities
 *
 * No stage writes a file; `run` is these stages and a run folder. The same values give the same result, byte for byte.
 *
 * @example
 * const { study, folder } = await openStudy("study.yaml");
 * const fitted = await fit(await load(study, folder));
 * const today = await judge(fitted);
 * const twoMoreReps = await judge(fitted, { capacity: { ...study.capacity, reps: study.capacity.reps + 2 } });
 */

/** A study whose models are fitted: in each fold, and on everything that is mature. */
export interface Fitted {
  readonly loaded: Loaded;
  readonly study: FittedStudy;
  readonly models: ModelsReport;
  /** warnings of the data and the folds, and warnings of the models */
  readonly warnings: { readonly folds: readonly Fault[]; readonly models: readonly Fault[] };
}

/** What may differ from the study without a new fit; by default everything is as the study states. */
export type Changes = Partial<Pick<Study, "definitions" | "capacity" | "decide">>;

/** Definitions that were replayed and judged at a capacity. */
export interface Judged {
  readonly fitted: Fitted;
  /** the study with the changes that were asked for */
  readonly study: Study;
  readonly judged: JudgedStudy;
}

/**
 * Reads the tables of a study into labels, features and moments.
 *
 * @param from where the tables come from, such as `tablesIn({ … })` of leadline/history; a path is the folder that the
 *   study's files are relative to
 * @param keep where the data of an earlier load may be found; null: the tables are read
 * @throws LeadlineError exit 2 (a rule names what is not there), 3 (the data cannot answer), 4 (a file)
 */
export const load = (
  study: Study,
  from: Feed | string,
  watch: Watch = {},
  keep: Keep | null = null,
): Promise<Loaded> => loadData(study, from, watch, keep);

/**
 * Fits and calibrates every model of the study in every fold, and evaluates them. A model that cannot be fitted has a
 * reason.
 */
export async function fit(loaded: Loaded, options: FittingOptions = {}): Promise<Fitted> {
  const fitted = await fitStudy(loaded, options);
  const folds = [
    ...undatedStages(leadsOf(loaded)),
    ...youngFaults(loaded, fitted.walk.folds),
    ...signFaults(loaded, fitted),
    ...fallingMaps(fitted),
  ];
  const models = await reported(loaded, fitted, options);
  const ofModels = [
    ...outcomesWithoutWork(loaded),
    ...worthless(loaded.study, models.models),
    ...driftFaults(loaded, models.models),
  ];
  return { loaded, study: fitted, models, warnings: { folds, models: ofModels } };
}

/**
 * The evaluation of the models. It is kept, since it depends on the fits and their rows alone, not on definitions or
 * capacity.
 */
function reported(
  { study, history, moments, instants }: Loaded,
  fitted: FittedStudy,
  { watch = {}, kept = keptIn(null) }: FittingOptions,
): Promise<ModelsReport> {
  const { models, minGroup, outcome, sources } = study;
  const data: ModelsData = {
    study: { models, minGroup, outcome, sources },
    history: {
      leads: {
        account: history.leads.account,
        ...defined({ person: history.leads.person }),
      },
    },
    moments,
    instants,
  };
  const { folds, walk, final } = fitted;
  if (![...models.values()].every(isKnown)) return modelsReport(data, fitted, watch);
  const placed = { ...data, study: placeless(data.study) };
  return kept.of("models", { data: placed, folds, walk, final }, isModelsReport, () =>
    modelsReport(data, fitted, watch),
  );
}

/**
 * Looks up what a result tells of the data and the fits alone, its funnel and the drift of leads, or computes and keeps
 * it. `conclude` needs no such call.
 */
export async function keepFacts({ loaded, study }: Fitted, kept: Kept): Promise<void> {
  if (![...loaded.study.models.values()].every(isKnown)) return;
  const keep = keeping(kept, "facts");
  await keepFunnel(loaded, keep);
  await keepShift(loaded, study, keep);
}

/** A cache for one kind of values. */
export const keeping =
  (kept: Kept, kind: KeptKind): Keep =>
  (inputs, is, compute) =>
    kept.of(kind, inputs, is, compute);

const isModelsReport = (value: unknown): value is ModelsReport =>
  typeof value === "object" && value !== null && "models" in value && "comparison" in value;

/**
 * Replays definitions over past quarters at a capacity and gives the verdict. Nothing is fitted.
 *
 * @throws LeadlineError exit 2 where a changed definition names what the study does not have
 */
export async function judge(
  fitted: Fitted,
  changes: Changes = {},
  options: Partial<JudgeOptions> = {},
): Promise<Judged> {
  const { loaded } = fitted;
  const study = { ...loaded.study, ...changes };
  if (changes.definitions !== undefined) refuseNames(study, loaded);
  const judged = await judgeStudy({ ...loaded, study }, fitted.study, {
    watch: {},
    firstSeen: new Map([...study.definitions.keys()].map((name) => [name, dayOf(study.asOf) * DAY])),
    ...options,
  });
  return { fitted, study, judged };
}

function refuseNames(study: Study, { table, history }: Loaded): void {
  const faults = checkNames(study, namedFeatures(table.features), otherColumns(study, history));
  if (faults.some((f) => f.severity === "error")) throw new LeadlineError(exits.usage, faults);
}

/**
 * What each definition would have brought at other cut-offs and capacities: the grids of explore/, by definition. Empty
 * where nothing could be replayed.
 */
export async function explore(
  { fitted, study, judged }: Judged,
  run: string,
  options: ReplayOptions = {},
  keep?: Keep,
): Promise<ReadonlyMap<string, Exploration>> {
  if (judged.basis === null) return new Map();
  return exploreStudy({ ...fitted.loaded, study }, fitted.study, judged.basis, run, options, keep);
}

/** Every warning of the stages, in the order of result.json, each with its place in the study file. */
export const warningsIn = ({ fitted, judged }: Judged): readonly Fault[] => [
  ...fitted.loaded.warnings,
  ...fitted.warnings.folds,
  ...judged.warnings,
  ...fitted.warnings.models,
];

/** The identity of the run that a result belongs to. */
export interface RunIdentity {
  readonly run: string;
  readonly candidatesTried: number;
  /** whether the seed was given for this run, and is not the study's own */
  readonly seeded: boolean;
  /** weights of the run before, whose versions these continue; absent: every model begins at 1.0.0 */
  readonly before?: ReadonlyMap<string, Weights>;
  /** result of the run before, whose forecast is compared with what came; absent: there was no run before */
  readonly lastReview?: Result | null;
  /** false: the drift of leads and predictions is left out, for a caller that shows it elsewhere. Default true */
  readonly drift?: boolean;
}

/** The forecast of the next quarter, and of the last one what the run before forecast and what came. */
function forecastFacts({ study, judged }: Judged, before: Result | null): Result["forecast"] {
  const { basis, definitions } = judged;
  if (basis === null) return null;
  const now = forecastOf(
    basis,
    study.fiscalYearStarts,
    (name) => definitions[name]?.pooled.nextQuarter ?? notEstimable(notJudged),
  );
  const winsIn = (name: string, quarter: string): number | null => {
    const found = definitions[name]?.quarters.find((one) => one.quarter === quarter);
    return found === undefined || found.provisional || found.reason !== null ? null : found.wins;
  };
  const said = before && {
    run: before.run,
    asOf: before.asOf,
    forecast: before.forecast,
    verdict: before.decision.verdict,
    candidate: before.decision.candidate,
  };
  return { ...now, last: cameOf(said, now, winsIn) };
}

const versionedModels = (models: Result["models"], before: ReadonlyMap<string, Weights>): Result["models"] =>
  Object.fromEntries(
    Object.entries(models).map(([name, facts]) => [
      name,
      facts.weights === null
        ? facts
        : { ...facts, weights: versioned(facts.weights, before.get(name) ?? null) },
    ]),
  );

/** What each CRM's version of the models would lose, measured on history at the capacity that was judged. */
export const measureCrm = (
  { fitted, study }: Judged,
  options: Partial<JudgeOptions> = {},
): Promise<CrmFacts> => crmCosts({ ...fitted.loaded, study }, fitted.study, options);

/**
 * Everything that was found, as result.json holds it: groups below `privacy.min_group` are withheld.
 *
 * @param crm what `measureCrm` found; nothing where it was not asked
 */
export function conclude(of: Judged, identity: RunIdentity, crm: CrmFacts = {}): Result {
  const { fitted, study, judged } = of;
  const { loaded } = fitted;
  const full: Result = {
    schemaVersion: 1,
    leadline: version,
    study: studyFacts(study, identity.seeded),
    run: identity.run,
    asOf: isoDate(dayOf(study.asOf)),
    data: dataFacts(loaded),
    maturity: maturityFacts(loaded),
    funnel: { ...funnelOf(loaded), ...pipelinesBy(loaded, judged.basis) },
    features: featureFacts(loaded, fitted.study.walk.final.coded),
    halfLives: halfLifeFacts(fitted.study),
    ...fitted.models,
    models: versionedModels(fitted.models.models, identity.before ?? new Map()),
    definitions: judged.definitions,
    capacity: judged.capacity,
    decision: judged.decision,
    ...(judged.money === null ? {} : { money: judged.money }),
    drift:
      judged.basis === null || identity.drift === false
        ? null
        : driftOf({ ...loaded, study }, fitted.study, judged.basis, judged.definitions),
    forecast: forecastFacts(of, identity.lastReview ?? null),
    crm,
    candidatesTried: identity.candidatesTried,
    warnings: warningFacts(warningsIn(of)),
  };
  return withheld(full, study.minGroup);
}
