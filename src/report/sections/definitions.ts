import {
  type Block,
  code,
  details,
  name,
  paragraph,
  type Row,
  type Section,
  type Table,
  type Text,
  tag,
  term,
  text,
} from "../document.ts";
import { count, hundredths, ofHundred, percent, signed } from "../format.ts";
import { type Definition, period, type Subject } from "../subject.ts";
import { scoreOf, shippedText, unitOf } from "../units.ts";
import { cell, estimateCell, numberCell } from "./cells.ts";

/** The one table that the verdict stands on: one row a definition. */
export function definitions(subject: Subject): Section | null {
  if (subject.definitions.length === 0) return null;
  const { capacity } = subject.result;
  const blocks: Block[] = [decisionTable(subject)];
  if (capacity !== null) {
    const intake = capacity.historicalIntake;
    blocks.push(
      paragraph(
        text`${capacity.reps} reps x ${count(capacity.leadsPerRepPerDay)} leads a working day; the queue takes ${
          capacity.order === "score" ? "the best score first" : "the oldest first"
        }, and what finds no ${term("slot")} in its week is lost.${
          intake === null
            ? ""
            : ` History shows ${intake.median.toFixed(1)} leads a rep and day in the median week, ${intake.p90.toFixed(1)} in the busiest tenth.`
        } Intervals are 95%, clustered by account.`,
        "note",
      ),
    );
  }
  for (const said of subject.definitions.flatMap((d) => cutoffText(d, subject))) blocks.push(paragraph(said));
  blocks.push(details(["How each definition reads"], [rulesTable(subject)]));
  blocks.push(
    details(["More about each: precision in other ways, guards, the next quarter"], [moreTable(subject)]),
  );
  return {
    id: "definitions",
    title: "Every definition at sales\u2019 capacity",
    short: "Definitions",
    blocks,
  };
}

/** The cut-off of a definition that takes its own from capacity: what is in force from the as-of date on. */
function cutoffText({ name: of, facts: { cutoff } }: Definition, { result }: Subject): Text[] {
  if (cutoff === null) return [];
  const weights = result.models[cutoff.model]?.weights ?? null;
  const shipped = weights === null ? null : shippedText(cutoff.score, unitOf(weights));
  const promise = cutoff.p === null ? "" : `, a promise of ${ofHundred(cutoff.p)} of 100`;
  return [
    text`From ${result.asOf} on ${name(of)} takes leads with a ${name(cutoff.model)} score of ${scoreOf(cutoff, result)} or more${promise}: what would have filled the slots of the last full quarter. The weights and the SQL use this cut-off${
      shipped === null ? "" : ` (${shipped} in the shipped points)`
    }.`,
  ];
}

function decisionTable(subject: Subject): Table {
  return {
    kind: "table",
    caption: `Judged quarters together: ${period(subject)}`,
    sortable: true,
    cards: true,
    columns: [
      { title: [term("definition", "Definition")] },
      { title: [term("wins per slot", "Wins of 100 slots")], number: true },
      { title: ["Against incumbent"], number: true },
      { title: [term("precision", "Wins of 100 served")], number: true },
      { title: [term("served", "Served")], number: true },
      { title: [term("idle", "Idle")], number: true },
      { title: [term("overflow", "Overflow")], number: true },
      { title: [term("recall", "Found in time")], number: true },
    ],
    rows: subject.definitions.map((d) => decisionRow(d, subject)),
  };
}

function decisionRow(d: Definition, { result, incumbent }: Subject): Row {
  const { pooled } = d.facts;
  const none = pooled.quarters === 0;
  const said = d.facts.incumbent ? tag("incumbent") : d.candidate?.verdict ? tag(d.candidate.verdict) : null;
  const shareOfSlots = (n: number): string =>
    pooled.slots > 0 ? `${percent(n / pooled.slots)} of slots` : "";
  return {
    colour: d.colour,
    strong: d.name === result.decision.candidate,
    cells: [
      cell(said === null ? [name(d.name)] : [name(d.name), " ", said]),
      estimateCell(pooled.winsPerSlot, hundredths),
      estimateCell(pooled.difference, (x) => signed(100 * x), incumbent === null ? "no incumbent" : ""),
      estimateCell(pooled.precision, hundredths),
      numberCell(none ? null : pooled.served, count, `${count(pooled.wins)} won`),
      numberCell(none ? null : pooled.idle, count, shareOfSlots(pooled.idle)),
      numberCell(none ? null : pooled.overflow, count, `of ${count(pooled.volume)} that crossed`),
      estimateCell(pooled.recall, percent),
    ],
  };
}

const rulesTable = ({ definitions }: Subject): Table => ({
  kind: "table",
  caption: "The rules, as the study states them",
  columns: [{ title: ["Definition"] }, { title: ["Rule"] }],
  rows: definitions.map((d) => ({
    colour: d.colour,
    cells: [cell([name(d.name)]), cell([code(d.facts.text)])],
  })),
});

function moreTable({ definitions }: Subject): Table {
  const guards = [...new Set(definitions.flatMap((d) => Object.keys(d.facts.pooled.guards)))];
  return {
    kind: "table",
    caption: "Percentages; the interval below",
    columns: [
      { title: ["Definition"] },
      { title: ["Of all that crossed"], number: true },
      { title: ["Without late crossings"], number: true },
      { title: ["Late"], number: true },
      { title: ["Worked, of served"], number: true },
      { title: ["Had all been worked"], number: true },
      ...guards.map((guard) => ({ title: [`Reached ${guard}`], number: true })),
      { title: ["Wins of 100 slots, next quarter"], number: true },
    ],
    rows: definitions.map(({ name: of, colour, facts: { pooled } }) => ({
      colour,
      cells: [
        cell([name(of)]),
        estimateCell(pooled.precisionAll, percent),
        estimateCell(pooled.precisionWithoutLate, percent),
        numberCell(pooled.late),
        numberCell(
          pooled.worked === null || pooled.served === 0 ? null : pooled.worked / pooled.served,
          percent,
        ),
        cell(
          pooled.policyBounds === null
            ? "\u2013"
            : `${percent(pooled.policyBounds[0])} to ${percent(pooled.policyBounds[1])}`,
        ),
        ...guards.map((guard) => estimateCell(pooled.guards[guard] ?? null, percent)),
        estimateCell(pooled.nextQuarter, hundredths),
      ],
    })),
  };
}
