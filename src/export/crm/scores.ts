import { probabilityOf } from "../../weights/calibration.ts";
import { scoreLimit } from "../../weights/limit.ts";
import { attributePoints, clamp, gradeOf } from "../../weights/scorer.ts";
import type { Draft } from "../../weights/seal.ts";
import type { Attribute } from "../../weights/type.ts";
import type { Cell } from "./csv.ts";

/** How many lines a table of scores has between the scores at which something changes. */
const steps = 40;

/** A table for reading a score: from each score on, the chance, the grade and whether the lead qualifies. Ascending. */
export function scoreRows(weights: Draft): readonly (readonly Cell[])[] {
  const [low, high] = rangeOf(weights);
  const { calibration, grades, mql } = weights;
  const wanted = [
    ...Array.from({ length: steps + 1 }, (_, k) => Math.round(low + ((high - low) * k) / steps)),
    ...grades.map(({ atLeast }) => atLeast),
    ...(mql === null ? [] : [mql]),
    ...(calibration.kind === "lookup" ? calibration.lookup.map(({ score }) => Math.ceil(score)) : []),
  ];
  const scores = [...new Set(wanted.filter((score) => score >= low && score <= high))].sort((a, b) => a - b);
  return [
    ["score_from", "predicted_chance", "grade", "qualifies"],
    ...scores.map((score) => {
      const p = probabilityOf(weights, score);
      return [
        score,
        p === null ? null : Number(p.toFixed(6)),
        gradeOf(weights, score),
        mql === null ? null : score >= mql ? "yes" : "no",
      ];
    }),
  ];
}

/** The least and the greatest score that a lead can have, within reason. */
function rangeOf(weights: Draft): readonly [low: number, high: number] {
  const inGroup = new Map<string | null, [number, number]>();
  for (const attribute of weights.attributes) {
    const points = allPoints(attribute);
    const [low, high] = inGroup.get(attribute.group) ?? [0, 0];
    inGroup.set(attribute.group, [low + Math.min(...points), high + Math.max(...points)]);
  }
  let [low, high] = inGroup.get(null) ?? [0, 0];
  for (const { name, min, max } of weights.groups) {
    const [a, b] = inGroup.get(name) ?? [0, 0];
    low += clamp(a, min, max);
    high += clamp(b, min, max);
  }
  const held = (x: number): number =>
    clamp(clamp(x + weights.intercept, weights.floor, weights.ceiling), -scoreLimit, scoreLimit);
  return [held(low), held(high)];
}

/** Greater counts are rare: points for each unit are listed up to this one. */
const mostUnits = 20;

function allPoints(attribute: Attribute): readonly number[] {
  if (attribute.kind === "rule") return [0, attribute.points];
  if (attribute.kind === "bins") return [...attribute.bins.map(({ points }) => points), 0];
  return [null, 0, mostUnits].map((value) => attributePoints(attribute, value));
}
