import { exits, refuse } from "../../base/errors.ts";
import { unnamedInOnnx } from "../../base/messages/ship/export.ts";
import { parsePredicate } from "../../rules/parse.ts";
import { scoreLimit } from "../../weights/limit.ts";
import { clamp } from "../../weights/scorer.ts";
import type { Attribute, BinsAttribute, LinearAttribute, Weights } from "../../weights/type.ts";
import { inputColumns, specialPoints } from "../sql/columns.ts";
import { Graph, type TensorType, type Value } from "./graph.ts";
import { both, encoded, isMissing, MISSING, not, type Read, refuseUnsayable, truthOf } from "./logic.ts";
import type { Bytes } from "./protobuf.ts";

/**
 * Weights as ONNX, in operators that are exact for doubles. (Those made for trees and scorecards hold their edges as
 * floats, and 0.1 is on the wrong side of the float 0.1.) Inputs are columns of N leads: doubles, in which NaN is
 * missing and truth values are 1 and 0, and texts, in which `__MISSING__` is missing. Outputs are `score` (int64), and
 * `p`, `grade` and `mql` where the weights have them.
 * @throws LeadlineError exit 2 where ONNX cannot express a text or a rule
 */
export function onnxOf(weights: Weights): Bytes {
  const columns = inputColumns(weights.inputs, [weights], "lead_id");
  const inputs = columns.flatMap(({ column, type, notObserved }) => [
    { name: column, type: type === "category" ? ("string" as const) : ("double" as const) },
    ...(notObserved === null ? [] : [{ name: notObserved, type: "bool" as const }]),
  ]);
  const outputs: readonly { readonly name: string; readonly type: TensorType }[] = [
    { name: "score", type: "int64" },
    ...(weights.calibration.kind === "none" ? [] : [{ name: "p", type: "double" as const }]),
    ...(weights.grades.length === 0 ? [] : [{ name: "grade", type: "string" as const }]),
    ...(weights.mql === null ? [] : [{ name: "mql", type: "bool" as const }]),
  ];
  for (const { name } of [...inputs, ...weights.grades.map(({ grade }) => ({ name: grade }))])
    refuseUnsayable(name);
  if (inputs.length === 0 || inputs.some(({ name }) => name === "")) refuse(exits.usage, unnamedInOnnx());
  const graph = new Graph([...inputs, ...outputs].map(({ name }) => name));
  const reads = new Map(
    columns.map(({ name, column, type, notObserved }) => [
      name,
      { type, value: type === "category" ? column : finite(graph, column, notObserved), unseen: notObserved },
    ]),
  );
  const none = nothing(graph, reads);
  const points = weights.attributes.map((attribute) => pointsOf(graph, attribute, reads, none.false));
  const score = total(graph, weights, points, none.zero);
  graph.output("score", score);
  const p = probability(graph, weights, score);
  if (p !== null) graph.output("p", p);
  if (weights.grades.length > 0)
    graph.output(
      "grade",
      [...weights.grades]
        .reverse()
        .reduce<Value>(
          (below, { grade, atLeast }) =>
            choose(graph, atLeastOf(graph, score, atLeast), graph.string(grade), below),
          graph.string(""),
        ),
    );
  if (weights.mql !== null) graph.output("mql", atLeastOf(graph, score, weights.mql));
  return graph.model({
    inputs,
    outputs,
    name: weights.name,
    version: weights.version,
    says: `Leadline weights, version ${weights.version}, sha256 ${weights.sha256}`,
    metadata: { leadline_version: weights.version, leadline_sha256: weights.sha256, missing_text: MISSING },
  });
}

const choose = (graph: Graph, where: Value, a: Value, b: Value): Value => graph.op("Where", [where, a, b]);

const atLeastOf = (graph: Graph, score: Value, least: number): Value =>
  graph.op("GreaterOrEqual", [score, graph.int64(least)]);

/** A column with NaN where a number is missing, not finite or not observed. */
function finite(graph: Graph, column: Value, notObserved: Value | null): Value {
  const nan = graph.double(Number.NaN);
  const held = choose(graph, graph.op("IsInf", [column]), nan, column);
  return notObserved === null ? held : choose(graph, notObserved, nan, held);
}

/**
 * Columns with as many entries as there are leads, all false and all 0: the start for parts without an input of their
 * own.
 */
function nothing(
  graph: Graph,
  reads: ReadonlyMap<string, Read>,
): { readonly false: Value; readonly zero: Value } {
  const [first] = reads.values();
  if (first === undefined) throw new RangeError("weights without an input have no rows to score");
  const missing = isMissing(graph, first);
  const nowhere = both(graph, missing, not(graph, missing));
  return { false: nowhere, zero: graph.op("Cast", [nowhere], [{ name: "to", i: 7 }]) };
}

/** Points of an attribute, in whole numbers. */
function pointsOf(
  graph: Graph,
  attribute: Attribute,
  reads: ReadonlyMap<string, Read>,
  nowhere: Value,
): Value {
  if (attribute.kind === "rule") {
    const parsed = parsePredicate(attribute.when);
    if (!parsed.ok)
      throw new RangeError(`the rule "${attribute.when}" cannot be read: ${parsed.message.what}`);
    const { yes } = truthOf(graph, parsed.predicate, (name) => reads.get(name) ?? null, nowhere);
    return choose(graph, yes, graph.int64(attribute.points), graph.int64(0));
  }
  const read = reads.get(attribute.name);
  if (read === undefined)
    return graph.int64(attribute.kind === "linear" ? attribute.missing : specialPoints(attribute, "missing"));
  return attribute.kind === "linear"
    ? linearPoints(graph, attribute, read)
    : binPoints(graph, attribute, read);
}

/** The points of the first bin that holds the value, with the bins nested in their order. */
function binPoints(graph: Graph, attribute: BinsAttribute, read: Read): Value {
  const special = (kind: "missing" | "other" | "not_observed"): number => specialPoints(attribute, kind);
  const { bins } = attribute;
  if (read.type === "category") {
    const codes = new Map<string, number>();
    for (const bin of bins)
      if (bin.kind === "category")
        for (const value of bin.values)
          if (typeof value === "string" && !codes.has(value)) codes.set(value, bin.points);
    return encoded(graph, read.value, codes.set(MISSING, special("missing")), special("other"));
  }
  let points = graph.int64(special("other"));
  for (const bin of [...bins].reverse()) {
    const held = read.type === "boolean" ? among(graph, read, bin) : inside(graph, read, bin);
    if (held !== null) points = choose(graph, held, graph.int64(bin.points), points);
  }
  points = choose(graph, isMissing(graph, read), graph.int64(special("missing")), points);
  return read.unseen === null
    ? points
    : choose(graph, read.unseen, graph.int64(special("not_observed")), points);
}

type Bin = BinsAttribute["bins"][number];

/** Whether a truth value is in a bin; null: the bin holds none. */
function among(graph: Graph, read: Read, bin: Bin): Value | null {
  const truths = bin.kind === "category" ? bin.values.filter((value) => typeof value === "boolean") : [];
  const held = [...new Set(truths)].map((value) =>
    graph.op("Equal", [read.value, graph.double(Number(value))]),
  );
  return held.length === 0 ? null : held.reduce((a, b) => graph.op("Or", [a, b]));
}

/** Whether a number is in a range [low, high); null: the bin is not a range. */
function inside(graph: Graph, read: Read, bin: Bin): Value | null {
  if (bin.kind !== "range") return null;
  const { low, high } = bin;
  const above = low === null ? null : graph.op("GreaterOrEqual", [read.value, graph.double(low)]);
  const below = high === null ? null : graph.op("Less", [read.value, graph.double(high)]);
  if (above !== null && below !== null) return both(graph, above, below);
  return above ?? below ?? not(graph, isMissing(graph, read));
}

function linearPoints(graph: Graph, a: LinearAttribute, read: Read): Value {
  const missing = graph.int64(a.missing);
  // a text or a truth value is not a number
  if (read.type === "category" || read.type === "boolean") return missing;
  const lacking = isMissing(graph, read);
  const known = choose(graph, lacking, graph.double(a.centre), read.value);
  const raw = graph.op("Mul", [graph.double(a.coef), graph.op("Sub", [known, graph.double(a.centre)])]);
  const within = (x: number): number => clamp(x, -scoreLimit, scoreLimit);
  const held = bounded(graph, raw, within(a.min ?? -scoreLimit), within(a.max ?? scoreLimit), (x) =>
    graph.double(x),
  );
  const half = graph.double(0.5);
  const up = graph.op("Floor", [graph.op("Add", [held, half])]);
  const down = graph.op("Neg", [graph.op("Floor", [graph.op("Sub", [half, held])])]);
  const rounded = choose(graph, graph.op("Less", [held, graph.double(0)]), down, up);
  return choose(graph, lacking, missing, graph.op("Cast", [rounded], [{ name: "to", i: 7 }]));
}

/** Limits; null: none. */
function bounded(
  graph: Graph,
  x: Value,
  low: number | null,
  high: number | null,
  constant: (bound: number) => Value,
): Value {
  const below = high === null ? x : graph.op("Min", [x, constant(high)]);
  return low === null ? below : graph.op("Max", [below, constant(low)]);
}

/** The sum of points, as `totalOf` of the scorer computes it. */
function total(graph: Graph, weights: Weights, points: readonly Value[], zero: Value): Value {
  const whole = (x: number): Value => graph.int64(x);
  const sum = (of: readonly Value[]): Value => of.reduce((a, b) => graph.op("Add", [a, b]), zero);
  const inGroup = (name: string | null): Value[] =>
    points.filter((_, i) => weights.attributes[i]?.group === name);
  const groups = weights.groups.map(({ name, min, max }) =>
    bounded(graph, sum(inGroup(name)), min, max, whole),
  );
  const all = graph.op("Add", [sum([...inGroup(null), ...groups]), whole(weights.intercept)]);
  return bounded(graph, all, weights.floor, weights.ceiling, whole);
}

/** The probability for a score; null: the weights are not calibrated. */
function probability(graph: Graph, { calibration: map, scale }: Weights, score: Value): Value | null {
  const double = (x: number): Value => graph.double(x);
  const at = graph.op("Cast", [score], [{ name: "to", i: 11 }]);
  if (map.kind === "none") return null;
  if (map.kind === "lookup") return lookup(graph, map, at);
  const eta = graph.op("Add", [
    graph.op("Mul", [double(map.slope), graph.op("Mul", [at, double(scale.unit)])]),
    double(map.intercept),
  ]);
  if (map.kind === "platt") return expit(graph, eta);
  const up = graph.op("Mul", [double(map.a), softplus(graph, graph.op("Neg", [eta]))]);
  const down = graph.op("Mul", [double(map.b), softplus(graph, eta)]);
  return expit(graph, graph.op("Add", [graph.op("Sub", [double(map.c), up]), down]));
}

function expit(graph: Graph, logit: Value): Value {
  const one = graph.double(1);
  const held = bounded(graph, logit, -700, 700, (x) => graph.double(x));
  return graph.op("Div", [one, graph.op("Add", [one, graph.op("Exp", [graph.op("Neg", [held])])])]);
}

/** ln(1 + e^x): beyond 700 it is x to all digits, where exp would overflow. */
function softplus(graph: Graph, x: Value): Value {
  const size = graph.op("Min", [graph.op("Abs", [x]), graph.double(700)]);
  const rest = graph.op("Log", [
    graph.op("Add", [graph.double(1), graph.op("Exp", [graph.op("Neg", [size])])]),
  ]);
  return graph.op("Add", [graph.op("Max", [x, graph.double(0)]), rest]);
}

/** p of the last entry at or below the score, or on the straight line to the next entry. */
function lookup(
  graph: Graph,
  { between, lookup: table }: Extract<Weights["calibration"], { kind: "lookup" }>,
  at: Value,
): Value {
  const [first] = table;
  if (first === undefined) throw new RangeError("a map has an entry");
  // lists of at least two values, so that they are not scalars
  const scores = [...table.map((entry) => entry.score), Number.POSITIVE_INFINITY];
  const last = table.at(-1) ?? first;
  const ps = [...table.map((entry) => entry.p), last.p];
  const nexts = [...table.slice(1), last, last].map((entry) => entry.p);
  const ends = [...table.slice(1).map((entry) => entry.score), last.score + 1, last.score + 1];
  const column = graph.op("Unsqueeze", [at, one(graph)]);
  const reached = graph.op(
    "Cast",
    [graph.op("GreaterOrEqual", [column, graph.double(...scores)])],
    [{ name: "to", i: 7 }],
  );
  const count = graph.op("ReduceSum", [reached, one(graph)], [{ name: "keepdims", i: 0 }]);
  const place = graph.op("Max", [graph.op("Sub", [count, graph.int64(1)]), graph.int64(0)]);
  const pick = (from: readonly number[]): Value => graph.op("Gather", [graph.double(...from), place]);
  const p = pick(ps);
  if (between === "step") return p;
  const [begin, end, next] = [pick(scores.with(-1, last.score)), pick(ends), pick(nexts)];
  const share = graph.op("Div", [graph.op("Sub", [at, begin]), graph.op("Sub", [end, begin])]);
  const along = graph.op("Add", [p, graph.op("Mul", [graph.op("Sub", [next, p]), share])]);
  const before = graph.op("Less", [at, graph.double(first.score)]);
  return choose(graph, before, p, graph.op("Min", [next, along]));
}

/** Golden rows in columns, as an evaluator wants them: `null` is missing. */
export function goldenColumns(weights: Weights) {
  const columns = inputColumns(weights.inputs, [weights], "lead_id");
  const { golden } = weights;
  const inputs = Object.fromEntries(
    columns.flatMap(({ name, column, notObserved }): [string, unknown[]][] => {
      const values = golden.map((row) => row.inputs[name] ?? null);
      const unseen = values.map((value) => typeof value === "object" && value !== null);
      return [
        [column, values.map((value) => (typeof value === "object" ? null : value))],
        ...(notObserved === null ? [] : [[notObserved, unseen] satisfies [string, unknown[]]]),
      ];
    }),
  );
  return {
    inputs,
    score: golden.map(({ score }) => score),
    p: golden.map(({ p }) => p),
    grade: golden.map(({ grade }) => grade),
    mql: golden.map(({ mql }) => mql),
  };
}

/** The axis 1, as a list. */
const one = (graph: Graph): Value => graph.axes(1);
