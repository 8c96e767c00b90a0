import { isByHand } from "../base/by-hand.ts";
import { type Fault, fault, type Message, type Where, warning } from "../base/errors.ts";
import {
  aboveCap,
  cutOnInstead,
  halfLifeOfFold,
  modelAsName,
  nameTaken,
  noHalfLife,
  noSign,
  noSuchValue,
  notCountable,
  notCuttable,
  notTruth,
  onlyInRules,
  otherWindow,
  tooManyDays,
  unknownFeature,
  unvouched,
  wrongType,
} from "../base/messages/study/definitions.ts";
import { manySegments, movingSegment, numberSegment, oneSegment } from "../base/messages/study/segments.ts";
import { notBuilt, show } from "../base/messages/study/study.ts";
import { atomsOf } from "../rules/names.ts";
import { printLiteral, printName } from "../rules/print.ts";
import { mostDaysSince } from "../rules/recency.ts";
import { countName, cutScore, referenceOf, type Scope, scoreKinds, scoreName } from "../rules/reference.ts";
import type { Atom, Literal, Rule } from "../rules/tree.ts";
import { placeAt } from "./places.ts";
import type { Study } from "./type.ts";

/** What a rule may name, with its type and values in the data. */
export interface NamedFeature {
  readonly name: string;
  readonly kind: "number" | "category" | "boolean" | "count" | "decay";
  /** the levels of a category */
  readonly values?: readonly Literal[];
  /** the cap of a count: greater counts are the same as this one */
  readonly cap?: number;
  /** the step of a decayed count; other counts step by 1 */
  readonly step?: number;
}

/**
 * Checks every name in a study's rules against the features of the data: unknown names and windows, columns that the
 * study does not list as known at creation, comparisons of different types, and values that no lead has (a warning).
 * @param otherColumns columns of the leads that are not in features.known_at_creation
 */
export function checkNames(
  study: Study,
  features: readonly NamedFeature[],
  otherColumns: readonly string[] = [],
): Fault[] {
  const known = new Map(features.map((feature) => [feature.name, feature]));
  const faults: Fault[] = [];
  const activities = { has: (activity: string) => known.has(countName({ kind: "ever", activity })) };
  const names: Names = { study, known, otherColumns, models: study.models, activities };
  const rule = (of: Rule, path: string): void => {
    for (const atom of atomsOf(of)) {
      const where = placeAt(study, atom.span.start, path);
      const found = atomFault(atom, names, where);
      if (found !== null) faults.push(found);
    }
  };
  for (const [name, flag] of study.flags) if (flag.kind === "predicate") rule(flag.when, `flags.${name}`);
  for (const [name, persona] of study.personas) rule(persona, `personas.${name}`);
  if (study.exclude !== null) rule(study.exclude, "exclude");
  for (const [name, model] of study.models) {
    for (const score of scoreKinds.map((what) => scoreName(name, what)))
      if (known.has(score))
        faults.push(fault(nameTaken(score, `the model ${name}`), placeOn(study, `models.${name}`)));
    for (const term of isByHand(model) ? model.points : [])
      if (term.kind === "when") rule(term.when, `${term.path}.when`);
      else {
        const message = perFault(term.feature, names);
        if (message !== null) faults.push(fault(message, placeOn(study, `${term.path}.per`)));
      }
  }
  for (const [name, model] of study.models) {
    const segment = isByHand(model) ? null : (model.segment ?? null);
    if (segment === null) continue;
    const message = segmentFault(segment, names);
    if (message !== null) faults.push(fault(message, placeOn(study, `models.${name}.segment`)));
  }
  for (const [name, definition] of study.definitions) rule(definition.rule, `definitions.${name}`);
  for (const column of study.features.bins.keys()) {
    const feature = known.get(column);
    const message =
      feature === undefined
        ? unknown(column, names)
        : isNumber(feature)
          ? null
          : notCuttable(column, said(feature));
    if (message !== null) faults.push(fault(message, placeOn(study, `features.bins.${column}`)));
  }
  for (const name of study.features.signs.keys()) {
    // its expected direction is the same whatever the half-life
    if (study.features.halfLife === "fit" && referenceOf(name, names).kind === "decay") continue;
    const feature = known.get(name);
    const message =
      feature === undefined ? unknown(name, names) : feature.kind === "category" ? noSign(name) : null;
    if (message !== null) faults.push(fault(message, placeOn(study, `features.signs.${name}`)));
  }
  return faults;
}

/** The names of a study and of its data: a scope in which a name that is no feature has its reference. */
interface Names extends Scope {
  readonly study: Study;
  readonly known: ReadonlyMap<string, NamedFeature>;
  readonly otherColumns: readonly string[];
}

function placeOn(study: Study, path: string): Where {
  return { file: study.file, ...study.places.get(path), path };
}

/** The feature that a name means; a model's scores are numbers. */
const featureOf = (name: string, { study, known }: Names): NamedFeature | null =>
  known.get(name) ?? (cutScore(name, study.models) === null ? null : { name, kind: "number" });

/** The fault of a name that no feature has. */
function unknown(name: string, names: Names): Message {
  const { study, known, otherColumns } = names;
  if (otherColumns.includes(name)) return unvouched(name);
  if (study.models.has(name))
    return modelAsName(name, { points: scoreName(name, "points"), p: scoreName(name, "p") });
  const { windows, halfLife } = study.features;
  const of = referenceOf(name, names);
  switch (of.kind) {
    case "score":
      return notBuilt(show(name), cutOnInstead(scoreName(of.model, "p"), scoreName(of.model, "points")));
    case "decay":
      return halfLife === "fit" ? halfLifeOfFold(name) : noHalfLife(name);
    case "since":
      return onlyInRules(name, printName(name));
    case "count": {
      const { activity, window } = of;
      const near = windows.reduce<number | null>(
        (best, w) => (best === null || ratio(w, window) < ratio(best, window) ? w : best),
        null,
      );
      if (near !== null)
        return otherWindow(name, window, windows, countName({ kind: "count", activity, window: near }));
    }
  }
  const scores = [...study.models.keys()].flatMap((model) => [
    scoreName(model, "points"),
    scoreName(model, "p"),
  ]);
  const ages = [...known.values()].flatMap((feature) => {
    const ever = feature.kind === "count" ? referenceOf(feature.name, names) : null;
    return ever?.kind === "ever" ? [countName({ kind: "since", activity: ever.activity })] : [];
  });
  return unknownFeature(name, [...known.keys(), ...ages, ...scores]);
}

const isNumber = ({ kind }: NamedFeature): boolean =>
  kind === "number" || kind === "count" || kind === "decay";
const ratio = (a: number, b: number): number => Math.max(a, b) / Math.max(1, Math.min(a, b));

/** The most segments of a model: each is a model of its own, and with more of them most would have too few leads. */
const mostSegments = 100;

function segmentFault(name: string, names: Names): Message | null {
  const feature = names.known.get(name);
  if (feature === undefined) return unknown(name, names);
  switch (feature.kind) {
    case "count":
    case "decay":
      return movingSegment(name);
    case "number":
      return numberSegment(name);
    case "boolean":
      return null;
    case "category": {
      const levels = feature.values ?? [];
      if (levels.length < 2) return oneSegment(name, levels.length === 0 ? null : String(levels[0]));
      return levels.length > mostSegments ? manySegments(name, levels.length, mostSegments) : null;
    }
  }
}

function perFault(name: string, names: Names): Message | null {
  const feature = featureOf(name, names);
  if (feature === null) return unknown(name, names);
  return isNumber(feature) ? null : notCountable(name, said(feature));
}

const kinds = {
  number: "a number",
  count: "a number",
  decay: "a number",
  category: "a text",
  boolean: "true or false",
} as const;
const said = (feature: NamedFeature): string => kinds[feature.kind];

function atomFault(atom: Atom, names: Names, where: Where): Fault | null {
  if (atom.written === undefined && referenceOf(atom.name, names).kind === "since")
    return fault(daysSinceFault(atom), where);
  const feature = featureOf(atom.name, names);
  if (feature === null) return fault(unknown(atom.written ?? atom.name, names), where);
  const name = printName(atom.name);
  if (atom.kind === "truth") {
    if (feature.kind === "boolean") return null;
    const example = feature.kind === "category" ? `${name} = 'a value'` : `${name} >= 1`;
    return fault(notTruth(atom.name, said(feature), example), where);
  }
  if (atom.kind === "null") return null;
  const literals = literalsOf(atom);
  const wanted = feature.kind === "category" ? "string" : feature.kind === "boolean" ? "boolean" : "number";
  for (const literal of literals)
    if (typeof literal !== wanted)
      return fault(
        wrongType(atom.name, said(feature), literalKind(literal), mended(name, literal, feature)),
        where,
      );
  const top = reach(atom, feature.step ?? 1);
  if (feature.cap !== undefined && top !== null && top > feature.cap + 1e-9)
    return fault(aboveCap(atom.name, feature.cap, top), where);
  const exact = (atom.kind === "compare" && (atom.op === "=" || atom.op === "<>")) || atom.kind === "in";
  const levels = feature.kind === "category" ? feature.values : undefined;
  if (exact && levels !== undefined && !literals.some((literal) => levels.includes(literal)))
    return warning(noSuchValue(atom.name, String(literals[0]), levels.map(String)), where);
  return null;
}

/** Why a condition on days since an activity is not one on counts. */
function daysSinceFault(atom: Atom): Message {
  const name = printName(atom.name);
  if (atom.kind === "truth") return notTruth(atom.name, "a number of days", `${name} <= 7`);
  const wrong = atom.kind === "null" ? undefined : literalsOf(atom).find((of) => typeof of !== "number");
  return wrong === undefined
    ? tooManyDays(atom.name, mostDaysSince)
    : wrongType(atom.name, "a number of days", literalKind(wrong), `a number: ${name} <= 7`);
}

function literalsOf(atom: Exclude<Atom, { kind: "truth" | "null" }>): readonly Literal[] {
  if (atom.kind === "compare") return [atom.value];
  return atom.kind === "in" ? atom.values : [atom.low, atom.high];
}

/** The largest value that an atom must distinguish from the one a step below; null where it compares with no number. */
function reach(atom: Exclude<Atom, { kind: "truth" | "null" }>, step: number): number | null {
  const values = literalsOf(atom).filter((v) => typeof v === "number");
  if (values.length === 0) return null;
  // `>= n` and `< n` divide at n; other comparisons need one step more than n
  const divides = atom.kind === "compare" && (atom.op === ">=" || atom.op === "<");
  return Math.max(...values) + (divides ? 0 : step);
}

const literalKind = (literal: Literal): string =>
  typeof literal === "string"
    ? `the text '${show(literal).slice(1, -1)}'`
    : typeof literal === "number"
      ? `the number ${literal}`
      : `the truth value ${String(literal).toUpperCase()}`;

function mended(name: string, literal: Literal, feature: NamedFeature): string {
  if (feature.kind === "boolean") return `${name} or NOT ${name}`;
  if (feature.kind === "category")
    return `${name} = ${printLiteral(String(literal))}, or \`types: { ${feature.name}: number }\` under features if it is one`;
  const value = Number(literal);
  const number = typeof literal === "string" && literal.trim() !== "" && Number.isFinite(value);
  return number ? `${name} = ${value}, without quotes` : `a number: ${name} >= 1`;
}
