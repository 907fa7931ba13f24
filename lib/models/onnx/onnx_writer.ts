import {
  ELEMENT,
  type OnnxAttribute,
  type OnnxGraph,
  type OnnxNode,
  type OnnxValue,
  type OnnxWeight,
} from "./onnx_graph.ts";
import { ProtobufMessage } from "./protobuf.ts";

/** Versions that onnxruntime has read since 1.12 (2022): numbers of fields and types are those of `onnx.proto`. */
const IR_VERSION = 8, OPSET = 17, ML_OPSET = 3;

/** Types of attributes in `onnx.proto`. */
const FLOAT = 1, INT = 2, STRING = 3, FLOATS = 6, INTS = 7, STRINGS = 8;

/**
 * Writes a model as an `.onnx` file (IR version 8, operator set 17, `ai.onnx.ml` 3).
 *
 * @param graph The model.
 * @param producer Who made it: name and version.
 */
export function writeOnnx(
  graph: OnnxGraph,
  producer: { readonly name: string; readonly version: string },
): Uint8Array<ArrayBuffer> {
  const model = new ProtobufMessage().int(1, IR_VERSION).text(2, producer.name).text(3, producer.version)
    .message(7, graphMessage(graph));
  const opsets = new Map([["", OPSET]]);
  if (graph.nodes.some(({ domain }) => domain === "ai.onnx.ml")) opsets.set("ai.onnx.ml", ML_OPSET);
  for (const [domain, version] of opsets) {
    model.message(8, new ProtobufMessage().text(1, domain).int(2, version));
  }
  return model.finish();
}

function graphMessage({ name, input, outputs, nodes, weights }: OnnxGraph): ProtobufMessage {
  const message = new ProtobufMessage();
  for (const [at, node] of nodes.entries()) message.message(1, nodeMessage(node, at));
  message.text(2, name);
  for (const weight of weights) message.message(5, tensorMessage(weight));
  message.message(11, valueMessage(input));
  for (const output of outputs) message.message(12, valueMessage(output));
  return message;
}

function nodeMessage({ op, inputs, outputs, attributes = {}, domain }: OnnxNode, at: number) {
  const message = new ProtobufMessage();
  for (const input of inputs) message.text(1, input);
  for (const output of outputs) message.text(2, output);
  message.text(3, `${op}_${at}`).text(4, op);
  for (const [name, value] of Object.entries(attributes)) {
    message.message(5, attributeMessage(name, value));
  }
  return domain === undefined ? message : message.text(7, domain);
}

function attributeMessage(name: string, value: OnnxAttribute): ProtobufMessage {
  const message = new ProtobufMessage().text(1, name);
  if (typeof value === "string") return message.text(4, value).int(20, STRING);
  if (typeof value === "number") return message.int(3, value).int(20, INT);
  if ("float" in value) return message.float(2, value.float).int(20, FLOAT);
  if ("floats" in value) return message.floats(7, value.floats).int(20, FLOATS);
  if (isTexts(value)) {
    for (const text of value) message.text(9, text);
    return message.int(20, STRINGS);
  }
  return message.ints(8, value).int(20, INTS);
}

function isTexts(values: readonly number[] | readonly string[]): values is readonly string[] {
  return typeof values[0] === "string";
}

function tensorMessage({ name, dims, data }: OnnxWeight): ProtobufMessage {
  const type = data instanceof BigInt64Array ? ELEMENT.int64 : ELEMENT.float;
  return new ProtobufMessage().ints(1, dims).int(2, type).text(8, name).bytes(9, littleEndian(data));
}

function littleEndian(data: Float32Array | BigInt64Array): Uint8Array {
  const bytes = new Uint8Array(data.byteLength), view = new DataView(bytes.buffer);
  if (data instanceof BigInt64Array) data.forEach((value, at) => view.setBigInt64(at * 8, value, true));
  else data.forEach((value, at) => view.setFloat32(at * 4, value, true));
  return bytes;
}

function valueMessage({ name, type, axes }: OnnxValue): ProtobufMessage {
  const shape = new ProtobufMessage().message(1, new ProtobufMessage().text(2, "N"));
  for (const axis of axes) shape.message(1, new ProtobufMessage().int(1, axis));
  const tensor = new ProtobufMessage().int(1, ELEMENT[type]).message(2, shape);
  return new ProtobufMessage().text(1, name).message(2, new ProtobufMessage().message(1, tensor));
}
