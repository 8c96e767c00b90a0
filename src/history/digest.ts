import { createHash } from "node:crypto";
import type { Accounts, Activities, Leads, Stages } from "./type.ts";

/**
 * sha256 over what was read, typed and sorted: the same for the same rows in any order. Each part is framed by its
 * name and length, so that no two contents share their bytes.
 */
export function digestOf(leads: Leads, accounts: Accounts, activities: Activities, stages: Stages): string {
  const hash = createHash("sha256");
  const part = (name: string, length: number): void => {
    hash.update(`\n${name} ${length}\n`);
  };
  const texts = (name: string, values: readonly string[]): void => {
    part(name, values.length);
    for (let i = 0; i < values.length; i += 4096) hash.update(JSON.stringify(values.slice(i, i + 4096)));
  };
  const numbers = (name: string, values: Int32Array | Uint8Array | Float64Array): void => {
    part(name, values.length);
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  };
  texts("accounts", accounts.keys);
  texts("leads", leads.ids);
  numbers("account", leads.account);
  numbers("created", leads.created);
  for (const [name, column] of [...leads.columns].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) {
    texts("column", [name, column.kind]);
    if (column.kind === "number") numbers("values", column.values);
    else {
      texts("levels", column.levels);
      numbers("codes", column.codes);
    }
  }
  texts("types", activities.types);
  numbers("start", activities.start);
  numbers("visible", activities.visible);
  numbers("at", activities.at);
  numbers("type", activities.type);
  numbers("observed", activities.observedFrom);
  if (activities.dated !== undefined) numbers("dated", activities.dated);
  if (activities.acted !== undefined) numbers("acted", activities.acted);
  texts("stages", stages.names);
  for (const first of stages.first) numbers("first", first);
  for (const recorded of stages.recorded ?? []) numbers("recorded", recorded);
  for (const dated of stages.dated ?? []) numbers("dated", dated);
  numbers("observed", stages.observedFrom);
  numbers("refused", stages.refused);
  return hash.digest("hex");
}
