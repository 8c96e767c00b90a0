import type { Data } from "../backtest/data.ts";
import type { Fault } from "../base/errors.ts";

/** A study's data, and the warnings from loading it. */
export interface Loaded extends Data {
  readonly warnings: readonly Fault[];
  /** the same with one row for each lead, where the rows are episodes of returned leads; absent: they are leads */
  readonly byLead?: Pick<Data, "history" | "labels" | "table">;
}

/** The history, labels and features with one row for each lead. */
export const leadsOf = (of: Loaded): Loaded => (of.byLead === undefined ? of : { ...of, ...of.byLead });
