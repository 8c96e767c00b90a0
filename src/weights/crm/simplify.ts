import * as say from "../../base/messages/ship/crm.ts";
import { namesOf } from "../../rules/names.ts";
import { parsePredicate } from "../../rules/parse.ts";
import { print } from "../../rules/print.ts";
import type { Predicate } from "../../rules/tree.ts";
import { attributePoints } from "../scorer.ts";
import type { Draft } from "../seal.ts";
import type { Attribute, Bin, BinsAttribute, Input, LinearAttribute } from "../type.ts";
import { shownUnit } from "../words/shown.ts";
import type { Abilities } from "./abilities.ts";

export type CountInput = Extract<Input, { readonly type: "count" }>;

/** Weights that a CRM can hold, in their own unit, and what changed on the way, in sentences. */
export interface Simplified {
  readonly weights: Draft;
  readonly losses: readonly string[];
}

/**
 * The weights nearest to the given ones among those that a CRM can hold. They are weights like any others, so that what
 * the change costs is measured by scoring and replaying history with them.
 *
 * A decayed count becomes the count whose window comes nearest to its mean reach (half-life / ln 2, the area under
 * 2^(-age / half-life)): at an even pace of activity the two have the same expected value.
 *
 * @param counts what the study counts of its activities: what may stand in for another count
 */
export function simplify(weights: Draft, can: Abilities, counts: readonly CountInput[]): Simplified {
  const losses: string[] = [];
  const lose = (said: string): void => {
    if (!losses.includes(said)) losses.push(said);
  };
  const stands = standIns(weights, can, counts, lose);
  const inputs = new Map(weights.inputs.map((input) => [input.name, input]));
  const typeOf = (name: string): Input["type"] | undefined => inputs.get(name)?.type;
  const capOf = (name: string): number => {
    const from = [...inputs.values(), ...counts].find((input) => input.name === name)?.from;
    return (from !== undefined && "cap" in from ? from.cap : null) ?? Number.POSITIVE_INFINITY;
  };
  let { intercept } = weights;
  const attributes: Attribute[] = [];
  const baseline: number[] = [];
  weights.attributes.forEach((attribute, i) => {
    const average = weights.baseline[i] ?? 0;
    const kept = changed(attribute, { can, stands, typeOf, capOf, lose, average });
    if (kept === null) intercept += average;
    else {
      attributes.push(kept);
      baseline.push(average);
    }
  });
  if (!can.notObserved) {
    const reach = weights.inputs.filter(({ name, type }) => counted(type) && toldApart(weights, name));
    if (reach.length > 0) lose(say.unrecordedAsNone(reach.map(({ name }) => name)));
  }
  if (!can.groups)
    for (const { name, min, max } of weights.groups)
      if (min !== null || max !== null) lose(say.groupUnlimited(name, min, max));
  if (!can.ends && (weights.floor !== null || weights.ceiling !== null))
    lose(say.totalUnlimited(weights.floor, weights.ceiling));
  const read = new Set(attributes.flatMap(namesIn));
  const all = [...inputs.values(), ...[...stands.values()].flatMap((of) => of ?? [])];
  const whole: Draft = {
    ...weights,
    inputs: [...new Map(all.map((input) => [input.name, input])).values()].filter(({ name }) =>
      read.has(name),
    ),
    attributes: can.groups ? attributes : attributes.map((attribute) => ({ ...attribute, group: null })),
    baseline,
    groups: can.groups ? weights.groups : [],
    floor: can.ends ? weights.floor : null,
    ceiling: can.ends ? weights.ceiling : null,
    intercept,
  };
  if (can.finePoints) return { weights: whole, losses };
  const { scale, logits } = shownUnit(weights);
  // other points are whole numbers of a size that people wrote
  if (!logits) return { weights: whole, losses };
  lose(say.pointsRounded(Math.round(1 / scale)));
  return { weights: rounded(whole, scale), losses };
}

/** Whole points of another size: one of them is worth 1 / scale of the given ones. */
function rounded(weights: Draft, scale: number): Draft {
  const whole = (x: number): number => Math.round(x * scale) + 0;
  const bound = (x: number | null): number | null => (x === null ? null : whole(x));
  const fine = (x: number | null): number | null => (x === null ? null : x * scale);
  const { calibration } = weights;
  return {
    ...weights,
    attributes: weights.attributes.map((attribute): Attribute => {
      if (attribute.kind === "rule") return { ...attribute, points: whole(attribute.points) };
      if (attribute.kind === "bins")
        return { ...attribute, bins: attribute.bins.map((bin) => ({ ...bin, points: whole(bin.points) })) };
      const { coef, missing, min, max } = attribute;
      return { ...attribute, coef: coef * scale, missing: whole(missing), min: fine(min), max: fine(max) };
    }),
    groups: weights.groups.map(({ name, min, max }) => ({ name, min: bound(min), max: bound(max) })),
    baseline: weights.baseline.map(whole),
    floor: bound(weights.floor),
    ceiling: bound(weights.ceiling),
    intercept: whole(weights.intercept),
    scale: { unit: weights.scale.unit / scale },
    calibration:
      calibration.kind === "lookup"
        ? { ...calibration, lookup: calibration.lookup.map(({ score, p }) => ({ score: score * scale, p })) }
        : calibration,
    grades: weights.grades.map(({ grade, atLeast }) => ({ grade, atLeast: whole(atLeast) })),
    mql: bound(weights.mql),
  };
}

const counted = (type: Input["type"] | undefined): boolean => type === "count" || type === "decay";

const namesIn = (attribute: Attribute): readonly string[] => {
  if (attribute.kind !== "rule") return [attribute.name];
  return namesOf(predicateOf(attribute.when));
};

function predicateOf(when: string): Predicate {
  const parsed = parsePredicate(when);
  if (!parsed.ok) throw new RangeError(`the rule "${when}" cannot be read: ${parsed.message.what}`);
  return parsed.predicate;
}

/**
 * The count that replaces each input which the CRM cannot count; null: there is none. Other inputs are not in the map.
 */
function standIns(
  { inputs }: Draft,
  can: Abilities,
  counts: readonly CountInput[],
  lose: (said: string) => void,
): ReadonlyMap<string, CountInput | null> {
  const found = new Map<string, CountInput | null>();
  for (const input of inputs) {
    const decays = input.type === "decay" && !can.decay;
    const ages = input.type === "count" && input.from.window !== null && !can.windows;
    if (!decays && !ages) continue;
    const activity = input.type === "decay" ? input.from.decay : input.from.count;
    const reach = input.type === "decay" ? input.from.half_life / Math.LN2 : Number.POSITIVE_INFINITY;
    const other = nearest(
      counts.filter(({ from }) => from.count === activity && (can.windows || from.window === null)),
      can.windows ? reach : Number.POSITIVE_INFINITY,
    );
    found.set(input.name, other);
    if (other === null) continue;
    if (input.type === "decay") lose(say.decayReplaced(activity, input.from.half_life, other.name));
    else lose(say.windowReplaced(activity, input.from.window ?? 0, other.name));
  }
  return found;
}

/** The count whose window is nearest by ratio; among equals the shorter one. */
function nearest(counts: readonly CountInput[], reach: number): CountInput | null {
  const far = ({ from }: CountInput): number =>
    from.window === null
      ? reach === Number.POSITIVE_INFINITY
        ? 0
        : Number.MAX_VALUE
      : Math.abs(Math.log(from.window / reach));
  const [first = null] = [...counts].sort(
    (a, b) => far(a) - far(b) || (a.from.window ?? 0) - (b.from.window ?? 0),
  );
  return first;
}

interface Change {
  readonly can: Abilities;
  readonly stands: ReadonlyMap<string, CountInput | null>;
  readonly typeOf: (name: string) => Input["type"] | undefined;
  /** the highest count; Infinity: there is none */
  readonly capOf: (name: string) => number;
  readonly lose: (said: string) => void;
  /** points of the average lead */
  readonly average: number;
}

/** An attribute as the CRM can hold it; null: it cannot, and every lead gets the average. */
function changed(attribute: Attribute, change: Change): Attribute | null {
  const { can, stands, typeOf, capOf, lose, average } = change;
  const lost = namesIn(attribute).find((name) => stands.get(name) === null);
  if (lost !== undefined) {
    lose(say.leftOut(lost, say.noStandIn, average));
    return null;
  }
  if (attribute.kind === "rule") {
    if (!can.emptyFlags)
      for (const flag of namesIn(attribute)) if (typeOf(flag) === "boolean") lose(say.flagNeverEmpty(flag));
    const when = print(withNames(predicateOf(attribute.when), (name) => stands.get(name)?.name ?? name));
    return { ...attribute, when };
  }
  const name = stands.get(attribute.name)?.name ?? attribute.name;
  const type = typeOf(attribute.name);
  const named = { ...attribute, name };
  const zero = can.notObserved ? null : counted(type) ? attributePoints(named, 0) : null;
  if (named.kind === "linear") {
    if (can.perUnit) return zero === null ? named : { ...named, missing: zero };
    const steps = stepsOf(named, counted(type));
    if (steps === null) lose(say.leftOut(name, say.noSteps, average));
    else if (!counted(type) || attributePoints(named, mostSteps) !== attributePoints(named, capOf(name)))
      lose(say.stepsReplaced(name));
    return steps && observed(steps, zero);
  }
  if (type !== "boolean" || can.emptyFlags) return observed(named, zero);
  const no = attributePoints(named, false);
  if (no !== attributePoints(named, null)) lose(say.flagNeverEmpty(name));
  return { ...named, bins: special(named.bins, "missing", no) };
}

/** Gives missing and not observed values the points of a count of 0. */
const observed = (attribute: BinsAttribute, zero: number | null): BinsAttribute =>
  zero === null
    ? attribute
    : {
        ...attribute,
        bins: special(special(attribute.bins, "missing", zero), "not_observed", zero),
      };

const special = (bins: readonly Bin[], kind: "missing" | "not_observed", points: number): Bin[] => [
  ...bins.filter((bin) => bin.kind !== kind),
  { kind, points },
];

/** The most steps: a greater count gets the points of the last one. */
const mostSteps = 25;

/** Points for each unit as bins; null: the number is not a count, or has no limits within which steps could be made. */
function stepsOf(attribute: LinearAttribute, counts: boolean): BinsAttribute | null {
  const { coef, centre, min, max, name, group, missing } = attribute;
  const ends = coef === 0 ? [] : [min, max].map((x) => (x === null ? null : centre + x / coef));
  const [a, b] = ends;
  const cuts: number[] = [];
  if (counts) for (let n = 1; n < mostSteps; n++) cuts.push(n);
  else if (coef !== 0) {
    if (a === null || b === null || a === undefined || b === undefined) return null;
    const [low, high] = [Math.min(a, b), Math.max(a, b)];
    for (let k = 0; k <= 10; k++) cuts.push(low + ((high - low) * k) / 10);
  }
  const bins: Bin[] = [];
  [...cuts, null].forEach((high, k) => {
    const low = cuts[k - 1] ?? null;
    const middle = counts
      ? (low ?? 0)
      : low === null
        ? (high ?? centre)
        : high === null
          ? low
          : (low + high) / 2;
    const points = attributePoints(attribute, middle);
    const last = bins.at(-1);
    if (last?.kind === "range" && last.points === points) bins[bins.length - 1] = { ...last, high };
    else bins.push({ kind: "range", low, high, points });
  });
  return {
    kind: "bins",
    name,
    group,
    bins: [
      ...bins,
      { kind: "other", points: missing },
      { kind: "missing", points: missing },
      { kind: "not_observed", points: missing },
    ],
  };
}

/** Whether some term gives a count that is not observed other points than 0. */
const toldApart = ({ attributes }: Draft, name: string): boolean =>
  attributes.some(
    (a) =>
      a.kind !== "rule" &&
      a.name === name &&
      attributePoints(a, { notObserved: true }) !== attributePoints(a, 0),
  );

function withNames(rule: Predicate, nameOf: (name: string) => string): Predicate {
  switch (rule.kind) {
    case "constant":
      return rule;
    case "not":
      return { ...rule, of: withNames(rule.of, nameOf) };
    case "and":
    case "or":
      return { ...rule, of: rule.of.map((part) => withNames(part, nameOf)) };
    default:
      return { ...rule, name: nameOf(rule.name) };
  }
}
