import { type AddCommands, earlierRun, studyFile, text } from "../common.ts";

/** `report`: the report of a run as page, Markdown, pictures, tables, slide and PDF. */
export const reportCommands: AddCommands = (y, common) =>
  y.command(
    "report [study]",
    "write a run's report as page, Markdown, SVG, PNG, CSV, slide and PDF",
    (c) =>
      c
        .positional("study", studyFile)
        .option("run", earlierRun)
        .option("to", text("forms, of html,md,svg,png,csv,slide,pdf; all by default"))
        .example("$0 report --run 2026-10-01-1a2b", "writes report/, with the PDF where a browser is")
        .example("$0 report --run 2026-10-01-1a2b --to png,slide --out deck", "pictures for slides"),
    async (args) => {
      await (await import("./handlers.ts")).reportCommand(args, common(args));
    },
  );
