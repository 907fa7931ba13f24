/** Type of the numbers in a tensor, as ONNX counts them. */
export const ELEMENT = { float: 1, int64: 7, string: 8 } as const;

/** Name of a type in {@linkcode ELEMENT}. */
export type ElementType = keyof typeof ELEMENT;

/** What goes into a graph or comes out of it; the first axis are the rows, of any number. */
export interface OnnxValue {
  /** Its name. */
  readonly name: string;
  /** Type of its numbers. */
  readonly type: ElementType;
  /** Length of each axis behind the rows. */
  readonly axes: readonly number[];
}

/** Numbers that a graph holds. */
export interface OnnxWeight {
  /** Its name. */
  readonly name: string;
  /** Length of each axis. */
  readonly dims: readonly number[];
  /** The numbers, the last axis running fastest. */
  readonly data: Float32Array | BigInt64Array;
}

/** Settings of an operator: a fraction wants `{ float }`, so that 1 is no whole number by accident. */
export type OnnxAttribute =
  | string
  | number
  | readonly number[]
  | readonly string[]
  | { readonly float: number }
  | { readonly floats: readonly number[] };

/** One operator of a graph. */
export interface OnnxNode {
  /** Its kind: `"Gemm"`, `"Relu"`. */
  readonly op: string;
  /** Names of what it takes. */
  readonly inputs: readonly string[];
  /** Names of what it gives. */
  readonly outputs: readonly string[];
  /** Its settings. */
  readonly attributes?: Readonly<Record<string, OnnxAttribute>> | undefined;
  /** `"ai.onnx.ml"` for classic models; absent for ONNX's own operators. */
  readonly domain?: "ai.onnx.ml" | undefined;
}

/** A model as ONNX describes it. */
export interface OnnxGraph {
  /** Its name. */
  readonly name: string;
  /** The one thing it takes. */
  readonly input: OnnxValue;
  /** What it gives. */
  readonly outputs: readonly OnnxValue[];
  /** Its operators, in the order in which they can be run. */
  readonly nodes: readonly OnnxNode[];
  /** Its weights. */
  readonly weights: readonly OnnxWeight[];
}

/** Collects a graph operator by operator. */
export class OnnxBuilder {
  readonly #nodes: OnnxNode[] = [];
  readonly #weights: OnnxWeight[] = [];
  #names = 0;

  /** Adds an operator with one output; returns the name of it. */
  add(op: string, inputs: readonly string[], attributes?: OnnxNode["attributes"]): string {
    const output = `v${++this.#names}`;
    this.#nodes.push({ op, inputs, outputs: [output], attributes });
    return output;
  }

  /** Adds an operator as it is. */
  node(node: OnnxNode): void {
    this.#nodes.push(node);
  }

  /** Adds weights; returns their name. */
  weight(name: string, dims: readonly number[], data: ArrayLike<number>): string {
    const unique = `w${++this.#names}_${name.replaceAll(/[^\w.]/g, "_")}`;
    const floats = data instanceof Float32Array ? data : Float32Array.from(data);
    this.#weights.push({ name: unique, dims, data: floats });
    return unique;
  }

  /** Adds whole numbers, such as a shape; returns their name. */
  ints(values: readonly number[]): string {
    const name = `i${++this.#names}`;
    this.#weights.push({ name, dims: [values.length], data: BigInt64Array.from(values, BigInt) });
    return name;
  }

  /** The graph; `value` gets the name of its only output. */
  finish(name: string, input: OnnxValue, output: OnnxValue, value: string): OnnxGraph {
    this.node({ op: "Identity", inputs: [value], outputs: [output.name] });
    return this.graph(name, input, [output]);
  }

  /** The graph, whose operators name its outputs already. */
  graph(name: string, input: OnnxValue, outputs: readonly OnnxValue[]): OnnxGraph {
    return { name, input, outputs, nodes: this.#nodes, weights: this.#weights };
  }
}
