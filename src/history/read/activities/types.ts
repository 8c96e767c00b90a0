import { exits, type Fault, fault, LeadlineError } from "../../../base/errors.ts";
import { longActivity, noSlug, slugCollision, tooManyTypes } from "../../../base/messages/data/history.ts";
import { slug } from "../../../base/text.ts";
import { dayOf, NEVER, startOfDay } from "../../../base/time.ts";
import { placeOf } from "../../../study/places.ts";
import type { ActivitySource, Study } from "../../../study/type.ts";
import { sharedInt32 } from "../../engine.ts";
import type { SourceTable } from "../../headers.ts";
import type { Commonest } from "../../tell/acted.ts";
import type { Activities } from "../../type.ts";
import type { ActorsOfFile } from "./actors.ts";

const LONGEST_NAME = 80;
/** The most types that fit a Uint8 beside one spare code. */
const MOST_TYPES = 255;

/** The activities, and the second at which most of them happened. */
export interface ReadActivities {
  readonly activities: Activities;
  readonly commonest: Commonest;
  /** number of each activity's file; null: there is one file */
  readonly fileOf: Uint16Array | null;
}

/** Types of activities: their slugs, sorted, and for each name as written its index among them. */
interface NamedTypes {
  readonly names: readonly string[];
  readonly places: ReadonlyMap<string, number>;
}

/** Names every type of activity: first renamed, then slugged. */
export function nameTypes(study: Study, actors: readonly ActorsOfFile[]): NamedTypes {
  const raw = new Set(actors.flatMap(({ types }) => types));
  const where = placeOf(study, "features.activities.rename");
  const faults: Fault[] = [];
  const names = new Map<string, string>();
  const slugs = new Map<string, string>();
  for (const written of [...raw].sort()) {
    const name = study.features.rename.get(written) ?? written;
    const short = slug(name);
    if (short === "") faults.push(fault(noSlug(written), where));
    if (short.length > LONGEST_NAME) faults.push(fault(longActivity(written, LONGEST_NAME), where));
    const before = names.get(short);
    if (before !== undefined && before !== name)
      faults.push(fault(slugCollision(before, name, short), where));
    names.set(short, name);
    slugs.set(written, short);
  }
  const sorted = [...names.keys()].sort();
  if (sorted.length > MOST_TYPES) faults.length = 0;
  if (sorted.length > MOST_TYPES) faults.push(fault(tooManyTypes(sorted.length, MOST_TYPES), where));
  if (faults.length > 0) throw new LeadlineError(exits.data, faults);
  const index = new Map(sorted.map((name, i) => [name, i]));
  return {
    names: sorted,
    places: new Map([...slugs].map(([written, short]) => [written, index.get(short) ?? 0])),
  };
}

/**
 * The types that occur, their index among all, and since when each is recorded.
 * @param seen type, file and first visible second of those that occur
 */
export function observed(
  names: readonly string[],
  files: readonly (readonly [SourceTable, ActivitySource])[],
  seen: readonly (readonly number[])[],
): { readonly types: readonly string[]; readonly newType: Uint8Array; readonly observedFrom: Int32Array } {
  const types = names.filter((_, type) => seen.some(([t]) => t === type));
  const observedFrom = sharedInt32(types.length).fill(NEVER);
  const newType = new Uint8Array(names.length);
  types.forEach((name, to) => {
    newType[names.indexOf(name)] = to;
  });
  for (const [type = 0, f = 0, first = 0] of seen) {
    const stated = files[f]?.[1].observedFrom ?? startOfDay(dayOf(first));
    const to = newType[type] ?? 0;
    observedFrom[to] = Math.min(observedFrom[to] ?? NEVER, stated);
  }
  return { types, newType, observedFrom };
}
