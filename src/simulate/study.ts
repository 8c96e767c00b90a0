import type { SimulateOptions } from "./leads.ts";

/** The study of a simulated world, commented for an analyst. Capacity grows with the number of leads. */
export function studyText({ leads, plain }: SimulateOptions): string {
  return plain ? plainStudy : fullStudy(leads);
}

const sources = `sources:
  leads:      { file: leads.csv, id: lead_id, created: created_at, account: domain, channel: source }
`;

const fullStudy = (
  leads: number,
): string => `# Simulated leads with a known truth (truth.json beside this file says what it is).
# Change something and run it again:  leadline run study.yaml
leadline: 1
study: quarterly-review
as_of: 2026-10-01                # nothing that happened or became known later is read
timezone: America/New_York
fiscal_year_starts: february
seed: 7
lineage: simulated

${sources}  activities: { file: activities.csv, lead: lead_id, type: activity, at: occurred_at, known: synced_at, by: actor }
  stages:     { file: stages.csv, lead: lead_id, stage: stage, at: entered_at }

funnel: [lead, mql, sal, sql, opportunity, won]
lost: [disqualified]
handoff: sal                     # from here on the lead is in sales' hands
worked: { stage: sal }           # who history worked; without it there is no verdict
outcome: { reaches: opportunity, within: 90 days }
guards: [sql, won]

flags:    { free_email: { domain_of: email, in: free_mail } }

features:
  # You vouch that these are known when the lead is created. lead_score is not: the CRM overwrites it with today's value.
  known_at_creation: [title, employees, industry, region, source, email]
  activities: { windows: [7 days, 30 days, 90 days] }
  bins: { employees: [10, 50, 200, 1000] }

models:
  hand:                          # the points as marketing wrote them
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
  logit: { kind: logistic, penalty: ridge }
calibration: auto

definitions:
  incumbent:   { stage: mql, incumbent: true }        # as it was run: the stamps that sales received
  written:     { when: "hand_points >= 35" }          # as it is written: replayed
  demo_or_fit: { any: [ "demo_request_30d >= 1", { score: logit, p_at_least: 0.20 } ], except: "free_email" }
  adaptive:    { score: logit, cutoff: from_capacity } # a cut-off that past arrivals would have fitted to the slots

capacity:
  reps: ${Math.max(2, Math.round(leads / 2500))}
  leads_per_rep_per_day: 1
  holidays: US
  sla: 2 business days
  order: score
backtest: { quarters: 6, embargo: 7 days }
decide: { metric: wins_per_slot, smallest_gain: 5 wins }
`;

const plainStudy = `# A plain logistic world: one moment a lead, no activities, no selection, nothing that misbehaves.
leadline: 1
study: plain
as_of: 2026-10-01
timezone: America/New_York
seed: 7
${sources}  stages:     { file: stages.csv, lead: lead_id, stage: stage, at: entered_at }
funnel: [lead, mql, sal, sql, opportunity, won]
outcome: { reaches: opportunity, within: 90 days }
flags:    { free_email: { domain_of: email, in: free_mail } }
features:
  known_at_creation: [title, employees, source, email]
  bins: { employees: [10, 50, 200, 1000] }
models:
  logit: { kind: logistic, penalty: ridge }
definitions:
  likely: { score: logit, p_at_least: 0.2 }
`;
