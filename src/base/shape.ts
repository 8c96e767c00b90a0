import * as z from "zod";
import { absentHere, keysUnknown, notAmong, otherKind } from "./messages/shape.ts";

/**
 * Declarations of JSON files: one declaration gives the check when a file is read, its type and its JSON Schema. Loaded
 * only by code that reads or describes such files.
 */

/** A value as it is read from JSON: it cannot be changed. */
export type Frozen<T> = T extends readonly (infer U)[]
  ? number extends T["length"]
    ? readonly Frozen<U>[]
    : { readonly [K in keyof T]: Frozen<T[K]> }
  : T extends object
    ? { readonly [K in keyof T]: Frozen<T[K]> }
    : T;

/** Shapes that a JSON Schema defines once, by name. */
export const named = z.registry<{ id: string; description?: string }>();

/** The JSON Schema (draft 2020-12) of a shape. */
export const jsonSchema = (shape: z.ZodType, title: string, description: string): object => {
  const { $schema, ...rest } = z.toJSONSchema(shape, {
    target: "draft-2020-12",
    metadata: named,
    // `metadata` above holds only names: the texts of `.describe()` are in zod's own registry
    override: ({ zodSchema, jsonSchema: made }) => {
      const { description } = z.globalRegistry.get(zodSchema) ?? {};
      if (description !== undefined) made.description = description;
    },
  });
  return { $schema, title, description, ...rest };
};

/** A place in JSON that differs from its declaration: `attributes[2].bins[0].points`, and what is expected there. */
export interface Misfit {
  readonly path: string;
  readonly what: string;
}

export type Checked<T> = { readonly value: T } | { readonly misfits: readonly Misfit[] };

/**
 * Checks a value against a shape. Gives the value itself (with its keys in their own order), or every place where it
 * differs.
 */
export function checkShape<T>(shape: z.ZodType<T>, value: unknown): Checked<T> {
  const parsed = shape.safeParse(value);
  // zod gives a copy with its keys in the order of the declaration
  const fits = (given: unknown): given is T => parsed.success && given === value;
  if (fits(value)) return { value };
  return { misfits: (parsed.error?.issues ?? []).flatMap((issue) => misfits(issue, [])) };
}

type Issue = z.core.$ZodIssue;

/** The misfits of a union's nearest alternative: the one with the fewest faults, and among equals the deepest. */
function misfits(issue: Issue, above: readonly PropertyKey[]): Misfit[] {
  const path = [...above, ...issue.path];
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    const depth = (issues: readonly Issue[]): number => Math.max(...issues.map((i) => i.path.length));
    const [nearest] = [...issue.errors].sort((a, b) => a.length - b.length || depth(b) - depth(a));
    if (nearest !== undefined && depth(nearest) > 0) return nearest.flatMap((inner) => misfits(inner, path));
  }
  return [{ path: pathText(path), what: said(issue) }];
}

/** An issue in plain words; zod's own words for rarer kinds. */
function said(issue: Issue): string {
  if (issue.code === "unrecognized_keys") return keysUnknown(issue.keys);
  if (issue.code === "invalid_value") return notAmong(issue.values);
  const kinds = /^Invalid discriminator value. Expected (.*)$/.exec(issue.message)?.[1];
  if (kinds !== undefined) return notAmong([...kinds.matchAll(/'([^']*)'/g)].map(([, kind]) => kind));
  const found = /^Invalid input: expected .*, received (\w+)$/.exec(issue.message)?.[1];
  if (issue.code !== "invalid_type" || found === undefined) return issue.message;
  return found === "undefined" ? absentHere(issue.expected) : otherKind(issue.expected, found);
}

const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, key) => (typeof key === "number" ? `${text}[${key}]` : `${text}${text && "."}${String(key)}`),
    "",
  );
