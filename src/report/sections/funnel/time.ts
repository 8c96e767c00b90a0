import { sideOf } from "../../../base/estimate.ts";
import { counted } from "../../../base/text.ts";
import type { SpeedFacts } from "../../../result/type.ts";
import { curveChart } from "../../charts/funnel/curves.ts";
import { type Block, details, heading, paragraph, type Text, text, words } from "../../document.ts";
import {
  capital,
  count,
  frequency,
  hundredths,
  listed,
  ofHundred,
  percent,
  rounded,
  signed,
} from "../../format.ts";
import type { Subject } from "../../subject.ts";
import { cell } from "../cells.ts";
import { type ColumnOf, estimates, numbers, onRight, tableOf, texts } from "../table.ts";

type Curves = NonNullable<Subject["result"]["funnel"]["curves"]>;

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
    tableOf("How fast leads go on", speed, [
      texts("Step", ({ from, to }) => `${from} \u2192 ${to}`),
      ...paceColumns("Leads"),
    ]),
  ];
}

const paceColumns = (of: string): readonly ColumnOf<Omit<SpeedFacts, "from" | "to">>[] => [
  numbers(of, ({ n }) => n),
  ...looks.map((days) =>
    estimates(
      `Within ${days} days`,
      ({ at }: Pick<SpeedFacts, "at">) => at.find((a) => a.days === days)?.wentOn ?? null,
      percent,
    ),
  ),
  numbers("Half of them by day", ({ halfBy }) => (halfBy === null ? null : Math.ceil(halfBy))),
  numbers("Lost first", ({ lost }) => lost),
];

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
    tableOf(
      "Time in nurture",
      [nurture],
      [texts("From a return", () => `${listed(from)} \u2192 ${to}`), ...paceColumns("Returns")],
    ),
    ...(given.length === 0
      ? []
      : [
          details(
            ["Why sales gave them back"],
            [
              tableOf("Reasons of returns", reasons, [
                texts("Reason", ({ reason }) => reason ?? "(none given)"),
                numbers("Returns", ({ n }) => n),
              ]),
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
              tableOf(`Leads open at ${of.from} that went on to ${of.to} in the quarter`, of.past, [
                texts("Quarter", ({ quarter }) => quarter),
                numbers("Open before", ({ open }) => open),
                estimates("Said", ({ said }) => said, rounded),
                numbers(
                  "Came",
                  ({ came }) => came,
                  undefined,
                  ({ within: held }) => (held ? "as said" : "not as said"),
                ),
              ]),
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
      table: tableOf("Quarters by age", curves.cohorts, [
        texts("Quarter", ({ quarter }) => quarter),
        numbers("Leads", ({ n }) => n),
        numbers(`${capital(outcome.many)} so far`, ({ soFar }) => soFar),
        estimates(`Will come to, by day ${last}`, ({ ultimate }) => ultimate, rounded),
        ...curves.ages.map((age, i) => numbers(`Day ${age}`, shareAt(i), hundredths)),
      ]),
    },
  ];
}

/** The share of a quarter's leads with an outcome at the age of that index; null: not all are that old. */
const shareAt =
  (age: number) =>
  ({ n, outcomes }: Curves["cohorts"][number]): number | null => {
    const by = outcomes[age] ?? null;
    return by === null || n === null ? null : by / n;
  };

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
        tableOf("Why the rate moved", movements, [
          texts("Quarters", (m) => `${m.before} \u2192 ${m.after}`),
          onRight("Before", (m) => cell(hundredths(m.rateBefore))),
          onRight("After", (m) => cell(hundredths(m.rateAfter))),
          onRight(`Mix of ${latest.by ?? "groups"}`, (m) => cell(points(m.mix))),
          onRight("Worked", (m) => cell(points(m.worked))),
          onRight("Rate", (m) => cell(points(m.rate))),
          onRight("Too young", (m) => cell(points(m.immaturity))),
        ]),
      ],
    ),
  ];
}
