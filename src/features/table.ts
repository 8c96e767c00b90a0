import { exits, type Fault, fault, LeadlineError } from "../base/errors.ts";
import { featureCollision, noSuchColumn, notStatic, notText } from "../base/messages/study/features.ts";
import { didYouMean } from "../base/text.ts";
import { DAY, NEVER } from "../base/time.ts";
import { columnValue } from "../history/column.ts";
import { columnNames } from "../history/held.ts";
import type { Column, History } from "../history/type.ts";
import { evaluate } from "../rules/evaluate.ts";
import { namesOf } from "../rules/names.ts";
import { countName } from "../rules/reference.ts";
import type { Predicate } from "../rules/tree.ts";
import type { Flag, Study } from "../study/type.ts";
import { halfLifeGrid, stepsInOne } from "./decay.ts";
import { columnFeature, domainFeature, predicateFeature } from "./static.ts";
import type { CountFeature, DecayFeature, Feature, StaticFeature } from "./type.ts";

/** Counts above this have the same code, so that the codes of a count fit into a byte. */
export const defaultCap = 250;

/** Decayed counts above this have the same code. */
export const defaultDecayedCap = 5;

export interface FeatureTable {
  /**
   * Features in this order: columns, flags, personas, counts by activity and window, then decayed counts whose
   * half-life is stated. (`half_life: fit` gives each fold its own: `decayFeatures`.) All names are unique, those of
   * fitted half-lives too.
   */
  readonly features: readonly Feature[];
  /** for each lead, 1 if the study's `exclude` leaves it out of fits and definitions */
  readonly excluded: Uint8Array;
}

/** The parts of a study that make features; a whole study fits the type too. */
export type FeatureQuestion = Pick<Study, "features" | "flags" | "personas" | "exclude">;

/**
 * Every feature that the study's rules and models may name. Of the columns only those in `known_at_creation` are read.
 * @throws LeadlineError exit 2 for an unknown column, a name with two meanings, or a flag over a feature that moves
 */
export function featureTable(history: History, q: FeatureQuestion): FeatureTable {
  const faults: Fault[] = [];
  const { leads } = history;
  const known = new Map<string, Column>();
  q.features.knownAtCreation.forEach((name, i) => {
    const column = leads.columns.get(name);
    if (column === undefined)
      faults.push(
        fault(noSuchColumn(name, didYouMean(name, [...leads.columns.keys()])), {
          path: `features.known_at_creation[${i}]`,
        }),
      );
    else known.set(name, column);
  });
  const statics: StaticFeature[] = [...known].map(([name, column]) => columnFeature(name, column));
  const readable = (predicate: Predicate, path: string): boolean => {
    const strange = namesOf(predicate).filter((name) => !known.has(name));
    for (const name of strange)
      faults.push(fault(notStatic(name, columnNames(leads).includes(name)), { path }));
    return strange.length === 0;
  };
  for (const [name, flag] of q.flags) {
    const feature = flagFeature(name, flag, known, leads.count, readable, faults);
    if (feature !== null) statics.push(feature);
  }
  for (const [name, predicate] of q.personas)
    if (readable(predicate, `personas.${name}`))
      statics.push(predicateFeature(name, predicate, known, leads.count));
  const { halfLife, cap } = q.features;
  const days = halfLife === "fit" ? (halfLifeGrid[0] ?? null) : halfLife;
  const decayed = decayFeatures(
    history,
    cap,
    history.activities.types.map(() => days),
  );
  const features: Feature[] = [...statics, ...countFeatures(history, q), ...decayed];
  const seen = new Map<string, Feature>();
  for (const feature of features) {
    if (seen.has(feature.name)) faults.push(fault(featureCollision(feature.name), { path: "features" }));
    seen.set(feature.name, feature);
  }
  const excluded = excludedLeads(q.exclude, known, statics, leads.count, faults);
  if (faults.length > 0) throw new LeadlineError(exits.usage, faults);
  return { features: halfLife === "fit" ? features.filter((f) => f.kind !== "decay") : features, excluded };
}

function flagFeature(
  name: string,
  flag: Flag,
  known: ReadonlyMap<string, Column>,
  leads: number,
  readable: (predicate: Predicate, path: string) => boolean,
  faults: Fault[],
): StaticFeature | null {
  const path = `flags.${name}`;
  if (flag.kind === "predicate")
    return readable(flag.when, path) ? predicateFeature(name, flag.when, known, leads) : null;
  const column = known.get(flag.column);
  if (column === undefined) {
    faults.push(fault(notStatic(flag.column, false), { path }));
    return null;
  }
  if (column.kind !== "category") {
    faults.push(fault(notText(flag.column), { path }));
    return null;
  }
  return domainFeature(name, column);
}

/** Leads that `exclude` leaves out: 1. It may name columns, flags and personas, but no feature that moves. */
function excludedLeads(
  exclude: Predicate | null,
  known: ReadonlyMap<string, Column>,
  statics: readonly StaticFeature[],
  leads: number,
  faults: Fault[],
): Uint8Array {
  const excluded = new Uint8Array(new SharedArrayBuffer(leads));
  if (exclude === null) return excluded;
  const byName = new Map(statics.map((feature) => [feature.name, feature]));
  for (const name of namesOf(exclude))
    if (!byName.has(name)) faults.push(fault(notStatic(name, false), { path: "exclude" }));
  for (let lead = 0; lead < leads; lead++) {
    const out = evaluate(exclude, (name) => {
      const column = known.get(name);
      if (column !== undefined) return columnValue(column, lead);
      const feature = byName.get(name);
      return feature?.values[feature.codes[lead] ?? feature.missing] ?? null;
    });
    excluded[lead] = out === true ? 1 : 0;
  }
  return excluded;
}

/** `<activity>_<n>d` for every activity type and window, and for those that rules alone read; `<activity>_ever`. */
function countFeatures(history: History, q: FeatureQuestion): CountFeature[] {
  const { types, observedFrom } = history.activities;
  const cap = q.features.cap ?? defaultCap;
  const forAll = q.features.windows.map((window) => ({ window, forRules: false }));
  return types.flatMap((activity, type) => {
    const count = (name: string, days: number | null): CountFeature => ({
      kind: "count",
      name,
      from: { count: activity, window: days, cap },
      type,
      window: days === null ? Number.POSITIVE_INFINITY : days * DAY,
      cap,
      observedFrom: observedFrom[type] ?? NEVER,
      size: cap + 3,
      missing: cap + 1,
      notObserved: cap + 2,
    });
    const own = (q.features.forRules ?? []).filter((of) => of.activity === activity);
    const windows = [...forAll, ...own.map(({ window }) => ({ window, forRules: true }))];
    return [
      ...windows
        .sort((a, b) => a.window - b.window)
        .map(({ window, forRules }) => ({
          ...count(countName({ kind: "count", activity, window }), window),
          ...(forRules ? { forRules: true as const } : {}),
        })),
      count(countName({ kind: "ever", activity }), null),
    ];
  });
}

/**
 * `<activity>_decayed` for every activity type that has a half-life (in days; null: it has none).
 * @param stated the study's cap; null: the default for decayed counts
 */
export function decayFeatures(
  { activities: { types, observedFrom } }: Pick<History, "activities">,
  stated: number | null,
  halfLives: readonly (number | null)[],
): DecayFeature[] {
  const cap = stated ?? defaultDecayedCap;
  const top = cap * stepsInOne;
  return types.flatMap((activity, type) => {
    const days = halfLives[type] ?? null;
    if (days === null) return [];
    return [
      {
        kind: "decay" as const,
        name: countName({ kind: "decay", activity }),
        from: { decay: activity, half_life: days, cap, round: 1 / stepsInOne },
        type,
        halfLife: days * DAY,
        perUnit: stepsInOne,
        observedFrom: observedFrom[type] ?? NEVER,
        size: top + 3,
        missing: top + 1,
        notObserved: top + 2,
      },
    ];
  });
}
