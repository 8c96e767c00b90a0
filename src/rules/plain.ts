import { counted } from "../base/text.ts";
import { printLiteral } from "./print.ts";
import { referenceOf, type ScoreReference } from "./reference.ts";
import type { Atom, Comparison, Literal, Rule } from "./tree.ts";

/**
 * A rule in plain words, for people who do not read predicates: `demo_request_30d >= 1 OR logit_p >= 0.2` becomes "at
 * least 1 demo request in the last 30 days, or a predicted chance of 20% or more (logit)". It has the same meaning as
 * the text that `print` gives.
 * @param models names of the study's models: `<model>_p`, `<model>_points` and `<model>_grade` are their scores
 * @param best those of the models whose score is the close rate of the best activity that a lead did
 */
export const plainly = (
  rule: Rule,
  models: ReadonlySet<string>,
  best: ReadonlySet<string> = new Set(),
): string => said(rule, { models, best }, false);

interface Scores {
  readonly models: ReadonlySet<string>;
  readonly best: ReadonlySet<string>;
}

function said(rule: Rule, scores: Scores, inner: boolean): string {
  switch (rule.kind) {
    case "stage":
      return `leads that reached ${rule.stage}, as they were stamped at the time`;
    case "cutoff":
      return scores.best.has(rule.model)
        ? "leads that did one of the activities with the best success rates, as many activities as sales has slots for"
        : `the best-scoring leads by ${rule.model}, about as many as sales has slots for`;
    case "best":
      return `each working morning the best-scoring open leads by ${rule.model}, as many as sales has slots for`;
    case "constant":
      return rule.value === true ? "every lead" : "no lead";
    case "and": {
      if (rule.of.length === 0) return "every lead";
      const holds = rule.of.filter((part) => part.kind !== "not").map((part) => said(part, scores, true));
      const not = rule.of.flatMap((part) => (part.kind === "not" ? [said(part.of, scores, true)] : []));
      const all =
        holds.length === 0 ? "every lead" : holds.length === 1 ? bare(holds[0] ?? "") : holds.join(" and ");
      const whole = not.length === 0 ? all : `${all}, but not ${not.join(" and not ")}`;
      return inner && rule.of.length > 1 ? `(${whole})` : whole;
    }
    case "or": {
      if (rule.of.length === 0) return "no lead";
      const parts = rule.of.map((part) => said(part, scores, true));
      const whole = parts.join(inner ? " or " : ", or ");
      return inner && parts.length > 1 ? `(${whole})` : whole;
    }
    case "not":
      return `not ${said(rule.of, scores, true)}`;
    default:
      return atom(rule, scores.models);
  }
}

/** A part without its outer brackets: it needs none where it stands alone before "but not". */
const bare = (part: string): string =>
  /^\(.*\)$/s.test(part) && closesLast(part) ? part.slice(1, -1) : part;

/** Whether the last bracket of a text closes the one that opens it. */
function closesLast(text: string): boolean {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "(") depth++;
    else if (text[i] === ")" && --depth === 0) return i === text.length - 1;
  }
  return false;
}

const spelt = (value: Literal): string =>
  typeof value === "string" ? (value === "" ? "(empty)" : value) : printLiteral(value).toLowerCase();

const orList = (values: readonly Literal[]): string => {
  const all = values.map(spelt);
  return all.length < 2 ? (all[0] ?? "nothing") : `${all.slice(0, -1).join(", ")} or ${all.at(-1)}`;
};

function atom(of: Atom, models: ReadonlySet<string>): string {
  const what = quantity(of.name, models);
  switch (of.kind) {
    case "compare":
      return typeof of.value === "number"
        ? what.compared(of.op, of.value)
        : `${what.name} ${is(of.op)} ${spelt(of.value)}`;
    case "in":
      return `${what.name} is ${of.negated ? "not " : ""}${orList(of.values)}`;
    case "between":
      return `${what.name} ${of.negated ? "not " : ""}between ${spelt(of.low)} and ${spelt(of.high)}`;
    case "null":
      return `${what.name} is ${of.negated ? "known" : "not known"}`;
    case "truth":
      return of.negated ? `no ${what.name}` : what.name;
  }
}

const is = (op: Comparison): string => (op === "=" ? "is" : op === "<>" ? "is not" : op);

interface Quantity {
  readonly name: string;
  readonly compared: (op: Comparison, value: number) => string;
}

const spaced = (name: string): string => name.replaceAll("_", " ");

/** `5 or more`, `under 5`, `exactly 5` */
function amount(op: Comparison, value: string): string {
  switch (op) {
    case ">=":
      return `${value} or more`;
    case "<=":
      return `${value} or less`;
    case ">":
      return `more than ${value}`;
    case "<":
      return `less than ${value}`;
    case "=":
      return `exactly ${value}`;
    case "<>":
      return `anything but ${value}`;
  }
}

const percentOf = (p: number): string => `${Number((100 * p).toPrecision(4))}%`;

function quantity(name: string, models: ReadonlySet<string>): Quantity {
  const of = referenceOf(name, { models });
  switch (of.kind) {
    case "score":
      return scored(of);
    case "count":
      return acts(of.activity, `in the last ${counted(of.window, "day")}`);
    case "ever":
      return acts(of.activity, "so far");
    case "since": {
      const words = spaced(of.activity);
      return {
        name: `days since the last ${words}`,
        compared: (op, value) => `last ${words} ${amount(op, counted(value, "day"))} ago`,
      };
    }
    default: {
      const words = spaced(name);
      return { name: words, compared: (op, value) => `${words} of ${amount(op, String(value))}` };
    }
  }
}

function scored({ model, what }: ScoreReference): Quantity {
  if (what === "p")
    return {
      name: `the predicted chance by ${model}`,
      compared: (op, value) => `a predicted chance of ${amount(op, percentOf(value))} (${model})`,
    };
  if (what === "points")
    return {
      name: `the points by ${model}`,
      compared: (op, value) => `${amount(op, String(value))} points by ${model}`,
    };
  return {
    name: `grade by ${model}`,
    compared: (op, value) => `grade ${amount(op, String(value))} by ${model}`,
  };
}

/** Counts of an activity: `at least 1 demo request in the last 30 days`, `no webinar so far`. */
function acts(activity: string, when: string): Quantity {
  const one = spaced(activity);
  const many = (value: number): string => counted(value, one);
  return {
    name: `number of ${one} ${when}`,
    compared: (op, value) => {
      if (op === ">=") return `at least ${many(value)} ${when}`;
      if (op === ">") return `more than ${many(value)} ${when}`;
      if ((op === "=" && value === 0) || (op === "<" && value === 1)) return `no ${one} ${when}`;
      if (op === "<=") return `at most ${many(value)} ${when}`;
      if (op === "<") return `fewer than ${many(value)} ${when}`;
      return `${amount(op, many(value))} ${when}`;
    },
  };
}
