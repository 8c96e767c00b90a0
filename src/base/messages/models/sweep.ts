import type { Message } from "../../errors.ts";
import type { OutcomeWords } from "../../outcome-words.ts";
import { counted } from "../../text.ts";

export const nothingVaried = (): Message => ({
  code: "nothing-varied",
  what: "the study varies nothing",
  mend: "Add what to try, for example `vary: { models.logit.penalty: [ridge, lasso], capacity.reps: [6, 8] }`; `leadline run` is for the study as it is.",
});

export const notSweepable = (why: string): Message => ({
  code: "not-sweepable",
  what: `a sweep compares definitions over past quarters, and ${why}`,
  mend: "State the outcome as a dated stage, `definitions` with candidates, and `capacity`; see `leadline check`.",
});

/** Wins of a hundred slots, with one decimal. */
const per100 = (value: number): string => (100 * value).toFixed(1);

/**
 * `Picked anew at the start of each of 4 quarters, the best of 40 would have brought 21.3 opportunities per 100 slots, 1.2
 * more than the incumbent (-0.8 to 3.2). What looks best in hindsight shows 24.0.`
 */
export function sweepSentence(of: {
  readonly tried: number;
  readonly quarters: number;
  readonly wins: number;
  readonly difference: { readonly value: number; readonly low: number; readonly high: number } | null;
  readonly naive: number | null;
  readonly outcome: OutcomeWords;
}): string {
  const { difference } = of;
  const against =
    difference === null
      ? ""
      : `, ${per100(Math.abs(difference.value))} ${difference.value < 0 ? "fewer" : "more"} than the incumbent (difference ${per100(difference.low)} to ${per100(difference.high)})`;
  const hindsight =
    of.naive === null
      ? ""
      : ` What looks best in hindsight shows ${per100(of.naive)} over the same quarters${of.naive > of.wins ? "; do not expect that of the next quarter, for it was chosen by looking at them" : ""}.`;
  return `Picked anew at the start of ${of.quarters === 1 ? "one quarter" : `each of ${of.quarters} quarters`}, by what was known then, the best of ${counted(of.tried, "candidate")} would have brought ${per100(of.wins)} ${of.outcome.many} per 100 slots${against}.${hindsight}`;
}

/**
 * How many candidates a sweep tried, and where that is more, its lineage with it.
 * @param digests one a row: rows of one candidate differ in capacity
 */
export function sweepTried(digests: readonly string[], tried: number): string {
  const own = new Set(digests).size;
  const said = counted(own, "candidate tried", "candidates tried");
  return tried > own ? `${said}, ${tried} with those tried before` : said;
}

export const sweepUnpicked = (tried: number, reason: string): string =>
  `${counted(tried, "candidate")} ${tried === 1 ? "was" : "were"} judged, and what choosing among them is worth cannot be said: ${reason}.`;

export const noCandidate = "the study has no candidate";
