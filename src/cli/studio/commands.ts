import { type AddCommands, studyFile, text } from "../common.ts";

/** `studio`: a local page over a study. */
export const studioCommands: AddCommands = (y, common) =>
  y.command(
    "studio [study]",
    "a local web page: move the threshold, edit a definition, replay at once",
    (c) =>
      c
        .positional("study", studyFile)
        .option("run", text("the study of this run: its folder, or (the beginning of) its name"))
        .option("port", {
          type: "number",
          requiresArg: true,
          default: 0,
          describe: "of 127.0.0.1; 0 is any that is free",
        })
        .option("open", { type: "boolean", default: true, describe: "open it in the browser" })
        .example("$0 studio", "loads and fits study.yaml, prints the address; Ctrl-C ends it")
        .example("$0 studio --port 4680 --no-open", "where the address is to stay, without a browser"),
    async (args) => {
      const given = common(args);
      await (await import("./handler.ts")).studioCommand(args.study, args, given);
    },
  );
