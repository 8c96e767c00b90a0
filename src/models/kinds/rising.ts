import { codeValue, moves } from "../../features/codes.ts";
import type { BinnedContrast, BinnedFamily } from "../../stats/regression/binned/fit.ts";
import type { Binning } from "../bins.ts";
import { markWhere, massesOf, sharesWhere } from "../codes.kernel.ts";
import type { Signs } from "../sign.ts";
import type { TrainingRows } from "../type.ts";

/** The index of a bin's coefficient; -1: it has none, and its weight is 0. */
export type ColumnOf = (binning: number, bin: number) => number;

/** An activity's counts over its windows, shortest first, and its decayed count. */
interface Activity {
  readonly counts: readonly Windowed[];
  readonly decayed: readonly Windowed[];
}

interface Windowed {
  /** its index among the binnings */
  readonly at: number;
  readonly binning: Binning;
  readonly bins: readonly WholeBin[];
}

/** A bin of whole numbers, [first, last]. */
interface WholeBin {
  readonly bin: number;
  readonly first: number;
  readonly last: number;
}

/**
 * One family for each activity: what one more act, now, adds to a lead's linear predictor, in each possible state of
 * its counts (no window holds fewer than a shorter one). One more act raises every window at once, and the decayed
 * count too, so that a longer window may still count against a lead that did it a while ago. Where `signs` expects an
 * activity to count against a lead, the family keeps the direction of the fit: points against a sign are reported, not
 * removed. O(states of bins for each activity + rows x windows).
 */
export function activityFamilies(
  binnings: readonly Binning[],
  columnOf: ColumnOf,
  { weight }: Pick<TrainingRows, "weight">,
  signs: Signs,
): readonly BinnedFamily[] {
  return [...activitiesOf(binnings).values()].flatMap((activity): BinnedFamily[] => {
    const steps = stepsOf(activity, columnOf);
    if (steps.length === 0) return [];
    const all = [...activity.counts, ...activity.decayed];
    const expects = (sign: "+" | "-"): boolean =>
      all.some(({ binning }) => signs.get(binning.feature.name) === sign);
    return [
      {
        steps,
        whole: wholeOf(all, columnOf, weight),
        way: expects("-") && !expects("+") ? "as_fitted" : "rises",
      },
    ];
  });
}

function activitiesOf(binnings: readonly Binning[]): ReadonlyMap<string, Activity> {
  const found = new Map<string, Activity>();
  binnings.forEach((binning, at) => {
    const { feature } = binning;
    if (!moves(feature)) return;
    const name = feature.kind === "count" ? feature.from.count : feature.from.decay;
    const { counts, decayed } = found.get(name) ?? { counts: [], decayed: [] };
    const own = { at, binning, bins: wholeBins(binning) };
    found.set(
      name,
      feature.kind === "count"
        ? { counts: [...counts, own], decayed }
        : { counts, decayed: [...decayed, own] },
    );
  });
  const windowOf = ({ binning: { feature } }: Windowed): number =>
    feature.kind === "count" ? feature.window : 0;
  for (const [name, { counts, decayed }] of found)
    found.set(name, { counts: [...counts].sort((a, b) => windowOf(a) - windowOf(b)), decayed });
  return found;
}

const wholeBins = ({ bins }: Binning): readonly WholeBin[] =>
  bins.flatMap((bin, b) =>
    bin.kind === "range"
      ? [
          {
            bin: b,
            first: bin.low === null ? 0 : Math.ceil(bin.low),
            last: bin.high === null ? Number.POSITIVE_INFINITY : Math.ceil(bin.high) - 1,
          },
        ]
      : [],
  );

/** Counts at which one more act leads from one bin to another, or to the same. */
interface Move {
  readonly first: number;
  readonly last: number;
  readonly from: number;
  readonly to: number;
}

function movesOf(bins: readonly WholeBin[]): readonly Move[] {
  return bins.flatMap(({ bin, first, last }, i): Move[] => {
    const next = bins[i + 1];
    const inside = last - 1 >= first ? [{ first, last: last - 1, from: bin, to: bin }] : [];
    return next === undefined ? inside : [...inside, { first: last, last, from: bin, to: next.bin }];
  });
}

/** The different steps up of the counts in every possible state, and of the decayed counts alone. */
function stepsOf({ counts, decayed }: Activity, columnOf: ColumnOf): readonly BinnedContrast[] {
  const found = new Map<string, BinnedContrast>();
  const add = (moved: readonly (readonly [Windowed, Pick<Move, "from" | "to">])[]): void => {
    const contrast = moved.flatMap(([{ at }, { from, to }]) =>
      from === to ? [] : [...entry(at, to, 1, columnOf), ...entry(at, from, -1, columnOf)],
    );
    if (contrast.length > 0) found.set(JSON.stringify(contrast), contrast);
  };
  const walk = (k: number, least: number, moved: readonly (readonly [Windowed, Move])[]): void => {
    const own = counts[k];
    if (own === undefined) add(moved);
    for (const move of own === undefined ? [] : movesOf(own.bins))
      if (own !== undefined && move.last >= least)
        walk(k + 1, Math.max(least, move.first), [...moved, [own, move]]);
  };
  walk(0, 0, []);
  for (const own of decayed)
    own.bins.slice(1).forEach(({ bin }, i) => {
      const before = own.bins[i];
      if (before !== undefined) add([[own, { from: before.bin, to: bin }]]);
    });
  return [...found.values()];
}

function entry(characteristic: number, of: number, by: number, columnOf: ColumnOf): BinnedContrast {
  const bin = columnOf(characteristic, of);
  return bin < 0 ? [] : [{ characteristic, bin, by }];
}

/** What the activity adds on average over the leads that have any of it, compared with having none. */
function wholeOf(all: readonly Windowed[], columnOf: ColumnOf, weight: Float64Array): BinnedContrast {
  const some = new Uint8Array(weight.length);
  const parts = all.map(({ at, binning: { bins, table, rows }, binning }) => {
    const none = table[codeOfNone(binning)] ?? 0;
    const last = bins.filter(({ kind }) => kind === "range").length;
    markWhere(
      rows,
      Uint8Array.from(bins, (_, bin) => (bin !== none && bin < last ? 1 : 0)),
      some,
    );
    return { at, rows, none, last };
  });
  const share = sharesWhere(some, weight);
  if (share === null) return [];
  return parts.flatMap(({ at, rows, none, last }): BinnedContrast => {
    const { mass } = massesOf(rows, 256, share, null);
    return Array.from(mass.subarray(0, last)).flatMap((part, bin) =>
      bin === none || part === 0
        ? []
        : [...entry(at, bin, part, columnOf), ...entry(at, none, -part, columnOf)],
    );
  });
}

/** The code of a count of 0. */
const codeOfNone = ({ feature }: Binning): number => (codeValue(feature, 0) === 0 ? 0 : feature.missing);
