import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** 200 leads by hand, and one before them with whom the recording of wins begins, of whom everything that the funnel tells can be counted in the head. */
const ids = Array.from({ length: 200 }, (_, i) => i);
const ads = ids.slice(0, 100);
const web = ids.slice(100);
const created = (i: number): string => (i < 100 ? "2024-01-10" : "2024-02-10");
const day = (i: number, later: number): string =>
  new Date(Date.parse(created(i)) + later * 86_400_000).toISOString().slice(0, 10);

/** won on day 30 of creation: five of the ads, ten of the web */
export const winners = [...ads.slice(0, 5), ...web.slice(0, 10)];
/** forty of the ads a day after creation, twenty of the web on the same day */
export const mqls = [...ads.slice(0, 40), ...web.slice(0, 20)];

const lines = (header: string, rows: readonly string[]): string => `${[header, ...rows].join("\n")}\n`;

export const files: Readonly<Record<string, string>> = {
  "leads.csv": lines("id,created,source,region,email", [
    "L200,2023-11-01 09:00:00,old,South,p200@acme200.com",
    ...ids.map(
      (i) =>
        `L${i},${created(i)} 09:00:00,${i < 100 ? "ads" : "web"},${i % 2 ? "North" : "South"},p${i}@acme${i}.com`,
    ),
  ]),
  "stages.csv": lines("id,stage,at,reason", [
    "L200,mql,2023-11-01 12:00:00,",
    "L200,sal,2023-11-02 12:00:00,",
    ...mqls.map((i) => `L${i},mql,${day(i, i < 100 ? 1 : 0)} 12:00:00,`),
    // sales takes the first twenty of the ads and sixteen of the web
    ...[...ads.slice(0, 20), ...web.slice(0, 16)].map((i) => `L${i},sal,${day(i, 2)} 12:00:00,`),
    ...ads.slice(20, 32).map((i) => `L${i},lost,${day(i, 5)} 12:00:00,No budget`),
    ...ads.slice(32, 34).map((i) => `L${i},lost,${day(i, 5)} 12:00:00,`),
  ]),
  "activities.csv": lines("id,what,at,asset", [
    ...ads.slice(5).map((i) => `L${i},Download,${day(i, 1)} 10:00:00,Guide`),
    ...web.slice(0, 50).map((i) => `L${i},Download,${day(i, 1)} 10:00:00,Demo <b>&`),
    // one response more, later and to the other offer
    `L149,Download,${day(149, 3)} 10:00:00,Guide`,
  ]),
  "deals.csv": lines("deal,lead,created,amount,stage,closed", [
    ...winners.map((i) => `D${i},L${i},${day(i, 10)} 10:00:00,100,Won,${day(i, 30)} 10:00:00`),
    "D200,L200,2023-11-05 10:00:00,100,Won,2023-11-10 10:00:00",
    "X1,,2024-03-01 10:00:00,500,Won,2024-04-01 10:00:00",
    `X2,L50,${day(50, 20)} 10:00:00,70,Proposal,`,
  ]),
  // November's leads would not have their horizon behind them
  "spend.csv": lines("month,source,cost", ["2024-01,ads,5000", "2024-11,ads,999"]),
  "visits.csv": lines("month,source,visits", ["2024-02,web,4000"]),
  "events.csv": lines("date,what", ["2024-02-01,Price <i>change</i>"]),
  "study.yaml": `leadline: 1
study: made
as_of: 2024-12-31
timezone: UTC
sources:
  leads: { file: leads.csv, id: id, created: created, channel: source }
  activities: { file: activities.csv, lead: id, type: what, at: at, offer: asset }
  stages: { file: stages.csv, lead: id, stage: stage, at: at, reason: reason }
  opportunities: { file: deals.csv, id: deal, lead: lead, created: created, amount: amount, stage: stage, closed: closed, won: Won }
  spend: { file: spend.csv, channel: source, month: month, amount: cost }
  visits: { file: visits.csv, channel: source, month: month, count: visits }
  events: { file: events.csv, at: date, label: what }
funnel: [lead, mql, sal, opportunity, won]
lost: [lost]
handoff: sal
outcome: { reaches: won, within: 90 days }
personas: { northern: "region = 'North'" }
segments: [persona, region]
features: { known_at_creation: [region, email] }
definitions: { incumbent: { stage: mql, incumbent: true } }
capacity: { reps: 1, leads_per_rep_per_day: 1 }
`,
};

/** Writes the study; returns the path of its study.yaml. */
export function writeMade(folder: string): string {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return join(folder, "study.yaml");
}
