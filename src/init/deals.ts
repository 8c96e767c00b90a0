import { wordsOf } from "../base/text.ts";
import type { ColumnProfile, KeyProfile, TableProfile } from "../history/profile/type.ts";
import { datedColumn, pick, sourceOf } from "./columns.ts";
import type { TablePreset } from "./presets.ts";
import type { DealsDraft, Draft, ExtraDraft, LeadsDraft } from "./type.ts";
import { means, stageOf } from "./words.ts";

/** A table of deals, before it is known what it joins. */
export type DealColumns = Omit<DealsDraft, "lead" | "why"> & { readonly what: string };

const amountWords = /\b(amount|value|revenue|acv|arr|mrr|tcv|price)\b/;
const dealWords = /\b(deal|opp|opportunity)\b/;

/**
 * The columns of a table whose rows are deals: when each was created, its stage today, when it closed, its amount.
 * Found by the vendor's headers, or where a stage that means won is beside a creation, a closing and an amount. Null:
 * it holds no deals.
 */
export function dealsOf(table: TableProfile, preset: TablePreset | null): DealColumns | null {
  if (preset !== null && (preset.kind !== "opportunities" || preset.created === undefined)) return null;
  const stated = (names: readonly string[] | undefined): string | null =>
    names === undefined ? null : pick(table, names);
  const named = (words: RegExp, fits: (column: ColumnProfile) => boolean): string | null =>
    table.columns.find((c) => c.filled > 0 && words.test(wordsOf(c.name)) && fits(c))?.name ?? null;
  const stage =
    stated(preset?.stage) ??
    table.columns.find((c) => means(c.name, "stage") && levelsOf(table, c.name, "won").length > 0)?.name ??
    null;
  const closed = stated(preset?.closed) ?? datedColumn(table, (c) => means(c.name, "close"));
  const created =
    stated(preset?.created) ?? datedColumn(table, (c) => c.name !== closed && means(c.name, "created"));
  const amount = stated(preset?.amount) ?? named(amountWords, (c) => c.dates === null);
  if (created === null || stage === null) return null;
  if (preset === null && (closed === null || amount === null)) return null;
  const isOne = (c: ColumnProfile): boolean => c.filled === table.rows && c.distinct === table.rows;
  const id =
    stated(preset?.id) ?? named(/\bid\b|\bkey\b/, (c) => isOne(c) && dealWords.test(wordsOf(c.name)));
  const account = stated(preset?.account) ?? named(/./, (c) => means(c.name, "account") && c.dates === null);
  return {
    ...sourceOf(table, closed === null ? [created] : [created, closed], preset),
    what: preset === null ? "deals" : `${preset.what} (${preset.vendor})`,
    id,
    account,
    created,
    amount,
    stage,
    closed,
    won: levelsOf(table, stage, "won"),
    lost: levelsOf(table, stage, "lost"),
  };
}

/** Stages in a column that mean an end, as the file writes them. */
const levelsOf = (table: TableProfile, column: string, end: "won" | "lost"): readonly string[] =>
  (table.columns.find(({ name }) => name === column)?.values ?? [])
    .map(([value]) => value)
    .filter((value) => stageOf(value) === end);

/**
 * The column of the leads that holds the ids of their deals, as a conversion leaves it (Salesforce's
 * ConvertedOpportunityId); null: none does.
 */
export const linkOf = (
  keys: readonly KeyProfile[],
  leads: number,
  deals: number,
  id: string | null,
): string | null =>
  keys.find(
    ({ from, to, found }) =>
      from[0] === leads &&
      to[0] === deals &&
      to[1] === id &&
      found >= 0.5 &&
      // whole numbers match each other by chance: its name must say that it means deals
      dealWords.test(wordsOf(from[1])),
  )?.from[1] ?? null;

export const dealsOfNobody = (what: string): string =>
  `${what} without a column of the leads' ids or companies: add one to the export`;

/**
 * How deals join: by the lead that each names, by the leads' own column of deals (each deal's id is then an id that became
 * its lead's), or by the company. Null: by nothing.
 */
export function dealDraft(
  table: TableProfile,
  columns: DealColumns,
  leads: LeadsDraft,
  { lead, link }: { readonly lead: string | null; readonly link: string | null },
): { readonly deal: DealsDraft; readonly ids: readonly ExtraDraft[] } | null {
  const { what, ...own } = columns;
  const deal = (by: Pick<DealsDraft, "lead" | "account">, joins: string): DealsDraft => ({
    ...own,
    ...by,
    why: [`${what}, ${table.rows.toLocaleString("en-US")} of them; each joins ${joins}`],
  });
  if (lead !== null) return { deal: deal({ lead, account: null }, `its lead by ${lead}`), ids: [] };
  if (link !== null && leads.id !== null) {
    const ids: ExtraDraft = {
      source: "ids",
      files: leads.files,
      keys: { from: link, to: leads.id },
      columns: new Map(),
      why: `${link} of the leads names the deal that each became`,
    };
    return { deal: deal({ lead: own.id, account: null }, `the lead that names it in ${link}`), ids: [ids] };
  }
  const { account } = own;
  return account === null || leads.account === null
    ? null
    : {
        deal: deal({ lead: null, account }, `the last lead of its company before it, by ${account}`),
        ids: [],
      };
}

/**
 * The study's stages and their names, with those that deals enter: an opportunity when a deal is created, and how it
 * closes.
 */
export function namesWithDeals(names: Draft["names"], deals: readonly DealsDraft[]): Draft["names"] {
  if (deals.length === 0) return names;
  const all = new Map(names);
  if (!all.has("opportunity")) all.set("opportunity", []);
  for (const { won, lost } of deals) {
    if (won.length > 0) all.set("won", [...new Set([...(all.get("won") ?? []), ...won])]);
    for (const theirs of lost) all.set(theirs, [theirs]);
  }
  return all;
}

/** The draft without its deals, with the reason. */
export function withoutDeals(draft: Draft, why: string): Draft {
  const theirs = new Set(draft.deals.flatMap(({ won, lost }) => [...won, ...lost]));
  const kept = [...draft.names].flatMap(([ours, names]): (readonly [string, readonly string[]])[] => {
    const rest = names.filter((name) => !theirs.has(name));
    return rest.length === 0 ? [] : [[ours, rest]];
  });
  return {
    ...draft,
    deals: [],
    extras: draft.extras.filter(({ source, files }) => source !== "ids" || files !== draft.leads.files),
    names: new Map(kept),
    unused: [...draft.unused, ...draft.deals.map(({ files }) => ({ files, why }))],
  };
}

/** Whether anything dates what became of the leads. */
export const isDated = ({ stages, deals }: Pick<Draft, "stages" | "deals">): boolean =>
  stages.length + deals.length > 0;
