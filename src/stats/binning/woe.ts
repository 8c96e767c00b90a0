import { ivOf } from "./bound.ts";
import type { Cell } from "./type.ts";

/** What is added to counts before logarithms are taken; the totals of the shares stay raw. */
export interface Smoothing {
  readonly events: number;
  readonly nonEvents: number;
  /** every bin; both cells of a bin with a zero; or the zero cell alone */
  readonly where: "everywhere" | "zero_bins" | "zero_cells";
}

export const noSmoothing: Smoothing = { events: 0, nonEvents: 0, where: "everywhere" };

/**
 * m leads with the base rate p0: m p0 events and m (1 - p0) non-events. It shrinks towards WOE 0, while adding 1/2 and
 * 1/2 pulls towards a rate of one half, and reverses the sign of 0 among 20 at a base rate of 2%.
 */
export function priorSmoothing(totals: Cell, m = 1): Smoothing {
  const base = totals.events / (totals.events + totals.nonEvents);
  return { events: m * base, nonEvents: m * (1 - base), where: "everywhere" };
}

export interface Woe {
  /** weight of evidence ln[(e/E) / (n/N)] in nats: positive means more likely to convert than the base */
  readonly woe: Float64Array;
  /** each bin's part of the information value: the difference of its raw shares times its WOE */
  readonly iv: Float64Array;
  /** their sum */
  readonly total: number;
}

/** WOE and IV of bins. Without smoothing an empty cell gives an infinite WOE; a bin without rows has 0. */
export function weightsOfEvidence(
  bins: readonly Cell[],
  totals: Cell,
  smoothing: Smoothing = priorSmoothing(totals),
): Woe {
  if (!(totals.events > 0 && totals.nonEvents > 0))
    throw new RangeError("weights of evidence need events and non-events");
  const woe = Float64Array.from(bins, (bin) => {
    const [e, n] = smoothed(bin, smoothing);
    return bin.events + bin.nonEvents === 0 ? 0 : Math.log(e / totals.events / (n / totals.nonEvents));
  });
  const iv = woe.map((w, b) => {
    const { events = 0, nonEvents = 0 } = bins[b] ?? {};
    const difference = events / totals.events - nonEvents / totals.nonEvents;
    return difference === 0 ? 0 : difference * w;
  });
  return { woe, iv, total: iv.reduce((s, v) => s + v, 0) };
}

function smoothed({ events, nonEvents }: Cell, s: Smoothing): readonly [number, number] {
  if (s.where === "everywhere") return [events + s.events, nonEvents + s.nonEvents];
  if (events > 0 && nonEvents > 0) return [events, nonEvents];
  if (s.where === "zero_bins") return [events + s.events, nonEvents + s.nonEvents];
  return [events > 0 ? events : s.events, nonEvents > 0 ? nonEvents : s.nonEvents];
}

/**
 * Information value of raw counts, in nats; Infinity where a bin with rows lacks a class.
 *
 * @example
 * // 2 (.9 - .1) ln 9
 * const bins = [{ events: 10, nonEvents: 90 }, { events: 90, nonEvents: 10 }];
 * informationValue(bins, { events: 100, nonEvents: 100 }); // 3.5156
 */
export const informationValue = (bins: readonly Cell[], totals: Cell): number =>
  bins.reduce((sum, bin) => sum + ivOf(bin.events, bin.nonEvents, totals), 0);

/**
 * The information value that B bins of pure noise are expected to have: (B - 1)(1/E + 1/N).
 *
 * @example
 * ivNoiseFloor(5, { events: 100, nonEvents: 400 }); // 0.05
 */
export const ivNoiseFloor = (bins: number, totals: Cell): number =>
  (bins - 1) * (1 / totals.events + 1 / totals.nonEvents);
