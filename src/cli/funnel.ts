import type { Estimated } from "../base/estimate.ts";
import { counted, cut, grouped } from "../base/text.ts";
import type { FunnelFacts, SpeedFacts } from "../result/type.ts";
import { type FunnelReport, funnel } from "../workbench/funnel/funnel.ts";
import type { Common } from "./common.ts";
import { foremost } from "./summary.ts";
import { answer, say } from "./terminal/print.ts";
import { watchTerminal } from "./terminal/watch.ts";
import { columns, wrap } from "./terminal/wrap.ts";

/** `leadline funnel [study.yaml]`, or of an earlier run */
export async function funnelCommand(study: string, run: string | undefined, common: Common): Promise<void> {
  const { watch, done } = watchTerminal(common.quiet || common.json);
  try {
    const report = await funnel({
      study,
      watch,
      ...(run === undefined ? {} : { run }),
      ...(common.out === undefined ? {} : { out: common.out }),
    });
    done();
    if (common.json) answer(JSON.stringify(report.funnel));
    else {
      answer(tables(report));
      const { shown, more } = foremost(report.warnings);
      if (!common.quiet && shown.length > 0)
        say(`${counted(shown.length + more, "warning")} of the data: leadline check`);
    }
  } finally {
    done();
  }
}

/** Names are cut to so many letters, so that a line keeps to 80 columns. */
const longest = 26;

type Cells = readonly string[];

/** Every part that there is something to say of, as tables of at most 80 columns. */
function tables({ study, asOf, leads, funnel: of }: FunnelReport): string {
  const days = of.conversions[0]?.days;
  const head = [
    study,
    `as of ${asOf}`,
    counted(leads, "lead"),
    ...(days === undefined ? [] : [`within ${counted(days, "day")}`]),
  ];
  return [
    head.join("   "),
    ...steps(of),
    ...bridge(of),
    ...acceptance(of),
    ...activities(of),
    ...channels(of),
    ...offers(of),
    ...speed(of),
    ...nurture(of),
    ...pipeline(of),
    ...definitions(of),
    ...movements(of),
    ...traits(of),
  ].join("\n");
}

/** The first column to the left, the others to the right, under a heading of their own. */
function table(title: string, heads: Cells, rows: readonly Cells[]): string[] {
  if (rows.length === 0) return [];
  const widths = heads.map((head, c) => Math.max(head.length, ...rows.map((row) => row[c + 1]?.length ?? 0)));
  // names give way, so that a line keeps to the columns
  const left = columns - widths.reduce((sum, width) => sum + width + 2, 0) - 2;
  const names = rows.map(([name = ""]) => cut(name, Math.max(8, Math.min(longest, left))));
  const width = Math.max(title.length, ...names.map((name) => name.length + 2));
  const line = (first: string, cells: Cells): string =>
    `${first.padEnd(width)}${cells.map((cell, c) => `  ${cell.padStart(widths[c] ?? 0)}`).join("")}`.trimEnd();
  return ["", line(title, heads), ...rows.map((row, r) => line(`  ${names[r]}`, row.slice(1)))];
}

const number = (n: number | null): string => (n === null ? "-" : grouped(n));
const hundredth = (x: number): string => (100 * x).toFixed(1);
const rate = (e: Estimated): string =>
  e.value === null ? "-" : `${hundredth(e.value)} (${hundredth(e.low)} to ${hundredth(e.high)})`;

const steps = ({ conversions, bypass, roles }: FunnelFacts): string[] => [
  ...table(
    "Steps",
    ["mature", "went on", "of 100 (95%)", "so far"],
    conversions.map(({ from, to, n, wentOn, rate: of, entered, soFar }) => [
      `${from} to ${to}`,
      number(n),
      number(wentOn),
      rate(of),
      entered === null || soFar === null ? "-" : `${grouped(soFar)} of ${grouped(entered)}`,
    ]),
  ),
  ...(bypass.value === null
    ? []
    : [
        `  ${hundredth(bypass.value)} of 100 leads stamped ${roles.qualified} have no ${roles.mql} stamp before it`,
      ]),
];

function bridge({ bridge: of }: FunnelFacts): string[] {
  if (of === null) return [];
  const { from, to } = of.stages;
  const part = (n: number, sign: string, words: string): Cells => [
    words,
    n === 0 ? "0" : `${sign}${grouped(Math.abs(n))}`,
    hundredth(((sign === "-" ? -1 : 1) * n) / of.from),
  ];
  return [
    ...table(
      "From dashboard to cohort",
      ["leads", `of 100 ${from}`],
      [
        [`${to} of the months`, grouped(of.to), hundredth(of.ratio)],
        part(of.bypassed, "-", `never ${from} before`),
        part(of.carriedIn, "-", `${from} of earlier months`),
        part(of.carriedOut, "+", `${to} in later months`),
        part(of.skipped, "+", `past ${to} unstamped`),
        [`${from} that reach ${to}`, grouped(of.cohort), rate(of.rate)],
      ],
    ),
    `  ${counted(of.months.length, "month")}, ${of.months[0]?.month} to ${of.months.at(-1)?.month}`,
  ];
}

function acceptance({ acceptance: of, nurture: back }: FunnelFacts): string[] {
  if (of === null) return [];
  const returned = back !== undefined;
  return table(
    `What sales did with ${of.from}`,
    ["of 100 (95%)"],
    [
      [`${of.to}`, rate(of.accepted)],
      [returned ? "lost or returned" : "lost before", rate(of.rejected)],
      ...of.reasons.map(({ stage, reason, n }) => [
        `  ${reason ?? stage}`,
        n === null ? "withheld" : counted(n, "lead"),
      ]),
      ["neither yet", rate(of.waiting)],
    ],
  );
}

const activities = ({ activities: { base, rows } }: FunnelFacts): string[] => [
  ...table(
    "Close rate per activity",
    ["naive", "of", "honest (95%)", "of", "lift", "best"],
    rows.map(({ activity, naive, everDid, shrunk, n, lift, best }) => [
      activity,
      naive.value === null ? "-" : hundredth(naive.value),
      number(everDid),
      rate(shrunk),
      number(n),
      lift.value === null ? "-" : lift.value.toFixed(2),
      best === null ? "-" : `${Math.round(100 * best)}%`,
    ]),
  ),
  ...(base.value === null || rows.length === 0
    ? []
    : wrap(
        `  all leads ${rate(base)}; naive: ever did it, ever reached the outcome; honest: as of the first time, mature leads, rare ones drawn towards the others`,
        columns - 2,
        "",
      ).map((line) => `  ${line.trim()}`)),
];

function channels({ channels: of, roles }: FunnelFacts): string[] {
  // without a stage of MQLs there is but the close rate to tell
  const marked = <T>(cells: readonly T[]): readonly T[] => (roles.mql === null ? [] : cells);
  return table(
    "Channel",
    ["leads", ...marked(["MQLs"]), "close rate (95%)", ...marked(["MQL to customer", "ready 7 d"])],
    (of ?? []).map((c) => [
      c.channel,
      number(c.leads),
      ...marked([number(c.mqls)]),
      rate(c.rate),
      ...marked([
        rate(c.mqlToCustomer),
        c.readyIn7Days.value === null ? "-" : hundredth(c.readyIn7Days.value),
      ]),
    ]),
  );
}

const offers = ({ offers: of }: FunnelFacts): string[] =>
  table(
    "Offer",
    ["leads", "first", "close rate (95%)", ""],
    (of ?? []).map((o) => [
      o.offer,
      number(o.leads),
      number(o.brought),
      rate(o.rate),
      o.disconnect ? "disconnect" : "",
    ]),
  );

/** A run of an earlier version has none. */
const pipeline = ({ pipeline: of }: Pick<Partial<FunnelFacts>, "pipeline">): string[] => {
  if (of == null || of.brings.value === null) return [];
  const { low, high, value } = of.brings;
  const within = of.past.filter((one) => one.within).length;
  return [
    "",
    `The present pipeline in ${of.quarter}`,
    `  ${of.open} open at ${of.from}: about ${Math.round(value)} (${low} to ${high}) should go on to ${of.to}`,
    ...(of.past.length === 0
      ? []
      : [`  past quarters for which the same came true: ${within} of ${of.past.length}`]),
  ];
};

/** What each definition's leads should bring, and the money of deals; told of a run, since it takes a replay. */
const definitions = ({ definitions: of, roles }: FunnelFacts): string[] => {
  if (of === undefined) return [];
  const rows = Object.entries(of.rows).filter(([, { quarters }]) => quarters.length > 0);
  const whole = (e: Estimated): string =>
    e.value === null
      ? "-"
      : `${grouped(Math.round(e.value))} (${grouped(Math.round(e.low))} to ${grouped(Math.round(e.high))})`;
  const amount = (of: { readonly amount: number | null } | null): string =>
    number(of?.amount == null ? null : Math.round(of.amount));
  const percentage = `${Math.round(100 * of.level)}%`;
  const money = rows.filter(([, { won }]) => won !== null);
  return [
    ...table(
      `Definitions in ${of.quarter}`,
      ["passed", "open", `outcomes (${percentage})`, `to ${cut(roles.customer, 12)} (${percentage})`],
      rows.map(([name, { mqls, open, outcomes, customers }]) => [
        name,
        number(mqls),
        number(open),
        whole(outcomes),
        whole(customers),
      ]),
    ),
    ...table(
      "Their money",
      ["won so far", "open deals", `in ${of.quarter} (${percentage})`],
      money.map(([name, { won, pipeline: deals, revenue }]) => [
        name,
        amount(won),
        amount(deals),
        whole(revenue),
      ]),
    ),
    ...(money.length > 0
      ? []
      : rows
          .slice(0, 1)
          .flatMap(([, { revenue }]) => (revenue.value === null ? [`  no money: ${revenue.reason}`] : []))),
  ];
};

const paceHeads = ["by 7 d", "by 30 d", "by 90 d", "half by", "lost, 90 d"];

const paceCells = ({ at, halfBy }: Pick<SpeedFacts, "at" | "halfBy">): Cells => {
  const by = (days: number): string => {
    const e = at.find((a) => a.days === days)?.wentOn;
    return e === undefined || e.value === null ? "-" : hundredth(e.value);
  };
  const lost = at.find((a) => a.days === 90)?.lost;
  return [
    by(7),
    by(30),
    by(90),
    halfBy === null ? "-" : `day ${Math.ceil(halfBy)}`,
    lost === undefined ? "-" : hundredth(lost),
  ];
};

const speed = ({ speed: of }: FunnelFacts): string[] =>
  table(
    "Speed (losses competing)",
    paceHeads,
    of.map((step) => [`${step.from} to ${step.to}`, ...paceCells(step)]),
  );

const nurture = ({ nurture: of }: FunnelFacts): string[] => {
  if (of == null) return [];
  const { from, to, n, leads, waiting, days, mature, rate: of100 } = of;
  return [
    ...table("Time in nurture", paceHeads, [[`${from.join(", ")} to ${to}`, ...paceCells(of)]]),
    `  ${counted(n, "return")} of ${counted(leads, "lead")}; ${grouped(waiting)} still wait`,
    ...(of100.value === null
      ? []
      : [
          `  the outcome within ${counted(days, "day")} of a return: ${rate(of100)} of 100, ${counted(mature, "mature return")}`,
        ]),
  ];
};

const signed = (x: number | null): string => (x === null ? "-" : `${x > 0 ? "+" : ""}${hundredth(x)}`);

const movements = ({ movements: of }: FunnelFacts): string[] =>
  table(
    "Why the rate moved",
    ["from", "to", "mix", "worked", "rate", "too young"],
    of.map((m) => [
      `${m.before} to ${m.after}`,
      hundredth(m.rateBefore),
      hundredth(m.rateAfter),
      signed(m.mix),
      signed(m.worked),
      signed(m.rate),
      signed(m.immaturity),
    ]),
  );

const traits = ({ traits: { winners, others } }: FunnelFacts): string[] =>
  [
    { title: "Traits of winners", of: winners },
    { title: "Traits of non-buyers", of: others },
  ].flatMap(({ title, of }) =>
    table(
      title,
      ["leads", "of 100 (95%)", "lift"],
      of
        .slice(0, 5)
        .map((t) => [
          `${t.feature} ${t.level}`,
          grouped(t.n),
          rate(t.rate),
          t.lift.value === null ? "0" : t.lift.value.toFixed(2),
        ]),
    ),
  );
