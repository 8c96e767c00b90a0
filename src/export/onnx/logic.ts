import { exits, refuse } from "../../base/errors.ts";
import { textOrderInOnnx, unsayableInOnnx } from "../../base/messages/ship/export.ts";
import type { Atom, Comparison, Literal, Predicate } from "../../rules/tree.ts";
import { shown } from "../shown.ts";
import type { InputColumn } from "../sql/columns.ts";
import type { Graph, Value } from "./graph.ts";

/** An input in the graph. */
export interface Read {
  readonly type: InputColumn["type"];
  /** texts; or doubles in which missing, not observed and not finite values are NaN, and truth values 1 and 0 */
  readonly value: Value;
  /** where a count is not observed; null: NaN is enough */
  readonly unseen: Value | null;
}

/** A condition in SQL's three values: where it is true, and where it is false. */
export interface Truth {
  readonly yes: Value;
  readonly no: Value;
}

/** The text in place of a missing one. */
export const MISSING = "__MISSING__";

/** Refuses a text that an evaluator would cut off or not read. */
export function refuseUnsayable(text: string): void {
  if (text.includes("\0") || /\p{Surrogate}/u.test(text)) refuse(exits.usage, unsayableInOnnx(shown(text)));
}

/** Texts as whole numbers. */
export function encoded(
  graph: Graph,
  value: Value,
  codes: ReadonlyMap<string, number>,
  otherwise: number,
): Value {
  const keys = [...codes.keys()];
  for (const key of keys) refuseUnsayable(key);
  return graph.op(
    "LabelEncoder",
    [value],
    [
      { name: "keys_strings", strings: keys },
      { name: "values_int64s", ints: [...codes.values()] },
      { name: "default_int64", i: otherwise },
    ],
    "ai.onnx.ml",
  );
}

export const both = (graph: Graph, a: Value, b: Value): Value => graph.op("And", [a, b]);
const either = (graph: Graph, a: Value, b: Value): Value => graph.op("Or", [a, b]);
export const not = (graph: Graph, a: Value): Value => graph.op("Not", [a]);

/** A tree of the rule language. */
export function truthOf(
  graph: Graph,
  rule: Predicate,
  read: (name: string) => Read | null,
  nowhere: Value,
): Truth {
  const of = (part: Predicate): Truth => truthOf(graph, part, read, nowhere);
  switch (rule.kind) {
    case "constant": {
      const everywhere = not(graph, nowhere);
      return {
        yes: rule.value === true ? everywhere : nowhere,
        no: rule.value === false ? everywhere : nowhere,
      };
    }
    case "not": {
      const { yes, no } = of(rule.of);
      return { yes: no, no: yes };
    }
    case "and":
    case "or": {
      const parts = rule.of.map(of);
      const [all, any] = rule.kind === "and" ? (["yes", "no"] as const) : (["no", "yes"] as const);
      const every = parts.map((part) => part[all]).reduce((a, b) => both(graph, a, b));
      const some = parts.map((part) => part[any]).reduce((a, b) => either(graph, a, b));
      return rule.kind === "and" ? { yes: every, no: some } : { yes: some, no: every };
    }
    default:
      return atomTruth(graph, rule, read(rule.name), nowhere);
  }
}

/** One atom, with the meaning of `atomTruth` in src/rules. */
function atomTruth(graph: Graph, atom: Atom, input: Read | null, nowhere: Value): Truth {
  const unknown: Truth = { yes: nowhere, no: nowhere };
  const turned = ({ yes, no }: Truth, negated: boolean): Truth =>
    negated ? { yes: no, no: yes } : { yes, no };
  if (input === null)
    return atom.kind === "null" ? turned({ yes: not(graph, nowhere), no: nowhere }, atom.negated) : unknown;
  const missing = isMissing(graph, input);
  const known = not(graph, missing);
  const within = (held: Value): Truth => ({
    yes: both(graph, known, held),
    no: both(graph, known, not(graph, held)),
  });
  switch (atom.kind) {
    case "null":
      return turned({ yes: missing, no: known }, atom.negated);
    case "truth":
      if (input.type !== "boolean") return unknown;
      return turned(within(graph.op("Equal", [input.value, graph.double(1)])), atom.negated ?? false);
    case "compare":
      return fits(input, atom.value) ? within(compared(graph, input, atom.op, atom.value)) : unknown;
    case "between": {
      const ends = (
        [
          [">=", atom.low],
          ["<=", atom.high],
        ] as const
      ).map(([op, end]) => (fits(input, end) ? within(compared(graph, input, op, end)) : unknown));
      const [low = unknown, high = unknown] = ends;
      return turned(
        { yes: both(graph, low.yes, high.yes), no: either(graph, low.no, high.no) },
        atom.negated,
      );
    }
    case "in": {
      const fitting = atom.values.filter((value) => fits(input, value));
      const whole = fitting.length === atom.values.length;
      const equal = fitting.map((value) => within(compared(graph, input, "=", value)).yes);
      const among = equal.reduce((a, b) => either(graph, a, b), nowhere);
      // with a value of another type in the list, nothing is certainly not in it
      return turned(
        { yes: among, no: whole ? both(graph, known, not(graph, among)) : nowhere },
        atom.negated,
      );
    }
  }
}

export const isMissing = (graph: Graph, { type, value }: Read): Value =>
  type === "category"
    ? graph.op("Equal", [encoded(graph, value, new Map([[MISSING, 1]]), 0), graph.int64(1)])
    : graph.op("IsNaN", [value]);

const fits = ({ type }: Read, value: Literal): boolean =>
  typeof value === (type === "category" ? "string" : type === "boolean" ? "boolean" : "number");

const operators: Readonly<Record<Exclude<Comparison, "<>">, string>> = {
  "=": "Equal",
  "<": "Less",
  "<=": "LessOrEqual",
  ">": "Greater",
  ">=": "GreaterOrEqual",
};

function compared(graph: Graph, input: Read, op: Comparison, value: Literal): Value {
  if (typeof value === "string") {
    if (op !== "=" && op !== "<>") refuse(exits.usage, textOrderInOnnx(shown(value)));
    const same = graph.op("Equal", [encoded(graph, input.value, new Map([[value, 1]]), 0), graph.int64(1)]);
    return op === "=" ? same : not(graph, same);
  }
  const number = graph.double(typeof value === "boolean" ? Number(value) : value);
  if (op === "<>") return not(graph, graph.op("Equal", [input.value, number]));
  return graph.op(operators[op], [input.value, number]);
}
