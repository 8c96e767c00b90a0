import { counted, grouped } from "../../../base/text.ts";
import type { ConversionFacts } from "../../../result/type.ts";
import {
  type Block,
  details,
  heading,
  paragraph,
  type Row,
  type Table,
  type Text,
  text,
} from "../../document.ts";
import { frequency, hundredths, listed, percent, spanOf, withInterval } from "../../format.ts";
import type { Subject } from "../../subject.ts";
import { cell, estimateCell, numberCell } from "../cells.ts";
import { estimates, numbers, onRight, tableOf, texts } from "../table.ts";

const stepName = ({ from, to }: { readonly from: string; readonly to: string }): string =>
  `${from} \u2192 ${to}`;

/** Every step that marketing and sales talk about, with the latest quarters beside the whole. */
export function stepsBlocks({ result }: Subject): Block[] {
  const { conversions, roles, bypass } = result.funnel;
  const days = conversions[0]?.days ?? 0;
  const customer = conversions.find(({ from, to }) => from === roles.mql && to === roles.customer);
  const title: Text =
    customer === undefined || customer.rate.value === null
      ? ["How many go on at each step"]
      : text`Of 100 leads that became ${customer.from}, ${withInterval(customer.rate, hundredths)} reached ${customer.to} within ${counted(days, "day")}`;
  return [
    heading(title),
    paragraph(
      text`A rate is the share that went on within ${counted(days, "day")}, of leads with a row of their own for the step's first stage, ${counted(days, "day")} behind them, and no older than the first record of the second; who reached a later stage has gone on too. "So far" counts all leads, however long they took, and is no rate.${
        bypass.value === null || bypass.value === 0
          ? ""
          : ` ${percent(bypass.value)} of leads stamped ${roles.qualified} were never stamped ${roles.mql} before.`
      }`,
      "note",
    ),
    tableOf("Steps of the funnel", conversions, [
      texts("Step", stepName),
      numbers("Old enough", (of) => of.n),
      numbers("Went on", (of) => of.wentOn),
      estimates("Rate", (of) => of.rate, percent),
      onRight("So far", (of) =>
        cell(
          of.entered === null || of.soFar === null
            ? "\u2013"
            : `${grouped(of.soFar)} of ${grouped(of.entered)}`,
        ),
      ),
      ...latest(conversions).map((quarter) =>
        estimates(
          quarter,
          (of: ConversionFacts) => of.quarters.find((q) => q.quarter === quarter)?.rate ?? null,
          percent,
        ),
      ),
    ]),
  ];
}

/** The last complete quarters of the steps. */
function latest(conversions: readonly ConversionFacts[]): readonly string[] {
  const first = conversions[0]?.quarters ?? [];
  return first
    .filter(({ complete }) => complete)
    .slice(-3)
    .map(({ quarter }) => quarter);
}

/** The main steps by group of leads; null: there are no groups. */
export function groupsTable({ result }: Subject): Table | null {
  const { conversions, roles } = result.funnel;
  const first = result.study.funnel[0];
  const main = conversions.filter(
    ({ from, to }) =>
      (from === first && (to === roles.mql || to === result.study.outcome.stage)) ||
      (from === roles.mql && (to === roles.accepted || to === roles.qualified || to === roles.customer)),
  );
  const groups = main[0]?.groups ?? [];
  if (groups.length === 0) return null;
  const heads = [...new Set(groups.map(({ by }) => by))];
  return {
    kind: "table",
    caption: "Steps by channel, persona and segment",
    columns: [
      { title: ["Group"] },
      { title: ["Leads, old enough"], number: true },
      ...main.map((of) => ({ title: [stepName(of)], number: true })),
    ],
    rows: heads.flatMap((by): Row[] => [
      { cells: [cell(by)] },
      ...groups
        .filter((group) => group.by === by && group.n !== null && group.n > 0)
        .map(
          ({ group, n }): Row => ({
            cells: [
              cell(group),
              numberCell(n),
              ...main.map((of) =>
                estimateCell(of.groups.find((g) => g.by === by && g.group === group)?.rate ?? null, percent),
              ),
            ],
          }),
        ),
    ]),
  };
}

/** How a dashboard's ratio leads to the share of MQLs that reach the next stage. */
export function bridgeBlocks({ result }: Subject): Block[] {
  const { bridge } = result.funnel;
  if (bridge === null) return [];
  const { from, to } = bridge.stages;
  // months are withheld where a group is too small to be shown
  const span = bridge.months.length === 0 ? "Of" : `${spanOf(bridge.months.map(({ month }) => month))},`;
  const share = (n: number): string => hundredths(n / Math.max(1, bridge.from));
  const row = (words: string, n: number, sign: "" | "+" | "\u2212"): Row => ({
    cells: [
      cell(words),
      cell(`${n === 0 ? "" : n < 0 ? "\u2212" : sign}${grouped(Math.abs(n))}`),
      cell(`${n === 0 ? "" : n < 0 ? "\u2212" : sign}${share(Math.abs(n))}`),
    ],
  });
  return [
    heading(
      text`A dashboard's ${to} of the month over ${from} of the month says ${hundredths(bridge.ratio)} in 100; of 100 ${from}, ${withInterval(bridge.rate, hundredths)} become ${to}`,
    ),
    paragraph(
      text`Both are right, and they answer different questions: the ratio mixes leads of several months. ${span} months whose leads all have ${counted(bridge.days, "day")} behind them.`,
      "note",
    ),
    {
      kind: "table",
      caption: "From the dashboard's ratio to the cohorts' rate",
      columns: [
        { title: ["What"] },
        { title: ["Leads"], number: true },
        { title: [`Per 100 ${from}`], number: true },
      ],
      rows: [
        row(`${to} of the months (the dashboard's ratio)`, bridge.to, ""),
        row(`less those that were never ${from} before`, bridge.bypassed, "\u2212"),
        row(`less those that became ${from} in an earlier month`, bridge.carriedIn, "\u2212"),
        row(`and those that became ${to} in a later month`, bridge.carriedOut, "+"),
        row(`and those that went past ${to} without a stamp`, bridge.skipped, "+"),
        { ...row(`${from} that reach ${to} (the cohorts' rate)`, bridge.cohort, ""), strong: true },
      ],
    },
  ];
}

/** What sales did with the leads that marketing passed on, and why it said no. */
export function acceptanceBlocks({ result }: Subject): Block[] {
  const { acceptance, nurture } = result.funnel;
  if (acceptance === null || acceptance.n === 0) return [];
  const { from, to, accepted, rejected, waiting, reasons } = acceptance;
  const given = reasons.filter(({ reason, n }) => reason !== null && n !== null);
  return [
    heading(text`Sales accepted ${frequency(accepted)} ${from}`),
    paragraph(
      text`Within ${counted(acceptance.days, "day")} ${frequency(rejected)} were lost${nurture === undefined ? "" : " or given back to marketing"} before they became ${to}; ${frequency(waiting)} were neither accepted nor ${nurture === undefined ? "lost" : "rejected"}.${
        reasons.length > 0 && given.length === 0
          ? " The rows give no reason (sources.stages.reason names the column)."
          : ""
      }`,
    ),
    ...(given.length === 0
      ? []
      : [
          details(
            [`Why sales said no: ${listed(given.slice(0, 3).map(({ reason }) => reason ?? ""))}`],
            [
              tableOf("Reasons of rejection", reasons, [
                texts("Reason", ({ reason }) => reason ?? "(none given)"),
                texts("Stage", ({ stage }) => stage),
                numbers("Leads", ({ n }) => n),
              ]),
            ],
          ),
        ]),
  ];
}
