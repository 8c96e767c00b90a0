import { fewRows } from "../../base/messages/models/logistic.ts";
import { sampleSize } from "../../stats/regression/checks/sample-size.ts";
import type { TrainingRows } from "../type.ts";
import { positiveLeads } from "./cross-fit.ts";

/**
 * A note where a fold has fewer leads than Riley's criteria ask for. Several moments of one lead count once, and it
 * reaches the outcome if one of them does. `parameters` counts the coefficients that the fit looked at, also those that a
 * penalty then removed.
 */
export function sampleSizeNotes(
  parameters: number,
  rows: Pick<TrainingRows, "label" | "lead">,
  fit: "penalised" | "plain",
): readonly string[] {
  const leads = new Set(rows.lead).size;
  const positives = positiveLeads(rows);
  if (parameters < 1 || !(positives > 0 && positives < leads)) return [];
  const wanted = sampleSize({ parameters, prevalence: positives / leads });
  if (leads >= wanted.rows) return [];
  const { what, mend } = fewRows(leads, positives, parameters, wanted.rows, wanted.positives);
  return [fit === "penalised" ? `${what}: trust its ranking more than single points` : `${what}; ${mend}`];
}
