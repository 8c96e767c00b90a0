import { compared } from "../../rules/build.ts";
import { bestBy, leavesOf } from "../../rules/names.ts";
import { cutScore, scoreName } from "../../rules/reference.ts";
import type { Atom, Rule } from "../../rules/tree.ts";
import { probabilityOf } from "../../weights/calibration.ts";
import { scoreCondition } from "../../weights/cuts.ts";
import type { Weights } from "../../weights/type.ts";

/**
 * A definition as a cut-off on one model's score among other conditions. The cut-off is not under a NOT, so the
 * definition first holds when `always` first holds, or when `gate` holds with a score at the cut-off, whichever comes
 * first. So one running maximum gives the crossing of every cut-off.
 */
export interface Cut {
  readonly model: string;
  /** what qualifies a lead whatever its score; null: nothing does */
  readonly always: Rule | null;
  /** what must hold together with the score */
  readonly gate: Rule;
  /** the condition as it is written; null: capacity decides the cut-off */
  readonly atom: Atom | null;
}

/**
 * The definition as a cut-off. Null: the rule has no cut-off of this kind, more than one score, or takes the best of each
 * morning, so that at another cut-off it would take other leads from the same slots.
 */
export function cutOf(rule: Rule, models: ReadonlyMap<string, unknown>): Cut | null {
  if (bestBy(rule) !== null) return null;
  const scores = leavesOf(rule).flatMap((leaf): { model: string; atom: Atom | null; leaf: Rule }[] => {
    if (leaf.kind === "cutoff") return [{ model: leaf.model, atom: null, leaf }];
    if (!("name" in leaf)) return [];
    const score = cutScore(leaf.name, models);
    return score === null ? [] : [{ model: score.model, atom: leaf, leaf }];
  });
  const [only] = scores;
  if (scores.length !== 1 || only === undefined) return null;
  const { model, atom, leaf } = only;
  if (atom !== null && !(atom.kind === "compare" && (atom.op === ">=" || atom.op === ">"))) return null;
  const [without, withIt] = [put(rule, leaf, false), put(rule, leaf, true)];
  if (without === null || withIt === null) return null;
  return { model, atom, always: isConstant(without, false) ? null : without, gate: withIt };
}

/**
 * The definition at another cut-off, without the part that qualifies leads whatever their score; the score is noted at
 * the crossing.
 */
export const atChance = ({ model, gate }: Cut, p: number): Rule => ({
  kind: "and",
  of: [gate, compared(scoreName(model, "p"), ">=", p)],
});

/** `always`, with the score noted at the crossing: every score has a chance of at least 0. */
export const whateverScore = (cut: Cut): Rule | null =>
  cut.always === null ? null : atChance({ ...cut, gate: cut.always }, 0);

/** The chance at the cut-off as it is written, under these weights; null: it has none. */
export function chanceOf({ atom, model }: Cut, weights: Weights): number | null {
  const what = atom === null ? null : (cutScore(atom.name, new Set([model]))?.what ?? null);
  if (atom === null || what === null || atom.kind !== "compare") return null;
  if (what === "p") return typeof atom.value === "number" ? atom.value : null;
  const condition = scoreCondition(atom, weights, what);
  if (condition.kind !== "ranges") return null;
  const low = condition.all[0]?.[0]?.[0];
  return low === undefined ? null : probabilityOf(weights, low);
}

/** The rule with a leaf replaced by a constant, then simplified; null: the leaf is under NOT. */
function put(rule: Rule, leaf: Rule, value: boolean): Rule | null {
  if (rule === leaf) return constant(value);
  if (rule.kind === "not") return leavesOf(rule).some((other) => other === leaf) ? null : rule;
  if (rule.kind !== "and" && rule.kind !== "or") return rule;
  const deciding = rule.kind === "or";
  const parts: Rule[] = [];
  for (const part of rule.of) {
    const made = put(part, leaf, value);
    if (made === null) return null;
    if (isConstant(made, deciding)) return constant(deciding);
    if (!isConstant(made, !deciding)) parts.push(made);
  }
  const [only] = parts;
  if (only === undefined) return constant(!deciding);
  return parts.length === 1 ? only : { kind: rule.kind, of: parts };
}

export const constant = (value: boolean): Rule => ({ kind: "constant", value, span: { start: 0, end: 0 } });
const isConstant = (rule: Rule, value: boolean): boolean => rule.kind === "constant" && rule.value === value;

/** Everyone, at creation: the comparison for an order that ignores scores. */
export const everyone: Rule = constant(true);
