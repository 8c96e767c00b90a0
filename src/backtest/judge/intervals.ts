import { type Estimated, estimate, notEstimable } from "../../base/estimate.ts";
import { clusteredProportion } from "../../stats/proportion.ts";

/** A share clustered by account, each row with its share of a slot as weight; `empty` says why there is none. */
export function proportion(
  value: Uint8Array,
  weight: Float64Array | null,
  account: Int32Array,
  empty: string,
  level = 0.95,
): Estimated {
  const rows = { value, cluster: account, level };
  const share = clusteredProportion(weight === null ? rows : { ...rows, weight });
  return share.value === null ? notEstimable(empty) : share;
}

/** An estimate in another unit: times `factor`, which is not negative. */
export const times = (e: Estimated, factor: number): Estimated =>
  e.value === null ? e : estimate(factor * e.value, factor * e.low, factor * e.high, e.n);
