import type { FeatureTable } from "../features/table.ts";
import type { History } from "../history/type.ts";
import type { Labels } from "../labels/type.ts";
import type { Study } from "../study/type.ts";

/** The inputs of every count of the funnel. */
export interface Counted {
  readonly study: Study;
  readonly history: History;
  readonly labels: Labels;
  readonly table: FeatureTable;
}
