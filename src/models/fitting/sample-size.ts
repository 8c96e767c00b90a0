import { fewRows } from "../../base/messages/models/logistic.ts";
import { sampleSize } from "../../stats/regression/checks/sample-size.ts";
import type { TrainingRows } from "../type.ts";

/**
 * A note where a fold has fewer leads than Riley's criteria ask for. Leads are counted by weight, so that several
 * moments of one lead count once. `parameters` counts the coefficients that the fit looked at, also those that a
 * penalty then removed.
 */
export function sampleSizeNotes(
  parameters: number,
  { label, weight }: Pick<TrainingRows, "label" | "weight">,
  fit: "penalised" | "plain",
): readonly string[] {
  let [leads, positives] = [0, 0];
  weight.forEach((w, i) => {
    leads += w;
    positives += w * (label[i] ?? 0);
  });
  if (parameters < 1 || !(positives > 0 && positives < leads)) return [];
  const wanted = sampleSize({ parameters, prevalence: positives / leads });
  if (leads >= wanted.rows) return [];
  const { what, mend } = fewRows(
    Math.round(leads),
    Math.round(positives),
    parameters,
    wanted.rows,
    wanted.positives,
  );
  return [fit === "penalised" ? `${what}: trust its ranking more than single points` : `${what}; ${mend}`];
}
