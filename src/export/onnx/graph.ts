import { type Bytes, bytes, joined, message, text, whole } from "./protobuf.ts";

/** Numbers of the types in onnx.proto3 (TensorProto.DataType). */
const types = { double: 11, int64: 7, string: 8, bool: 9 } as const;
export type TensorType = keyof typeof types;

/** A value in the graph, by its name: a column with one entry for each lead, or a constant that fits any column. */
export type Value = string & { readonly of?: "graph" };

type Attribute =
  | { readonly name: string; readonly i: number }
  | { readonly name: string; readonly ints: readonly number[] }
  | { readonly name: string; readonly strings: readonly string[] };

/** ONNX operators of opset 17, which are exact for doubles, and the one of ai.onnx.ml that turns texts into numbers. */
const opsets = { "": 17, "ai.onnx.ml": 2 } as const;

/**
 * An ONNX graph under construction: each call adds a node and returns its result. Numbers of fields are those of
 * onnx.proto3.
 * @param taken names of inputs and outputs, which nodes must not have
 */
export class Graph {
  readonly #nodes: Bytes[] = [];
  readonly #initializers: Bytes[] = [];
  readonly #known = new Map<string, Value>();
  readonly #prefix: string;
  #made = 0;

  constructor(taken: readonly string[]) {
    let prefix = "v";
    while (taken.some((name) => name.startsWith(prefix))) prefix += "_";
    this.#prefix = prefix;
  }

  /** A node with one result. The same call again returns the same result, without a second node. */
  op(operator: string, inputs: readonly Value[], attributes: readonly Attribute[] = [], domain = ""): Value {
    return this.#once(JSON.stringify([operator, inputs, attributes]), (name) => {
      this.#nodes.push(node(operator, inputs, name, attributes, domain));
    });
  }

  /** A result under a name of its own: an output. */
  output(name: string, value: Value): void {
    this.#nodes.push(node("Identity", [value], name, [], ""));
  }

  double(...values: readonly number[]): Value {
    return this.#constant("double", values, Buffer.from(Float64Array.from(values).buffer));
  }

  int64(...values: readonly number[]): Value {
    return this.#constant("int64", values, Buffer.from(BigInt64Array.from(values, BigInt).buffer));
  }

  /** Axes, as operators want them: a list, even of one. */
  axes(axis: number): Value {
    return this.#constant("int64", [axis], Buffer.from(BigInt64Array.of(BigInt(axis)).buffer), true);
  }

  string(value: string): Value {
    return this.#once(`string ${value}`, (name) => {
      this.#initializers.push(joined([whole(2, types.string), text(6, value), text(8, name)]));
    });
  }

  /** The whole model, as the file holds it. */
  model(of: {
    readonly inputs: readonly { readonly name: string; readonly type: TensorType }[];
    readonly outputs: readonly { readonly name: string; readonly type: TensorType }[];
    readonly name: string;
    readonly version: string;
    readonly says: string;
    readonly metadata: Readonly<Record<string, string>>;
  }): Bytes {
    const graph = [
      ...this.#nodes.map((one) => bytes(1, one)),
      text(2, of.name),
      ...this.#initializers.map((one) => bytes(5, one)),
      ...of.inputs.map(({ name, type }) => bytes(11, valueInfo(name, type))),
      ...of.outputs.map(({ name, type }) => bytes(12, valueInfo(name, type))),
    ];
    return joined([
      whole(1, 8), // version of the format
      text(2, "Leadline"),
      text(3, of.version),
      text(6, of.says),
      message(7, graph),
      ...Object.entries(opsets).map(([domain, version]) => message(8, [text(1, domain), whole(2, version)])),
      ...Object.entries(of.metadata).map(([name, value]) => message(14, [text(1, name), text(2, value)])),
    ]);
  }

  /**
   * A scalar where there is one value, otherwise a list. Numbers are in this machine's byte order, which all of ours
   * share.
   */
  #constant(
    type: "double" | "int64",
    values: readonly number[],
    raw: Buffer,
    list = values.length > 1,
  ): Value {
    const shown = values.map((x) => (Object.is(x, -0) ? "-0" : String(x)));
    return this.#once(`${type} ${list} ${shown.join(" ")}`, (name) => {
      this.#initializers.push(
        joined([
          ...(list ? [whole(1, values.length)] : []),
          whole(2, types[type]),
          text(8, name),
          bytes(9, Uint8Array.from(raw)),
        ]),
      );
    });
  }

  #once(known: string, make: (name: Value) => void): Value {
    const there = this.#known.get(known);
    if (there !== undefined) return there;
    const name = `${this.#prefix}${++this.#made}`;
    this.#known.set(known, name);
    make(name);
    return name;
  }
}

/** Numbers of AttributeProto.AttributeType. */
const kinds = { i: 2, ints: 7, strings: 8 } as const;

function node(
  operator: string,
  inputs: readonly Value[],
  output: string,
  attributes: readonly Attribute[],
  domain: string,
): Bytes {
  return joined([
    ...inputs.map((input) => text(1, input)),
    text(2, output),
    text(4, operator),
    ...attributes.map((attribute) => message(5, attributeFields(attribute))),
    ...(domain === "" ? [] : [text(7, domain)]),
  ]);
}

function attributeFields(attribute: Attribute): Bytes[] {
  const name = text(1, attribute.name);
  if ("i" in attribute) return [name, whole(3, attribute.i), whole(20, kinds.i)];
  if ("ints" in attribute) return [name, ...attribute.ints.map((i) => whole(8, i)), whole(20, kinds.ints)];
  return [name, ...attribute.strings.map((s) => text(9, s)), whole(20, kinds.strings)];
}

/** A column of N entries. */
const valueInfo = (name: string, type: TensorType): Bytes =>
  joined([
    text(1, name),
    message(2, [message(1, [whole(1, types[type]), message(2, [message(1, [text(2, "N")])])])]),
  ]);
