import type { Argv } from "yargs";

/** The options of every command. */
export interface Common {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly out: string | undefined;
  readonly seed: number | undefined;
  readonly threads: number;
}

export interface RawArguments {
  json: boolean;
  quiet: boolean;
  out: string | undefined;
  seed: number | undefined;
  threads: number | undefined;
}

/** The last one of an option that is given several times. */
export const lastOf = <T>(given: T | T[]): T | undefined => (Array.isArray(given) ? given.at(-1) : given);

/**
 * Adds the commands of a folder to the command line.
 * @param common options of every command, checked
 */
export type AddCommands = <T extends RawArguments>(
  line: Argv<T>,
  common: (args: RawArguments) => Common,
) => Argv<T>;

/** Options that take a text or a number, and one that is given or not. */
export const text = (describe: string) => ({ type: "string", requiresArg: true, describe }) as const;
export const number = (describe: string) => ({ type: "number", requiresArg: true, describe }) as const;
export const flag = (describe: string) => ({ type: "boolean", default: false, describe }) as const;

/** The study, where it is the one that a command is about. */
export const studyFile = { type: "string", default: "study.yaml", describe: "the study file" } as const;
export const earlierRun = text(
  "an earlier run, by its folder or (the beginning of) its name, instead of a study",
);

/** The names of an option that takes several, separated by commas. */
export const namesIn = (given: string | undefined): readonly string[] | undefined =>
  given?.split(",").map((name) => name.trim());
