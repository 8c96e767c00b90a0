import { wordsOf } from "../base/text.ts";
import type { ColumnProfile, KeyProfile, TableProfile } from "../history/profile/type.ts";
import { baseName, datedColumn, pick } from "./columns.ts";
import type { TablePreset } from "./presets.ts";
import type { ExtraDraft } from "./type.ts";
import { means } from "./words.ts";

/**
 * Sources beside leads, activities and stages, recognised by their headers: ids that became others, changes of columns,
 * money, visits, events.
 */

const named = (table: TableProfile, words: RegExp, fits: (column: ColumnProfile) => boolean): string | null =>
  table.columns.find((c) => c.filled > 0 && words.test(wordsOf(c.name)) && fits(c))?.name ?? null;
const any = (): boolean => true;
const isNumber = (c: ColumnProfile): boolean => c.numbers >= 0.9;

/** Old and new ids, by the names of their columns. */
const was =
  /^(lead|from|old|losing|loser|merged|source|original|previous|secondary|duplicate)( (lead|record|object|contact))? ?id$/;
const became =
  /^((to|new|winning|winner|master|surviving|survivor|canonical|primary|converted|contact)( (lead|record|contact|object))? ?id|converted contact|masterrecordid)$/;
/** The most columns of a file of ids: a file with more describes something. */
const mostOfIds = 6;

/** Leads that became contacts, or records that were merged: a file with two columns of ids. Null: it is not one. */
export function idsOf(
  table: TableProfile,
  index: number,
  leads: { readonly at: number; readonly id: string | null },
  keys: readonly KeyProfile[],
): ExtraDraft | null {
  if (leads.id === null || table.columns.length > mostOfIds) return null;
  const from = named(table, was, any);
  const to = named(table, became, (c) => c.name !== from);
  const joins = keys.some(
    (key) => key.from[0] === index && key.to[0] === leads.at && key.to[1] === leads.id && key.found >= 0.5,
  );
  if (from === null || to === null || !joins) return null;
  return extra("ids", table, { from, to }, `ids that became others: ${from} became ${to}`);
}

/** Columns of a history, by their names. */
const property = /^(field|property|field name|property name|attribute|name)$/;
const newValue = /^(new ?value|value|to value|new ?value string|primary attribute value)$/;
const oldValue = /^(old ?value|from value|previous value|old ?value string)$/;

/** The history of the leads' columns; null: the file has no changes of a column that may be a feature. */
export function historyOf(
  table: TableProfile,
  lead: string,
  preset: TablePreset | null,
  candidates: readonly ColumnProfile[],
): ExtraDraft | null {
  const field = table.columns.find(
    (c) => property.test(wordsOf(c.name)) && c.distinct > 1 && c.dates === null && c.name !== lead,
  );
  const value = named(table, newValue, (c) => c.name !== field?.name);
  const at =
    (preset?.at === undefined ? null : pick(table, preset.at)) ?? datedColumn(table, (c) => c.name !== value);
  if (field === undefined || value === null || at === null) return null;
  const plain = (name: string): string => wordsOf(name).replace(/ /g, "");
  const columns = field.values.flatMap(([theirs, rows]): (readonly [string, string, number])[] => {
    const ours = candidates.find(({ name }) => plain(name) === plain(theirs));
    return ours === undefined ? [] : [[ours.name, theirs, rows]];
  });
  if (columns.length === 0) return null;
  const old = named(table, oldValue, any);
  const renamed = columns.filter(([ours, theirs]) => ours !== theirs);
  const changes = columns.reduce((n, [, , rows]) => n + rows, 0);
  return {
    ...extra(
      "history",
      table,
      { lead, property: field.name, value, ...(old === null ? {} : { old }), at },
      `${changes.toLocaleString("en-US")} changes of ${columns.map(([ours]) => ours).join(", ")}: what they held at creation is restored`,
    ),
    columns: new Map(renamed.map(([ours, theirs]) => [ours, theirs])),
  };
}

const months =
  /^(\d{4}[-/. ]?(0?[1-9]|1[0-2])|(0?[1-9]|1[0-2])[-/. ]\d{4}|[a-z]{3,9}[-/., ]+'?(\d{4}|\d{2})|\d{4}[-/., ]+[a-z]{3,9})$/i;
const isMonth = (c: ColumnProfile): boolean =>
  c.dates !== null || (c.values.length > 0 && c.values.every(([value]) => months.test(value.trim())));
const money = /\b(spend|spent|cost|costs|amount|budget|amount spent)\b/;
/** Words of money that is spent; an `amount` may be anything else, such as invoices. */
const spent = /\b(spend|spent|cost|costs|budget|ads?|advertising|marketing|campaigns?)\b/;
const traffic = /\b(visits|visitors|sessions|users|page ?views|views)\b/;
/** The most rows of a file of events in the world. */
const mostEvents = 500;

/** Files that name no lead: money or visits by month, or events on days. Null: it is none of these. */
export function marketOf(table: TableProfile): ExtraDraft | null {
  const month =
    named(table, /\bmonth\b|\bperiod\b/, isMonth) ?? named(table, /\bdate\b|\bday\b|\bweek\b/, isMonth);
  const channel = table.columns.find((c) => means(c.name, "channel") && c.numbers < 0.5)?.name ?? null;
  const byChannel = channel === null ? {} : { channel };
  const amount = named(table, money, isNumber);
  const count = named(table, traffic, isNumber);
  const isSpend =
    channel !== null || [amount ?? "", baseName(table)].some((name) => spent.test(wordsOf(name)));
  if (month !== null && amount !== null && isSpend)
    return extra("spend", table, { ...byChannel, month, amount }, `${amount} by ${month}: what was spent`);
  if (month !== null && count !== null)
    return extra("visits", table, { ...byChannel, month, count }, `${count} by ${month}: visits`);
  const at = named(table, /\bdate\b|\bday\b|\bwhen\b|\bat\b|\bstart\b/, (c) => c.dates !== null);
  const label = named(
    table,
    /^(event|label|what|title|headline|event name|campaign|campaign name|description|launch|note)$/,
    (c) => c.dates === null && c.numbers < 0.5,
  );
  if (at === null || label === null || table.rows > mostEvents || table.columns.length > mostOfIds)
    return null;
  return extra(
    "events",
    table,
    { at, label },
    `${label} on a ${at}: marks on the report's time axes, never a feature`,
  );
}

const extra = (
  source: ExtraDraft["source"],
  table: TableProfile,
  keys: Readonly<Record<string, string>>,
  why: string,
): ExtraDraft => ({
  source,
  files: table.files,
  keys,
  columns: new Map(),
  why: `${baseName(table)}: ${table.rows.toLocaleString("en-US")} rows; ${why}`,
});
