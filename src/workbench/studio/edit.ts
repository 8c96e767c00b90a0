import { isMap, isScalar, type Pair, parseDocument, type YAMLMap } from "yaml";
import { exits, refuse } from "../../base/errors.ts";
import { badDefinitionName, noDefinitionsKey, notOneValue } from "../../base/messages/studio.ts";

/** What the studio changes of a study file. */
export interface Edits {
  /** by name, as study.yaml writes it; null: the definition is removed */
  readonly definitions: Readonly<Record<string, string | null>>;
  readonly capacity: { readonly reps?: number; readonly leads_per_rep_per_day?: number };
}

/**
 * The text of a study file with the edits applied. Only the values that change are overwritten, so that every comment,
 * blank and line end of the rest stays.
 * @throws LeadlineError exit 2 where a definition is not a single value, or there is no place for it
 */
export function edited(text: string, edits: Edits): string {
  let now = text;
  for (const [name, value] of Object.entries(edits.definitions)) {
    if (!/^[\p{L}_][\p{L}\p{N}_-]*$/u.test(name)) refuse(exits.usage, badDefinitionName(name));
    now = value === null ? without(now, name) : withEntry(now, "definitions", name, oneLine(name, value));
  }
  for (const [key, value] of Object.entries(edits.capacity))
    if (value !== undefined) now = withEntry(now, "capacity", key, String(value));
  return now;
}

/** A value on one line: as it is written or, if it takes several lines, in YAML's flow style. */
function oneLine(name: string, value: string): string {
  const document = parseDocument(value);
  if (document.errors.length > 0 || document.contents === null || value.trim() === "")
    refuse(exits.usage, notOneValue(name, document.errors[0]?.message.split("\n")[0] ?? "it is empty"));
  const trimmed = value.trim();
  if (!/[\n\r]/.test(trimmed)) return trimmed;
  if (isMap(document.contents)) document.contents.flow = true;
  return document
    .toString({ lineWidth: 0, flowCollectionPadding: true })
    .trim()
    .replace(/\s*\n\s*/g, " ");
}

/** A mapping at the top level of the file; null where it has no such key. */
function mappingAt(text: string, key: string): YAMLMap | null {
  const { contents } = parseDocument(text);
  const found = isMap(contents) ? contents.get(key, true) : null;
  return isMap(found) ? found : null;
}

const keyOf = ({ key }: Pair): string => (isScalar(key) ? String(key.value) : "");
const startOf = (of: unknown): number => rangeOf(of)[0];
const rangeOf = (of: unknown): readonly [from: number, to: number] => {
  if (typeof of === "object" && of !== null && "range" in of && Array.isArray(of.range)) {
    const [from, to]: unknown[] = of.range;
    if (typeof from === "number" && typeof to === "number") return [from, to];
  }
  return [-1, -1];
};

function withEntry(text: string, top: string, key: string, value: string): string {
  const mapping = mappingAt(text, top);
  if (mapping === null) return refuse(exits.usage, noDefinitionsKey(top));
  const pair = mapping.items.find((item) => keyOf(item) === key);
  const [from, to] = rangeOf(pair?.value);
  if (pair !== undefined && from >= 0) {
    // a comment after a block value is not a part of it
    const end = from + text.slice(from, to).trimEnd().length;
    return text.slice(0, from) + value + text.slice(end);
  }
  if (pair !== undefined) {
    const [, after] = rangeOf(pair.key);
    return `${text.slice(0, after)}: ${value}${text.slice(after).replace(/^\s*:/, "")}`;
  }
  const ends = text.includes("\r\n") ? "\r\n" : "\n";
  if (mapping.flow) {
    const [open] = rangeOf(mapping);
    const empty = mapping.items.length === 0;
    return `${text.slice(0, open + 1)} ${key}: ${value}${empty ? " " : ","}${text.slice(open + 1)}`;
  }
  const last = mapping.items.at(-1);
  const indent = indentAt(text, startOf(mapping.items[0]?.key));
  const [, lastEnd] = rangeOf(last?.value ?? last?.key);
  const at = endOfLine(text, lastEnd - (text[lastEnd - 1] === "\n" ? 1 : 0));
  return `${text.slice(0, at)}${ends}${indent}${key}: ${value}${text.slice(at)}`;
}

/** Removes a definition with its line, or from its flow mapping. */
function without(text: string, name: string): string {
  const mapping = mappingAt(text, "definitions");
  const place = mapping?.items.findIndex((item) => keyOf(item) === name) ?? -1;
  const pair = mapping?.items[place];
  if (mapping === null || pair === undefined) return text;
  const from = startOf(pair.key);
  const next = mapping.items[place + 1];
  if (mapping.flow) {
    const [, to] = rangeOf(pair.value);
    if (next !== undefined) return text.slice(0, from) + text.slice(startOf(next.key));
    const [, before] = rangeOf(mapping.items[place - 1]?.value);
    return text.slice(0, before > 0 ? before : from) + text.slice(to);
  }
  const [, to] = rangeOf(pair.value);
  const start = from - indentAt(text, from).length;
  const end = endOfLine(text, from + text.slice(from, to).trimEnd().length);
  return text.slice(0, start) + text.slice(Math.min(text.length, end + (text[end] === "\r" ? 2 : 1)));
}

const indentAt = (text: string, at: number): string => {
  const start = text.lastIndexOf("\n", at - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, at))?.[0] ?? "";
};

/** The end of the line that holds an offset: its line break, or the end of the text. */
function endOfLine(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  if (end < 0) return text.length;
  return text[end - 1] === "\r" ? end - 1 : end;
}
