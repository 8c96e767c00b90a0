import { wordsOf } from "../base/text.ts";
import type { ColumnProfile, KeyProfile, Profiles, TableProfile } from "../history/profile/type.ts";
import { baseName, datedColumn, filledBy, pick, sourceOf } from "./columns.ts";
import { dealDraft, dealsOf, dealsOfNobody, isDated, linkOf, namesWithDeals } from "./deals.ts";
import { historyOf, idsOf, marketOf } from "./extras.ts";
import { leadColumns } from "./lead-columns.ts";
import { lookupOf } from "./lookups.ts";
import { presets, type TablePreset } from "./presets.ts";
import type {
  ActivitiesDraft,
  ByDraft,
  DealsDraft,
  Draft,
  ExtraDraft,
  LookupDraft,
  StagesDraft,
} from "./type.ts";
import { actorOf, means, stageOf } from "./words.ts";

/** The most activity types that are read. */
const mostTypes = 255;
/** The share of a file's values that must be leads' ids for it to join the leads. */
const joins = 0.5;

/**
 * The role of each table of an export, by the vendors' headers where they are known and otherwise by its content. Pure:
 * the same profiles give the same draft. Null: no table has rows that could be leads.
 */
export function propose({ tables, keys }: Profiles): Draft | null {
  const known = tables.map((table) => presetOf(table));
  const at = leadsTable(tables, known, keys);
  const table = tables[at];
  if (table === undefined) return null;
  const preset = known[at]?.kind === "leads" ? (known[at] ?? null) : null;
  const own = leadColumns(
    table,
    preset,
    keys.filter(({ to }) => to[0] === at).map(({ to }) => to[1]),
  );
  const activities: ActivitiesDraft[] = [];
  const stages: StagesDraft[] = [...own.stages];
  const deals: DealsDraft[] = [];
  const lookups: LookupDraft[] = [];
  const extras: ExtraDraft[] = [];
  const unused: Draft["unused"][number][] = [];
  const vendors = new Set(preset === null ? [] : [preset.vendor]);
  for (const [i, other] of tables.entries()) {
    if (i === at) continue;
    const as = known[i] ?? null;
    const made = dealsOf(other, as);
    if (made !== null) {
      // numbers of deals and of leads match each other by chance
      const theirs = keys.filter(({ from }) => from[0] !== i || from[1] !== made.id);
      const joined = dealDraft(other, made, own.leads, {
        lead: leadOf(other, i, as, at, own.leads.id, theirs),
        link: linkOf(keys, at, i, made.id),
      });
      if (as !== null) vendors.add(as.vendor);
      if (joined === null) unused.push({ files: other.files, why: dealsOfNobody(made.what) });
      else {
        deals.push(joined.deal);
        extras.push(...joined.ids);
      }
      continue;
    }
    const lead = leadOf(other, i, as, at, own.leads.id, keys);
    const ids = idsOf(other, i, { at, id: own.leads.id }, keys);
    const changes = lead === null || ids !== null ? null : historyOf(other, lead, as, own.candidates);
    if (changes !== null) extras.push(changes);
    const market = lead === null && as === null ? marketOf(other) : null;
    if (ids !== null || market !== null) {
      extras.push(...[ids, market].filter((found) => found !== null));
      continue;
    }
    const lookup = lead === null && as === null ? lookupOf(other, i, table, at, keys) : null;
    if (lookup !== null) {
      lookups.push(lookup);
      continue;
    }
    const role =
      lead === null ? noJoin(table, own.leads.id, as) : (roleOf(other, as, lead) ?? nothingDated(other));
    if (typeof role === "string") {
      if (changes === null) unused.push({ files: other.files, why: role });
    } else if (changes !== null && ("type" in role || (role.kind === "long" && !isStage(role)))) continue;
    else {
      if (as !== null) vendors.add(as.vendor);
      if ("type" in role) activities.push(role);
      else stages.push(role);
    }
  }
  const dated = isDated({ stages, deals });
  return {
    vendors: [...vendors],
    leads: own.leads,
    activities,
    stages,
    deals,
    names: namesWithDeals(namesOf(stages), deals),
    outcome: dated ? null : own.outcome,
    lookups,
    extras,
    candidates: [
      ...own.candidates.filter(({ name }) => dated || name !== own.outcome?.column),
      ...lookups.flatMap(({ columns }) => columns),
    ],
    email: own.email,
    leftOut: own.leftOut,
    unused,
    latest: latestOf(tables, own.leads, activities, stages, deals),
    firstCreated: datesOf(tables, own.leads.table.files, own.leads.created)?.earliest ?? null,
  };
}

/** The preset that fits a table best: everything that it needs is present, and most of its marks. */
function presetOf(table: TableProfile): TablePreset | null {
  let best: { preset: TablePreset; marks: number } | null = null;
  for (const preset of presets()) {
    if (preset.needs.some((names) => pick(table, names) === null)) continue;
    const marks = preset.marks.filter((name) => pick(table, [name]) !== null).length;
    if (marks > 0 && marks > (best?.marks ?? 0)) best = { preset, marks };
  }
  return best?.preset ?? null;
}

/** Index of the table whose rows are leads; -1: none. */
function leadsTable(
  tables: readonly TableProfile[],
  known: readonly (TablePreset | null)[],
  keys: readonly KeyProfile[],
): number {
  let [best, most] = [-1, Number.NEGATIVE_INFINITY];
  for (const [i, table] of tables.entries()) {
    if (table.rows === 0) continue;
    const kind = known[i]?.kind;
    const dated = table.columns.some((c) => c.dates !== null && filledBy(c, table) >= 0.8);
    const referring = new Set(
      keys
        .filter(({ to, from }) => to[0] === i && tables[from[0]]?.columns.some(({ dates }) => dates !== null))
        .map(({ from }) => from[0]),
    );
    const ended = table.columns.some((c) => means(c.name, "outcome") || means(c.name, "stage"));
    const score =
      (kind === "leads" ? 20 : kind === undefined ? 0 : -20) +
      (dated ? 4 : 0) +
      3 * referring.size +
      (ended ? 2 : 0) +
      (table.columns.some((c) => c.distinct >= 0.98 * table.rows) ? 1 : 0) +
      // a table with a date of creation is likelier than one with dates of acts
      (table.columns.some((c) => c.dates !== null && means(c.name, "created")) ? 1 : 0) +
      // beside leads, deals are what became of them
      (kind === undefined && dealsOf(table, null) !== null ? -3 : 0) +
      // among equals the larger one
      table.rows / 1e12;
    if (score > most) [best, most] = [i, score];
  }
  return best;
}

/** The column of a table that holds the leads' ids; null: there is none. */
function leadOf(
  table: TableProfile,
  index: number,
  preset: TablePreset | null,
  leads: number,
  id: string | null,
  keys: readonly KeyProfile[],
): string | null {
  if (id === null) return null;
  const found = keys
    .filter(({ from, to, found }) => from[0] === index && to[0] === leads && to[1] === id && found >= joins)
    .sort((a, b) => weight(b) - weight(a));
  function weight({ from, found }: KeyProfile): number {
    const same = wordsOf(from[1]) === wordsOf(id ?? "") || preset?.lead?.includes(from[1]) === true;
    return (same ? 2 : 0) + (means(from[1], "id") ? 1 : 0) + found;
  }
  const best = found[0];
  if (best === undefined) return null;
  const column = table.columns.find(({ name }) => name === best.from[1]);
  // whole numbers match each other by chance: the name must say that they are ids
  return column !== undefined && column.numbers === 1 && weight(best) < 1.5 ? null : best.from[1];
}

const noJoin = (leads: TableProfile, id: string | null, as: TablePreset | null): string =>
  as?.kind === "opportunities"
    ? dealsOfNobody(`${as.what} (${as.vendor})`)
    : id === null
      ? `rows of ${baseName(leads)} have no id that it could refer to`
      : `none of its columns holds values of ${id}. If it describes companies or products, add its columns to the leads file first`;
const nothingDated = (table: TableProfile): string =>
  table.columns.every(({ dates }) => dates === null)
    ? "none of its columns holds dates. Add the columns that you need to the leads file"
    : "none of its columns says what was done or reached";

/** The role of a table that joins the leads; null: it is nothing that can be read. */
function roleOf(
  table: TableProfile,
  preset: TablePreset | null,
  lead: string,
): ActivitiesDraft | StagesDraft | null {
  const stated = preset?.at === undefined ? null : pick(table, preset.at);
  const at =
    stated ??
    datedColumn(table, (c) => means(c.name, "close") && !means(c.name, "known")) ??
    datedColumn(table, (c) => means(c.name, "at") && !means(c.name, "known")) ??
    datedColumn(table, () => true);
  const when = table.columns.find(({ name }) => name === at);
  if (at === null || when?.dates === null || when === undefined) return null;
  const of = (columns: readonly string[]) => sourceOf(table, columns, preset);
  const from = preset === null ? "" : `${preset.what} (${preset.vendor}); `;
  if (preset?.kind === "stages" && preset.stage !== undefined) {
    const stage = pick(table, preset.stage);
    if (stage !== null) return longStages(table, preset, lead, stage, at, `${from}a row is a change`);
  }
  const stage = preset?.kind === "activities" ? null : stageColumn(table, lead);
  if (stage !== null)
    return longStages(table, preset, lead, stage, at, `${JSON.stringify(stage)} holds names of stages`);
  const own = table.columns.find(({ name }) => name === lead);
  // where each lead did one thing, its activities have one row each too
  const acts = table.columns.some(
    (c) =>
      /^(activity|event|action|((activity|event|action) )?type)$/.test(wordsOf(c.name)) && c.distinct > 1,
  );
  if (preset?.kind !== "activities" && !acts && own !== undefined && own.distinct >= 0.98 * table.rows) {
    const is =
      [stageOf(at), stageOf(baseName(table))].find((name) => name !== null && name !== "lead") ?? "closed";
    return {
      kind: "one",
      ...of([at]),
      lead,
      is,
      at,
      why: [
        `one row a lead, ${table.rows.toLocaleString("en-US")} of them, and ${at} dates it: each is ${is}`,
      ],
    };
  }
  const type = preset?.type === undefined ? typeColumn(table, [lead, at]) : pick(table, preset.type);
  const typed = table.columns.find(({ name }) => name === type);
  if (type === null || typed === undefined || typed.distinct > mostTypes) return null;
  const names = new Map(
    Object.entries(preset?.names ?? {}).filter(([theirs]) => typed.values.some(([v]) => v === theirs)),
  );
  return {
    ...of([at]),
    lead,
    type,
    at,
    known: preset === null ? datedColumn(table, (c) => c.name !== at && means(c.name, "known")) : null,
    by: byOf(table, preset, [lead, type, at]),
    names,
    ...(preset?.keeps === undefined ? {} : { keeps: preset.keeps }),
    types: typed.values,
    dates: when.dates,
    why: [
      `${from}${table.rows.toLocaleString("en-US")} rows of ${own?.distinct.toLocaleString("en-US")} leads; ${JSON.stringify(type)} has ${typed.distinct} values, such as ${typed.values
        .slice(0, 3)
        .map(([v]) => v)
        .join(", ")}`,
    ],
  };
}

function longStages(
  table: TableProfile,
  preset: TablePreset | null,
  lead: string,
  stage: string,
  at: string,
  why: string,
): StagesDraft {
  const field = preset?.only === undefined ? fieldColumn(table) : pick(table, preset.only.column);
  const column = table.columns.find(({ name }) => name === field);
  const wanted = preset?.only?.values ?? [];
  const fields = (column?.values ?? [])
    .map(([value]) => value)
    .filter((value) =>
      wanted.length > 0 ? wanted.some((w) => w.toLowerCase() === value.toLowerCase()) : means(value, "stage"),
    );
  const base = sourceOf(table, [at], preset);
  const where = new Map(base.where);
  if (field !== null && fields.length > 0) where.set(field, fields);
  const levels = table.columns.find(({ name }) => name === stage)?.values.map(([v]) => v) ?? [];
  return {
    kind: "long",
    ...base,
    where,
    lead,
    stage,
    at,
    levels: levels.filter((level) => stageOf(level) !== null || field === null),
    why: [why],
  };
}

/** Whether a history has changes of a stage beside those of other columns. */
const isStage = (source: Extract<StagesDraft, { kind: "long" }>): boolean =>
  source.where.size > 0 && source.levels.length > 0;

const fieldColumn = (table: TableProfile): string | null =>
  table.columns.find((c) => means(c.name, "field") && c.distinct > 1)?.name ?? null;

/**
 * A column whose values in most rows are names of stages, or one that is called a stage and knows a win beside names of
 * the house's own; null: there is none.
 */
function stageColumn(table: TableProfile, lead: string): string | null {
  // words for the first stage, such as "lead", count little: the column of who acted may hold them too
  const share = (c: ColumnProfile): number =>
    c.values.filter(([v]) => !["lead", null].includes(stageOf(v))).reduce((n, [, rows]) => n + rows, 0) /
    Math.max(1, c.filled);
  const fit = table.columns.filter(
    (c) => c.name !== lead && c.dates === null && c.distinct >= 1 && c.distinct <= 60 && c.numbers < 1,
  );
  const wins = (c: ColumnProfile): boolean => c.values.some(([v]) => stageOf(v) === "won");
  const named = fit.find((c) => means(c.name, "stage") && (share(c) >= 0.2 || wins(c)));
  return (named ?? fit.find((c) => !means(c.name, "actor") && share(c) >= 0.6))?.name ?? null;
}

const typeColumn = (table: TableProfile, taken: readonly string[]): string | null =>
  table.columns.find(
    (c) =>
      !taken.includes(c.name) &&
      c.dates === null &&
      means(c.name, "type") &&
      c.distinct <= mostTypes &&
      c.distinct >= 1,
  )?.name ?? null;

/** A column whose every value says who acted. */
function byOf(table: TableProfile, preset: TablePreset | null, taken: readonly string[]): ByDraft | null {
  if (preset?.actor !== undefined) return { kind: "is", actor: preset.actor };
  for (const column of table.columns) {
    if (taken.includes(column.name) || !means(column.name, "actor") || column.distinct > 30) continue;
    const who = column.values.map(([value]) => [value, actorOf(value)] as const);
    if (who.length === 0 || who.some(([, actor]) => actor === null)) continue;
    if (who.every(([value, actor]) => value.toLowerCase() === actor))
      return { kind: "column", column: column.name };
    const map = new Map<string, string[]>();
    for (const [value, actor] of who) map.set(actor ?? "", [...(map.get(actor ?? "") ?? []), value]);
    return { kind: "map", column: column.name, map };
  }
  return null;
}

/** The study's stages and their names in the files. Where no name is a usual one, each is a stage of its own. */
function namesOf(stages: readonly StagesDraft[]): ReadonlyMap<string, readonly string[]> {
  const all = stages.flatMap((source) =>
    source.kind === "wide" ? [...source.columns.keys()] : source.kind === "one" ? [source.is] : source.levels,
  );
  const usual = all.some((name) => !["lost", "lead", null].includes(stageOf(name)));
  const names = new Map<string, string[]>();
  for (const theirs of new Set(all)) {
    const means = stageOf(theirs);
    const ours = means === "lost" ? theirs : (means ?? (usual ? null : wordsOf(theirs).replace(/ /g, "_")));
    if (ours !== null && ours !== "") names.set(ours, [...(names.get(ours) ?? []), theirs]);
  }
  return names;
}

/** The dates in a column of the table with these files; null: it holds none. */
const datesOf = (tables: readonly TableProfile[], files: readonly string[], column: string | null) =>
  tables.find((t) => t.files === files)?.columns.find(({ name }) => name === column)?.dates ?? null;

function latestOf(
  tables: readonly TableProfile[],
  leads: Draft["leads"],
  activities: readonly ActivitiesDraft[],
  stages: readonly StagesDraft[],
  deals: readonly DealsDraft[],
): number | null {
  const dates = (files: readonly string[], column: string | null): number[] => {
    const found = datesOf(tables, files, column);
    return found === null ? [] : [found.latest];
  };
  const all = [
    ...dates(leads.table.files, leads.created),
    ...activities.flatMap((a) => dates(a.files, a.at)),
    // the closing date of an open deal is a plan
    ...deals.flatMap((d) => dates(d.files, d.created)),
    ...stages.flatMap((s) =>
      s.kind === "wide"
        ? [...s.columns.values()].flatMap((c) => dates(leads.table.files, c))
        : dates(s.files, s.at),
    ),
  ];
  return all.length === 0 ? null : Math.max(...all);
}
