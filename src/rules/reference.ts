import { leavesOf } from "./names.ts";
import type { Rule, Span } from "./tree.ts";

/**
 * The meaning of a name in a rule. Only this file takes such names apart and puts them together: code that needs to
 * know what `webinar_30d` or `logit_p` is reads a reference.
 */
export type Reference = CountReference | ScoreReference | OwnReference | StageReference;

/** A value made from an activity: `webinar_30d`, `webinar_ever`, `webinar_decayed`, `webinar_days_since`. */
export type CountReference =
  /** `window` in days */
  | { readonly kind: "count"; readonly activity: string; readonly window: number }
  | { readonly kind: "ever" | "decay" | "since"; readonly activity: string };

/**
 * A score of a model: `logit_points`, `logit_p` or `logit_grade`; `cutoff` is the cut-off that capacity gives it, `best`
 * its order among the open leads of a morning.
 */
export interface ScoreReference {
  readonly kind: "score";
  readonly model: string;
  readonly what: ScoreKind | "cutoff" | "best";
}

/** A name that the study or its files define as it is; `unknown`: nothing of this name is known here. */
export interface OwnReference {
  readonly kind: "column" | "flag" | "persona" | "unknown";
  readonly name: string;
}

/** A recorded stage; only a definition can ask for one. */
export interface StageReference {
  readonly kind: "stage";
  readonly stage: string;
}

export const scoreKinds = ["points", "p", "grade"] as const;
export type ScoreKind = (typeof scoreKinds)[number];

/** A set of names, or a map whose keys are the names. */
export interface NameSet {
  has(name: string): boolean;
}

/** The names that a rule may use. */
export interface Scope {
  readonly models?: NameSet;
  readonly columns?: NameSet;
  readonly flags?: NameSet;
  readonly personas?: NameSet;
  /**
   * names of the activities in the data; absent: they are not known here, and any name that reads like a count is taken
   * for one
   */
  readonly activities?: NameSet;
}

const endings = { ever: "_ever", decay: "_decayed", since: "_days_since" } as const;

/** The name of a value made from an activity. */
export const countName = (of: CountReference): string =>
  of.activity + (of.kind === "count" ? `_${of.window}d` : endings[of.kind]);

export const isCount = (of: Reference): of is CountReference =>
  of.kind === "count" || of.kind === "ever" || of.kind === "decay" || of.kind === "since";

/** The name of a model's score in rules. */
export const scoreName = (model: string, what: ScoreKind): string => `${model}_${what}`;

/**
 * The meaning of a name. A name that the study or its files define comes before one that is made from an activity or a
 * model.
 */
export function referenceOf(name: string, scope: Scope): Reference {
  for (const [kind, names] of [
    ["column", scope.columns],
    ["flag", scope.flags],
    ["persona", scope.personas],
  ] as const)
    if (names?.has(name) === true) return { kind, name };
  for (const what of scoreKinds) {
    const model = before(name, scoreName("", what));
    if (model !== null && scope.models?.has(model) === true) return { kind: "score", model, what };
  }
  const count = countOf(name);
  const known = count !== null && (scope.activities === undefined || scope.activities.has(count.activity));
  return known ? count : { kind: "unknown", name };
}

/** Reads a name as a value made from an activity, whether or not there is such an activity. */
function countOf(name: string): CountReference | null {
  for (const kind of ["ever", "decay", "since"] as const) {
    const activity = before(name, endings[kind]);
    if (activity !== null) return { kind, activity };
  }
  // without leading zeros, so that each count has one name
  const [, activity, days] = /^(.+)_(0|[1-9]\d*)d$/s.exec(name) ?? [];
  return activity === undefined ? null : { kind: "count", activity, window: Number(days) };
}

/** The part of a name before an ending; null where the name has another ending, or nothing before it. */
const before = (name: string, ending: string): string | null =>
  name.length > ending.length && name.endsWith(ending) ? name.slice(0, -ending.length) : null;

/**
 * A model's points or probability, which a condition can compare with a number. Null: the name means something else.
 */
export function cutScore(
  name: string,
  models: NameSet,
): { readonly model: string; readonly what: "points" | "p" } | null {
  const of = referenceOf(name, { models });
  if (of.kind !== "score" || of.what === "grade" || of.what === "cutoff" || of.what === "best") return null;
  return { model: of.model, what: of.what };
}

/**
 * One use of a name: what it means, and where it stands in the text; null: a stage or what capacity cuts off, which are keys of the
 * file.
 */
export interface Use {
  readonly of: Reference;
  readonly name: string;
  readonly span: Span | null;
}

/** Every name, stage and cut-off that a rule refers to, left to right. */
export function usesOf(rule: Rule, scope: Scope): readonly Use[] {
  return leavesOf(rule).flatMap((leaf): Use[] => {
    switch (leaf.kind) {
      case "constant":
        return [];
      case "stage":
        return [{ of: leaf, name: leaf.stage, span: null }];
      case "cutoff":
      case "best":
        return [{ of: { kind: "score", model: leaf.model, what: leaf.kind }, name: leaf.model, span: null }];
      default:
        return [{ of: referenceOf(leaf.name, scope), name: leaf.name, span: leaf.span }];
    }
  });
}
