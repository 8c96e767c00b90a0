import type { Data } from "../backtest/data.ts";
import type { Fault } from "../base/errors.ts";

/** A study's data, and the warnings from loading it. */
export interface Loaded extends Data {
  readonly warnings: readonly Fault[];
}
