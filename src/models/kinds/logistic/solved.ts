import type { Estimated } from "../../../base/estimate.ts";
import type { TermFacts } from "../../../result/type.ts";

/** The result of fitting with a penalty: coefficients, intercept first, then one for each column of the design. */
export interface Solved {
  readonly coefficients: ArrayLike<number>;
  readonly converged: boolean;
  readonly iterations: number;
  readonly notes: readonly string[];
  readonly interval: (column: number) => Estimated;
  readonly by: TermFacts["by"];
}
