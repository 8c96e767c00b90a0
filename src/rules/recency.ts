import { atomsOf } from "./names.ts";
import { countName, referenceOf, type Scope } from "./reference.ts";
import type { Atom, Comparison, Literal, Predicate, Rule } from "./tree.ts";

/** The most days since an activity that a rule may compare with: ten years. */
export const mostDaysSince = 3650;

/**
 * A rule whose conditions on `<activity>_days_since` are written as conditions on counts, which replay, weights and
 * exports know. The value is the age of the latest visible activity in whole days, rounded down; NULL: there was none.
 * So it is below n exactly where the count of the last n days is 1 or more:
 *
 *   x_days_since < 7           x_7d >= 1
 *   x_days_since >= 7          x_ever >= 1 AND x_7d < 1
 *   x_days_since = 7           x_8d >= 1 AND x_7d < 1
 *   x_days_since IS NULL       x_ever < 1 OR x_ever IS NULL
 *
 * The new rule is true exactly where the old one is. Where the old one is NULL it may be FALSE, so a condition under a
 * NOT is negated as a condition on days, before it becomes counts. A condition that cannot be written so (with a text,
 * or with too many days) stays as it is, for the check of names to refuse.
 */
export const withCounts = (rule: Rule, scope: Scope): Rule => countsIn(rule, scope, false);

/** The same of a predicate, which stays one. */
export const predicateWithCounts = (predicate: Predicate, scope: Scope): Predicate =>
  countsIn(predicate, scope, false);

/** A window that a rule reads because it compares days since an activity with its length. */
export interface RuleWindow {
  readonly activity: string;
  /** in days */
  readonly window: number;
}

/** The windows of a rule that `withCounts` made. */
export const ruleWindows = (rule: Rule): readonly RuleWindow[] =>
  atomsOf(rule).flatMap(({ name, written }) => {
    const of = written === undefined ? null : referenceOf(name, {});
    return of?.kind === "count" ? [{ activity: of.activity, window: of.window }] : [];
  });

function countsIn(rule: Predicate, scope: Scope, negated: boolean): Predicate;
function countsIn(rule: Rule, scope: Scope, negated: boolean): Rule;
function countsIn(rule: Rule, scope: Scope, negated: boolean): Rule {
  switch (rule.kind) {
    case "not":
      return not(countsIn(rule.of, scope, !negated));
    case "and":
    case "or":
      return { kind: rule.kind, of: rule.of.map((part) => countsIn(part, scope, negated)) };
    case "compare":
    case "in":
    case "between":
    case "null": {
      const of = referenceOf(rule.name, scope);
      const counts = of.kind === "since" ? countsOf(rule, of.activity, negated) : null;
      if (counts === null) return rule;
      return negated ? not(counts) : counts;
    }
    default:
      return rule;
  }
}

const not = (rule: Rule): Rule => (rule.kind === "not" ? rule.of : { kind: "not", of: rule });

/** Whole days from `low` to below `high`. */
interface Days {
  readonly low: number;
  readonly high: number;
}

/** A condition on days since an activity, or its negation, as conditions on counts; null: it has no such form. */
function countsOf(
  atom: Exclude<Atom, { kind: "truth" }>,
  activity: string,
  negated: boolean,
): Predicate | null {
  const { span, name: written } = atom;
  const count = (window: number, op: Comparison): Atom => {
    const name = countName(
      window === Number.POSITIVE_INFINITY ? { kind: "ever", activity } : { kind: "count", activity, window },
    );
    return { kind: "compare", name, op, value: 1, span, written };
  };
  const ever = count(Number.POSITIVE_INFINITY, ">=");
  if (atom.kind === "null") {
    if (atom.negated !== negated) return ever;
    const none = count(Number.POSITIVE_INFINITY, "<");
    return { kind: "or", of: [none, { kind: "null", name: ever.name, negated: false, span, written }] };
  }
  const holds = daysOf(atom);
  if (holds === null) return null;
  const days = negated ? othersThan(holds) : holds;
  if (days.some(({ low, high }) => [low, high].some((n) => n > mostDaysSince && Number.isFinite(n))))
    return null;
  const parts = days.map(({ low, high }): Predicate => {
    const seen = count(high, ">=");
    return low === 0 ? seen : { kind: "and", of: [seen, count(low, "<")] };
  });
  const [only] = parts;
  if (only === undefined) return { kind: "constant", value: false, span };
  return parts.length === 1 ? only : { kind: "or", of: parts };
}

/** The days for which a condition holds, in ascending order and apart; null: it compares with no number. */
function daysOf(atom: Exclude<Atom, { kind: "truth" | "null" }>): readonly Days[] | null {
  const literals: readonly Literal[] =
    atom.kind === "compare" ? [atom.value] : atom.kind === "in" ? atom.values : [atom.low, atom.high];
  const numbers = literals.filter((value) => typeof value === "number");
  if (numbers.length < literals.length) return null;
  const [first = 0, second = 0] = numbers;
  switch (atom.kind) {
    case "compare":
      return compared(atom.op, first);
    case "between": {
      const inside = days(Math.ceil(first), Math.floor(second) + 1);
      return atom.negated ? othersThan(inside) : inside;
    }
    case "in": {
      const all = [...new Set(numbers)].sort((a, b) => a - b).flatMap((n) => compared("=", n));
      return atom.negated ? othersThan(all) : all;
    }
  }
}

function compared(op: Comparison, n: number): readonly Days[] {
  switch (op) {
    case "<":
      return days(0, Math.ceil(n));
    case "<=":
      return days(0, Math.floor(n) + 1);
    case ">":
      return days(Math.floor(n) + 1, Number.POSITIVE_INFINITY);
    case ">=":
      return days(Math.ceil(n), Number.POSITIVE_INFINITY);
    case "=":
      return Number.isInteger(n) ? days(n, n + 1) : [];
    case "<>":
      return othersThan(compared("=", n));
  }
}

/** An age is never negative. */
function days(from: number, high: number): readonly Days[] {
  const low = Math.max(0, from);
  return low < high ? [{ low, high }] : [];
}

/** The days of no span, in ascending order. */
function othersThan(spans: readonly Days[]): readonly Days[] {
  const starts = [0, ...spans.map(({ high }) => high)];
  const ends = [...spans.map(({ low }) => low), Number.POSITIVE_INFINITY];
  return starts.flatMap((start, i) => days(start, ends[i] ?? start));
}
