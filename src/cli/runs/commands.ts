import { type AddCommands, text } from "../common.ts";

/** `runs list`, `runs show`, `runs diff`, `runs reproduce`: the runs that were kept. */
export const runsCommands: AddCommands = (y, common) =>
  y.command("runs", "the runs that were kept: list, show one, compare two, make one again", (c) =>
    c
      .example("$0 runs list", "runs below reports/")
      .example("$0 runs diff 2026-07-01-5e6f 2026-10-01-1a2b", "what changed between two quarters")
      .command(
        "list",
        "every run, the latest first",
        (l) => l.example("$0 runs list", "runs below reports/"),
        async (args) => {
          await (await import("./handlers.ts")).listCommand(common(args));
        },
      )
      .command(
        "show <run>",
        "the verdict and the figures of one run",
        (l) =>
          l
            .positional("run", {
              type: "string",
              demandOption: true,
              describe: "its folder, or (the beginning of) its name",
            })
            .example("$0 runs show 2026-10-01-1a2b", "where only one run begins so"),
        async (args) => {
          await (await import("./handlers.ts")).showCommand(args.run, common(args));
        },
      )
      .command(
        "diff <a> <b>",
        "what changed from one run to another: study, data, weights, figures, verdict",
        (l) =>
          l
            .positional("a", { type: "string", demandOption: true, describe: "the earlier run" })
            .positional("b", { type: "string", demandOption: true, describe: "the later run" })
            .example("$0 runs diff 2026-07-01-5e6f 2026-10-01-1a2b", "two quarters"),
        async (args) => {
          await (await import("./handlers.ts")).diffCommand(args.a, args.b, common(args));
        },
      )
      .command(
        "reproduce <run>",
        "make a run again: the same bytes, or what is missing to get them",
        (l) =>
          l
            .positional("run", {
              type: "string",
              demandOption: true,
              describe: "its folder, or (the beginning of) its name",
            })
            .option("study", text("a study file beside the exports, where they lie elsewhere by now"))
            .example("$0 runs reproduce 2026-10-01-1a2b", "exit 0: byte for byte the same; 1: not"),
        async (args) => {
          await (await import("./handlers.ts")).reproduceCommand(args.run, args.study, common(args));
        },
      )
      .demandCommand(1, "name a command"),
  );
