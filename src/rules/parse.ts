import type { Message } from "../base/errors.ts";
import * as say from "../base/messages/study/rules.ts";
import { type Keyword, lex, type Token } from "./lex.ts";
import { isCount, referenceOf } from "./reference.ts";
import type { Comparison, Literal, Predicate, Span } from "./tree.ts";

export type Parsed =
  | { readonly ok: true; readonly predicate: Predicate }
  /** `start` and `end` are offsets into the text */
  | { readonly ok: false; readonly message: Message; readonly start: number; readonly end: number };

/** Deeper nesting is refused: nobody reads it, and SQL targets cannot either. */
const deepest = 64;

/**
 * Reads a predicate:
 *
 *   or     := and (OR and)*            and := not (AND not)*          not := NOT not | primary
 *   primary := ( or ) | TRUE | FALSE | NULL | name [test]
 *   test   := op literal | [NOT] IN (literal, ...) | [NOT] BETWEEN literal AND literal | IS [NOT] NULL
 *
 * Names are case-sensitive, keywords are not. A closed grammar: what is not in it is refused with its place.
 */
export function parsePredicate(text: string): Parsed {
  const tokens = lex(text);
  if ("message" in tokens)
    return { ok: false, message: tokens.message, start: tokens.span.start, end: tokens.span.end };
  try {
    return { ok: true, predicate: new Parser(tokens).whole() };
  } catch (error) {
    if (error instanceof Refused)
      return { ok: false, message: error.say, start: error.span.start, end: error.span.end };
    throw error;
  }
}

class Refused extends Error {
  readonly say: Message;
  readonly span: Span;
  constructor(say: Message, span: Span) {
    super(say.what);
    this.say = say;
    this.span = span;
  }
}

class Parser {
  private readonly tokens: readonly Token[];
  private at = 0;
  private depth = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  whole(): Predicate {
    if (this.peek().kind === "end") this.refuse(say.emptyRule());
    const predicate = this.or();
    const rest = this.peek();
    if (rest.kind === "name" || rest.kind === "symbol")
      this.refuse(say.afterTheEnd(shown(rest), rest.kind, rest.text));
    if (rest.kind !== "end") this.refuse(say.afterTheEnd(shown(rest), "other", ""));
    return predicate;
  }

  private or(): Predicate {
    return this.joined("or", () => this.and());
  }

  private and(): Predicate {
    return this.joined("and", () => this.not());
  }

  private joined(word: "and" | "or", part: () => Predicate): Predicate {
    const of = [part()];
    while (this.word(word)) of.push(part());
    const [only] = of;
    return of.length === 1 && only !== undefined ? only : { kind: word, of };
  }

  private not(): Predicate {
    if (!this.word("not")) return this.primary();
    this.deeper();
    const of = this.not();
    this.depth--;
    return { kind: "not", of };
  }

  private deeper(): void {
    if (++this.depth > deepest) this.refuse(say.tooDeep(deepest));
  }

  private primary(): Predicate {
    const token = this.peek();
    if (this.symbol("(")) {
      this.deeper();
      const inner = this.or();
      this.depth--;
      this.expect(")", say.closeBracket);
      return inner;
    }
    for (const [word, value] of [
      ["true", true],
      ["false", false],
      ["null", null],
    ] as const)
      if (this.word(word)) return { kind: "constant", value, span: token.span };
    if (token.kind !== "name") return this.refuse(say.nameExpected(shown(token), token.kind === "literal"));
    this.at++;
    return this.test(token.text, token.span);
  }

  private test(name: string, from: Span): Predicate {
    const spanTo = (): Span => ({ start: from.start, end: this.tokens[this.at - 1]?.span.end ?? from.end });
    const op = this.comparison();
    if (op !== null) {
      const value = this.literal(`after ${op}`);
      if (this.isComparison()) this.refuse(say.chained(name));
      return { kind: "compare", name, op, value, span: spanTo() };
    }
    if (this.word("is")) {
      const negated = this.word("not");
      if (!this.word("null")) this.refuse(say.isWithoutNull(name));
      return { kind: "null", name, negated, span: spanTo() };
    }
    const negated = this.word("not");
    if (this.word("in")) {
      this.expect("(", say.openList(name));
      const values = [this.literal("in the list")];
      while (this.symbol(",")) values.push(this.literal("in the list"));
      this.expect(")", say.closeList);
      return { kind: "in", name, values, negated, span: spanTo() };
    }
    if (this.word("between")) {
      const low = this.literal("after BETWEEN");
      if (!this.word("and")) this.refuse(say.betweenWithoutAnd(name));
      return { kind: "between", name, low, high: this.literal("after AND"), negated, span: spanTo() };
    }
    if (negated) this.refuse(say.notAfterName(name));
    return { kind: "truth", name, span: from };
  }

  private literal(where: string): Literal {
    const token = this.peek();
    const sign = this.symbol("-") ? -1 : this.symbol("+") ? 1 : null;
    const value = this.peek();
    if (value.kind === "literal" && (sign === null || typeof value.value === "number")) {
      this.at++;
      // adding 0 turns -0 into the 0 that it is printed as
      return typeof value.value === "number" ? (sign ?? 1) * value.value + 0 : value.value;
    }
    if (sign === null && this.word("true")) return true;
    if (sign === null && this.word("false")) return false;
    if (value.kind === "name")
      return this.refuse(say.valueNotName(where, value.text, isCount(referenceOf(value.text, {}))));
    if (value.kind === "word" && value.text === "null") return this.refuse(say.equalsNull());
    return this.refuse(say.valueExpected(where, shown(token)));
  }

  private comparison(): Comparison | null {
    const token = this.peek();
    if (token.kind === "symbol" && (token.text === "=>" || token.text === "=<"))
      this.refuse(say.noSuchSign(token.text, token.text === "=>" ? ">=" : "<="));
    for (const [written, op] of comparisons) if (this.symbol(written)) return op;
    return null;
  }

  private isComparison(): boolean {
    const token = this.peek();
    return token.kind === "symbol" && comparisons.some(([written]) => written === token.text);
  }

  private peek(): Token {
    const token = this.tokens[this.at];
    if (token === undefined) throw new RangeError("read past the end of a rule");
    return token;
  }

  private symbol(text: string): boolean {
    const token = this.peek();
    if (token.kind !== "symbol" || token.text !== text) return false;
    this.at++;
    return true;
  }

  private word(text: Keyword): boolean {
    const token = this.peek();
    if (token.kind !== "word" || token.text !== text) return false;
    this.at++;
    return true;
  }

  private expect(symbol: string, mend: string): void {
    if (!this.symbol(symbol)) this.refuse(say.symbolExpected(symbol, shown(this.peek()), mend));
  }

  private refuse(message: Message): never {
    throw new Refused(message, this.peek().span);
  }
}

const comparisons: readonly (readonly [string, Comparison])[] = [
  ["=", "="],
  ["==", "="],
  ["<>", "<>"],
  ["!=", "<>"],
  ["<=", "<="],
  [">=", ">="],
  ["<", "<"],
  [">", ">"],
];

function shown(token: Token): string {
  if (token.kind === "end") return "the end of the rule";
  if (token.kind === "literal")
    return typeof token.value === "string" ? `the text '${token.value}'` : String(token.value);
  if (token.kind === "word") return token.text.toUpperCase();
  return `"${token.text}"`;
}
