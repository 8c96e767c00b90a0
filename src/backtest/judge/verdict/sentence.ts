import { digitsOf } from "../../../base/estimate.ts";
import {
  looksBetter,
  noPilotOf,
  noPilotSize,
  notComparable,
  notYetProven,
  passesOnTheSame,
  pilotTakes,
  pilotTooLong,
  restsMoreOnUnworked,
  stayWith,
  toSettle,
  verdictOn,
  wouldBring,
} from "../../../base/messages/models/verdict.ts";
import type { OutcomeWords } from "../../../base/outcome-words.ts";
import type { CandidateFacts } from "../../../result/type.ts";

/** The study's own words: the name of the outcome, and how many reps take leads (null: not stated). */
export interface Speech {
  readonly outcome: OutcomeWords;
  readonly reps: number | null;
}

/**
 * What the head of sales can read aloud: the verdict, the difference in outcomes a quarter with its interval, the
 * doubt, what would settle it, and why it is about this candidate.
 */
export function sentenceOf(
  c: CandidateFacts,
  incumbent: string,
  speech: Speech,
  because: string | null = null,
): string {
  const parts = [
    `${verdictOn(c.verdict === "keep" ? incumbent : c.name, c.verdict)}. ${differenceInWords(c, incumbent, speech)}.`,
    ...doubtInWords(c, incumbent),
    ...(because === null ? [] : [because]),
  ];
  return parts.join(" ");
}

/** `It would bring about 6 more opportunities a quarter than incumbent (95% interval 3 to 9), with the same 2 reps` */
export function differenceInWords(c: CandidateFacts, incumbent: string, speech: Speech): string {
  const { difference: d } = c.perQuarter;
  if (d.value === null) return notComparable(incumbent, d.reason);
  if (d.n === 0) return passesOnTheSame(incumbent);
  const digits = digitsOf(d);
  // for fewer outcomes the interval is reversed, so that all three numbers have the same direction
  const [low, high] = d.value >= 0 ? [d.low, d.high] : [-d.high, -d.low];
  const show = (x: number): string => x.toFixed(digits).replace(/^-(0(\.0)?)$/, "$1");
  return wouldBring({
    by: show(Math.abs(d.value)),
    low: show(low),
    high: show(high),
    more: d.value >= 0,
    many: speech.outcome.many,
    incumbent,
    reps: speech.reps,
    // the verdict is about the incumbent then, and the figures about the candidate that looks best
    ...(c.verdict === "keep" ? { who: c.name } : {}),
  });
}

function doubtInWords(c: CandidateFacts, incumbent: string): string[] {
  const reason = `${c.reason.charAt(0).toUpperCase()}${c.reason.slice(1)}.`;
  if (c.verdict === "change" || c.verdict === "drop" || c.verdict === "keep") return [reason];
  const { n, quarters, slow } = c.pilot;
  if (n === null) return [notYetProven(c.reason), noPilotSize(c.pilot.reason ?? "unknown")];
  if (c.verdict === "pilot") return [notYetProven(c.reason), toSettle(n, quarters, slow)];
  const fewer = c.difference.value !== null && c.difference.high < 0;
  return [
    notYetProven(c.reason),
    fewer || quarters === null ? stayWith(incumbent) : pilotTooLong(n, quarters),
  ];
}

/** Why the verdict is about this candidate although another one looks better; null: none does. */
export function betterLooking(best: CandidateFacts, all: readonly CandidateFacts[]): string | null {
  const value = (c: CandidateFacts): number => c.difference.value ?? Number.NEGATIVE_INFINITY;
  const [other] = all.filter((c) => c !== best && value(c) > value(best)).sort((a, b) => value(b) - value(a));
  if (other === undefined || other.difference.value === null) return null;
  const sign = other.difference.value >= 0 ? "+" : "";
  const gain = `${sign}${(100 * other.difference.value).toFixed(1)}`;
  const why =
    best.verdict === "change"
      ? other.verdict === "change"
        ? restsMoreOnUnworked
        : other.reason
      : other.pilot.n === null
        ? noPilotOf(other.pilot.reason ?? "unknown")
        : pilotTakes(other.pilot.quarters ?? 0);
  return looksBetter(other.name, gain, why, best.name, best.verdict === "change");
}
