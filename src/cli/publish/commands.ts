import { type AddCommands, flag, lastOf, text } from "../common.ts";

/** `publish`, `revert`, `status`: which weights are live, by whom, why, since when. */

const place = {
  type: "string",
  requiresArg: true,
  default: "production",
  describe: "where the weights are live",
} as const;
const by = text("who does it, by default the user of this machine");
const because = text("why: kept in the ledger");
const challenger = flag("as the challenger, which is scored beside the live weights");

const database = text(
  "the variable of the environment that holds the address of a PostgreSQL, whose table leadline_ledger is kept too; LEADLINE_LEDGER where that is set",
);

export const publishCommands: AddCommands = (y, common) =>
  y
    .command(
      "publish <weights>",
      "make weights live, if their gates are passed or overruled",
      (c) =>
        c
          // a gate is overruled by an option of its own, too
          .parserConfiguration({ "duplicate-arguments-array": true })
          .coerce(["out", "seed", "threads", "to", "because", "by", "database"], lastOf)
          .positional("weights", {
            type: "string",
            demandOption: true,
            describe: "weights/<model>.json of a run folder",
          })
          .option("to", place)
          .option("because", because)
          .option("by", by)
          .option("database", database)
          .option("challenger", challenger)
          .option("overrule", {
            type: "string",
            array: true,
            requiresArg: true,
            describe: "GATE=reason …: publish although these gates are not passed",
          })
          .example(
            '$0 publish weights/logit.json --because "October review"',
            "checks calibration, drift and parity first",
          )
          .example('$0 publish weights/logit.json --challenger --because "pilot"', "beside the live weights"),
      async (args) => {
        await (await import("./handlers.ts")).publishCommand({ args, common: common(args) });
      },
    )
    .command(
      "revert",
      "go back to the weights that were live before",
      (c) =>
        c
          .option("to", place)
          .option("because", because)
          .option("by", by)
          .option("database", database)
          .option("challenger", { ...challenger, describe: "withdraw the challenger" })
          .example('$0 revert --because "scores fell on Tuesday"', "the weights before are live again"),
      async (args) => {
        await (await import("./handlers.ts")).revertCommand({ args, common: common(args) });
      },
    )
    .command(
      "status",
      "which weights are live, by whom, why, since when",
      (c) =>
        c
          .option("database", database)
          .option("history", flag("every entry of the ledger"))
          .example("$0 status --history", "all that was published and reverted"),
      async (args) => {
        await (await import("./handlers.ts")).statusCommand({ args, common: common(args) });
      },
    );
