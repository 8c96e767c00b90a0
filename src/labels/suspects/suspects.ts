import { type Fault, fault, warning } from "../../base/errors.ts";
import {
  activitySuspect,
  emptyTogether,
  filledAtEnd,
  leakage,
  leakageSuspect,
  namedForToday,
  unknownAccepted,
  wonAtBirth,
} from "../../base/messages/data/suspects.ts";
import { slug } from "../../base/text.ts";
import { DAY, NEVER } from "../../base/time.ts";
import { isFilled } from "../../history/column.ts";
import type { Column, History } from "../../history/type.ts";
import { placeOf } from "../../study/places.ts";
import type { Study } from "../../study/type.ts";
import type { Labels } from "../type.ts";
import { winsWithin } from "../within.ts";
import { suspectActivities } from "./activities.ts";
import { suspicion, tooGood } from "./columns.ts";
import { todaysName } from "./names.ts";

/** The data that the search for leakage looks through: all that was read, and which leads fits leave out. */
export interface Suspected {
  readonly study: Study;
  readonly history: History;
  readonly labels: Labels;
  /** one entry for each lead; 1: the study excludes it */
  readonly excluded: Uint8Array;
}

/**
 * The AUC at which a column or activity is taken for the outcome itself, or for something that came after it, until the
 * study says otherwise.
 */
const tellsIt = 0.95;
/**
 * Names such as `Last Activity` and `latest_touch`, which are reported even where the study does not use them, in case
 * somebody adds them.
 */
const ofToday = /^(last|latest|most[ _]recent)([ _]|$)/i;
/** The least number of leads with, and without, the outcome: among fewer any column separates them by luck. */
const leastOfEach = 10;

/**
 * Warnings of columns and activities that look as if they were filled, overwritten or done after the lead was created,
 * or as a part of the outcome. Columns: those that predict the outcome too well by themselves, have a value whose leads
 * always win, are filled only where the outcome was reached, move with later activity, or have the name of a value of
 * today. Activity types: those that coincide with the outcome or are nearly always followed by it. The analyst decides
 * about warnings; but what models would learn from and predicts the outcome with an AUC of .95 or more is a fault,
 * until `accept_leakage` names it. The column of the outcome itself is not reported. O(columns x leads log leads +
 * activities).
 */
export function leakageSuspects(of: Suspected): readonly Fault[] {
  const { study, history } = of;
  const { mature, won } = judgedLeads(of);
  const wins = won.reduce((sum, y) => sum + y, 0);
  const enough = Math.min(wins, won.length - wins) >= leastOfEach;
  const later = mature.map((i) => activityAfter(history, i));
  const accepted = new Set(study.acceptLeakage);
  const out: Fault[] = [];
  const suspected = new Map<string, Column>();
  for (const [name, column] of history.leads.columns) {
    if (study.outcome.kind === "column" && name === study.outcome.column) continue;
    const index = study.features.knownAtCreation.indexOf(name);
    const vouched = index >= 0;
    const where = vouched ? placeOf(study, `features.known_at_creation[${index}]`) : {};
    const why = vouched ? emptyWhileOpen(of, column) : null;
    const found =
      (enough ? suspicion(column, mature, won, later) : null) ?? (why === null ? null : { why, auc: null });
    const today = todaysName(name);
    if (found !== null || today !== null) suspected.set(name, column);
    if (found !== null && vouched && (found.auc ?? 0) >= tellsIt && !accepted.has(name))
      out.push(fault(leakage(`the leads column ${JSON.stringify(name)}`, name, found.why, true), where));
    // a suspicious name alone is not worth reporting for a column that the study does not use
    else if (found !== null) out.push(warning(leakageSuspect(name, vouched, found.why), where));
    else if (today !== null && (vouched || ofToday.test(name)) && !accepted.has(name))
      out.push(warning(leakageSuspect(name, vouched, namedForToday(today)), where));
  }
  for (const [i, name] of study.features.knownAtCreation.entries()) {
    const column = history.leads.columns.get(name);
    if (column === undefined || suspected.has(name)) continue;
    const like = [...suspected].find(([, other]) => emptyAlike(column, other, history.leads.count));
    if (like === undefined || accepted.has(name)) continue;
    const why = emptyTogether(like[0]);
    out.push(warning(leakageSuspect(name, true, why), placeOf(study, `features.known_at_creation[${i}]`)));
  }
  const types = new Set(history.activities.types);
  if (enough)
    for (const { activity, why, auc } of suspectActivities(of, mature, won, tooGood)) {
      const taken = accepted.has(activity) || study.acceptLeakage.some((name) => slug(name) === activity);
      if ((auc ?? 0) >= tellsIt && !taken)
        out.push(fault(leakage(`the activity ${JSON.stringify(activity)}`, activity, why, false)));
      else if (!taken) out.push(warning(activitySuspect(activity, why)));
    }
  for (const [i, name] of study.acceptLeakage.entries())
    if (!history.leads.columns.has(name) && !types.has(slug(name)))
      out.push(
        fault(
          unknownAccepted(name, [...study.features.knownAtCreation, ...types]),
          placeOf(study, `accept_leakage[${i}]`),
        ),
      );
  const born = bornWon(of);
  if (born.leads > 0 && born.leads >= Math.max(5, 0.01 * born.outcomes))
    out.push(warning(wonAtBirth(born.leads, born.outcomes)));
  return out;
}

/**
 * Leads that are old enough and not excluded from fits, and for each whether it reaches the outcome within the horizon:
 * 1 or 0.
 */
export function judgedLeads({ history, labels, excluded }: Omit<Suspected, "study">): {
  readonly mature: readonly number[];
  readonly won: readonly number[];
} {
  const { created, count } = history.leads;
  const mature: number[] = [];
  for (let i = 0; i < count; i++)
    if (labels.refused[i] !== 1 && excluded[i] !== 1 && (created[i] ?? 0) + labels.horizon <= labels.asOf)
      mature.push(i);
  return { mature, won: mature.map((i): number => (winsWithin(labels, i, created[i] ?? 0) ? 1 : 0)) };
}

/** The least number of leads for a pattern of empty cells: among fewer it may be luck. */
const leastEmpty = 50;
/** The share of leads for which two columns must be both empty or both filled to count as filled at the same time. */
const alike = 0.995;

/** Whether two columns are empty for the same leads, where neither is nearly always filled or empty. O(leads). */
function emptyAlike(a: Column, b: Column, leads: number): boolean {
  let [both, either] = [0, 0];
  for (let lead = 0; lead < leads; lead++) {
    const [x, y] = [isFilled(a, lead), isFilled(b, lead)];
    if (!x || !y) either++;
    if (!x && !y) both++;
  }
  return both >= leastEmpty && both >= alike * either && leads - either >= leastEmpty;
}

/**
 * Why a column looks as if it were filled when a lead ends: all leads that are won or lost have a value, and many open
 * leads do not. Null: it does not look so, or no loss is recorded. O(leads).
 */
function emptyWhileOpen({ history, labels }: Suspected, column: Column): string | null {
  let [ended, lost, open, empty, emptyEnded] = [0, 0, 0, 0, 0];
  for (let lead = 0; lead < history.leads.count; lead++) {
    const isLost = (labels.lost[lead] ?? NEVER) < NEVER;
    const has = isFilled(column, lead);
    if (isLost) lost++;
    if (isLost || (labels.outcome[lead] ?? NEVER) < NEVER) {
      ended++;
      if (!has) emptyEnded++;
    } else {
      open++;
      if (!has) empty++;
    }
  }
  return lost >= leastEmpty && empty >= leastEmpty && empty >= 0.2 * open && emptyEnded <= 0.002 * ended
    ? filledAtEnd(empty, open, emptyEnded)
    : null;
}

/**
 * Seconds from creation to an outcome within which a lead counts as made from its won deal: nobody wins one so fast,
 * and programs that write both records take some time.
 */
const AT_BIRTH = 60;

/** Outcomes within a minute of their lead's creation: the lead was made from a deal that was already won. */
function bornWon({ study, history, labels, excluded }: Suspected): {
  readonly leads: number;
  readonly outcomes: number;
} {
  let [leads, outcomes] = [0, 0];
  if (study.outcome.kind === "column") return { leads, outcomes };
  const recorded = labels.recorded?.get(labels.outcomeStage ?? "");
  labels.outcome.forEach((at, i) => {
    if (at === NEVER || excluded[i] === 1) return;
    outcomes++;
    if (
      recorded?.dated[i] !== 1 &&
      Math.abs((recorded?.at[i] ?? at) - (history.leads.created[i] ?? 0)) <= AT_BIRTH
    )
      leads++;
  });
  return { leads, outcomes };
}

function activityAfter(history: History, lead: number): number {
  const { start, visible } = history.activities;
  const from = (history.leads.created[lead] ?? 0) + DAY;
  let n = 0;
  for (let k = start[lead] ?? 0; k < (start[lead + 1] ?? 0); k++) if ((visible[k] ?? 0) > from) n++;
  return n;
}
