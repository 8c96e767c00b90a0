import { wordsOf } from "../base/text.ts";
import type { ColumnProfile, TableProfile } from "../history/profile/type.ts";
import { baseName, datedColumn, filledBy, pick, sourceOf } from "./columns.ts";
import type { TablePreset } from "./presets.ts";
import type { Draft, LeadsDraft, LeftOut, StagesDraft } from "./type.ts";
import { isPersonal, isSeller, means, stageOf, yesOf } from "./words.ts";

/**
 * A column with more levels than this, or than a fifth of the leads, distinguishes leads without saying anything about
 * them.
 */
const mostLevels = 500;

export interface LeadColumns {
  readonly leads: LeadsDraft;
  readonly stages: readonly StagesDraft[];
  readonly outcome: Draft["outcome"];
  readonly candidates: readonly ColumnProfile[];
  readonly email: string | null;
  readonly leftOut: readonly LeftOut[];
}

/** The role of each column of the leads. `referred` are the columns that another table refers to. */
export function leadColumns(
  table: TableProfile,
  preset: TablePreset | null,
  referred: readonly string[],
): LeadColumns {
  const id = idOf(table, preset, referred);
  const created = createdOf(table, preset);
  const wide = wideOf(table, preset, created);
  const closed = id === null || wide.columns.has("won") ? null : closedOf(table, id, created);
  const dated = [...(created === null ? [] : [created]), ...wide.columns.values()];
  const email = table.columns.find((c) => c.emails >= 0.9 && c.filled > 0)?.name ?? null;
  const account = accountOf(table, preset, email);
  const channel =
    (preset?.channel === undefined ? null : pick(table, preset.channel)) ??
    table.columns.find((c) => means(c.name, "channel") && c.dates === null && c.distinct > 1)?.name ??
    null;
  const outcome = outcomeOf(table);
  const leads: LeadsDraft = {
    ...sourceOf(table, dated, preset),
    table,
    id,
    created,
    account,
    channel,
    why: [
      `${preset === null ? "" : `${preset.what} (${preset.vendor}); `}${table.rows.toLocaleString("en-US")} rows${
        id === null ? ", of which no column tells each apart" : `, each with its own ${id}`
      }`,
      ...(created === null ? ["no column says when a lead was created"] : []),
    ],
  };
  const taken = new Set([id, ...dated, ...leads.where.keys(), ...(closed?.taken ?? [])]);
  const leftOut: LeftOut[] = [];
  const candidates = table.columns.filter((column) => {
    if (taken.has(column.name)) return false;
    const why = column.name === email ? null : whyNot(column, table);
    if (why !== null) leftOut.push({ column: column.name, why });
    return why === null;
  });
  const stages = [...(wide.columns.size > 0 ? [wide] : []), ...(closed === null ? [] : [closed.source])];
  return { leads, stages, outcome, candidates, email, leftOut };
}

function idOf(table: TableProfile, preset: TablePreset | null, referred: readonly string[]): string | null {
  const stated = preset?.id === undefined ? null : pick(table, preset.id);
  const unique = table.columns.filter(
    (c) =>
      c.dates === null &&
      c.filled >= 0.98 * table.rows &&
      (c.distinct >= 0.98 * table.rows || (table.files.length > 1 && means(c.name, "id"))),
  );
  if (stated !== null && unique.some(({ name }) => name === stated)) return stated;
  const score = (c: ColumnProfile): number =>
    (referred.includes(c.name) ? 4 : 0) + (means(c.name, "id") ? 2 : 0) + (c.emails > 0.5 ? -1 : 0);
  return [...unique].sort((a, b) => score(b) - score(a)).find((c) => score(c) >= 0)?.name ?? null;
}

function createdOf(table: TableProfile, preset: TablePreset | null): string | null {
  const stated = preset?.created === undefined ? null : pick(table, preset.created);
  if (stated !== null && table.columns.some((c) => c.name === stated && c.dates !== null)) return stated;
  const full = (c: ColumnProfile): boolean => filledBy(c, table) >= 0.8;
  const named = datedColumn(table, (c) => full(c) && means(c.name, "created") && !usual(c.name));
  if (named !== null) return named;
  const rest = table.columns.filter(
    (c) => c.dates !== null && full(c) && !usual(c.name) && !means(c.name, "close"),
  );
  // of several the one that begins first
  return rest.sort((a, b) => (a.dates?.earliest ?? 0) - (b.dates?.earliest ?? 0))[0]?.name ?? null;
}

const usual = (name: string): boolean => !["lead", null].includes(stageOf(name));

/** Columns that hold the date of a stage. */
function wideOf(
  table: TableProfile,
  preset: TablePreset | null,
  created: string | null,
): Extract<StagesDraft, { kind: "wide" }> {
  const columns = new Map<string, string>();
  const add = (stage: string, name: string | null): void => {
    const column = table.columns.find((c) => c.name === name);
    const fits = column !== undefined && column.dates !== null && column.name !== created;
    if (fits && !columns.has(stage) && ![...columns.values()].includes(column.name))
      columns.set(stage, column.name);
  };
  for (const [stage, names] of Object.entries(preset?.stages ?? {})) add(stage, pick(table, names));
  if (preset?.lost !== undefined) add("lost", pick(table, preset.lost));
  for (const { name, dates } of table.columns) {
    const stage = dates === null ? null : stageOf(name);
    if (stage !== null && stage !== "lead") add(stage, name);
  }
  return {
    kind: "wide",
    columns,
    why: [...columns].map(([stage, name]) => {
      const filled = table.columns.find((c) => c.name === name)?.filled ?? 0;
      return `${name} dates ${stage}: ${filled.toLocaleString("en-US")} leads have it`;
    }),
  };
}

/** A column of today's state beside the date of its end, so that the rows that ended are dated. */
function closedOf(
  table: TableProfile,
  id: string,
  created: string | null,
): { readonly source: StagesDraft; readonly taken: readonly string[] } | null {
  const at = datedColumn(table, (c) => c.name !== created && means(c.name, "close"));
  const status = table.columns.find(
    (c) => means(c.name, "stage") && c.values.some(([v]) => stageOf(v) === "won"),
  );
  if (at === null || status === undefined) return null;
  const ended = status.values.map(([v]) => v).filter((v) => ["won", "lost"].includes(stageOf(v) ?? ""));
  const base = sourceOf(table, [at], null);
  return {
    source: {
      kind: "long",
      ...base,
      where: new Map([[status.name, ended]]),
      lead: id,
      stage: status.name,
      at,
      levels: ended,
      why: [`${status.name} says how a row of ${baseName(table)} ended, and ${at} when`],
    },
    taken: [at, status.name],
  };
}

function accountOf(table: TableProfile, preset: TablePreset | null, email: string | null): string | null {
  const stated = preset?.account === undefined ? null : pick(table, preset.account);
  if (stated !== null && table.columns.some((c) => c.name === stated && c.filled > 0)) return stated;
  const named = table.columns.filter(
    (c) => means(c.name, "account") && c.dates === null && c.distinct > 1 && c.numbers < 0.5,
  );
  const domain = named.find((c) => /domain|website/.test(wordsOf(c.name)));
  return domain?.name ?? email ?? named[0]?.name ?? null;
}

/** A column of two values that says how a lead ended. */
function outcomeOf(table: TableProfile): Draft["outcome"] {
  const two = table.columns.flatMap((c) => {
    const yes = yesOf(c.values.map(([v]) => v));
    return yes === null || c.distinct !== 2 ? [] : [{ column: c, yes }];
  });
  const named = two.find(({ column }) => means(column.name, "outcome"));
  const ends = [table.columns.at(-1)?.name, table.columns[0]?.name];
  const found = named ?? two.find(({ column }) => ends.includes(column.name));
  if (found === undefined) return null;
  const { column, yes } = found;
  const rows = column.values.find(([v]) => v === yes)?.[1] ?? 0;
  return {
    column: column.name,
    is: yes,
    why: `${column.name} has two values, and ${rows.toLocaleString("en-US")} of ${column.filled.toLocaleString("en-US")} rows have ${yes}`,
  };
}

/** Why a column is no feature; null: it may be one. */
function whyNot(column: ColumnProfile, table: TableProfile): string | null {
  if (column.filled === 0) return "empty";
  if (column.distinct < 2)
    return `${column.filled === table.rows ? "constant" : "one value"}: ${column.values[0]?.[0]}`;
  if (column.dates !== null) return "a date: none of the roles above needs it";
  if (isPersonal(column.name)) return "personal data, an id or free text by its name";
  if (isSeller(column.name)) return "who sells to the lead: assigned to it, and no trait of it";
  const most = Math.min(mostLevels, Math.max(50, 0.2 * column.filled));
  if (column.numbers < 0.9 && column.distinct > most)
    return `text of ${column.distinct.toLocaleString("en-US")} different values`;
  return null;
}
