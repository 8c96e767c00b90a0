import * as z from "zod";
import type { Columns, Value } from "../history/tables.ts";
import { resultShape } from "../result/shape/result.ts";
import { estimated } from "../result/shape/words.ts";
import type { Result } from "../result/type.ts";

/**
 * A result as flat tables, by the declaration of its shape alone, so that no field of a result is ever left out:
 *
 *   object            its fields are columns of the table that it stands in: `pooled.winsPerSlot` is pooled_wins_per_slot
 *   estimate          five columns: the value, and _low, _high, _n and _reason
 *   list or record    a table of its own, whose first columns say what it belongs to; a list of plain values is one text
 *
 * Tables are called by their path (`definitions_quarters`); what a run has once stands in `run`. A table without rows has
 * its columns all the same.
 */
export function tablesOf(result: Result): Readonly<Record<string, Columns>> {
  const tables: Record<string, Columns> = {};
  const add = (table: Table): void => {
    tables[table.name] = columnsIn(table);
    for (const child of table.plan.children) add(childOf(table, child));
  };
  add({ name: "run", kind: "one", keys: [], plan: planOf(resultShape), rows: [{ keys: [], value: result }] });
  return tables;
}

interface Row {
  /** what the row belongs to: its values in the table's key columns */
  readonly keys: readonly Value[];
  readonly value: unknown;
}

interface Table {
  readonly name: string;
  /** rows of a record are identified by their keys, rows of a list by a value in them */
  readonly kind: "one" | "record" | "list";
  readonly keys: readonly string[];
  readonly plan: Plan;
  readonly rows: readonly Row[];
}

/** How a shape becomes rows. */
interface Plan {
  readonly columns: Map<string, (value: unknown) => Value>;
  /** the first column of text, which identifies the rows of a list; null: their position identifies them */
  readonly identity: string | null;
  readonly children: readonly Child[];
}

interface Child {
  readonly path: readonly string[];
  readonly kind: "record" | "list";
  readonly shape: z.ZodType;
  entries(value: unknown): readonly (readonly [string, unknown])[];
}

function columnsIn({ keys, plan, rows }: Table): Columns {
  const above = keys.map((key, i) => [
    plan.columns.has(key) ? `of_${key}` : key,
    rows.map((row) => row.keys[i]),
  ]);
  const own = [...plan.columns].map(([name, read]) => [name, rows.map(({ value }) => read(value))]);
  return Object.fromEntries([...above, ...own]);
}

function childOf(parent: Table, { path, kind, shape, entries }: Child): Table {
  const { identity } = parent.plan;
  const singular = (name: string): string => (name.endsWith("s") ? name.slice(0, -1) : name);
  const called = identity === null || identity === "name" ? singular(lastOf(parent.name)) : identity;
  const name = [...(parent.kind === "one" ? [] : [parent.name]), ...path].join("_");
  const own = parent.kind === "list" ? [called] : [];
  return {
    name,
    kind,
    keys: [...parent.keys, ...own, ...(kind === "record" ? [singular(path.at(-1) ?? "")] : [])],
    plan: planOf(shape),
    rows: parent.rows.flatMap(({ keys, value }, place) => {
      const of = identity === null ? place + 1 : parent.plan.columns.get(identity)?.(value);
      const above = parent.kind === "list" ? [...keys, of] : keys;
      return entries(value).map(([key, entry]) => ({
        keys: kind === "record" ? [...above, key] : above,
        value: entry,
      }));
    }),
  };
}

const lastOf = (name: string): string => name.slice(name.lastIndexOf("_") + 1);

function planOf(shape: z.ZodType): Plan {
  const columns = new Map<string, (value: unknown) => Value>();
  const texts: string[] = [];
  const children: Child[] = [];
  const column = (path: readonly string[], read: (value: unknown) => Value): void => {
    const name = path.join("_") || "value";
    if (!columns.has(name)) columns.set(name, read);
  };
  const take = (given: z.ZodType, path: readonly string[], get: (value: unknown) => unknown): void => {
    const of = bare(given);
    if (of === estimated) {
      const field = (name: string) => (value: unknown) => plain(fieldOf(get(value), name));
      column(path, field("value"));
      for (const name of ["low", "high", "n", "reason"])
        column([...(path.length === 0 ? ["value"] : path), name], field(name));
    } else if (of instanceof z.ZodObject) {
      for (const [key, inner] of Object.entries(of.shape))
        take(asShape(inner), [...path, snake(key)], (value) => fieldOf(get(value), key));
    } else if (of instanceof z.ZodUnion && of.options.some((option) => isDeep(asShape(option)))) {
      for (const option of of.options) take(asShape(option), path, get);
    } else if (of instanceof z.ZodRecord || (of instanceof z.ZodArray && isDeep(asShape(of.element)))) {
      const kind = of instanceof z.ZodRecord ? "record" : "list";
      children.push({
        path,
        kind,
        shape: asShape(of instanceof z.ZodRecord ? of.valueType : of.element),
        entries: (value) => entriesOf(get(value)),
      });
    } else if (of instanceof z.ZodTuple) {
      for (const [i, end] of ["low", "high"].entries())
        column([...path, end], (value) => plain(fieldOf(get(value), String(i))));
    } else {
      if (of instanceof z.ZodString) texts.push(path.join("_"));
      column(path, (value) => plain(get(value)));
    }
  };
  take(shape, [], (value) => value);
  return { columns, identity: columns.has("name") ? "name" : (texts[0] ?? null), children };
}

/**
 * The inner shape of a zod shape, whose type zod gives only as that of its core; all of ours are made by its classes.
 */
function asShape(inner: unknown): z.ZodType {
  if (inner instanceof z.ZodType) return inner;
  throw new RangeError("a shape of a result is none of zod's");
}

function bare(shape: z.ZodType): z.ZodType {
  return shape instanceof z.ZodNullable || shape instanceof z.ZodOptional
    ? bare(asShape(shape.unwrap()))
    : shape;
}

/** Whether a shape holds more than one plain value. */
function isDeep(given: z.ZodType): boolean {
  const shape = bare(given);
  if (shape instanceof z.ZodUnion) return shape.options.some((option) => isDeep(asShape(option)));
  return shape instanceof z.ZodObject || shape instanceof z.ZodRecord || shape instanceof z.ZodArray;
}

const fieldOf = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? Reflect.get(value, key)
    : undefined;

const entriesOf = (value: unknown): readonly (readonly [string, unknown])[] =>
  typeof value === "object" && value !== null ? Object.entries(value) : [];

/** The value of a cell; null: there is none. */
function plain(value: unknown): Value {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.join(", ");
  return value === null || value === undefined ? null : JSON.stringify(value);
}

/** `winsPerSlot` becomes `wins_per_slot` */
const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
