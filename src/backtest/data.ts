import type { FeatureTable } from "../features/table.ts";
import type { CodedRows } from "../features/type.ts";
import type { History } from "../history/type.ts";
import type { Labels, Moments } from "../labels/type.ts";
import type { Study } from "../study/type.ts";

/** A study's data, typed, labelled and coded: the input of all fits and replays. */
export interface Data {
  readonly study: Study;
  readonly history: History;
  readonly labels: Labels;
  readonly table: FeatureTable;
  readonly moments: Moments;
  /** codes of every feature at every moment */
  readonly coded: CodedRows;
  /**
   * every instant at which something became known, and the codes there, since scores reach new highs there; null: the
   * outcome has no times
   */
  readonly instants: { readonly moments: Moments; readonly coded: CodedRows } | null;
}

/** The parts of a study and its data that the evaluation of models reads. */
export interface ModelsData extends Pick<Data, "moments" | "instants"> {
  readonly study: Pick<Data["study"], "models" | "minGroup" | "outcome" | "sources">;
  readonly history: { readonly leads: Pick<Data["history"]["leads"], "account" | "person"> };
}
