import { type AddCommands, text } from "../common.ts";

/** `export`: the files for production, from a finished run; and what changed between two files of weights. */
export const exportCommands: AddCommands = (y, common) =>
  y.command(
    "export",
    "write a run's scores for production: SQL, dbt, JavaScript, Python, PMML, ONNX, CRMs",
    (c) =>
      c
        .option("run", text("a run folder, or its name below reports/"))
        .option("to", text("targets, such as postgres,dbt,python; all by default"))
        .option("diff", {
          type: "string",
          array: true,
          nargs: 2,
          describe: "two files of weights: what changed from the first to the second",
        })
        .option(
          "study",
          text(
            "beside --diff: the study whose leads of the last quarter both score, to see which change sides",
          ),
        )
        .conflicts("run", ["diff", "study"])
        .example(
          "$0 export --run 2026-10-01-1a2b3c4d --to postgres,python",
          "writes exports/postgres and exports/python",
        )
        .example("$0 export --diff old/logit.json new/logit.json", "says in words what changed")
        .example(
          "$0 export --diff old/logit.json new/logit.json --study study.yaml",
          "and how many of last quarter's leads change sides",
        ),
    async (args) => {
      await (await import("./handlers.ts")).exportCommand({ args, common: common(args) });
    },
  );
