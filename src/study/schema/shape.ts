import { isMap, isScalar, isSeq } from "yaml";
import { defined } from "../../base/defined.ts";
import {
  badName,
  deviceName,
  emptyList,
  expected,
  forNow,
  hiddenCharacters,
  missingKey,
  moreUnknownKeys,
  notBuilt,
  notOneOf,
  outOfRange,
  unknownKey,
} from "../../base/messages/study/study.ts";
import { bare } from "../../base/text.ts";
import {
  found,
  type JsonSchema,
  type Reading,
  type Shape,
  type Slot,
  slotOf,
  writtenText,
} from "../reading.ts";

export type { JsonSchema, Shape } from "../reading.ts";

export type ReadAs<S> = S extends Shape<infer T> ? T : never;

/** A shape. Before `read` is called, aliases are refused and the place is remembered. */
export const shape = <T>(schema: JsonSchema, read: Shape<T>["read"]): Shape<T> => ({
  schema,
  read: (slot, reading) => (reading.enter(slot) ? read(slot, reading) : undefined),
});

/** A shape whose value is made from the keys of another. */
export const made = <V, T>(
  keys: Shape<V>,
  make: (values: V, slot: Slot, reading: Reading) => T,
): Shape<T> => ({
  schema: keys.schema,
  read: (slot, reading) => {
    const values = keys.read(slot, reading);
    return values === undefined ? undefined : make(values, slot, reading);
  },
});

/** The same shape with a description, which editors show from the JSON Schema. */
export const said = <T>(description: string, of: Shape<T>): Shape<T> => ({
  schema: { description, ...of.schema },
  read: of.read,
});

const hidden = /[\p{Cc}\p{Zl}\p{Zp}\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;

/** A name as it is written in an export: any text with a visible character. */
export const text = (example: string): Shape<string> =>
  shape({ type: ["string", "number", "boolean"], examples: [example] }, (slot, reading) => {
    const written = writtenText(slot);
    if (written === null || written.trim() === "")
      return reading.sayAt(expected("a name or a text", found(slot), example), slot);
    if (!hidden.test(written)) return bare(written);
    return reading.sayAt(hiddenCharacters(written), slot);
  });

/** A text that is turned into another value; `parse` gives null where it cannot be. */
export const parsed = <T>(
  wanted: string,
  example: string,
  pattern: string,
  parse: (written: string) => T | null,
): Shape<T> =>
  shape({ type: "string", pattern, examples: [example] }, (slot, reading) => {
    const written = writtenText(slot);
    const value = written === null ? null : parse(written.trim());
    if (value !== null) return value;
    return reading.sayAt(expected(wanted, found(slot), example), slot);
  });

/** A finite number within limits. */
export const number = (
  example: string,
  limits: {
    readonly least?: number;
    readonly most?: number;
    readonly above?: number;
    readonly whole?: true;
    readonly why?: string;
  } = {},
): Shape<number> => {
  const { least, most, above, whole, why } = limits;
  const schema = {
    type: whole === true ? "integer" : "number",
    ...defined({ minimum: least, maximum: most, exclusiveMinimum: above }),
    examples: [example],
  };
  return shape(schema, (slot, reading) => {
    const value = isScalar(slot.node) ? slot.node.value : null;
    if (
      typeof value !== "number" ||
      !Number.isFinite(value) ||
      (whole === true && !Number.isSafeInteger(value))
    )
      return reading.sayAt(
        expected(whole === true ? "a whole number" : "a number", found(slot), example),
        slot,
      );
    const range =
      least !== undefined && value < least
        ? `below ${least}`
        : most !== undefined && value > most
          ? `above ${most}`
          : above !== undefined && value <= above
            ? `not above ${above}`
            : null;
    if (range === null) return value;
    return reading.sayAt(outOfRange(value, range, why ?? `for example \`${example}\``), slot);
  });
};

export const truth = (example: string): Shape<boolean> =>
  shape({ type: "boolean", examples: [example] }, (slot, reading) => {
    const value = isScalar(slot.node) ? slot.node.value : null;
    if (typeof value === "boolean") return value;
    return reading.sayAt(expected("true or false", found(slot), example), slot);
  });

/** One word of a closed list; `later` are words of the language that are not built yet. */
export const choice = <const T extends string>(
  allowed: readonly T[],
  later: readonly string[] = [],
): Shape<T> =>
  shape({ enum: allowed }, (slot, reading) => {
    const written = writtenText(slot);
    const value = allowed.find((a) => a === written);
    if (value !== undefined) return value;
    const key = slot.path.slice(slot.path.lastIndexOf(".") + 1);
    reading.sayAt(
      written === null
        ? expected(`one of ${allowed.join(", ")}`, found(slot), `${key}: ${allowed[0]}`)
        : later.includes(written)
          ? notBuilt(`\`${key}: ${written}\``, forNow(key, allowed))
          : notOneOf(written, allowed),
      slot,
    );
    return undefined;
  });

/** A list; items with faults are left out. */
export const list = <T>(of: Shape<T>, example: string, least = 1): Shape<readonly T[]> =>
  shape(
    { type: "array", items: of.schema, ...(least > 0 ? { minItems: least } : {}), examples: [example] },
    (slot, reading) => {
      if (!isSeq(slot.node)) return reading.sayAt(expected("a list", found(slot), example), slot);
      if (slot.node.items.length < least) return reading.sayAt(emptyList(example), slot);
      return slot.node.items.flatMap((item, i) => {
        const value = of.read(slotOf(item, slot.at, `${slot.path}[${i}]`), reading);
        return value === undefined ? [] : [value];
      });
    },
  );

/** One entry or a list of them. */
export const oneOrMany = <T>(of: Shape<T>, example: string): Shape<readonly T[]> => {
  const many = list(of, example);
  return {
    schema: { anyOf: [of.schema, many.schema] },
    read: (slot, reading) => {
      if (isSeq(slot.node)) return many.read(slot, reading);
      const value = of.read(slot, reading);
      return value === undefined ? undefined : [value];
    },
  };
};

/** The keys and slots of a mapping in the order of the file; null after a fault. */
function entriesOf(
  slot: Slot,
  reading: Reading,
  example: string,
): readonly { readonly key: string; readonly keyAt: number; readonly slot: Slot }[] | null {
  if (!isMap(slot.node)) {
    reading.sayAt(expected("`key: value` pairs", found(slot), example), slot);
    return null;
  }
  return slot.node.items.map(({ key, value }) => {
    const name = slotOf(key, slot.at, slot.path);
    const written = writtenText(name) ?? "";
    const path = slot.path === "" ? written : `${slot.path}.${written}`;
    return { key: written, keyAt: name.at, slot: slotOf(value, name.at, path) };
  });
}

export type Fields = { readonly [key: string]: Shape<unknown> };
/** The value of each key; undefined where the key is absent or has a fault. */
export type Values<F extends Fields> = { readonly [K in keyof F]: ReadAs<F[K]> | undefined };

export interface ObjectRules {
  readonly example: string;
  /** keys that must be present */
  readonly required?: readonly string[];
  /** keys of the language that are not built yet, each with what to write instead */
  readonly later?: { readonly [key: string]: string };
}

/** An example of a key's line, from the schema of its value; of several forms the first. */
function lineOf(key: string, schema: JsonSchema): string {
  const first = (of: JsonSchema): unknown =>
    [of.examples, of.enum].find(Array.isArray)?.[0] ?? (Array.isArray(of.anyOf) ? first(of.anyOf[0]) : "");
  const example = String(first(schema));
  return example.startsWith(`${key}: `) ? example : `${key}: ${example}`;
}

/** How many unknown keys of one mapping are reported one by one. */
const mostUnknown = 100;

/**
 * A mapping with known keys. An unknown key is answered with the nearest known name, a key that is not built yet with
 * what to write instead.
 */
export const object = <const F extends Fields>(fields: F, rules: ObjectRules): Shape<Values<F>> => {
  const required = rules.required ?? [];
  const schema = {
    type: "object",
    properties: Object.fromEntries(Object.entries(fields).map(([key, of]) => [key, of.schema])),
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
    examples: [rules.example],
  };
  return shape(schema, (slot, reading) => {
    const entries = entriesOf(slot, reading, rules.example);
    if (entries === null) return undefined;
    const values = new Map<string, unknown>();
    let unknown = 0;
    for (const { key, keyAt, slot: inner } of entries) {
      const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
      const later = rules.later;
      if (field !== undefined) values.set(key, field.read(inner, reading));
      else if (later !== undefined && Object.hasOwn(later, key))
        reading.say(notBuilt(`\`${key}\``, later[key] ?? ""), keyAt, inner.path);
      else if (++unknown <= mostUnknown) reading.say(unknownKey(key, Object.keys(fields)), keyAt, inner.path);
    }
    if (unknown > mostUnknown) reading.sayAt(moreUnknownKeys(unknown - mostUnknown), slot);
    for (const key of required)
      if (!values.has(key)) reading.sayAt(missingKey(key, lineOf(key, fields[key]?.schema ?? {})), slot);
    return Object.fromEntries(Object.keys(fields).map((key) => [key, values.get(key)])) as Values<F>;
  });
};

/** Names that Windows reserves for devices, with any ending: no file can have them there. */
export const devices = "(?!(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$)";
/** Whether a name can be the name of a file on every system. */
export const isFileName = (name: string): boolean => new RegExp(`^${devices}`).test(name);
const slugPattern = `^${devices}[a-z][a-z0-9_]{0,79}$`;
const isSlug = (name: string): boolean => new RegExp(slugPattern).test(name);

/** A mapping from names to values; a value with a fault becomes undefined, so that its name is still known. */
export const named = <T>(
  of: Shape<T>,
  example: string,
  /** what names must look like, where they must be a slug; null: any text with a visible character */
  becomes: string | null = null,
): Shape<ReadonlyMap<string, T | undefined>> =>
  shape(
    {
      type: "object",
      additionalProperties: of.schema,
      ...(becomes === null ? {} : { propertyNames: { pattern: slugPattern } }),
      examples: [example],
    },
    (slot, reading) => {
      const entries = entriesOf(slot, reading, example);
      if (entries === null) return undefined;
      const values = new Map<string, T | undefined>();
      for (const { key, keyAt, slot: inner } of entries) {
        if (becomes !== null && !isSlug(key))
          reading.say(isFileName(key) ? badName(key, becomes) : deviceName(key), keyAt, slot.path);
        else if (hidden.test(key) || key.trim() === "") reading.say(hiddenCharacters(key), keyAt, slot.path);
        values.set(bare(key), of.read(inner, reading));
      }
      return values;
    },
  );

/** A mapping, or one word in its place. */
export const mappingOr = <A, B>(word: Shape<A>, mapping: Shape<B>): Shape<A | B> => ({
  schema: { anyOf: [word.schema, mapping.schema] },
  read: (slot, reading) => (isMap(slot.node) ? mapping.read(slot, reading) : word.read(slot, reading)),
});

/** One of several mappings, chosen by the keys that are present. */
export const variant = <A, B>(key: string, withKey: Shape<A>, without: Shape<B>): Shape<A | B> => ({
  schema: { anyOf: [without.schema, withKey.schema] },
  read: (slot, reading) =>
    isMap(slot.node) && slot.node.has(key) ? withKey.read(slot, reading) : without.read(slot, reading),
});
