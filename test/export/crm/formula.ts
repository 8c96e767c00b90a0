/** What a field of Salesforce holds; null: blank. */
export type Value = number | string | boolean | null;
export type Formula = (fields: Readonly<Record<string, Value>>) => Value;

/**
 * An interpreter of the part of Salesforce's formula language that an export may use, as its reference has it: texts
 * compare by case, a blank text is no value, and whatever it does not know is refused, arithmetic with blanks too.
 */
export function formulaOf(source: string): Formula {
  const tokens = [
    ...source.matchAll(
      /\s+|(?<number>\d+(?:\.\d+)?)|(?<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<name>[A-Za-z][A-Za-z0-9_]*)|(?<op><=|>=|<>|[-+*/<>=(),])|(?<odd>.)/gsu,
    ),
  ].filter(({ 0: text }) => text.trim() !== "");
  let at = 0;
  const peek = (): string => tokens[at]?.[0] ?? "";
  const take = (wanted: string): void => {
    if (peek() !== wanted) throw new Error(`${wanted} should stand at "${peek()}" in ${source.slice(0, 80)}`);
    at++;
  };

  const binary = (
    ops: readonly string[],
    next: () => Formula,
    apply: (op: string, a: Value, b: Value) => Value,
  ) => {
    let left = next();
    while (ops.includes(peek())) {
      const op = peek();
      at++;
      const [a, b] = [left, next()];
      left = (fields) => apply(op, a(fields), b(fields));
    }
    return left;
  };
  const comparison = (): Formula => binary(["=", "<>", "<", "<=", ">", ">="], sum, compared);
  const sum = (): Formula =>
    binary(["+", "-"], product, (op, a, b) => (op === "+" ? num(a) + num(b) : num(a) - num(b)));
  const product = (): Formula =>
    binary(["*", "/"], unary, (op, a, b) => (op === "*" ? num(a) * num(b) : num(a) / num(b)));
  const unary = (): Formula => {
    if (peek() !== "-") return primary();
    at++;
    const of = primary();
    return (fields) => -num(of(fields));
  };
  const primary = (): Formula => {
    const { number, text, name } = tokens[at]?.groups ?? {};
    at++;
    if (number !== undefined) return () => Number(number);
    if (text !== undefined) {
      const value = text.slice(1, -1).replace(/\\(.)/gsu, "$1");
      return () => value;
    }
    if (name === undefined) {
      at--;
      take("(");
      const inner = comparison();
      take(")");
      return inner;
    }
    if (name === "TRUE" || name === "FALSE") return () => name === "TRUE";
    if (peek() !== "(")
      return (fields) => {
        if (!(name in fields)) throw new Error(`there is no field ${name}`);
        return fields[name] ?? null;
      };
    take("(");
    const given: Formula[] = [];
    while (peek() !== ")") {
      given.push(comparison());
      if (peek() !== ")") take(",");
    }
    take(")");
    return called(name, given);
  };
  const whole = comparison();
  if (at < tokens.length) throw new Error(`"${peek()}" stands after the end`);
  return whole;
}

function num(value: Value): number {
  if (typeof value !== "number") throw new Error(`${JSON.stringify(value)} is no number`);
  return value;
}

function truth(value: Value): boolean {
  if (typeof value !== "boolean") throw new Error(`${JSON.stringify(value)} is no truth`);
  return value;
}

function compared(op: string, a: Value, b: Value): boolean {
  // a comparison with a blank is not true
  if (a === null || b === null) return false;
  if (typeof a !== typeof b) throw new Error(`${JSON.stringify(a)} ${op} ${JSON.stringify(b)}`);
  if (op === "=") return a === b;
  if (op === "<>") return a !== b;
  const [x, y] = [num(a), num(b)];
  return op === "<" ? x < y : op === "<=" ? x <= y : op === ">" ? x > y : x >= y;
}

function called(name: string, given: readonly Formula[]): Formula {
  const [a, b, c] = given;
  if (a === undefined) throw new Error(`${name} has nothing to work on`);
  const second = b ?? a;
  switch (name) {
    case "IF":
      return (f) => (truth(a(f)) ? second(f) : (c ?? a)(f));
    case "CASE":
      return (f) => {
        const value = a(f);
        if (value === null) throw new Error("CASE of a blank");
        for (let i = 1; i + 1 < given.length; i += 2)
          if (given[i]?.(f) === value) return given[i + 1]?.(f) ?? null;
        return given.at(-1)?.(f) ?? null;
      };
    case "ISBLANK":
      return (f) => a(f) === null || a(f) === "";
    case "BLANKVALUE":
      return (f) => (a(f) === null || a(f) === "" ? second(f) : a(f));
    case "AND":
      return (f) => given.every((of) => truth(of(f)));
    case "OR":
      return (f) => given.some((of) => truth(of(f)));
    case "NOT":
      return (f) => !truth(a(f));
    case "TEXT":
      return a;
    case "MAX":
      return (f) => Math.max(...given.map((of) => num(of(f))));
    case "MIN":
      return (f) => Math.min(...given.map((of) => num(of(f))));
    case "ROUND":
      return (f) => {
        const x = num(a(f));
        return Math.sign(x) * Math.floor(Math.abs(x) + 0.5) + 0;
      };
    case "EXP":
      return (f) => Math.exp(num(a(f)));
    case "LN":
      return (f) => Math.log(num(a(f)));
    default:
      throw new Error(`${name} is no function that is known`);
  }
}
