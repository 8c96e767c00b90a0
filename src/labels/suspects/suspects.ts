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

/** What is looked through: all that was read, and which leads no fit sees. */
export interface Suspected {
  readonly study: Study;
  readonly history: History;
  readonly labels: Labels;
  /** one a lead; 1: the study excludes it */
  readonly excluded: Uint8Array;
}

/** What tells the outcome apart this well by itself is the outcome, or came after it, until the study says otherwise. */
const tellsIt = 0.95;
/** `Last Activity`, `latest_touch`: told though nobody vouches for them, lest somebody does. */
const ofToday = /^(last|latest|most[ _]recent)([ _]|$)/i;
/** Among fewer leads of either outcome any column tells them apart by luck. */
const leastOfEach = 10;

/**
 * What looks as if it were filled, overwritten or done after the lead was created, or as a part of the outcome: columns
 * of the leads that tell the outcome apart too well alone, have a value that always wins, are filled only where it was
 * reached, move with activity that came later, or say by their name that they hold today's value; types of activity that
 * coincide with the outcome or are nearly always followed by it. Warnings, for the analyst decides; but what models would
 * learn from and tells the outcome apart at an AUC of .95 or more is a fault, until `accept_leakage` names it. The
 * outcome's own column is none. O(columns x leads log leads + activities).
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
    // of most columns that nobody uses the name alone is no news
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

/** Leads that are old enough, and in no fit left out; and whether each reaches the outcome within the horizon, 1 or 0. */
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

/** Among fewer leads a pattern of empty cells is luck. */
const leastEmpty = 50;
/** So alike are the empty cells of two columns that are filled at one time. */
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
 * Why a column looks as if it were filled when a lead ends: all that are won or lost have it, and of those still open many
 * do not. Null: it does not, or no loss is recorded. O(leads).
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

/** Nobody wins a lead in so many seconds: programs that write both take some. */
const AT_BIRTH = 60;

/** Outcomes within a minute of their lead's creation: such a lead was made from a deal that was won. */
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
