/**
 * Small random histories, definitions and weights in which everything that can coincide does: all stamps fall on a few
 * ticks, so that activities come before creation, sync late, expire as others arrive, and outcomes, losses and stamps
 * stand at the second of a crossing.
 */
import { type Random, random } from "../../src/base/random.ts";
import { DAY, dayOf, endOfDay, NEVER } from "../../src/base/time.ts";
import type { CountFeature, DecayFeature, Feature, StaticFeature } from "../../src/features/type.ts";
import type { History } from "../../src/history/type.ts";
import type { Atom, Comparison, Literal, Predicate, Rule, Value } from "../../src/rules/tree.ts";
import type { Attribute, Bin, Weights } from "../../src/weights/type.ts";
import type { NaiveFunnel, NaiveLead } from "./naive.ts";
import type { NaiveWorld } from "./naive-replay.ts";

export interface World extends NaiveWorld {
  readonly history: History;
  readonly excluded: Uint8Array;
  readonly statics: readonly StaticFeature[];
}

export interface Shape {
  readonly leads: number;
  /** seconds a tick: 1 for replays, hours for moments by day */
  readonly tick: number;
  /** life of the world, ticks */
  readonly ticks: number;
}

const funnel = ["lead", "mql", "sal", "won", "paid"];
const lost = ["gone", "dead"];
const types = ["ask", "look", "read"];
const texts = ["a", "b", "c", "d"];

const oneOf = <T>(r: Random, list: readonly T[]): T => {
  const item = list[r.below(list.length)];
  if (item === undefined) throw new RangeError("nothing to choose from");
  return item;
};
const chance = (r: Random, share: number): boolean => r.uniform() < share;

export function worldOf(seed: number, shape: Shape): World {
  const r = random(seed);
  const { tick, ticks } = shape;
  const when = (): number => r.below(ticks) * tick;
  const dense = 1 + r.below(10);
  const windows = [1, 3, 4, 9].filter(() => chance(r, 0.6));
  const observedFrom = types.map(() =>
    chance(r, 0.5) ? 0 : chance(r, 0.15) ? NEVER : r.below(ticks / 2) * tick,
  );
  const cap = 1 + r.below(4);
  const counts = types.flatMap((name, type) =>
    [...windows, null].map((window): CountFeature => {
      const seconds = window === null ? Number.POSITIVE_INFINITY : window * tick;
      return {
        kind: "count",
        name: window === null ? `${name}_ever` : `${name}_${window}d`,
        from: { count: name, window, cap },
        type,
        window: seconds,
        cap,
        observedFrom: observedFrom[type] ?? NEVER,
        size: cap + 3,
        missing: cap + 1,
        notObserved: cap + 2,
      };
    }),
  );
  const decays = types.map((name, type): DecayFeature => {
    const half_life = oneOf(r, [1, 2, 3, 7.25, 20]);
    const perUnit = oneOf(r, [4, 10, 100]);
    const most = 1 + r.below(3);
    return {
      kind: "decay",
      name: `${name}_decayed`,
      from: { decay: name, half_life, cap: most, round: 1 / perUnit },
      type,
      halfLife: half_life * tick,
      perUnit,
      // records of long before the world, or that begin within it
      observedFrom: chance(r, 0.6) ? -200 * tick : (observedFrom[type] ?? NEVER),
      size: most * perUnit + 3,
      missing: most * perUnit + 1,
      notObserved: most * perUnit + 2,
    };
  });
  const bare = Array.from({ length: shape.leads }, (): NaiveLead => {
    const created = r.below(ticks / 2) * tick;
    const stages = new Map<string, number>();
    for (const stage of [...funnel.slice(1), ...lost]) if (chance(r, 0.2)) stages.set(stage, when());
    return {
      created,
      known: new Map<string, Value>([
        ["size", chance(r, 0.2) ? null : r.below(5) * 2 - 3],
        ["kind", chance(r, 0.2) ? null : oneOf(r, texts)],
        ["free", chance(r, 0.2) ? null : chance(r, 0.5)],
      ]),
      activities: Array.from({ length: r.below(dense + 1) }, () => {
        const at = when();
        return { type: r.below(types.length), at, known: chance(r, 0.7) ? at : at + r.below(8) * tick };
      }),
      stages,
      out: chance(r, 0.1) || isRefused({ stages, created }),
    };
  });
  const dates = random(seed ^ 0x1f83d9ab);
  const leads = bare.map((lead) => withDates(lead, tick, dates));
  const statics = staticsOf(leads);
  const asOf = (ticks - r.below(4)) * tick;
  return {
    leads,
    statics,
    funnel: {
      funnel,
      lost,
      handoff: chance(r, 0.3) ? null : "sal",
      outcome: "won",
      horizon: (1 + r.below(12)) * tick,
      asOf,
      activitiesFirst: seed % 8 === 0,
    },
    features: [...statics, ...counts, ...decays],
    rules: new Map(),
    history: historyOf(leads, observedFrom, r),
    excluded: Uint8Array.from(leads, (lead) => (lead.out && !isRefused(lead) ? 1 : 0)),
  };
}

/**
 * The same lead with stamps that are known by their date alone: where ticks are parts of days they stand at the day's
 * end, and so does what moved there with them, recorded at its own second.
 */
function withDates(lead: NaiveLead, tick: number, r: Random): NaiveLead {
  const byDay = tick > 60 && tick < DAY;
  const stand = (t: number): number => (byDay ? endOfDay(dayOf(t)) : t);
  const stages = new Map(lead.stages);
  const records = new Map<string, { at: number; dated: boolean }>();
  for (const [stage, t] of lead.stages) {
    const x = r.uniform();
    // a refused outcome is recorded before the creation, and stays there
    if (x > 0.6 || t < lead.created) continue;
    stages.set(stage, stand(t));
    const moved = x > 0.45;
    records.set(stage, { at: moved ? t : stand(t), dated: !moved });
  }
  // often what is done on the day of the outcome is its last sign
  const [first] = lead.activities;
  const signed = !isRefused(lead) && first !== undefined && r.uniform() < 0.3 ? first : null;
  if (signed !== null) {
    const at = stand(Math.max(signed.at, signed.known, lead.created));
    stages.set("won", at);
    records.set("won", { at, dated: true });
  }
  return {
    ...lead,
    stages,
    records,
    activities: lead.activities.map((a) => {
      if (a === signed) return { ...a, known: stand(Math.max(a.at, a.known, lead.created)), dated: true };
      if (r.uniform() < 0.5) return a;
      const [at, known] = [stand(a.at), stand(a.known)];
      return { ...a, at, known, dated: Math.max(at, known) >= lead.created };
    }),
  };
}

const isRefused = ({ stages, created }: Pick<NaiveLead, "stages" | "created">): boolean =>
  Math.min(stages.get("won") ?? NEVER, stages.get("paid") ?? NEVER) < created;

function staticsOf(leads: readonly NaiveLead[]): StaticFeature[] {
  const make = (
    kind: StaticFeature["kind"],
    name: string,
    values: readonly (number | string | boolean)[],
  ): StaticFeature => ({
    kind,
    name,
    from: kind === "boolean" ? { flag: name } : { column: name },
    values,
    size: values.length + 2,
    missing: values.length,
    notObserved: values.length + 1,
    codes: Uint8Array.from(leads, (lead) => {
      const value = lead.known.get(name) ?? null;
      return value === null ? values.length : values.indexOf(value);
    }),
  });
  return [
    make("number", "size", [-3, -1, 1, 3, 5]),
    make("category", "kind", texts),
    make("boolean", "free", [false, true]),
  ];
}

/** The same leads as the rooms after `history` are handed them: accounts of one to three leads, activities in order. */
function historyOf(leads: readonly NaiveLead[], observedFrom: readonly number[], r: Random): History {
  const account = new Int32Array(leads.length);
  const starts = [0];
  leads.forEach((_, i) => {
    if (i > 0 && chance(r, 0.5)) starts.push(i);
    account[i] = starts.length - 1;
  });
  const rows = leads.flatMap((lead, i) =>
    lead.activities
      .map((a) => ({
        lead: i,
        visible: Math.max(a.at, a.known, lead.created),
        at: a.at,
        type: a.type,
        dated: a.dated === true ? 1 : 0,
      }))
      .sort((a, b) => a.visible - b.visible || a.dated - b.dated || a.at - b.at || a.type - b.type),
  );
  const names = [...funnel, ...lost];
  const first = names.map((stage) =>
    Int32Array.from(leads, (lead) => (stage === "lead" ? lead.created : (lead.stages.get(stage) ?? NEVER))),
  );
  return {
    leads: {
      count: leads.length,
      ids: leads.map((_, i) => `L${i}`),
      account,
      created: Int32Array.from(leads, (lead) => lead.created),
      columns: new Map(),
    },
    accounts: {
      count: starts.length,
      keys: starts.map((_, a) => `a${a}`),
      start: Int32Array.from([...starts, leads.length]),
    },
    activities: {
      count: rows.length,
      types,
      start: Int32Array.from({ length: leads.length + 1 }, (_, i) => rows.filter((a) => a.lead < i).length),
      visible: Int32Array.from(rows, (a) => a.visible),
      at: Int32Array.from(rows, (a) => a.at),
      type: Uint8Array.from(rows, (a) => a.type),
      dated: Uint8Array.from(rows, (a) => a.dated),
      observedFrom: Int32Array.from(observedFrom),
    },
    stages: {
      names,
      first,
      recorded: names.map((stage, s) =>
        Int32Array.from(leads, (lead, i) => lead.records?.get(stage)?.at ?? first[s]?.[i] ?? NEVER),
      ),
      dated: names.map((stage) =>
        Uint8Array.from(leads, (lead) => (lead.records?.get(stage)?.dated === true ? 1 : 0)),
      ),
      observedFrom: Int32Array.from(first, (times) => Math.min(...times)),
      refused: Uint8Array.from(leads, (lead) => (isRefused(lead) ? 1 : 0)),
    },
    audit: { files: [], rejects: [], warnings: [], digest: "" },
  };
}

const span = { start: 0, end: 0 };

/** A condition on one feature; now and then on a literal of another type, which makes it NULL. */
function randomAtom(r: Random, feature: Feature): Atom {
  const literal = (): Literal => {
    if (chance(r, 0.05)) return oneOf<Literal>(r, [1, "b", true]);
    if (feature.kind === "category") return oneOf(r, [...texts, "z"]);
    if (feature.kind === "boolean") return chance(r, 0.5);
    if (feature.kind === "decay") return r.below(feature.missing + 2) / feature.perUnit;
    return feature.kind === "count" ? r.below(feature.cap + 2) : r.below(9) - 3;
  };
  const { name } = feature;
  const negated = chance(r, 0.3);
  if (feature.kind === "boolean" && chance(r, 0.6)) return { kind: "truth", name, negated, span };
  switch (r.below(8)) {
    case 0:
      return { kind: "null", name, negated, span };
    case 1:
      return { kind: "in", name, negated, span, values: [literal(), literal()] };
    case 2:
      return { kind: "between", name, negated, span, low: literal(), high: literal() };
    default:
      return { kind: "compare", name, op: randomOp(r), value: literal(), span };
  }
}

const randomOp = (r: Random): Comparison => oneOf(r, ["=", "<>", "<", "<=", ">", ">=", ">=", ">="] as const);

export function randomPredicate(r: Random, features: readonly Feature[], depth = 2): Predicate {
  if (depth === 0 || chance(r, 0.4)) {
    if (chance(r, 0.05)) return { kind: "constant", value: oneOf(r, [true, false, null]), span };
    return randomAtom(r, oneOf(r, features));
  }
  const part = (): Predicate => randomPredicate(r, features, depth - 1);
  if (chance(r, 0.25)) return { kind: "not", of: part() };
  return { kind: chance(r, 0.5) ? "and" : "or", of: [part(), part()] };
}

/** A rule without a cut-off: features, stages, points and probabilities of models under AND, OR and NOT. */
export function randomRule(
  r: Random,
  world: World,
  models: ReadonlyMap<string, Weights>,
  depth: number,
): Rule {
  if (depth > 0 && chance(r, 0.65)) {
    const part = (): Rule => randomRule(r, world, models, depth - 1);
    if (chance(r, 0.25)) return { kind: "not", of: part() };
    return { kind: chance(r, 0.5) ? "and" : "or", of: [part(), part()] };
  }
  const x = r.uniform();
  if (x < 0.12) return { kind: "stage", stage: oneOf(r, ["mql", "sal", "won", "paid"]) };
  if (x < 0.5 && models.size > 0) return scoreAtom(r, models);
  return randomAtom(r, oneOf(r, world.features));
}

/** Literals lie on, between and beyond the scores that occur. */
function scoreAtom(r: Random, models: ReadonlyMap<string, Weights>): Atom {
  const [model, weights] = oneOf(r, [...models]);
  const negated = chance(r, 0.3);
  const points = chance(r, 0.5) || weights.calibration.kind === "none";
  const name = `${model}_${points ? "points" : "p"}`;
  const literal = (): number => {
    const score = r.below(41) - 10 + (chance(r, 0.2) ? 0.5 : 0);
    if (points) return Number((score * weights.scale.unit).toFixed(6));
    const { slope, intercept } =
      weights.calibration.kind === "platt" ? weights.calibration : { slope: 1, intercept: 0 };
    return 1 / (1 + Math.exp(-(slope * (score * weights.scale.unit) + intercept)));
  };
  switch (r.below(8)) {
    case 0:
      return { kind: "null", name, negated, span };
    case 1:
      return { kind: "between", name, negated, low: literal(), high: literal(), span };
    case 2:
      return { kind: "in", name, negated, values: [literal(), literal()], span };
    default:
      return { kind: "compare", name, op: randomOp(r), value: literal(), span };
  }
}

/** Weights with every kind of attribute, groups, floor and ceiling. `textOf` prints a rule and remembers its tree. */
export function randomWeights(
  r: Random,
  name: string,
  features: readonly Feature[],
  textOf: (rule: Predicate) => string,
): Weights {
  const maybe = (share: number, x: () => number): number | null => (chance(r, share) ? x() : null);
  const points = (): number => r.below(21) - 6;
  const groups = chance(r, 0.5)
    ? [
        { name: "one", min: maybe(0.5, () => -r.below(5)), max: maybe(0.7, () => r.below(9)) },
        { name: "two", min: null, max: maybe(0.5, () => r.below(5)) },
      ]
    : [];
  const group = (): string | null =>
    groups.length > 0 && chance(r, 0.6)
      ? oneOf(
          r,
          groups.map((g) => g.name),
        )
      : null;
  const attributes = Array.from({ length: 1 + r.below(6) }, (): Attribute => {
    const feature = oneOf(r, features);
    if (chance(r, 0.3)) {
      const kind = oneOf(r, ["one", "any", "pair"] as const);
      const of = (some: readonly Feature[]): Predicate => randomPredicate(r, some);
      const still = features.filter((f) => f.kind !== "count" && f.kind !== "decay");
      // what segments ship: a condition on what is known at creation and one on another feature
      const when =
        kind === "pair" && still.length > 0
          ? ({ kind: "and", of: [of([oneOf(r, still)]), of([feature])] } as const)
          : of(kind === "one" ? [feature] : features);
      return { kind: "rule", when: textOf(when), points: points(), group: group() };
    }
    const numeric = feature.kind === "number" || feature.kind === "count" || feature.kind === "decay";
    if (numeric && chance(r, 0.4))
      return {
        kind: "linear",
        name: feature.name,
        coef: (r.below(13) - 4) / 2,
        centre: r.below(3) / 2,
        missing: r.below(4),
        min: maybe(0.3, () => -r.below(3)),
        max: maybe(0.5, () => 1 + r.below(8)),
        group: group(),
      };
    return { kind: "bins", name: feature.name, bins: randomBins(r, feature, points), group: group() };
  });
  return {
    schemaVersion: 1,
    name,
    version: "1.0.0",
    // the kernel shares a column among equal weights: unlike ones must not be taken for equal
    sha256: `${r.uniform()}`,
    kind: "points",
    baseline: [],
    inputs: [],
    attributes,
    groups,
    floor: maybe(0.2, () => -r.below(8)),
    ceiling: maybe(0.2, () => 4 + r.below(20)),
    intercept: r.below(7) - 3,
    scale: { unit: oneOf(r, [1, 0.1, 0.5]) },
    calibration: chance(r, 0.7)
      ? { kind: "platt", slope: 0.05 + r.uniform(), intercept: r.uniform() - 1 }
      : { kind: "none" },
    grades: [],
    mql: null,
    golden: [],
  };
}

function randomBins(r: Random, feature: Feature, points: () => number): Bin[] {
  const bins: Bin[] = [];
  if (feature.kind === "decay") {
    const cut = (): number => r.below(feature.missing) / feature.perUnit;
    const [low = 0, high = 0] = [cut(), cut()].sort((a, b) => a - b);
    bins.push({ kind: "range", low: null, high: low, points: points() });
    bins.push({ kind: "range", low, high, points: points() });
    bins.push({ kind: "range", low: high, high: null, points: points() });
  } else if (feature.kind === "number" || feature.kind === "count") {
    const cut = r.below(4) - 1;
    bins.push({ kind: "range", low: null, high: cut, points: points() });
    bins.push({ kind: "range", low: cut, high: cut + 2, points: points() });
    if (chance(r, 0.8)) bins.push({ kind: "range", low: cut + 2, high: null, points: points() });
  } else if (feature.kind === "boolean") bins.push({ kind: "category", values: [true], points: points() });
  else bins.push({ kind: "category", values: ["a", "c"], points: points() });
  for (const kind of ["missing", "other", "not_observed"] as const)
    if (chance(r, 0.7)) bins.push({ kind, points: points() });
  return bins;
}

/** The question that `labelsOf` is asked for a world; horizons are whole days there. */
export const labelQuestion = (f: NaiveFunnel, horizonDays: number) => ({
  funnel: f.funnel,
  lost: f.lost,
  handoff: f.handoff,
  outcomeStage: f.outcome,
  horizonDays,
  asOf: f.asOf,
  activitiesFirst: f.activitiesFirst === true,
});
