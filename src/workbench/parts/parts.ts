import type { Fault } from "../../base/errors.ts";
import type { Watch } from "../../base/progress.ts";
import type { Result } from "../../result/type.ts";
import { warningsOf } from "../facts.ts";
import { logCandidates } from "../folder/candidates.ts";
import { conclude, fit, judge, load, warningsIn } from "../pipeline.ts";
import { placeOfRun } from "../run.ts";
import { readRun } from "../runs/runs.ts";
import { openStudy } from "../study-file.ts";

/** A part of a study: its models, the models side by side, or the replayed definitions. */
export type Part = "fit" | "compare" | "backtest";

export interface PartOptions {
  /** path of the study file */
  readonly study: string;
  /** an earlier run that has the figures already; then nothing is computed */
  readonly run?: string;
  /** folder of the runs and the log of candidates; default `reports` in the current folder */
  readonly out?: string;
  /** replaces the study's seed */
  readonly seed?: number;
  readonly threads?: number;
  readonly watch?: Watch;
}

/**
 * Computes a study up to one of its parts, or reads that part from an earlier run. No run folder is written. What
 * `backtest` judges enters the log of candidates, since looking at a definition is trying it.
 * @returns a result as a run would have it; for `fit` and `compare`, without definitions and verdict
 * @throws LeadlineError exit 2 (study file, no such run), 3 (the data cannot answer), 4 (a file)
 */
export async function partOf(
  part: Part,
  options: PartOptions,
): Promise<{ readonly result: Result; readonly warnings: readonly Fault[] }> {
  const { out = "reports", threads = 1, watch = {} } = options;
  if (options.run !== undefined) {
    const { result } = await readRun(options.run, out);
    return { result, warnings: warningsOf(result) };
  }
  const { study, folder } = await openStudy(options.study, options.seed);
  const loaded = await load(study, folder, watch);
  const place = await placeOfRun(loaded, out);
  const fitted = await fit(loaded, { watch, threads });
  const judged =
    part === "backtest"
      ? await judge(fitted, {}, { ...place.log, watch, threads })
      : await judge(fitted, { definitions: new Map() });
  if (part === "backtest") await logCandidates(out, study.lineage, place.own);
  const { run, candidatesTried } = place;
  return {
    result: conclude(judged, { run, candidatesTried, seeded: options.seed !== undefined }),
    warnings:
      part === "backtest"
        ? warningsIn(judged)
        : [...loaded.warnings, ...fitted.warnings.folds, ...fitted.warnings.models],
  };
}
