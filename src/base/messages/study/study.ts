import type { Message } from "../../errors.ts";
import { counted, didYouMean, enumerated, nearest } from "../../text.ts";

/**
 * A text from a file in a message: quoted, short, with every character escaped that could hide or reorder something.
 */
export function show(text: string): string {
  const short = text.length > 60 ? `${text.slice(0, 57)}...` : text;
  return JSON.stringify(short).replace(
    /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

// the file

export const yamlSyntax = (detail: string): Message => ({
  code: "yaml-syntax",
  what: `the file cannot be read as YAML: ${detail}`,
  mend: "look for a missing space after a colon, a bracket or quote that is not closed, a tab in the indentation, or a - that needs quotes",
});

export const keyTwice = (key: string): Message => ({
  code: "key-twice",
  what: `the key ${show(key)} is given twice`,
  mend: "keep one of the two: Leadline cannot know which is meant",
});

export const unknownTag = (): Message => ({
  code: "yaml-tag",
  what: "tags (a word after !) are not read in a study file",
  mend: "write the value without it; a text that begins with ! is put in quotes",
});

export const maturesWithoutDates = (): Message => ({
  code: "matures-without-dates",
  what: "`matures_after` needs the leads' creation dates",
  mend: "state `created` of every leads source, or leave `matures_after` out",
});

export const notAStudy = (): Message => ({
  code: "not-a-study",
  what: "this is not a study: a study file consists of `key: value` lines",
  mend: "begin with `leadline: 1`, `study: a-name`, `as_of: 2026-10-01`",
});

export const noAlias = (): Message => ({
  code: "yaml-alias",
  what: "anchors and aliases (& and *) are not read in a study file",
  mend: "write the value out where it is used",
});

// keys

/** Keys that people look for in another place than they are in. */
const places: ReadonlyMap<string, string> = new Map([
  ["calibration", "at the top of the study, for all models"],
  ["grades", "at the top of the study, for all models"],
  ["half_life", "under `features.activities`"],
  ["windows", "under `features.activities`"],
  ["cap", "under `features.activities`"],
  ["known_at_creation", "under `features`"],
  ["bins", "under `features`"],
  ["signs", "under `features`"],
  ["segment", "in a model of `kind: logistic` with `penalty: ridge`"],
]);

export const unknownKey = (key: string, known: readonly string[]): Message => {
  const place = places.get(key);
  return {
    code: "unknown-key",
    what: `there is no key ${show(key)} here`,
    mend: place === undefined ? didYouMean(key, known) : `it belongs ${place}`,
  };
};

export const moreUnknownKeys = (more: number): Message => ({
  code: "unknown-key",
  what: `${counted(more, "more key")} here ${more === 1 ? "is" : "are"} unknown too`,
  mend: "is this the file that you mean?",
});

/** What to write instead of a word that is not built yet. */
export const forNow = (key: string, allowed: readonly string[]): string =>
  `for now \`${key}\` is ${enumerated(allowed, "or")}`;

export const notBuilt = (what: string, instead: string): Message => ({
  code: "not-built",
  what: `${what} is not built yet`,
  mend: instead === "" ? "leave it out for now" : instead,
});

export const missingKey = (key: string, example: string): Message => ({
  code: "missing-key",
  what: `\`${key}\` is missing`,
  mend: `add \`${example}\``,
});

export const alone = (key: string, others: readonly string[], why: string): Message => ({
  code: "keys-together",
  what: `\`${key}\` cannot be used together with ${enumerated(
    others.map((k) => `\`${k}\``),
    "and",
  )}`,
  mend: why,
});

// values

export const expected = (wanted: string, found: string, example: string): Message => ({
  code: "wrong-value",
  what: `${wanted} is expected here, not ${found}`,
  mend: `for example \`${example}\``,
});

export const notOneOf = (written: string, allowed: readonly string[]): Message => ({
  code: "not-allowed",
  what: `${show(written)} is not ${allowed.length === 1 ? `${allowed[0]}, the only choice` : `one of ${enumerated(allowed, "and")}`}`,
  mend:
    allowed.length === 1
      ? `write ${allowed[0]}, or leave the key out`
      : nearest(written, allowed) === null
        ? "write one of them"
        : didYouMean(written, allowed),
});

export const outOfRange = (written: number, range: string, why: string): Message => ({
  code: "out-of-range",
  what: `${written} is ${range}`,
  mend: why,
});

export const noDate = (written: string): Message => ({
  code: "no-date",
  what: `${show(written)} ${whyNoDate(written)}`,
  mend: "write it as 2026-10-01: year (1902 to 2037), month, day",
});

/** Why a text is not a date that a study can state. */
function whyNoDate(written: string): string {
  const [, year, month, day] = (/^\s*(\d{4})-(\d{2})-(\d{2})\s*$/.exec(written) ?? []).map(Number);
  if (year === undefined || month === undefined || day === undefined) return "is not written as a date";
  if (month < 1 || month > 12) return `is not a date: there is no month ${month}`;
  const first = new Date(Date.UTC(2000, month - 1, 1));
  first.setUTCFullYear(year);
  const name = first.toLocaleString("en-US", { month: "long", year: "numeric", timeZone: "UTC" });
  const days = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
  if (day < 1 || day > days) return `is not a date: ${name} has ${days} days`;
  return `is out of reach: years before 1902 and after 2037 cannot be used`;
}

export const noZone = (written: string, zones: readonly string[]): Message => ({
  code: "no-timezone",
  what: `there is no time zone ${show(written)}`,
  mend: `zones are named by place, such as America/New_York or Europe/Berlin: ${didYouMean(written, zones)}`,
});

export const shortZone = (written: string, places: readonly string[]): Message => ({
  code: "no-timezone",
  what: `${show(written)} does not say which place's time it is`,
  mend:
    places.length === 0
      ? "short names mean different places on different machines: name the zone by place, such as America/New_York or Europe/Berlin"
      : `name the zone by place: ${enumerated(places, "or")}`,
});

export const badName = (written: string, becomes: string): Message => ({
  code: "bad-name",
  what: `${show(written)} cannot be a name`,
  mend: `lower-case letters, digits and _, a letter first, at most 80 characters: it becomes ${becomes}`,
});

export const deviceName = (written: string): Message => ({
  code: "bad-name",
  what: `${show(written)} cannot be a file's name on Windows, where it is a device`,
  mend: `add something to it, such as ${written}_1`,
});

export const studyEncoding = (encoding: string): Message => ({
  code: "study-encoding",
  what: `the study file is not UTF-8: it looks like ${encoding}`,
  mend: "save it as UTF-8 in your editor, so that accented letters are what you see",
});

export const filesLater = (): Message => ({
  code: "names-later",
  what: "files, columns and the features that rules name are not checked yet",
  mend: "they are checked once the faults above are fixed: run leadline check again then",
});

export const namesLater = (): Message => ({
  code: "names-later",
  what: "the features that rules name are not checked yet",
  mend: "they are checked against the data once the faults above are fixed: run leadline check again then",
});

export const hiddenCharacters = (written: string): Message => ({
  code: "hidden-characters",
  what: `${show(written)} holds characters that cannot be seen`,
  mend: "type the name again; it may have been pasted with a line break or a direction mark",
});

export const notAscending = (): Message => ({
  code: "not-ascending",
  what: "cuts must rise from one to the next",
  mend: "for example `[10, 50, 200, 1000]`",
});

export const emptyList = (example: string): Message => ({
  code: "empty-list",
  what: "the list is empty",
  mend: `for example \`${example}\``,
});

export const tooDeep = (): Message => ({
  code: "nested-too-deep",
  what: "the study is nested too deep",
  mend: "name a part of it as a persona or a flag and use that name",
});

// stages

export const unknownStage = (written: string, known: readonly string[], where: string): Message => ({
  code: "unknown-stage",
  what: `${show(written)} is not a stage of ${where}`,
  mend: didYouMean(written, known),
});

export const creationStage = (written: string, key: string): Message => ({
  code: "creation-stage",
  what: `${show(written)} is the first stage of the funnel: every lead has it from its creation`,
  mend: `\`${key}\` names a later stage`,
});

/** @param among the keys that name stages */
export const stageTwice = (written: string, among: string): Message => ({
  code: "stage-twice",
  what: `the stage ${show(written)} is named twice in ${among}`,
  mend: "a name in the export means one stage: keep one of the two",
});

export const shortFunnel = (): Message => ({
  code: "short-funnel",
  what: "the funnel has fewer than two stages",
  mend: "name the stages in order, creation first: `funnel: [lead, mql, sal, sql, opportunity, won]`",
});

export const workedByOutcome = (worked: string, outcome: string): Message => ({
  code: "worked-by-outcome",
  what: `${show(worked)} does not show who was worked: only leads that reach the outcome ${show(outcome)} can have it`,
  mend: "name a stage before the outcome that sales sets when it takes a lead up, or an activity or column of theirs",
});

export const stageOfOutcome = (stage: string, outcome: string): Message => ({
  code: "stage-of-outcome",
  what: `only leads that reach the outcome ${show(outcome)} can have the stage ${show(stage)}: as a definition it is always right, and of no use`,
  mend: "name the stage at which marketing handed leads over",
});

export const handoffAfterOutcome = (handoff: string, outcome: string): Message => ({
  code: "handoff-after-outcome",
  what: `sales takes leads at ${show(handoff)}, which comes after the outcome ${show(outcome)}`,
  mend: "take an earlier stage as `handoff`, or a later one as `outcome.reaches`",
});

// vary

export const varyPlace = (path: string): Message => ({
  code: "vary-place",
  what: `a sweep cannot vary ${show(path)}`,
  mend: "vary what is fitted and judged: `models.<model>.<key>`, `definitions.<definition>.<key>`, `features.activities.windows`, `half_life` or `cap`, `features.bins.<feature>`, `calibration`, `capacity.<key>`",
});

export const varyEmpty = (path: string, found: string): Message => ({
  code: "vary-list",
  what: `the values of ${show(path)} should be a list, and this is ${found}`,
  mend: "give the values in brackets: `models.logit.penalty: [ridge, lasso]`; a value that is itself a list has brackets of its own",
});

export const varyNobody = (
  path: string,
  kind: "model" | "definition",
  name: string,
  there: readonly string[],
): Message => ({
  code: "vary-nobody",
  what: `the study has no ${kind} ${show(name)}, which ${show(path)} would vary`,
  mend: didYouMean(name, there),
});

/** @param value as the study writes it, with its own quotes */
export const varyValue = (path: string, value: string, what: string, mend: string): Message => ({
  code: "vary-value",
  what: `${path === "" ? "the study" : show(path)} cannot be varied to ${value}: ${what}`,
  mend,
});

export const varyTooMany = (count: number, most: number): Message => ({
  code: "vary-many",
  what: `\`vary\` asks for ${counted(count, "variant")}, and a sweep makes at most ${most}`,
  mend: "give fewer values: all combinations are tried, and each that is tried asks for more certainty",
});

export const oneSignOfWork = "keep the one sign that shows that a lead was worked";
export const modelOfDefinition = (name: string): string => `the model of the definition ${name}`;
export const dateOfStage = (stage: string): string => `the date of the stage ${stage}`;
export const signOfWork = "what shows that a lead was worked";
