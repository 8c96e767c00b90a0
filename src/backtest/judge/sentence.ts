import type { OutcomeWords } from "../../base/outcome-words.ts";
import { counted, grouped } from "../../base/text.ts";
import type { CandidateFacts } from "../../result/type.ts";

/** The study's own words: how the outcome is called, and how many reps take leads (null: not said). */
export interface Speech {
  readonly outcome: OutcomeWords;
  readonly reps: number | null;
}

export const noVerdict = (reason: string): string => `No verdict: ${reason}.`;

const verbs = { change: "Change to", pilot: "Pilot", drop: "Drop", keep: "Keep" };

/**
 * What the head of sales can read aloud: the verdict, the difference as outcomes a quarter with its interval, what the
 * doubt is, what would settle it, and why it is this candidate.
 */
export function sentenceOf(
  c: CandidateFacts,
  incumbent: string,
  speech: Speech,
  because: string | null = null,
): string {
  const verdict =
    c.verdict === null
      ? `No verdict on ${c.name}`
      : c.verdict === "cannot tell"
        ? `Cannot tell whether ${c.name} is better`
        : `${verbs[c.verdict]} ${c.name}`;
  const parts = [
    `${verdict}. ${differenceInWords(c, incumbent, speech)}.`,
    ...doubtInWords(c),
    ...(because === null ? [] : [because]),
  ];
  return parts.join(" ");
}

/** `It would bring about 6 more opportunities a quarter than incumbent (95% interval 3 to 9), with the same 2 reps` */
export function differenceInWords(c: CandidateFacts, incumbent: string, speech: Speech): string {
  const { difference: d } = c.perQuarter;
  if (d.value === null) return `How it compares with ${incumbent} cannot be computed: ${d.reason}`;
  if (d.n === 0) return `It passes on the same leads as ${incumbent}`;
  // with one decimal where whole numbers would hide the difference, the same for all three
  const digits = Math.abs(d.value) >= 3 ? 0 : 1;
  const show = (x: number): string => x.toFixed(digits).replace(/^-(0(\.0)?)$/, "$1");
  const more = d.value >= 0 ? "more" : "fewer";
  const reps =
    speech.reps === null
      ? ""
      : speech.reps === 1
        ? ", with the same rep"
        : `, with the same ${grouped(speech.reps)} reps`;
  return `It would bring about ${show(Math.abs(d.value))} ${more} ${speech.outcome.many} a quarter than ${incumbent} (95% interval ${show(d.low)} to ${show(d.high)})${reps}`;
}

function doubtInWords(c: CandidateFacts): string[] {
  const reason = `${c.reason.charAt(0).toUpperCase()}${c.reason.slice(1)}.`;
  if (c.verdict === "change" || c.verdict === "drop") return [reason];
  const { n, quarters, slow } = c.pilot;
  if (n === null)
    return [`Not yet proven: ${c.reason}.`, `No pilot can be sized: ${c.pilot.reason ?? "unknown"}.`];
  const takes =
    quarters === null || quarters <= 1
      ? ""
      : ` At today's inflow that takes about ${counted(Math.ceil(quarters), "quarter")}${slow ? ", too long: a larger smallest gain or a wider definition would shorten it" : ""}.`;
  return [
    `Not yet proven: ${c.reason}.`,
    `To settle it, have sales work ${grouped(n)} of these leads, picked at random.${takes}`,
  ];
}

/** Why the verdict speaks of this candidate where another one looks better; null: none does. */
export function betterLooking(best: CandidateFacts, all: readonly CandidateFacts[]): string | null {
  const value = (c: CandidateFacts): number => c.difference.value ?? Number.NEGATIVE_INFINITY;
  const [other] = all.filter((c) => c !== best && value(c) > value(best)).sort((a, b) => value(b) - value(a));
  if (other === undefined || other.difference.value === null) return null;
  const gain = `${(100 * other.difference.value).toFixed(1)} per 100 slots`;
  const sign = other.difference.value >= 0 ? "+" : "";
  const why =
    best.verdict === "change"
      ? other.verdict === "change"
        ? "more of its gain rests on leads that nobody worked"
        : other.reason
      : other.pilot.n === null
        ? `no pilot can be sized for it (${other.pilot.reason ?? "unknown"})`
        : `a pilot of it would take about ${counted(Math.ceil(other.pilot.quarters ?? 0), "quarter")}`;
  return `${other.name} looks better (${sign}${gain}), but ${why}; ${best.name} is the best that ${best.verdict === "change" ? "holds already" : "can be tested"}.`;
}
