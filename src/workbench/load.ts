import { exits, type Fault, LeadlineError, refuse } from "../base/errors.ts";
import { nothingMature, oneClass } from "../base/messages/workbench.ts";
import type { Watch } from "../base/progress.ts";
import { DAY, dayOf, isoDate, NEVER } from "../base/time.ts";
import { codesAt } from "../features/codes.ts";
import { type FeatureTable, featureTable } from "../features/table.ts";
import type { CodedRows } from "../features/type.ts";
import { loadHistory } from "../history/load.ts";
import type { History } from "../history/type.ts";
import { fitMoments } from "../labels/moments.ts";
import { labelsOf } from "../labels/reach.ts";
import type { Labels, Moments } from "../labels/type.ts";
import { checkNames } from "../study/names.ts";
import type { Study } from "../study/type.ts";

/** A study's data, typed, labelled and coded: all that fits and replays rest on. */
export interface Loaded {
  readonly study: Study;
  readonly history: History;
  readonly labels: Labels;
  readonly table: FeatureTable;
  readonly moments: Moments;
  /** codes of every feature at every moment */
  readonly coded: CodedRows;
  /** warnings of the way in */
  readonly warnings: readonly Fault[];
}

/** files ─► history ─► labels, features ─► moments ─► codes */
export async function load(study: Study, folder: string, watch: Watch): Promise<Loaded> {
  const history = await loadHistory(study, folder, watch);
  const labels = labelsOf(history, labelQuestion(study));
  const table = featureTable(history, study);
  const names = checkNames(study, table.features, otherColumns(study, history));
  const errors = names.filter((f) => f.severity === "error");
  if (errors.length > 0) throw new LeadlineError(exits.usage, names);
  const moments = fitMoments(history, labels, table.excluded);
  const coded = codesAt(history, table.features, moments.lead, moments.time);
  return { study, history, labels, table, moments, coded, warnings: [...history.audit.warnings, ...names] };
}
