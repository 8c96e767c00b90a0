import { DAY, dayOf, NEVER } from "../base/time.ts";
import type { Entries } from "../history/type.ts";
import { type Return, returnsOf } from "../labels/returns.ts";
import type { NurtureFacts } from "../result/type.ts";
import { rated } from "./rates.ts";
import { pace } from "./speed.ts";
import type { Counted } from "./type.ts";

/** The returns of each lead that has some, in order. */
export function byLead(returns: readonly Return[]): ReadonlyMap<number, readonly Return[]> {
  const of = new Map<number, Return[]>();
  for (const one of returns) {
    const known = of.get(one.lead);
    if (known === undefined) of.set(one.lead, [one]);
    else known.push(one);
  }
  return of;
}

/** By which stage of `recycle` an entry gave its lead back, and why. */
export function reasonOf(
  { study, history }: Pick<Counted, "study" | "history">,
  entry: number,
): { readonly stage: string; readonly reason: string | null } {
  const { entries, names } = history.stages;
  return {
    stage: study.recycle?.[(entries?.stage[entry] ?? 0) - names.length] ?? "",
    reason: entries?.reasons[entries.reason[entry] ?? -1] ?? null,
  };
}

/** Days from a return to an entry: whole days where that is known by its date alone. */
const daysTo = ({ recorded, dated }: Entries, { at }: Return, k: number): number => {
  const then = recorded[k] ?? at;
  return dated[k] === 1 ? dayOf(then) - dayOf(at) : Math.max(0, then - at) / DAY;
};

/** The first entry behind a return, of the same lead, that is of some stages; null: none by as_of. */
function nextOf(
  { count, lead, stage }: Entries,
  from: Return,
  is: (stage: number) => boolean,
): number | null {
  for (let k = from.entry + 1; k < count && lead[k] === from.lead; k++) if (is(stage[k] ?? 0)) return k;
  return null;
}

/** Reasons shown, the most frequent ones. */
const shownReasons = 12;

/**
 * Time in nurture: how long leads that were given back wait until sales takes them again, losses competing and those that
 * still wait censored; and how many reach the outcome within the horizon of the return. Returns of one lead are taken as
 * independent in the curves, and as related in the rate. undefined: the study names no stage of `recycle`; null: there is
 * no return.
 */
export function nurtureFacts(of: Counted): NurtureFacts | null | undefined {
  const { study, history, labels } = of;
  const { entries, names } = history.stages;
  if (entries === undefined) return undefined;
  const { returns, straight } = returnsOf(history, study);
  if (returns.length === 0) return null;
  const outcome = study.funnel.indexOf(labels.outcomeStage ?? "");
  const to = study.handoff === null ? outcome : study.funnel.indexOf(study.handoff);
  const atLeast = (least: number) => (stage: number) => stage >= least && stage < study.funnel.length;
  const isLost = (stage: number): boolean => stage >= study.funnel.length && stage < names.length;
  const [time, event]: [number[], number[]] = [[], []];
  const [mature, won]: [number[], number[]] = [[], []];
  const reasons = new Map<number, number>();
  for (const back of returns) {
    const [next, lost] = [nextOf(entries, back, atLeast(to)), nextOf(entries, back, isLost)];
    const end = Math.min(next ?? entries.count, lost ?? entries.count);
    time.push(end < entries.count ? daysTo(entries, back, end) : (labels.asOf - back.at) / DAY);
    event.push(end === entries.count ? 0 : end === next ? 1 : 2);
    const reason = entries.reason[back.entry] ?? -1;
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    const unseen = labels.outcomeObservedFrom !== NEVER && back.at < labels.outcomeObservedFrom;
    if (unseen || back.at + labels.horizon > labels.asOf) continue;
    const win = nextOf(entries, back, atLeast(outcome));
    mature.push(back.lead);
    won.push(win !== null && daysTo(entries, back, win) * DAY <= labels.horizon ? 1 : 0);
  }
  const found = pace({ time, event });
  const { n, wentOn, rate } = rated(of, { lead: mature, went: won });
  return {
    from: [...(study.recycle ?? [])],
    to: study.funnel[to] ?? "",
    leads: new Set(returns.map(({ lead }) => lead)).size,
    ...found,
    waiting: found.n - found.wentOn - found.lost,
    straight,
    days: labels.horizon / DAY,
    mature: n,
    outcomes: wentOn,
    rate,
    reasons: [...reasons]
      .map(([code, n]) => ({ reason: entries.reasons[code] ?? null, n }))
      .sort((a, b) => b.n - a.n || ((a.reason ?? "") < (b.reason ?? "") ? -1 : 1))
      .slice(0, shownReasons),
  };
}
