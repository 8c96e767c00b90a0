import type { Message } from "../base/errors.ts";
import { emptyName, neverClosed, noMeaning, numberTooLarge } from "../base/messages/study/rules.ts";
import type { Literal, Span } from "./tree.ts";

export type Token =
  | { readonly kind: "name"; readonly text: string; readonly span: Span }
  | { readonly kind: "word"; readonly text: Keyword; readonly span: Span }
  | { readonly kind: "literal"; readonly value: Literal; readonly span: Span }
  | { readonly kind: "symbol"; readonly text: string; readonly span: Span }
  | { readonly kind: "end"; readonly span: Span };

const keywords = ["and", "or", "not", "in", "between", "is", "null", "true", "false"] as const;
export type Keyword = (typeof keywords)[number];
const isKeyword = (word: string): word is Keyword => keywords.some((k) => k === word);

export interface LexFault {
  readonly message: Message;
  readonly span: Span;
}

const number = /^(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/;
const name = /^[A-Za-z_][A-Za-z0-9_]*/;
const letters = /^[\p{L}\p{N}_$.]+/u;
const symbols = ["=>", "=<", "<=", ">=", "<>", "!=", "==", "=", "<", ">", "(", ")", ",", "-", "+"];

/** Splits a predicate into tokens with their places, or says what cannot be read and where. O(length). */
export function lex(text: string): readonly Token[] | LexFault {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at);
    const blank = /^\s+/.exec(rest);
    if (blank) {
      at += blank[0].length;
      continue;
    }
    const span = (length: number): Span => ({ start: at, end: at + length });
    const quote = rest[0];
    if (quote === "'" || quote === '"') {
      const read = quoted(rest, quote);
      if (read === null) {
        const open = quote === "'" ? "text" : "name";
        return { message: neverClosed(open, quote), span: span(rest.length) };
      }
      if (quote === '"' && read.value === "") return { message: emptyName(), span: span(2) };
      tokens.push(
        quote === "'"
          ? { kind: "literal", value: read.value, span: span(read.length) }
          : { kind: "name", text: read.value, span: span(read.length) },
      );
      at += read.length;
      continue;
    }
    const digits = number.exec(rest);
    if (digits) {
      const value = Number(digits[0]);
      if (!Number.isFinite(value))
        return { message: numberTooLarge(digits[0]), span: span(digits[0].length) };
      tokens.push({ kind: "literal", value, span: span(digits[0].length) });
      at += digits[0].length;
      continue;
    }
    const word = name.exec(rest);
    if (word && letters.exec(rest)?.[0].length === word[0].length) {
      const lower = word[0].toLowerCase();
      tokens.push(
        isKeyword(lower)
          ? { kind: "word", text: lower, span: span(word[0].length) }
          : { kind: "name", text: word[0], span: span(word[0].length) },
      );
      at += word[0].length;
      continue;
    }
    const symbol = symbols.find((s) => rest.startsWith(s));
    if (symbol === undefined) {
      const shown = String.fromCodePoint(rest.codePointAt(0) ?? 0);
      const foreign = letters.exec(rest)?.[0] ?? shown;
      return { message: noMeaning(foreign), span: span(foreign.length) };
    }
    tokens.push({ kind: "symbol", text: symbol, span: span(symbol.length) });
    at += symbol.length;
  }
  tokens.push({ kind: "end", span: { start: text.length, end: text.length } });
  return tokens;
}

/**
 * A quoted text or name at the start of a text, in which a doubled quote is one quote. Null where it is never closed.
 */
function quoted(text: string, quote: string): { value: string; length: number } | null {
  let value = "";
  for (let i = 1; i < text.length; i++) {
    if (text[i] !== quote) value += text[i];
    else if (text[i + 1] === quote) {
      value += quote;
      i++;
    } else return { value, length: i + 1 };
  }
  return null;
}
