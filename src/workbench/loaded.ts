import type { Data } from "../backtest/data.ts";
import type { Fault } from "../base/errors.ts";

/** What was loaded: a study's data, and what was told on the way in. */
export interface Loaded extends Data {
  readonly warnings: readonly Fault[];
}
