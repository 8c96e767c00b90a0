import type { Message } from "../errors.ts";
import { counted, enumerated, percent } from "../text.ts";

/** What `pilot plan` and `pilot read` may refuse, and how they say what they found. */

export const badShare = (): Message => ({
  code: "usage",
  what: "--share is the part of the accounts that is worked: above 0, at most 1",
  mend: "half of them are worked by default: --share 0.5",
});

export const noPilotNeeded = (verdict: string | null): Message => ({
  code: "no-pilot",
  what: `the study recommends no pilot: its verdict is ${verdict ?? "none"}`,
  mend: "name the candidate that you want to try all the same: --candidate NAME",
});

export const noCandidate = (name: string, candidates: readonly string[]): Message => ({
  code: "usage",
  what: `there is no candidate ${JSON.stringify(name)}`,
  mend:
    candidates.length === 0
      ? "a pilot compares a candidate with an incumbent: the study needs both"
      : `candidates are ${enumerated(candidates)}`,
});

export const pilotUnsized = (name: string, why: string): Message => ({
  code: "no-pilot",
  what: `no pilot of ${name} can be sized: ${why}`,
  mend: "state how many leads to work all the same: --leads 120",
});

export const pilotUnreplayed = (name: string, why: string): Message => ({
  code: "no-pilot",
  what: `nobody can be drawn for ${name}: ${why}`,
  mend: "a pilot draws among leads that meet the definition under the weights that would ship",
});

export const pilotFixed = (file: string, options: readonly string[]): Message => ({
  code: "usage",
  what: `${enumerated(options)} ${options.length === 1 ? "was" : "were"} fixed when the pilot was registered`,
  mend: `leave ${options.length === 1 ? "it" : "them"} out: ${file} says what holds`,
});

export const pilotChanged = (name: string, file: string): Message => ({
  code: "pilot-changed",
  what: `${name} does not mean what it meant when its pilot was registered`,
  mend: `a definition is frozen while its pilot runs: put it back, or begin another pilot under another name (${file} stays)`,
});

/** @param was the incumbent that was registered; @param is the one now, null: there is none */
export const incumbentMoved = (was: string, is: string | null): string =>
  was === is
    ? `today's definition, ${was}, does not mean what it meant when the pilot was registered`
    : `it was registered against ${was}, and ${is === null ? "there is no incumbent now" : `the incumbent is now ${is}`}`;

export const pilotIncumbent = (why: string, file: string): Message => ({
  code: "pilot-changed",
  what: `no leads can be drawn: ${why}`,
  mend: `a pilot compares with what is in force while it runs: put it back, or move ${file} away and begin again`,
});

export const pilotOutcome = (was: string, is: string): Message => ({
  code: "pilot-changed",
  what: `the pilot was registered for ${was}, and the study now says ${is}`,
  mend: "put `outcome` back: what counts was fixed before anyone was drawn",
});

export const pilotEarlier = (asOf: string, last: string): Message => ({
  code: "pilot-earlier",
  what: `leads were drawn on ${last}, and the study stops at ${asOf}`,
  mend: "set `as_of` to the day of the newer export",
});

export const pilotBusy = (file: string): Message => ({
  code: "pilot-busy",
  what: "another leadline has drawn leads of this pilot in the meantime",
  mend: `nothing was changed: ${file} has its draw. Run this again if leads are still wanted`,
});

export const noRegister = (folder: string, candidate: string | undefined): Message => ({
  code: "no-pilot",
  what: `no pilot${candidate === undefined ? "" : ` of ${candidate}`} is registered in ${folder}`,
  mend: "draw one first: leadline pilot plan",
});

export const manyRegisters = (names: readonly string[]): Message => ({
  code: "usage",
  what: `several pilots are registered: ${enumerated(names)}`,
  mend: `say which: --candidate ${names[0] ?? "NAME"}`,
});

export const registerBroken = (file: string, what: string): Message => ({
  code: "pilot-broken",
  what: `${file} cannot be read as the register of a pilot: ${what}`,
  mend: "restore it from a backup or from version control; nothing was changed",
});

export const registerEdited = (file: string): Message => ({
  code: "pilot-edited",
  what: `${file} is not what \`leadline pilot plan\` wrote: it was changed since`,
  mend: "restore it from a backup or from version control: a pilot counts only with the leads and the terms that were registered",
});

export const registerNotJson = "it is not JSON, or is cut off";

export const noArm = "no lead of it has its whole horizon behind it";

/** How a pilot stands, in a sentence. */
export const pilotRuns = (name: string, mature: number, wanted: number, many: string): string =>
  `The pilot of ${name} is not finished: ${mature} of ${counted(wanted, "lead")} to be worked have their whole horizon behind them. Nothing is decided before, since a look that may stop it finds differences that are not there (${many} so far are below).`;

export const pilotSays = (
  name: string,
  verdict: "change" | "drop" | "undecided",
  x: number,
  n: number,
  did: string,
): string =>
  verdict === "change"
    ? `Change to ${name}: ${x} of ${counted(n, "lead")} to be worked ${did}, and that is better than today's definition beyond chance.`
    : verdict === "drop"
      ? `Drop ${name}: only ${x} of ${counted(n, "lead")} to be worked ${did}, too few for the smallest gain worth having.`
      : `Undecided: ${x} of ${counted(n, "lead")} to be worked ${did}, which neither proves ${name} better nor rules it out.`;

export const fewWorked = (share: number): string =>
  `Sales worked ${percent(share)} of the leads that it was to work. They all count, worked or not; a pilot that is not carried out may show less than the definition could bring, so it drops none.`;

export const leftWorked = (share: number): string =>
  `Sales worked ${percent(share)} of the leads that were to be left, which makes the two arms more alike.`;

export const notFound = (n: number): string =>
  `${counted(n, "drawn lead")} ${n === 1 ? "is" : "are"} in no leads file any more and ${n === 1 ? "counts" : "count"} as not reached: were they deleted, or converted to other ids (\`sources.ids\`)?`;
