import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { judgeStudy } from "../../src/backtest/decide/study.ts";
import { random } from "../../src/base/random.ts";
import { DAY } from "../../src/base/time.ts";
import type { DecisionFacts, PooledFacts } from "../../src/result/type.ts";
import { industries, regions } from "../../src/simulate/world.ts";
import { fitStudy } from "../../src/workbench/fit.ts";
import { load } from "../../src/workbench/load.ts";
import { simulateTo } from "../../src/workbench/simulate.ts";
import { openStudy } from "../../src/workbench/study-file.ts";

/**
 * Worlds in which no candidate is better: incumbent and candidates ask for the same points and for nine of the
 * eighteen cells of region and industry, drawn by lot. Companies are spread evenly over the cells and neither has an
 * effect, so every true difference is 0 and every definition has the same long-run wins per slot. Every lead counts as
 * worked; one rep has some 62 slots a quarter for some 26 leads, so that most slots stay idle.
 */
export const tries = 20;

const cells = regions.flatMap((region) => industries.map((industry) => ({ region, industry })));

/** Nine of the cells as a rule, a region at a time. */
function ruleOf(seed: number): string {
  const r = random(seed);
  const left = [...cells];
  for (let i = left.length - 1; i > 0; i--) {
    const j = r.below(i + 1);
    const [a, b] = [left[i], left[j]];
    if (a !== undefined && b !== undefined) [left[i], left[j]] = [b, a];
  }
  const chosen = left.slice(0, cells.length / 2);
  const parts = regions.flatMap((region) => {
    const mine = chosen.filter((c) => c.region === region).map((c) => `'${c.industry}'`);
    return mine.length === 0 ? [] : [`(region = '${region}' AND industry IN (${mine.join(", ")}))`];
  });
  return `hand_points >= 35 AND (${parts.join(" OR ")})`;
}

const nameOf = (k: number): string => `c${String(k).padStart(2, "0")}`;

const studyText = (seed: number): string => `leadline: 1
study: null-world
as_of: 2026-10-01
timezone: America/New_York
fiscal_year_starts: february
seed: 7
sources:
  leads:      { file: leads.csv, id: lead_id, created: created_at, account: domain, channel: source }
  activities: { file: activities.csv, lead: lead_id, type: activity, at: occurred_at, known: synced_at, by: actor }
  stages:     { file: stages.csv, lead: lead_id, stage: stage, at: entered_at }
funnel: [lead, mql, sal, sql, opportunity, won]
lost: [disqualified]
handoff: sal
worked: { column: source }
outcome: { reaches: opportunity, within: 90 days }
features:
  known_at_creation: [title, region, industry]
  activities: { windows: [30 days] }
models:
  hand:
    kind: points
    points:
      - { when: "demo_request_30d >= 1", points: 20 }
      - { per: pricing_view_30d, points: 5, max: 10 }
      - { per: webinar_30d, points: 15, max: 30 }
      - { per: content_download_30d, points: 10, max: 20 }
      - { per: email_click_30d, points: 4, max: 16 }
      - { per: page_view_30d, points: 2, max: 16 }
      - { when: "title IN ('CTO', 'IT Director')", points: 10 }
      - { when: "title = 'Student'", points: -10 }
calibration: none
definitions:
  inc: { when: "${ruleOf(1000 * seed)}", incumbent: true }
${Array.from({ length: tries }, (_, k) => `  ${nameOf(k + 1)}: { when: "${ruleOf(1000 * seed + k + 1)}" }`).join("\n")}
capacity: { reps: 1, leads_per_rep_per_day: 1, holidays: US }
backtest: { quarters: 6, embargo: 7 days }
`;

export interface NullWorld {
  /** all candidates in one study */
  readonly together: DecisionFacts;
  /** the k-th candidate in a study of its own, after the k - 1 before it */
  readonly alone: readonly DecisionFacts[];
  readonly pooled: readonly PooledFacts[];
}

/** Simulates, loads and fits once, and judges the candidates together and one study each, as runs in this order would. */
export async function nullWorld(seed: number, folder: string): Promise<NullWorld> {
  await simulateTo({ leads: 4000, seed, out: folder });
  writeFileSync(join(folder, "study.yaml"), studyText(seed));
  const { study } = await openStudy(join(folder, "study.yaml"));
  const loaded = await load(study, folder, {});
  const fitted = await fitStudy(loaded);
  const today = Math.floor(study.asOf / DAY) * DAY;
  const judged = async (names: readonly string[], before: number) => {
    const definitions = new Map([...study.definitions].filter(([name]) => names.includes(name)));
    return judgeStudy({ ...loaded, study: { ...study, definitions } }, fitted, {
      watch: {},
      firstSeen: new Map(names.map((name) => [name, today])),
      others: Array.from({ length: before }, () => ({ firstSeen: today, lastSeen: study.asOf })),
    });
  };
  const all = await judged([...study.definitions.keys()], 0);
  const alone: DecisionFacts[] = [];
  for (let k = 1; k <= tries; k++) alone.push((await judged(["inc", nameOf(k)], k - 1)).decision);
  return {
    together: all.decision,
    alone,
    pooled: Object.values(all.definitions).map(({ pooled }) => pooled),
  };
}
