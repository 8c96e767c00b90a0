import type { Message } from "../../errors.ts";
import { didYouMean, grouped, quoted as show } from "../../text.ts";

/** Messages about tables in memory. */

export const noSuchTable = (name: string, there: readonly string[]): Message => ({
  code: "no-such-table",
  what: `there is no table ${show(name)}`,
  mend: `Give it under the name that the study writes as \`file\`; ${didYouMean(name, there)}`,
});

export const raggedTable = (
  name: string,
  column: string,
  rows: number,
  other: string,
  otherRows: number,
): Message => ({
  code: "ragged-table",
  what: `the columns of ${show(name)} differ in length: ${show(column)} has ${grouped(rows)} values, ${show(other)} has ${grouped(otherRows)}`,
  mend: "Give each column one value a row, null where it is missing.",
});
