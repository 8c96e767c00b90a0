import { parse } from "tldts";
import { mailProviders } from "../../../base/people/free-mail.ts";
import { isNoAccount } from "../../../base/people/no-account.ts";

/** Sites with pages of many companies: an address there names a company by its path alone, if at all. */
const shared: ReadonlySet<string> = new Set([
  "angel.co",
  "bit.ly",
  "crunchbase.com",
  "facebook.com",
  "fb.com",
  "goo.gl",
  "google.com",
  "instagram.com",
  "linkedin.com",
  "linktr.ee",
  "t.me",
  "tiktok.com",
  "twitter.com",
  "wa.me",
  "x.com",
  "xing.com",
  "youtube.com",
  "yelp.com",
]);

/**
 * The company that a value of the account column names: the registrable domain of a web or e-mail address by the public
 * suffix list (its private part too, so that shops on one host are separate), and any other name unchanged. Null: none,
 * because the mailbox is a free one or an internet provider's, or the name is a placeholder.
 * @param folded the value in lower case, without outer blanks
 */
export function accountNamed(folded: string): string | null {
  const behind = folded.slice(folded.lastIndexOf("@") + 1).replace(/[>\s]+$/, "");
  if (behind === "" || isNoAccount(behind.replace(/^[a-z]+:\/\//, ""))) return null;
  // a name with blanks is not a host name, whatever it ends in
  const found = /\s/.test(behind) ? null : parse(behind, { allowPrivateDomains: true });
  const host = found?.hostname ?? behind;
  const domain =
    found !== null && !found.isIp && (found.isIcann === true || found.isPrivate === true)
      ? found.domain
      : null;
  if (domain === null) return mailProviders.has(behind) ? null : behind;
  if (mailProviders.has(host) || mailProviders.has(domain) || isNoAccount(domain)) return null;
  if (!shared.has(domain)) return domain;
  const path = /^(?:[a-z+]+:\/\/)?[^/]+(\/[^?#]*)/.exec(behind)?.[1]?.replace(/\/+$/, "") ?? "";
  return path === "" ? (folded.includes("@") ? domain : null) : domain + path;
}
