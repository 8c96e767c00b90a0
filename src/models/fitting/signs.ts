import { codeValue } from "../../features/codes.ts";
import type { Weights } from "../../weights/type.ts";
import { pointTable } from "../score.ts";
import type { Signs } from "../sign.ts";
import type { TrainingRows } from "../type.ts";

export interface WrongSign {
  readonly feature: string;
  readonly expected: "+" | "-";
}

/**
 * Features whose points run against their expected sign: over the training leads, points and value have a covariance of
 * the other sign (missing values left out). A feature without points, or with the same points everywhere, runs against
 * nothing. Wrong signs are reported, not removed: most come from another feature with the same information. O(rows x
 * signs).
 */
export function againstSigns(
  weights: Pick<Weights, "attributes">,
  signs: Signs,
  { coded, weight }: Pick<TrainingRows, "coded" | "weight">,
): readonly WrongSign[] {
  return [...signs].flatMap(([feature, expected]) => {
    const f = coded.features.findIndex(({ name }) => name === feature);
    const [of, codes] = [coded.features[f], coded.codes[f]];
    if (of === undefined || codes === undefined) return [];
    const points = new Float64Array(of.size);
    for (const attribute of weights.attributes)
      if (attribute.kind !== "rule" && attribute.name === feature)
        pointTable(attribute, of).forEach((p, code) => {
          points[code] = (points[code] ?? 0) + p;
        });
    const mass = new Float64Array(of.missing);
    codes.forEach((code, row) => {
      if (code < of.missing) mass[code] = (mass[code] ?? 0) + (weight[row] ?? 0);
    });
    const value = (code: number): number => Number(codeValue(of, code));
    const way = covariance(value, (code) => points[code] ?? 0, mass);
    return (expected === "+" ? way < 0 : way > 0) ? [{ feature, expected }] : [];
  });
}

function covariance(a: (at: number) => number, b: (at: number) => number, mass: Float64Array): number {
  const mean = (of: (at: number) => number): number => {
    const total = mass.reduce((sum, m) => sum + m, 0);
    return total > 0 ? mass.reduce((sum, m, at) => sum + m * of(at), 0) / total : 0;
  };
  const [meanA, meanB] = [mean(a), mean(b)];
  const found = mean((at) => (a(at) - meanA) * (b(at) - meanB));
  // a remainder of equal points after subtracting their mean is not a sign
  return Math.abs(found) > 1e-9 * mean((at) => Math.abs(a(at) - meanA) * Math.abs(b(at))) ? found : 0;
}
