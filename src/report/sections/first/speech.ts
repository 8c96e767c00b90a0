import { digitsOf, type Estimate, type Estimated } from "../../../base/estimate.ts";
import { theSameReps } from "../../../base/messages/models/verdict.ts";
import type { CandidateFacts, Verdict } from "../../../result/type.ts";
import { name, type Text, text } from "../../document.ts";
import { fixed, shortened } from "../../format.ts";
import type { Definition, Subject } from "../../subject.ts";

/** Words about a verdict that a head of sales can read aloud. */

export const verdictWords: Readonly<Record<Verdict, string>> = {
  change: "Change to",
  keep: "Keep",
  pilot: "Pilot",
  drop: "Drop",
  "cannot tell": "Cannot tell about",
};

/** The tag of a row; at most one row is the pilot. */
export const tagOf = (c: CandidateFacts): string | null =>
  c.verdict === "pilot" && !c.recommended ? "also tried" : c.verdict;

/** The name of a definition for people: its label, or else its name. */
export const called = (d: Definition): string => d.facts.label ?? d.name;

/** `3 to 9`, `-0.9 to 2.4`, each with its sign where asked for */
export const range = (e: Estimate, digits: number): string =>
  `${fixed(e.low, digits)} to ${fixed(e.high, digits)}`;

export const known = (e: Estimated | null | undefined): Estimate | null =>
  e === null || e === undefined || e.value === null ? null : e;

/** `about 6 more opportunities a quarter (3 to 9): 33 instead of 27, with the same 2 reps` */
export function gainSentence(c: CandidateFacts, { result, outcome }: Subject): string | null {
  const d = known(c.perQuarter.difference);
  if (d === null) return null;
  if (d.n === 0) return "It passes on the same leads as today\u2019s definition.";
  const digits = digitsBeside(c);
  const fewer = d.value < 0;
  const [candidate, incumbent] = [known(c.perQuarter.candidate), known(c.perQuarter.incumbent)];
  const both =
    candidate === null || incumbent === null
      ? ""
      : `: ${fixed(candidate.value, digits)} instead of ${fixed(incumbent.value, digits)}`;
  const { capacity } = result;
  const reps =
    capacity === null ? "" : `, with ${theSameReps(capacity.fromFile === true ? null : capacity.reps)}`;
  const verb = c.verdict === "drop" || fewer ? "would bring" : "would bring about";
  return `${c.verdict === "keep" ? c.name : "It"} ${verb} ${fixed(Math.abs(d.value), digits)} ${fewer ? "fewer" : "more"} ${outcome.many} a quarter (${aloud(d, digits)})${both}${reps}.`;
}

/**
 * The interval of a difference beside its "more" or "fewer": `3 to 9`; where it holds 0, each end says which it is: `0.9
 * fewer to 3.0 more`.
 */
function aloud({ value, low, high }: Estimate, digits: number): string {
  const end = (x: number): string => fixed(Math.abs(x), digits);
  if (low < 0 && high > 0) return `${end(low)} fewer to ${end(high)} more`;
  // for fewer outcomes the interval is reversed, so that all numbers have the same direction
  return value < 0 ? `${end(high)} to ${end(low)}` : `${end(low)} to ${end(high)}`;
}

/** Decimals with which a gain stands beside what both bring: one where whole numbers do not add up (4 more: 87, 84). */
export function digitsBeside({ perQuarter }: CandidateFacts): number {
  const [gain, ours, theirs] = [perQuarter.difference, perQuarter.candidate, perQuarter.incumbent].map(known);
  if (!gain) return 0;
  const addUp =
    !ours ||
    !theirs ||
    Math.round(Math.abs(gain.value)) === Math.abs(Math.round(ours.value) - Math.round(theirs.value));
  return addUp ? digitsOf(gain) : 1;
}

/** Why it is not proven, or that it is. */
export function proofSentence(c: CandidateFacts): string {
  const reason = `${c.reason.charAt(0).toUpperCase()}${c.reason.slice(1)}`.replace(/\.$/, "");
  switch (c.verdict) {
    case "change":
    case "drop":
    case "keep":
      return `${reason}.`;
    default:
      return `Not proven yet: ${reason.charAt(0).toLowerCase()}${reason.slice(1)}.`;
  }
}

/** The most characters of a definition's description in a note. */
const longestSays = 90;

/** ` incumbent, today's definition: reaches mql.`; nothing without an incumbent */
export const todayIs = ({ incumbent }: Subject): Text =>
  incumbent === null
    ? []
    : text` ${name(incumbent.name)}, today\u2019s definition: ${shortened(incumbent.facts.says, longestSays)}.`;

/** The worst case in outcomes a quarter; null: it cannot be computed, or nobody says what sales can take. */
export function worstCase(c: CandidateFacts, { result }: Subject): number | null {
  const slots = (result.capacity?.quarters ?? []).filter(({ quarter }) => c.quarters.includes(quarter));
  return c.worstCaseLow === null || slots.length === 0
    ? null
    : (c.worstCaseLow * slots.reduce((sum, quarter) => sum + quarter.slots, 0)) / slots.length;
}
