import { digitsOf } from "../../../base/estimate.ts";
import { counted } from "../../../base/text.ts";
import type { CandidateFacts } from "../../../result/type.ts";
import { code, name, type Text, text } from "../../document.ts";
import { count, fixed, percent, signed } from "../../format.ts";
import type { Subject } from "../../subject.ts";
import { known, range } from "./speech.ts";

/** Who does what now. */
export function toDo(c: CandidateFacts, subject: Subject): readonly Text[] {
  const { result } = subject;
  const incumbent = subject.incumbent?.name ?? "the incumbent";
  switch (c.verdict) {
    case "change":
      return [
        text`Marketing passes on leads by ${name(c.name)}; its SQL is beside this report.`,
        text`The definition stays frozen for a quarter, then run this again.`,
      ];
    case "pilot": {
      const { pilot } = c;
      const quarters = pilot.quarters === null ? null : Math.ceil(pilot.quarters);
      const takes = quarters === null ? "" : `, for about ${counted(quarters, "quarter")}`;
      return [
        text`Sales works ${count(pilot.n ?? 0)} of the leads it adds, picked at random${takes}${paceOf(pilot.n, quarters, result)}; freeze the definition.${!pilot.slow ? "" : pilot.shorter === null ? " That is slow." : " Slow: the evidence says what shortens it."}`,
        ...(pilot.changeFrom === null
          ? []
          : [text`Success: ${count(pilot.changeFrom)} or more of them ${subject.outcome.manyDo}.`]),
      ];
    }
    case "drop":
      return [text`Stay with ${name(incumbent)}.`];
    case "keep":
      return [text`Stay with ${name(incumbent)}.`, text`Run this again when another quarter can be judged.`];
    default:
      return [
        text`Stay with ${name(incumbent)} for now.`,
        ...(c.pilot.n === null && c.pilot.reason !== null
          ? [text`No pilot can be sized: ${c.pilot.reason}.`]
          : []),
        ...(result.decision.smallestGain === null && c.pilot.reason?.includes("smallest_gain") !== true
          ? [text`State the smallest gain worth having: ${code("decide.smallest_gain")}.`]
          : []),
      ];
  }
}

/** Weeks in a quarter. */
const quarterWeeks = 13;

/** ` (3 a week per rep)`; "" where it is not known how long the pilot takes or how many reps there are */
function paceOf(leads: number | null, quarters: number | null, { capacity }: Subject["result"]): string {
  if (leads === null || quarters === null || capacity === null || capacity.reps <= 0) return "";
  const each = leads / (quarters * quarterWeeks * capacity.reps);
  if (!(each > 0)) return "";
  const weeks = Math.round(1 / each);
  return weeks > 1
    ? ` (one in ${count(weeks)} weeks per rep)`
    : ` (${fixed(each, each < 3 ? 1 : 0).replace(/\.0$/, "")} a week per rep)`;
}

/** The conditions under which the recommendation would be different. */
export function wouldChange(c: CandidateFacts, subject: Subject): readonly Text[] {
  const { result, outcome } = subject;
  const { leastWorkedWins, smallestGain } = result.decision;
  const items: Text[] = [];
  const { workedWins } = c.swapIns;
  const piloted = typeof c.pilotRead?.verdict === "string";
  if (!piloted && c.verdict !== "change" && c.verdict !== "keep" && c.verdict !== "drop") {
    if (c.lateDecides === "with")
      items.push(
        text`No switch yet: part of the gain comes from leads that sales already had${withoutLate(c, subject)}.`,
      );
    else if (workedWins !== null && workedWins < leastWorkedWins)
      items.push(
        text`${onlyWinsAreMissing(c, result) ? "Switch now, if" : "No switch before"} ${count(leastWorkedWins)} of the leads it adds were worked and ${outcome.manyDid} (${count(Math.floor(workedWins + 1e-9))} so far).`,
      );
    if (c.monotoneLow === null && c.swapIns.worked === null)
      items.push(text`Record who was worked (${code("worked:")}): without it only a pilot can prove a gain.`);
  }
  const { pilot } = c;
  if (c.verdict === "pilot" && pilot.dropBelow !== null && pilot.n !== null)
    items.push(
      text`Drop it, if fewer than ${count(pilot.dropBelow)} of the ${count(pilot.n)} ${outcome.manyDo}.${undecidedBetween(pilot.dropBelow, pilot.changeFrom)}`,
    );
  if (c.verdict === "keep" && smallestGain !== null)
    items.push(text`A candidate that could gain ${count(smallestGain)} or more a quarter.`);
  if (c.verdict === "drop")
    items.push(
      c.swapIns.n === 0
        ? ["A definition that adds leads: this one adds none."]
        : c.swapIns.worked === null
          ? text`A definition that adds other leads, or a record of who was worked (${code("worked:")}).`
          : text`A definition that adds other leads: this one is settled.`,
    );
  items.push(...atHistory(c, subject));
  return items;
}

/** Whether a comparison has all that a change needs, but for enough worked leads that reached the outcome. */
const isSure = ({ monotoneLow, decides }: Pick<CandidateFacts, "monotoneLow" | "decides">): boolean =>
  monotoneLow !== null && monotoneLow > 0 && decides !== null && decides.low > 0;

/** Whether the candidate must hold at the rate that history shows, and is not sure to. */
const failsAtHistory = ({ atHistory: there }: CandidateFacts, { capacity }: Subject["result"]): boolean =>
  there !== null && capacity?.atHistory?.decides === true && !isSure(there);

const onlyWinsAreMissing = (c: CandidateFacts, result: Subject["result"]): boolean =>
  isSure(c) && c.lateDecides === null && !failsAtHistory(c, result);

/** ` With 18 to 21: undecided.` */
function undecidedBetween(dropBelow: number, changeFrom: number | null): string {
  if (changeFrom === null || changeFrom <= dropBelow) return "";
  const last = changeFrom - 1;
  return ` With ${last === dropBelow ? count(last) : `${count(dropBelow)} to ${count(last)}`}: undecided.`;
}

/** `; without them it is +4 a quarter, too little to be sure at 98.3%` */
function withoutLate(c: CandidateFacts, { result }: Subject): string {
  const [late, all, gain] = [known(c.withoutLate), known(c.difference), known(c.perQuarter.difference)];
  if (late === null || all === null || gain === null || all.value === 0) return "";
  const value = (late.value * gain.value) / all.value;
  return `; without them it is ${signed(value, digitsOf({ ...gain, value }))} a quarter, which is not sure at ${percent(result.decision.level)}`;
}

/** The same at the rate at which sales really took leads. */
function atHistory(c: CandidateFacts, { result }: Subject): readonly Text[] {
  const { atHistory: there } = c;
  const d = known(there?.perQuarter.difference);
  const here = known(c.perQuarter.difference);
  if (there === null || d === null || here === null) return [];
  const stated = result.capacity?.leadsPerRepPerDay ?? null;
  const whole = Math.max(digitsOf(d), digitsOf(here));
  const alike = (places: number): boolean => fixed(d.value, places) === fixed(here.value, places);
  const digits = alike(whole) ? 1 : whole;
  const pace = fixed(there.leadsPerRepPerDay, 1).replace(/\.0$/, "");
  return [
    text`At the pace sales really had (${pace} a rep and day${stated === null ? "" : `, not ${fixed(stated, 1).replace(/\.0$/, "")}`}): ${signed(d.value, digits)} a quarter (${range(d, digits)})${alike(digits) ? ", too" : ` instead of ${signed(here.value, digits)}`}.${
      failsAtHistory(c, result) && here.value > 0
        ? " A change must hold there too."
        : d.value > here.value && !alike(digits)
          ? " Fewer slots sharpen the choice."
          : ""
    }`,
  ];
}
