import { segmentLeftOut, segmentTooSmall } from "../../../base/messages/models/fits.ts";
import { isNumeric } from "../../../features/codes.ts";
import { among, compared, conjuncts, isMissing, isTrue } from "../../../rules/build.ts";
import { print } from "../../../rules/print.ts";
import type { Literal, Predicate } from "../../../rules/tree.ts";
import { zOf } from "../../../stats/proportions/proportion.ts";
import type { PooledFit } from "../../../stats/regression/pooled/pooled.ts";
import type { Attribute } from "../../../weights/type.ts";
import { type Binning, type BinShape, binFeature } from "../../bins.ts";
import { tabled } from "../../codes.kernel.ts";
import { binLabel } from "../../explain/bins.ts";
import type { Segmented, TrainingRows } from "../../type.ts";
import { logitUnit } from "../unit.ts";

/** The segments of some rows: levels of a feature with enough leads; other leads are in none. */
export interface Segments {
  readonly binning: Binning;
  /** bins of the feature that are segments */
  readonly bins: readonly number[];
  /** for each row, the index in `bins` of its segment; a larger value: it is in none */
  readonly of: Uint8Array;
}

/** Points of a deviation are whole thousandths of a logit; a deviation that rounds to 0 makes no rule. */
const deviationStep = 1_000;

/** The segments, or the reason why there are none to compare. `other` and unseen levels are in none. */
export function segmentsOf(rows: TrainingRows, name: string): Segments | { readonly none: string } {
  const f = rows.coded.features.findIndex((feature) => feature.name === name);
  const [feature, codes] = [rows.coded.features[f], rows.coded.codes[f]];
  if (feature === undefined || codes === undefined) return { none: segmentLeftOut(name) };
  if (isNumeric(feature))
    throw new RangeError(`${name} is a number: segments are levels of a text or a truth`);
  const binning = binFeature(feature, codes, rows.weight, { maxBins: 1, cuts: null });
  const bins = binning.bins.flatMap((bin, b) =>
    binning.neutral[b] === 0 && (bin.kind === "category" || bin.kind === "missing") ? [b] : [],
  );
  if (bins.length < 2) return { none: segmentTooSmall(name) };
  const place = Uint8Array.from(binning.bins, (_, b) => (bins.includes(b) ? bins.indexOf(b) : bins.length));
  const of = tabled(binning.rows, place);
  return { binning, bins, of };
}

/** Bins with points in which no segment may deviate, since a rule cannot distinguish not observed from missing. */
export const heldBins = ({ bins, neutral }: Binning): readonly number[] =>
  bins.flatMap((bin, b) => (bin.kind === "not_observed" && neutral[b] === 0 ? [b] : []));

/** A deviation of a segment in one bin, as estimated. */
interface Found {
  readonly term: string;
  readonly when: Predicate;
  readonly points: number;
  readonly value: number;
  readonly sd: number;
}

/** The most deviations in the report for each segment. */
const shown = 4;

/**
 * The attributes for the segments: the level of each as bins of the segment's feature (0 for others), and a rule for
 * each bin in which it deviates. `columnOf` gives the coefficient of a characteristic's bin; -1: none.
 */
export function segmentAttributes(
  segments: Segments,
  fit: PooledFit,
  used: readonly Binning[],
  columnOf: (characteristic: number, bin: number) => number,
  rows: TrainingRows,
): { readonly attributes: readonly Attribute[]; readonly facts: Segmented } {
  const { binning, bins, of } = segments;
  const name = binning.feature.name;
  const level: Attribute = {
    kind: "bins",
    name,
    bins: binning.bins.map((bin, b) => {
      const own = fit.segments[bins.indexOf(b)]?.intercept.value ?? 0;
      return { ...bin, points: Math.round(own / logitUnit) + 0 };
    }),
    group: null,
  };
  const found = bins.map((b, s): Found[] => {
    const segment = holdsIn(binning, b);
    return used.flatMap((other, k) =>
      other.bins.flatMap((bin, at) => {
        const deviation = fit.segments[s]?.bins[k]?.[columnOf(k, at)];
        const points = deviationStep * Math.round((deviation?.value ?? 0) / logitUnit / deviationStep);
        if (deviation === undefined || points === 0) return [];
        const when: Predicate = { kind: "and", of: [segment, ...conjuncts(holdsIn(other, at))] };
        return [{ term: termOf(other, bin), when, points, ...deviation }];
      }),
    );
  });
  const rules = found
    .flat()
    .map(({ when, points }): Attribute => ({ kind: "rule", when: print(when), points, group: null }));
  return {
    attributes: [level, ...rules],
    facts: {
      feature: name,
      spread: fit.spread,
      rules: rules.length,
      segments: bins.flatMap((b, s) => {
        const own = fit.segments[s];
        const bin = binning.bins[b];
        if (own === undefined || bin === undefined) return [];
        const { leads, wins } = massOf(rows, of, s);
        const estimate = ({ value, sd }: { readonly value: number; readonly sd: number }) => ({
          value,
          low: value - zOf() * sd,
          high: value + zOf() * sd,
          n: leads,
        });
        return {
          segment: segmentLabel(binning, bin),
          leads,
          wins,
          pooling: own.pooling,
          level: estimate(own.intercept),
          deviations: [...(found[s] ?? [])]
            .sort((x, y) => Math.abs(y.points) - Math.abs(x.points))
            .slice(0, shown)
            .map((deviation) => ({ term: deviation.term, value: estimate(deviation) })),
        };
      }),
    },
  };
}

function massOf({ label, weight }: TrainingRows, of: Uint8Array, segment: number) {
  let [leads, wins] = [0, 0];
  of.forEach((s, row) => {
    if (s !== segment) return;
    leads += weight[row] ?? 0;
    wins += (weight[row] ?? 0) * (label[row] ?? 0);
  });
  return { leads, wins };
}

const labelOf = (bin: BinShape): string => binLabel({ ...bin, points: 0 });

/** `employees 50 to 200`, `free_email`, `not free_email` */
function termOf({ feature }: Binning, bin: BinShape): string {
  if (feature.kind === "boolean" && bin.kind === "category")
    return bin.values.includes(true) ? feature.name : `not ${feature.name}`;
  return `${feature.name} ${labelOf(bin)}`;
}

const segmentLabel = (binning: Binning, bin: BinShape): string =>
  binning.feature.kind === "boolean" ? termOf(binning, bin) : labelOf(bin);

/** The condition that a lead is in a bin, as a rule. */
function holdsIn({ feature, bins }: Binning, b: number): Predicate {
  const { name } = feature;
  const bin = bins[b];
  const named = bins.flatMap((other): readonly Literal[] => (other.kind === "category" ? other.values : []));
  switch (bin?.kind) {
    case "range": {
      const ends = [
        ...(bin.low === null ? [] : [compared(name, ">=", bin.low)]),
        ...(bin.high === null ? [] : [compared(name, "<", bin.high)]),
      ];
      return ends.length === 0 ? isMissing(name, true) : { kind: "and", of: ends };
    }
    case "category": {
      const [only] = bin.values;
      if (typeof only === "boolean") return isTrue(name, only);
      return bin.values.length === 1 && only !== undefined
        ? compared(name, "=", only)
        : among(name, bin.values);
    }
    case "other":
      return among(name, named, true);
    default:
      return isMissing(name);
  }
}
