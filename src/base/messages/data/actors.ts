import type { Message } from "../../errors.ts";
import { counted, cut, didYouMean, grouped } from "../../text.ts";

/** What can be wrong with who acted: `by` of activities, and `worked: { activity }`. */

const show = (value: string): string => JSON.stringify(cut(value, 60));

/** So many are listed by name. */
const mostListed = 10;

export const unknownActors = (
  file: string,
  column: string,
  values: readonly (readonly [value: string, rows: number])[],
): Message => {
  const listed = values
    .slice(0, mostListed)
    .map(([value, rows]) => `${show(value)} (${counted(rows, "row")})`);
  const more = values.length - listed.length;
  const [first] = values[0] ?? [""];
  return {
    code: "unknown-actor",
    what: `${file}: the column ${show(column)} names ${counted(values.length, "actor")} that ${values.length === 1 ? "is" : "are"} not lead, marketing or sales: ${listed.join(", ")}${more > 0 ? ` and ${grouped(more)} more` : ""}`,
    mend: `Say who they are: \`by: { column: ${column}, sales: [${cut(first, 40)}], marketing: [...], lead: [...] }\`; or \`by: { is: sales }\` if sales wrote the whole file. Acts of sales never feed a score: taken for the lead's own, they would predict what sales decides.`,
  };
};

export const noActor = (file: string, column: string, rows: number, all: number): Message => ({
  code: "no-actor",
  what: `${file}: the column ${show(column)} is empty in ${grouped(rows)} of ${counted(all, "row")}`,
  mend: "They count as the lead's own. If sales did them, fill in the column.",
});

export const actorTwice = (value: string, first: string, second: string): Message => ({
  code: "actor-twice",
  what: `${show(value)} is listed under both ${first} and ${second}`,
  mend: "keep it under one of the two",
});

export const noActorMap = (): Message => ({
  code: "missing-key",
  what: "`by` has neither `column` nor `is`",
  mend: "write `by: actor`, `by: { column: role, sales: [SDR, AE] }` or, for a file that sales wrote, `by: { is: sales }`",
});

export const unknownWorkedActivity = (activity: string, known: readonly string[]): Message => ({
  code: "unknown-activity",
  what: `no row of the activities files has the type ${show(activity)}`,
  mend: `With it nobody would count as worked; ${didYouMean(activity, known)}`,
});
