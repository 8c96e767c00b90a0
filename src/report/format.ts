import type { Estimated } from "../base/estimate.ts";
import { grouped } from "../base/text.ts";

/** How numbers are written: frequencies per 100 for people, percentages in tables, a true minus sign. */

const minus = (text: string): string =>
  /^-0(\.0+)?%?$/.test(text) ? text.slice(1) : text.replace("-", "\u2212");

/** A count; shares of tied leads make some of them fractions: `126.6`. */
export const count = (n: number): string =>
  Math.abs(n - Math.round(n)) < 1e-6
    ? minus(grouped(Math.round(n)))
    : minus(grouped(Math.round(n * 10) / 10));

/** Leads in a table as a whole number: ties share slots, so parts of leads occur; result.json has the decimals. */
export const whole = (n: number): string => (n > 0 && n < 0.5 ? "under 1" : minus(grouped(Math.round(n))));

export const fixed = (x: number, digits: number): string => minus(x.toFixed(digits));

/** `26.5` per hundred */
export const hundredths = (x: number): string => fixed(100 * x, 1);

/** `27` per hundred, for sentences; below 10 with one decimal, so that 0.4 does not read as none. */
export const ofHundred = (x: number): string => fixed(100 * x, Math.abs(100 * x) < 9.95 && x !== 0 ? 1 : 0);

export const percent = (x: number): string => `${fixed(100 * x, 1)}%`;

/** `+4.7`, `−0.3`, `0.0` */
export const signed = (x: number, digits = 1): string => {
  const text = fixed(x, digits);
  return x > 0 && !/^0(\.0+)?$/.test(text) ? `+${text}` : text;
};

/** Money in the unit of the file or study: whole, below 100 with one decimal. */
export const money = (x: number): string =>
  count(Math.abs(x) < 100 ? Math.round(10 * x) / 10 : Math.round(x));
/** `+12,300` */
export const signedMoney = (x: number): string => `${x > 0 ? "+" : ""}${money(x)}`;

export type Format = (x: number) => string;

/** Numbers with that many decimals. */
export const decimals =
  (digits: number): Format =>
  (x) =>
    fixed(x, digits);

/** Numbers with a sign and that many decimals. */
export const signedBy =
  (digits: number): Format =>
  (x) =>
    signed(x, digits);

/** `27%` */
export const wholePercent: Format = (x) => `${fixed(100 * x, 0)}%`;

/** Counts that ties or forecasts make fractions, as whole numbers. */
export const rounded: Format = (x) => count(Math.round(x));

/** `23.5 to 29.7` */
export const interval = (e: Estimated, format: Format): string =>
  e.value === null ? "" : `${format(e.low)} to ${format(e.high)}`;

/** `26.5 (23.5 to 29.7)`, or a dash */
export const withInterval = (e: Estimated, format: Format): string =>
  e.value === null ? "\u2013" : `${format(e.value)} (${interval(e, format)})`;

/** `27 in 100 (24 to 30)` */
export const frequency = (e: Estimated): string =>
  e.value === null ? `unknown (${e.reason})` : `${ofHundred(e.value)} in 100 (${interval(e, ofHundred)})`;

/** The text with a capital, for a sentence that starts with a word of ours. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `a`, `a and b`, `a, b and c` */
export const listed = (items: readonly string[]): string =>
  items.length < 2 ? (items[0] ?? "") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;

/** A text cut at its end: at most `most` characters, the last one an ellipsis. */
export function shortened(text: string, most: number): string {
  const letters = [...new Intl.Segmenter("en").segment(text)].map((part) => part.segment);
  return letters.length <= most ? text : `${letters.slice(0, Math.max(1, most - 1)).join("")}\u2026`;
}

/** A text cut in the middle, so that names that differ at their ends stay different. */
export function shortenedMiddle(text: string, most: number): string {
  const letters = [...new Intl.Segmenter("en").segment(text)].map((part) => part.segment);
  if (letters.length <= most) return text;
  const tail = Math.max(1, Math.floor((most - 1) * 0.6));
  return `${letters.slice(0, Math.max(1, most - 1 - tail)).join("")}\u2026${letters.slice(-tail).join("")}`;
}

/** `FY2025-Q4 to FY2027-Q1`; `none` */
export const spanOf = (names: readonly string[]): string =>
  names.length === 0 ? "none" : names.length === 1 ? `${names[0]}` : `${names[0]} to ${names.at(-1)}`;
