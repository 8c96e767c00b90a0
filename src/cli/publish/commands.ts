import type { Argv } from "yargs";
import { type Common, lastOf, type RawArguments } from "../common.ts";

/** `publish`, `revert`, `status`: which weights are live, by whom, why, since when. */

const place = {
  type: "string",
  requiresArg: true,
  default: "production",
  describe: "where the weights are live",
} as const;
const by = {
  type: "string",
  requiresArg: true,
  describe: "who does it, by default the user of this machine",
} as const;
const because = { type: "string", requiresArg: true, describe: "why: kept in the ledger" } as const;
const challenger = {
  type: "boolean",
  default: false,
  describe: "as the challenger, which is scored beside the live weights",
} as const;

const database = {
  type: "string",
  requiresArg: true,
  describe:
    "the variable of the environment that holds the address of a PostgreSQL, whose table leadline_ledger is kept too; LEADLINE_LEDGER where that is set",
} as const;

/** @param common options of every command, checked */
export function publishCommands<T extends RawArguments>(
  y: Argv<T>,
  common: (args: RawArguments) => Common,
): Argv<T> {
  return y
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
          .option("history", { type: "boolean", default: false, describe: "every entry of the ledger" })
          .example("$0 status --history", "all that was published and reverted"),
      async (args) => {
        await (await import("./handlers.ts")).statusCommand({ args, common: common(args) });
      },
    );
}
