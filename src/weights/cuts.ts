import { calibrationFalls, noProbabilityHere } from "../base/messages/ship/weights.ts";
import type { Atom, Comparison, Literal } from "../rules/tree.ts";
import { rises, scoreAbove, scoreAtLeast } from "./calibration.ts";
import { scoreLimit } from "./limit.ts";
import type { Weights } from "./type.ts";

/** Integer scores from low to high, both included. */
export type ScoreRange = readonly [low: number, high: number];

/**
 * What a condition on a model's points or probability means for its integer score: always or never, or that the score
 * lies in one range of every list; or the reason why it means nothing under these weights.
 */
export type ScoreCondition =
  | { readonly kind: "constant"; readonly value: boolean }
  | { readonly kind: "ranges"; readonly all: readonly (readonly ScoreRange[])[] }
  | { readonly kind: "meaningless"; readonly reason: string };

export const lowestScore = -(2 ** 31) + 1;
export const highestScore = 2 ** 31 - 1;

const never: ScoreCondition = { kind: "constant", value: false };

/**
 * A condition on `<model>_points` or `<model>_p` as integer ranges of the model's score. Points compare as score x
 * unit; a probability becomes the integer cut-off at which the map reaches it, so that replay, scorer and SQL agree
 * about every lead.
 */
export function scoreCondition(atom: Atom, weights: Weights, what: "points" | "p"): ScoreCondition {
  const known = what === "points" || weights.calibration.kind !== "none";
  if (atom.kind === "null") return { kind: "constant", value: known === atom.negated };
  if (!known) return { kind: "meaningless", reason: noProbabilityHere(weights.name) };
  if (what === "p" && !rises(weights.calibration))
    return {
      kind: "meaningless",
      reason: calibrationFalls(weights.name),
    };
  const at = (value: number, over: boolean): number =>
    what === "p" ? scoreOfP(weights, value, over) : scoreOfPoints(weights, value, over);
  const ranges = (op: Comparison, literal: Literal): ScoreRange[] => {
    if (typeof literal !== "number") return [];
    switch (op) {
      case ">=":
        return [[at(literal, false), highestScore]];
      case ">":
        return [[at(literal, true), highestScore]];
      case "<":
        return [[lowestScore, at(literal, false) - 1]];
      case "<=":
        return [[lowestScore, at(literal, true) - 1]];
      case "=":
        return [[at(literal, false), at(literal, true) - 1]];
      case "<>":
        return [
          [lowestScore, at(literal, false) - 1],
          [at(literal, true), highestScore],
        ];
    }
  };
  switch (atom.kind) {
    case "compare":
      return anyOf(ranges(atom.op, atom.value));
    case "between": {
      const [low, high] = [ranges(">=", atom.low)[0]?.[0], ranges("<=", atom.high)[0]?.[1]];
      if (low === undefined || high === undefined) return never;
      return anyOf(
        atom.negated
          ? [
              [lowestScore, low - 1],
              [high + 1, highestScore],
            ]
          : [[low, high]],
      );
    }
    case "in":
      if (!atom.negated) return anyOf(atom.values.flatMap((v) => ranges("=", v)));
      return { kind: "ranges", all: atom.values.map((v) => filled(ranges("<>", v))) };
    case "truth":
      return never;
  }
}

const filled = (ranges: readonly ScoreRange[]): ScoreRange[] => ranges.filter(([low, high]) => low <= high);
const anyOf = (ranges: readonly ScoreRange[]): ScoreCondition => ({ kind: "ranges", all: [filled(ranges)] });

/** The smallest score with p >= value, or > value. */
const scoreOfP = (weights: Weights, value: number, over: boolean): number =>
  (over ? scoreAbove : scoreAtLeast)(weights, value) ?? scoreLimit + 1;

/** The smallest integer score whose points are >= value, or > value. */
function scoreOfPoints(weights: Weights, value: number, over: boolean): number {
  const exact = value / weights.scale.unit;
  const whole = Math.round(exact);
  const near = Math.abs(exact - whole) < 1e-9 * Math.max(1, Math.abs(exact));
  const score = near ? whole + (over ? 1 : 0) : Math.ceil(exact);
  return Math.max(lowestScore, Math.min(highestScore, score));
}
