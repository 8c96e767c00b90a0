import { evaluate } from "../rules/evaluate.ts";
import { parsePredicate } from "../rules/parse.ts";
import type { Value } from "../rules/tree.ts";
import { probabilityOf } from "./calibration.ts";
import { scoreLimit } from "./limit.ts";
import type { Attribute, BinsAttribute, InputValue, LinearAttribute, Weights } from "./type.ts";

/** The result of scoring a lead. */
export interface Score {
  /** integer points in `scale.unit` */
  readonly score: number;
  /** null where the weights are not calibrated */
  readonly p: number | null;
  readonly grade: string | null;
  /** null where no definition has a cut-off on these weights */
  readonly mql: boolean | null;
}

export type Inputs = Readonly<Record<string, InputValue>>;

const isUnobserved = (value: InputValue): value is { readonly notObserved: true } =>
  typeof value === "object" && value !== null;

/**
 * The value of an input; an absent value is missing, and so is a number that is not finite, which no export can write
 * and no bin contains.
 */
const read = (value: InputValue | undefined): InputValue =>
  value === undefined || (typeof value === "number" && !Number.isFinite(value)) ? null : value;

/**
 * A lead's own value of an input. Properties that every object inherits do not count: a column may be called
 * `constructor`.
 */
export const valueIn = (inputs: Inputs, name: string): InputValue =>
  Object.hasOwn(inputs, name) ? (inputs[name] ?? null) : null;

/** A rule sees a value that is not observed as NULL. */
export function asRuleValue(value: InputValue | undefined): Value {
  const of = read(value);
  return isUnobserved(of) ? null : of;
}

/** Points of one attribute for one value of its input. Replay, evaluation and golden rows all call this. */
export function attributePoints(attribute: BinsAttribute | LinearAttribute, value: InputValue): number {
  return attribute.kind === "bins" ? binPoints(attribute, read(value)) : linearPoints(attribute, read(value));
}

/**
 * Points of the first bin that holds the value: missing, not observed, a range [low, high), a category, else `other`;
 * otherwise 0.
 */
function binPoints({ bins }: BinsAttribute, value: InputValue): number {
  if (value === null) return special(bins, "missing");
  if (isUnobserved(value)) return special(bins, "not_observed");
  for (const bin of bins) {
    if (bin.kind === "range" && typeof value === "number") {
      if ((bin.low === null || value >= bin.low) && (bin.high === null || value < bin.high))
        return bin.points;
    } else if (bin.kind === "category" && typeof value !== "number" && bin.values.includes(value))
      return bin.points;
  }
  return special(bins, "other");
}

const special = (bins: BinsAttribute["bins"], kind: "missing" | "other" | "not_observed"): number =>
  bins.find((bin) => bin.kind === kind)?.points ?? 0;

function linearPoints(a: LinearAttribute, value: InputValue): number {
  if (typeof value !== "number") return a.missing;
  const raw = a.coef * (value - a.centre);
  return halfAwayFromZero(clamp(clamp(raw, a.min, a.max), -scoreLimit, scoreLimit));
}

/** Rounds to an integer, halves away from zero, as SQL targets can do without their own `round`. */
export function halfAwayFromZero(x: number): number {
  const whole = x < 0 ? -Math.floor(-x + 0.5) : Math.floor(x + 0.5);
  return whole === 0 ? 0 : whole;
}

/** The sum of points: groups limited, then intercept, floor and ceiling. `points` are in the order of attributes. */
export function totalOf(
  weights: Pick<Weights, "attributes" | "groups" | "floor" | "ceiling" | "intercept">,
  points: ArrayLike<number>,
): number {
  let total = weights.intercept;
  const sums = new Map<string, number>(weights.groups.map((group) => [group.name, 0]));
  weights.attributes.forEach((attribute, i) => {
    const own = points[i] ?? 0;
    if (attribute.group === null) total += own;
    else sums.set(attribute.group, (sums.get(attribute.group) ?? 0) + own);
  });
  for (const group of weights.groups) total += clamp(sums.get(group.name) ?? 0, group.min, group.max);
  return clamp(total, weights.floor, weights.ceiling);
}

export const clamp = (x: number, low: number | null, high: number | null): number =>
  Math.max(low ?? Number.NEGATIVE_INFINITY, Math.min(high ?? Number.POSITIVE_INFINITY, x));

/** The first grade whose cut-off the score reaches; null where there are no grades. */
export const gradeOf = (weights: Pick<Weights, "grades">, score: number): string | null =>
  weights.grades.find((grade) => score >= grade.atLeast)?.grade ?? null;

/**
 * The one scorer. An input that is absent counts as missing.
 *
 * @throws RangeError where a rule attribute cannot be parsed: the weights are damaged
 */
export function compileScorer(weights: Omit<Weights, "sha256" | "golden">): (inputs: Inputs) => Score {
  const terms = weights.attributes.map((attribute) => attributeScorer(attribute));
  return (inputs) => {
    const score = totalOf(
      weights,
      terms.map((term) => term(inputs)),
    );
    return {
      score,
      p: probabilityOf(weights, score),
      grade: gradeOf(weights, score),
      mql: weights.mql === null ? null : score >= weights.mql,
    };
  };
}

/** The points of one attribute, as a function of a lead's inputs. */
export function attributeScorer(attribute: Attribute): (inputs: Inputs) => number {
  if (attribute.kind !== "rule")
    return (inputs) => attributePoints(attribute, valueIn(inputs, attribute.name));
  const parsed = parsePredicate(attribute.when);
  if (!parsed.ok) throw new RangeError(`the rule "${attribute.when}" cannot be read: ${parsed.message.what}`);
  return (inputs) =>
    evaluate(parsed.predicate, (name) => asRuleValue(valueIn(inputs, name))) === true ? attribute.points : 0;
}
