import { cut } from "../../../base/text.ts";
import { type NormalRule, negationNormal } from "../../../rules/normal.ts";
import { parsePredicate } from "../../../rules/parse.ts";
import type { Atom, Comparison, Literal } from "../../../rules/tree.ts";
import { scoreLimit } from "../../../weights/limit.ts";
import { attributePoints } from "../../../weights/scorer.ts";
import type { Draft } from "../../../weights/seal.ts";
import type { Attribute, Bin, BinsAttribute, LinearAttribute } from "../../../weights/type.ts";
import { shown } from "../../shown.ts";
import { intervals } from "../rows.ts";
import type { Field } from "./fields.ts";

/** Something that a formula cannot express, with the reason. */
class Unsayable extends Error {}

type Fields = ReadonlyMap<string, Field>;

/** A score in formulas. Each part is the sum of some terms; the score is their sum, limited by floor and ceiling. */
export interface ScoreFormula {
  readonly parts: readonly string[];
  /** differences from the weights, in sentences */
  readonly notes: readonly string[];
}

/**
 * The most characters and bytes of a formula; compiled, with the formula fields that it reads, it may have 5,000 bytes.
 */
export const formulaLimits = { characters: 3900, bytes: 4000 } as const;

const fitsOne = (formula: string): boolean =>
  formula.length <= formulaLimits.characters && Buffer.byteLength(formula) <= formulaLimits.bytes;

/** The score as formulas: one where it fits, otherwise as few as possible, to be added up in a flow. */
export function scoreFormula(weights: Draft, fields: Fields): ScoreFormula {
  const notes: string[] = [];
  const term = (attribute: Attribute): readonly string[] => {
    try {
      return termsOf(attribute, fields, (note) => notes.push(note));
    } catch (error) {
      if (!(error instanceof Unsayable)) throw error;
      notes.push(error.message);
      return [];
    }
  };
  const inGroup = (group: string | null): string[] =>
    weights.attributes.filter((attribute) => attribute.group === group).flatMap(term);
  const groups = weights.groups.flatMap(({ name, min, max }) => {
    const terms = inGroup(name);
    return terms.length === 0 ? [] : [held(terms.join(" + "), min, max)];
  });
  const some = [...inGroup(null), ...groups].filter((of) => of !== "0");
  const terms = weights.intercept === 0 && some.length > 0 ? some : [number(weights.intercept), ...some];
  const whole = held(terms.join("\n+ "), weights.floor, weights.ceiling);
  if (fitsOne(whole)) return { parts: [whole], notes };
  const parts: string[] = [];
  for (const own of terms) {
    const joined = parts.length === 0 ? own : `${parts.at(-1)}\n+ ${own}`;
    if (parts.length > 0 && fitsOne(joined)) parts[parts.length - 1] = joined;
    else if (fitsOne(own)) parts.push(own);
    else
      notes.push(
        `a term of ${own.length} characters fits in no formula and is left out: ${shown(own.slice(0, 60))}…`,
      );
  }
  return { parts, notes };
}

const held = (sum: string, low: number | null, high: number | null): string => {
  const least = low === null ? sum : `MAX(${number(low)}, ${sum})`;
  return high === null ? least : `MIN(${number(high)}, ${least})`;
};

type Note = (note: string) => void;

/** An attribute's points as one term, or as several where one would be too long. */
function termsOf(attribute: Attribute, fields: Fields, note: Note): readonly string[] {
  if (attribute.kind === "rule") {
    const parsed = parsePredicate(attribute.when);
    if (!parsed.ok)
      throw new RangeError(`the rule "${attribute.when}" cannot be read: ${parsed.message.what}`);
    return [`IF(${condition(negationNormal(parsed.predicate), fields)}, ${number(attribute.points)}, 0)`];
  }
  const field = fields.get(attribute.name);
  if (field === undefined) return [number(attributePoints(attribute, null))];
  return attribute.kind === "linear" ? [linear(attribute, field)] : bins(attribute, field, note);
}

function linear(attribute: LinearAttribute, { input, read }: Field): string {
  const { coef, centre, min, max, missing } = attribute;
  if (input.type === "category" || input.type === "boolean") return number(missing);
  const centred = centre === 0 ? `BLANKVALUE(${read}, 0)` : `(BLANKVALUE(${read}, 0) - ${number(centre)})`;
  // points stay within the limit of every score; where each unit gives few points, no lead comes near it
  const far = Math.abs(coef) > 1000;
  const [least, most] = far
    ? [Math.max(min ?? -scoreLimit, -scoreLimit), Math.min(max ?? scoreLimit, scoreLimit)]
    : [min, max];
  const points = held(`${number(coef)} * ${centred}`, least, most);
  const whole = input.type === "count" && [coef, centre, least ?? 0, most ?? 0].every(Number.isInteger);
  return `IF(ISBLANK(${read}), ${number(missing)}, ${whole ? points : `ROUND(${points}, 0)`})`;
}

function bins(attribute: BinsAttribute, field: Field, note: Note): readonly string[] {
  const { input, read } = field;
  const special = (kind: Bin["kind"]): number => attribute.bins.find((bin) => bin.kind === kind)?.points ?? 0;
  const [other, missing] = [special("other"), blankPoints(attribute, field)];
  if (input.type === "boolean") {
    const [yes, no] = [attributePoints(attribute, true), attributePoints(attribute, false)];
    return [yes === no ? number(yes) : `IF(${read}, ${number(yes)}, ${number(no)})`];
  }
  if (input.type === "category") return categories(attribute, field, other, missing, note);
  const ranges: { high: number | null; points: number }[] = [];
  for (const [{ high }, points] of intervals(attribute, input.type === "count")) {
    const last = ranges.at(-1);
    if (last?.points === points) last.high = high;
    else ranges.push({ high, points });
  }
  const chain = ranges
    .slice(0, -1)
    .reduceRight(
      (beyond, { high, points }) => `IF(${read} < ${number(high ?? 0)}, ${number(points)}, ${beyond})`,
      number(ranges.at(-1)?.points ?? other),
    );
  return [number(missing) === chain ? chain : `IF(ISBLANK(${read}), ${number(missing)}, ${chain})`];
}

/** The points of a blank count, which is one that is not recorded. */
const blankPoints = (attribute: BinsAttribute, { input }: Field): number =>
  attributePoints(attribute, input.type === "count" || input.type === "decay" ? { notObserved: true } : null);

/** Levels as CASE, which reads the field once. A blank text is not a value that CASE can compare. */
function categories(
  { bins: all, name }: BinsAttribute,
  { read }: Field,
  other: number,
  missing: number,
  note: Note,
): readonly string[] {
  const levels = new Map<string, number>();
  for (const bin of all)
    if (bin.kind === "category")
      for (const value of bin.values)
        if (typeof value === "string" && !levels.has(value)) levels.set(value, bin.points);
  for (const value of levels.keys()) {
    const why = unfit(value);
    if (why === null) continue;
    if (levels.get(value) !== (value === "" ? missing : other))
      note(`the value ${shown(cut(value, 60))} of ${shown(cut(name, 60))} has no points of its own: ${why}`);
    levels.delete(value);
  }
  const cases = [...levels].filter(([, points]) => points !== other);
  const base =
    other === missing ? number(other) : `IF(ISBLANK(${read}), ${number(missing)}, ${number(other)})`;
  if (cases.length === 0) return [base];
  const blank = "(blank)";
  const chosen = (of: readonly (readonly [string, number])[], otherwise: number): string =>
    `CASE(BLANKVALUE(${read}, ${text(blank)}), ${of.map(([value, points]) => `${text(value)}, ${number(points)}`).join(", ")}, ${number(otherwise)})`;
  const whole = chosen(cases, other);
  const plain = missing === other && !levels.has(blank);
  const one = plain ? whole : `IF(ISBLANK(${read}), ${number(missing)}, ${whole})`;
  if (Buffer.byteLength(one) <= longestTerm) return [one];
  // what each level has beyond the others, some levels in each term
  const terms: [string, number][][] = [[]];
  for (const [value, points] of cases) {
    const last = terms.at(-1) ?? [];
    if (Buffer.byteLength(chosen([...last, [value, points - other]], 0)) > longestTerm) terms.push([]);
    terms.at(-1)?.push([value, points - other]);
  }
  return [base, ...terms.map((of) => (plain ? chosen(of, 0) : `IF(ISBLANK(${read}), 0, ${chosen(of, 0)})`))];
}

/** A term with more bytes than this is split into several, so that formulas can be filled well. */
const longestTerm = 1500;

/** Why a text field never holds a value unchanged; null: it may. */
function unfit(value: string): string | null {
  if (value === "") return "an empty text is blank there";
  if (value.length > 255) return "a text field holds 255 characters";
  if (/[\p{Cc}\p{Cs}]/u.test(value)) return "a text field holds no line break or control character";
  return value === value.trim() ? null : "blanks around a text are cut off there";
}

/** A condition that is true exactly where the rule is; a blank value makes it false. */
function condition(rule: NormalRule, fields: Fields): string {
  switch (rule.kind) {
    case "constant":
      return rule.value ? "TRUE" : "FALSE";
    case "and":
    case "or": {
      const parts = rule.of.map((part) => condition(part, fields));
      if (parts.length === 0) return rule.kind === "and" ? "TRUE" : "FALSE";
      return parts.length === 1
        ? (parts[0] ?? "")
        : `${rule.kind === "and" ? "AND" : "OR"}(${parts.join(", ")})`;
    }
    case "stage":
    case "cutoff":
    case "best":
      throw new RangeError(`a ${rule.kind} is no condition over inputs`);
    default:
      return atom(rule, fields);
  }
}

const wordFor = {
  category: "string",
  boolean: "boolean",
  number: "number",
  count: "number",
  decay: "number",
} as const;

function atom(of: Atom, fields: Fields): string {
  const field = fields.get(of.name);
  if (field === undefined) return of.kind === "null" && !of.negated ? "TRUE" : "FALSE";
  const { read, input } = field;
  const known = input.type === "boolean" ? [] : [`NOT(ISBLANK(${read}))`];
  const both = (tests: readonly string[]): string => {
    const all = [...known, ...tests];
    return all.length === 1 ? (all[0] ?? "") : `AND(${all.join(", ")})`;
  };
  const fits = (value: Literal): boolean => typeof value === wordFor[input.type];
  switch (of.kind) {
    case "null":
      if (input.type === "boolean") return of.negated ? "TRUE" : "FALSE";
      return of.negated ? `NOT(ISBLANK(${read}))` : `ISBLANK(${read})`;
    case "truth":
      if (input.type !== "boolean") return "FALSE";
      return of.negated === true ? `NOT(${read})` : read;
    case "compare":
      return fits(of.value) ? both([compared(read, of.op, of.value)]) : "FALSE";
    case "between": {
      if (!fits(of.low) || !fits(of.high)) return of.negated ? halfBetween(of, read, fits, both) : "FALSE";
      const [low, high] = [compared(read, ">=", of.low), compared(read, "<=", of.high)];
      return both(of.negated ? [`NOT(AND(${low}, ${high}))`] : [low, high]);
    }
    case "in": {
      const fitting = of.values.filter(fits);
      // NOT IN with a value that cannot be compared is never true
      if (of.negated && fitting.length < of.values.length) return "FALSE";
      const tests = fitting.map((value) => compared(read, "=", value));
      if (tests.length === 0) return of.negated ? both(["TRUE"]) : "FALSE";
      const among = tests.length === 1 ? (tests[0] ?? "") : `OR(${tests.join(", ")})`;
      return both([of.negated ? `NOT(${among})` : among]);
    }
  }
}

/** NOT BETWEEN with one end that cannot be compared is true where the other end alone excludes the value. */
function halfBetween(
  { low, high }: Extract<Atom, { kind: "between" }>,
  read: string,
  fits: (value: Literal) => boolean,
  both: (tests: readonly string[]) => string,
): string {
  if (fits(low)) return both([compared(read, "<", low)]);
  return fits(high) ? both([compared(read, ">", high)]) : "FALSE";
}

function compared(read: string, op: Comparison, value: Literal): string {
  if (typeof value === "number") return `${read} ${op} ${number(value)}`;
  if (typeof value === "boolean") {
    const same = value ? read : `NOT(${read})`;
    if (op === "=" || op === "<>") return op === "=" ? same : `NOT(${same})`;
    throw new Unsayable(`a rule that orders yes and no is left out: formulas cannot`);
  }
  if (op !== "=" && op !== "<>")
    throw new Unsayable(
      `a rule that orders texts is left out: formulas cannot (it compares with ${shown(value)})`,
    );
  const why = unfit(value);
  // no field can hold it, so nothing equals it
  if (why !== null) return op === "=" ? "FALSE" : "TRUE";
  return `${read} ${op} ${text(value)}`;
}

/** A text in the kind of quotes that needs no escape, where there is one. */
function text(value: string): string {
  const slashed = value.replaceAll("\\", "\\\\");
  if (!slashed.includes('"')) return `"${slashed}"`;
  return slashed.includes("'") ? `"${slashed.replaceAll('"', '\\"')}"` : `'${slashed}'`;
}

/** The most digits of a number in a formula; formulas have no exponents. */
const mostDigits = 18;

function number(x: number): string {
  const plain = String(x);
  const decimal = plain.includes("e") ? expanded(x) : plain;
  if (decimal === null || decimal.replace(/[-.]/g, "").replace(/^0+(?=.)/, "").length > mostDigits)
    throw new Unsayable(`a term is left out: the number ${plain} has more digits than Salesforce keeps`);
  return decimal;
}

/** A number without an exponent; null: it is too large or too small for 18 digits. */
function expanded(x: number): string | null {
  if (Math.abs(x) >= 10 ** mostDigits || Math.abs(x) < 10 ** -mostDigits) return null;
  return Math.abs(x) >= 1 ? BigInt(x).toString() : x.toFixed(mostDigits + 16).replace(/0+$/, "");
}

/** The chance for the score in a field; null: its table is too long for a formula. */
export function chanceFormula({ calibration, scale }: Draft, score: string): string | null {
  const fine = (x: number): string => number(Number(x.toPrecision(15)));
  const expit = (eta: string): string => `1 / (1 + EXP(0 - MAX(-40, MIN(40, ${eta}))))`;
  const line = (map: { slope: number; intercept: number }): string =>
    `${fine(map.slope * scale.unit)} * ${score} + ${fine(map.intercept)}`;
  try {
    if (calibration.kind === "platt") return expit(line(calibration));
    if (calibration.kind === "beta") {
      const eta = `MAX(-40, MIN(40, ${line(calibration)}))`;
      const { a, b, c } = calibration;
      return expit(`${fine(c)} - ${fine(a)} * LN(1 + EXP(0 - ${eta})) + ${fine(b)} * LN(1 + EXP(${eta}))`);
    }
    if (calibration.kind === "none" || calibration.between === "linear") return null;
    const [first, ...rest] = calibration.lookup;
    const table = rest.reduceRight(
      ({ inner }, entry, i) => {
        const before = i === 0 ? first : rest[i - 1];
        return { inner: `IF(${score} < ${fine(entry.score)}, ${fine(before?.p ?? 0)}, ${inner})` };
      },
      { inner: fine(rest.at(-1)?.p ?? first?.p ?? 0) },
    ).inner;
    return fitsOne(table) ? table : null;
  } catch (error) {
    if (error instanceof Unsayable) return null;
    throw error;
  }
}

/** The grade of the score in a field; null: there are none. */
export function gradeFormula({ grades }: Draft, score: string): string | null {
  if (grades.length === 0) return null;
  const open = grades.findIndex(({ atLeast }) => atLeast < -scoreLimit);
  const chain = (open < 0 ? grades : grades.slice(0, open)).reduceRight(
    (otherwise, { grade, atLeast }) => `IF(${score} >= ${number(atLeast)}, ${text(grade)}, ${otherwise})`,
    text(grades[open]?.grade ?? ""),
  );
  return fitsOne(chain) ? chain : null;
}
