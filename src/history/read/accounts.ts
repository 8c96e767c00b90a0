import { type Fault, warning } from "../../base/errors.ts";
import { freeMail } from "../../base/free-mail.ts";
import { largeAccount } from "../../base/messages/history.ts";
import { emptyName, noAccount } from "../../base/no-account.ts";
import { placeOf } from "../../study/places.ts";
import type { Study } from "../../study/type.ts";
import { sharedInt32, text } from "../engine.ts";
import type { Accounts } from "../type.ts";

/** SQL of an account's key: the domain after an @, folded; free mail, blanks and placeholders make a lead its own account. */
export function keySql(account: string | null): string {
  if (account === null) return "'lead:' || id";
  const free = [...freeMail].map(text).join(", ");
  const none = [...noAccount].map(text).join(", ");
  const empty = `account_words IN (${none}) OR regexp_matches(account_words, ${text(emptyName.source)})`;
  return `CASE WHEN coalesce(account_domain, '') = '' OR account_domain IN (${free}) OR ${empty} THEN 'lead:' || id ELSE 'account:' || account_domain END`;
}

/** Rows with what \`keySql\` reads of them, each made once: as one expression they would be planned a hundredfold. */
export function withAccount(account: string | null, from: string): string {
  if (account === null) return from;
  const folded = `(SELECT *, lower(bare(${account})) AS account_folded FROM ${from})`;
  const domain = `(SELECT *, CASE WHEN contains(account_folded, '@') THEN bare(split_part(account_folded, '@', -1)) ELSE account_folded END AS account_domain FROM ${folded})`;
  return String.raw`(SELECT *, trim(regexp_replace(account_domain, '[^\p{L}\p{N}]+', ' ', 'g')) AS account_words FROM ${domain})`;
}

/** Accounts of leads that stand in the order of their keys: where each begins, and the account of each lead. */
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

/** Of so few leads one account may well be many. */
const fewLeads = 100;

/** Accounts above 5 % of the leads: intervals and folds take them as one. */
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
