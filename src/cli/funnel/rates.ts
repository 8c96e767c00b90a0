import { counted, grouped } from "../../base/text.ts";
import type { FunnelFacts } from "../../result/type.ts";
import { type Cells, hundredth, number, rateOf, table } from "../terminal/table.ts";
import { columns, wrap } from "../terminal/wrap.ts";

export const steps = ({ conversions, bypass, roles }: FunnelFacts): string[] => [
  ...table(
    "Steps",
    ["mature", "went on", "of 100 (95%)", "so far"],
    conversions.map(({ from, to, n, wentOn, rate: of, entered, soFar }) => [
      `${from} to ${to}`,
      number(n),
      number(wentOn),
      rateOf(of),
      entered === null || soFar === null ? "-" : `${grouped(soFar)} of ${grouped(entered)}`,
    ]),
  ),
  ...(bypass.value === null
    ? []
    : [
        `  ${hundredth(bypass.value)} of 100 leads stamped ${roles.qualified} have no ${roles.mql} stamp before it`,
      ]),
];

export function bridge({ bridge: of }: FunnelFacts): string[] {
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
        [`${from} that reach ${to}`, grouped(of.cohort), rateOf(of.rate)],
      ],
    ),
    `  ${counted(of.months.length, "month")}, ${of.months[0]?.month} to ${of.months.at(-1)?.month}`,
  ];
}

export function acceptance({ acceptance: of, nurture: back }: FunnelFacts): string[] {
  if (of === null) return [];
  const returned = back !== undefined;
  return table(
    `What sales did with ${of.from}`,
    ["of 100 (95%)"],
    [
      [`${of.to}`, rateOf(of.accepted)],
      [returned ? "lost or returned" : "lost before", rateOf(of.rejected)],
      ...of.reasons.map(({ stage, reason, n }) => [
        `  ${reason ?? stage}`,
        n === null ? "withheld" : counted(n, "lead"),
      ]),
      ["neither yet", rateOf(of.waiting)],
    ],
  );
}

export const activities = ({ activities: { base, rows } }: FunnelFacts): string[] => [
  ...table(
    "Close rate per activity",
    ["naive", "of", "honest (95%)", "of", "lift", "best"],
    rows.map(({ activity, naive, everDid, shrunk, n, lift, best }) => [
      activity,
      naive.value === null ? "-" : hundredth(naive.value),
      number(everDid),
      rateOf(shrunk),
      number(n),
      lift.value === null ? "-" : lift.value.toFixed(2),
      best === null ? "-" : `${Math.round(100 * best)}%`,
    ]),
  ),
  ...(base.value === null || rows.length === 0
    ? []
    : wrap(
        `  all leads ${rateOf(base)}; naive: ever did it, ever reached the outcome; honest: as of the first time, mature leads, rare ones drawn towards the others`,
        columns - 2,
        "",
      ).map((line) => `  ${line.trim()}`)),
];

export function channels({ channels: of, roles }: FunnelFacts): string[] {
  // without a stage of MQLs there is only the close rate to show
  const marked = <T>(cells: readonly T[]): readonly T[] => (roles.mql === null ? [] : cells);
  return table(
    "Channel",
    ["leads", ...marked(["MQLs"]), "close rate (95%)", ...marked(["MQL to customer", "ready 7 d"])],
    (of ?? []).map((c) => [
      c.channel,
      number(c.leads),
      ...marked([number(c.mqls)]),
      rateOf(c.rate),
      ...marked([
        rateOf(c.mqlToCustomer),
        c.readyIn7Days.value === null ? "-" : hundredth(c.readyIn7Days.value),
      ]),
    ]),
  );
}

export const offers = ({ offers: of }: FunnelFacts): string[] =>
  table(
    "Offer",
    ["leads", "first", "close rate (95%)", ""],
    (of ?? []).map((o) => [
      o.offer,
      number(o.leads),
      number(o.brought),
      rateOf(o.rate),
      o.disconnect ? "disconnect" : "",
    ]),
  );

export const traits = ({ traits: { winners, others } }: FunnelFacts): string[] =>
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
          rateOf(t.rate),
          t.lift.value === null ? "0" : t.lift.value.toFixed(2),
        ]),
    ),
  );
