import { type AddCommands, flag, text } from "../common.ts";

/** `score`: scores new leads with the weights of a run. */
export const scoreCommands: AddCommands = (y, common) =>
  y.command(
    "score [file]",
    "score new leads: a file of their features, or a study's leads and activities at a moment",
    (c) =>
      c
        .positional("file", {
          type: "string",
          describe:
            "CSV, TSV, Parquet, JSON lines or XLSX: a row a lead, a column for each input of the weights",
        })
        .option("study", text("score the leads of this study, by what was known of them at --at"))
        .option(
          "at",
          text("the moment: 2026-10-01 (its end), 2026-10-01T09:30 on the study's clock; default: its as_of"),
        )
        .option("weights", {
          type: "string",
          requiresArg: true,
          demandOption: true,
          describe: "weights/<model>.json of a run folder",
        })
        .option("id", text("the column that names the lead"))
        .option("lead", text("explain the score of this one lead"))
        .option("allow-missing", flag("score leads as missing what the file lacks"))
        .option("reasons", {
          type: "boolean",
          default: true,
          describe: "the three strongest reasons of each lead",
        })
        .example(
          "$0 score new.csv --weights logit.json --out scored.csv",
          "score, p, grade, mql and reasons of each lead",
        )
        .example(
          "$0 score --study study.yaml --at 2026-10-01 --weights logit.json",
          "the leads of a study, as they were at the end of a day",
        )
        .example("$0 score new.csv --weights logit.json --lead L0042", "why this lead has its score"),
    async (args) => {
      await (await import("./handlers.ts")).scoreCommand({ args, common: common(args) });
    },
  );
