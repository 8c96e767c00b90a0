import type { Atom, Comparison, Literal } from "../../rules/tree.ts";
import { rises, scoreAbove, scoreAtLeast, scoreLimit } from "../../weights/calibration.ts";
import type { Weights } from "../../weights/type.ts";
import type { Program } from "./compile.ts";

/** Why a definition cannot be replayed in a fold. */
export class NotReplayable extends Error {}

type Interval = readonly [low: number, high: number];
const lowest = -(2 ** 31) + 1;
const highest = 2 ** 31 - 1;
const never: Program = { kind: "constant", value: false };

/**
 * A condition on `<model>_points` or `<model>_p` as integer ranges of the model's score, in a fold's weights. Points
 * compare as score x unit; a probability becomes the integer cut-off at which the map reaches it, so that replay,
 * scorer and SQL agree about who is over.
 */
export function scoreProgram(atom: Atom, column: number, weights: Weights, what: "points" | "p"): Program {
  const known = what === "points" || weights.calibration.kind !== "none";
  if (atom.kind === "null") return { kind: "constant", value: known === atom.negated };
  if (!known) throw new NotReplayable(`${weights.name} has no probability here`);
  if (what === "p" && !rises(weights))
    throw new NotReplayable(
      `the calibration of ${weights.name} falls here: no cut-off on its probability means anything`,
    );
  const at = (value: number, over: boolean): number =>
    what === "p" ? scoreOfP(weights, value, over) : scoreOfPoints(weights, value, over);
  const ranges = (op: Comparison, literal: Literal): Interval[] => {
    if (typeof literal !== "number") return [];
    switch (op) {
      case ">=":
        return [[at(literal, false), highest]];
      case ">":
        return [[at(literal, true), highest]];
      case "<":
        return [[lowest, at(literal, false) - 1]];
      case "<=":
        return [[lowest, at(literal, true) - 1]];
      case "=":
        return [[at(literal, false), at(literal, true) - 1]];
      case "<>":
        return [
          [lowest, at(literal, false) - 1],
          [at(literal, true), highest],
        ];
    }
  };
  switch (atom.kind) {
    case "compare":
      return anyOf(column, ranges(atom.op, atom.value));
    case "between": {
      const [low, high] = [ranges(">=", atom.low)[0]?.[0], ranges("<=", atom.high)[0]?.[1]];
      if (low === undefined || high === undefined) return never;
      return anyOf(
        column,
        atom.negated
          ? [
              [lowest, low - 1],
              [high + 1, highest],
            ]
          : [[low, high]],
      );
    }
    case "in": {
      if (!atom.negated)
        return anyOf(
          column,
          atom.values.flatMap((v) => ranges("=", v)),
        );
      return { kind: "and", of: atom.values.map((v) => anyOf(column, ranges("<>", v))) };
    }
    case "truth":
      return never;
  }
}

const anyOf = (column: number, intervals: readonly Interval[]): Program => ({
  kind: "or",
  of: intervals
    .filter(([low, high]) => low <= high)
    .map(([low, high]) => ({ kind: "score", column, low, high })),
});

/** The smallest score with p >= value, or > value. */
const scoreOfP = (weights: Weights, value: number, over: boolean): number =>
  (over ? scoreAbove(weights, value) : scoreAtLeast(weights, value)) ?? scoreLimit + 1;

/** The smallest integer score whose points are >= value, or > value. */
function scoreOfPoints(weights: Weights, value: number, over: boolean): number {
  const exact = value / weights.scale.unit;
  const whole = Math.round(exact);
  const near = Math.abs(exact - whole) < 1e-9 * Math.max(1, Math.abs(exact));
  const score = near ? whole + (over ? 1 : 0) : Math.ceil(exact);
  return Math.max(lowest, Math.min(highest, score));
}
