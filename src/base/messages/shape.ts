import { enumerated, quoted } from "../text.ts";

/** What may be wrong with a place of a JSON file that we wrote and somebody changed. */

export const absentHere = (expected: string): string => `is absent; it should be ${withArticle(expected)}`;
export const otherKind = (expected: string, found: string): string =>
  `should be ${withArticle(expected)}, and is ${withArticle(found)}`;
export const notAmong = (values: readonly unknown[]): string =>
  `should be ${enumerated(
    values.map((value) => JSON.stringify(value)),
    "or",
  )}`;
export const keysUnknown = (keys: readonly string[]): string =>
  `this version knows no key ${enumerated(keys.map(quoted), "or")} here`;

const withArticle = (kind: string): string =>
  /^(null|undefined|NaN|Infinity)$/.test(kind) ? kind : `${/^[aeio]/.test(kind) ? "an" : "a"} ${kind}`;
