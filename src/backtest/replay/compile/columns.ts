import { codeValue, moves, notObserved } from "../../../features/codes.ts";
import type { Feature } from "../../../features/type.ts";
import { inputValue } from "../../../models/score.ts";
import { conjuncts } from "../../../rules/build.ts";
import { evaluate } from "../../../rules/evaluate.ts";
import { namesOf } from "../../../rules/names.ts";
import { negationNormal } from "../../../rules/normal.ts";
import { parsePredicate } from "../../../rules/parse.ts";
import { print } from "../../../rules/print.ts";
import type { Predicate } from "../../../rules/tree.ts";
import { attributePoints } from "../../../weights/scorer.ts";
import type { Input, Weights } from "../../../weights/type.ts";
import type { Column } from "../walk/type.ts";
import { type Assembler, programOf } from "./assembler.ts";

/** Points by code for the features that feed an accumulator. */
export interface Accumulator {
  readonly base: number;
  readonly points: Map<Feature, Int32Array>;
}

/**
 * Features by name. Where folds fit half-lives, several decayed counts have one name, and the weights say which is
 * meant.
 */
export class NamedFeatures {
  private readonly known: ReadonlyMap<string, Feature>;

  constructor(features: readonly Feature[]) {
    this.known = new Map(
      features.flatMap((f) => [[f.name, f] as const, [keyOf(f.name, f.from), f] as const]),
    );
  }

  /** The feature of a rule of the study; undefined: the name is a score's. */
  of(name: string): Feature | undefined {
    return this.known.get(name);
  }

  /** The feature that a name means in some weights. */
  in(weights: Weights, name: string): Feature {
    const from = weights.inputs.find((input) => input.name === name)?.from;
    const feature = this.known.get(from === undefined ? name : keyOf(name, from));
    if (feature === undefined) throw new RangeError(`the replay has no feature ${name}`);
    return feature;
  }

  /** The features that the rules of some weights read. */
  read(weights: Weights): readonly Feature[] {
    return weights.attributes
      .flatMap((a) => (a.kind === "rule" ? namesOf(parsed(a.when)) : [a.name]))
      .map((name) => this.in(weights, name));
  }
}

const keyOf = (name: string, from: Feature["from"] | Input["from"]): string =>
  "decay" in from ? `${name} ${from.half_life}` : name;

/** Points by code of features, for those leads only for which a program over features known at creation holds. */
export interface Gate {
  readonly entry: number;
  readonly accumulator: number;
  readonly points: Map<Feature, Int32Array>;
}

/** Score columns of several sets of weights; equal weights share a column. */
export class Columns {
  readonly accumulators: Accumulator[] = [];
  readonly columns: Column[] = [];
  readonly gates: Gate[] = [];
  private readonly known = new Map<string, number>();
  private readonly features: NamedFeatures;

  constructor(features: NamedFeatures) {
    this.features = features;
  }

  /**
   * The column of some weights. A rule over two features, one of which is known at creation, becomes points of the
   * other behind a gate; rules over several other features become programs.
   */
  add(weights: Weights, assembler: Assembler): number {
    const same = this.known.get(weights.sha256);
    if (same !== undefined) return same;
    const own = this.accumulator(weights.intercept);
    const groups = weights.groups.map((group) => ({
      accumulator: this.accumulator(0),
      low: group.min ?? -Number.MAX_SAFE_INTEGER,
      high: group.max ?? Number.MAX_SAFE_INTEGER,
    }));
    const rules: Column["rules"][number][] = [];
    const gates = new Map<string, Gate>();
    for (const attribute of weights.attributes) {
      const g =
        attribute.group === null ? -1 : weights.groups.findIndex((group) => group.name === attribute.group);
      const into = g < 0 ? own : (groups[g]?.accumulator ?? own);
      if (attribute.kind !== "rule") {
        this.table(into, this.features.in(weights, attribute.name), (feature, code) =>
          attributePoints(attribute, inputValue(feature, code)),
        );
        continue;
      }
      const when = parsed(attribute.when);
      const names = namesOf(when);
      const [only] = names;
      if (names.length === 1 && only !== undefined) {
        this.table(into, this.features.in(weights, only), (feature, code) =>
          holdsFor(when, feature, code) ? attribute.points : 0,
        );
        continue;
      }
      const split = this.split(weights, when, names);
      if (split === null) {
        const entry = assembler.add(programOf(negationNormal(when), noScores));
        rules.push({ entry, points: attribute.points, group: g });
        continue;
      }
      const key = `${into} ${print(split.gate)}`;
      const entry = gates.get(key)?.entry ?? assembler.add(programOf(negationNormal(split.gate), noScores));
      const gate = gates.get(key) ?? { entry, accumulator: into, points: new Map() };
      gates.set(key, gate);
      addTable(gate.points, split.feature, (feature, code) =>
        holdsFor(split.rest, feature, code) ? attribute.points : 0,
      );
    }
    this.gates.push(...gates.values());
    const simple =
      groups.length === 0 && rules.length === 0 && weights.floor === null && weights.ceiling === null;
    const floor = weights.floor ?? -Number.MAX_SAFE_INTEGER;
    const ceiling = weights.ceiling ?? Number.MAX_SAFE_INTEGER;
    this.columns.push({ own, simple, groups, rules, floor, ceiling });
    this.known.set(weights.sha256, this.columns.length - 1);
    return this.columns.length - 1;
  }

  /**
   * Splits a conjunction over two features into the part on a feature known at creation and the part on the other;
   * null: it is no such conjunction.
   */
  private split(
    weights: Weights,
    when: Predicate,
    names: readonly string[],
  ): { readonly gate: Predicate; readonly feature: Feature; readonly rest: Predicate } | null {
    const still = names.find((name) => !moves(this.features.in(weights, name)));
    const other = names.find((name) => name !== still);
    const parts = conjuncts(when);
    if (names.length !== 2 || still === undefined || other === undefined) return null;
    if (parts.some((part) => namesOf(part).length > 1)) return null;
    const gate = parts.filter((part) => namesOf(part)[0] === still);
    const rest = parts.filter((part) => namesOf(part)[0] !== still);
    return {
      gate: { kind: "and", of: gate },
      feature: this.features.in(weights, other),
      rest: { kind: "and", of: rest },
    };
  }

  private accumulator(base: number): number {
    this.accumulators.push({ base, points: new Map() });
    return this.accumulators.length - 1;
  }

  private table(
    accumulator: number,
    feature: Feature,
    points: (feature: Feature, code: number) => number,
  ): void {
    const into = this.accumulators[accumulator]?.points;
    if (into === undefined) throw new RangeError(`the replay has no accumulator ${accumulator}`);
    addTable(into, feature, points);
  }
}

function addTable(
  into: Map<Feature, Int32Array>,
  feature: Feature,
  points: (feature: Feature, code: number) => number,
): void {
  const table = into.get(feature) ?? new Int32Array(feature.size);
  for (let code = 0; code < feature.size; code++) table[code] = (table[code] ?? 0) + points(feature, code);
  into.set(feature, table);
}

/** Rules within weights read features only, never scores. */
const noScores: Parameters<typeof programOf>[1] = {
  atom: () => null,
  cutoff: () => ({ kind: "constant", value: false }),
};

function parsed(text: string): Predicate {
  const read = parsePredicate(text);
  if (!read.ok) throw new RangeError(`the rule "${text}" cannot be read: ${read.message.what}`);
  return read.predicate;
}

function holdsFor(when: Predicate, feature: Feature, code: number): boolean {
  const value = codeValue(feature, code);
  return evaluate(when, () => (value === notObserved ? null : value)) === true;
}
