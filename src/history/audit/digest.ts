import { createHash } from "node:crypto";
import { canonical } from "../../base/canonical.ts";
import type { Audit, History } from "../type.ts";

/**
 * sha256 over the typed, sorted content and over what was refused and reported on the way, since a run shows both. It
 * is the same for the same rows in any order (without the lines of rejects). Each part is framed by its name and
 * length, so that two contents never give the same bytes.
 */
export function digestOf(history: Omit<History, "audit">, said: Omit<Audit, "digest">): string {
  const { leads, accounts, activities, stages, opportunities, events, offers, staff } = history;
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
  if (stages.entries !== undefined) {
    texts("returned", stages.entries.reasons);
    for (const name of ["lead", "stage", "at", "recorded", "dated", "reason"] as const)
      numbers(name, stages.entries[name]);
    if (stages.entries.acts !== undefined) {
      numbers("acting", stages.entries.acts.lead);
      numbers("acts", stages.entries.acts.at);
    }
  }
  if (opportunities !== undefined) {
    texts("deals", opportunities.ids);
    texts("deal stages", opportunities.stages);
    for (const name of ["lead", "account", "created", "closed", "amount", "stage", "state"] as const)
      numbers(name, opportunities[name]);
  }
  for (const name of ["spend", "visits"] as const) {
    const monthly = history[name];
    if (monthly === undefined) continue;
    texts(name, monthly.channels);
    for (const column of ["month", "channel", "value"] as const) numbers(column, monthly[column]);
  }
  if (events !== undefined) {
    texts("events", events.labels);
    numbers("at", events.at);
    numbers("dated", events.dated);
  }
  if (staff !== undefined) {
    texts("staff", staff.reps);
    for (const column of ["from", "to", "touches"] as const) numbers(column, staff[column]);
  }
  for (const codes of stages.reasons?.of ?? []) numbers("reason", codes);
  if (stages.reasons !== undefined) texts("reasons", stages.reasons.names);
  if (offers !== undefined) {
    texts("offers", offers.names);
    numbers("lead", offers.lead);
    numbers("offer", offers.offer);
    numbers("visible", offers.visible);
  }
  part("said", 1);
  // the place of the study is not a part of its content
  const warnings = said.warnings.map(({ code, what, mend, severity }) => ({ code, what, mend, severity }));
  const rejects = said.rejects.map((reject) => ({ ...reject, line: 0 }));
  hash.update(canonical({ ...said, rejects, warnings }));
  return hash.digest("hex");
}
