import { median } from "simple-statistics";
import { notEstimable } from "../base/estimate.ts";
import { noAgeLived } from "../base/messages/stats.ts";
import { DAY, NEVER, quarterOf } from "../base/time.ts";
import type { Group } from "../features/groups.ts";
import { recordedOf, timeBetween, winsWithin } from "../labels/within.ts";
import { workedFrom } from "../labels/worked.ts";
import type { CurveFacts, MovementFacts, SpeedFacts } from "../result/type.ts";
import { newcombe } from "../stats/proportions/intervals.ts";
import { bornhuetterFerguson } from "../stats/survival/development.ts";
import { aalenJohansen, incidenceAt, shareBy, timeOfShare } from "../stats/survival/incidence.ts";
import { type Cells, type Moved, whyMoved } from "../stats/survival/movement.ts";
import { hasRows, ownStamps } from "./roles.ts";
import type { Counted } from "./type.ts";

/** The ages, in days, at which a step is reported, as far as some lead is that old. */
const looks = [1, 7, 14, 30, 60, 90, 180, 365];

/**
 * How fast leads go from each stage to the next. Losses are competing events, and young leads are censored: the median
 * of those who went on would leave out the slow ones, and treating losses as censored would predict that too many go
 * on.
 */
export function speedFacts(of: Counted): readonly SpeedFacts[] {
  const { study, history, labels } = of;
  return study.funnel.slice(1).flatMap((to, i): SpeedFacts[] => {
    const from = study.funnel[i] ?? "";
    const own = ownStamps(of, from);
    const reach = labels.reach.get(to);
    if (reach === undefined || !hasRows(own) || !hasRows(reach)) return [];
    const recorded = recordedOf(labels, to);
    const [time, event]: [number[], number[]] = [[], []];
    for (let lead = 0; lead < history.leads.count; lead++) {
      const t = own[lead] ?? NEVER;
      if (t === NEVER || t > labels.asOf || labels.refused[lead] === 1) continue;
      const [next, lost] = [reach[lead] ?? NEVER, labels.lost[lead] ?? NEVER];
      if (next < t || lost < t) continue;
      const days = next < NEVER ? Math.max(0, timeBetween(t, next, recorded, lead)) / DAY : 0;
      if (next <= lost && next < NEVER) {
        time.push(days);
        event.push(1);
      } else {
        time.push((Math.min(lost, labels.asOf) - t) / DAY);
        event.push(lost < NEVER ? 2 : 0);
      }
    }
    return time.length === 0 ? [] : [{ from, to, ...pace({ time, event }) }];
  });
}

/** How fast spells end, in days: event 1 goes on, 2 is lost, 0 is still under way. */
export function pace(spells: {
  readonly time: readonly number[];
  readonly event: readonly number[];
}): Omit<SpeedFacts, "from" | "to"> {
  const { time, event } = spells;
  const [on, off] = [aalenJohansen(spells, 1), aalenJohansen(spells, 2)];
  const longest = time.reduce((most, days) => Math.max(most, days), 0);
  const went = time.filter((_, i) => event[i] === 1);
  return {
    n: time.length,
    wentOn: on.events,
    lost: off.events,
    at: looks
      .filter((days) => days <= longest)
      .map((days) => ({ days, wentOn: incidenceAt(on, days), lost: incidenceAt(off, days).value ?? 0 })),
    halfBy: timeOfShare(on, 0.5),
    median: went.length === 0 ? null : median(went),
  };
}

/** The share of all expected outcomes at which a curve counts as complete. */
const fullyDeveloped = 0.99;

/** Length of a step of age in days; how many steps, and how many cohorts, are shown at most. */
const ageDays = 30;
const mostAges = 12;
const mostCohorts = 12;

/** Leads by quarter of creation. */
function cohortsOf({ study, history, labels }: Counted) {
  const cohorts = new Map<
    string,
    { readonly start: number; readonly end: number; readonly lead: number[] }
  >();
  for (let lead = 0; lead < history.leads.count; lead++) {
    const t = history.leads.created[lead] ?? 0;
    if (labels.refused[lead] === 1 || t < labels.outcomeObservedFrom) continue;
    const { name, start, end } = quarterOf(t, study.fiscalYearStarts);
    const known = cohorts.get(name);
    if (known === undefined) cohorts.set(name, { start, end, lead: [lead] });
    else known.lead.push(lead);
  }
  return [...cohorts].sort(([, a], [, b]) => a.start - b.start);
}

/**
 * How the outcomes of each quarter's leads accumulate with age, and how many there will be in the end: what has come so
 * far, plus for what each lead has not lived yet the rate of all quarters (Cape Cod, lead by lead).
 */
export function curveFacts(of: Counted): CurveFacts | null {
  const { history, labels } = of;
  const outcome = recordedOf(labels, labels.outcomeStage);
  const cohorts = cohortsOf(of).slice(-mostCohorts);
  const age = (lead: number): number => (labels.asOf - (history.leads.created[lead] ?? 0)) / DAY;
  const oldest = cohorts.reduce((most, [, { lead }]) => Math.max(most, ...lead.slice(0, 1).map(age)), 0);
  const last = Math.max(labels.horizon / DAY, ageDays);
  const all = Array.from({ length: mostAges }, (_, a) => (a + 1) * ageDays).filter(
    (days) => days <= Math.max(last, Math.floor(oldest / 2)),
  );
  if (cohorts.length < 2 || all.length === 0) return null;
  const share = developedBy(of);
  // ages after the one at which all outcomes have come are not shown
  const enough = all.findIndex(
    (days) => days >= labels.horizon / DAY && share(days, all.at(-1) ?? days) >= fullyDeveloped,
  );
  const ages = enough < 0 ? all : all.slice(0, enough + 1);
  const end = ages.at(-1) ?? last;
  const counted = cohorts.map(([quarter, { lead }]) => {
    const youngest = lead.reduce((least, of) => Math.min(least, age(of)), Number.POSITIVE_INFINITY);
    const days = lead.flatMap((of) => {
      const at = labels.outcome[of] ?? NEVER;
      return at === NEVER ? [] : [timeBetween(history.leads.created[of] ?? 0, at, outcome, of) / DAY];
    });
    const by = (to: number): number => days.reduce((n, d) => n + (d <= to ? 1 : 0), 0);
    return {
      quarter,
      n: lead.length,
      soFar: by(end),
      outcomes: ages.map((to) => (youngest >= to ? by(to) : null)),
      developed: lead.reduce((sum, of) => sum + share(age(of), end), 0) / lead.length,
    };
  });
  const { rate, ultimate } = bornhuetterFerguson({
    outcomes: counted.map(({ soFar }) => soFar),
    exposure: counted.map(({ n }) => n),
    developed: counted.map(({ developed }) => developed),
  });
  return {
    ages,
    developed: ages.map((days) => share(days, end)),
    rate,
    cohorts: counted.map(({ developed: _, ...cohort }, c) => ({
      ...cohort,
      ultimate: ultimate[c] ?? notEstimable(noAgeLived),
    })),
  };
}

/**
 * How many movements are shown at most, and the least share of the horizon that a quarter must have lived to be in one.
 */
const mostMovements = 6;
const leastLived = 0.5;

/**
 * Why the share of a quarter's leads that reached the outcome moved: a change in the mix of groups, in who was worked,
 * in the rates themselves, or because leads are still young. For the part of the horizon that a quarter has not lived
 * yet, the incidence among all leads is expected.
 * @param groups groups of one kind, of which each lead is in exactly one; empty: no mix is considered
 */
export function movementFacts(of: Counted, groups: readonly Group[]): readonly MovementFacts[] {
  const { study, history, labels } = of;
  const worked = workedFrom(history, labels, study.worked);
  const expected = developedBy(of);
  const horizon = labels.horizon / DAY;
  const quarters = cohortsOf(of)
    .filter(([, { end }]) => end <= labels.asOf + 1)
    .map(([quarter, { lead }]) => {
      const lived =
        lead.reduce(
          (sum, of) => sum + expected((labels.asOf - (history.leads.created[of] ?? 0)) / DAY, horizon),
          0,
        ) / lead.length;
      const cells = (holds: (lead: number) => boolean): Cells => {
        const mine = lead.filter(holds);
        const won = mine.map(
          (of) => (winsWithin(labels, of, history.leads.created[of] ?? 0) ? 1 : 0) / lived,
        );
        const took = mine.map((of) => worked !== null && (worked[of] ?? NEVER) < NEVER);
        return {
          n: mine.length,
          worked: worked === null ? null : took.reduce((n, w) => n + (w ? 1 : 0), 0),
          outcomes: won.reduce((sum, w) => sum + w, 0),
          workedOutcomes: won.reduce((sum, w, i) => sum + (took[i] ? w : 0), 0),
        };
      };
      return {
        quarter,
        lived,
        n: lead.length,
        won: lead.filter((of) => winsWithin(labels, of, history.leads.created[of] ?? 0)).length,
        cells:
          groups.length === 0
            ? [cells(() => true)]
            : groups.map(({ holds }) => cells((of) => holds[of] === 1)),
      };
    })
    .filter(({ lived }) => lived >= leastLived);
  return quarters
    .slice(1)
    .flatMap((after, i): MovementFacts[] => {
      const before = quarters[i];
      if (before === undefined) return [];
      const moved = whyMoved(
        after.cells.map((cells, g): Moved => ({ before: before.cells[g] ?? cells, after: cells })),
      );
      if (moved === null) return [];
      const [rateBefore, rateAfter] = [moved.before * before.lived, moved.after * after.lived];
      return [
        {
          before: before.quarter,
          after: after.quarter,
          by: groups[0]?.by ?? null,
          rateBefore,
          rateAfter,
          difference: newcombe(after.won, after.n, before.won, before.n),
          mix: moved.mix,
          worked: worked === null ? null : moved.worked,
          rate: moved.rate,
          immaturity: rateAfter - moved.after - (rateBefore - moved.before),
        },
      ];
    })
    .slice(-mostMovements);
}

/**
 * The share of the outcomes within `last` days of creation that has come by an age in days, by the incidence among all
 * leads; 1 where none ever came.
 */
function developedBy({ history, labels }: Counted): (days: number, last: number) => number {
  const outcome = recordedOf(labels, labels.outcomeStage);
  const [time, event]: [number[], number[]] = [[], []];
  for (let lead = 0; lead < history.leads.count; lead++) {
    const t = history.leads.created[lead] ?? 0;
    if (labels.refused[lead] === 1 || t < labels.outcomeObservedFrom || t > labels.asOf) continue;
    const [won, lost] = [labels.outcome[lead] ?? NEVER, labels.lost[lead] ?? NEVER];
    const end = Math.min(won, lost, labels.asOf);
    time.push(Math.max(0, won <= lost && won < NEVER ? timeBetween(t, won, outcome, lead) : end - t) / DAY);
    event.push(won < NEVER && won <= lost ? 1 : lost < NEVER ? 2 : 0);
  }
  const curve = aalenJohansen({ time, event });
  const at = (days: number): number => shareBy(curve, days);
  return (days, last) => {
    const whole = at(last);
    return whole <= 0 || days >= last ? 1 : at(days) / whole;
  };
}
