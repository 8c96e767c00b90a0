import { type Estimated, notEstimable } from "../../base/estimate.ts";
import { clusteredProportion } from "../../stats/proportion.ts";

/** A share clustered by account, each row with its share of a slot as weight; `empty` says why there is none. */
export function proportion(
  value: Uint8Array,
  weight: Float64Array | null,
  account: Int32Array,
  empty: string,
): Estimated {
  const rows = { value, cluster: account };
  const share = clusteredProportion(weight === null ? rows : { ...rows, weight });
  return share.value === null ? notEstimable(empty) : share;
}
