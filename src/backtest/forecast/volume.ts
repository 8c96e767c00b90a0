import { type Estimated, estimate, notEstimable } from "../../base/estimate.ts";
import { takesItsSlots, tooFewWeeks } from "../../base/messages/models/unknown.ts";
import { DAY, type Quarter, quarterToCome } from "../../base/time.ts";
import type { ForecastFacts } from "../../result/type.ts";
import {
  type CountModel,
  countCdf,
  countModel,
  countQuantile,
  expectedTaken,
} from "../../stats/forecast/counts.ts";
import { kupiec } from "../../stats/forecast/coverage.ts";
import { smoothed, varianceOfSum } from "../../stats/forecast/smoothing.ts";
import type { Basis } from "../decide/study.ts";
import type { Fold } from "../fit/folds.ts";
import { times } from "../judge/intervals.ts";
import { slotsOf, slotWeeks, weekFinder } from "../serve/capacity.ts";
import type { Replayed, Setting } from "../type.ts";

const level = 0.8;
/** The least number of weeks for a forecast: fewer do not show how much weeks vary. */
const leastWeeks = 8;
/** How many past forecasts a test of their coverage needs. */
const leastPast = 8;
const week = 7 * DAY;

export type ForecastDefinition = ForecastFacts["definitions"][string];

/**
 * How many leads each definition should pass on in the next quarter, at the stated capacity, and whether they fit its
 * slots.
 */
export function forecastOf(
  { setting, at }: Basis,
  firstMonth: number,
  winsPerSlot: (name: string) => Estimated,
): Omit<ForecastFacts, "last"> {
  const next = quarterToCome(setting.labels.asOf, firstMonth);
  const slots = slotsOf(next, setting.rate, setting.calendar);
  return {
    quarter: next.name,
    slots,
    level,
    definitions: Object.fromEntries(
      (at[0]?.definitions ?? []).map((definition) => [
        definition.name,
        {
          ...ofDefinition(setting, definition, next, slots),
          outcomes: times(winsPerSlot(definition.name), slots),
        },
      ]),
    ),
  };
}

interface Past {
  readonly fold: Fold;
  readonly volume: number;
  /** leads that qualified in each full week of the quarter */
  readonly weeks: readonly number[];
}

/** Quarters that are over, whether their outcomes are known or not. */
function pastOf(setting: Setting, { folds }: Replayed): readonly Past[] {
  return setting.folds.flatMap((fold, k): Past[] => {
    const crossings = folds[k]?.crossings ?? null;
    if (crossings === null || fold.end > setting.labels.asOf + 1) return [];
    const weeks = slotWeeks(fold, setting.rate, setting.calendar);
    const counts = weeks.map(() => 0);
    let volume = 0;
    const find = weekFinder(weeks);
    for (const t of crossings.times) {
      const w = find(t);
      if (w < 0) continue;
      volume++;
      counts[w] = (counts[w] ?? 0) + 1;
    }
    const full = counts.filter((_, w) => (weeks[w]?.end ?? 0) - (weeks[w]?.start ?? 0) === week);
    return [{ fold, volume, weeks: full }];
  });
}

function ofDefinition(
  setting: Setting,
  definition: Replayed,
  next: Quarter,
  slots: number,
): Omit<ForecastDefinition, "outcomes"> {
  const past = pastOf(setting, definition);
  const quarters = past.map(({ fold, volume }) => ({ quarter: fold.quarter.name, volume }));
  const yearBefore =
    past.find(({ fold }) => Math.abs(next.start - fold.start - 365.25 * DAY) < 10 * DAY)?.volume ?? null;
  if (definition.folds.some(({ crossings }) => crossings !== null && crossings.waiting !== null))
    return { yearBefore, past: { of: 0, within: 0, p: null }, quarters, ...notForetold(takesItsSlots) };
  const told = past.map(({ fold, volume }, k) => {
    const before = past.slice(0, k);
    const said = ahead(before, fold.start, fold.end);
    return said === null ? null : { within: volume >= said.low && volume <= said.high };
  });
  const tried = told.flatMap((one) => one ?? []);
  const within = tried.filter((one) => one.within).length;
  const of = ahead(past, next.start, next.end);
  const rest = {
    yearBefore,
    past: {
      of: tried.length,
      within,
      p: tried.length < leastPast ? null : kupiec(tried.length - within, tried.length, 1 - level).p,
    },
    quarters,
  };
  if (of === null) return { ...rest, ...notForetold(tooFewWeeks(leastWeeks)) };
  const perWeek = slots / of.weeks;
  const taken = of.weeks * expectedTaken(perWeek, of.week);
  const overflowChance = 1 - countCdf(slots, of.quarter);
  const pure: CountModel = { mean: of.quarter.mean, size: Number.POSITIVE_INFINITY };
  return {
    ...rest,
    volume: estimate(of.quarter.mean, of.low, of.high, of.known),
    poisson: { low: countQuantile((1 - level) / 2, pure), high: countQuantile((1 + level) / 2, pure) },
    dispersion: of.dispersion,
    overflowChance,
    unusedSlots: Math.max(0, slots - taken),
    withoutSlot: Math.max(0, of.quarter.mean - taken),
    fit: overflowChance >= 0.9 ? "too wide" : overflowChance <= 0.1 ? "too narrow" : "fits",
  };
}

/** A definition whose leads are not foretold, with the reason. */
const notForetold = (reason: string) => ({
  volume: notEstimable(reason),
  poisson: null,
  dispersion: null,
  overflowChance: null,
  unusedSlots: null,
  withoutSlot: null,
  fit: null,
});

/**
 * How many leads qualify in [start, end), from the whole weeks before. The level of the weeks comes from exponential
 * smoothing; each week is negative binomial around it, and so is the quarter's sum, with the variance of a level that
 * moves.
 */
function ahead(past: readonly Past[], start: number, end: number) {
  const weeks = past.flatMap((one) => one.weeks);
  const last = past.at(-1);
  if (weeks.length < leastWeeks || last === undefined) return null;
  const { level: mean, alpha } = smoothed(weeks);
  const spread = countModel(weeks);
  const ofWeek: CountModel = { mean: Math.max(0, mean), size: spread.size };
  const variance = ofWeek.mean + ofWeek.mean ** 2 / ofWeek.size;
  const count = (end - start) / week;
  const gap = Math.max(0, (start - last.fold.end) / week);
  const total = count * ofWeek.mean;
  const wide =
    varianceOfSum(variance, alpha, Math.round(count), Math.round(gap)) +
    (count * count * variance) / weeks.length;
  const quarter: CountModel = {
    mean: total,
    size: wide > total ? (total * total) / (wide - total) : Number.POSITIVE_INFINITY,
  };
  const average = weeks.reduce((sum, n) => sum + n, 0) / weeks.length;
  return {
    week: ofWeek,
    quarter,
    weeks: count,
    known: weeks.length,
    dispersion:
      average > 0
        ? weeks.reduce((sum, n) => sum + (n - average) ** 2, 0) / Math.max(1, weeks.length - 1) / average
        : null,
    low: total > 0 ? countQuantile((1 - level) / 2, quarter) : 0,
    high: total > 0 ? countQuantile((1 + level) / 2, quarter) : 0,
  };
}

/** The forecast of an earlier result beside what is now known of that quarter. */
export function cameOf(
  before: {
    readonly run: string;
    readonly asOf: string;
    readonly forecast: ForecastFacts | null;
    readonly verdict: string | null;
    readonly candidate: string | null;
  } | null,
  now: Omit<ForecastFacts, "last">,
  winsIn: (name: string, quarter: string) => number | null,
): ForecastFacts["last"] {
  if (before === null || before.forecast === null) return null;
  const { quarter, definitions } = before.forecast;
  const { run, asOf, verdict, candidate } = before;
  return {
    run,
    asOf,
    quarter,
    verdict,
    candidate,
    definitions: Object.fromEntries(
      Object.entries(definitions).flatMap(([name, { volume, outcomes }]) => {
        const own = now.definitions[name];
        if (own === undefined) return [];
        const came = own.quarters.find((one) => one.quarter === quarter)?.volume ?? null;
        return [
          [
            name,
            {
              said: volume,
              came,
              within:
                came === null || volume.value === null ? null : came >= volume.low && came <= volume.high,
              outcomesSaid: outcomes,
              outcomesCame: winsIn(name, quarter),
            },
          ],
        ];
      }),
    ),
  };
}
