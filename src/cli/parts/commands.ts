import type { Part } from "../../workbench/parts/parts.ts";
import { type AddCommands, earlierRun, studyFile } from "../common.ts";

const parts: readonly { readonly part: Part; readonly says: string; readonly example: string }[] = [
  {
    part: "fit",
    says: "fit and calibrate the models, and print what they weigh",
    example: "points, calibration and grades of each model",
  },
  {
    part: "compare",
    says: "the models side by side, on leads they have not seen",
    example: "log loss, AUC and calibration, with intervals",
  },
  {
    part: "backtest",
    says: "replay the definitions over past quarters, and give the verdict",
    example: "wins per slot, volume and precision",
  },
];

/** `fit`, `compare`, `backtest`: computes a study up to one part and prints that; no run folder is written. */
export const partCommands: AddCommands = (y, common) =>
  parts.reduce<typeof y>(
    (line, { part, says, example }) =>
      line.command(
        `${part} [study]`,
        says,
        (c) =>
          c
            .positional("study", studyFile)
            .option("run", earlierRun)
            .example(`$0 ${part}`, example)
            .example(`$0 ${part} --run 2026-10-01-1a2b`, "the same of an earlier run"),
        async (args) => {
          await (await import("./handlers.ts")).partCommand(part, args.study, args.run, common(args));
        },
      ),
    y,
  );
