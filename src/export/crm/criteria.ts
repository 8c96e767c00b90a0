import type { Draft } from "../../weights/seal.ts";
import type { Input } from "../../weights/type.ts";
import { type PointRow, pointRows } from "./rows.ts";

/** A condition on a lead in a rule of a CRM. */
export type Criterion =
  | {
      readonly kind: "field";
      readonly field: string;
      readonly op: "is" | "is none of" | "at least" | "less than" | "is empty" | "is not empty";
      /** the values; empty where the condition is that a field is empty, or is not */
      readonly values: readonly (string | number | boolean)[];
    }
  | {
      readonly kind: "activity";
      readonly activity: string;
      /** in the last so many days; null: ever */
      readonly days: number | null;
      readonly times: number;
      /** whether it must not have happened so often */
      readonly negated: boolean;
    }
  | { readonly kind: "rule"; readonly when: string };

/** A rule of a CRM: points for leads that meet all of its criteria. */
export interface CrmRule {
  /** in words, different from every other rule's: `title: CTO`, `webinar in the last 30 days: 2` */
  readonly title: string;
  readonly all: readonly Criterion[];
  readonly points: number;
  readonly group: string | null;
}

/** The rules that give a model's points, without those of 0 points. Rules of one term exclude each other. */
export function crmRules(weights: Draft): readonly CrmRule[] {
  return pointRows(weights).flatMap((row): CrmRule[] => {
    const { points, group } = row;
    const made = points === 0 ? null : ruleOf(row);
    return made === null ? [] : [{ ...made, points, group }];
  });
}

/** The rule of a line; null: nobody can meet it, or another line covers it already. */
function ruleOf({ title, input, fit }: PointRow): Pick<CrmRule, "title" | "all"> | null {
  if (fit.kind === "rule") return { title: fit.when, all: [{ kind: "rule", when: fit.when }] };
  if (input === null) return null;
  if (input.type === "count") return fit.kind === "range" ? countRule(title, input, fit.low, fit.high) : null;
  const field = fieldName(input);
  const one = (
    said: string,
    ...all: readonly Omit<Extract<Criterion, { kind: "field" }>, "kind" | "field">[]
  ): Pick<CrmRule, "title" | "all"> => ({
    title: `${title}: ${said}`,
    all: all.map((of) => ({ kind: "field", field, ...of })),
  });
  switch (fit.kind) {
    case "value":
      return one(typeof fit.value === "string" ? fit.value : fit.value ? "yes" : "no", {
        op: "is",
        values: [fit.value],
      });
    case "other":
      return one(
        "anything else",
        { op: "is not empty", values: [] },
        ...(fit.than.length === 0 ? [] : [{ op: "is none of" as const, values: fit.than }]),
      );
    case "missing":
      return one("empty", { op: "is empty", values: [] });
    case "range":
      return one(
        rangeText(fit.low, fit.high),
        ...(fit.low === null ? [] : [{ op: "at least" as const, values: [fit.low] }]),
        ...(fit.high === null ? [] : [{ op: "less than" as const, values: [fit.high] }]),
        ...(fit.low === null && fit.high === null ? [{ op: "is not empty" as const, values: [] }] : []),
      );
    case "each":
    case "not_observed":
      return null;
  }
}

const fieldName = ({ from, name }: Input): string =>
  "column" in from ? from.column : "flag" in from ? from.flag : name;

function rangeText(low: number | null, high: number | null): string {
  if (low === null) return high === null ? "any number" : `below ${high}`;
  return high === null ? `${low} or more` : `${low} to below ${high}`;
}

/** A count from `low` up to `high`, in whole numbers: a range without a whole number in it fits nobody. */
function countRule(
  title: string,
  { from }: Extract<Input, { type: "count" }>,
  low: number | null,
  high: number | null,
): Pick<CrmRule, "title" | "all"> | null {
  const least = Math.max(0, Math.ceil(low ?? 0));
  const beyond = high === null ? null : Math.ceil(high);
  if (beyond !== null && beyond <= least) return null;
  const happened = (times: number, negated: boolean): Criterion => ({
    kind: "activity",
    activity: from.count,
    days: from.window,
    times,
    negated,
  });
  const said =
    beyond === null ? `${least} or more` : beyond === least + 1 ? `${least}` : `${least} to ${beyond - 1}`;
  return {
    title: `${title}: ${said}`,
    all: [
      ...(least === 0 ? [] : [happened(least, false)]),
      ...(beyond === null ? [] : [happened(beyond, true)]),
    ],
  };
}
