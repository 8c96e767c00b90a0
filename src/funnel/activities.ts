import { type Estimated, notEstimable } from "../base/estimate.ts";
import { nobodyInTime, noLeadReached } from "../base/messages/models/unknown.ts";
import { NEVER } from "../base/time.ts";
import { labelAt, openUntil } from "../labels/moments.ts";
import type { Labels } from "../labels/type.ts";
import type { ActivityRates } from "../result/type.ts";
import { bestShares, type Counts, fitSpread, shrunkRate } from "../stats/proportions/beta-binomial.ts";
import { liftOverBase } from "../stats/proportions/close-rates.ts";
import { type Rated, type Rows, rated } from "./rates.ts";
import type { Counted } from "./type.ts";

/** Draws of the posterior for the chance that an activity is the best; with many activities there are fewer. */
const mostDraws = 4_000;
const drawsInAll = 64_000;

/**
 * The mature leads that fits may learn from, and whether each reached the outcome within the horizon after its
 * creation.
 */
export function matureLeads({ history, labels, table }: Counted): Rows {
  const lead: number[] = [];
  const went: number[] = [];
  for (let i = 0; i < history.leads.count; i++) {
    if (table.excluded[i] === 1 || labels.refused[i] === 1) continue;
    const label = judged(labels, i, history.leads.created[i] ?? NEVER);
    if (label === null) continue;
    lead.push(i);
    went.push(label);
  }
  return { lead, went };
}

/**
 * The label of a lead at time t; null: it is not mature, is no longer open, or t lies before the outcome was recorded.
 */
export function judged(labels: Labels, lead: number, t: number): 0 | 1 | null {
  const unseen = labels.outcomeObservedFrom !== NEVER && t < labels.outcomeObservedFrom;
  if (t === NEVER || t > openUntil(labels, lead) || unseen) return null;
  const label = labelAt(labels, lead, t);
  return label === 2 ? null : label;
}

/**
 * Rates of several activities, drawn towards each other by the beta-binomial model, and the chance that each is the
 * best.
 */
export function shrunkTogether(
  counts: readonly Counts[],
  seed: number,
): readonly { readonly shrunk: Estimated; readonly rank: number | null; readonly best: number | null }[] {
  const spread = fitSpread(counts);
  const all = { x: counts.reduce((s, c) => s + c.x, 0), n: counts.reduce((s, c) => s + c.n, 0) };
  const shares =
    spread === null || spread.rho === 0
      ? null
      : bestShares(counts, spread, {
          seed,
          draws: Math.min(mostDraws, Math.ceil(drawsInAll / Math.max(1, counts.length))),
        });
  const shrunk = counts.map((own) =>
    spread === null || own.n === 0 ? notEstimable(nobodyInTime) : shrunkRate(own, spread, all),
  );
  // where all rates are drawn to one value they have no order
  const ordered = spread !== null && spread.rho > 0;
  return shrunk.map((of, i) => ({
    shrunk: of,
    rank:
      !ordered || of.value === null
        ? null
        : 1 + shrunk.reduce((better, other) => better + ((other.value ?? -1) > of.value ? 1 : 0), 0),
    best: shares === null || !("length" in shares) ? null : (shares[i] ?? null),
  }));
}

/**
 * Close rates of activities, in two readings. The naive one is what guides to defining an MQL compute: of all leads
 * that ever did it, those that ever reached the outcome, even if they did it afterwards or are too young to judge. The
 * honest one: of mature leads that did it while open, those that reached the outcome within the horizon after the first
 * time. O(activities).
 */
export function activityRates(of: Counted): ActivityRates {
  const { study, history, labels, table } = of;
  const { activities, leads } = history;
  const base = matureLeads(of);
  const honest = activities.types.map(() => ({ lead: [] as number[], went: [] as number[] }));
  const ever = activities.types.map(() => ({ lead: [] as number[], went: [] as number[], after: 0 }));
  const [first, seen] = [new Int32Array(activities.types.length), new Int32Array(activities.types.length)];
  for (let lead = 0; lead < leads.count; lead++) {
    if (table.excluded[lead] === 1 || labels.refused[lead] === 1) continue;
    first.fill(NEVER);
    seen.fill(NEVER);
    const [start, end] = [activities.start[lead] ?? 0, activities.start[lead + 1] ?? 0];
    const shown = labels.shown?.[lead] ?? end;
    for (let k = start; k < end; k++) {
      const type = activities.type[k] ?? 0;
      const visible = activities.visible[k] ?? NEVER;
      if (visible < (seen[type] ?? 0)) seen[type] = visible;
      if (k < shown && visible < (first[type] ?? 0)) first[type] = visible;
    }
    const outcome = labels.outcome[lead] ?? NEVER;
    for (let type = 0; type < seen.length; type++) {
      if ((seen[type] ?? NEVER) === NEVER) continue;
      const all = ever[type];
      all?.lead.push(lead);
      all?.went.push(outcome < NEVER ? 1 : 0);
      const t = first[type] ?? NEVER;
      if (all !== undefined && outcome < NEVER && t > outcome) all.after++;
      const label = judged(labels, lead, t);
      if (label === null) continue;
      honest[type]?.lead.push(lead);
      honest[type]?.went.push(label);
    }
  }
  const all = rated(of, base);
  const rates = honest.map((rows) => rated(of, rows));
  const counts = rates.map(({ n, wentOn }) => ({ x: wentOn, n }));
  const together = shrunkTogether(counts, study.seed);
  const rows = activities.types.map((activity, type) => {
    const { n, wentOn, rate } = rates[type] ?? all;
    const naive = rated(of, ever[type] ?? { lead: [], went: [] });
    const { shrunk, rank, best } = together[type] ?? { shrunk: rate, rank: null, best: null };
    return {
      activity,
      everDid: naive.n,
      everWon: naive.wentOn,
      naive: naive.rate,
      after: ever[type]?.after ?? 0,
      n,
      wentOn,
      rate,
      shrunk,
      lift: lifted({ x: wentOn, n }, all),
      rank,
      best,
    };
  });
  return {
    base: all.rate,
    rows: rows.sort((a, b) => order(a) - order(b) || (a.activity < b.activity ? -1 : 1)),
  };
}

const order = ({ rank, shrunk }: { readonly rank: number | null; readonly shrunk: Estimated }): number =>
  rank ?? (shrunk.value === null ? Number.POSITIVE_INFINITY : 1e6);

/** Lift: a rate divided by the rate of all leads. */
export const lifted = (own: Counts, base: Rated): Estimated =>
  base.wentOn === 0 ? notEstimable(noLeadReached) : liftOverBase(own, { x: base.wentOn, n: base.n });
