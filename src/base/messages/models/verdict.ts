import type { Message } from "../../errors.ts";
import type { OutcomeWords } from "../../outcome-words.ts";
import { counted, grouped } from "../../text.ts";

// Why a candidate has the verdict it has, and what would settle it. Each is the end of a sentence: `Not yet proven: …`.

export const sameLeads = "it passes on no lead that today's definition does not";
export const workUnknown = "the study does not say which leads were worked";
export const restsOnLate = "the gain rests on leads that sales already had";
export const gainIsDone = "no pilot is needed: the difference holds already";
export const pilotInVain = "no pilot is worth it: it would bring fewer all the same";
export const holdsAtWorst = ({ manyDo }: OutcomeWords): string =>
  `it holds even if the leads it adds that were never worked would ${manyDo.replace(/^are /, "be ")} no more often when worked`;

/** @param g how many times worse unworked leads may be than they look */
export const holdsDiscounted = (g: number): string =>
  `it holds had sales worked all the leads it adds, even if those that it did not work were ${times(g)} worse than they look`;
export const restsOnUnworked = (g: number): string =>
  `the gain rests on leads that sales never worked, and is not sure if they are ${times(g)} worse than they look`;
const times = (g: number): string => `${Number(g.toFixed(1))} times`;

/** @param high outcomes a quarter at the high end; @param gain the smallest that matters */
export const tooSmallGain = (high: number, gain: number, { many }: OutcomeWords): string =>
  `had sales worked all leads, it would bring at most ${grouped(Math.max(0, Math.ceil(high)))} more ${many} a quarter, and the study asks for ${grouped(gain)}`;
export const pilotTooSmall = "no pilot is worth it: the gain would be too small to matter";

export const mostUnworked = (share: number): string =>
  `${(100 * share).toFixed(0)}% of the leads it adds were never worked`;

export const fewWorkedWins = (wins: number, least: number, { oneDid, manyDid }: OutcomeWords): string => {
  const reached =
    wins === 0
      ? `none of the leads it adds was worked and ${oneDid}`
      : wins === 1
        ? `only 1 of the leads it adds was worked and ${oneDid}`
        : `only ${wins} of the leads it adds were worked and ${manyDid}`;
  return `${reached}; we ask for at least ${least}`;
};

/** The more was tried, the surer a difference must be. */
export const couldBeChance = (level: number, tries: number): string => {
  const could = "a difference of this size could be chance";
  return tries < 2
    ? could
    : `after ${tries} tries we ask for ${Number((100 * level).toFixed(2))}% confidence, and ${could}`;
};

export const fewerAtBest = ({ many }: OutcomeWords): string =>
  `even if all the leads it adds that nobody worked counted as ${many}, it would bring fewer`;
export const fewerWorkUnknown = ({ many }: OutcomeWords): string =>
  `it brings fewer ${many} beyond chance, and ${workUnknown}`;
/** @param helps how many times as often a worked lead wins, at most */
export const fewerHadSalesWorked = (helps: number, { many }: OutcomeWords): string =>
  `even if sales had worked all the leads it adds, and got ${helps.toFixed(1)} times as many ${many} from those it did not work (the most that history allows), it would bring fewer`;
export const fewerAsWorked = (reason: string): string =>
  `as the leads were worked it brings fewer beyond chance, and ${reason}`;

export const noSharedQuarter = (name: string): string => `${name} and the incumbent share no judged quarter`;
export const holdsSince = (quarters: number): string =>
  `it holds in the ${quarters === 1 ? "quarter" : `${quarters} quarters`} after it was first tried, by themselves`;
/** @param perDay leads that a rep took in history */
export const notAtHistory = (perDay: number): string =>
  `it holds at the capacity that the study states, but not at the ${perDay.toFixed(1)} leads a day that a rep really took`;

export const waitsFor = (reason: string, other: string): string =>
  `${reason}; a pilot of it would have to wait for the one of ${other}`;

// Why no pilot can be sized, and how long one takes.

export const allWorked = "every lead it adds was worked already, so a pilot would show nothing new";
export const droppedUnworked = "none of the leads it drops was ever worked, so their worth is not known";
export const addedUnworked =
  "none of the leads it adds was ever worked: state decide.smallest_gain to size a pilot on";
export const noGain = "it shows no gain to size a pilot on: state decide.smallest_gain";
export const gainOutOfReach =
  "even if every lead it adds counted, the gain would be smaller than `decide.smallest_gain`";
export const fallsShort =
  "even had sales worked all the leads it adds, the gain would be smaller than `decide.smallest_gain`";
export const droppedTooFew = "too few of the leads it drops were worked to know what they are worth";

export const takesQuarters = (quarters: number): string => `it adds so many in about ${quarters} quarters`;

const wider = "a wider definition for the pilot would bring more leads";
/** @param leads that two quarters bring; @param gain outcomes a quarter that they would settle */
export const twoQuartersSettle = (leads: number, gain: number, many: string): string =>
  `In two quarters it adds about ${grouped(leads)} leads, enough to settle a gain of ${grouped(gain)} ${many} a quarter (decide.smallest_gain); ${wider}.`;
export const twoQuartersSettleNothing = (leads: number): string =>
  `In two quarters it adds about ${grouped(leads)} leads, too few to settle any gain; ${wider}.`;

// What the head of sales can read aloud.

const verbs = { change: "Change to", pilot: "Pilot", drop: "Drop", keep: "Keep" } as const;

export const noVerdict = (reason: string): string => `No verdict: ${reason}.`;
export const verdictOn = (name: string, verdict: keyof typeof verbs | "cannot tell" | null): string =>
  verdict === null
    ? `No verdict on ${name}`
    : verdict === "cannot tell"
      ? `Cannot tell whether ${name} is better`
      : `${verbs[verdict]} ${name}`;

export const notComparable = (incumbent: string, reason: string): string =>
  `How it compares with ${incumbent} cannot be computed: ${reason}`;
export const passesOnTheSame = (incumbent: string): string => `It passes on the same leads as ${incumbent}`;

/** `the same 2 reps`; null: how many is not one number */
export const theSameReps = (reps: number | null): string =>
  reps === null ? "the same reps" : reps === 1 ? "the same rep" : `the same ${grouped(reps)} reps`;

/** @param reps who take the leads; null: not said */
export const wouldBring = (of: {
  readonly by: string;
  readonly low: string;
  readonly high: string;
  readonly more: boolean;
  readonly many: string;
  readonly incumbent: string;
  readonly reps: number | null;
  /** default: It */
  readonly who?: string;
}): string => {
  const reps = of.reps === null ? "" : `, with ${theSameReps(of.reps)}`;
  const ends = of.low.startsWith("-")
    ? of.more
      ? `from ${of.low.slice(1)} fewer to ${of.high} more`
      : `from ${of.high} fewer to ${of.low.slice(1)} more`
    : `${of.low} to ${of.high}`;
  return `${of.who ?? "It"} would bring about ${of.by} ${of.more ? "more" : "fewer"} ${of.many} a quarter than ${of.incumbent} (95% interval ${ends})${reps}`;
};

export const notYetProven = (reason: string): string => `Not yet proven: ${reason}.`;
export const noPilotSize = (reason: string): string => `No pilot can be sized: ${reason}.`;
export const toSettle = (leads: number, quarters: number | null, slow: boolean): string => {
  const takes =
    quarters === null || quarters <= 1
      ? ""
      : ` At today's inflow that takes about ${counted(Math.ceil(quarters), "quarter")}${slow ? "; a larger smallest gain or a wider definition would shorten it" : ""}.`;
  return `To settle it, have sales work ${grouped(leads)} of these leads, picked at random.${takes}`;
};

export const stayWith = (incumbent: string): string => `Stay with ${incumbent}.`;
export const pilotTooLong = (leads: number, quarters: number): string =>
  `A pilot would need ${grouped(leads)} leads, about ${counted(Math.ceil(quarters), "quarter")} at today's inflow, which is too long.`;

export const restsMoreOnUnworked = "more of its gain rests on leads that nobody worked";
export const noPilotOf = (reason: string): string => `no pilot can be sized for it (${reason})`;
export const pilotTakes = (quarters: number): string =>
  `a pilot of it would take about ${counted(Math.ceil(quarters), "quarter")}`;
/** @param gain wins per 100 slots, signed */
export const looksBetter = (name: string, gain: string, why: string, best: string, holds: boolean): string =>
  `${name} looks better (${gain} per 100 slots), but ${why}; ${best} is the best that ${holds ? "holds already" : "can be tested"}.`;

// Why there is no verdict at all.

export const noIncumbent = "no definition is marked as the incumbent";
export const noCandidate = "there is no candidate beside the incumbent";
export const noneCompared = "no candidate could be compared with the incumbent";
export const incumbentUnjudged = "the incumbent has no judged quarter to be compared in";
export const judgedFrom = (day: string): string =>
  `no quarter is old enough to judge yet: the first can be judged on ${day}`;

// Why a definition has no figures in a quarter.

/** @param day the first on which it is known of any lead; null: it never is */
export const notYetObserved = (feature: string, day: string | null): string =>
  day === null
    ? `${feature} is never recorded, so who would have met the definition is not known`
    : `${feature} is not known before ${day}, so who would have met the definition is not known either`;

/** `6 more a quarter (95% interval 2 to 10)` */
export const pilotGain = (by: string, low: string, high: string, more: boolean): string =>
  `${by} ${more ? "more" : "fewer"} a quarter (95% interval ${low} to ${high})`;

/** What a finished pilot says, as the reason of a verdict. */
export const pilotReason = (
  says: "change" | "drop" | "undecided",
  x: number,
  n: number,
  gain: string,
  { manyDid }: OutcomeWords,
): string => {
  const found = `${grouped(x)} of the ${grouped(n)} leads that sales was to work ${manyDid}, which comes to ${gain}`;
  if (says === "change") return `its random pilot proves it: ${found}`;
  return says === "drop"
    ? `its random pilot rules it out: ${found}, less than the smallest gain worth having`
    : `its random pilot is finished and settles nothing: ${found}`;
};

export const pilotIsDone = "its pilot is finished";

export const pilotNotTaken = (name: string, why: string): Message => ({
  code: "pilot-not-taken",
  what: `the pilot of ${name} does not count in the verdict: ${why}`,
  mend: "put back what was registered, or begin another pilot under another name",
});

export const meaningChanged = "the definition does not mean what it meant when the pilot was registered";
export const outcomeChanged = (was: string, is: string): string =>
  `it was registered for ${was}, and the study now says ${is}`;
