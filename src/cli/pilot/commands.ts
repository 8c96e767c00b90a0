import { type AddCommands, number, studyFile, text } from "../common.ts";

/** `pilot plan`, `pilot read`: the random slice that settles what history cannot. */

export const pilotCommands: AddCommands = (y, common) =>
  y.command("pilot", "the random slice that would settle a pilot: draw it, read it back", (c) =>
    c
      .example("$0 pilot plan", "draws the leads to work, and registers them in pilots/")
      .example("$0 pilot read", "on newer exports: what became of them")
      .command(
        "plan [study]",
        "draw the next leads of a pilot, and register them",
        (p) =>
          p
            .positional("study", studyFile)
            .option("candidate", text("the definition to try, by default the one that the study recommends"))
            .option("share", number("the part of the accounts that is worked, by default 0.5"))
            .option("leads", number("how many leads to work, by default as many as settle it"))
            .example("$0 pilot plan", "pilots/<study>/<candidate>.csv is the list for sales")
            .example("$0 pilot plan --share 0.8", "four accounts of five are worked"),
        async (args) => {
          await (await import("./handlers.ts")).planCommand({ args, common: common(args) });
        },
      )
      .command(
        "read [study]",
        "what became of the leads of a pilot, each counted in the arm that it was drawn into",
        (p) =>
          p
            .positional("study", studyFile)
            .option("candidate", text("whose pilot, where several are registered"))
            .example("$0 pilot read", "with `as_of` set to the day of the newer exports"),
        async (args) => {
          await (await import("./handlers.ts")).readCommand({ args, common: common(args) });
        },
      )
      .demandCommand(1, "name a command"),
  );
