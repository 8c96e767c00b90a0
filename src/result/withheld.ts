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

const withheldFor = (least: number): string => `withheld: the group holds fewer than ${least} leads`;

/**
 * A funnel without the figures of any channel, persona, level, activity, offer, reason, quarter or month of fewer than
 * `least` leads. Where people typed the name (channels, offers, reasons) it is withheld too: with few leads it may be a
 * person's.
 */
export function withheldFunnel(funnel: Funnel, least: number): Funnel {
  const none = notEstimable(withheldFor(least));
  const small = (of: Estimated): Estimated => (of.value !== null && of.n < least ? none : of);
  const size = ({ n }: { readonly n: number | null }): number | null => n;
  const rated = { n: null, wentOn: null, rate: none };
  const channels =
    funnel.channels === null
      ? null
      : apart(
          funnel.channels,
          ({ leads }) => leads,
          least,
          (of) => ({
            channel: of.channel,
            leads: null,
            mqls: null,
            customers: null,
            mqlRate: none,
            rate: none,
            mqlToCustomer: none,
            readyAtCreation: none,
            readyIn7Days: none,
          }),
        ).map((of) => ({
          ...of,
          mqlRate: small(of.mqlRate),
          rate: small(of.rate),
          mqlToCustomer: small(of.mqlToCustomer),
          readyAtCreation: small(of.readyAtCreation),
          readyIn7Days: small(of.readyIn7Days),
        }));
  // a channel that is withheld in one table is withheld in all, since the others and the total would reveal it
  const hidden = new Set(channels?.flatMap(({ channel, leads }) => (leads === null ? [channel] : [])));
  const costs = (of: CostRow): CostRow => {
    return !hidden.has(of.channel) && (of.leads ?? 0) >= least
      ? of
      : {
          ...of,
          leads: null,
          mqls: null,
          outcomes: null,
          customers: null,
          perLead: none,
          perMql: none,
          perOutcome: none,
          perCustomer: none,
        };
  };
  const money = (channel: string, of: Money): Money =>
    hidden.has(channel) || (of.n ?? 0) < least ? { n: null, amount: null } : of;
  return {
    ...funnel,
    cohorts: apart(funnel.cohorts, size, least, (cohort) => ({
      ...cohort,
      n: null,
      won: null,
      refused: null,
      rate: none,
    })),
    conversions: funnel.conversions.map((of) => ({
      ...of,
      quarters: apart(of.quarters, size, least, (quarter) => ({ ...quarter, ...rated })),
      groups: [...new Set(of.groups.map(({ by }) => by))].flatMap((by) =>
        apart(
          of.groups.filter((group) => group.by === by),
          size,
          least,
          (group) => ({ ...group, ...rated }),
        ).filter(({ n }) => n !== null),
      ),
    })),
    bridge:
      funnel.bridge === null
        ? null
        : { ...funnel.bridge, months: funnel.bridge.months.filter(({ from }) => from >= least) },
    acceptance:
      funnel.acceptance === null
        ? null
        : {
            ...funnel.acceptance,
            reasons: apart(funnel.acceptance.reasons, size, least, (of) => ({ ...of, n: null })).filter(
              ({ n }) => n !== null,
            ),
          },
    ...(funnel.definitions === undefined ? {} : { definitions: pipelinesOf(funnel.definitions, least) }),
    ...(funnel.nurture == null ? {} : { nurture: nurtureOf(funnel.nurture, least) }),
    activities: {
      ...funnel.activities,
      rows: funnel.activities.rows.map((of) => ({
        ...of,
        ...((of.everDid ?? 0) < least ? { everDid: null, everWon: null, after: null, naive: none } : {}),
        ...((of.n ?? 0) < least ? { ...rated, shrunk: none, lift: none, rank: null, best: null } : {}),
      })),
    },
    channels: channels?.filter(({ leads }) => leads !== null) ?? null,
    offers:
      funnel.offers
        ?.filter(({ leads }) => (leads ?? 0) >= least)
        .map((of) => ((of.n ?? 0) < least ? { ...of, ...rated, shrunk: none, disconnect: false } : of)) ??
      null,
    costs: funnel.costs === null ? null : { ...funnel.costs, rows: funnel.costs.rows.map(costs) },
    visits:
      funnel.visits?.map((of) =>
        hidden.has(of.channel) || (of.leads ?? 0) < least ? { ...of, leads: null, rate: none } : of,
      ) ?? null,
    deals:
      funnel.deals === null
        ? null
        : {
            ...funnel.deals,
            channels: funnel.deals.channels.map((of) => ({
              ...of,
              won: money(of.channel, of.won),
              open: money(of.channel, of.open),
            })),
          },
    curves:
      funnel.curves === null
        ? null
        : {
            ...funnel.curves,
            cohorts: apart(funnel.curves.cohorts, size, least, (of) => ({
              ...of,
              n: null,
              soFar: null,
              outcomes: of.outcomes.map(() => null),
              ultimate: none,
            })),
          },
  };
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
  const reasons = apart(
    nurture.reasons,
    ({ n }) => n,
    least,
    (of) => ({ ...of, n: null }),
  );
  return { ...nurture, reasons: reasons.filter(({ n }) => n !== null) };
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

function hiding(least: number, reason: string) {
  const none = notEstimable(reason);
  const estimate = (of: Estimated): Estimated => (of.value !== null && of.n < least ? none : of);
  type Cell = ModelFacts["bins"][number]["bins"][number];
  const cells = (all: readonly Cell[]): readonly Cell[] =>
    apart(
      all,
      ({ n }) => n,
      least,
      (cell) => ({ ...cell, n: null, positives: null, woe: null }),
    );
  const reliability = (bins: readonly ReliabilityBin[]): readonly ReliabilityBin[] =>
    bins.map((bin) => ({ ...bin, observed: estimate(bin.observed) }));
  const model = (of: ModelFacts): ModelFacts => ({
    ...of,
    bins: of.bins.map((each) => ({ ...each, bins: cells(each.bins) })),
    effects: of.effects.map((each) => ({ ...each, states: cells(each.states) })),
    terms: of.terms?.map((term) => ({ ...term, value: estimate(term.value) })) ?? null,
    segments:
      of.segments === null
        ? null
        : {
            ...of.segments,
            segments: apart(
              of.segments.segments,
              ({ leads }) => leads,
              least,
              (segment) => ({ ...segment, leads: null, wins: null, level: none, deviations: [] }),
            ),
          },
    map: of.map === null ? null : { ...of.map, leads: joined(of.map.leads, least) },
    grades: apart(
      of.grades,
      ({ leads }) => leads,
      least,
      (grade) => ({ ...grade, leads: null, wins: null, rate: none }),
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
