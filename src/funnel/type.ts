import type { FeatureTable } from "../features/table.ts";
import type { History } from "../history/type.ts";
import type { Labels } from "../labels/type.ts";
import type { Study } from "../study/type.ts";

/** What the funnel is counted from. */
export interface Counted {
  readonly study: Study;
  readonly history: History;
  readonly labels: Labels;
  readonly table: FeatureTable;
}
