import { type Fault, warning } from "../../../base/errors.ts";
import { largeAccount } from "../../../base/messages/data/history.ts";
import { placeOf } from "../../../study/places.ts";
import type { Study } from "../../../study/type.ts";
import { type Engine, sharedInt32 } from "../../engine.ts";
import type { Accounts } from "../../type.ts";
import { accountNamed } from "./account-name.ts";

/** SQL of a value in the form by which it names an account: in lower case, without the mailbox before the last @. */
const folded = (account: string): string => {
  const value = `lower(bare(${account}))`;
  return `CASE WHEN contains(${value}, '@') THEN '@' || string_split(${value}, '@')[-1] ELSE ${value} END`;
};

/**
 * Makes the temporary table `account_name` (c0: a folded value of a column, c1: the account that it names), which
 * `withAccount` joins, of the values that name an account. One look at each distinct value. O(distinct values).
 */
export async function nameAccounts(engine: Engine, account: string | null, from: string): Promise<void> {
  if (account === null) return;
  await engine.run("DROP TABLE IF EXISTS account_name");
  const named: (readonly [folded: string, account: string])[] = [];
  await engine.chunks(
    `SELECT DISTINCT ${folded(account)} FROM ${from} WHERE ${account} IS NOT NULL`,
    (chunk) => {
      const values = chunk.getColumnVector(0);
      for (let i = 0; i < chunk.rowCount; i++) {
        const value = String(values.getItem(i));
        const name = accountNamed(value);
        if (name !== null) named.push([value, name]);
      }
    },
  );
  await engine.texts("account_name", 2, named.length, (column, row) => named[row]?.[column] ?? null);
}

/** SQL of an account's key; a lead without one is an account of its own. */
export const keySql = (account: string | null): string =>
  account === null ? "'lead:' || id" : "coalesce('account:' || account_key, 'lead:' || id)";

/** Rows with the account that they name, from `nameAccounts`. */
export const withAccount = (account: string | null, from: string): string =>
  account === null
    ? from
    : // the columns of a file are called c0, c1, … too
      `(SELECT named.*, account_key FROM (SELECT * FROM ${from}) named LEFT JOIN (SELECT c0 AS account_folded, c1 AS account_key FROM account_name)
         ON account_folded = ${folded(account)})`;

/** The accounts of leads that are in the order of their keys: where each begins, and the account of each lead. */
export function accountsOf(keys: readonly string[]): {
  readonly accounts: Accounts;
  readonly account: Int32Array;
} {
  const account = sharedInt32(keys.length);
  const unique: string[] = [];
  const starts: number[] = [];
  keys.forEach((key, i) => {
    if (unique.at(-1) !== key) {
      unique.push(key);
      starts.push(i);
    }
    account[i] = unique.length - 1;
  });
  const start = sharedInt32(unique.length + 1);
  start.set([...starts, keys.length]);
  return { accounts: { count: unique.length, keys: unique, start }, account };
}

/** With fewer leads than this one account may well have many of them. */
const fewLeads = 100;

/** Warnings of accounts with more than 5% of the leads, which intervals and folds treat as one unit. */
export function largeAccounts({ count, keys, start }: Accounts, study: Study): readonly Fault[] {
  const leads = start[count] ?? 0;
  if (leads < fewLeads) return [];
  return keys.flatMap((key, i) => {
    const own = (start[i + 1] ?? 0) - (start[i] ?? 0);
    return own > 0.05 * leads
      ? [warning(largeAccount(key.slice("account:".length), own, leads), placeOf(study, "sources.leads"))]
      : [];
  });
}
