import type { Atom } from "../../../rules/tree.ts";
import { scoreCondition } from "../../../weights/cuts.ts";
import type { Weights } from "../../../weights/type.ts";
import type { Program } from "./assembler.ts";

/** Why a definition cannot be replayed in a fold. */
export class NotReplayable extends Error {}

/** A condition on `<model>_points` or `<model>_p` as integer ranges of the model's score, in a fold's weights. */
export function scoreProgram(atom: Atom, column: number, weights: Weights, what: "points" | "p"): Program {
  const condition = scoreCondition(atom, weights, what);
  if (condition.kind === "meaningless") throw new NotReplayable(condition.reason);
  if (condition.kind === "constant") return condition;
  const any = condition.all.map(
    (ranges): Program => ({
      kind: "or",
      of: ranges.map(([low, high]) => ({ kind: "score", column, low, high })),
    }),
  );
  const [only] = any;
  return any.length === 1 && only !== undefined ? only : { kind: "and", of: any };
}
