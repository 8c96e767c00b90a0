import { codeValue, moves, notObserved } from "../../features/codes.ts";
import type { Feature } from "../../features/type.ts";
import { inputValue } from "../../models/score.ts";
import { conjuncts } from "../../rules/build.ts";
import { evaluate } from "../../rules/evaluate.ts";
import { namesOf } from "../../rules/names.ts";
import { negationNormal } from "../../rules/normal.ts";
import { parsePredicate } from "../../rules/parse.ts";
import type { Predicate } from "../../rules/tree.ts";
import { attributePoints } from "../../weights/scorer.ts";
import type { Weights } from "../../weights/type.ts";
import { type Assembler, programOf } from "./compile.ts";
import type { Column } from "./walk.kernel.ts";

/** Points per code of the features that feed an accumulator. */
export interface Accumulator {
  readonly base: number;
  /** by feature name */
  readonly points: Map<string, Int32Array>;
}

/** Score columns of several weight sets; equal weights share a column. */
export class Columns {
  readonly accumulators: Accumulator[] = [];
  readonly columns: Column[] = [];
  private readonly known = new Map<string, number>();
  private readonly features: ReadonlyMap<string, Feature>;

  constructor(features: ReadonlyMap<string, Feature>) {
    this.features = features;
  }

  /** The column of some weights. Rules over several features are emitted as programs. */
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
    for (const attribute of weights.attributes) {
      const g =
        attribute.group === null ? -1 : weights.groups.findIndex((group) => group.name === attribute.group);
      const into = g < 0 ? own : (groups[g]?.accumulator ?? own);
      if (attribute.kind !== "rule") {
        this.table(into, attribute.name, (feature, code) =>
          attributePoints(attribute, inputValue(feature, code)),
        );
        continue;
      }
      const when = parsed(attribute.when);
      const names = namesOf(when);
      const [only] = names;
      if (names.length === 1 && only !== undefined)
        this.table(into, only, (feature, code) => (holdsFor(when, feature, code) ? attribute.points : 0));
      else {
        const still = (part: Predicate): boolean => namesOf(part).every((name) => this.isStill(name));
        const parts = conjuncts(when);
        const entry = (of: readonly Predicate[]): number =>
          assembler.add(programOf(negationNormal({ kind: "and", of }), noScores));
        rules.push({
          gate: entry(parts.filter(still)),
          entry: entry(parts.filter((part) => !still(part))),
          points: attribute.points,
          group: g,
        });
      }
    }
    const simple =
      groups.length === 0 && rules.length === 0 && weights.floor === null && weights.ceiling === null;
    const floor = weights.floor ?? -Number.MAX_SAFE_INTEGER;
    const ceiling = weights.ceiling ?? Number.MAX_SAFE_INTEGER;
    this.columns.push({ own, simple, groups, rules, floor, ceiling });
    this.known.set(weights.sha256, this.columns.length - 1);
    return this.columns.length - 1;
  }

  /** Whether a feature is what it is from creation on. */
  private isStill(name: string): boolean {
    const feature = this.features.get(name);
    return feature !== undefined && !moves(feature);
  }

  private accumulator(base: number): number {
    this.accumulators.push({ base, points: new Map() });
    return this.accumulators.length - 1;
  }

  private table(accumulator: number, name: string, points: (feature: Feature, code: number) => number): void {
    const feature = this.features.get(name);
    const into = this.accumulators[accumulator]?.points;
    if (feature === undefined || into === undefined)
      throw new RangeError(`the replay has no feature ${name}`);
    const table = into.get(name) ?? new Int32Array(feature.size);
    for (let code = 0; code < feature.size; code++) table[code] = (table[code] ?? 0) + points(feature, code);
    into.set(name, table);
  }
}

/** Rules of weights read features alone. */
const noScores: Parameters<typeof programOf>[1] = {
  atom: () => null,
  cutoff: () => ({ kind: "constant", value: false }),
};

/** Features that the rules of some weights read. */
export const featuresOfWeights = (weights: Weights): readonly string[] =>
  weights.attributes.flatMap((a) => (a.kind === "rule" ? namesOf(parsed(a.when)) : [a.name]));

function parsed(text: string): Predicate {
  const read = parsePredicate(text);
  if (!read.ok) throw new RangeError(`the rule "${text}" cannot be read: ${read.message.what}`);
  return read.predicate;
}

function holdsFor(when: Predicate, feature: Feature, code: number): boolean {
  const value = codeValue(feature, code);
  return evaluate(when, () => (value === notObserved ? null : value)) === true;
}
