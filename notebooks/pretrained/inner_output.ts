import { block, message, text, whole } from "./protobuf.ts";

/**
 * An ONNX file whose net gives an inner value too: the features before its last layers.
 *
 * @param onnx The file.
 * @param value Name of the inner value: floats, one row per picture.
 * @param width How many there are for each picture.
 * @throws {TypeError} When the file holds no graph.
 */
export function withOutput(
  onnx: Uint8Array<ArrayBuffer>,
  value: string,
  width: number,
): Uint8Array<ArrayBuffer> {
  const axes = message(block(1, text(2, "batch")), block(1, whole(1, width)));
  const output = message(text(1, value), block(2, block(1, message(whole(1, 1), block(2, axes)))));
  for (let at = 0; at < onnx.length;) {
    const tag = varintAt(onnx, at), first = varintAt(onnx, tag.end);
    const isBlock = tag.value % 8 === 2;
    const end = isBlock ? first.end + first.value : first.end;
    if (Math.floor(tag.value / 8) === 7) {
      const graph = message(onnx.subarray(first.end, end), block(12, output));
      return message(onnx.subarray(0, at), block(7, graph), onnx.subarray(end));
    }
    at = end;
  }
  throw new TypeError("Cannot add an output: the file holds no graph");
}

function varintAt(bytes: Uint8Array, at: number): { value: number; end: number } {
  let value = 0;
  for (let place = 1;; place *= 128) {
    const byte = bytes[at++] ?? 0;
    value += (byte % 128) * place;
    if (byte < 128) return { value, end: at };
  }
}
