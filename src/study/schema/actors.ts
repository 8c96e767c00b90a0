import { isMap } from "yaml";
import { actorTwice, noActorMap } from "../../base/messages/data/actors.ts";
import type { ActedBy, Actor } from "../type.ts";
import { choice, object, oneOrMany, type Shape, said, text } from "./shape.ts";

const values = (example: string): Shape<readonly string[]> => oneOrMany(text(example), `[${example}]`);
const actors = ["lead", "marketing", "sales"] as const;

const mapped = object(
  {
    column: said("column of who did it", text("column: role")),
    lead: said("its values that mean the lead", values("Prospect")),
    marketing: said("its values that mean marketing", values("Campaign")),
    sales: said("its values that mean sales: such rows never feed a score", values("SDR")),
    is: said("one actor for every row of the file", choice(actors)),
  },
  { example: "by: { column: role, sales: [SDR, AE] }" },
);
const column = text("by: actor");

/**
 * `by` of a source of activities: a column, a column with the actor that each value means, or one actor for all rows.
 */
export const actedBy: Shape<ActedBy> = {
  schema: { anyOf: [column.schema, mapped.schema] },
  read: (slot, reading) => {
    if (!isMap(slot.node)) {
      const name = column.read(slot, reading);
      return name === undefined ? undefined : { kind: "column", column: name, map: new Map() };
    }
    const found = mapped.read(slot, reading);
    if (found === undefined) return undefined;
    if (found.is !== undefined && found.column === undefined) return { kind: "is", actor: found.is };
    if (found.column === undefined)
      return reading.places.has(`${slot.path}.is`) ? undefined : reading.sayAt(noActorMap(), slot);
    const map = new Map<string, Actor>();
    const seen = new Map<string, Actor>();
    for (const actor of actors)
      for (const value of found[actor] ?? []) {
        const folded = value.trim().toLowerCase();
        const before = seen.get(folded);
        if (before !== undefined && before !== actor) reading.sayAt(actorTwice(value, before, actor), slot);
        seen.set(folded, actor);
        map.set(value, actor);
      }
    return { kind: "column", column: found.column, map };
  },
};
