import type { Message } from "../errors.ts";
import { counted, cut, enumerated, grouped, percent, quoted } from "../text.ts";

export const noStudyFile = (file: string, near: string | null): Message => ({
  code: "no-study-file",
  what: `there is no file ${file}`,
  mend: near === null ? "name the study: leadline run path/to/study.yaml" : `did you mean ${near}?`,
});

export const studyIsFolder = (folder: string): Message => ({
  code: "study-is-folder",
  what: "this is a folder, not a study file",
  mend: `name the file in it, such as ${folder.replace(/\/+$/, "")}/study.yaml`,
});

/** The meaning of the system's error codes. */
const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the disk is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "your disk quota is used up",
  EEXIST: "there is a file in its place",
  ENOTDIR: "there is a file in its place",
  EISDIR: "there is a folder in its place",
  EMFILE: "too many files are open",
  ENAMETOOLONG: "the name is too long",
  ENOENT: "no file or folder can be made there",
};
export const reasonOf = (code: string): string => reasons[code] ?? code;

export const cannotRead = (file: string, code: string): Message => ({
  code: "cannot-read",
  what: `cannot read ${file}: ${reasonOf(code)}`,
  mend: "check who may read it",
});

export const cannotWrite = (folder: string, code: string): Message => ({
  code: "cannot-write",
  what: `cannot write to ${folder}: ${reasonOf(code)}`,
  mend: "choose another folder with --out DIR, or make room and run again; no partial files were left behind",
});

export const runDamaged = (folder: string, file: string): Message => ({
  code: "run-damaged",
  what: `${file} in ${folder} is not what its manifest says; the run is made again`,
  mend: "the damaged folder is replaced",
});

export const threadEnded = (work: string, code: number): Message => ({
  code: "thread-ended",
  what: `a worker thread of ${work} ended before its work was done (code ${code}): most likely it ran out of memory`,
  mend: "run again with fewer threads, such as --threads 1, or on a machine with more memory",
});

export const runForeign = (folder: string, file: string): Message => ({
  code: "run-foreign",
  what: `this version cannot read ${file} in ${folder}: another version wrote it. The run is made again`,
  mend: "the old folder is replaced; to keep it, copy it elsewhere before you run",
});

export const filesAdded = (folder: string, files: readonly string[]): Message => ({
  code: "run-files-added",
  what: `${folder} holds ${counted(files.length, "file")} that the run did not write: ${enumerated(files.slice(0, 3).map((file) => cut(file, 60)))}${files.length > 3 ? ", …" : ""}`,
  mend: "nobody can tell where they come from: move them out of the run folder",
});

export const activitiesFirst = (activities: number, leads: number): Message => ({
  code: "activities-first",
  what: `\`same_day: activities_first\` lets ${counted(activities, "activity", "activities")} of ${counted(leads, "lead")} come before the outcome of the same date`,
  mend: "If one of them is a part of the outcome (a signature, a closing call), the models learn the outcome from itself. Leave `same_day` out unless these activities surely came first.",
});

export const fewMoments = (share: number, without: number, outcomes: number): Message => ({
  code: "outcomes-without-moment",
  what: `${without} of ${outcomes} outcomes (${percent(share)}) have no moment before them at which anything was known`,
  mend: "they can be neither predicted nor learnt from: is `created` later than the first touch, or is the outcome stamped early?",
});

export const lateLooks = (share: number, without: number, outcomes: number): Message => ({
  code: "outcomes-before-the-first-look",
  what: `${without} of ${outcomes} outcomes (${percent(share)}) come before \`moments\` has fits look at their lead`,
  mend: "no model learns from them: look earlier, or leave `moments` out, which looks on each day on which something became known",
});

export const outcomeRecordedFrom = (stage: string, day: string, before: number): Message => ({
  code: "outcome-recorded-from",
  what: `no "${stage}" is recorded before ${day}, though ${counted(before, "lead was", "leads were")} created before that day`,
  mend: "leads as they were before that day are neither learnt from nor judged; months before it look worse than they were",
});

/** @param expected how many of those leads would have reached it at the rate of the others */
export const outcomeRecordedUntil = (
  stage: string,
  day: string,
  leads: number,
  expected: number,
): Message => ({
  code: "outcome-recorded-until",
  what: `no "${stage}" is recorded after ${day}, though ${counted(leads, "lead")} created later ${leads === 1 ? "is" : "are"} old enough: some ${grouped(expected)} of them would have reached it at the rate of the others`,
  mend: "they count as not reached. Does the export of stages end there? Export it up to as_of, or move as_of back to that day",
});

/** @param last the day of the last stage or activity, where it is long after the newest lead; @param late as_of is long after it */
export const leadsEnd = (day: string, days: number, last: string | null, late: boolean): Message => ({
  code: "leads-end",
  what: `the newest lead was created on ${day}, ${days} days before as_of${last === null ? "" : `, though stages and activities go on until ${last}`}`,
  mend: `slots after it, in the quarter of that day, stand idle and count against every definition: export the leads up to as_of${
    last === null
      ? ", or move as_of back"
      : late
        ? `. If none were created, move as_of back to ${last}, and not further: these leads need the time after them`
        : ". If none were created, nothing is wrong: as_of stays, since these leads need the time after them"
  }`,
});

export const foldsTooYoung = (
  models: readonly string[],
  quarters: readonly string[],
  why: string,
  all: boolean,
): Message => ({
  code: "folds-too-young",
  what: `${enumerated(quarters)} ${quarters.length === 1 ? "comes" : "come"} too early to fit ${enumerated(models)}: ${why}`,
  mend: all
    ? "models are compared by cross-validation by account instead, where all mature leads together are enough for a fit; definitions by rules are replayed all the same"
    : `definitions that use ${models.length === 1 ? "it" : "them"} have no figures there; definitions by rules are replayed all the same`,
});

export const foldsRefused = (
  models: readonly string[],
  quarters: readonly string[],
  why: string,
  all: boolean,
): Message => ({
  code: "folds-refused",
  what: `${enumerated(models)} ${models.length === 1 ? "is" : "are"} not fitted in ${all ? "any quarter" : enumerated(quarters)}: ${why}`,
  mend: "the other models are compared without it; definitions that use it have no figures there",
});

export const nothingMature = (asOf: string, days: number, newest: string): Message => ({
  code: "nothing-mature",
  what: `no lead has ${days} days behind it at ${asOf} (the first is created ${newest})`,
  mend: "wait, move as_of later, or shorten outcome.within",
});

type Values = readonly (readonly [value: string, leads: number])[];
const valuesSaid = (values: Values): string =>
  enumerated(values.slice(0, 5).map(([value, leads]) => `${quoted(value)} (${grouped(leads)})`));

/** No lead has the value of an outcome's column; `like`: the value that is probably meant, or null. */
export const nobodyHas = (column: string, is: string, values: Values, like: string | null): Message => ({
  code: "one-class",
  what: `no lead has ${column} = ${is}; ${values.length === 0 ? "the column is empty" : `its values are ${valuesSaid(values)}${values.length > 5 ? ", …" : ""}`}`,
  mend:
    like === null
      ? "name the value of a success: `outcome: { column: ..., is: ... }`"
      : `did you mean \`is: ${like}\`?`,
});

/** Values that look like the one that counts, and would count as not reached. */
export const outcomeSpelt = (column: string, is: string, leads: number, others: Values): Message => ({
  code: "outcome-spelt",
  what: `${counted(leads, "lead has", "leads have")} ${column} = ${is}, and others ${valuesSaid(others)}: these would count as not reached`,
  mend: "if they mean the same, write them alike in the export; if they do not, give them other names",
});

export const everybodyReaches = (outcome: string): Message => ({
  code: "one-class",
  what: `every lead that is old enough reaches ${outcome}`,
  mend: "export the leads that did not get there too: without both kinds nothing can be fitted or judged",
});

export const nobodyReaches = (stage: string, asOf: string, later: number): Message => ({
  code: "one-class",
  what: `no lead reaches ${stage} by ${asOf}`,
  mend: `${later > 0 ? `${counted(later, "row")} of the stages ${later === 1 ? "is" : "are"} later than as_of: move it later. Else ` : ""}check \`outcome.reaches\` and the stage names of the export (funnel: {ours: theirs})`,
});

export const allRefused = (stage: string, leads: number): Message => ({
  code: "outcomes-refused",
  what: `${counted(leads, "lead reaches", "leads reach")} ${stage}, all of them before they were created`,
  mend: "check that `created` is not overwritten, and that both dates are of one time zone",
});

export const outcomesTooLate = (stage: string, leads: number, from: string): Message => ({
  code: "outcomes-too-late",
  what: `${counted(leads, "lead reaches", "leads reach")} ${stage}, but all that was known of them is from before ${from}, the first day on which ${stage} is recorded`,
  mend: `earlier moments cannot be used, as an earlier ${stage} may be missing: export more leads from ${from} on, or the history of ${stage} from before it`,
});

export const outcomesBeyond = (stage: string, leads: number, days: number): Message => ({
  code: "outcomes-beyond-horizon",
  what: `${counted(leads, "lead reaches", "leads reach")} ${stage}, but none within ${counted(days, "day")}`,
  mend: "lengthen outcome.within",
});

export const outcomesYoung = (stage: string, leads: number, days: number, asOf: string): Message => ({
  code: "outcomes-too-young",
  what: `${counted(leads, "lead reaches", "leads reach")} ${stage}, but none of them has ${counted(days, "day")} behind it at ${asOf}`,
  mend: "wait, move as_of later, or shorten outcome.within",
});

/** @param goOn stages or activities are recorded long after the newest lead */
export const quartersWithoutLead = (quarters: readonly string[], goOn: boolean): Message => ({
  code: "quarters-without-leads",
  what: `no lead was created in ${enumerated(quarters)}`,
  mend: `${quarters.length === 1 ? "it is" : "they are"} not judged: nobody could qualify there. Export the leads up to as_of${goOn ? " if there were any" : ", or move as_of back"}`,
});

export const noStages = (outcome: string): Message => ({
  code: "no-stages",
  what: `no source gives stages, so no lead can reach ${outcome}`,
  mend: "add the stage history: sources.stages: { file: stages.csv, lead: lead_id, stage: stage, at: entered_at }",
});

export const nobodyMeets = (definition: string): Message => ({
  code: "nobody-meets",
  what: `nobody meets the definition "${definition}" in any quarter`,
  mend: "look at its condition: `leadline check --features` lists each name with its range",
});

/** @param why such as `demo_request_30d is not known before 2026-08-02, …` */
export const definitionUnobserved = (
  definition: string,
  quarters: readonly string[],
  why: string,
): Message => ({
  code: "definition-unobserved",
  what: `the definition "${definition}" has no figures in ${enumerated(quarters)}: ${why}`,
  mend: "export older activities; if it did not happen before that day, say since when it would have been recorded: `observed_from: 2024-01-01` on the source",
});

export const noIncumbent = (): Message => ({
  code: "no-incumbent",
  what: "no definition is marked `incumbent: true`",
  mend: 'definitions are shown side by side, but there is no verdict: mark the one that is in force, such as `incumbent: { stage: mql, incumbent: true }`, or, where sales gets every lead, `incumbent: { when: "TRUE", incumbent: true }`',
});

export const noCapacity = (): Message => ({
  code: "no-capacity",
  what: "the study states no capacity",
  mend: "the replay needs the slots that sales has: add `capacity: { reps: 6, leads_per_rep_per_day: 8, holidays: US }`",
});

/** @param young leads among which the column falls short, and the older ones next to them */
export const youngConvertLess = (
  outcome: string,
  young: {
    readonly days: number;
    readonly young: { readonly leads: number; readonly won: number };
    readonly older: { readonly leads: number; readonly won: number };
  },
): Message => {
  const rate = ({ leads, won }: { readonly leads: number; readonly won: number }): string =>
    `${won.toLocaleString("en-US")} of ${leads.toLocaleString("en-US")}`;
  return {
    code: "young-leads",
    what: `${rate(young.young)} leads of the last ${young.days} days have ${outcome}, against ${rate(young.older)} of the half year before: the young ones are not finished`,
    mend: `they are left out, as with \`matures_after: ${young.days} days\` under outcome: state it, so that later data cannot move it`,
  };
};

export const maturityUnstated = (outcome: string): Message => ({
  code: "maturity-unstated",
  what: `the study does not say how long a lead takes to have ${outcome}: every lead counts as finished, however young`,
  mend: "young leads convert no less often than older ones here; if a conversion takes time all the same, state `matures_after: 30 days` under outcome",
});

export const drift = (
  model: string,
  oe: { readonly value: number; readonly low: number; readonly high: number },
  from: { readonly quarter: string; readonly rate: number },
  to: { readonly quarter: string; readonly rate: number },
): Message => ({
  code: "drift",
  what: `${model}, learnt each time from what came before, saw ${oe.value.toFixed(2)} outcomes for each one that it predicted (${oe.low.toFixed(2)} to ${oe.high.toFixed(2)}); of leads created in ${from.quarter} ${percent(from.rate)} convert, of those in ${to.quarter} ${percent(to.rate)}`,
  mend: "conversion rates change over time: read its scores as an order, not as probabilities, and fit it again often",
});

/** @param dated the leads have creation dates */
export const noTimes = (dated: boolean): Message => ({
  code: "no-times",
  what: "the outcome is a column without dates",
  mend: `${dated ? "models are compared forward in time, by the leads' creation" : "models are compared by cross-validation, and whether they drift cannot be seen: give `created` of the leads if there is one"}; past quarters are not replayed, since that needs the date of each outcome`,
});

/** @param byMorning it takes the best open leads of each morning, whenever their score got where it is */
export const uncalibratedAtCrossing = (definition: string, oe: number, byMorning: boolean): Message => ({
  code: "uncalibrated-at-crossing",
  what: `${byMorning ? `among the leads that ${definition} takes in the morning came` : `at its crossings ${definition} saw`} ${oe.toFixed(2)} outcomes for each one that its score predicted`,
  mend: byMorning
    ? "a predicted chance is that of a lead whose score has just got there, and it falls with each day that the lead waits: read the order of the score, and not its chance"
    : "outside 0.80 to 1.25 the probability should not be read as one: compare by order and cut-off, not by p",
});

export const wrongSign = (model: string, feature: string, expected: "+" | "-"): Message => ({
  code: "wrong-sign",
  what: `${model} gives ${expected === "+" ? "fewer" : "more"} points for more of ${feature}, against its sign in features.signs (${expected})`,
  mend: "nothing was taken away: check whether another feature says the same and more, whether the value was known before the outcome, or take the feature out",
});

export const mapFalls = (model: string, where: readonly string[]): Message => ({
  code: "map-falls",
  what: `${model} has no use as a probability in ${where.join(", ")}: among leads that it had not seen, higher scores did not go with more outcomes`,
  mend: "Every lead has the base rate there, and no cut-off on its probability can be met. Check whether one account or one source holds most of the outcomes, and whether the features were known before them.",
});

export const stageWithoutDates = (stage: string, implied: boolean): Message => ({
  code: "stage-without-dates",
  what: `no row of the files dates the stage "${stage}"${implied ? ": its count in the funnel is that of the stages after it" : ": it is left out of the funnel"}`,
  mend: "name the file and the column that hold its dates under sources.stages, or take the stage out of `funnel`",
});

export const recycleWithoutRows = (stage: string): Message => ({
  code: "recycle-without-rows",
  what: `no row of the files enters the stage "${stage}" of \`recycle\`, so no lead comes back by it`,
  mend: "check its name in the export (recycle: {our: theirs}), or take it out of `recycle`",
});

export const worthlessModel = (model: string, auc: number, low: number, high: number): Message => ({
  code: "no-better-than-chance",
  what: `${model} ranks leads no better than chance (AUC ${auc.toFixed(3)}, 95% interval ${low.toFixed(3)} to ${high.toFixed(3)})`,
  mend: "do not use it: give it features that say something about the lead, or more outcomes to learn from",
});

export const winsWithoutWork = (without: number, outcomes: number): Message => ({
  code: "outcomes-without-work",
  what: `${without} of ${outcomes} leads that reached the outcome were never worked, as far as \`worked\` records it`,
  mend: "check whether reps skip the stage or activity that `worked` names: such outcomes do not count as proof of work",
});

export const nobodyTakes = (quarters: readonly string[]): Message => ({
  code: "nobody-takes-leads",
  what: `the file of reps has nobody in ${enumerated(quarters)}`,
  mend: "no lead gets a slot there: add who took leads then, with the first and last day of each",
});

export const maxOpenUnknown = (quarters: readonly string[], least: number): Message => ({
  code: "max-open-unknown",
  what: `\`max_open\` limits nothing in ${enumerated(quarters)}: when ${quarters.length === 1 ? "it" : "they"} began, fewer than ${least} leads said how long sales works one`,
  mend: "the rate that you state holds there alone: leave these quarters out (`backtest: { quarters: N }`), or lower the rate",
});

export const intakeAbove = (stated: number, seen: number, limited: boolean): Message => ({
  code: "intake-above-history",
  what: `${limited ? "with `max_open` a rep takes" : "you state"} ${Number(stated.toFixed(2))} ${stated === 1 ? "lead" : "leads"} per rep and day; in a typical week reps took ${seen.toFixed(1)}`,
  mend: "a change must hold at both: enter what reps really take, or say since when and why there is more (capacity: { since: 2026-07-01, because: two reps hired })",
});

export const unexpected = (version: string, detail: string): Message => ({
  code: "our-fault",
  what: `Leadline hit an internal error: ${detail}`,
  mend: `please report it with this line (version ${version}); LEADLINE_DEBUG=1 shows the stack`,
});

export const interrupted = (): Message => ({
  code: "interrupted",
  what: "interrupted; no partial files were left behind",
  mend: "",
});

export const badLeadCount = (written: number, most: number): Message => ({
  code: "bad-lead-count",
  what:
    written > most
      ? `--leads must be ${grouped(most)} or less; ${written} was given`
      : "--leads must be a whole number of 1 or more",
  mend: "for example --leads 20000",
});

export const otherValues = "changed: as many rows, with other values";
