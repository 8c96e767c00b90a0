import type { Argv } from "yargs";
import type { Common, RawArguments } from "../common.ts";

/** `report`: the report of a run as page, Markdown, pictures, tables, slide and PDF. */
export const reportCommands = <T extends RawArguments>(
  y: Argv<T>,
  common: (args: RawArguments) => Common,
): Argv<T> =>
  y.command(
    "report [study]",
    "write a run's report as page, Markdown, SVG, PNG, CSV, slide and PDF",
    (c) =>
      c
        .positional("study", { type: "string", default: "study.yaml", describe: "the study file" })
        .option("run", {
          type: "string",
          requiresArg: true,
          describe: "an earlier run, by its folder or (the beginning of) its name, instead of a study",
        })
        .option("to", {
          type: "string",
          requiresArg: true,
          describe: "forms, of html,md,svg,png,csv,slide,pdf; all by default",
        })
        .example("$0 report --run 2026-10-01-1a2b", "writes report/, with the PDF where a browser is")
        .example("$0 report --run 2026-10-01-1a2b --to png,slide --out deck", "pictures for slides"),
    async (args) => {
      await (await import("./handlers.ts")).reportCommand(args, common(args));
    },
  );
