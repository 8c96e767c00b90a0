import { parseDocument, stringify } from "yaml";
import { canonical } from "../../base/canonical.ts";

/** A setting that differs in the second study, by its path; an empty text: it is absent there. */
export interface StudyChange {
  /** `models.logit.penalty` */
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/**
 * What changed from one study file to another, setting by setting: comments, quotes, spaces and the order of keys do
 * not count. Entries of a list are compared by content, so that an entry put in between is the only new one.
 */
export const studyChanges = (a: string, b: string): readonly StudyChange[] => changed("", read(a), read(b));

const read = (text: string): unknown => parseDocument(text, { uniqueKeys: false }).toJS();

function changed(path: string, a: unknown, b: unknown): StudyChange[] {
  if (sayOf(a) === sayOf(b)) return [];
  if (isMap(a) && isMap(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].flatMap((key) => changed(path === "" ? key : `${path}.${key}`, a[key], b[key]));
  }
  if (isEntries(a) && isEntries(b)) return entries(path, a, b);
  return [{ path, before: shown(a), after: shown(b) }];
}

/** Entries of lists that only one of them has, side by side in their order. */
function entries(path: string, a: readonly unknown[], b: readonly unknown[]): StudyChange[] {
  const [gone, come] = [only(a, b), only(b, a)];
  // the same entries in another order: the order is the change
  if (gone.length === 0 && come.length === 0) return [{ path, before: shown(a), after: shown(b) }];
  return Array.from({ length: Math.max(gone.length, come.length) }, (_, i) => ({
    path,
    before: i < gone.length ? shown(gone[i]) : "",
    after: i < come.length ? shown(come[i]) : "",
  }));
}

/** Entries of one list that the other lacks, as many times as it lacks them. */
function only(of: readonly unknown[], other: readonly unknown[]): readonly unknown[] {
  const left = other.map(sayOf);
  return of.filter((entry) => {
    const at = left.indexOf(sayOf(entry));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

type Entries = { readonly [key: string]: unknown };
const isMap = (value: unknown): value is Entries =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isEntries = (value: unknown): value is readonly unknown[] => Array.isArray(value) && value.some(isMap);

/** One text for values that mean the same, whatever the order of their keys. */
const sayOf = (value: unknown): string => (value === undefined ? "" : canonical(value));

const shown = (value: unknown): string =>
  value === undefined
    ? ""
    : value === null
      ? "(empty)"
      : typeof value === "object"
        ? stringify(value, { collectionStyle: "flow", lineWidth: 0, flowCollectionPadding: true }).trim()
        : String(value);
