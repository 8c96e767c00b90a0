import { counted } from "../base/text.ts";
import { simulateTo } from "../workbench/simulate.ts";
import type { Common } from "./common.ts";
import { answer } from "./print.ts";
import { watchTerminal } from "./watch.ts";

/** `leadline simulate --leads N --seed N --out DIR` */
export async function simulateCommand(leads: number, common: Common): Promise<void> {
  const { watch, done } = watchTerminal(common.quiet || common.json);
  try {
    const made = await simulateTo({ leads, seed: common.seed ?? 1, out: common.out ?? "simulated", watch });
    done();
    if (common.json) answer(JSON.stringify(made));
    else if (!common.quiet) {
      answer(`${counted(made.leads, "lead")} in ${made.folder}: ${made.files.join(", ")}`);
      answer(`  next   leadline run ${made.folder}/study.yaml`);
    }
  } finally {
    done();
  }
}
