import type { Fault } from "../../base/errors.ts";
import type { Watch } from "../../base/progress.ts";
import { dayOf, isoDate } from "../../base/time.ts";
import type { FunnelFacts } from "../../result/type.ts";
import { leadsOf } from "../loaded.ts";
import { load } from "../pipeline.ts";
import { readRun } from "../runs/runs.ts";
import { openStudy } from "../study-file.ts";
import { funnelOf } from "./facts.ts";

/** The funnel of a study or of an earlier run, and the number of leads in it. */
export interface FunnelReport {
  readonly study: string;
  readonly asOf: string;
  readonly leads: number;
  readonly funnel: FunnelFacts;
  readonly warnings: readonly Fault[];
}

/**
 * The funnel in marketing's own numbers, as a run's result holds it, without fitting a model or writing a folder.
 * @param options a study's file, or the run that is read
 * @throws LeadlineError as `load` and `readRun` do
 */
export async function funnel(options: {
  readonly study: string;
  readonly run?: string;
  readonly out?: string;
  readonly watch?: Watch;
}): Promise<FunnelReport> {
  if (options.run !== undefined) {
    const { result } = await readRun(options.run, options.out);
    const { study, asOf, data } = result;
    return { study: study.name, asOf, leads: data.rows.leads, funnel: result.funnel, warnings: [] };
  }
  const { study, folder } = await openStudy(options.study);
  const loaded = await load(study, folder, options.watch ?? {});
  return {
    study: study.study,
    asOf: isoDate(dayOf(study.asOf)),
    leads: leadsOf(loaded).history.leads.count,
    funnel: funnelOf(loaded),
    warnings: loaded.warnings,
  };
}
