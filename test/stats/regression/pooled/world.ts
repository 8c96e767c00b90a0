import { random } from "../../../../src/base/random.ts";
import { expit } from "../../../../src/stats/numeric/expit.ts";
import type { PooledData } from "../../../../src/stats/regression/pooled/index.ts";

/** How segments differ in truth: standard deviations of intercepts and of bins' effects, in logits. */
export interface Truth {
  readonly intercept: number;
  readonly bins: number;
  /** weighted rows of each segment; the last of none where `rest` */
  readonly sizes: readonly number[];
  readonly rest?: number;
}

export interface World {
  readonly data: PooledData;
  /** logit of a lead of a segment with given bins */
  readonly logitOf: (segment: number, bins: readonly number[]) => number;
  /** by how much a segment's coefficient of a bin differs from the common one */
  readonly deviation: (segment: number, characteristic: number, bin: number) => number;
}

/** Leads of several segments, four characteristics; effects common to all and each segment's own. */
export function world(seed: number, truth: Truth, characteristics: readonly number[] = [3, 4, 2, 5]): World {
  const r = random(seed);
  const common = characteristics.map((size) => Array.from({ length: size }, () => 0.6 * r.normal()));
  const own = truth.sizes.map(() => ({
    intercept: truth.intercept * r.normal(),
    bins: common.map((effects) => effects.map(() => truth.bins * r.normal())),
  }));
  const logitOf = (segment: number, bins: readonly number[]): number =>
    bins.reduce(
      (sum, b, k) => sum + (common[k]?.[b] ?? 0) + (own[segment]?.bins[k]?.[b] ?? 0),
      -1.2 + (own[segment]?.intercept ?? 0),
    );
  const counts = [...truth.sizes, truth.rest ?? 0];
  const segment = Uint8Array.from(counts.flatMap((n, s) => new Array<number>(n).fill(s)));
  const bins = characteristics.map((size) => Uint8Array.from(segment, () => r.below(size)));
  const logit = Float64Array.from(segment, (s, i) =>
    logitOf(
      s,
      bins.map((bin) => bin[i] ?? 0),
    ),
  );
  return {
    data: {
      bins,
      sizes: [...characteristics],
      label: Uint8Array.from(logit, (eta) => (r.uniform() < expit(eta) ? 1 : 0)),
      weight: new Float64Array(segment.length).fill(1),
      lambda: 1,
      segment,
      segments: truth.sizes.length,
    },
    logitOf,
    deviation: (s, k, b) => own[s]?.bins[k]?.[b] ?? 0,
  };
}
