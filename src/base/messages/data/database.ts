import type { Message } from "../../errors.ts";
import { quoted as show } from "../../text.ts";

/** Sources that are queries of a database. No text here ever holds its address. */

/** @param named what names the variable: `url` of a source */
export const noVariable = (env: string, named: string): Message => ({
  code: "no-variable",
  what: `the environment has no variable ${env}, which ${named} names`,
  mend: `Set it to the database's address, for this shell alone: read -rs ${env} && export ${env}.`,
});

export const addressInStudy = (): Message => ({
  code: "address-in-study",
  what: "the address of a database, with its password, is a secret and does not belong in a study file",
  mend: "Put it into a variable of the environment, and name that: `url: env:DATABASE_URL`.",
});

export const databaseFailed = (env: string, said: string): Message => ({
  code: "database-failed",
  what: `the database of ${env} failed: ${said}`,
  mend: "Check that it is up, and that the address in that variable is right.",
});

export const queryFailed = (said: string, at: string): Message => ({
  code: "query-failed",
  what: `the database does not understand the query: ${said}${at === "" ? "" : `, at ${show(at)}`}`,
  mend: "Try it with psql. It must be one SELECT.",
});

export const emptyQuery = (): Message => ({
  code: "empty-query",
  what: "the query gives no row",
  mend: "Try it with psql, or take the source out of the study.",
});

export const lonelyUrl = (has: "query" | "url"): Message => ({
  code: "query-and-url",
  what: `\`${has}\` needs \`${has === "query" ? "url" : "query"}\` beside it`,
  mend: '`query: "SELECT ...", url: env:DATABASE_URL`',
});

export const fileAndQuery = (): Message => ({
  code: "file-and-query",
  what: "a source is a file or a query, not both",
  mend: "Keep one of `file` and `query`.",
});
