export type { JudgeOptions } from "../backtest/decide/study.ts";
export { LeadlineError } from "../base/errors.ts";
export type { Watch } from "../base/progress.ts";
export type { Feed } from "../history/feed.ts";
export { type Columns, tablesIn } from "../history/tables.ts";
export type { Exploration, Result } from "../result/type.ts";
export type { Study } from "../study/type.ts";
export { type CheckReport, check } from "./check.ts";
export { type Exported, type ExportOptions, exportRun } from "./export/export.ts";
export type { FittingOptions } from "./fit.ts";
export { type Form, type Formed, type FormsOptions, forms, reportForms } from "./forms/forms.ts";
export { type FunnelReport, funnel } from "./funnel/funnel.ts";
export { type DateOrder, type InitOptions, init, type Proposed } from "./init.ts";
export type { Loaded } from "./loaded.ts";
export { type Part, type PartOptions, partOf } from "./parts/parts.ts";
export { type PilotPlanned, type PilotPlanOptions, planPilot } from "./pilot/plan.ts";
export { type Arm, type PilotReading, type PilotReadOptions, readPilotOf } from "./pilot/read.ts";
export {
  type Changes,
  conclude,
  explore,
  type Fitted,
  fit,
  type Judged,
  judge,
  load,
  measureCrm,
  type RunIdentity,
  warningsIn,
} from "./pipeline.ts";
export * from "./publish/publish.ts";
export { type RunOptions, type RunOutcome, run } from "./run.ts";
export { type Difference, diffRuns } from "./runs/diff.ts";
export { type Reproduced, type ReproduceOptions, reproduceRun } from "./runs/reproduce.ts";
export { listRuns, type RunLine, type RunRecord, readRun } from "./runs/runs.ts";
export type { ScoreOptions } from "./score/rows.ts";
export { type Explained, explainLead, type Scored, scoreFile } from "./score/score.ts";
export { type SimulatedStudy, type SimulateToOptions, simulateTo } from "./simulate.ts";
export { type Edits, edited } from "./studio/edit.ts";
export { type StudioServer, serveStudio } from "./studio/serve.ts";
export { type StudioFile, type StudioOptions, StudioSession } from "./studio/session.ts";
export { openStudy, readStudy } from "./study-file.ts";
export { type SweepOptions, type SweepOutcome, sweep } from "./sweep/sweep.ts";
