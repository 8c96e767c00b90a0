import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type Scalar } from "yaml";
import { type Fault, fault, type Message, type Where } from "../base/errors.ts";
import {
  keyTwice,
  noAlias,
  notAStudy,
  show,
  tooDeep,
  unknownTag,
  yamlSyntax,
} from "../base/messages/study/study.ts";
import type { ScoreReference } from "../rules/reference.ts";
import type { LearntSpec } from "./type.ts";

/** A value of the file: its node, its place (given even where there is no value), and its key path. */
export interface Slot {
  readonly node: Node | null;
  /** offset in the file */
  readonly at: number;
  /** `models.hand.points[1].when`; empty for the whole file */
  readonly path: string;
}

export type JsonSchema = { readonly [key: string]: unknown };

/** What may stand at a place of the file: one declaration gives the check, its message and the JSON Schema. */
export interface Shape<T> {
  readonly schema: JsonSchema;
  /** gives the value, or undefined after it has reported a fault */
  readonly read: (slot: Slot, reading: Reading) => T | undefined;
}

/** The kinds of model that learn, by the word of `kind`: each declares its own keys, which this room reads. */
export type Kinds = ReadonlyMap<string, Shape<LearntSpec>>;

/** A use of a model's score in a definition, checked when all models are known. */
export interface ScoreUse {
  readonly model: string;
  readonly what: ScoreReference["what"];
  readonly slot: Slot;
}

/** Collects the faults and places of one file, and what can be checked only when all of it is read. */
export class Reading {
  readonly text: string;
  readonly file: string;
  readonly kinds: Kinds;
  readonly faults: Fault[] = [];
  readonly places = new Map<string, { readonly line: number; readonly column: number }>();
  readonly scores: ScoreUse[] = [];
  private readonly lines = new LineCounter();

  constructor(text: string, file: string, kinds: Kinds) {
    this.text = text;
    this.file = file;
    this.kinds = kinds;
  }

  /** The top mapping of the file, or null where it has none that can be read. */
  root(): Slot | null {
    let document: ReturnType<typeof parseDocument>;
    try {
      document = parseDocument(this.text, {
        lineCounter: this.lines,
        prettyErrors: false,
        strict: true,
        // the parser would compare every key of a mapping with every other; `repeatedKeys` does not
        uniqueKeys: false,
      });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.faults.push(fault(tooDeep(), { file: this.file }));
      return null;
    }
    const problems = [...document.errors, ...document.warnings];
    const broken = problems.find((p) => p.code !== "TAG_RESOLVE_FAILED");
    if (broken !== undefined) {
      // faults after the first syntax error only repeat it
      const message = /call stack/i.test(broken.message) ? tooDeep() : yamlSyntax(broken.message);
      this.say(message, Math.min(broken.pos[0], this.text.length), "");
      return null;
    }
    for (const { pos } of problems) this.say(unknownTag(), pos[0], "");
    const node = document.contents;
    for (const { key, at } of repeatedKeys(node)) this.say(keyTwice(key), at, "");
    if (!isMap(node)) {
      this.say(notAStudy(), 0, "");
      return null;
    }
    return { node, at: node.range?.[0] ?? 0, path: "" };
  }

  /** Remembers the place of a value. Refuses aliases, whose place would not be their own. */
  enter(slot: Slot): boolean {
    if (slot.path !== "") this.places.set(slot.path, this.lineOf(slot.at));
    if (!isAlias(slot.node)) return true;
    this.sayAt(noAlias(), slot);
    return false;
  }

  /** Reports a fault. Gives undefined, which a reader then returns. */
  say(message: Message, offset: number, path: string): undefined {
    this.faults.push(fault(message, this.where(offset, path)));
    return undefined;
  }

  sayAt(message: Message, slot: Slot): undefined {
    return this.say(message, slot.at, slot.path);
  }

  /** Reports a fault at a key path that was read, or at the nearest one above it. */
  sayOn(message: Message, path: string): void {
    for (let key = path; key !== ""; key = key.replace(/(\[\d+\]|\.?[^.[\]]+)$/, "")) {
      const place = this.places.get(key);
      if (place === undefined) continue;
      this.faults.push(fault(message, { file: this.file, ...place, path }));
      return;
    }
    this.faults.push(fault(message, { file: this.file, path }));
  }

  lineOf(offset: number): { line: number; column: number } {
    const { line, col } = this.lines.linePos(offset);
    return { line, column: col };
  }

  private where(offset: number, path: string): Where {
    return { file: this.file, ...this.lineOf(offset), ...(path === "" ? {} : { path }) };
  }
}

/** Keys that occur twice in one mapping: each later one, with its offset. */
function repeatedKeys(root: unknown): readonly { readonly key: string; readonly at: number }[] {
  const found: { readonly key: string; readonly at: number }[] = [];
  const left: unknown[] = [root];
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    if (isSeq(node)) left.push(...node.items.filter((item) => isMap(item) || isSeq(item)));
    if (!isMap(node)) continue;
    const seen = new Set<unknown>();
    for (const { key, value } of node.items) {
      if (isMap(value) || isSeq(value)) left.push(value);
      if (!isScalar(key)) continue;
      if (seen.has(key.value)) found.push({ key: String(key.source ?? key.value), at: key.range?.[0] ?? 0 });
      seen.add(key.value);
    }
  }
  return found;
}

/** The slot of a node, or of its key where there is no node. */
export const slotOf = (node: unknown, at: number, path: string): Slot => {
  const real = isMap(node) || isSeq(node) || isScalar(node) || isAlias(node) ? node : null;
  return { node: real, at: real?.range?.[0] ?? at, path };
};

/** The content of a slot in words, for messages. */
export function found(slot: Slot): string {
  const { node } = slot;
  if (isMap(node)) return "a mapping";
  if (isSeq(node)) return "a list";
  if (!isScalar(node) || node.value === null) return "nothing";
  return typeof node.value === "string" ? `the text ${show(node.value)}` : String(node.source ?? node.value);
}

/** A scalar as it is written: `1` and `true` give "1" and "true". Null where there is no scalar or an empty one. */
export function writtenText(slot: Slot): string | null {
  const { node } = slot;
  if (!isScalar(node) || node.value === null) return null;
  return typeof node.value === "string" ? node.value : (node.source ?? String(node.value));
}

/**
 * Offset in the file of each character of a scalar's text, and of its end, with quotes, escapes and folded lines taken
 * into account. Where text and file cannot be aligned, all offsets point at the scalar's start.
 */
export function offsetsOf(node: Scalar, text: string, file: string): readonly number[] {
  const [from, to] = node.range ?? [0, 0];
  const quote = file[from] === '"' || file[from] === "'" ? file[from] : null;
  const block = file[from] === "|" || file[from] === ">";
  let at = block ? file.indexOf("\n", from) + 1 : quote === null ? from : from + 1;
  const offsets: number[] = [];
  for (let i = 0; i < text.length; ) {
    const wanted = text[i] ?? "";
    const raw = file[at] ?? "";
    if (at >= to) return new Array<number>(text.length + 1).fill(from);
    const escapes = quote === '"' && raw === "\\" ? escaped.exec(file.slice(at, at + 10)) : null;
    if (escapes !== null && !/^\\[ \n\r]/.test(escapes[0])) {
      // the escape of a character beyond the BMP makes two code units
      const units =
        escapes[1] === undefined ? 1 : String.fromCodePoint(Number.parseInt(escapes[1].slice(1), 16)).length;
      for (let k = 0; k < units; k++) offsets.push(at);
      i += units;
      at += escapes[0].length;
    } else if (raw === wanted) {
      offsets.push(at);
      i++;
      at += quote === "'" && raw === "'" ? 2 : 1;
    } else if (/\s/.test(raw) || (quote === '"' && raw === "\\")) at++;
    else if (/\s/.test(wanted)) {
      offsets.push(at);
      i++;
    } else return new Array<number>(text.length + 1).fill(from);
  }
  offsets.push(at);
  return offsets;
}

const escaped = /^\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})|^\\[\s\S]/;
