import type { Weights } from "../../weights/type.ts";
import { type Element, element } from "./xml.ts";

/** PMML expressions over numbers. No `Apply` here gets a missing value. */

export const field = (name: string): Element => element("FieldRef", { field: name });

export const constant = (value: number): Element =>
  element("Constant", { dataType: "double" }, String(Object.is(value, -0) ? 0 : value));

export const apply = (name: string, ...of: readonly Element[]): Element =>
  element("Apply", { function: name }, ...of);

/**
 * The text for the range in which a field's value lies, `from` included and `to` not; missing where it lies in none.
 * Texts are in attributes, because PMML4S drops everything but the end after the last character reference of a text
 * between two tags.
 */
export const discretized = (
  of: Element,
  ranges: readonly { readonly from: number; readonly to: number | undefined; readonly text: string }[],
): Element =>
  element(
    "Discretize",
    { field: of.attributes.field, dataType: "string" },
    ...ranges.map(({ from: leftMargin, to: rightMargin, text: binValue }) =>
      element(
        "DiscretizeBin",
        { binValue },
        element("Interval", { closure: "closedOpen", leftMargin, rightMargin }),
      ),
    ),
  );

/** Limits; null: none. */
export function held(x: Element, low: number | null, high: number | null): Element {
  const below = high === null ? x : apply("min", x, constant(high));
  return low === null ? below : apply("max", below, constant(low));
}

/** A sum as a balanced tree, so that nothing nests deeply. */
export function sum(terms: readonly Element[]): Element {
  const [first] = terms;
  if (first === undefined) return constant(0);
  if (terms.length === 1) return first;
  const half = Math.ceil(terms.length / 2);
  return apply("+", sum(terms.slice(0, half)), sum(terms.slice(half)));
}

/** Rounds halves away from zero, by floor, since evaluators disagree on `round`. */
export const halfAwayFromZero = (x: Element): Element =>
  apply(
    "if",
    apply("lessThan", x, constant(0)),
    apply("-", constant(0), apply("floor", apply("-", constant(0.5), x))),
    apply("floor", apply("+", x, constant(0.5))),
  );

/** The probability of the output field `score`; null: there is none. */
export function probability({
  calibration: map,
  scale,
}: Pick<Weights, "calibration" | "scale">): Element | null {
  const score = field("score");
  if (map.kind === "none") return null;
  if (map.kind === "lookup") {
    const { lookup, between } = map;
    const [first] = lookup;
    if (first === undefined) return null;
    if (lookup.length === 1) return apply("+", apply("*", score, constant(0)), constant(first.p));
    if (between === "linear")
      return element(
        "NormContinuous",
        { field: "score", outliers: "asExtremeValues" },
        ...lookup.map(({ score: orig, p: norm }) => element("LinearNorm", { orig, norm })),
      );
    return element(
      "Discretize",
      { field: "score", dataType: "double" },
      ...lookup.map(({ score: leftMargin, p }, i) =>
        element(
          "DiscretizeBin",
          { binValue: p },
          element("Interval", {
            closure: i === 0 ? "openOpen" : "closedOpen",
            leftMargin: i === 0 ? undefined : leftMargin,
            rightMargin: lookup[i + 1]?.score,
          }),
        ),
      ),
    );
  }
  const eta = apply(
    "+",
    apply("*", constant(map.slope), apply("*", score, constant(scale.unit))),
    constant(map.intercept),
  );
  if (map.kind === "platt") return expit(eta);
  const up = apply("*", constant(map.a), softplus(apply("-", constant(0), eta)));
  const down = apply("*", constant(map.b), softplus(eta));
  return expit(apply("+", apply("-", constant(map.c), up), down));
}

const expit = (logit: Element): Element =>
  apply(
    "/",
    constant(1),
    apply("+", constant(1), apply("exp", apply("-", constant(0), held(logit, -700, 700)))),
  );

const softplus = (x: Element): Element =>
  apply(
    "+",
    apply("max", x, constant(0)),
    apply(
      "ln",
      apply(
        "+",
        constant(1),
        apply("exp", apply("-", constant(0), apply("min", apply("abs", x), constant(700)))),
      ),
    ),
  );
