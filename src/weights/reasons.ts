import { counted } from "../base/text.ts";
import { namesOf } from "../rules/names.ts";
import { parsePredicate } from "../rules/parse.ts";
import { attributeScorer, clamp, type Inputs } from "./scorer.ts";
import type { Attribute, Input, InputValue, Weights } from "./type.ts";

/** Why a lead's score is what it is: one term, and what it moves the score by against the average training lead. */
export interface Reason {
  /** `Demo Request in the last 30 days: 2` */
  readonly text: string;
  /** in `scale.unit` */
  readonly points: number;
}

type Scorable = Omit<Weights, "sha256" | "golden">;

/**
 * The terms that moved a lead's score most, largest first, against the average training lead (the weights'
 * `baseline`). Terms of one input are one reason, as they come and go together, and so are several rules over the same
 * inputs. Points of a group are shared by its
 * members in proportion where the group's limit cuts them. Reasons of equal size stand in the order of the attributes.
 *
 * @param told windows `together`: counts of one activity over several windows are one reason, since they share what they
 *   say and their points alone mislead
 */
export function reasonsFor(
  weights: Scorable,
  told: { readonly windows: "apart" | "together" } = { windows: "apart" },
): (inputs: Inputs, most?: number) => readonly Reason[] {
  const inputOf = new Map(weights.inputs.map((input) => [input.name, input]));
  const joint = jointInputs(weights);
  const activities = told.windows === "together" ? activityInputs(weights) : new Map<string, Activity>();
  const terms = weights.attributes.map((attribute) => ({ attribute, points: attributeScorer(attribute) }));
  return (inputs, most = 3) => {
    const share = groupShares(
      weights,
      terms.map((t) => t.points(inputs)),
    );
    const moved = new Map<string, number>();
    terms.forEach(({ attribute, points }, i) => {
      const cut = attribute.group === null ? 1 : (share.get(attribute.group) ?? 1);
      const own = points(inputs);
      const by = own * cut - (weights.baseline[i] ?? 0);
      const text =
        joint
          .get(attribute)
          ?.map((name) => inTerms(name, inputs, inputOf))
          .join(", ") ??
        activityText(attribute, activities, inputs) ??
        textOf(attribute, inputs, inputOf, own !== 0);
      moved.set(text, (moved.get(text) ?? 0) + by);
    });
    return [...moved]
      .map(([text, points]) => ({ text, points: Math.round(points) }))
      .filter((reason) => reason.points !== 0)
      .sort((a, b) => Math.abs(b.points) - Math.abs(a.points))
      .slice(0, most);
  };
}

/** The inputs of each rule that reads the same several inputs as another rule does. */
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

/** An activity that the weights count over several windows, by the name of each count. */
interface Activity {
  readonly name: string;
  readonly counts: readonly Input[];
}

function activityInputs({ inputs }: Scorable): ReadonlyMap<string, Activity> {
  const activityOf = ({ from }: Input): string | null =>
    "count" in from ? from.count : "decay" in from ? from.decay : null;
  return new Map(
    inputs.flatMap((input) => {
      const name = activityOf(input);
      const counts = inputs.filter((other) => activityOf(other) === name);
      return name === null || counts.length < 2 ? [] : [[input.name, { name, counts }] as const];
    }),
  );
}

/** `webinar: 1 in 7 days, 3 in 30 days`; null: the term is of no such activity. */
function activityText(
  attribute: Attribute,
  activities: ReadonlyMap<string, Activity>,
  inputs: Inputs,
): string | null {
  const activity = attribute.kind === "rule" ? undefined : activities.get(attribute.name);
  if (activity === undefined) return null;
  const said = activity.counts.map(({ name, from }) => {
    const value = inputs[name] ?? 0;
    const times = typeof value === "object" ? "not recorded" : String(value);
    if ("decay" in from) return `${times} decayed`;
    return "count" in from && from.window !== null
      ? `${times} in ${counted(from.window, "day")}`
      : `${times} ever`;
  });
  return `${activity.name}: ${said.join(", ")}`;
}

/** How much of its members' points each group lets through. */
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

/** A rule that does not hold moved the score by what it did not give: `not (title = 'CTO')`. */
function textOf(
  attribute: Attribute,
  inputs: Inputs,
  inputOf: ReadonlyMap<string, Input>,
  holds: boolean,
): string {
  if (attribute.kind === "rule") return holds ? attribute.when : `not (${attribute.when})`;
  return inTerms(attribute.name, inputs, inputOf);
}

function inTerms(name: string, inputs: Inputs, inputOf: ReadonlyMap<string, Input>): string {
  const input = inputOf.get(name);
  return input === undefined ? name : inputText(input, inputs[name] ?? null);
}

/** An input and its value in words. */
export function inputText(input: Input, value: InputValue): string {
  const known = value !== null && typeof value !== "object";
  if (input.type === "boolean") {
    const name = input.name.replaceAll("_", " ");
    return known ? (value === true ? name : `not ${name}`) : `${name}: not known`;
  }
  if (input.type === "count") {
    const { count, window } = input.from;
    const what = window === null ? count : `${count} in the last ${window} days`;
    return typeof value === "object" && value !== null
      ? `${what}: not recorded then`
      : `${what}: ${value ?? 0}`;
  }
  if (input.type === "decay") {
    const { decay, half_life } = input.from;
    const what = `${decay}, decayed (half-life ${counted(half_life, "day")})`;
    return typeof value === "object" && value !== null
      ? `${what}: not recorded then`
      : `${what}: ${value ?? 0}`;
  }
  return `${input.from.column}: ${known && value !== "" ? value : "missing"}`;
}
