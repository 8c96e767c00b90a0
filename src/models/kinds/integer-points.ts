import { type NotEstimable, notEstimable } from "../../base/estimate.ts";
import { bestUnknown, wholeNumbersCost } from "../../base/messages/models/fits.ts";
import { plainPoints } from "../../base/messages/models/models.ts";
import { pointRange } from "../../base/messages/study/definitions.ts";
import { type IntegerPoints, integerPoints } from "../../stats/points/integer.ts";
import type { Reading, Slot } from "../../study/reading.ts";
import { choice, list, made, number, object, type ReadAs, said } from "../../study/schema/shape.ts";
import type { Attribute, Bin } from "../../weights/type.ts";
import { type Binning, binnings, nothingVaries } from "../bins.ts";
import { tabled } from "../codes.kernel.ts";
import { draftOf } from "../draft.ts";
import { binLabel } from "../explain/bins.ts";
import type { Kind } from "../kind.ts";
import type { Signs } from "../sign.ts";
import type { FitExtras, FittedDraft, TrainingRows } from "../type.ts";
import { maxBinsKey } from "./stated.ts";

export interface IntegerPointsSpec {
  readonly kind: "integer_points";
  readonly terms: number;
  readonly range: readonly [number, number];
  readonly maxBins: number;
}

/** Cross-fits only show how scores do on other accounts: the search among terms is narrower there. */
const crossFitSearch = { width: 3, pool: 5 } as const;

/** A term that may get points: it holds for bins `from` to `to` of a binning. */
interface Term {
  readonly binning: Binning;
  /** `employees at least 50`, `title CTO` */
  readonly name: string;
  /** 1 where it means more of the feature, -1 less, 0 neither */
  readonly way: 1 | -1 | 0;
  readonly has: (bin: number) => boolean;
}

/**
 * Small whole points on a few terms (stats/points): numbers at least at a cut, levels, flags, missing values. Terms of
 * one feature add up in its bins, so that the weights read like a scorecard. A note says how far the points are from
 * the best continuous ones on the same terms. A feature with an expected sign can only get points of that sign.
 */
export function fitIntegerPoints(
  name: string,
  spec: IntegerPointsSpec,
  rows: TrainingRows,
  cuts: ReadonlyMap<string, readonly number[]>,
  { near, signs = new Map() }: FitExtras = {},
): FittedDraft | NotEstimable {
  const { used, notes } = binnings(rows, spec.maxBins, cuts);
  if (used.length === 0) return nothingVaries(notes);
  const terms = used.flatMap(termsOf);
  const columns = terms.map(({ binning, has }) =>
    tabled(
      binning.rows,
      Uint8Array.from(binning.bins, (_, bin) => (has(bin) ? 1 : 0)),
    ),
  );
  const found = integerPoints({
    columns,
    label: rows.label,
    weight: rows.weight,
    terms: spec.terms,
    range: spec.range,
    ranges: rangesOf(terms, signs, spec.range),
    names: terms.map(({ name }) => name),
    ...(near === undefined ? {} : crossFitSearch),
  });
  if (!("terms" in found))
    return notEstimable(`${found.reason}; or take \`kind: logistic\` with \`penalty: ridge\``);
  const points = new Map(found.terms.map(({ column, points }) => [terms[column], points]));
  const attributes = used.flatMap((binning): Attribute[] => {
    const own = [...points].flatMap(([term, p]) => (term?.binning === binning ? [{ term, p }] : []));
    if (own.length === 0) return [];
    const bins = binning.bins.map(
      (bin, b): Bin => ({ ...bin, points: own.reduce((sum, { term, p }) => sum + (term.has(b) ? p : 0), 0) }),
    );
    return [{ kind: "bins", name: binning.feature.name, bins, group: null }];
  });
  return {
    draft: draftOf({ name, kind: "integer_points", features: rows.coded.features, attributes, unit: 1 }),
    converged: true,
    iterations: 0,
    notes: [...notes, certificateInWords(found)],
    terms: null,
  };
}

function termsOf(binning: Binning): Term[] {
  return binning.bins.flatMap((bin, b): Term[] => {
    if (binning.neutral[b] === 1 || bin.kind === "not_observed" || bin.kind === "other") return [];
    const label = `${binning.feature.name} ${binLabel({ ...bin, points: 0 })}`;
    if (bin.kind !== "range") {
      const truth = bin.kind === "category" && binning.feature.kind === "boolean";
      const way = !truth ? 0 : bin.values.includes(true) ? 1 : -1;
      return [{ binning, name: label, way, has: (at) => at === b }];
    }
    if (bin.low === null) return [];
    const name = `${binning.feature.name} at least ${bin.low}`;
    return [{ binning, name, way: 1, has: (at) => at >= b && binning.bins[at]?.kind === "range" }];
  });
}

/** Ranges of points for terms on features with an expected sign: none of the other sign. */
function rangesOf(
  terms: readonly Term[],
  signs: Signs,
  [low, high]: readonly [number, number],
): ReadonlyMap<number, readonly [number, number]> {
  return new Map(
    terms.flatMap(({ binning, way }, j) => {
      const sign = signs.get(binning.feature.name);
      if (sign === undefined || way === 0) return [];
      return [[j, (sign === "+") === (way === 1) ? [0, high] : [low, 0]] as const];
    }),
  );
}

function certificateInWords({ certificate }: IntegerPoints): string {
  if (!("gap" in certificate)) return bestUnknown(certificate.reason);
  return wholeNumbersCost(certificate.gap);
}

const integerPointsKeys = object(
  {
    kind: choice(["integer_points"]),
    terms: said("terms, at most", number("terms: 6", { least: 1, most: 12, whole: true })),
    range: said(
      "points of a term, from and to",
      list(number("-5", { least: -20, most: 20, whole: true }), "range: [-5, 5]"),
    ),
    max_bins: maxBinsKey,
  },
  { example: "kind: integer_points" },
);

function stated(values: ReadAs<typeof integerPointsKeys>, slot: Slot, reading: Reading): IntegerPointsSpec {
  const [low = -5, high = 5, ...more] = values.range ?? [-5, 5];
  if (low > 0 || high < 0 || low >= high || more.length > 0)
    reading.sayOn(pointRange(), `${slot.path}.range`);
  return {
    kind: "integer_points",
    terms: values.terms ?? 6,
    range: [low, high],
    maxBins: values.max_bins ?? 6,
  };
}

export const integerPointsKind: Kind<IntegerPointsSpec> = {
  kind: "integer_points",
  stated: made(integerPointsKeys, stated),
  words: () => "small whole points",
  shown: () => ({ ...plainPoints, together: true }),
  chosen: true,
  fit: fitIntegerPoints,
};
