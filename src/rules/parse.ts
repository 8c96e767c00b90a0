import type { Message } from "../base/errors.ts";
import { cannotRead } from "../base/messages/study/rules.ts";
import { type Keyword, lex, type Token } from "./lex.ts";
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
  if ("what" in tokens)
    return {
      ok: false,
      message: cannotRead(tokens.what, tokens.mend),
      start: tokens.span.start,
      end: tokens.span.end,
    };
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
    if (this.peek().kind === "end")
      this.refuse("the rule is empty", 'write a condition, such as "demo_request_30d >= 1"');
    const predicate = this.or();
    const rest = this.peek();
    if (rest.kind !== "end") this.refuse(`${shown(rest)} comes after the rule has ended`, mendOf(rest));
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
    if (++this.depth > deepest)
      this.refuse("the rule is nested too deep", `at most ${deepest} brackets and NOTs inside each other`);
  }

  private primary(): Predicate {
    const token = this.peek();
    if (this.symbol("(")) {
      this.deeper();
      const inner = this.or();
      this.depth--;
      this.expect(")", "a bracket that opens must close");
      return inner;
    }
    for (const [word, value] of [
      ["true", true],
      ["false", false],
      ["null", null],
    ] as const)
      if (this.word(word)) return { kind: "constant", value, span: token.span };
    if (token.kind !== "name") {
      const mend =
        token.kind === "literal"
          ? "write the name first: employees >= 200, title = 'CTO'"
          : "a condition begins with the name of a feature";
      return this.refuse(`here a name is expected, not ${shown(token)}`, mend);
    }
    this.at++;
    return this.test(token.text, token.span);
  }

  private test(name: string, from: Span): Predicate {
    const spanTo = (): Span => ({ start: from.start, end: this.tokens[this.at - 1]?.span.end ?? from.end });
    const op = this.comparison();
    if (op !== null) {
      const value = this.literal(`after ${op}`);
      if (this.isComparison())
        this.refuse(
          "comparisons cannot be chained",
          `write ${name} BETWEEN low AND high, or two conditions with AND`,
        );
      return { kind: "compare", name, op, value, span: spanTo() };
    }
    if (this.word("is")) {
      const negated = this.word("not");
      if (!this.word("null"))
        this.refuse(
          "IS is followed by NULL or NOT NULL",
          `${name} IS NULL asks whether it is missing; use = for values`,
        );
      return { kind: "null", name, negated, span: spanTo() };
    }
    const negated = this.word("not");
    if (this.word("in")) {
      this.expect("(", `write ${name} IN ('a', 'b')`);
      const values = [this.literal("in the list")];
      while (this.symbol(",")) values.push(this.literal("in the list"));
      this.expect(")", "the list of IN must close");
      return { kind: "in", name, values, negated, span: spanTo() };
    }
    if (this.word("between")) {
      const low = this.literal("after BETWEEN");
      if (!this.word("and"))
        this.refuse("BETWEEN wants two values joined by AND", `${name} BETWEEN 1 AND 10, both ends included`);
      return { kind: "between", name, low, high: this.literal("after AND"), negated, span: spanTo() };
    }
    if (negated)
      this.refuse(
        "NOT after a name is followed by IN or BETWEEN",
        `to negate a condition, put NOT before it: NOT ${name}`,
      );
    return { kind: "truth", name, span: from };
  }

  private literal(where: string): Literal {
    const token = this.peek();
    const sign = this.symbol("-") ? -1 : this.symbol("+") ? 1 : null;
    const value = this.peek();
    if (value.kind === "literal" && (sign === null || typeof value.value === "number")) {
      this.at++;
      // adding 0 makes -0 the 0 that it prints as
      return typeof value.value === "number" ? (sign ?? 1) * value.value + 0 : value.value;
    }
    if (sign === null && this.word("true")) return true;
    if (sign === null && this.word("false")) return false;
    if (value.kind === "name")
      return this.refuse(
        `${where} a value is expected, not the name ${value.text}`,
        `if it is a text, quote it: '${value.text}'`,
      );
    if (value.kind === "word" && value.text === "null")
      return this.refuse("nothing equals NULL", "ask for missing values with IS NULL");
    return this.refuse(
      `${where} a value is expected, not ${shown(token)}`,
      "a number, or a text in single quotes",
    );
  }

  private comparison(): Comparison | null {
    const token = this.peek();
    if (token.kind === "symbol" && (token.text === "=>" || token.text === "=<"))
      this.refuse(`there is no ${token.text}`, `write ${token.text === "=>" ? ">=" : "<="}`);
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
    if (!this.symbol(symbol)) this.refuse(`here "${symbol}" is expected, not ${shown(this.peek())}`, mend);
  }

  private refuse(what: string, mend: string): never {
    throw new Refused(cannotRead(what, mend), this.peek().span);
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

/** What is usually meant by something after a whole condition. */
function mendOf(rest: Token): string {
  if (rest.kind === "name" && /^(i?like|rlike|similar|contains|starts_with|matches)$/i.test(rest.text))
    return `there is no ${rest.text.toUpperCase()}: list the values with IN ('a', 'b')`;
  if (rest.kind === "symbol" && (rest.text === "+" || rest.text === "-"))
    return "rules compare one feature with one value; they do not calculate";
  if (rest.kind === "symbol" && rest.text === "(")
    return "there are no functions: a condition is a name, a sign and a value";
  if (rest.kind === "symbol" && rest.text === ")") return "it closes a bracket that was never opened";
  return "join two conditions with AND or OR";
}

function shown(token: Token): string {
  if (token.kind === "end") return "the end of the rule";
  if (token.kind === "literal")
    return typeof token.value === "string" ? `the text '${token.value}'` : String(token.value);
  if (token.kind === "word") return token.text.toUpperCase();
  return `"${token.text}"`;
}
