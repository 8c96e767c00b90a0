import { isMap, isSeq } from "yaml";
import { expected, shortFunnel, stageTwice } from "../../base/messages/study/study.ts";
import { found, type Reading } from "../reading.ts";
import { list, named, oneOrMany, type Shape, text } from "./shape.ts";

/** A stage of the study, and the names that it has in the exports. */
export interface StageName {
  readonly ours: string;
  readonly theirs: readonly string[];
  readonly path: string;
}

/** `[lead, mql, won]`, or `{our: theirs}` with one name or a list of them. */
export function stageNames(key: string, example: string, least: number): Shape<readonly StageName[]> {
  const plain = list(text(example), `${key}: ${example}`, least);
  const theirs = oneOrMany(text("won: Closed Won"), "[Closed Won, Won]");
  const mapped = named(theirs, `${key}: { won: Closed Won }`);
  return {
    schema: { anyOf: [plain.schema, mapped.schema] },
    read: (slot, reading) => {
      if (isSeq(slot.node))
        return plain
          .read(slot, reading)
          ?.map((ours, i) => ({ ours, theirs: [ours], path: `${slot.path}[${i}]` }));
      if (isMap(slot.node)) {
        const stages = mapped.read(slot, reading);
        return (
          stages &&
          [...stages].map(([ours, names]) => ({
            ours,
            theirs: [...new Set([ours, ...(names ?? [])])],
            path: `${slot.path}.${ours}`,
          }))
        );
      }
      return reading.sayAt(
        expected("a list of stages, or `ours: theirs` pairs", found(slot), `${key}: ${example}`),
        slot,
      );
    },
  };
}

/**
 * Name in the exports -> name in the study, over the funnel and the stages beside it (lost, recycle). A name with two meanings, or a stage named
 * twice, is a fault. An outcome without times needs no stage.
 */
export function namesOfStages(
  funnel: readonly StageName[],
  beside: readonly StageName[],
  reading: Reading,
  least = 2,
): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const ours = new Set<string>();
  if (funnel.length < least) reading.sayOn(shortFunnel(), "funnel");
  const all = [...funnel, ...beside];
  const among = reading.places.has("recycle") ? "`funnel`, `lost` and `recycle`" : "`funnel` and `lost`";
  for (const stage of all) {
    if (ours.has(stage.ours)) reading.sayOn(stageTwice(stage.ours, among), stage.path);
    ours.add(stage.ours);
    names.set(stage.ours, stage.ours);
  }
  for (const stage of all)
    for (const name of stage.theirs) {
      const other = names.get(name);
      if (other !== undefined && other !== stage.ours) reading.sayOn(stageTwice(name, among), stage.path);
      names.set(name, stage.ours);
    }
  return names;
}
