import type { Message } from "../../errors.ts";
import { grouped, quoted as show } from "../../text.ts";

/** Numbers that are written for people. */

/** A pattern of a format, and what a sample is in it. */
type Reading = readonly [format: string, value: string];

export const ambiguousNumbers = (
  column: string,
  sample: string,
  [taken, value]: Reading,
  [other, otherValue]: Reading,
  rows: number,
  of: number,
): Message => ({
  code: "ambiguous-numbers",
  what: `${show(column)} holds numbers that can be read in two ways: ${show(sample)} as ${value} or as ${otherValue} (${grouped(rows)} of ${grouped(of)} values)`,
  mend: `They are read as in ${value}. To settle it, state \`format: { ${column}: ${show(taken)} }\` for the source, or \`format: { ${column}: ${show(other)} }\` if ${otherValue} is right.`,
});

export const writtenNumbers = (
  column: string,
  sample: string,
  value: string,
  format: string,
  rows: number,
  of: number,
): Message => ({
  code: "written-numbers",
  what: `${show(column)} holds numbers written for people, such as ${show(sample)}, read as ${value} (${grouped(rows)} of ${grouped(of)} values)`,
  mend: `All of them fit this reading. To settle it, state \`format: { ${column}: ${show(format)} }\` for the source, or export plain numbers; \`types: { ${column}: category }\` under features if they are codes.`,
});

export const numbersBesideSigns = (column: string, sample: string): Message => ({
  code: "unread-numbers",
  what: `${show(column)} is read as text: each of its numbers has the same signs or words beside it, such as ${show(sample)}`,
  mend: `Export the plain numbers. If they are codes, state \`types: { ${column}: category }\` under features.`,
});

export const numbersAsCode = (column: string, sample: string): Message => ({
  code: "unread-numbers",
  what: `${show(column)} is read as text: its numbers are written as ${show(sample)}`,
  mend: `Export plain decimal numbers, such as 20000. If they are codes, state \`types: { ${column}: category }\` under features.`,
});

export const unreadNumbers = (column: string, sample: string, why: string): Message => ({
  code: "unread-numbers",
  what: `${show(column)} holds numbers written for people, such as ${show(sample)}, that cannot all be read: ${why}`,
  mend: `Export plain numbers of one kind, or state how they are written, such as \`format: { ${column}: "1,234.5" }\` for the source: what does not fit then counts as missing.`,
});

export const fewNumbers = (column: string, rows: number, of: number, sample: string): Message => ({
  code: "few-numbers",
  what: `only ${grouped(rows)} of ${grouped(of)} values of ${show(column)}, which the study states as numbers, can be read as such: others are such as ${show(sample)}`,
  mend: `The others count as missing. State how its numbers are written, such as \`format: { ${column}: "1.234,5" }\` for the source, or export plain numbers.`,
});

export const noNumbers = (column: string, of: number, sample: string): Message => ({
  code: "no-numbers",
  what: `none of ${grouped(of)} values of ${show(column)}, which the study states as numbers, can be read as one, such as ${show(sample)}`,
  mend: `Take it out of \`types\` and \`format\`, or state how its numbers are written, such as \`format: { ${column}: "1.234,5" }\` for the source.`,
});
