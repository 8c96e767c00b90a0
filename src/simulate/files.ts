import { hash32 } from "../base/random.ts";
import { dayOf, isoDate, isoSecond } from "../base/time.ts";
import { type SimulatedLead, type SimulateOptions, simulate } from "./leads.ts";
import { studyText } from "./study.ts";
import { asRealExports, effects, incumbentRule, plain, span } from "./world.ts";

/** The files of a simulated study, as chunks of text in the order in which they are made. */
export interface Chunk {
  readonly file: "leads.csv" | "activities.csv" | "stages.csv" | "truth.csv" | "truth.json" | "study.yaml";
  readonly text: string;
}

const headers: Readonly<Record<string, string>> = {
  "leads.csv": "lead_id,created_at,company,domain,email,title,employees,industry,region,source,lead_score",
  "activities.csv": "lead_id,activity,occurred_at,synced_at,actor",
  "stages.csv": "lead_id,stage,entered_at",
  "truth.csv": "lead_id,interest,p_worked,p_unworked",
};

/**
 * A simulated study as the exports of a CRM: CSVs, a commented study.yaml, and the true answer beside them. Bounded
 * memory at any size, since leads are made and forgotten company by company. The same options give the same bytes.
 */
export function* simulatedFiles(options: SimulateOptions): Generator<Chunk> {
  const world = { ...(options.plain ? plain : asRealExports), ...options.misbehave };
  for (const [file, header] of Object.entries(headers))
    yield { file: file as Chunk["file"], text: `${header}\n` };
  for (const lead of simulate(options)) {
    const dirt = world.dirtyRows ? hash32(lead.id, options.seed) : 0;
    yield { file: "leads.csv", text: leadRow(lead, dirt, world.overwrittenScore) };
    const activities = lead.activities.map(
      (a) => `${lead.id},${a.name},${isoSecond(a.at)},${isoSecond(a.known)},${a.by}\n`,
    );
    // about one lead in 200 has its first activity exported twice
    const twice = dirt % 200 === 7 ? (activities[0] ?? "") : "";
    yield { file: "activities.csv", text: activities.join("") + twice };
    const impossible = world.outcomeBeforeCreation && hash32(`refused ${lead.id}`, options.seed) % 1500 === 0;
    const stages = impossible ? [{ stage: "opportunity", at: lead.created - 40 * 86_400 }] : lead.stages;
    yield {
      file: "stages.csv",
      text: stages.map((s) => `${lead.id},${s.stage},${isoSecond(s.at)}\n`).join(""),
    };
    const { interest, worked, unworked } = lead.truth;
    yield {
      file: "truth.csv",
      text: `${lead.id},${interest.toFixed(4)},${worked.toFixed(6)},${unworked.toFixed(6)}\n`,
    };
  }
  yield { file: "study.yaml", text: studyText(options) };
  yield {
    file: "truth.json",
    text: `${JSON.stringify({ seed: options.seed, leads: options.leads, plain: options.plain === true, misbehaviour: world, from: isoDate(dayOf(span.from)), asOf: isoDate(dayOf(span.asOf)), effects, incumbentRule }, null, 1)}\n`,
  };
}

function leadRow(lead: SimulatedLead, dirt: number, overwritten: boolean): string {
  const employees = dirt % 250 === 3 ? "200+" : dirt % 40 === 5 ? "" : String(lead.employees);
  const title = dirt % 60 === 11 ? lead.title.toUpperCase() : lead.title;
  const score = overwritten ? todaysScore(lead) : "";
  return `${lead.id},${isoSecond(lead.created)},${lead.company},${lead.domain},${lead.email},${title},${employees},${lead.industry},${lead.region},${lead.source},${score}\n`;
}

/** The score that the CRM shows today, from everything that ever happened, the outcome included. */
function todaysScore(lead: SimulatedLead): number {
  const won = lead.stages.some((s) => s.stage === "opportunity") ? 35 : 0;
  return Math.min(100, 3 * lead.activities.length + won);
}
