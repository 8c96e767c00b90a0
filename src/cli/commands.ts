import { availableParallelism } from "node:os";
import yargs from "yargs";
import { exits, fault, LeadlineError, refuse } from "../base/errors.ts";
import { misused, noFolder, notWhole } from "../base/messages/cli.ts";
import { version } from "../base/version.ts";
import {
  type AddCommands,
  type Common,
  flag,
  lastOf,
  number,
  type RawArguments,
  studyFile,
  text,
} from "./common.ts";
import { exportCommands } from "./export/commands.ts";
import { partCommands } from "./parts/commands.ts";
import { pilotCommands } from "./pilot/commands.ts";
import { publishCommands } from "./publish/commands.ts";
import { reportCommands } from "./report/commands.ts";
import { runsCommands } from "./runs/commands.ts";
import { scoreCommands } from "./score/commands.ts";
import { studioCommands } from "./studio/commands.ts";
import { say } from "./terminal/print.ts";

/** What yargs refuses: its message, and the help of the command that was meant. */
class Refused extends Error {
  readonly help: string;

  constructor(message: string, help: string) {
    super(message);
    this.help = help;
  }
}

/**
 * Parses the command line and runs its command. A command is loaded once the line is right, so that help and refusals
 * are quick.
 */
export async function commandLine(argv: readonly string[]): Promise<void> {
  try {
    await parsed(argv);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (error.message === noCommand) say(`${error.help}\n`);
    throw new LeadlineError(exits.usage, [fault(misused(error.message, error.help))]);
  }
}

/** The commands about a study as a whole, and those that make one. */
const studyCommands: AddCommands = (line, common) =>
  line
    .command(
      "run [study]",
      "load, label, fit, calibrate, replay, report and export",
      (y) =>
        y
          .positional("study", studyFile)
          .option("cache", {
            type: "boolean",
            default: true,
            describe: "use data and fits kept beside the runs, and keep new ones; --no-cache: neither",
          })
          .example("$0 run", "runs study.yaml of this folder into reports/")
          .example("$0 run data/sample/study.yaml --json", "prints the result as JSON"),
      async (args) => {
        const given = common(args);
        await (await import("./run.ts")).runCommand(args.study, given, args.cache);
      },
    )
    .command(
      "check [study]",
      "every fault of the study and the data at once",
      (y) =>
        y
          .positional("study", studyFile)
          .option("features", flag("list every feature name with its range and an example"))
          .option("columns", flag("list every column of the leads: its type, how full it is, its range"))
          .example("$0 check", "faults, leakage suspects, rejects, maturity")
          .example("$0 check --features", "the names that rules may use")
          .example("$0 check --out found", "lists every refused value in found/rejects.csv"),
      async (args) => {
        const given = common(args);
        await (await import("./check.ts")).checkCommand(args.study, args, given);
      },
    )
    .command(
      "init [files..]",
      "propose a study from exports",
      (y) =>
        y
          // a list of files is one argument that is given several times
          .parserConfiguration({ "duplicate-arguments-array": true })
          .positional("files", {
            type: "string",
            array: true,
            default: [] as string[],
            describe: "what the CRM exported: leads, activities, stages",
          })
          .option("dates", text("day_first or month_first, where no value of a date shows it"))
          .coerce(["out", "seed", "threads", "dates"], lastOf)
          .example("$0 init exports/*.csv", "writes study.yaml, with what each line rests on"),
      async (args) => {
        const given = common(args);
        await (await import("./init.ts")).initCommand(args.files, args.dates, given);
      },
    )
    .command(
      "funnel [study]",
      "the funnel in marketing's own numbers: close rates, steps, channels, offers, speed",
      (y) =>
        y
          .positional("study", studyFile)
          .option("run", text("of an earlier run, by its id or folder"))
          .example("$0 funnel", "which activities close, which channels bring MQLs that do")
          .example("$0 funnel --json", "the same as JSON, with every quarter and group")
          .example(
            "$0 funnel --run 2026-10-01-1c32b375",
            "of a run, with what each definition's leads should bring",
          ),
      async (args) => {
        const given = common(args);
        await (await import("./funnel/funnel.ts")).funnelCommand(args.study, args.run, given);
      },
    )
    .command(
      "sweep [study]",
      "judge every combination of the settings that the study varies",
      (y) =>
        y
          .positional("study", studyFile)
          .example("$0 sweep", "all variants of study.yaml, and what choosing among them is worth"),
      async (args) => {
        const given = common(args);
        await (await import("./sweep.ts")).sweepCommand(args.study, given);
      },
    )
    .command(
      "simulate",
      "make simulated leads whose true answer is known",
      (y) =>
        y
          .option("leads", { type: "number", requiresArg: true, default: 20_000, describe: "how many leads" })
          .example(
            "$0 simulate --leads 20000 --seed 1 --out demo",
            "writes CSVs, study.yaml and the truth to demo/",
          ),
      async (args) => {
        const given = common(args);
        await (await import("./simulate.ts")).simulateCommand(args.leads, given);
      },
    )
    .command(
      "demo",
      "simulate a study and run it: a newcomer's first minute",
      (y) =>
        y
          .option("leads", { type: "number", requiresArg: true, default: 4_000, describe: "how many leads" })
          .example("$0 demo", "writes demo/ with its exports, study.yaml and reports"),
      async (args) => {
        const given = common(args);
        await (await import("./simulate.ts")).demoCommand(args.leads, given);
      },
    );

const noCommand = "name a command";

async function parsed(argv: readonly string[]): Promise<void> {
  const line = yargs(argv)
    .locale("en")
    .parserConfiguration({ "duplicate-arguments-array": false })
    .scriptName("leadline")
    .usage(
      "$0 <command>\n\nScore leads with models you can replay: fit, calibrate, backtest MQL definitions, ship the weights.",
    )
    .option("json", flag("one JSON value on stdout and nothing else there"))
    .option("quiet", flag("no progress and no summary"))
    .option("out", text("folder for what is written"))
    .option("seed", number("overrides the study's seed"))
    .option(
      "threads",
      number("worker threads, by default one a processor; the output is the same for any number"),
    );
  const groups = [
    studyCommands,
    partCommands,
    reportCommands,
    scoreCommands,
    studioCommands,
    pilotCommands,
    publishCommands,
    exportCommands,
    runsCommands,
  ];
  await groups
    .reduce((all, commands) => commands(all, common), line)
    .demandCommand(1, noCommand)
    .strict()
    .help()
    .alias("help", "h")
    .version(version)
    .wrap(80)
    .exitProcess(false)
    .fail((message, error, y) => {
      if (error && error.name !== "YError") throw error;
      // yargs passes the usage of the command that was meant, whose `help` gives its text
      throw new Refused(message ?? error.message, String(y.help()));
    })
    .parseAsync();
}

function common(args: RawArguments): Common {
  const whole = (name: string, value: number | undefined, least: number): void => {
    if (value !== undefined && (!Number.isSafeInteger(value) || value < least))
      refuse(exits.usage, notWhole(name, least));
  };
  whole("seed", args.seed, 0);
  whole("threads", args.threads, 1);
  if (args.out?.trim() === "") refuse(exits.usage, noFolder());
  return {
    json: args.json,
    quiet: args.quiet,
    out: args.out,
    seed: args.seed,
    threads: args.threads ?? availableParallelism(),
  };
}
