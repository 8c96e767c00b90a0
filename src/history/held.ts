import type { Study } from "../study/type.ts";
import { leadNeeds } from "./headers.ts";
import type { Column, History, Leads } from "./type.ts";

/**
 * The history without columns of leads that the study names nowhere (in no model, rule, definition or source). After
 * the search for leakage nothing reads them, and an export of all properties has hundreds. Their names are kept.
 */
export function holdNamed(history: History, study: Study): History {
  const { leads } = history;
  const named = new Set([
    ...leadNeeds(study).map(({ column }) => column),
    ...study.sources.leads.flatMap(({ channel }) => channel ?? []),
  ]);
  const columns = new Map<string, Column>();
  const letGo: string[] = [];
  for (const [name, column] of leads.columns)
    if (named.has(name)) columns.set(name, column);
    else letGo.push(name);
  return letGo.length === 0 ? history : { ...history, leads: { ...leads, columns, letGo } };
}

/** Names of all columns of the leads files that were typed, whether still held or not. */
export const columnNames = ({ columns, letGo = [] }: Leads): readonly string[] => [
  ...columns.keys(),
  ...letGo,
];
