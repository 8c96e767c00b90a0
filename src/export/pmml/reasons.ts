import type { Weights } from "../../weights/type.ts";
import { type ReasonTerm, reasonTerms } from "../../weights/words/reasons.ts";
import { apply, constant, discretized, field, held, sum } from "./expression.ts";
import { type Element, element } from "./xml.ts";

/** How many reasons each lead gets, largest first. */
const most = 3;

export interface Reasons {
  /** DerivedFields that the outputs read */
  readonly derived: readonly Element[];
  /** one expression for each reason: `title (+)` where it raises the score; missing where there are fewer */
  readonly outputs: readonly Element[];
}

/**
 * The three strongest reasons of a score, as the scorer gives them. PMML's own reason codes are different: they rank
 * only what lies on one side of a baseline, and evaluators differ on ties. A reason is a number, as in SQL: its size,
 * then its place among the terms (the first is the larger), then whether it raises the score.
 * @param points expression of each attribute's points, which is never missing
 * @param free gives a name that no field has, similar to the one that is wanted
 */
export function reasonsOf(
  weights: Weights,
  points: readonly Element[],
  free: (wanted: string) => string,
): Reasons {
  const terms = reasonTerms(weights);
  if (terms.length === 0) return { derived: [], outputs: [] };
  const derived: Element[] = [];
  const made = (wanted: string, of: Element): Element => {
    const name = free(wanted);
    derived.push(element("DerivedField", { name, optype: "continuous", dataType: "double" }, of));
    return field(name);
  };
  const pointsOf = points.map((of, i) => made(`points_of_${i + 1}`, of));
  const inGroup = (name: string | null, of: readonly number[]): Element[] =>
    of.flatMap((i) => {
      const own = pointsOf[i];
      return own !== undefined && weights.attributes[i]?.group === name ? [own] : [];
    });
  const every = weights.attributes.map((_, i) => i);
  const shares = weights.groups.map(({ name, min, max }, g) => {
    const total = made(`group_sum_${g + 1}`, sum(inGroup(name, every)));
    return made(
      `group_share_${g + 1}`,
      apply("if", apply("equal", total, constant(0)), constant(1), apply("/", held(total, min, max), total)),
    );
  });
  const ranks = terms.map((term, r) => {
    const moved = made(`moved_by_${r + 1}`, movedBy(weights, term, inGroup, shares));
    const place = 2 * (terms.length - 1 - r);
    const size = (sign: number): Element => apply("*", moved, constant(sign * 2 * terms.length));
    return made(
      `rank_of_${r + 1}`,
      apply(
        "if",
        apply("greaterThan", moved, constant(0)),
        apply("+", size(1), constant(place + 1)),
        apply(
          "if",
          apply("lessThan", moved, constant(0)),
          apply("+", size(-1), constant(place)),
          constant(-1),
        ),
      ),
    );
  });
  const outputs: Element[] = [];
  let left = ranks;
  for (let k = 1; k <= most; k++) {
    const top = made(
      `top_${k}`,
      left.reduce((a, b) => apply("max", a, b)),
    );
    const by = constant(2 * terms.length);
    const whole = apply("*", by, apply("floor", apply("/", top, by)));
    const place = made(
      `place_${k}`,
      apply("if", apply("lessThan", top, constant(0)), constant(-1), apply("-", top, whole)),
    );
    const words = terms
      .flatMap(({ name }) => [`${name} (+)`, `${name} (-)`])
      .toReversed()
      .map((text, from) => ({ from, to: from + 1, text }));
    outputs.push(discretized(place, words));
    left = left.map((rank, r) =>
      made(`left_${k}_${r + 1}`, apply("if", apply("lessThan", rank, top), rank, constant(-1))),
    );
  }
  return { derived, outputs };
}

/**
 * By how much a term moved the score, in the order of the scorer's `movedBy`: whole numbers first, then each group's
 * share.
 */
function movedBy(
  { groups, baseline }: Weights,
  { attributes: of }: ReasonTerm,
  inGroup: (name: string | null, of: readonly number[]) => readonly Element[],
  shares: readonly Element[],
): Element {
  const base = of.reduce((total, i) => total + (baseline[i] ?? 0), 0);
  const whole = apply("-", sum(inGroup(null, of)), constant(base));
  const shared = groups.flatMap(({ name }, g) => {
    const own = inGroup(name, of);
    const share = shares[g];
    return own.length === 0 || share === undefined ? [] : [apply("*", share, sum(own))];
  });
  if (shared.length === 0) return whole;
  const moved = shared.reduce((left, part) => apply("+", left, part), whole);
  return apply("floor", apply("+", moved, constant(0.5)));
}
