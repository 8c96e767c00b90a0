import { quartersWithoutLeads } from "../../backtest/fit/folds.ts";
import { isByHand } from "../../base/by-hand.ts";
import { exits, type Fault, fault, LeadlineError, type Message, warning } from "../../base/errors.ts";
import {
  allRefused,
  everybodyReaches,
  foldsRefused,
  foldsTooYoung,
  leadsEnd,
  nobodyHas,
  nobodyReaches,
  noStages,
  nothingMature,
  outcomeRecordedFrom,
  outcomeRecordedUntil,
  outcomeSpelt,
  outcomesBeyond,
  outcomesTooLate,
  outcomesYoung,
  quartersWithoutLead,
} from "../../base/messages/workbench.ts";
import { sameOutcome } from "../../base/outcome-words.ts";
import { nearest } from "../../base/text.ts";
import { DAY, dayOf, isoDate, NEVER } from "../../base/time.ts";
import { columnValue } from "../../history/column.ts";
import { leadsDated } from "../../labels/untimed.ts";
import { leastPositives } from "../../models/fitting/fit.ts";
import type { FoldRefusals } from "../fit.ts";
import type { Loaded } from "../loaded.ts";

/** Refuses data that allow no answer at all: no lead, nothing mature, the same outcome for everybody. Exit 3. */
export function refuseUnanswerable(loaded: Answerable): void {
  const message = whyUnanswerable(loaded);
  if (message !== null) throw new LeadlineError(exits.data, [fault(message)]);
}

type Answerable = Pick<Loaded, "study" | "history" | "labels" | "moments" | "table">;

/** Why the data allow no answer; null: they do. */
export function whyUnanswerable(loaded: Answerable): Message | null {
  const { study, history, labels, moments } = loaded;
  const asOf = isoDate(dayOf(study.asOf));
  const first = history.leads.created.reduce((least, t) => Math.min(least, t), NEVER);
  if (study.outcome.kind === "stage" && first + labels.horizon > study.asOf)
    return nothingMature(asOf, study.outcome.withinDays, isoDate(dayOf(first)));
  if (study.outcome.kind === "column" && moments.count > 0 && moments.label.every((y) => y === 2))
    return nothingMature(asOf, Math.round(labels.horizon / DAY), isoDate(dayOf(first)));
  let [yes, no] = [0, 0];
  for (const y of moments.label) {
    if (y === 1) yes++;
    if (y === 0) no++;
  }
  const outcome = study.outcome.kind === "stage" ? study.outcome.reaches : study.outcome.column;
  if (yes === 0 && study.outcome.kind === "stage" && study.sources.stages.length === 0)
    return noStages(outcome);
  if (yes === 0) return whyNobody(loaded);
  return no === 0 ? everybodyReaches(outcome) : speltOtherwise(loaded);
}

/** Values of a column with the number of leads that have them, the commonest first. */
function valuesOf({ history }: Answerable, name: string): readonly (readonly [string, number])[] {
  const column = history.leads.columns.get(name);
  const counts = new Map<string, number>();
  for (let lead = 0; lead < history.leads.count; lead++) {
    const value = columnValue(column, lead);
    if (value !== null) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
  }
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
}

/** Fewer leads than this are typing errors. */
const fewSpelt = 5;

/**
 * A message where the outcome's value is written in another way, or with another word, for more than a hundredth of its
 * leads; null: it is not.
 */
function speltOtherwise(loaded: Answerable): Message | null {
  const { outcome } = loaded.study;
  if (outcome.kind !== "column") return null;
  const values = valuesOf(loaded, outcome.column);
  const others = values.filter(([value]) => value !== outcome.is && sameOutcome(value, outcome.is));
  const leads = values.find(([value]) => value === outcome.is)?.[1] ?? 0;
  const spelt = others.reduce((sum, [, n]) => sum + n, 0);
  return spelt >= Math.max(fewSpelt, 0.01 * leads)
    ? outcomeSpelt(outcome.column, outcome.is, leads, others)
    : null;
}

/**
 * Why no moment that is old enough is followed by an outcome: where outcomes are recorded, their name is not the cause.
 */
function whyNobody(loaded: Answerable): Message {
  const { study, history, labels, moments, table } = loaded;
  const { outcome } = study;
  if (outcome.kind === "column") {
    const values = valuesOf(loaded, outcome.column);
    const like = values.find(([value]) => sameOutcome(value, outcome.is))?.[0];
    return nobodyHas(
      outcome.column,
      outcome.is,
      values,
      like ??
        nearest(
          outcome.is,
          values.map(([value]) => value),
        ),
    );
  }
  const stage = outcome.reaches;
  const asOf = isoDate(dayOf(study.asOf));
  const ofStages = history.audit.files.filter(({ source }) => source === "stages");
  const later = ofStages.reduce((n, { afterAsOf }) => n + afterAsOf, 0);
  // most exports end with a few rows after as_of
  const rowsAfterAsOf = later > 0.1 * ofStages.reduce((n, { rows }) => n + rows, 0) ? later : 0;
  const reached: number[] = [];
  let refused = 0;
  for (let i = 0; i < history.leads.count; i++) {
    if (labels.refused[i] === 1) refused++;
    else if (table.excluded[i] !== 1 && (labels.outcome[i] ?? NEVER) < NEVER) reached.push(i);
  }
  if (reached.length === 0)
    return refused > 0 ? allRefused(stage, refused) : nobodyReaches(stage, asOf, rowsAfterAsOf);
  const winners = new Set(reached);
  const labelled = new Set<number>();
  moments.lead.forEach((lead, k) => {
    if (winners.has(lead)) labelled.add(moments.label[k] ?? 2);
  });
  if (labelled.size === 0)
    return outcomesTooLate(stage, reached.length, isoDate(dayOf(labels.outcomeObservedFrom)));
  return labelled.has(0)
    ? outcomesBeyond(stage, reached.length, outcome.withinDays)
    : outcomesYoung(stage, reached.length, outcome.withinDays, asOf);
}

/** After this many days without a new lead, the export rather than the funnel has probably ended. */
const quietDays = 30;

/**
 * Warnings about time: an outcome recorded only from some day on, leads that end before as_of, folds too young to learn
 * from.
 */
export function youngFaults(loaded: Loaded, folds: readonly FoldRefusals[]): readonly Fault[] {
  const { study, history } = loaded;
  const out: Fault[] = [];
  if (study.outcome.kind === "stage") out.push(...outcomeFaults(loaded, study.outcome.reaches));
  if (leadsDated(study)) {
    const empty = quartersWithoutLeads(
      history.leads.created,
      study.asOf,
      study.fiscalYearStarts,
      study.backtest.quarters,
      loaded.labels.horizon,
    );
    if (empty.length > 0) out.push(warning(quartersWithoutLead(empty, lastAfterLeads(loaded) !== null)));
  }
  // models with the same reason share a line
  const said = new Map<
    string,
    { inWords: typeof foldsRefused; models: string[]; quarters: string[]; why: string }
  >();
  for (const [name, spec] of study.models) {
    if (isByHand(spec)) continue;
    const refused = folds.flatMap(({ fold, models, positives }) => {
      const fit = models.get(name);
      return fit === undefined || fit === null || "weights" in fit
        ? []
        : [{ quarter: fold.quarter.name, reason: fit.reason, young: positives < leastPositives }];
    });
    // a quarter with too few outcomes only needs time
    for (const [some, inWords] of [
      [refused.filter(({ young }) => young), foldsTooYoung],
      [refused.filter(({ young }) => !young), foldsRefused],
    ] as const) {
      const latest = some.at(-1);
      if (latest === undefined) continue;
      const quarters = some.map(({ quarter }) => quarter);
      const key = JSON.stringify([quarters, latest.reason]);
      const same = said.get(key);
      if (same === undefined) said.set(key, { inWords, models: [name], quarters, why: latest.reason });
      else same.models.push(name);
    }
  }
  for (const { inWords, models, quarters, why } of said.values())
    out.push(warning(inWords(models, quarters, why, quarters.length === folds.length)));
  return out;
}

/**
 * Warnings of an outcome recorded only from some day on, and of leads that end before as_of: slots and cohorts are too
 * few then.
 */
function outcomeFaults({ study, history, labels }: Loaded, stage: string): readonly Fault[] {
  const out: Fault[] = [];
  const seen = labels.outcomeObservedFrom;
  const before = history.leads.created.reduce((n, t) => n + (t < seen ? 1 : 0), 0);
  // every history begins with a few leads before the first outcome
  if (before > 0.05 * history.leads.count)
    out.push(warning(outcomeRecordedFrom(stage, isoDate(dayOf(seen)), before)));
  const ended = outcomesEnd(labels, history.leads.created);
  if (ended !== null)
    out.push(
      warning(
        outcomeRecordedUntil(stage, isoDate(dayOf(ended.last)), ended.leads, Math.round(ended.expected)),
      ),
    );
  const newest = history.leads.created.reduce((latest, t) => Math.max(latest, t), 0);
  if (study.asOf - newest > quietDays * DAY) {
    const last = lastAfterLeads({ history });
    const day = last === null ? null : isoDate(dayOf(last));
    const late = last !== null && study.asOf - last > quietDays * DAY;
    out.push(warning(leadsEnd(isoDate(dayOf(newest)), Math.floor((study.asOf - newest) / DAY), day, late)));
  }
  return out;
}

/** So many outcomes are missing by chance in one of 20,000 exports. */
const missed = 10;

/**
 * The last outcome, where leads were created after it of which many should have reached it since: those that are older than
 * half of the winners were. Null: nothing is missing.
 */
function outcomesEnd(
  { outcome, asOf }: Loaded["labels"],
  created: Int32Array,
): { readonly last: number; readonly leads: number; readonly expected: number } | null {
  let last = 0;
  const days: number[] = [];
  outcome.forEach((at, lead) => {
    if (at >= NEVER) return;
    last = Math.max(last, at);
    days.push(at - (created[lead] ?? 0));
  });
  const usual = days.sort((a, b) => a - b)[Math.floor(days.length / 2)] ?? 0;
  const earlier = created.reduce((n, t) => n + (t + usual <= last ? 1 : 0), 0);
  const leads = created.reduce((n, t) => n + (t > last && t + usual <= asOf ? 1 : 0), 0);
  const expected = (leads * days.length) / Math.max(1, earlier);
  return expected >= missed ? { last, leads, expected } : null;
}

/** The second of the last stage or activity, where that is long after the newest lead; null: both end together. */
function lastAfterLeads({ history }: Pick<Loaded, "history">): number | null {
  const { leads, stages, activities } = history;
  const latest = (stamps: Int32Array): number =>
    stamps.reduce((most, t) => (t < NEVER ? Math.max(most, t) : most), 0);
  const last = Math.max(latest(activities.at), ...stages.first.map(latest));
  return last > latest(leads.created) + quietDays * DAY ? last : null;
}

/**
 * Refuses to fit on a feature that predicts the outcome too well by itself (exit 3); otherwise returns the warnings.
 */
export function refuseLeakage(suspects: readonly Fault[]): readonly Fault[] {
  const errors = suspects.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new LeadlineError(exits.data, errors);
  return suspects;
}
