import type { Message } from "../errors.ts";
import { nearest } from "../text.ts";

/** What can be wrong with a command line. */

/** What yargs refused, with the nearest name that the help shows. */
export function misused(said: string, help: string): Message {
  const commands = [...help.matchAll(/^ +leadline ([a-z]+)/gm)].flatMap(([, name]) => name ?? []);
  const options = [...help.matchAll(/--([a-z][a-z-]*)/g)].flatMap(([, name]) => name ?? []);
  const command = /^leadline ([a-z]+)/.exec(help)?.[1];
  const see = `leadline ${command === undefined ? "" : `${command} `}--help shows what there is`;
  const [, written = ""] = /^Unknown (?:argument|command)s?: ([^,]+)/.exec(said) ?? [];
  if (/^Not enough non-option arguments/.test(said)) {
    const [, command = "", rest = ""] = /^(leadline [a-z ]*[a-z]) +([<[].*)$/m.exec(help) ?? [];
    return {
      code: "usage",
      what: `something is left out after ${command}`,
      mend: `write ${command} ${rest}; ${see}`,
    };
  }
  const [, option] = /^Missing required arguments?: (.+)$/.exec(said) ?? [];
  if (option !== undefined) return { code: "usage", what: `--${option} is left out`, mend: see };
  const [, short] = /^Not enough arguments following: (.+)$/.exec(said) ?? [];
  if (short !== undefined)
    return { code: "usage", what: `--${short} needs more than was given after it`, mend: see };
  if (written === "") return { code: "usage", what: said.replace(/^./, (c) => c.toLowerCase()), mend: see };
  const isCommand = command === undefined && commands.length > 0 && nearest(written, options) === null;
  const near = nearest(written, isCommand ? commands : options);
  const suggested = near === null ? see : `did you mean ${isCommand ? `leadline ${near}` : `--${near}`}?`;
  return {
    code: "usage",
    what: isCommand ? `there is no command ${written}` : `there is no option or file ${written} here`,
    mend: suggested,
  };
}

export const notWhole = (option: string, least: number): Message => ({
  code: "usage",
  what: `--${option} takes a whole number from ${least}`,
  mend: `for example --${option} ${least + 1}`,
});

export const noFolder = (): Message => ({
  code: "usage",
  what: "--out takes a folder",
  mend: "for example --out reports",
});
