import { isScalar } from "yaml";
import { defined } from "../../base/defined.ts";
import { addressInStudy, fileAndQuery, lonelyUrl } from "../../base/messages/data/database.ts";
import { expected, missingKey } from "../../base/messages/study/study.ts";
import { found } from "../reading.ts";
import { countFormats, dateFormats, type FileSource, numberFormats, type RowFilter } from "../type.ts";
import {
  choice,
  type Fields,
  named,
  type ObjectRules,
  object,
  oneOrMany,
  type ReadAs,
  type Shape,
  said,
  shape,
  text,
  type Values,
} from "./shape.ts";
import { zone } from "./words.ts";

const value = text("where: { field: Status }");
/** A value of a cell; `null` is an empty cell. */
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

/** One ASCII character that is no letter, digit, blank or quote; the tab is written `tab`. */
const delimiter: Shape<string> = shape(
  { type: "string", examples: ["tab", "~"], pattern: "^(tab|[!#-/:-@\\\\[-`{-~\\t\\u0001\\u001f])$" },
  (slot, reading) => {
    const written = isScalar(slot.node) ? String(slot.node.value ?? "") : "";
    const sign = written === "tab" || written === "\\t" ? "\t" : written;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: Hive parts fields by them
    if (/^[!#-/:-@[-`{-~\t\x01\x1f]$/.test(sign) && sign !== "\\") return sign;
    return reading.sayAt(expected("one sign such as ~, or tab", found(slot), 'delimiter: "~"'), slot);
  },
);

/** An SQL query, which may have several lines. */
const sql: Shape<string> = shape({ type: "string" }, (slot, reading) => {
  const written = isScalar(slot.node) && typeof slot.node.value === "string" ? slot.node.value : "";
  if (written.trim() !== "") return written;
  return reading.sayAt(expected("a query", found(slot), 'query: "SELECT * FROM leads"'), slot);
});

/** `env:NAME`, the environment variable that holds the address, since the address itself is a secret. */
const address: Shape<string> = shape(
  { type: "string", pattern: "^env:[A-Za-z_][A-Za-z0-9_]*$", examples: ["env:DATABASE_URL"] },
  (slot, reading) => {
    const written = isScalar(slot.node) ? String(slot.node.value ?? "") : "";
    const env = /^env:([A-Za-z_][A-Za-z0-9_]*)$/.exec(written)?.[1];
    if (env !== undefined) return env;
    if (written.includes("://")) return reading.sayAt(addressInStudy(), slot);
    return reading.sayAt(
      expected("a variable of the environment", found(slot), "url: env:DATABASE_URL"),
      slot,
    );
  },
);

/** Keys that every source of files may have. */
const fileFields = {
  file: said(
    "a path or glob beside the study file, or a list of them",
    oneOrMany(text("file: leads.csv"), "[a.csv, b.csv]"),
  ),
  query: said("instead of a file: a SELECT of a PostgreSQL database", sql),
  url: said("the variable of the environment that holds the database's address", address),
  timezone: said("the zone of this file's times, where it is not the study's", zone),
  where: said("which rows count, by a value of a column or a list of them", where),
  format: said(
    "column: how its values are written: a pattern of numbers or dates, seconds or milliseconds since 1970, Excel's days, or date or time",
    named(
      choice([...numberFormats, ...dateFormats, ...countFormats, "date", "time"]),
      'format: { employees: "1.234,5", created_at: dd/mm/yyyy, won_on: date }',
    ),
  ),
  missing: said(
    "column: what is written there for a missing value, beside the empty cell",
    named(
      oneOrMany(text("missing: { title: Select }"), "[Select, unknown]"),
      "missing: { title: [Select, unknown], pdays: -1 }",
    ),
  ),
  sheet: said("the sheet, in a workbook with several", text("sheet: Leads")),
  member: said("the file, in a zip archive with several", text("member: leads.csv")),
  delimiter: said("the sign between fields, where it is not found by itself", delimiter),
  unjoined: said("allowed: rows of leads that are in no leads file are expected", choice(["allowed"])),
};

/** The part of a source that these keys state. */
const filesOf = (
  v: FileValues,
): Pick<FileSource, "timezone" | "where" | "format" | "missing" | "within" | "unjoined"> => ({
  timezone: v.timezone ?? null,
  ...defined({ where: v.where }),
  ...(v.format === undefined ? {} : { format: stated(v.format) }),
  ...(v.missing === undefined ? {} : { missing: stated(v.missing) }),
  ...withinOf(v),
  ...(v.unjoined === "allowed" ? { unjoined: true } : {}),
});
const withinOf = ({ sheet, member, delimiter, query, url }: FileValues): Pick<FileSource, "within"> => {
  const within = {
    ...defined({ sheet, member, delimiter }),
    ...(query === undefined || url === undefined ? {} : { query: { sql: query, env: url } }),
  };
  return Object.keys(within).length === 0 ? {} : { within };
};
/** Without the keys whose value has a fault. */
export const stated = <T>(map: ReadonlyMap<string, T | undefined>): ReadonlyMap<string, T> =>
  new Map([...map].flatMap(([key, as]) => (as === undefined ? [] : [[key, as] as const])));
type FileValues = Omit<ReadAs<typeof plain>, "file">;

const plain = object(fileFields, { example: "file: leads.csv" });

/** Makes a source from each entry; entries with faults are left out. */
export function eachEntry<V, S>(
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

/** A source from each file that an entry names. */
export const each = <V extends FileValues & Named, S>(
  of: Shape<V>,
  example: string,
  own: (values: V) => S,
): Shape<readonly (FileSource & S)[]> =>
  eachEntry(of, example, (values, path) =>
    filesIn(values, path).map((file) => ({ ...file, ...own(values) })),
  );

/** The columns that a source names: those it must name, and those that are null where it does not. */
export const columnsOf = <const M extends readonly string[], const O extends readonly string[]>(
  values: { readonly [K in NoInfer<M[number] | O[number]>]: string | undefined },
  must: M,
  may: O,
): { readonly [K in M[number]]: string } & { readonly [K in O[number]]: string | null } => {
  const named: { readonly [key: string]: string | undefined } = values;
  return Object.fromEntries([
    ...must.map((key) => [key, named[key] ?? ""]),
    ...may.map((key) => [key, named[key] ?? null]),
  ]);
};

/** One source for each file that an entry names; a query is one source, named after its place. */
export const filesIn = (values: FileValues & Named, path: string): readonly FileSource[] => {
  const place = path.replace(/^sources\./, "");
  const names = values.file ?? (values.query === undefined ? [] : [`query of ${place}`]);
  return names.map((file) => ({ file, ...filesOf(values), path }));
};

interface Named {
  readonly file: readonly string[] | undefined;
}

/** A mapping for a source: with a file (which its example names), or with a query and the address of its database. */
export function fileObject<const F extends Fields>(
  fields: F,
  rules: ObjectRules,
): Shape<Values<F & typeof fileFields>> {
  const of = object({ ...fileFields, ...fields }, rules);
  const sources = [{ required: ["file"] }, { required: ["query", "url"] }];
  return {
    schema: { ...of.schema, anyOf: sources },
    read: (slot, reading) => {
      const values = of.read(slot, reading);
      if (values === undefined) return undefined;
      const has = (key: string): boolean => reading.places.has(`${slot.path}.${key}`);
      if (has("file") && has("query")) reading.sayAt(fileAndQuery(), slot);
      else if (has("query") !== has("url")) reading.sayAt(lonelyUrl(has("query") ? "query" : "url"), slot);
      else if (!has("file") && !has("query"))
        reading.sayAt(missingKey("file", `file: ${/file: ([^ ,]+)/.exec(rules.example)?.[1]}`), slot);
      return values;
    },
  };
}
