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

/** Some leads by what they are: a channel, a persona, a level of a column. */
export interface Group {
  readonly by: string;
  readonly group: string;
  /** 1 a lead of the group */
  readonly holds: Uint8Array;
}
