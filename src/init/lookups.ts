import { wordsOf } from "../base/text.ts";
import type { ColumnProfile, KeyProfile, TableProfile } from "../history/profile/type.ts";
import { baseName } from "./columns.ts";
import type { LookupDraft } from "./type.ts";

/** The share of a column's values that a table must contain to describe them. */
const knows = 0.6;

/** What a table says about the leads by a key that one of their columns holds; null: nothing. */
export function lookupOf(
  table: TableProfile,
  index: number,
  leads: TableProfile,
  at: number,
  keys: readonly KeyProfile[],
): LookupDraft | null {
  const [file, ...more] = table.files;
  if (file === undefined || more.length > 0) return null;
  const same = ({ from, to }: KeyProfile): boolean => wordsOf(from[1]) === wordsOf(to[1]);
  const named = (name: string): ColumnProfile | undefined => leads.columns.find((c) => c.name === name);
  const [best] = keys
    .filter(({ from, to, found }) => from[0] === at && to[0] === index && found >= knows)
    // whole numbers match each other by chance, so their names must agree
    .filter((key) => same(key) || (named(key.from[1])?.numbers ?? 1) < 1)
    .sort((a, b) => Number(same(b)) - Number(same(a)) || b.found - a.found);
  if (best === undefined) return null;
  const [on, key] = [best.from[1], best.to[1]];
  const columns = table.columns.filter(
    ({ name, filled, distinct }) => name !== key && filled > 0 && distinct > 1 && named(name) === undefined,
  );
  if (columns.length === 0) return null;
  const share = Math.round(100 * best.found);
  return {
    name: wordsOf(baseName(table).replace(/\.[^.]*$/, "")).replace(/ /g, "_"),
    file,
    key,
    on,
    columns,
    why: `${table.rows.toLocaleString("en-US")} rows, one of each ${key}; it knows ${share}% of the values of ${on} in the leads`,
  };
}
