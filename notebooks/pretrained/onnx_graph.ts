import { block, message, tag, text, whole } from "./protobuf.ts";

/** Numbers with their shape, as a checkpoint holds them. */
export interface Weights {
  /** Length of each axis. */
  readonly shape: readonly number[];
  /** The numbers, last axis fastest. */
  readonly data: Float32Array;
}

/** A trained net without its last layers: pictures in, features out. */
export interface Backbone {
  /** Its ONNX file. */
  readonly onnx: Uint8Array<ArrayBuffer>;
  /** Numbers that it has learnt. */
  readonly parameters: number;
}

/** What an operation can be told: a number, a list of whole numbers, a text. */
type Attribute = number | readonly number[] | string;

/** Whole-number attributes; every other number is a float. */
const WHOLE = new Set(["axis", "group", "count_include_pad", "ceil_mode"]);

/**
 * Puts a net together, operation by operation, as an ONNX file (opset 13, the format's `onnx.proto3`): pictures in,
 * features out, in batches of any size.
 */
export class OnnxGraph {
  /** How many numbers the net has learnt. */
  parameters = 0;
  readonly #nodes: Uint8Array[] = [];
  readonly #weights: Uint8Array[] = [];

  /**
   * @param input Name of the input, channels first.
   * @param side Height and width of a picture in pixels.
   */
  constructor(readonly input: string, readonly side: number) {}

  /** Adds weights under a name that is returned. */
  weights(name: string, { shape, data }: Weights, learnt = true): string {
    if (learnt) this.parameters += data.length;
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    this.#weights.push(
      message(...shape.map((axis) => whole(1, axis)), whole(2, 1), text(8, name), block(9, bytes)),
    );
    return name;
  }

  /** Adds whole numbers that steer an operation, under a name that is returned. */
  whole(name: string, values: readonly number[]): string {
    const bytes = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    this.#weights.push(message(whole(1, values.length), whole(2, 7), text(8, name), block(9, bytes)));
    return name;
  }

  /** Adds an operation; its output has the name that is returned. */
  add(
    operation: string,
    inputs: readonly string[],
    output: string,
    attributes: Readonly<Record<string, Attribute>> = {},
  ): string {
    this.#nodes.push(message(
      ...inputs.map((name) => text(1, name)),
      text(2, output),
      text(4, operation),
      ...Object.entries(attributes).map(([name, value]) => block(5, attribute(name, value))),
    ));
    return output;
  }

  /** Cuts everything below 0 and above 6. */
  relu6(input: string): string {
    const limits = [0, 6].map((limit) =>
      this.weights(`${input} ${limit}`, { shape: [], data: Float32Array.of(limit) }, false)
    );
    return this.add("Clip", [input, ...limits], `${input} relu6`);
  }

  /** The mean of each channel: the features of a picture. */
  pool(input: string): string {
    return this.add("Flatten", [this.add("GlobalAveragePool", [input], `${input} mean`)], "features");
  }

  /** The file. */
  bytes(output: string, width: number): Uint8Array<ArrayBuffer> {
    const value = (name: string, axes: readonly (number | string)[]) =>
      message(
        text(1, name),
        block(
          2,
          message(block(
            1,
            message(
              whole(1, 1),
              block(
                2,
                message(
                  ...axes.map((axis) =>
                    block(1, message(typeof axis === "number" ? whole(1, axis) : text(2, axis)))
                  ),
                ),
              ),
            ),
          )),
        ),
      );
    const graph = message(
      ...this.#nodes.map((node) => block(1, node)),
      text(2, "net"),
      ...this.#weights.map((weights) => block(5, weights)),
      block(11, value(this.input, ["batch", 3, this.side, this.side])),
      block(12, value(output, ["batch", width])),
    );
    return message(whole(1, 8), block(7, graph), block(8, message(whole(2, 13))));
  }
}

/** An attribute with its type: 1 float, 2 whole number, 3 text, 7 whole numbers. */
function attribute(name: string, value: Attribute): Uint8Array {
  if (typeof value === "string") return message(text(1, name), text(4, value), whole(20, 3));
  if (typeof value !== "number") {
    return message(text(1, name), ...value.map((one) => whole(8, one)), whole(20, 7));
  }
  if (WHOLE.has(name)) return message(text(1, name), whole(3, value), whole(20, 2));
  return message(
    text(1, name),
    tag(2, 5),
    new Uint8Array(Float32Array.of(value).buffer),
    whole(20, 1),
  );
}
