import { sideOf } from "../../../base/estimate.ts";
import { counted } from "../../../base/text.ts";
import type { SpeedFacts } from "../../../result/type.ts";
import { curveChart } from "../../charts/funnel/curves.ts";
import {
  type Block,
  details,
  heading,
  paragraph,
  type Row,
  type Table,
  type Text,
  text,
  words,
} from "../../document.ts";
import { capital, count, frequency, hundredths, listed, ofHundred, percent, signed } from "../../format.ts";
import type { Subject } from "../../subject.ts";
import { cell, estimateCell, numberCell } from "../cells.ts";

/** The ages in days of the table of speed, as far as leads are that old. */
const looks = [7, 30, 90] as const;

/** How fast leads go on, with losses as competing events. */
export function speedBlocks({ result }: Subject): Block[] {
  const { speed } = result.funnel;
  const timed = speed.filter(({ halfBy }) => halfBy !== null);
  if (timed.length === 0) return [];
  const slowest = timed.reduce((most, of) => ((of.halfBy ?? 0) > (most.halfBy ?? 0) ? of : most));
  return [
    heading(
      timed.length > 1
        ? text`The slowest step is ${slowest.from} to ${slowest.to}: half of those who go on take ${counted(Math.ceil(slowest.halfBy ?? 0), "day")} or more`
        : text`Half of those who go from ${slowest.from} to ${slowest.to} take ${counted(Math.ceil(slowest.halfBy ?? 0), "day")} or more`,
    ),
    paragraph(
      [
        "Shares of all who entered the first stage. Lost leads compete with those that go on, and young leads count for as long as they were seen (Aalen-Johansen): a plain median of those who went on leaves out the slow ones.",
      ],
      "note",
    ),
    {
      kind: "table",
      caption: "How fast leads go on",
      columns: paceColumns("Step", "Leads"),
      rows: speed.map((step) => paceRow(`${step.from} \u2192 ${step.to}`, step)),
    },
  ];
}

const paceColumns = (what: string, of: string): Table["columns"] => [
  { title: [what] },
  { title: [of], number: true },
  ...looks.map((days) => ({ title: [`Within ${days} days`], number: true })),
  { title: ["Half of them by day"], number: true },
  { title: ["Lost first"], number: true },
];

const paceRow = (what: string, { n, at, halfBy, lost }: Omit<SpeedFacts, "from" | "to">): Row => ({
  cells: [
    cell(what),
    numberCell(n),
    ...looks.map((days) => estimateCell(at.find((a) => a.days === days)?.wentOn ?? null, percent)),
    numberCell(halfBy === null ? null : Math.ceil(halfBy)),
    numberCell(lost),
  ],
});

/** How long leads that sales gave back wait with marketing, and what becomes of them. */
export function nurtureBlocks({ result, outcome }: Subject): Block[] {
  const { nurture } = result.funnel;
  if (nurture == null) return [];
  const { from, to, leads, n, waiting, halfBy, days, mature, rate, reasons } = nurture;
  const given = reasons.filter(({ reason }) => reason !== null);
  return [
    heading(
      halfBy === null
        ? text`Sales gave ${counted(leads, "lead")} back to marketing; none has become ${to} again so far`
        : text`Sales gave ${counted(leads, "lead")} back to marketing: half of those that become ${to} again take ${counted(Math.ceil(halfBy), "day")} or more`,
    ),
    paragraph(
      text`${counted(n, "return")} by ${listed(from)}, of which ${count(waiting)} still wait.${rate.value === null ? "" : ` Of ${counted(mature, "return")} with ${counted(days, "day")} behind them ${frequency(rate)} ${outcome.manyDid} within ${counted(days, "day")} of the return.`} Each return opens the lead again: a definition may pass it on once more.`,
    ),
    {
      kind: "table",
      caption: "Time in nurture",
      columns: paceColumns("From a return", "Returns"),
      rows: [paceRow(`${listed(from)} \u2192 ${to}`, nurture)],
    },
    ...(given.length === 0
      ? []
      : [
          details(
            ["Why sales gave them back"],
            [
              {
                kind: "table",
                caption: "Reasons of returns",
                columns: [{ title: ["Reason"] }, { title: ["Returns"], number: true }],
                rows: reasons.map(({ reason, n }) => ({
                  cells: [cell(reason ?? "(none given)"), numberCell(n)],
                })),
              },
            ],
          ),
        ]),
  ];
}

/** The least number of past quarters whose forecasts can speak against one. */
const fewPast = 2;

const some = (n: number): string => (n === 0 ? "none" : count(n));

/**
 * What today's open leads at the stage before the last should bring next quarter, and whether that would have been
 * right before.
 */
export function pipelineBlocks({ result }: Subject): Block[] {
  const { pipeline: of } = result.funnel;
  if (of === null || of.brings.value === null) return [];
  const within = of.past.filter((one) => one.within).length;
  return [
    heading(
      of.past.length >= fewPast && within < of.past.length / 2
        ? text`What the present pipeline brings in ${of.quarter} cannot be foretold: the same forecast was right in ${within === 0 ? "none" : `only ${within}`} of ${of.past.length} past quarters`
        : text`Of the present pipeline ${some(Math.round(of.brings.value))} should reach ${of.to} in ${of.quarter} (${count(of.brings.low)} to ${count(of.brings.high)})`,
    ),
    paragraph(
      text`Of the ${counted(of.open, "lead")} open at ${of.from} today, by how long it took others: about ${count(Math.round(of.brings.value))} (${count(of.brings.low)} to ${count(of.brings.high)}). Leads that get there later are not in it. The interval is at ${Math.round(100 * of.level)}%.${of.past.length === 0 ? "" : ` Reckoned by what was known then, the same came true in ${within} of ${counted(of.past.length, "past quarter")}${of.p !== null && of.p < 0.05 ? ", not as often as it should" : ""}.`}`,
    ),
    ...(of.past.length === 0
      ? []
      : [
          details(
            ["What it would have said of past quarters"],
            [
              {
                kind: "table",
                caption: `Leads open at ${of.from} that went on to ${of.to} in the quarter`,
                columns: [
                  { title: ["Quarter"] },
                  { title: ["Open before"], number: true },
                  { title: ["Said"], number: true },
                  { title: ["Came"], number: true },
                ],
                rows: of.past.map(({ quarter, open, said, came, within: held }) => ({
                  cells: [
                    cell(quarter),
                    numberCell(open),
                    estimateCell(said, (x) => count(Math.round(x))),
                    numberCell(came, undefined, held ? "as said" : "not as said"),
                  ],
                })),
              },
            ],
          ),
        ]),
  ];
}

/** How the outcomes of each quarter's leads accumulate with age, and how many the young quarters will have. */
export function curvesBlocks({ result, outcome }: Subject): Block[] {
  const { curves } = result.funnel;
  if (curves === null || curves.rate === null) return [];
  const shown = curves.cohorts.filter(({ n }) => n !== null);
  // the youngest quarter about which anything is known
  const young = [...shown].reverse().find(({ outcomes }) => outcomes[0] !== null && outcomes.at(-1) === null);
  const last = curves.ages.at(-1) ?? 0;
  const title: Text =
    young === undefined || young.ultimate.value === null
      ? text`${capital(outcome.many)} come within ${counted(last, "day")} of a lead's creation; every quarter shown has lived them`
      : text`${young.quarter} has ${counted(young.soFar ?? 0, outcome.one, outcome.many)} so far and will come to about ${count(Math.round(young.ultimate.value))} (${count(Math.round(young.ultimate.low))} to ${count(Math.round(young.ultimate.high))})`;
  return [
    {
      kind: "figure",
      id: "funnel-curves",
      title,
      note: text`Leads by quarter of creation: the share that ${outcome.manyDid} by age, as far as all of a quarter's leads have lived it. To what has come so far a young quarter gets the rate of all quarters for what is still to come (Cape Cod), so that one without an outcome so far is not taken for one that will have none.`,
      charts: [curveChart(curves, `${words(title)}. ${shown.length} quarters.`)],
      table: {
        kind: "table",
        caption: "Quarters by age",
        columns: [
          { title: ["Quarter"] },
          { title: ["Leads"], number: true },
          { title: [`${capital(outcome.many)} so far`], number: true },
          { title: [`Will come to, by day ${last}`], number: true },
          ...curves.ages.map((age) => ({ title: [`Day ${age}`], number: true })),
        ],
        rows: curves.cohorts.map(({ quarter, n, soFar, outcomes, ultimate }) => ({
          cells: [
            cell(quarter),
            numberCell(n),
            numberCell(soFar),
            estimateCell(ultimate, (x) => count(Math.round(x))),
            ...outcomes.map((x) => numberCell(x === null || n === null ? null : x / n, hundredths)),
          ],
        })),
      },
    },
  ];
}

/** Why a quarter's rate differs from the one before. */
export function movementBlocks({ result, outcome }: Subject): Block[] {
  const { movements } = result.funnel;
  const latest = movements.at(-1);
  if (latest === undefined) return [];
  const parts = [
    { words: `other ${latest.by ?? "groups"} among the leads`, x: latest.mix },
    { words: "how many were worked", x: latest.worked ?? 0 },
    { words: `leads of the same ${latest.by ?? "kind"} doing better or worse`, x: latest.rate },
    { words: "leads that are still young", x: latest.immaturity },
  ];
  const most = parts.reduce((a, b) => (Math.abs(b.x) > Math.abs(a.x) ? b : a));
  const points = (x: number | null): string => (x === null ? "\u2013" : signed(100 * x, 1));
  return [
    heading(
      sideOf(latest.difference) === 0
        ? text`Between ${latest.before} and ${latest.after} the share that ${outcome.manyDid} shows no change that is more than chance: ${ofHundred(latest.rateBefore)} and ${ofHundred(latest.rateAfter)} in 100 so far`
        : text`${ofHundred(latest.rateAfter)} in 100 leads of ${latest.after} ${outcome.manyDid} so far, ${ofHundred(latest.rateBefore)} of ${latest.before}: most of the difference is ${most.words}`,
    ),
    paragraph(
      text`In points per 100 leads; the parts add up to the difference. A split of what was seen, not of causes: small parts are within chance.`,
      "note",
    ),
    details(
      ["The parts, quarter by quarter"],
      [
        {
          kind: "table",
          caption: "Why the rate moved",
          columns: [
            { title: ["Quarters"] },
            { title: ["Before"], number: true },
            { title: ["After"], number: true },
            { title: [`Mix of ${latest.by ?? "groups"}`], number: true },
            { title: ["Worked"], number: true },
            { title: ["Rate"], number: true },
            { title: ["Too young"], number: true },
          ],
          rows: movements.map((m) => ({
            cells: [
              cell(`${m.before} \u2192 ${m.after}`),
              cell(hundredths(m.rateBefore)),
              cell(hundredths(m.rateAfter)),
              cell(points(m.mix)),
              cell(points(m.worked)),
              cell(points(m.rate)),
              cell(points(m.immaturity)),
            ],
          })),
        },
      ],
    ),
  ];
}
