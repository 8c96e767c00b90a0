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
