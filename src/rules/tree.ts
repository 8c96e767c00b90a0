/**
 * The one tree of predicates and definitions. Everything that an analyst writes (`when`, `any`, `all`, `except`,
 * `p_at_least`, `stage`, `cutoff`, `take`) becomes such a tree; replay, SQL and the exports read nothing else.
 */

/** Offsets [start, end) in the text that the node was read from. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type Literal = number | string | boolean;
export type Comparison = "=" | "<>" | "<" | "<=" | ">" | ">=";

/** A leaf: a condition on one named feature, in SQL's three-valued logic. A missing or unobserved value is NULL. */
export type Atom = Condition & {
  /** the name in the study's text, where the condition was made from one on another name: `webinar_days_since` */
  readonly written?: string;
};

type Condition =
  | {
      readonly kind: "compare";
      readonly name: string;
      readonly op: Comparison;
      readonly value: Literal;
      readonly span: Span;
    }
  | {
      readonly kind: "in";
      readonly name: string;
      readonly values: readonly Literal[];
      readonly negated: boolean;
      readonly span: Span;
    }
  | {
      readonly kind: "between";
      readonly name: string;
      readonly low: Literal;
      readonly high: Literal;
      readonly negated: boolean;
      readonly span: Span;
    }
  | { readonly kind: "null"; readonly name: string; readonly negated: boolean; readonly span: Span }
  /**
   * A boolean name alone, such as a flag: true iff the value is true. With `negated` (which the parser never makes):
   * true iff it is false.
   */
  | { readonly kind: "truth"; readonly name: string; readonly negated?: boolean; readonly span: Span };

export type Predicate =
  | Atom
  | { readonly kind: "constant"; readonly value: boolean | null; readonly span: Span }
  | { readonly kind: "and"; readonly of: readonly Predicate[] }
  | { readonly kind: "or"; readonly of: readonly Predicate[] }
  | { readonly kind: "not"; readonly of: Predicate };

/**
 * A definition: a predicate whose leaves may also be a recorded stage, a cut-off that each fold computes from capacity,
 * or the best open leads of each working morning. `{score: m, p_at_least: x}` becomes the comparison `m_p >= x`, `{score: m, at_least: k}` becomes `m_points
 * >= k`.
 */
export type Rule =
  | Atom
  | { readonly kind: "constant"; readonly value: boolean | null; readonly span: Span }
  | { readonly kind: "and"; readonly of: readonly Rule[] }
  | { readonly kind: "or"; readonly of: readonly Rule[] }
  | { readonly kind: "not"; readonly of: Rule }
  | { readonly kind: "stage"; readonly stage: string }
  | { readonly kind: "cutoff"; readonly model: string }
  | { readonly kind: "best"; readonly model: string };

/** The value of a feature in a rule: null is SQL's NULL (missing or not observed). */
export type Value = Literal | null;
