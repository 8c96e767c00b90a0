import { freeMail } from "../base/people/free-mail.ts";
import { columnValue } from "../history/column.ts";
import type { CategoryColumn, Column, NumberColumn } from "../history/type.ts";
import { evaluate } from "../rules/evaluate.ts";
import type { Predicate } from "../rules/tree.ts";
import type { StaticFeature } from "./type.ts";

type Codes = StaticFeature["codes"];

/** An array of the narrowest integers that can hold `size` codes, in memory that worker threads can share. */
export function codesFor(size: number, length: number): Codes {
  const bytes = size <= 0x100 ? 1 : size <= 0x10000 ? 2 : 4;
  const buffer = new SharedArrayBuffer(length * bytes);
  return bytes === 1
    ? new Uint8Array(buffer)
    : bytes === 2
      ? new Uint16Array(buffer)
      : new Uint32Array(buffer);
}

/**
 * A column known at creation as a feature: numbers are coded by their rank among the distinct values, categories by
 * level.
 */
export function columnFeature(name: string, column: Column): StaticFeature {
  return column.kind === "number" ? numberFeature(name, column) : categoryFeature(name, column);
}

function numberFeature(name: string, column: NumberColumn): StaticFeature {
  const seen = Float64Array.from(column.values)
    .filter((v) => !Number.isNaN(v))
    .sort();
  const values = [...new Set(seen)];
  const codes = codesFor(values.length + 2, column.values.length);
  const rank = new Map(values.map((v, i) => [v, i]));
  column.values.forEach((v, lead) => {
    codes[lead] = rank.get(v) ?? values.length;
  });
  return coded("number", name, { column: name }, values, codes);
}

function categoryFeature(name: string, column: CategoryColumn): StaticFeature {
  const codes = codesFor(column.levels.length + 2, column.codes.length);
  column.codes.forEach((code, lead) => {
    codes[lead] = code < 0 ? column.levels.length : code;
  });
  return coded("category", name, { column: name }, column.levels, codes);
}

/** Whether the domain of an address is a free mailbox provider's; missing where there is no address. */
export function domainFeature(name: string, column: CategoryColumn): StaticFeature {
  const free = column.levels.map((address) => {
    const domain = address
      .slice(address.lastIndexOf("@") + 1)
      .trim()
      .toLowerCase();
    return freeMail.has(domain);
  });
  return booleanFeature(name, column.codes.length, (lead) => free[column.codes[lead] ?? -1] ?? null);
}

/** A predicate over columns, evaluated once for each lead. NULL becomes missing. */
export function predicateFeature(
  name: string,
  predicate: Predicate,
  columns: ReadonlyMap<string, Column>,
  leads: number,
): StaticFeature {
  return booleanFeature(name, leads, (lead) =>
    evaluate(predicate, (column) => columnValue(columns.get(column), lead)),
  );
}

function booleanFeature(name: string, leads: number, truth: (lead: number) => boolean | null): StaticFeature {
  const codes = codesFor(4, leads);
  for (let lead = 0; lead < leads; lead++) {
    const value = truth(lead);
    codes[lead] = value === null ? 2 : value ? 1 : 0;
  }
  return coded("boolean", name, { flag: name }, [false, true], codes);
}

function coded(
  kind: StaticFeature["kind"],
  name: string,
  from: StaticFeature["from"],
  values: StaticFeature["values"],
  codes: Codes,
): StaticFeature {
  return {
    kind,
    name,
    from,
    values,
    codes,
    size: values.length + 2,
    missing: values.length,
    notObserved: values.length + 1,
  };
}
