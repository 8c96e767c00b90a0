import { counted } from "../../base/text.ts";
import { namesOf } from "../../rules/names.ts";
import { parsePredicate } from "../../rules/parse.ts";
import { attributeScorer, clamp, type Inputs, valueIn } from "../scorer.ts";
import type { Attribute, Input, InputValue, Weights } from "../type.ts";

/**
 * One reason for a lead's score: a term, and by how much it moves the score compared with the average training lead.
 */
export interface Reason {
  /** what it is about, without the lead's value: `demo_request in the last 30 days` */
  readonly name: string;
  /** the same with the value: `demo_request in the last 30 days: 2` */
  readonly text: string;
  /** in `scale.unit` */
  readonly points: number;
}

type Scorable = Omit<Weights, "sha256" | "golden">;

/**
 * Attributes that belong together and make one reason: those over one input, those of rules over the same inputs, or a
 * rule.
 */
export interface ReasonTerm {
  /** what it is about, without a lead's value: `demo_request in the last 30 days` */
  readonly name: string;
  /** the inputs whose values describe it; null: it is a rule, whose text describes it */
  readonly inputs: readonly string[] | null;
  /** indices in `weights.attributes`, ascending */
  readonly attributes: readonly number[];
  /** its inputs are counts of this activity over several windows; absent: each input is a term */
  readonly activity?: string;
}

/** The possible reasons of some weights, in the order of the first attribute of each. Exports use the same ones. */
export function reasonTerms(weights: Scorable): readonly ReasonTerm[] {
  const inputOf = new Map(weights.inputs.map((input) => [input.name, input]));
  const joint = jointInputs(weights);
  const label = (name: string): string => {
    const input = inputOf.get(name);
    return input === undefined ? name : inputLabel(input);
  };
  const terms = new Map<string, ReasonTerm & { attributes: number[] }>();
  weights.attributes.forEach((attribute, i) => {
    const rule = attribute.kind === "rule";
    const inputs = joint.get(attribute) ?? (rule ? null : [attribute.name]);
    const when = rule ? attribute.when : "";
    const key = JSON.stringify(inputs ?? when);
    const known = terms.get(key);
    if (known !== undefined) known.attributes.push(i);
    else terms.set(key, { name: inputs?.map(label).join(", ") ?? when, inputs, attributes: [i] });
  });
  return [...terms.values()];
}

/**
 * The same, with the counts of one activity over several windows as one term: the windows overlap, and the points of
 * one window alone mislead readers.
 */
export function activityTerms(weights: Scorable): readonly ReasonTerm[] {
  const activityOf = new Map(
    weights.inputs.flatMap(({ name, from }) =>
      "count" in from ? [[name, from.count]] : "decay" in from ? [[name, from.decay]] : [],
    ),
  );
  const merged = new Map<string, ReasonTerm>();
  reasonTerms(weights).forEach((term, i) => {
    const [only] = term.inputs ?? [];
    const activity = term.inputs?.length === 1 && only !== undefined ? activityOf.get(only) : undefined;
    const before = activity === undefined ? undefined : merged.get(activity);
    // no activity's name contains a NUL
    if (activity === undefined) merged.set(`${i}\u0000`, term);
    else if (before === undefined) merged.set(activity, term);
    else
      merged.set(activity, {
        name: activity,
        inputs: [...(before.inputs ?? []), ...(term.inputs ?? [])],
        attributes: [...before.attributes, ...term.attributes].sort((a, b) => a - b),
        activity,
      });
  });
  return [...merged.values()];
}

/**
 * The terms that moved a lead's score most compared with the average training lead (the weights' `baseline`), largest
 * first. Where a group's limit cuts its points, its members share the rest in proportion; halves round up. Reasons of
 * equal size are in the order of the attributes.
 * @param terms the possible reasons; default: `reasonTerms`
 */
export function reasonsFor(
  weights: Scorable,
  terms: readonly ReasonTerm[] = reasonTerms(weights),
): (inputs: Inputs, most?: number) => readonly Reason[] {
  const inputOf = new Map(weights.inputs.map((input) => [input.name, input]));
  const scorers = weights.attributes.map((attribute) => attributeScorer(attribute));
  return (inputs, most = 3) => {
    const points = scorers.map((score) => score(inputs));
    const share = groupShares(weights, points);
    const textOf = (term: ReasonTerm): string => {
      if (term.activity !== undefined) return activityText(term, inputs, inputOf);
      if (term.inputs !== null) return term.inputs.map((name) => inTerms(name, inputs, inputOf)).join(", ");
      // a rule that does not hold moved the score by the points that it did not give
      return points[term.attributes[0] ?? 0] === 0 ? `not (${term.name})` : term.name;
    };
    return terms
      .map((term) => ({ term, points: movedBy(weights, term, points, share) }))
      .filter((moved) => moved.points !== 0)
      .sort((a, b) => Math.abs(b.points) - Math.abs(a.points))
      .slice(0, most)
      .map(({ term, points: by }) => ({ name: term.name, text: textOf(term), points: by }));
  };
}

/**
 * By how much a term moved the score, compared with the baseline. Whole numbers are added before the shares of groups,
 * so that every target that follows this order gives the same digits.
 */
function movedBy(
  { attributes, groups, baseline }: Scorable,
  term: ReasonTerm,
  points: readonly number[],
  share: ReadonlyMap<string, number>,
): number {
  let moved = 0;
  for (const i of term.attributes)
    moved += (attributes[i]?.group === null ? (points[i] ?? 0) : 0) - (baseline[i] ?? 0);
  for (const { name } of groups) {
    let sum = 0;
    for (const i of term.attributes) if (attributes[i]?.group === name) sum += points[i] ?? 0;
    moved += (share.get(name) ?? 1) * sum;
  }
  return Math.floor(moved + 0.5);
}

/** For each rule, the inputs that it shares with another rule over the same several inputs. */
function jointInputs({ attributes }: Scorable): ReadonlyMap<Attribute, readonly string[]> {
  const byInputs = new Map<string, { names: readonly string[]; rules: Attribute[] }>();
  for (const attribute of attributes) {
    if (attribute.kind !== "rule") continue;
    const read = parsePredicate(attribute.when);
    const names = read.ok ? namesOf(read.predicate) : [];
    if (names.length < 2) continue;
    const key = JSON.stringify([...names].sort());
    const known = byInputs.get(key) ?? { names, rules: [] };
    known.rules.push(attribute);
    byInputs.set(key, known);
  }
  return new Map(
    [...byInputs.values()].flatMap(({ names, rules }) =>
      rules.length < 2 ? [] : rules.map((rule) => [rule, names] as const),
    ),
  );
}

/** The share of its members' points that each group lets through. */
function groupShares(
  { attributes, groups }: Scorable,
  points: readonly number[],
): ReadonlyMap<string, number> {
  return new Map(
    groups.map(({ name, min, max }) => {
      const sum = attributes.reduce((s, a, i) => s + (a.group === name ? (points[i] ?? 0) : 0), 0);
      return [name, sum === 0 ? 1 : clamp(sum, min, max) / sum];
    }),
  );
}

function inTerms(name: string, inputs: Inputs, inputOf: ReadonlyMap<string, Input>): string {
  const input = inputOf.get(name);
  return input === undefined ? name : inputText(input, valueIn(inputs, name));
}

/** `webinar: 1 in 7 days, 3 in 30 days` */
function activityText(term: ReasonTerm, inputs: Inputs, inputOf: ReadonlyMap<string, Input>): string {
  const said = (term.inputs ?? []).map((name) => {
    const from = inputOf.get(name)?.from;
    const value = valueIn(inputs, name) ?? 0;
    const times = typeof value === "object" ? "not recorded" : String(value);
    if (from === undefined || "decay" in from) return `${times} decayed`;
    const window = "count" in from ? from.window : null;
    return window === null ? `${times} ever` : `${times} in ${counted(window, "day")}`;
  });
  return `${term.activity}: ${said.join(", ")}`;
}

/** An input in words: `demo_request in the last 30 days`. */
export function inputLabel(input: Input): string {
  if (input.type === "boolean") return input.name.replaceAll("_", " ");
  if (input.type === "count") {
    const { count, window } = input.from;
    return window === null ? count : `${count} in the last ${counted(window, "day")}`;
  }
  if (input.type === "decay")
    return `${input.from.decay}, decayed (half-life ${counted(input.from.half_life, "day")})`;
  return input.from.column;
}

/** An input and its value in words. */
export function inputText(input: Input, value: InputValue): string {
  // a number that is not finite counts as missing, as in the scorer
  const known =
    value !== null && typeof value !== "object" && (typeof value !== "number" || Number.isFinite(value));
  const label = inputLabel(input);
  if (input.type === "boolean")
    return known ? (value === true ? label : `not ${label}`) : `${label}: not known`;
  if (input.type === "count" || input.type === "decay")
    return typeof value === "object" && value !== null
      ? `${label}: not recorded then`
      : `${label}: ${known ? value : "missing"}`;
  return `${label}: ${known && value !== "" ? value : "missing"}`;
}
