import { grouped } from "../../base/text.ts";
import type { CandidateFacts } from "../type.ts";

export const noVerdict = (reason: string): string => `No verdict: ${reason}.`;

/**
 * What the head of sales can read aloud: the verdict, the difference as wins of 100 slots with its interval, and what
 * the doubt is and what would settle it.
 */
export function sentenceOf(c: CandidateFacts, incumbent: string): string {
  const verdict = c.verdict === "change" ? `Change to ${c.name}` : `Pilot ${c.name}`;
  return `${verdict}: ${differenceInWords(c, incumbent)}. ${doubtInWords(c)}`;
}

/** `4.1 more wins per 100 slots than incumbent (-0.3 to 8.6)` */
export function differenceInWords(c: CandidateFacts, incumbent: string): string {
  const { difference: d } = c;
  if (d.value === null) return `how it compares with ${incumbent} cannot be computed (${d.reason})`;
  const hundred = (x: number): string => (Math.abs(x) < 0.0005 ? "0.0" : (100 * x).toFixed(1));
  if (d.n === 0) return `it fills the slots with the same leads as ${incumbent}`;
  const more = d.value >= 0 ? "more" : "fewer";
  return `${hundred(Math.abs(d.value))} ${more} wins per 100 slots than ${incumbent} (${hundred(d.low)} to ${hundred(d.high)})`;
}

/** `Unsure because 41% of the leads it adds were never worked; a random 120 would settle it.` */
export function doubtInWords(c: CandidateFacts): string {
  if (c.verdict === "change") return `Sure enough: ${c.reason}.`;
  const settle =
    c.pilot.n === null
      ? `no pilot can be sized: ${c.pilot.reason ?? "unknown"}`
      : `a random ${grouped(c.pilot.n)} of them, worked whatever their score, would settle it${c.pilot.reason === null ? "" : ` (${c.pilot.reason})`}`;
  return `Unsure because ${c.reason}; ${settle}.`;
}
