import { deepStrictEqual, throws } from "node:assert/strict";
import { ProtobufMessage } from "../../../lib/models/onnx/protobuf.ts";
import {
  floatsIn,
  intIn,
  messageIn,
  readProtobuf,
  textIn,
} from "../../../lib/models/export/protobuf_reader.ts";

const hex = (bytes: Uint8Array) => bytes.toHex();

// The first three are the examples of protobuf.dev/programming-guides/encoding.
Deno.test.each([
  { what: "150 in field 1", message: new ProtobufMessage().int(1, 150), bytes: "089601" },
  {
    what: 'the text "testing" in field 2',
    message: new ProtobufMessage().text(2, "testing"),
    bytes: "120774657374696e67",
  },
  {
    what: "a message in field 3",
    message: new ProtobufMessage().message(3, new ProtobufMessage().int(1, 150)),
    bytes: "1a03089601",
  },
  {
    what: "packed numbers",
    message: new ProtobufMessage().ints(6, [3, 270, 86942]),
    bytes: "3206038e029ea705",
  },
  { what: "-1 in ten bytes", message: new ProtobufMessage().int(1, -1), bytes: "08ffffffffffffffffff01" },
  { what: "a float", message: new ProtobufMessage().float(2, 1.5), bytes: "150000c03f" },
  { what: "packed floats", message: new ProtobufMessage().floats(7, [1, -2]), bytes: "3a080000803f000000c0" },
  { what: "a field above 15 in two bytes", message: new ProtobufMessage().int(20, 1), bytes: "a00101" },
  { what: "no numbers at all", message: new ProtobufMessage().ints(8, []).floats(7, []), bytes: "" },
])("ProtobufMessage writes $what", ({ message, bytes }) => {
  deepStrictEqual(hex(message.finish()), bytes);
});

Deno.test("readProtobuf() reads what ProtobufMessage wrote", () => {
  const inner = new ProtobufMessage().text(2, "é").floats(4, [0.5, 2]);
  const bytes = new ProtobufMessage().int(1, -7).message(3, inner).float(4, 0.25).int(20, 300).finish();
  const fields = readProtobuf(bytes);
  deepStrictEqual([intIn(fields, 1), intIn(fields, 20), intIn(fields, 9)], [-7, 300, undefined]);
  deepStrictEqual(floatsIn(fields, 4, 4), [0.25]);
  const message = messageIn(fields, 3) ?? [];
  deepStrictEqual([textIn(message, 2), floatsIn(message, 4, 4)], ["é", [0.5, 2]]);
  deepStrictEqual(messageIn(fields, 8), undefined);
});

Deno.test("readProtobuf() refuses a message that ends too early", () => {
  throws(() => readProtobuf(Uint8Array.fromHex("12077465")), /ends within a field/);
  throws(() => readProtobuf(Uint8Array.fromHex("0896")), /ends within a number/);
  throws(() => readProtobuf(Uint8Array.fromHex("0b")), /field 1 is of kind 3/);
});
