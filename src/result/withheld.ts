import { type Estimated, notEstimable } from "../base/estimate.ts";
import type { ModelFacts, ReliabilityBin, Result } from "./type.ts";

/**
 * A copy of a result that describes no group of fewer than `least` leads (`privacy.min_group`) by trait, behaviour,
 * score or month of creation: the counts of such a group are null, and its estimates give the reason. Where exactly one
 * of several groups is withheld, the smallest of the others is withheld too, since the total less the rest would reveal
 * it. Counts of the whole study and of a definition's quarters are not groups; points are shown however many leads are
 * behind them.
 */
export function withheld<R extends Pick<Result, "models" | "funnel" | "definitions">>(
  result: R,
  least: number,
): R {
  const reason = withheldFor(least);
  const hidden = hiding(least, reason);
  return {
    ...result,
    models: Object.fromEntries(Object.entries(result.models).map(([name, of]) => [name, hidden.model(of)])),
    funnel: withheldFunnel(result.funnel, least),
    definitions: Object.fromEntries(
      Object.entries(result.definitions).map(([name, of]) => [
        name,
        of.calibrationAtCrossing === null
          ? of
          : {
              ...of,
              calibrationAtCrossing: {
                ...of.calibrationAtCrossing,
                reliability: hidden.reliability(of.calibrationAtCrossing.reliability),
              },
            },
      ]),
    ),
  };
}

type Funnel = Result["funnel"];
type CostRow = NonNullable<Funnel["costs"]>["all"];
type Money = NonNullable<Funnel["deals"]>["channels"][number]["won"];

/** The keys of T whose values may be of the kind U. */
type KeysOf<T, U> = { [K in keyof T]: U extends T[K] ? K : never }[keyof T];

/** A row without these counts, which are null, and these rates, which give the reason. */
const emptied = <T extends object>(
  of: T,
  none: Estimated,
  counts: readonly KeysOf<T, null>[],
  rates: readonly KeysOf<T, Estimated>[],
): T => ({
  ...of,
  ...Object.fromEntries(counts.map((key) => [key, null])),
  ...Object.fromEntries(rates.map((key) => [key, none])),
});

/** What `change` makes of a part that a result may lack. */
const ifAny = <T>(of: T | null, change: (of: T) => T): T | null => (of === null ? null : change(of));

const sizeOf = ({ n }: { readonly n: number | null }): number | null => n;

const withheldFor = (least: number): string => `withheld: the group holds fewer than ${least} leads`;

/**
 * A funnel without the figures of any channel, persona, level, activity, offer, reason, quarter or month of fewer than
 * `least` leads. Where people typed the name (channels, offers, reasons) it is withheld too: with few leads it may be a
 * person's.
 */
export function withheldFunnel(funnel: Funnel, least: number): Funnel {
  const none = notEstimable(withheldFor(least));
  const channels = ifAny(funnel.channels, (all) => channelsOf(all, least, none));
  // a channel that is withheld in one table is withheld in all, since the others and the total would reveal it
  const hidden = new Set(channels?.flatMap(({ channel, leads }) => (leads === null ? [channel] : [])));
  const few = (channel: string, n: number | null): boolean => hidden.has(channel) || (n ?? 0) < least;
  const costs = (of: CostRow): CostRow =>
    few(of.channel, of.leads)
      ? emptied(
          of,
          none,
          ["leads", "mqls", "outcomes", "customers"],
          ["perLead", "perMql", "perOutcome", "perCustomer"],
        )
      : of;
  const money = (channel: string, of: Money): Money => (few(channel, of.n) ? { n: null, amount: null } : of);
  return {
    ...funnel,
    cohorts: apart(funnel.cohorts, sizeOf, least, (of) =>
      emptied(of, none, ["n", "won", "refused"], ["rate"]),
    ),
    conversions: funnel.conversions.map((of) => ({
      ...of,
      quarters: apart(of.quarters, sizeOf, least, (quarter) =>
        emptied(quarter, none, ["n", "wentOn"], ["rate"]),
      ),
      groups: [...new Set(of.groups.map(({ by }) => by))].flatMap((by) =>
        shown(
          of.groups.filter((group) => group.by === by),
          least,
        ),
      ),
    })),
    bridge: ifAny(funnel.bridge, (of) => ({ ...of, months: of.months.filter(({ from }) => from >= least) })),
    acceptance: ifAny(funnel.acceptance, (of) => ({ ...of, reasons: shown(of.reasons, least) })),
    ...(funnel.definitions === undefined ? {} : { definitions: pipelinesOf(funnel.definitions, least) }),
    ...(funnel.nurture == null ? {} : { nurture: nurtureOf(funnel.nurture, least) }),
    activities: {
      ...funnel.activities,
      rows: funnel.activities.rows.map((of) => ({
        ...of,
        ...((of.everDid ?? 0) < least ? { everDid: null, everWon: null, after: null, naive: none } : {}),
        ...((of.n ?? 0) < least
          ? { n: null, wentOn: null, rate: none, shrunk: none, lift: none, rank: null, best: null }
          : {}),
      })),
    },
    channels: channels?.filter(({ leads }) => leads !== null) ?? null,
    offers:
      funnel.offers
        ?.filter(({ leads }) => (leads ?? 0) >= least)
        .map((of) =>
          (of.n ?? 0) < least
            ? { ...emptied(of, none, ["n", "wentOn"], ["rate", "shrunk"]), disconnect: false }
            : of,
        ) ?? null,
    costs: ifAny(funnel.costs, (of) => ({ ...of, rows: of.rows.map(costs) })),
    visits: ifAny(funnel.visits, (all) =>
      all.map((of) => (few(of.channel, of.leads) ? emptied(of, none, ["leads"], ["rate"]) : of)),
    ),
    deals: ifAny(funnel.deals, (deals) => ({
      ...deals,
      channels: deals.channels.map((of) => ({
        ...of,
        won: money(of.channel, of.won),
        open: money(of.channel, of.open),
      })),
    })),
    curves: ifAny(funnel.curves, (curves) => ({
      ...curves,
      cohorts: apart(curves.cohorts, sizeOf, least, (of) => ({
        ...emptied(of, none, ["n", "soFar"], ["ultimate"]),
        outcomes: of.outcomes.map(() => null),
      })),
    })),
  };
}

/** Channels with enough leads; of these, the rates that rest on enough. */
function channelsOf(all: NonNullable<Funnel["channels"]>, least: number, none: Estimated): typeof all {
  const small = (of: Estimated): Estimated => (of.value !== null && of.n < least ? none : of);
  const rates = ["mqlRate", "rate", "mqlToCustomer", "readyAtCreation", "readyIn7Days"] as const;
  return apart(
    all,
    ({ leads }) => leads,
    least,
    (of) => emptied(of, none, ["leads", "mqls", "customers"], rates),
  ).map((of) => ({ ...of, ...Object.fromEntries(rates.map((rate) => [rate, small(of[rate])])) }));
}

/** The money of few deals tells what one of them was worth. */
function pipelinesOf(of: NonNullable<Funnel["definitions"]>, least: number): Funnel["definitions"] {
  const money = (own: Money | null): Money | null =>
    own === null || own.n === 0 || (own.n ?? 0) >= least ? own : { n: null, amount: null };
  return {
    ...of,
    rows: Object.fromEntries(
      Object.entries(of.rows).map(([name, row]) => [
        name,
        { ...row, won: money(row.won), pipeline: money(row.pipeline) },
      ]),
    ),
  };
}

/** Leads that were given back are a group by what became of them. */
function nurtureOf(nurture: NonNullable<Funnel["nurture"]>, least: number): Funnel["nurture"] {
  if (nurture.leads < least) return null;
  return { ...nurture, reasons: shown(nurture.reasons, least) };
}

/** `all` with the groups that are too small withheld by `hide`, and one more group where there is exactly one. */
function apart<T>(
  all: readonly T[],
  size: (of: T) => number | null,
  least: number,
  hide: (of: T) => T,
): readonly T[] {
  const sizes = all.map((of) => size(of) ?? 0);
  const small = sizes.map((n) => n > 0 && n < least);
  if (small.filter(Boolean).length === 1) {
    const next = sizes.reduce(
      (best, n, i) => (n > 0 && !small[i] && (best < 0 || n < (sizes[best] ?? 0)) ? i : best),
      -1,
    );
    if (next >= 0) small[next] = true;
  }
  return all.map((of, i) => (small[i] ? hide(of) : of));
}

/** The groups that are not withheld. */
const shown = <T extends { readonly n: number | null }>(all: readonly T[], least: number): readonly T[] =>
  apart(all, sizeOf, least, (of) => ({ ...of, n: null })).filter(({ n }) => n !== null);

function hiding(least: number, reason: string) {
  const none = notEstimable(reason);
  const estimate = (of: Estimated): Estimated => (of.value !== null && of.n < least ? none : of);
  type Cell = ModelFacts["bins"][number]["bins"][number];
  const cells = (all: readonly Cell[]): readonly Cell[] =>
    apart(all, sizeOf, least, (cell) => emptied(cell, none, ["n", "positives", "woe"], []));
  const reliability = (bins: readonly ReliabilityBin[]): readonly ReliabilityBin[] =>
    bins.map((bin) => ({ ...bin, observed: estimate(bin.observed) }));
  const model = (of: ModelFacts): ModelFacts => ({
    ...of,
    bins: of.bins.map((each) => ({ ...each, bins: cells(each.bins) })),
    effects: of.effects.map((each) => ({ ...each, states: cells(each.states) })),
    terms: ifAny(of.terms, (all) => all.map((term) => ({ ...term, value: estimate(term.value) }))),
    segments: ifAny(of.segments, (own) => ({
      ...own,
      segments: apart(
        own.segments,
        ({ leads }) => leads,
        least,
        (segment) => ({ ...emptied(segment, none, ["leads", "wins"], ["level"]), deviations: [] }),
      ),
    })),
    map: ifAny(of.map, (map) => ({ ...map, leads: joined(map.leads, least) })),
    grades: apart(
      of.grades,
      ({ leads }) => leads,
      least,
      (grade) => emptied(grade, none, ["leads", "wins"], ["rate"]),
    ),
    evaluation: { ...of.evaluation, reliability: reliability(of.evaluation.reliability) },
  });
  return { model, reliability };
}

type Bars = NonNullable<ModelFacts["map"]>["leads"];

/** Bars with too few leads are joined with their neighbours, so that the total stays the same. */
function joined(bars: Bars, least: number): Bars {
  const out = bars.map((bar) => ({ ...bar }));
  for (;;) {
    const at = out.findIndex(({ n }) => n > 0 && n < least);
    const [bar, other] = [out[at], out[at === 0 ? 1 : at - 1]];
    if (bar === undefined || other === undefined) return out;
    const first = Math.max(0, at - 1);
    out.splice(first, 2, {
      low: Math.min(bar.low, other.low),
      high: Math.max(bar.high, other.high),
      n: bar.n + other.n,
      p: bar.low < other.low ? bar.p : other.p,
    });
  }
}
