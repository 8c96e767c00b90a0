import { digitsOf } from "../../../base/estimate.ts";
import { outcomeWords } from "../../../base/outcome-words.ts";
import { counted } from "../../../base/text.ts";
import type { CapacityFacts } from "../../../result/type.ts";
import {
  type Block,
  code,
  details,
  link,
  name,
  paragraph,
  type Row,
  type Section,
  type Spark,
  type Table,
  type Text,
  tag,
  term,
  text,
} from "../../document.ts";
import {
  capital,
  count,
  decimals,
  fixed,
  hundredths,
  listed,
  percent,
  shortened,
  signedBy,
  spanOf,
  wholePercent,
} from "../../format.ts";
import { type Definition, period, related, type Subject } from "../../subject.ts";
import { scoreOf, shippedText, unitOf } from "../../units.ts";
import { cell, estimateCell, numberCell } from "../cells.ts";
import { tagOf } from "../first/speech.ts";
import { estimates, numbers, onRight, tableOf, texts } from "../table.ts";

/** The most characters of a definition's description below its name. */
const longestSaying = 90;

/** The table behind the verdict: one row for each definition; then what agrees with it, and the files. */
export function definitions(subject: Subject): Section | null {
  if (subject.definitions.length === 0) return null;
  const { capacity } = subject.result;
  const replayed = subject.definitions.some((d) => d.facts.pooled.covers.length > 0);
  const blocks: Block[] = [];
  if (replayed) {
    blocks.push(decisionTable(subject));
    if (subject.result.decision.verdict !== null) blocks.push({ kind: "lines", labels: signers });
  } else
    blocks.push(
      paragraph(text`No quarter is old enough to judge yet, so there are no figures to compare.`),
      rulesTable(subject),
    );
  blocks.push(filesLine(subject));
  if (capacity !== null) blocks.push(paragraph(capacityText(subject), "note"));
  for (const said of subject.definitions.flatMap((d) => cutoffText(d, subject))) blocks.push(paragraph(said));
  if (replayed) {
    blocks.push(details(["What each definition says"], [rulesTable(subject)]));
    blocks.push(details(["More figures for each definition"], [moreTable(subject)]));
  }
  return {
    id: "definitions",
    title: "What each definition would have brought, given what sales can handle",
    short: "Definitions",
    blocks,
  };
}

/** How many warnings there are, and the files beside the page. */
export function filesLine({ result: { warnings, models }, beside }: Subject): Block {
  const said = `${warnings.length === 0 ? "No warnings" : counted(warnings.length, "warning")} (see The data)`;
  if (!beside) return paragraph([said], "note");
  return paragraph(
    text`${said} \u00b7 files: ${link("result.json", "numbers")}, ${link("report.md", "Markdown")}${
      Object.values(models).some((m) => m.weights !== null)
        ? [", ", link("weights", "weights"), ", ", link("exports", "SQL")]
        : []
    }`,
    "note",
  );
}

const signers = ["Agreed: VP Sales", "VP Marketing", "Date"];

function capacityText(subject: Subject): Text {
  const {
    result: { capacity },
    definitions,
  } = subject;
  if (capacity === null) return [];
  const { reps, leadsPerRepPerDay, order, historicalIntake: seen, since, because } = capacity;
  const pace = trimmed(leadsPerRepPerDay);
  const each = reps === 1 ? "One rep takes" : `${trimmed(reps)} reps each take`;
  const history =
    seen === null
      ? ""
      : ` In a typical week reps took ${trimmed(seen.median)} a day each; in the busiest 10% of weeks, ${trimmed(seen.p90)}.`;
  const why = because === null ? "" : ` There is more since ${since ?? "then"}: ${because}.`;
  const parts = definitions.some(({ facts: { pooled: p } }) =>
    [p.served, p.wins, p.volume].some((n) => n % 1 !== 0),
  )
    ? " Counts are rounded: where leads of one score compete for the last slots of a week, each counts in part."
    : "";
  const daily = definitions.flatMap(({ name: own, facts }) => (facts.byMorning === true ? [own] : []));
  const mornings =
    daily.length === 0
      ? ""
      : ` ${listed(daily)} ${daily.length === 1 ? "takes" : "take"} the best open leads of each working morning instead, and the others wait.`;
  const ofFile = capacity.quarters.flatMap(({ reps: n }) => (n === undefined ? [] : [n]));
  const present =
    ofFile.length === 0
      ? ""
      : ` The study\u2019s file of reps says who was there: ${trimmed(Math.min(...ofFile))} to ${trimmed(Math.max(...ofFile))} by quarter, of which this is the mean.`;
  return text`${each} ${pace} ${leadsPerRepPerDay === 1 ? "lead" : "leads"} per working day.${openText(capacity)}${present} Each week the ${
    order === "score" ? "best-scoring" : "oldest"
  } leads are taken first; a lead that gets no ${term("slot")} that week is lost.${mornings}${history}${why} ${term("interval", "Intervals")} are 95%${related(subject)}.${parts}${linesText(subject)}`;
}

/** How many leads a rep works at a time, and how long each; nothing where the study does not say. */
function openText({ maxOpen, quarters }: CapacityFacts): string {
  if (maxOpen === undefined) return "";
  const days = quarters.flatMap(({ daysInHand: of }) =>
    of === undefined || of.days === null ? [] : [of.days],
  );
  const range = (of: readonly number[]): string => {
    const [low, high] = [trimmed(Math.min(...of)), trimmed(Math.max(...of))];
    return low === high ? low : `${low} to ${high}`;
  };
  const stays =
    days.length === 0
      ? "Too few leads say how long sales works one, so this limits nothing."
      : `By what was known when each quarter began, sales works a lead for ${range(days)} working days, so a rep takes at most ${range(days.map((of) => maxOpen / of))} a day; the rate above is the mean of what that leaves.`;
  return ` Each has at most ${trimmed(maxOpen)} leads open at a time. ${stays}`;
}

const trimmed = (x: number): string => fixed(x, 1).replace(/\.0$/, "");

/** The cut-off of a definition that takes its own from capacity: the one in force from the as-of date on. */
function cutoffText({ name: of, facts: { cutoff } }: Definition, { result, outcome }: Subject): Text[] {
  if (cutoff === null) return [];
  const weights = result.models[cutoff.model]?.weights ?? null;
  const shipped = weights === null ? null : shippedText(cutoff.score, unitOf(weights));
  const score = scoreOf(cutoff, result);
  const { activities } = cutoff;
  if (activities !== undefined)
    return [
      activities.length === 0
        ? text`No activity is rare enough to fit the slots of the last full quarter: from ${result.asOf} on ${name(of)} would pass nobody on.`
        : text`From ${result.asOf} on ${name(of)} would pass a lead to sales when it does ${activities.length === 1 ? "this" : "one of these"}: ${listed(activities)}. With one activity more it would have passed on more leads in the last full quarter than there were slots.${
            shipped === null ? "" : ` (In the exported SQL: score >= ${shipped}.)`
          }`,
    ];
  const when =
    cutoff.p === null
      ? text`its ${name(cutoff.model)} score is ${score} or more`
      : text`its predicted chance of ${becoming(outcome.oneDid)} is ${percent(cutoff.p).replace(/\.0%$/, "%")} or more (${name(cutoff.model)} score ${score})`;
  return [
    text`From ${result.asOf} on ${name(of)} would pass a lead to sales when ${when}. That would have filled the slots of the last full quarter.${
      shipped === null ? "" : ` (In the exported SQL: score >= ${shipped}.)`
    }`,
  ];
}

/** `becoming an opportunity`, `reaching the outcome` */
const becoming = (oneDid: string): string =>
  oneDid.startsWith("became ") ? oneDid.replace(/^became/, "becoming") : "reaching the outcome";

function decisionTable(subject: Subject): Table {
  const { outcome } = subject;
  const highest = highestOf(subject);
  return {
    kind: "table",
    caption: `Judged quarters together: ${period(subject)}`,
    sortable: true,
    cards: true,
    columns: [
      { title: ["Definition"] },
      { title: [`${capital(outcome.many)} a quarter`], number: true },
      ...(subject.incumbent === null ? [] : [{ title: ["Versus incumbent, a quarter"], number: true }]),
      { title: [`${capital(outcome.many)} per 100 slots`], number: true },
      { title: ["Per 100 leads with a slot"], number: true },
      { title: ["Slots used"], number: true },
      { title: ["Caught in time"], number: true },
      { title: ["By quarter"], number: true },
    ],
    rows: subject.definitions.map((d) => decisionRow(d, subject, highest)),
  };
}

/** What a definition brings per slot in each quarter; null: there is no figure, or none yet. */
const byQuarter = ({ facts: { quarters } }: Definition): readonly (number | null)[] =>
  quarters.map(({ reason, provisional, volume, winsPerSlot }) =>
    reason !== null || (provisional && volume === 0) ? null : winsPerSlot.value,
  );

const highestOf = ({ definitions }: Subject): number =>
  Math.max(0, ...definitions.flatMap((d) => byQuarter(d).map((x) => x ?? 0)));

/** What the small lines in the table mean; empty where there are none. */
function linesText(subject: Subject): string {
  if (highestOf(subject) === 0) return "";
  const { definitions, incumbent, outcome } = subject;
  const open = definitions.some((d) => d.facts.quarters.some(({ provisional }) => provisional));
  return ` Small lines: ${outcome.many} per 100 slots by quarter, from 0${incumbent === null ? "" : `; grey: ${incumbent.name}`}${open ? "; hollow: the quarter is not complete" : ""}.`;
}

/** @param highest value of all lines by quarter, so that they share a scale; 0: none is drawn */
function decisionRow(d: Definition, { result, incumbent, outcome }: Subject, highest: number): Row {
  const { pooled, label, says } = d.facts;
  const none = pooled.covers.length === 0;
  const verdict = d.candidate === null ? null : tagOf(d.candidate);
  const said = d.facts.incumbent ? tag("incumbent") : verdict === null ? null : tag(verdict);
  const { winsPerSlot } = pooled;
  const spoken = [
    label ?? "",
    shortened(says, longestSaying),
    winsPerSlot.value === null ? winsPerSlot.reason : "",
  ]
    .filter((part) => part !== "")
    .join(". ");
  const versus = d.candidate?.perQuarter.difference ?? null;
  const digits = versus === null || versus.value === null ? 0 : digitsOf(versus);
  const same = incumbent === null || incumbent.facts.pooled.covers.join() === pooled.covers.join();
  const values = byQuarter(d);
  const open = d.facts.quarters.findIndex(({ provisional }) => provisional);
  const line: Spark = {
    values,
    against: incumbent === null || incumbent === d ? null : byQuarter(incumbent),
    highest,
    colour: d.colour,
    openFrom: open < 0 ? values.length : open,
  };
  // the reason is given once, below the name
  const of = (e: typeof winsPerSlot, format: (x: number) => string) =>
    e.value === null ? { ...cell("\u2013"), sort: null } : estimateCell(e, format);
  return {
    colour: d.colour,
    strong: d.name === result.decision.candidate,
    cells: [
      cell(said === null ? [name(d.name)] : [name(d.name), " ", said], spoken),
      of(pooled.perQuarter, decimals(0)),
      ...(incumbent === null
        ? []
        : [versus === null ? { ...cell("\u2013"), sort: null } : of(versus, signedBy(digits))]),
      of(winsPerSlot, hundredths),
      of(pooled.precision, hundredths),
      none || pooled.slots === 0
        ? { ...cell("\u2013"), sort: null }
        : {
            ...numberCell(pooled.served / pooled.slots, wholePercent),
            sub: `${count(Math.round(pooled.wins))} of ${count(Math.round(pooled.served))} ${outcome.manyDid}`,
          },
      of(pooled.recall, wholePercent),
      {
        ...numberCell(
          pooled.covers.length,
          (n) => counted(n, "quarter"),
          none || (same && incumbent !== null) ? "" : spanOf(pooled.covers),
        ),
        ...(highest > 0 ? { spark: line } : {}),
      },
    ],
  };
}

const rulesTable = ({ definitions }: Subject): Table =>
  tableOf(
    "In plain words, and as the study states it",
    definitions,
    [
      texts(
        "Definition",
        (d) => [name(d.name)],
        (d) => d.facts.label ?? "",
      ),
      texts("In words", (d) => capital(d.facts.says)),
      texts("Rule", (d) => [code(d.facts.text)]),
    ],
    { colour: (d) => d.colour },
  );

function moreTable({ definitions, outcome }: Subject): Table {
  const guards = [...new Set(definitions.flatMap((d) => Object.keys(d.facts.pooled.guards)))];
  const pooled = definitions.map(({ name, colour, facts }) => ({ name, colour, ...facts.pooled }));
  return tableOf(
    "Percentages; the interval below",
    pooled,
    [
      texts("Definition", (d) => [name(d.name)]),
      numbers("Qualified", (d) => (d.covers.length === 0 ? null : d.volume)),
      numbers("No slot free", (d) => (d.covers.length === 0 ? null : d.overflow)),
      estimates("Success rate of all that qualified", (d) => d.precisionAll, percent),
      estimates("Without leads that sales already had", (d) => d.precisionWithoutLate, percent),
      numbers("Already with sales", (d) => d.late),
      numbers(
        "Worked, of those with a slot",
        (d) => (d.worked === null || d.served === 0 ? null : d.worked / d.served),
        percent,
      ),
      estimates("Success rate had all been worked", (d) => d.policyPrecision, percent),
      onRight("Range if all had been worked", ({ policyBounds: of }) =>
        cell(of === null ? "\u2013" : `${percent(of[0])} to ${percent(of[1])}`),
      ),
      ...guards.map((guard) =>
        estimates(
          `Also ${outcomeWords(guard).manyDid}`,
          (d: (typeof pooled)[number]) => d.guards[guard] ?? null,
          percent,
        ),
      ),
      onRight(`${capital(outcome.many)} per 100 slots, next quarter`, (d) => nextQuarter(d.nextQuarter)),
    ],
    { colour: (d) => d.colour },
  );
}

/** With few quarters the interval says nothing: the cell then says so, instead of 0.0 to 100.0. */
function nextQuarter(e: Definition["facts"]["pooled"]["nextQuarter"]) {
  if (e.value === null || e.high - e.low < 0.8) return estimateCell(e, hundredths);
  return { ...cell("\u2013", `${counted(e.n, "quarter")} are too few to say`), sort: null };
}
