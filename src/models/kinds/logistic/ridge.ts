import { segmentsAlike } from "../../../base/messages/models/fits.ts";
import { fitBinned } from "../../../stats/regression/binned/fit.ts";
import { fitPooled } from "../../../stats/regression/pooled/pooled.ts";
import type { Attribute, Bin } from "../../../weights/type.ts";
import { type Binning, type BinShape, binnings } from "../../bins.ts";
import { tabled } from "../../codes.kernel.ts";
import { draftOf } from "../../draft.ts";
import { binLabel } from "../../explain/bins.ts";
import { sampleSizeNotes } from "../../fitting/sample-size.ts";
import type { FitExtras, FittedDraft, TrainingRows } from "../../type.ts";
import { activityFamilies } from "../rising.ts";
import { logitUnit } from "../unit.ts";
import { heldBins, segmentAttributes, segmentsOf } from "./segments.ts";

/**
 * Ridge logistic regression on bins (methods.md 1). The penalty is on the coefficients as they are, on the sum scale,
 * so that a bin of few leads is penalised as much as any; and one more act of an activity does not count against a lead
 * unless the data show it (rising.ts). Points are round(coefficient / 1e-6), so each term adds at most half a millionth
 * of error to a score. Neutral bins get no points. A feature with only one bin carries no information and is left out.
 * With `segment`, each of that feature's levels deviates from the common coefficients as far as its leads support it
 * (stats/regression/pooled); the feature is then no characteristic, since the segments' intercepts are its levels.
 */
export function fitRidge(
  name: string,
  of: { readonly lambda: number; readonly maxBins: number; readonly segment?: string | null },
  rows: TrainingRows,
  cuts: ReadonlyMap<string, readonly number[]>,
  { near, signs = new Map() }: Pick<FitExtras, "near" | "signs"> = {},
): FittedDraft {
  const { features } = rows.coded;
  const all = binnings(rows, of.maxBins, cuts);
  const used = all.used.filter(({ feature }) => feature.name !== of.segment);
  const designs = used.map(ridgeDesignOf);
  const columnOf = (k: number, b: number): number => designs[k]?.columnOf[b] ?? -1;
  const data = {
    bins: designs.map((design) => design.bin),
    sizes: designs.map((design) => design.size),
    pinned: designs.map((design) => design.pinned),
    label: rows.label,
    weight: rows.weight,
    lambda: of.lambda,
    scale: "plain" as const,
    ...(near === undefined ? {} : { start: startFrom(near, used, designs) }),
    rising: activityFamilies(used, (k, b) => (used[k]?.neutral[b] === 1 ? -1 : columnOf(k, b)), rows, signs),
  };
  const found = typeof of.segment === "string" ? segmentsOf(rows, of.segment) : null;
  const segments = found === null || "none" in found ? null : found;
  const pooled =
    segments === null
      ? null
      : fitPooled({
          ...data,
          segment: segments.of,
          segments: segments.bins.length,
          held: used.map((binning, k) => heldBins(binning).map((b) => columnOf(k, b))),
        });
  const fit = pooled ?? fitBinned(data);
  const coefficient = (k: number, b: number): number => fit.coef[k]?.[columnOf(k, b)] ?? 0;
  const attributes: Attribute[] = used.map((binning, k) => ({
    kind: "bins",
    name: binning.feature.name,
    bins: binning.bins.map((bin, b) =>
      withPoints(bin, binning.neutral[b] === 1 ? 0 : Math.round(coefficient(k, b) / logitUnit)),
    ),
    group: null,
  }));
  const own =
    segments === null || pooled === null || pooled.segments.length === 0
      ? null
      : segmentAttributes(
          segments,
          pooled,
          used,
          (k, b) => (used[k]?.neutral[b] === 1 ? -1 : columnOf(k, b)),
          rows,
        );
  const free = designs.reduce((sum, { size, pinned }) => sum + size - (pinned < 0 ? 1 : 2), 0);
  const deviating = pooled?.segments.reduce((sum, { effective }) => sum + effective, 0) ?? 0;
  return {
    draft: draftOf({
      name,
      kind: "logistic",
      features,
      attributes: [...attributes, ...(own?.attributes ?? [])],
      unit: logitUnit,
      intercept: Math.round(fit.intercept / logitUnit),
    }),
    converged: fit.converged,
    iterations: fit.iterations,
    notes: [
      ...all.notes,
      ...(found !== null && "none" in found ? [found.none] : []),
      ...(segments !== null && own === null && fit.converged ? [segmentsAlike(of.segment ?? "")] : []),
      ...sampleSizeNotes(free + Math.round(deviating), rows, "penalised"),
    ],
    terms: null,
    ...(own === null ? {} : { segmented: own.facts }),
  };
}

/**
 * The weights of another fit on these bins: those of the bin with the same name, else of the bin at the same place,
 * else 0.
 */
function startFrom({ draft }: FittedDraft, used: readonly Binning[], designs: readonly Design[]) {
  const coef = used.map((binning, k) => {
    const own = new Float64Array(designs[k]?.size ?? 0);
    const attribute = draft.attributes.find((a) => a.kind === "bins" && a.name === binning.feature.name);
    if (attribute?.kind !== "bins") return own;
    const named = new Map(attribute.bins.map((bin) => [labelOf(bin), bin.points]));
    binning.bins.forEach((bin, b) => {
      const points = named.get(labelOf(bin)) ?? attribute.bins[b]?.points ?? 0;
      own[designs[k]?.columnOf[b] ?? -1] = points * logitUnit;
    });
    return own;
  });
  return { intercept: draft.intercept * logitUnit, coef };
}

const labelOf = (bin: BinShape): string => binLabel({ ...bin, points: 0 });

interface Design {
  /** column of each row */
  readonly bin: Uint8Array;
  /** column of each bin of the binning */
  readonly columnOf: readonly number[];
  readonly size: number;
  /** column of all neutral bins, held at 0; -1 where no row is in one */
  readonly pinned: number;
}

/**
 * One column for each bin. Neutral bins share a column without a weight, so that the others are fitted as they ship.
 */
function ridgeDesignOf({ neutral, rows }: Binning): Design {
  const regular = neutral.reduce((n, v) => n + (v === 0 ? 1 : 0), 0);
  let next = 0;
  const columnOf = Array.from(neutral, (of) => (of === 1 ? regular : next++));
  const bin = tabled(rows, Uint8Array.from(columnOf));
  const hasNeutral = bin.includes(regular);
  return { bin, columnOf, size: regular + (hasNeutral ? 1 : 0), pinned: hasNeutral ? regular : -1 };
}

const withPoints = (bin: BinShape, points: number): Bin => ({ ...bin, points: points === 0 ? 0 : points });
