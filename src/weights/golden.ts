import { conjuncts } from "../rules/build.ts";
import { evaluate } from "../rules/evaluate.ts";
import { atomsOf, namesOf } from "../rules/names.ts";
import { parsePredicate } from "../rules/parse.ts";
import type { Literal, Predicate } from "../rules/tree.ts";
import { asRuleValue, compileScorer } from "./scorer.ts";
import type { GoldenRow, Input, InputValue, Weights } from "./type.ts";

const hostile = [
  "",
  "<script>alert(1)</script>",
  "'; drop table leads; --",
  "=1+1",
  "\u202eevil",
  "a\nb",
  "💧",
  'say "hi"',
  "back\\slash",
];

/** One unit in the last place up or down. */
export function nextFloat(x: number, up: boolean): number {
  if (x === 0) return up ? Number.MIN_VALUE : -Number.MIN_VALUE;
  const buffer = new DataView(new ArrayBuffer(8));
  buffer.setFloat64(0, x);
  const bits = buffer.getBigInt64(0);
  buffer.setBigInt64(0, bits + (x > 0 === up ? 1n : -1n));
  return buffer.getFloat64(0);
}

/**
 * Boundary rows with the scorer's results, against which any target can be checked. Every input in turn takes each edge
 * of a bin or a rule and the numbers next to it, missing, not observed, each category, an unknown one and hostile
 * texts, while the others have a typical value; and for each rule there is a row in which it holds. Deterministic.
 */
export function goldenRows(weights: Omit<Weights, "sha256" | "golden">): GoldenRow[] {
  const score = compileScorer(weights);
  const base = Object.fromEntries(weights.inputs.map((input) => [input.name, typical(input)]));
  const rows: GoldenRow[] = [];
  const add = (inputs: Record<string, InputValue>): void => {
    rows.push({ inputs, ...score(inputs) });
  };
  add(base);
  for (const input of weights.inputs)
    for (const value of probes(input, weights)) add({ ...base, [input.name]: value });
  for (const attribute of weights.attributes) {
    const held = attribute.kind === "rule" ? witness(attribute.when, weights.inputs) : null;
    if (held !== null) add({ ...base, ...held });
  }
  add(Object.fromEntries(weights.inputs.map((input) => [input.name, null])));
  return rows;
}

/** The names of inputs that differ between two golden rows, the first of which is usually the first of all. */
export const changedInputs = (
  { inputs }: Pick<Weights, "inputs">,
  row: GoldenRow,
  from: GoldenRow | undefined,
): readonly string[] =>
  inputs.flatMap(({ name }) => {
    const [now, was] = [row.inputs[name] ?? null, from?.inputs[name] ?? null];
    const unobserved = typeof now === "object" && now !== null && typeof was === "object" && was !== null;
    return now === was || unobserved ? [] : [name];
  });

const typical = (input: Input): InputValue =>
  input.type === "boolean" ? false : input.type === "category" ? "typical" : moving(input) ? 1 : 10;

const moving = ({ type }: Input): boolean => type === "count" || type === "decay";

function probes(input: Input, weights: Omit<Weights, "sha256" | "golden">): InputValue[] {
  const special: InputValue[] = moving(input) ? [{ notObserved: true }] : [null];
  if (input.type === "boolean") return [...special, true, false];
  const compared = weights.attributes.flatMap((a) => {
    const read = a.kind === "rule" ? parsePredicate(a.when) : null;
    return read?.ok ? literalsOf(input.name, read.predicate) : [];
  });
  const ofRules = compared.filter((x) => typeof x === "number");
  if (input.type === "count") {
    const counts = [...Array.from({ length: 13 }, (_, n) => n), 250, 1000];
    const near = ofRules
      .flatMap((x) => [Math.floor(x), Math.floor(x) + 1])
      .filter((n) => n > 12 && n <= 2 ** 53);
    return [...special, ...new Set([...counts, ...near])];
  }
  const bins = weights.attributes.flatMap((a) => (a.kind === "bins" && a.name === input.name ? a.bins : []));
  if (input.type === "category") {
    const levels = [
      ...bins.flatMap((bin) => (bin.kind === "category" ? bin.values.map(String) : [])),
      ...compared.filter((x) => typeof x === "string"),
    ];
    return [...special, ...new Set([...levels, ...levels.map((l) => l.toUpperCase()), ...hostile])];
  }
  const edges = bins.flatMap((bin) => (bin.kind === "range" ? [bin.low, bin.high] : []));
  // a decayed count also takes its first step and its cap
  const own = input.type === "decay" ? [input.from.round, input.from.cap] : [];
  const numbers = [...new Set([0, ...own, ...edges.filter((e) => e !== null), ...ofRules])].sort(
    (a, b) => a - b,
  );
  return [
    ...special,
    ...numbers.flatMap((e) => [nextFloat(e, false), e, nextFloat(e, true)]).filter(Number.isFinite),
    -1e300,
    1e300,
  ];
}

/**
 * Values of a rule's inputs with which it holds, found for each part by itself; null where there are none of this kind.
 */
function witness(when: string, inputs: readonly Input[]): Record<string, InputValue> | null {
  const read = parsePredicate(when);
  if (!read.ok) return null;
  const parts = conjuncts(read.predicate);
  const values: Record<string, InputValue> = {};
  for (const input of inputs.filter(({ name }) => namesOf(read.predicate).includes(name))) {
    const own = parts.filter((part) => namesOf(part).every((name) => name === input.name));
    const value = candidates(input, read.predicate).find((v) =>
      own.every((part) => evaluate(part, () => asRuleValue(v)) === true),
    );
    if (value === undefined) return null;
    values[input.name] = value;
  }
  return evaluate(read.predicate, (name) => asRuleValue(values[name])) === true ? values : null;
}

/** The literals that a rule compares an input with. */
const literalsOf = (name: string, rule: Predicate): readonly Literal[] =>
  atomsOf(rule).flatMap((atom) => {
    if (atom.name !== name || atom.kind === "truth" || atom.kind === "null") return [];
    return atom.kind === "compare" ? [atom.value] : atom.kind === "in" ? atom.values : [atom.low, atom.high];
  });

/** Values at and next to those that a rule compares an input with. */
function candidates(input: Input, rule: Predicate): readonly InputValue[] {
  const literals = literalsOf(input.name, rule);
  if (input.type === "boolean") return [true, false, null];
  if (input.type === "category")
    return [...literals.filter((x) => typeof x === "string"), typical(input), null];
  const numbers = literals.filter((x) => typeof x === "number");
  const special: InputValue = moving(input) ? { notObserved: true } : null;
  return input.type === "count"
    ? [
        ...numbers.flatMap((x) => [Math.ceil(x), Math.floor(x) + 1, Math.max(0, Math.ceil(x) - 1)]),
        1,
        special,
      ]
    : [...numbers.flatMap((x) => [x, nextFloat(x, true), nextFloat(x, false)]), typical(input), special];
}
