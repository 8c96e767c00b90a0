import type { Literal, Rule } from "./tree.ts";

/** The canonical text of a rule. Parsing the text of a predicate gives an equal tree (spans aside). */
export function print(rule: Rule): string {
  return printed(rule, 0);
}

const binding = { or: 1, and: 2, not: 3 } as const;

function printed(rule: Rule, outer: number): string {
  switch (rule.kind) {
    case "constant":
      return rule.value === null ? "NULL" : rule.value ? "TRUE" : "FALSE";
    case "and":
    case "or": {
      if (rule.of.length === 0) return rule.kind === "and" ? "TRUE" : "FALSE";
      const mine = binding[rule.kind];
      const text = rule.of.map((part) => printed(part, mine)).join(rule.kind === "and" ? " AND " : " OR ");
      return mine <= outer ? `(${text})` : text;
    }
    case "not":
      return `NOT ${printed(rule.of, binding.not)}`;
    case "compare":
      return `${printName(rule.name)} ${rule.op} ${printLiteral(rule.value)}`;
    case "in":
      return `${printName(rule.name)} ${rule.negated ? "NOT " : ""}IN (${rule.values.map(printLiteral).join(", ")})`;
    case "between":
      return `${printName(rule.name)} ${rule.negated ? "NOT " : ""}BETWEEN ${printLiteral(rule.low)} AND ${printLiteral(rule.high)}`;
    case "null":
      return `${printName(rule.name)} IS ${rule.negated ? "NOT " : ""}NULL`;
    case "truth":
      return `${rule.negated ? "NOT " : ""}${printName(rule.name)}`;
    case "stage":
      return `reached ${printName(rule.stage)}`;
    case "cutoff":
      return `${printName(rule.model)} cut off from capacity`;
    case "best":
      return `best of each morning by ${printName(rule.model)}`;
  }
}

const plain = /^[A-Za-z_][A-Za-z0-9_]*$/;
const reserved = /^(and|or|not|in|between|is|null|true|false)$/i;

export const printName = (name: string): string =>
  plain.test(name) && !reserved.test(name) ? name : `"${name.replaceAll('"', '""')}"`;

export function printLiteral(value: Literal): string {
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
  if (typeof value === "number") return Object.is(value, -0) ? "0" : String(value);
  return `'${value.replaceAll("'", "''")}'`;
}
