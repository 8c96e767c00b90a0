import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { random } from "../../src/base/random.ts";
import { DAY, dayNumber, isoDate, isoSecond } from "../../src/base/time.ts";

/** The texts of a small study that runs; a test changes one thing in it. */
export interface TinyStudy {
  leads: string[];
  activities: string[];
  stages: string[];
  study: string;
}

/** 900 leads over 2024 and 2025, of which about a fifth convert; the header is the first entry of each list. */
export function tinyStudy(): TinyStudy {
  const r = random(11);
  const leads = ["lead_id,created_at,domain,title,employees,email"];
  const activities = ["lead_id,activity,occurred_at"];
  const stages = ["lead_id,stage,entered_at"];
  const first = dayNumber(2024, 1, 1) * DAY;
  for (let i = 0; i < 900; i++) {
    const id = `L${String(i).padStart(4, "0")}`;
    const created = first + Math.floor(r.uniform() * 728 * DAY);
    const title = ["CTO", "Manager", "Analyst"][r.below(3)] ?? "Analyst";
    leads.push(
      `${id},${isoSecond(created)},acme${r.below(600)}.com,${title},${10 + r.below(500)},p${i}@acme${i}.com`,
    );
    const interest = r.uniform();
    for (let k = r.below(5); k > 0; k--)
      activities.push(
        `${id},${r.uniform() < interest ? "Demo Request" : "Page View"},${isoSecond(created + r.below(20 * DAY))}`,
      );
    const mql = created + r.below(10 * DAY);
    if (interest > 0.3) stages.push(`${id},mql,${isoSecond(mql)}`);
    if (interest > 0.4) stages.push(`${id},sal,${isoSecond(mql + DAY)}`);
    if (interest > 0.4 && r.uniform() < interest * 0.6)
      stages.push(`${id},opportunity,${isoDate(Math.floor(mql / DAY) + 5 + r.below(40))}`);
  }
  const study = `leadline: 1
study: tiny
as_of: 2026-01-01
timezone: UTC
seed: 3
sources:
  leads:      { file: leads.csv, id: lead_id, created: created_at, account: domain }
  activities: { file: activities.csv, lead: lead_id, type: activity, at: occurred_at }
  stages:
    - { file: stages.csv, lead: lead_id, stage: stage, at: entered_at }
funnel: [lead, mql, sal, opportunity]
handoff: sal
worked: { stage: sal }
outcome: { reaches: opportunity, within: 60 days }
features:
  known_at_creation: [title, employees, email]
  activities: { windows: [7 days, 30 days] }
flags: { free_email: { domain_of: email, in: free_mail } }
models:
  hand:
    kind: points
    points:
      - { when: "demo_request_30d >= 1", points: 30 }
      - { per: page_view_7d, points: 5, max: 15 }
      - { when: "title = 'CTO'", points: 10 }
  logit: { kind: logistic, penalty: ridge }
definitions:
  incumbent: { stage: mql, incumbent: true }
  written:   { when: "hand_points >= 30" }
  adaptive:  { score: logit, cutoff: from_capacity }
capacity: { reps: 1, leads_per_rep_per_day: 1, holidays: US, sla: 2 business days }
backtest: { quarters: 4, embargo: 7 days }
`;
  return { leads, activities, stages, study };
}

/** Writes a study's files; returns the path of its study.yaml. */
export function writeStudy(folder: string, tiny: TinyStudy): string {
  mkdirSync(folder, { recursive: true });
  for (const name of ["leads", "activities", "stages"] as const)
    writeFileSync(join(folder, `${name}.csv`), `${tiny[name].join("\n")}\n`);
  writeFileSync(join(folder, "study.yaml"), tiny.study);
  return join(folder, "study.yaml");
}

/** The small study without what takes time: no model is fitted, the definitions are rules, no holidays. */
export function quickStudy(): TinyStudy {
  const tiny = tinyStudy();
  replaceIn(tiny, / {2}logit: .*\n/, "");
  replaceIn(tiny, / {2}adaptive: .*\n/, "");
  replaceIn(tiny, " holidays: US,", "");
  return tiny;
}

/** Leaves the outcome to CTOs of large companies and to Managers of small ones: what size tells differs by title. */
export function apartByTitle(tiny: TinyStudy): void {
  const loses = new Set(
    tiny.leads.flatMap((row) => {
      const [id = "", , , title, employees] = row.split(",");
      const large = Number(employees) >= 250;
      return (title === "CTO" && !large) || (title === "Manager" && large) ? [id] : [];
    }),
  );
  tiny.stages = tiny.stages.filter((row) => {
    const [id = "", stage] = row.split(",");
    return stage !== "opportunity" || !loses.has(id);
  });
}

/** Changes the study file; refuses a change that changes nothing. */
export function replaceIn(tiny: TinyStudy, from: string | RegExp, to: string): void {
  const after = tiny.study.replace(from, () => to);
  if (after === tiny.study) throw new Error(`study.yaml has no ${from}`);
  tiny.study = after;
}
