import { isScalar } from "yaml";
import { dateFormats, type FileSource, numberFormats, type RowFilter } from "../type.ts";
import { choice, named, object, oneOrMany, type ReadAs, type Shape, said, text } from "./shape.ts";
import { zone } from "./words.ts";

const value = text("where: { field: Status }");
/** A value of a file; `null` is an empty one. */
const cell: Shape<string | null> = {
  schema: { type: ["string", "number", "boolean", "null"] },
  read: (slot, reading) =>
    slot.node === null || (isScalar(slot.node) && slot.node.value === null)
      ? null
      : value.read(slot, reading),
};
const filters = named(oneOrMany(cell, "field: [Status, Stage]"), "where: { field: Status }");
const where: Shape<readonly RowFilter[]> = {
  schema: filters.schema,
  read: (slot, reading) => {
    const read = filters.read(slot, reading);
    return (
      read && [...read].flatMap(([column, values]) => (values === undefined ? [] : [{ column, values }]))
    );
  },
};

/** Keys that every source of files may have. */
export const fileFields = {
  file: said(
    "a path or glob beside the study file, or a list of them",
    oneOrMany(text("file: leads.csv"), "[a.csv, b.csv]"),
  ),
  timezone: said("the zone of this file's times, where it is not the study's", zone),
  where: said("which rows count, by a value of a column or a list of them", where),
  format: said(
    "column: how it is written: a pattern of its numbers or dates, or date or time",
    named(
      choice([...numberFormats, ...dateFormats, "date", "time"]),
      'format: { employees: "1.234,5", created_at: dd/mm/yyyy, won_on: date }',
    ),
  ),
  unjoined: said("allowed: rows of leads that are in no leads file are expected", choice(["allowed"])),
};

/** What they say of a source. */
export const filesOf = (v: FileValues): Pick<FileSource, "timezone" | "where" | "format" | "unjoined"> => ({
  timezone: v.timezone ?? null,
  ...(v.where === undefined ? {} : { where: v.where }),
  ...(v.format === undefined ? {} : { format: stated(v.format) }),
  ...(v.unjoined === "allowed" ? { unjoined: true } : {}),
});
const stated = <T>(map: ReadonlyMap<string, T | undefined>): ReadonlyMap<string, T> =>
  new Map([...map].flatMap(([key, as]) => (as === undefined ? [] : [[key, as] as const])));
type FileValues = Omit<ReadAs<typeof plain>, "file">;

const plain = object(fileFields, { example: "file: leads.csv" });

/** Makes a source of each entry; an entry with faults is left out. */
export function each<V, S>(
  of: Shape<V>,
  example: string,
  make: (values: V, path: string) => readonly S[],
): Shape<readonly S[]> {
  const made: Shape<readonly S[]> = {
    schema: of.schema,
    read: (slot, reading) => {
      const values = of.read(slot, reading);
      return values === undefined ? undefined : make(values, slot.path);
    },
  };
  const many = oneOrMany(made, example);
  return { schema: many.schema, read: (slot, reading) => many.read(slot, reading)?.flat() };
}

/** Each of the files that an entry names is a source of its own. */
export const files = (values: { readonly file: readonly string[] | undefined }): readonly string[] =>
  values.file ?? [];
