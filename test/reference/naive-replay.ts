/**
 * The replay, recomputed from nothing at every second of every lead's life: the oracle of the kernel. A definition
 * crosses in the first second, from creation to the first of outcome, loss and as-of, in which it holds.
 */
import { NEVER } from "../../src/base/time.ts";
import type { Feature } from "../../src/features/type.ts";
import type { Atom, Rule, Value } from "../../src/rules/tree.ts";
import type { Weights } from "../../src/weights/type.ts";
import {
  countAt,
  decayedAt,
  knowingItsOutcome,
  type NaiveFunnel,
  type NaiveLead,
  probability,
  reachOf,
  type Sight,
  scoreOf,
  stampOf,
  truth,
} from "./naive.ts";

export interface NaiveWorld {
  readonly leads: readonly NaiveLead[];
  readonly funnel: NaiveFunnel;
  readonly features: readonly Feature[];
  /** the tree of every text of a rule that weights hold */
  readonly rules: ReadonlyMap<string, Rule>;
}

/** The weights of a fold by model, and the integer cut-off of the definition that is asked for. */
export interface NaiveFold {
  readonly models: ReadonlyMap<string, Weights>;
  readonly cutoff: number | null;
}

/** The first second at which a rule holds, and the score of its only model then. */
export function firstCrossing(
  world: NaiveWorld,
  whole: NaiveLead,
  rule: Rule,
  fold: NaiveFold,
  outcomesUntil?: number,
): { time: number; score: number | null } {
  const lead = asSeen(world, whole, outcomesUntil);
  for (const t of lifeOf(world, lead, outcomesUntil)) {
    const sight = sightAt(world, lead, fold, t);
    if (truth(rule, sight) === true) {
      const model = onlyModel(rule, fold);
      return { time: t, score: model === null ? null : sight.score(model) };
    }
  }
  return { time: NEVER, score: null };
}

/** The highest score before `end` while the rule holds but for its cut-off, not knowing later outcomes; null: it never does. */
export function highestScore(
  world: NaiveWorld,
  whole: NaiveLead,
  rule: Rule,
  model: string,
  fold: NaiveFold,
  end: number,
  outcomesUntil: number,
): number | null {
  const lead = asSeen(world, whole, outcomesUntil);
  const scores = lifeOf(world, lead, outcomesUntil)
    .filter((t) => t < end)
    .map((t) => sightAt(world, lead, fold, t))
    .filter((sight) => truth(rule, { ...sight, overCutoff: () => true }) === true)
    .map((sight) => sight.score(model));
  return scores.length === 0 ? null : Math.max(...scores);
}

/** Whoever knows of the outcome does not see what stands behind it. */
function asSeen(
  { funnel }: NaiveWorld,
  lead: NaiveLead,
  outcomesUntil = Number.POSITIVE_INFINITY,
): NaiveLead {
  return reachOf(lead, funnel.funnel, funnel.outcome) <= outcomesUntil
    ? knowingItsOutcome(lead, funnel)
    : lead;
}

/**
 * Every second in which a lead can cross: at the second of its outcome or loss the crossing still comes first. To whoever
 * does not know of outcomes after a second, a later one ends nothing; one before the lead's creation is known by then.
 */
function lifeOf({ funnel }: NaiveWorld, lead: NaiveLead, outcomesUntil = Number.POSITIVE_INFINITY): number[] {
  const reached = reachOf(lead, funnel.funnel, funnel.outcome);
  if (lead.out && reached >= lead.created) return [];
  const outcome = Math.max(reached, lead.created - 1);
  const ends = outcome <= outcomesUntil ? [outcome, funnel.asOf] : [funnel.asOf];
  for (const stage of funnel.lost) ends.push(lead.stages.get(stage) ?? NEVER);
  const seconds: number[] = [];
  for (let t = lead.created; ends.every((end) => t <= end); t++) seconds.push(t);
  return seconds;
}

/** What is seen of a lead at a second, and its scores then. */
export function sightAt(
  world: NaiveWorld,
  lead: NaiveLead,
  fold: NaiveFold,
  t: number,
): Sight & { score(model: string): number } {
  const seen = (name: string): { value: Value; observed: boolean } => {
    const feature = world.features.find((f) => f.name === name);
    if (feature === undefined) throw new Error(`no feature ${name}`);
    if (feature.kind !== "count" && feature.kind !== "decay")
      return { value: lead.known.get(name) ?? null, observed: true };
    const count = feature.kind === "count" ? countAt(lead, feature, t) : decayedAt(lead, feature, t);
    return { value: count, observed: count !== null };
  };
  const scores = new Map<string, number>();
  const score = (model: string): number => {
    const known = scores.get(model);
    if (known !== undefined) return known;
    const weights = fold.models.get(model);
    if (weights === undefined) throw new Error(`no model ${model}`);
    const ruleOf = (text: string): Rule => {
      const rule = world.rules.get(text);
      if (rule === undefined) throw new Error(`no rule ${text}`);
      return rule;
    };
    const sum = scoreOf(weights, ruleOf, seen);
    scores.set(model, sum);
    return sum;
  };
  const value = (name: string): Value => {
    for (const [model, weights] of fold.models) {
      if (name === `${model}_p`) return probability(weights, score(model));
      // points are decimals: 3 tenths are 0.3, not 0.30000000000000004
      if (name === `${model}_points`) return Number((score(model) * weights.scale.unit).toFixed(6));
    }
    return seen(name).value;
  };
  return {
    value,
    score,
    reached: (stage) => stampOf(lead, world.funnel, stage) <= t,
    overCutoff: (model) => fold.cutoff !== null && score(model) >= fold.cutoff,
  };
}

/** The one model that a rule names; null: none or several. */
function onlyModel(rule: Rule, fold: NaiveFold): string | null {
  const named = new Set<string>();
  const look = (r: Rule): void => {
    if (r.kind === "cutoff") named.add(r.model);
    else if (r.kind === "and" || r.kind === "or") r.of.forEach(look);
    else if (r.kind === "not") look(r.of);
    else if (isAtom(r))
      for (const model of fold.models.keys())
        if (r.name === `${model}_p` || r.name === `${model}_points`) named.add(model);
  };
  look(rule);
  const [only] = named;
  return named.size === 1 && only !== undefined ? only : null;
}

const isAtom = (rule: Rule): rule is Atom => "name" in rule;
