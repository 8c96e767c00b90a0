import { exits, refuse } from "../../base/errors.ts";
import { unsayableText } from "../../base/messages/ship/export.ts";
import type { NormalRule } from "../../rules/normal.ts";
import type { Atom, Comparison, Literal, Predicate } from "../../rules/tree.ts";
import { shown } from "../shown.ts";
import type { InputColumn } from "./columns.ts";
import { balanced, type Dialect, logicOf } from "./dialect.ts";

/** How a condition reads names. */
export interface Names {
  /** null: there is no such input, so that it is always NULL */
  readonly column: (name: string) => Pick<InputColumn, "alias" | "type"> | null;
  /** leaves of definitions: a condition on a model's score, a stage, a cut-off; null: it is an atom over an input */
  readonly leaf?: (leaf: Exclude<NormalRule, { kind: "and" | "or" | "constant" }>) => string | null;
}

/** A tree of the rule language as SQL with the same three values. */
export function conditionSql(sql: Dialect, rule: Predicate | NormalRule, names: Names): string {
  switch (rule.kind) {
    case "constant":
      return rule.value === null ? logicOf(sql).unknown : rule.value ? logicOf(sql).yes : logicOf(sql).no;
    case "not":
      return `(NOT ${conditionSql(sql, rule.of, names)})`;
    case "and":
    case "or": {
      if (rule.of.length === 0) return rule.kind === "and" ? logicOf(sql).yes : logicOf(sql).no;
      const parts = rule.of.map((part) => conditionSql(sql, part, names));
      return balanced(parts, rule.kind === "and" ? "AND" : "OR");
    }
    default: {
      const leaf = names.leaf?.(rule) ?? null;
      if (leaf !== null) return leaf;
      if (rule.kind === "stage" || rule.kind === "cutoff" || rule.kind === "best")
        throw new RangeError(`a ${rule.kind} is no condition over inputs`);
      return atomSql(sql, rule, names);
    }
  }
}

/** One atom, with the meaning of `atomTruth` in src/rules. */
function atomSql(sql: Dialect, atom: Atom, names: Names): string {
  const { unknown, yes, no, holds } = logicOf(sql);
  const column = names.column(atom.name);
  if (column === null)
    return atom.kind === "null" && !atom.negated ? yes : atom.kind === "null" ? no : unknown;
  const { alias } = column;
  const compare = (op: Comparison, literal: Literal): string => compareSql(sql, column, op, literal);
  switch (atom.kind) {
    case "null":
      return `(${alias} IS ${atom.negated ? "NOT " : ""}NULL)`;
    case "truth":
      if (column.type !== "boolean") return unknown;
      return atom.negated === true ? `(NOT ${holds(alias)})` : holds(alias);
    case "compare":
      return compare(atom.op, atom.value);
    case "between": {
      const inside = `(${compare(">=", atom.low)} AND ${compare("<=", atom.high)})`;
      return atom.negated ? `(NOT ${inside})` : inside;
    }
    case "in": {
      if (atom.values.length === 0) return `(CASE WHEN ${alias} IS NULL THEN NULL ELSE ${atom.negated} END)`;
      const fitting = atom.values.filter((value) => fits(column.type, value));
      if (fitting.length === 0) return unknown;
      const among = `${alias} IN (${fitting.map((value) => literalSql(sql, value)).join(", ")})`;
      const whole = fitting.length === atom.values.length ? `(${among})` : `(${among} OR ${unknown})`;
      return atom.negated ? `(NOT ${whole})` : whole;
    }
  }
}

const fits = (type: InputColumn["type"], value: Literal): boolean =>
  typeof value === (type === "category" ? "string" : type === "boolean" ? "boolean" : "number");

function compareSql(
  sql: Dialect,
  { alias, type }: Pick<InputColumn, "alias" | "type">,
  op: Comparison,
  value: Literal,
): string {
  if (!fits(type, value)) return logicOf(sql).unknown;
  if (typeof value === "string" && op !== "=" && op !== "<>") return orderedTexts(sql, alias, op, value);
  return `(${alias} ${op} ${literalSql(sql, value)})`;
}

function orderedTexts({ codeUnits, title }: Dialect, alias: string, op: Comparison, value: string): string {
  if (codeUnits === null)
    refuse(exits.usage, unsayableText(shown(value), `${title} cannot order texts as the scorer does`));
  return `(${codeUnits.column(alias)} ${op} ${codeUnits.literal(value)})`;
}

export const literalSql = (sql: Dialect, value: Literal): string =>
  typeof value === "string"
    ? (sql.compared ?? sql.text)(value)
    : typeof value === "number"
      ? sql.double(value)
      : logicOf(sql).literal(value);
