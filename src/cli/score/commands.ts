import type { Argv } from "yargs";
import type { Common, RawArguments } from "../common.ts";

/** `score`: new leads by weights that a run made. */
export const scoreCommands = <T extends RawArguments>(
  y: Argv<T>,
  common: (args: RawArguments) => Common,
): Argv<T> =>
  y.command(
    "score <file>",
    "score new leads: CSV, TSV, Parquet or JSON lines in and out",
    (c) =>
      c
        .positional("file", {
          type: "string",
          demandOption: true,
          describe: "a row a lead, with a column for each input of the weights",
        })
        .option("weights", {
          type: "string",
          requiresArg: true,
          demandOption: true,
          describe: "weights/<model>.json of a run folder",
        })
        .option("id", { type: "string", requiresArg: true, describe: "the column that names the lead" })
        .option("lead", { type: "string", requiresArg: true, describe: "explain the score of this one lead" })
        .option("allow-missing", {
          type: "boolean",
          default: false,
          describe: "score leads as missing what the file lacks",
        })
        .option("reasons", {
          type: "boolean",
          default: true,
          describe: "the three strongest reasons of each lead",
        })
        .example(
          "$0 score new.csv --weights logit.json --out scored.csv",
          "score, p, grade, mql and reasons of each lead",
        )
        .example("$0 score new.csv --weights logit.json --lead L0042", "why this lead has its score"),
    async (args) => {
      await (await import("./handlers.ts")).scoreCommand({ args, common: common(args) });
    },
  );
