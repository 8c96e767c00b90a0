import type { Message } from "../../errors.ts";

/** Why a rule cannot be read. */
const syntax = (what: string, mend: string): Message => ({ code: "rule-syntax", what, mend });

// letters and signs
export const neverClosed = (open: "text" | "name", quote: string): Message =>
  syntax(
    `the ${open} that opens here is never closed`,
    `close it with ${quote}; a ${quote} inside is written twice`,
  );
export const emptyName = (): Message =>
  syntax("a name cannot be empty", 'write it between the quotes: "Job Title"');
export const numberTooLarge = (digits: string): Message =>
  syntax(`${digits} is too large a number`, "write a smaller one");
export const noMeaning = (written: string): Message =>
  syntax(`"${written}" has no meaning here`, insteadOf(written));

function insteadOf(written: string): string {
  if (/[\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb`]/.test(written))
    return "write texts in straight single quotes ('CTO') and names in straight double quotes (\"Job Title\")";
  if (written === "&") return "write AND";
  if (written === "|") return "write OR";
  if (written === "!") return "write NOT, or <> for a difference";
  if (/^[\p{L}\p{N}_$.]+/u.test(written))
    return `put a name with other letters or signs in double quotes: "${written}"`;
  return "a rule is made of names, numbers, 'texts', = <> < <= > >=, AND, OR, NOT, IN, BETWEEN, IS NULL and brackets";
}

// the whole rule
export const emptyRule = (): Message =>
  syntax("the rule is empty", 'write a condition, such as "demo_request_30d >= 1"');
export const tooDeep = (most: number): Message =>
  syntax("the rule is nested too deep", `at most ${most} brackets and NOTs inside each other`);
/** @param written the token that comes after a rule which could have ended, as shown; @param text the token itself */
export const afterTheEnd = (written: string, kind: "name" | "symbol" | "other", text: string): Message =>
  syntax(`${written} comes after the rule has ended`, meantAfter(kind, text));

function meantAfter(kind: "name" | "symbol" | "other", text: string): string {
  if (kind === "name" && /^(i?like|rlike|similar|contains|starts_with|matches)$/i.test(text))
    return `there is no ${text.toUpperCase()}: list the values with IN ('a', 'b')`;
  if (kind === "symbol" && (text === "+" || text === "-"))
    return "rules compare one feature with one value and do not calculate: write the number that it comes to, as in webinar_days_since <= 7";
  if (kind === "symbol" && text === "(")
    return "there are no functions: a condition is a name, a sign and a value";
  if (kind === "symbol" && text === ")") return "this bracket closes one that was never opened";
  return "join two conditions with AND or OR";
}

// conditions; `written` is the token as a message shows it
export const symbolExpected = (symbol: string, written: string, mend: string): Message =>
  syntax(`here "${symbol}" is expected, not ${written}`, mend);
export const closeBracket = "close the bracket that opens before it";
export const closeList = "close the list of IN";
export const openList = (name: string): string => `write ${name} IN ('a', 'b')`;
export const nameExpected = (written: string, literal: boolean): Message =>
  syntax(
    `here a name is expected, not ${written}`,
    literal
      ? "write the name first: employees >= 200, title = 'CTO'"
      : "a condition begins with the name of a feature",
  );
export const chained = (name: string): Message =>
  syntax("comparisons cannot be chained", `write ${name} BETWEEN low AND high, or two conditions with AND`);
export const isWithoutNull = (name: string): Message =>
  syntax(
    "IS is followed by NULL or NOT NULL",
    `${name} IS NULL asks whether it is missing; use = for values`,
  );
export const betweenWithoutAnd = (name: string): Message =>
  syntax("BETWEEN wants two values joined by AND", `${name} BETWEEN 1 AND 10, both ends included`);
export const notAfterName = (name: string): Message =>
  syntax(
    "NOT after a name is followed by IN or BETWEEN",
    `to negate a condition, put NOT before it: NOT ${name}`,
  );
/** @param count whether the name reads as a value made from an activity */
export const valueNotName = (where: string, name: string, count: boolean): Message =>
  syntax(
    `${where} a value is expected, not the name ${name}`,
    count
      ? "a condition compares one feature with a number, not with another feature: write two conditions, each with a number, and join them with AND or OR"
      : `if it is a text, quote it: '${name}'`,
  );
export const valueExpected = (where: string, written: string): Message =>
  syntax(`${where} a value is expected, not ${written}`, "write a number, or a text in single quotes");
export const equalsNull = (): Message => syntax("nothing equals NULL", "ask for missing values with IS NULL");
export const noSuchSign = (sign: string, meant: string): Message =>
  syntax(`there is no ${sign}`, `write ${meant}`);
