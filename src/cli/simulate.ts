import { join } from "node:path";
import { counted } from "../base/text.ts";
import { simulateTo } from "../workbench/simulate.ts";
import type { Common } from "./common.ts";
import { runCommand } from "./run.ts";
import { answer } from "./terminal/print.ts";
import { watched } from "./terminal/watch.ts";

/** `leadline simulate --leads N --seed N --out DIR` */
export async function simulateCommand(leads: number, common: Common): Promise<void> {
  const made = await watched(common, (watch) =>
    simulateTo({ leads, seed: common.seed ?? 1, out: common.out ?? "simulated", watch }),
  );
  if (common.json) answer(JSON.stringify(made));
  else if (!common.quiet) {
    answer(`${counted(made.leads, "lead")} in ${made.folder}: ${made.files.join(", ")}`);
    answer(`  next   leadline run ${made.folder}/study.yaml`);
  }
}

/** `leadline demo`: makes a simulated study in a folder of its own, and runs it as a newcomer would run it next. */
export async function demoCommand(leads: number, common: Common): Promise<void> {
  const out = common.out ?? "demo";
  const quiet = { ...common, quiet: true, json: false };
  await simulateCommand(leads, { ...quiet, out });
  // the seed is for the simulation; the study has its own
  await runCommand(join(out, "study.yaml"), { ...common, out: join(out, "reports"), seed: undefined });
}
