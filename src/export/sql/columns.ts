import type { BinsAttribute, Input, Weights } from "../../weights/type.ts";
import { shown } from "../shown.ts";
import { type Dialect, type InputType, logicOf } from "./dialect.ts";

/** An input of weights or definitions; `from` where it is known. */
export interface NamedInput {
  readonly name: string;
  readonly type: InputType;
  readonly from?: Input["from"];
}

/** A column of the table that is scored, and the safe name that the layers above use for it. */
export interface InputColumn {
  readonly name: string;
  readonly type: InputType;
  readonly from: Input["from"] | null;
  /** name in the table that is scored */
  readonly column: string;
  /**
   * for a count, the column that is TRUE where the count is not observed; null: NULL in the count's own column is
   * enough
   */
  readonly notObserved: string | null;
  /** its name inside the statement; with `_unseen` after it where it may be not observed */
  readonly alias: string;
}

/**
 * One column for each input, with the input's name. A count that is not observed is NULL. Only where some weights give
 * it other points than a missing count is there a second column, `<name>_not_observed`. Engines take names that differ
 * only in case for one: the later name gets `_2` (`_3`, ...).
 * @param beside names of all features of the table, used or not, so that every statement over it gives them the same
 * names
 * @param reserved further names that no column may have
 */
export function inputColumns(
  inputs: readonly NamedInput[],
  models: readonly Weights[],
  lead: string,
  beside: readonly string[] = [],
  reserved: readonly string[] = [],
): InputColumn[] {
  const taken = new Set([lead, ...reserved].map((name) => name.toLowerCase()));
  const free = (wanted: string): string => {
    let name = wanted;
    for (let k = 2; taken.has(name.toLowerCase()); k++) name = `${wanted}_${k}`;
    taken.add(name.toLowerCase());
    return name;
  };
  // all inputs before any second column, so that none loses its own name to a second column
  const columns = new Map<string, string>();
  for (const name of [...beside, ...inputs.map((input) => input.name)])
    if (!columns.has(name)) columns.set(name, free(name));
  return inputs.map(({ name, type, from }, i) => ({
    name,
    type,
    from: from ?? null,
    column: columns.get(name) ?? name,
    alias: `f${i + 1}`,
    notObserved: canBeUnobserved(type) && toldApart(name, models) ? free(`${name}_not_observed`) : null,
  }));
}

/** Counts, decayed or not, reach back in time. */
const canBeUnobserved = (type: InputType): boolean => type === "count" || type === "decay";

/** Whether some weights give a count that is not observed other points than a missing one. */
const toldApart = (name: string, models: readonly Weights[]): boolean =>
  models.some(({ attributes }) =>
    attributes.some(
      (a) =>
        a.kind === "bins" &&
        a.name === name &&
        specialPoints(a, "missing") !== specialPoints(a, "not_observed"),
    ),
  );

/** Points of a bin that is neither a range nor a category; 0 where there is none, as in the scorer. */
export const specialPoints = ({ bins }: BinsAttribute, kind: "missing" | "other" | "not_observed"): number =>
  bins.find((bin) => bin.kind === kind)?.points ?? 0;

/** The columns of the innermost layer: missing and not finite values become NULL, not observed ones NULL and a flag. */
export function featureLines(sql: Dialect, columns: readonly InputColumn[]): string[] {
  return columns.flatMap(({ type, column, notObserved, alias }) => {
    const raw = columnOf(sql, column);
    if (type === "category") return [`${sql.binaryText(raw)} AS ${alias}`];
    if (type === "boolean") return [`${sql.truth(raw)} AS ${alias}`];
    if (notObserved === null) return [`${sql.finite(raw)} AS ${alias}`];
    const { known, holds } = logicOf(sql);
    const unseen = known(columnOf(sql, notObserved));
    return [
      `CASE WHEN ${holds(unseen)} THEN NULL ELSE ${sql.finite(raw)} END AS ${alias}`,
      `${unseen} AS ${alias}_unseen`,
    ];
  });
}

/** A column of the table that is scored. */
export const columnOf = (sql: Dialect, name: string): string => (sql.column ?? sql.identifier)(name);

/** What the table must hold, for people: one line for each column. */
export function columnNotes(sql: Dialect, columns: readonly InputColumn[]): string[] {
  return columns.flatMap(({ name, type, from, column, notObserved }) => {
    const renamed = column === name ? "" : ` (the input ${shown(name)})`;
    const none = canBeUnobserved(type) && notObserved === null ? "not observed" : "missing";
    const said = `${shown(column)} ${sql.types[type]}${renamed}: ${meaning(from)}NULL is ${none}`;
    return notObserved === null
      ? [said]
      : [
          said,
          `${shown(notObserved)} ${sql.types.boolean}: TRUE where that count is not observed: it reaches back before records begin`,
        ];
  });
}

function meaning(from: Input["from"] | null): string {
  if (from === null) return "";
  if ("flag" in from) return `the flag ${shown(from.flag)}; `;
  if ("column" in from) return `the column ${shown(from.column)} as it was at creation; `;
  if ("decay" in from) {
    const { decay, half_life, cap, round } = from;
    return `least(${cap}, sum of 2^(-age / ${half_life})) over each ${shown(decay)} known by now, age in days, rounded down to ${round}; `;
  }
  const window = from.window === null ? "ever" : `in the last ${from.window} days`;
  const cap = from.cap === null ? "" : `, at most ${from.cap}`;
  return `how often ${shown(from.count)} ${window}${cap}; `;
}
