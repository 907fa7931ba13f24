import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { writeSafetensors } from "../../lib/models/safetensors.ts";

Deno.test("writeSafetensors() writes a length, a header of a multiple of eight bytes, then the numbers", () => {
  const file = writeSafetensors(
    [
      { name: "w", shape: [1, 2], data: Float32Array.of(1, -2) },
      { name: "b", shape: [1], data: Float32Array.of(0.5) },
    ],
    { format: "pt" },
  );
  const view = new DataView(file.buffer);
  const length = Number(view.getBigUint64(0, true));
  strictEqual(length % 8, 0);
  const header = new TextDecoder().decode(file.subarray(8, 8 + length));
  deepStrictEqual(JSON.parse(header), {
    __metadata__: { format: "pt" },
    w: { dtype: "F32", shape: [1, 2], data_offsets: [0, 8] },
    b: { dtype: "F32", shape: [1], data_offsets: [8, 12] },
  });
  // 1, -2 and 0.5 as IEEE 754 writes them, the last byte first.
  strictEqual(file.subarray(8 + length).toHex(), "0000803f000000c00000003f");
});
