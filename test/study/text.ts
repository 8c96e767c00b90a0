import { formatFault } from "../../src/base/errors.ts";
import type { Study } from "../../src/study/type.ts";
import { readStudy } from "../../src/workbench/study-file.ts";

/** A small study in which every section that tests change stands on a line of its own. */
export const small = `leadline: 1
study: quarterly-review
as_of: 2026-10-01
timezone: America/New_York
sources:
  leads: { file: leads.csv, id: lead_id, created: created_at }
  stages:
    - { file: stages.csv, lead: lead_id, stage: stage, at: entered_at }
funnel: [lead, mql, sal, opportunity, won]
lost: [disqualified]
handoff: sal
outcome: { reaches: opportunity, within: 90 days }
features:
  known_at_creation: [title, employees, email]
flags: { free_email: { domain_of: email, in: free_mail } }
models:
  hand:
    kind: points
    points:
      - { when: "demo_request_30d >= 1", points: 30 }
  logit: { kind: logistic }
definitions:
  incumbent: { stage: mql, incumbent: true }
  written: { when: "hand_points >= 60" }
capacity: { reps: 6, leads_per_rep_per_day: 8 }
`;

/** The small study with one text replaced by another. */
export function changed(from: string, to: string): string {
  if (small.split(from).length !== 2) throw new Error(`${from} stands ${small.split(from).length - 1} times`);
  return small.replace(from, () => to);
}

/** Its faults as the terminal shows them, each on one line. */
export const faultsOf = (text: string): readonly string[] =>
  readStudy(text, "study.yaml").faults.map((f) => formatFault(f).replace(/\n\s+/, " | "));

/** A study that must be without faults. */
export function read(text: string): Study {
  const { study, faults } = readStudy(text, "study.yaml");
  if (study === null) throw new Error(faults.map(formatFault).join("\n"));
  return study;
}
