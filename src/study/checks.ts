import { isByHand } from "../base/by-hand.ts";
import { fault, type Message } from "../base/errors.ts";
import {
  cutoffWithoutCapacity,
  filledLater,
  listedTwice,
  maxOpenWithoutHandoff,
  nameTaken,
  noModel,
  noProbability,
  noSegment,
  notKnownAtCreation,
  refittedScale,
  scoreInPoints,
  secondIncumbent,
  unusedKey,
  unvouched,
  windowNotCounted,
  zeroCapacity,
} from "../base/messages/study/definitions.ts";
import {
  alone,
  creationStage,
  dateOfStage,
  handoffAfterOutcome,
  maturesWithoutDates,
  missingKey,
  modelOfDefinition,
  oneSignOfWork,
  signOfWork,
  stageOfOutcome,
  unknownStage,
  workedByOutcome,
} from "../base/messages/study/study.ts";
import { nearest } from "../base/text.ts";
import { atomsOf } from "../rules/names.ts";
import {
  isCount,
  referenceOf,
  type ScoreReference,
  scoreKinds,
  scoreName,
  usesOf,
} from "../rules/reference.ts";
import type { Rule } from "../rules/tree.ts";
import { placeAt } from "./places.ts";
import type { Reading } from "./reading.ts";
import type { StudyValues } from "./schema/file.ts";
import { scopeOf } from "./scope.ts";
import type { ModelSpec, Study } from "./type.ts";

/**
 * Checks that need the whole file: stages, models and names that refer to each other. Reports faults to `reading`;
 * never throws.
 */
export function checkStudy(study: Study, values: StudyValues, reading: Reading): void {
  checkIds(study, reading);
  checkDeals(study, reading);
  checkCreated(study, reading);
  checkStages(study, values, reading);
  checkWorked(values, reading);
  checkCapacity(study, values, reading);
  checkNamesOnce(study, values, reading);
  checkVouched(study, reading);
  checkKnownAtCreation(study, reading);
  checkScores(study, values, reading);
  checkIncumbent(study, reading);
  checkWindows(study, reading);
}

/** A model that counts activities in a window of its own needs a window that the study counts. */
function checkWindows({ models, features }: Study, reading: Reading): void {
  for (const [name, model] of models) {
    const window = isByHand(model) ? null : (model.windowDays ?? null);
    if (window !== null && !features.windows.includes(window))
      reading.sayOn(windowNotCounted(window, features.windows), `models.${name}.window`);
  }
}

/** A deal needs a lead or an account: otherwise its money belongs to no channel. */
function checkDeals({ sources }: Study, reading: Reading): void {
  for (const { path, lead, account } of sources.opportunities ?? [])
    if (
      lead === null &&
      account === null &&
      !["lead", "account"].some((key) => reading.places.has(`${path}.${key}`))
    )
      reading.sayOn(missingKey("lead", "lead: lead_id"), path);
}

/** Leads may lack an id only where no other file refers to them. */
function checkIds({ sources }: Study, reading: Reading): void {
  const referred =
    sources.activities.length > 0 ||
    sources.stages.some(({ kind }) => kind === "long") ||
    sources.opportunities?.some(({ lead }) => lead !== null) === true ||
    sources.joins !== undefined ||
    sources.ids !== undefined ||
    sources.history !== undefined;
  if (!referred) return;
  // files with more columns need an id of the leads to which the columns are added
  const [join] = sources.joins ?? [];
  if (join !== undefined && sources.leads.length === 0)
    reading.sayOn(missingKey("id", "{ file: leads.csv, id: lead_id, created: created_at }"), join.path);
  for (const path of new Set(sources.leads.flatMap((s) => (s.id === null ? [s.path] : []))))
    if (!reading.places.has(`${path}.id`)) reading.sayOn(missingKey("id", "id: lead_id"), path);
}

/** Leads may lack their dates of creation only where the outcome has no times. */
function checkCreated(study: Study, reading: Reading): void {
  if (study.outcome.kind === "column") {
    if (study.moments.kind !== "decisions")
      reading.sayOn(
        unusedKey("moments", "an outcome column has no dates, and each lead is looked at once"),
        "moments",
      );
    if (study.outcome.maturesAfter !== null && study.sources.leads.some((s) => s.created === null))
      reading.sayOn(maturesWithoutDates(), "outcome.matures_after");
    return;
  }
  for (const path of new Set(study.sources.leads.flatMap((s) => (s.created === null ? [s.path] : []))))
    if (!reading.places.has(`${path}.created`))
      reading.sayOn(missingKey("created", "created: created_at"), path);
}

function checkStages(study: Study, values: StudyValues, reading: Reading): void {
  if (values.funnel === undefined) return;
  const { funnel, lost, recycle = [] } = study;
  const all = [...funnel, ...lost, ...recycle];
  const stage = (name: string | undefined | null, path: string, key: string, among = funnel): void => {
    if (name === undefined || name === null || name === "") return;
    const beside = recycle.length > 0 ? "`funnel`, `lost` or `recycle`" : "`funnel` or `lost`";
    const where = among === funnel ? "`funnel`" : beside;
    if (!among.includes(name)) reading.sayOn(unknownStage(name, among, where), path);
    else if (name === funnel[0]) reading.sayOn(creationStage(name, key), path);
  };
  stage(study.handoff, "handoff", "handoff");
  stage(values.worked?.stage, "worked.stage", "worked.stage");
  study.guards.forEach((name, i) => {
    stage(name, `guards[${i}]`, "guards");
  });
  for (const [name, { rule }] of study.definitions)
    if (rule.kind === "stage") stage(rule.stage, `definitions.${name}.stage`, "stage");
  for (const source of study.sources.stages)
    if (source.kind === "wide")
      for (const name of source.columns.keys()) stage(name, `${source.path}.columns.${name}`, "columns", all);
    else if ("is" in source.stage) stage(source.stage.is, `${source.path}.stage.is`, "stage.is", all);
  for (const source of study.sources.opportunities ?? [])
    stage(source.opens, `${source.path}.opens`, "opportunities.opens");
  if (study.outcome.kind !== "stage") return;
  stage(study.outcome.reaches, "outcome.reaches", "outcome.reaches");
  const [handoff, outcome] = [funnel.indexOf(study.handoff ?? ""), funnel.indexOf(study.outcome.reaches)];
  if (outcome > 0 && handoff > outcome)
    reading.sayOn(handoffAfterOutcome(study.handoff ?? "", study.outcome.reaches), "handoff");
  for (const [name, { rule }] of study.definitions)
    if (outcome > 0 && rule.kind === "stage" && funnel.indexOf(rule.stage) >= outcome)
      reading.sayOn(stageOfOutcome(rule.stage, study.outcome.reaches), `definitions.${name}.stage`);
  const worked = funnel.indexOf(values.worked?.stage ?? "");
  if (outcome > 0 && worked >= outcome)
    reading.sayOn(workedByOutcome(funnel[worked] ?? "", study.outcome.reaches), "worked.stage");
}

function checkWorked({ worked }: StudyValues, reading: Reading): void {
  if (worked === undefined) return;
  const [first, ...others] = Object.entries(worked).flatMap(([key, value]) =>
    value === undefined ? [] : [key],
  );
  if (others.length > 0 && first !== undefined) reading.sayOn(alone(first, others, oneSignOfWork), "worked");
  if (
    first === undefined &&
    !["stage", "activity", "column"].some((key) => reading.places.has(`worked.${key}`))
  )
    reading.sayOn(missingKey("stage", "worked: { stage: sal }"), "worked");
}

function checkCapacity(study: Study, { capacity }: StudyValues, reading: Reading): void {
  if (capacity === undefined) {
    if (reading.places.has("capacity")) return;
    for (const { what, slot } of reading.scores)
      if (what === "cutoff" || what === "best")
        reading.sayAt(
          cutoffWithoutCapacity(what === "best" ? "take: top_of_day" : "cutoff: from_capacity"),
          slot,
        );
    return;
  }
  if (capacity.reps === 0) reading.sayOn(zeroCapacity(), "capacity.reps");
  else if (study.capacity?.leadsPerRepPerDay === 0)
    reading.sayOn(zeroCapacity(), "capacity.leads_per_rep_per_day");
  checkPace(reading);
  if (capacity.max_open !== undefined && study.handoff === null)
    reading.sayOn(maxOpenWithoutHandoff(), "capacity.max_open");
  // one of the two keys without the other explains nothing
  if (capacity.since !== undefined && !reading.places.has("capacity.because"))
    reading.sayOn(missingKey("because", "because: two reps hired"), "capacity.since");
  if (capacity.because !== undefined && !reading.places.has("capacity.since"))
    reading.sayOn(missingKey("since", "since: 2026-07-01"), "capacity.because");
}

/** How much each rep takes is said once: as leads, or as touches. */
function checkPace(reading: Reading): void {
  const has = (key: string): boolean => reading.places.has(`capacity.${key}`);
  const pace = has("leads_per_rep_per_day");
  const touches = has("touches_per_day") || has("reps.touches_per_day");
  if (!pace && !touches && has("reps"))
    reading.sayOn(missingKey("leads_per_rep_per_day", "leads_per_rep_per_day: 8"), "capacity");
  if (pace)
    for (const key of ["touches_per_day", "touches_per_lead", "share_for_mqls", "reps.touches_per_day"])
      if (has(key))
        reading.sayOn(
          alone(
            key.replace("reps.", ""),
            ["leads_per_rep_per_day"],
            "say once how much a rep takes: as leads, or as touches",
          ),
          `capacity.${key}`,
        );
  if (has("touches_per_day") && has("reps.touches_per_day"))
    reading.sayOn(
      alone("touches_per_day", ["reps.touches_per_day"], "the file says it for each rep: leave it out here"),
      "capacity.touches_per_day",
    );
}

const keysOf = (map: ReadonlyMap<string, unknown> | undefined): readonly string[] => [...(map?.keys() ?? [])];

/** Flags, personas, columns and the scores of models share one space of names: no name may mean two things. */
function checkNamesOnce(study: Study, values: StudyValues, reading: Reading): void {
  const taken = new Map<string, string>();
  for (const column of study.features.knownAtCreation) taken.set(column, `the column ${column}`);
  const take = (name: string, by: string, path: string): void => {
    const other = taken.get(name);
    if (other !== undefined) reading.sayOn(nameTaken(name, other), path);
    else taken.set(name, by);
  };
  for (const name of keysOf(values.flags)) take(name, `the flag ${name}`, `flags.${name}`);
  for (const name of keysOf(values.personas)) take(name, `the persona ${name}`, `personas.${name}`);
  for (const model of keysOf(values.models))
    for (const what of scoreKinds) take(scoreName(model, what), `the model ${model}`, `models.${model}`);
  // a definition by top_activities adds a model under its own name
  for (const [name, definition] of values.definitions ?? []) {
    if (definition?.model === undefined) continue;
    if (values.models?.has(name) === true)
      reading.sayOn(nameTaken(name, `the model ${name}`), definition.path);
    else for (const what of scoreKinds) take(scoreName(name, what), modelOfDefinition(name), definition.path);
  }
}

/** Columns that hold what came later may not be listed as known at creation. */
function checkVouched(study: Study, reading: Reading): void {
  const later = new Map<string, string>();
  for (const source of study.sources.stages)
    if (source.kind === "wide")
      for (const [stage, column] of source.columns) later.set(column, dateOfStage(stage));
  if (study.worked?.kind === "column") later.set(study.worked.column, signOfWork);
  if (study.outcome.kind === "column") later.set(study.outcome.column, "the outcome");
  for (const [i, column] of study.features.knownAtCreation.entries()) {
    const path = `features.known_at_creation[${i}]`;
    if (study.features.knownAtCreation.indexOf(column) < i) reading.sayOn(listedTwice(column), path);
    const by = later.get(column);
    if (by !== undefined) reading.sayOn(filledLater(column, by), path);
  }
}

/** In `segments` this stands for all personas, which are reported in any case. */
const everyPersona = "persona";

/** Flags, personas and `exclude` are decided once for each lead, from what was known at its creation. */
function checkKnownAtCreation(study: Study, reading: Reading): void {
  const columns = study.features.knownAtCreation;
  const scope = scopeOf(study);
  const check = (rule: Rule, known: readonly string[]): void => {
    for (const { name, span } of atomsOf(rule))
      if (!known.includes(name)) {
        const of = referenceOf(name, scope);
        // only the data says which activities there are: until then a name that reads like a count may be a column
        const moves = of.kind === "score" ? "yes" : isCount(of) ? "perhaps" : "no";
        say(notKnownAtCreation(name, known, moves), span.start, study, reading);
      }
  };
  const flags = [...study.flags.keys(), ...study.personas.keys()];
  for (const [name, flag] of study.flags) {
    if (flag.kind === "predicate") check(flag.when, columns);
    else if (flag.column !== "" && !columns.includes(flag.column))
      reading.sayOn(unvouched(flag.column, nearest(flag.column, columns)), `flags.${name}.domain_of`);
  }
  for (const persona of study.personas.values()) check(persona, columns);
  if (study.exclude !== null) check(study.exclude, [...columns, ...flags]);
  study.segments.forEach((name, i) => {
    const known = [...columns, ...flags, everyPersona];
    if (!known.includes(name)) reading.sayOn(noSegment(name, known), `segments[${i}]`);
  });
}

/**
 * Whether points mean the same each quarter: points by hand and points on a stated scale do; other scales are fitted
 * anew.
 */
const hasLastingScale = (model: ModelSpec | undefined): boolean =>
  model === undefined || isByHand(model) || model.anchored === true;

function checkScores(study: Study, values: StudyValues, reading: Reading): void {
  const models = [...new Set([...keysOf(values.models), ...study.models.keys()])];
  const scope = scopeOf(study);
  const fault = (model: string, what: ScoreReference["what"]): Message | null => {
    if (!models.includes(model)) return noModel(model, models);
    if (what === "points" && !hasLastingScale(study.models.get(model)))
      return refittedScale(model, scoreName(model, "p"));
    return what === "p" && study.calibration === "none" ? noProbability(model) : null;
  };
  for (const { model, what, slot } of reading.scores) {
    const message = fault(model, what);
    if (message !== null) reading.sayAt(message, slot);
  }
  const said = new Set(reading.faults.map((f) => f.where.path));
  for (const definition of study.definitions.values())
    for (const { of, span } of usesOf(definition.rule, scope)) {
      const message = of.kind === "score" && span !== null ? fault(of.model, of.what) : null;
      if (message === null || span === null) continue;
      // `score:` with its cut-off becomes such a condition too, and was checked above
      const path = placeAt(study, span.start).path ?? "";
      if (!said.has(path.replace(/\.(p_)?at_least$/, ".score"))) say(message, span.start, study, reading);
    }
  for (const [, model] of study.models)
    for (const term of isByHand(model) ? model.points : []) {
      if (term.kind === "per") {
        if (referenceOf(term.feature, scope).kind === "score")
          reading.sayOn(scoreInPoints(term.feature), `${term.path}.per`);
      } else
        for (const { of, name, span } of usesOf(term.when, scope))
          if (of.kind === "score" && span !== null) say(scoreInPoints(name), span.start, study, reading);
    }
}

function checkIncumbent(study: Study, reading: Reading): void {
  const [first, ...others] = [...study.definitions].filter(([, definition]) => definition.incumbent);
  for (const [name] of others)
    reading.sayOn(secondIncumbent(first?.[0] ?? ""), `definitions.${name}.incumbent`);
}

function say(message: Message, offset: number, study: Study, reading: Reading): void {
  reading.faults.push(fault(message, placeAt(study, offset)));
}
