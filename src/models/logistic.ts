import { fitBinned } from "../stats/binned-logistic.ts";
import type { Draft } from "../weights/seal.ts";
import type { Attribute, Bin } from "../weights/type.ts";
import { type Binning, type BinShape, binFeature } from "./bins.ts";
import { inputOf } from "./inputs.ts";
import type { TrainingRows } from "./type.ts";

export interface LogisticOptions {
  readonly lambda: number;
  readonly maxBins: number;
  /** cuts by hand, by feature name */
  readonly cuts: ReadonlyMap<string, readonly number[]>;
}

/** Points of a logistic model are millionths of a logit. */
export const logitUnit = 1e-6;

export interface FittedDraft {
  readonly draft: Draft;
  readonly converged: boolean;
  readonly iterations: number;
  readonly notes: readonly string[];
}

/**
 * Ridge logistic regression on bins (methods.md 1; the penalty on the sum scale over columns divided by their
 * population SD). Points are round(coefficient / 1e-6), so a score is off by at most half a millionth a term. Neutral
 * bins get no points. The bins of a feature that has one bin alone carry nothing and are left out.
 */
export function fitLogisticModel(name: string, rows: TrainingRows, options: LogisticOptions): FittedDraft {
  const { features, codes } = rows.coded;
  const binnings = features.map((feature, f) =>
    binFeature(feature, codes[f] ?? [], rows.weight, {
      maxBins: options.maxBins,
      cuts: options.cuts.get(feature.name) ?? null,
    }),
  );
  const used = binnings.filter(carries);
  const bins = used.map((binning) => {
    const own = codes[features.indexOf(binning.feature)];
    const out = new Uint8Array(rows.label.length);
    for (let i = 0; i < out.length; i++) out[i] = binning.table[own?.[i] ?? 0] ?? 0;
    return out;
  });
  const fit = fitBinned({
    bins,
    sizes: used.map((b) => b.bins.length),
    label: rows.label,
    weight: rows.weight,
    lambda: options.lambda,
  });
  const attributes: Attribute[] = used.map((binning, k) => ({
    kind: "bins",
    name: binning.feature.name,
    bins: binning.bins.map((bin, b) =>
      withPoints(bin, binning.neutral[b] === 1 ? 0 : Math.round((fit.coef[k]?.[b] ?? 0) / logitUnit)),
    ),
    group: null,
  }));
  return {
    draft: {
      schemaVersion: 1,
      name,
      version: "1.0.0",
      kind: "logistic",
      inputs: used.map((binning) => inputOf(binning.feature)),
      attributes,
      groups: [],
      floor: null,
      ceiling: null,
      intercept: Math.round(fit.intercept / logitUnit),
      scale: { unit: logitUnit },
      calibration: { kind: "none" },
      grades: [],
      mql: null,
    },
    converged: fit.converged,
    iterations: fit.iterations,
    notes: binnings
      .filter((b) => !carries(b))
      .map((b) => `${b.feature.name} has one bin alone here, and so no weight`),
  };
}

const carries = (binning: Binning): boolean => binning.neutral.reduce((n, v) => n + (v === 0 ? 1 : 0), 0) > 1;

const withPoints = (bin: BinShape, points: number): Bin => ({ ...bin, points: points === 0 ? 0 : points });
