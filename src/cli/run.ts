import { defined } from "../base/defined.ts";
import { counted } from "../base/text.ts";
import { run } from "../workbench/run.ts";
import type { Common } from "./common.ts";
import { checkOf, foremost, summary } from "./summary.ts";
import { answer, say, sayFaults } from "./terminal/print.ts";
import { watched } from "./terminal/watch.ts";

/**
 * `leadline run [study.yaml]`
 * @param cache whether data and fits are kept beside the runs, and used again
 */
export async function runCommand(study: string, common: Common, cache = true): Promise<void> {
  const outcome = await watched(common, (watch) =>
    run({
      study,
      watch,
      threads: common.threads,
      cache,
      ...defined({ out: common.out, seed: common.seed }),
    }),
  );
  if (common.json) answer(JSON.stringify(outcome.result));
  else if (!common.quiet) {
    const { shown, more } = foremost(outcome.warnings);
    sayFaults(shown);
    if (more > 0) say(`${counted(more, "more warning")}: ${checkOf(study)}, and the report`);
    if (outcome.reused) say("this run was made before from the same study and data; its files were verified");
    answer(summary(outcome.result, outcome.shown, study));
  }
}
