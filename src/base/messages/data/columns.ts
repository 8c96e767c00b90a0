import type { Message } from "../../errors.ts";
import { counted, cut, enumerated, grouped, percent, quoted as show } from "../../text.ts";

/** What `check` reports about columns known at creation, leads and stages as a whole. Nothing here stops a run. */

const columnsAre = (n: number): string => (n === 1 ? "column holds" : "columns hold");

export const constantColumns = (columns: readonly (readonly [name: string, value: string])[]): Message => ({
  code: "constant-column",
  what: `${counted(columns.length, columnsAre(columns.length), columnsAre(columns.length))} one value for all leads: ${enumerated(columns.map(([name, value]) => `${show(name)} (${value})`))}`,
  mend: "Nothing can be learnt from them: take them out of features.known_at_creation.",
});

export const nearLevels = (
  column: string,
  groups: readonly (readonly (readonly [level: string, leads: number])[])[],
): Message => ({
  code: "near-duplicate-levels",
  what: `${show(column)} writes ${groups.length === 1 ? "one value" : `${grouped(groups.length)} values`} in several ways: ${groups
    .slice(0, 4)
    .map((levels) => enumerated(levels.map(([level, leads]) => `${show(level)} (${grouped(leads)})`)))
    .join("; ")}${groups.length > 4 ? "; …" : ""}`,
  mend: "Each is a level of its own, and a rule that names one misses the others: write them alike in the export.",
});

export const datesForRanges = (column: string, levels: readonly string[]): Message => ({
  code: "ranges-as-dates",
  what: `${show(column)} holds ${enumerated(levels.slice(0, 4).map(show))} among ranges of numbers: a spreadsheet took ranges for dates (1-10 becomes 10-Jan)`,
  mend: "Each was a range, which a rule would now miss: export the column again, and do not open the file in a spreadsheet before Leadline reads it.",
});

export const garbledLevels = (column: string, levels: number, sample: string, meant: string): Message => ({
  code: "garbled-levels",
  what: `${counted(levels, "value")} of ${show(column)} ${levels === 1 ? "is" : "are"} garbled: ${show(sample)} was ${show(meant)} before it was read in another encoding, or written for a web page`,
  mend: "It is read as it is written. Export the file in UTF-8, without signs such as &amp;.",
});

export const sameIds = (leads: number, one: string, other: string): Message => ({
  code: "same-ids",
  what: `${counted(leads, "lead has", "leads have")} an id that another lead has in other capitals, such as ${show(one)} and ${show(other)}`,
  mend: "Each is a lead of its own. If they are one, its stages and activities are split between the two: export ids in one way.",
});

export const collinear = (pairs: readonly (readonly [a: string, b: string, how: string])[]): Message => ({
  code: "collinear-columns",
  what: `${pairs.length === 1 ? "two columns hold the same information" : `${grouped(pairs.length)} pairs of columns hold the same information`}: ${enumerated(pairs.slice(0, 8).map(([a, b, how]) => `${show(a)} and ${show(b)} (${how})`))}${pairs.length > 8 ? ", …" : ""}`,
  mend: "A model divides the points between them arbitrarily: keep one of each pair in features.known_at_creation.",
});

export const outlier = (column: string, value: number, usual: number, leads: number): Message => ({
  code: "far-value",
  what: `${show(column)} goes up to ${grouped(value)}, though 99 of 100 values are at most ${grouped(usual)} (${counted(leads, "lead")} above ten times that or more)`,
  mend: "Are these slips, test data, or another unit? Models take all values past the last cut alike; a rule by `per` does not.",
});

export const equalLeads = (leads: number, of: number): Message => ({
  code: "equal-leads",
  what: `${grouped(leads)} of ${counted(of, "lead")} equal another lead in every column`,
  mend: "If they are copies of one person, the intervals are narrower than they should be: export each person once.",
});

export const sameAddress = (column: string, leads: number, people: number): Message => ({
  code: "same-address",
  what: `${counted(leads, "lead")} share ${counted(people, "address", "addresses")} in ${show(column)}`,
  mend: "One person counts as several leads: merge them in the export, or leave copies out with `where`.",
});

export const personalColumns = (columns: readonly string[]): Message => ({
  code: "personal-data",
  what: `${enumerated(columns.map(show))} ${columns.length === 1 ? "holds" : "hold"} personal data by ${columns.length === 1 ? "its name or its" : "their names or"} values, and ${columns.length === 1 ? "is" : "are"} listed under known_at_creation`,
  mend: "No value of them reaches a report, but models may learn from them: take them out, or use `flags: { free_email: { domain_of: …, in: free_mail } }` for what an address tells.",
});

export const tellsApart = (column: string, levels: number, leads: number): Message => ({
  code: "id-like-column",
  what: `${show(column)} has ${grouped(levels)} values among ${counted(leads, "lead")} that have one: it identifies each lead and says nothing about it`,
  mend: "Take it out of features.known_at_creation, or export what it tells you (a group, a domain, a size).",
});

export const smallGroups = (column: string, levels: number, leads: number, least: number): Message => ({
  code: "small-groups",
  what: `${counted(levels, "value")} of ${show(column)} ${levels === 1 ? "has" : "have"} fewer than ${counted(least, "lead")} each, ${grouped(leads)} in all`,
  mend: "They count as one group, and no figure shows them by themselves (privacy.min_group). A coarser column would tell more.",
});

export interface MarkerFound {
  readonly column: string;
  readonly marker: string;
  readonly leads: number;
  readonly rate: number | null;
  /** of leads whose value is empty; null: none */
  readonly empty: { readonly leads: number; readonly rate: number | null } | null;
  /** of leads with a value */
  readonly others: number | null;
  /** why a number is one; "" where the word says it */
  readonly why: string;
}

const reach = (rate: number | null): string => (rate === null ? "" : `, ${percent(rate)} reach the outcome`);

const keyOf = ({ column, marker }: MarkerFound): string =>
  `\`missing: { ${cut(column, 60)}: [${/^[\w-]+$/.test(marker) ? marker : JSON.stringify(marker)}] }\``;

export const missingMarker = (found: MarkerFound): Message => ({
  code: "missing-marker",
  what: `${counted(found.leads, "lead")} ${found.leads === 1 ? "has" : "have"} ${show(found.marker)} in ${show(found.column)}${found.why === "" ? "" : `, ${found.why}`}, which looks like a word for no value${reach(found.rate)}${
    found.empty === null
      ? ""
      : `; ${counted(found.empty.leads, "lead")} ${found.empty.leads === 1 ? "has" : "have"} an empty one${reach(found.empty.rate)}`
  }${found.others === null ? "" : `; of those with a value ${percent(found.others)} do`}`,
  mend:
    found.why === "" && found.empty !== null
      ? `It is a level of its own, apart from the empty ones, and may stay so where the two kinds come to different rates. If they mean the same, state ${keyOf(found)} under sources.leads.`
      : `If it means that nothing is known, state ${keyOf(found)} under sources.leads: it then counts as empty.`,
});

export const tellingMissing = (column: string, leads: number, rate: number, others: number): Message => ({
  code: "telling-missing",
  what: `whether ${show(column)} is filled predicts the outcome: ${percent(rate)} of the ${counted(leads, "lead")} without a value reach it, and ${percent(others)} of the others`,
  mend: "If it is filled while a lead is worked, it gives away what came later: take it out of features.known_at_creation. If forms leave it empty, nothing is wrong.",
});

// stages

export const skippedStages = (
  skipped: readonly (readonly [stage: string, leads: number, of: number, next: string])[],
): Message => ({
  code: "skipped-stages",
  what: `leads skip stages: ${enumerated(skipped.map(([stage, leads, of, next]) => `${grouped(leads)} of ${grouped(of)} that reached ${show(next)} were never stamped ${show(stage)}`))}`,
  mend: "A later stage implies the earlier ones at its own time. If they passed unrecorded, nothing is wrong; if the stages are no funnel, take one out of `funnel`.",
});

export const outOfOrder = (
  pairs: readonly (readonly [stage: string, later: string, leads: number, of: number])[],
): Message => ({
  code: "out-of-order",
  what: `stages are entered out of order: ${enumerated(pairs.map(([stage, later, leads, of]) => `${grouped(leads)} of ${grouped(of)} leads entered ${show(later)} before ${show(stage)}`))}`,
  mend: "The earlier stage then counts as reached when the later one was. Is the order of `funnel` right, or are stamps overwritten when a lead comes round again?",
});

export const excludedWins = (leads: number, wins: number, all: number): Message => ({
  code: "excluded-outcomes",
  what: `\`exclude\` leaves out ${counted(leads, "lead")}, ${grouped(wins)} of the ${counted(all, "outcome")} among them`,
  mend: "They stay in the denominator of recall, and no model or definition sees them. If it should leave out tests and own staff, it hides too much.",
});

export const quarterEnd = (stage: string, share: number, of: number): Message => ({
  code: "quarter-end",
  what: `${percent(share)} of ${grouped(of)} ${show(stage)} are dated in the last month of a fiscal quarter; an even spread would be a third`,
  mend: "Deals close when quarters end: leads made late in a quarter win sooner than those made early. Horizons of whole quarters are fairer.",
});

export const onlyBelowZero = "the only one below 0";
export const largestBy = (next: number): string =>
  `the largest (the next is ${next.toLocaleString("en-US")})`;
export const missingOrFew = "(missing or too few leads)";
export const oneFalls = "one falls as the other rises";
export const riseTogether = "they rise together";
export const valuesGoTogether = "each value of one goes with one of the other";
