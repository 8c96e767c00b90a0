import { type Fault, warning } from "../../base/errors.ts";
import { excludedWins, outOfOrder, quarterEnd, skippedStages } from "../../base/messages/data/columns.ts";
import { civilDate, dayOf, NEVER } from "../../base/time.ts";
import { binomialUpper } from "../../stats/proportions/binomial.ts";
import { placeOf } from "../../study/places.ts";
import type { Loaded } from "../loaded.ts";

/** The share and number of leads from which on a stage that is skipped, or entered out of order, is reported. */
const told = { share: 0.05, leads: 10 };
/** The share of the outcomes that `exclude` may hide before it is a warning, and not only a note. */
const muchHidden = 0.05;

/** Warnings about stages: skipped, out of order, hidden by `exclude`, crowded at the ends of quarters. */
export function stageFaults(loaded: Loaded): readonly Fault[] {
  return [...orderFaults(loaded), ...excludeFaults(loaded), ...quarterFaults(loaded)];
}

/** Stages that leads skip or enter out of order, from the entries as they are recorded. */
function orderFaults({ study, history }: Loaded): readonly Fault[] {
  const { stages, leads } = history;
  const entries = study.funnel.slice(1).flatMap((stage) => {
    const at = stages.names.indexOf(stage);
    const stamps = stages.recorded?.[at] ?? stages.first[at];
    return stamps === undefined || stamps.every((t) => t === NEVER) ? [] : [{ stage, stamps }];
  });
  const skipped: [string, number, number, string][] = [];
  const turned: [string, string, number, number][] = [];
  entries.forEach(({ stage, stamps }, i) => {
    const next = entries[i + 1];
    if (next === undefined) return;
    let [reached, without, both, before] = [0, 0, 0, 0];
    for (let lead = 0; lead < leads.count; lead++) {
      const [own, later] = [stamps[lead] ?? NEVER, next.stamps[lead] ?? NEVER];
      if (later === NEVER) continue;
      reached++;
      if (own === NEVER) without++;
      else {
        both++;
        // on the same day nobody can say which came first
        if (later < own && dayOf(later) < dayOf(own)) before++;
      }
    }
    if (without >= Math.max(told.leads, told.share * reached))
      skipped.push([stage, without, reached, next.stage]);
    if (before >= Math.max(told.leads, told.share * both)) turned.push([stage, next.stage, before, both]);
  });
  const where = placeOf(study, "funnel");
  return [
    ...(turned.length > 0 ? [warning(outOfOrder(turned), where)] : []),
    ...(skipped.length > 0 ? [warning(skippedStages(skipped), where)] : []),
  ];
}

/** Leads that `exclude` leaves out, and the outcomes among them; null: it leaves out none. */
export function excludedOf({
  history,
  labels,
  table,
}: Loaded): { leads: number; wins: number; all: number } | null {
  let [leads, wins, all] = [0, 0, 0];
  for (let lead = 0; lead < history.leads.count; lead++) {
    const won = (labels.outcome[lead] ?? NEVER) < NEVER;
    if (won) all++;
    if (table.excluded[lead] !== 1) continue;
    leads++;
    if (won) wins++;
  }
  return leads === 0 ? null : { leads, wins, all };
}

function excludeFaults(loaded: Loaded): readonly Fault[] {
  const found = excludedOf(loaded);
  return found === null || found.wins <= muchHidden * found.all
    ? []
    : [warning(excludedWins(found.leads, found.wins, found.all), placeOf(loaded.study, "exclude"))];
}

/**
 * The least number of outcomes to compare months, and the share in a quarter's last month from which on it is a
 * warning.
 */
const leastOfMonths = 100;
const crowded = 0.4;
const chance = 1e-6;

/** A warning where outcomes crowd in the last month of fiscal quarters, over complete quarters only. */
function quarterFaults({ study, labels }: Loaded): readonly Fault[] {
  const { outcome } = study;
  if (outcome.kind !== "stage") return [];
  const months = new Map<number, number>();
  for (const at of labels.outcome) {
    if (at === NEVER) continue;
    const { year, month } = civilDate(dayOf(at));
    const index = 12 * year + month - study.fiscalYearStarts;
    months.set(index, (months.get(index) ?? 0) + 1);
  }
  const quarters = new Map<number, number[]>();
  for (const [index, n] of months) {
    const quarter = quarters.get(Math.floor(index / 3)) ?? [0, 0, 0];
    quarter[((index % 3) + 3) % 3] = n;
    quarters.set(Math.floor(index / 3), quarter);
  }
  const whole = [...quarters.values()].filter((quarter) => quarter.every((n) => n > 0));
  const all = whole.flat().reduce((sum, n) => sum + n, 0);
  const last = whole.reduce((sum, quarter) => sum + (quarter[2] ?? 0), 0);
  return all >= leastOfMonths && last >= crowded * all && binomialUpper(all, last, 1 / 3) < chance
    ? [warning(quarterEnd(outcome.reaches, last / all, all))]
    : [];
}
