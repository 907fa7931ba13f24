import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import * as tf from "npm:@tensorflow/tfjs@4.22.0";
import "npm:@tensorflow/tfjs-backend-wasm@4.22.0";
import { InferenceSession, Tensor } from "npm:onnxruntime-node@1.30.0";
import { readCheckpoint } from "../../notebooks/pretrained/checkpoint.ts";
import { trainHead } from "../../notebooks/pretrained/head.ts";
import { kerasNet } from "../../notebooks/pretrained/keras_net.ts";
import { enlarged } from "../../notebooks/pretrained/pictures.ts";
import type { TfjsFile } from "../../notebooks/pretrained/tfjs_weights.ts";

const noise = (length: number) => {
  let state = 1;
  return Float32Array.from({ length }, () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return state / 2 ** 30 - 1;
  });
};

Deno.test("kerasNet() builds the net that tfjs reads from the same file", async () => {
  const { MobileNetV2Model: { modelJson, weightBundles } } = await import(
    "npm:nsfwjs@4.3.0/models/mobilenet_v2"
  );
  const { default: file } = await modelJson() as unknown as { default: TfjsFile };
  const [part] = await Promise.all(weightBundles.map((load: () => Promise<unknown>) => load()));
  const bytes = Uint8Array.fromBase64((part as { default: string }).default);

  await tf.setBackend("wasm");
  const weightSpecs = file.weightsManifest.flatMap(({ weights }) => weights) as tf.io.WeightsManifestEntry[];
  const whole = await tf.loadLayersModel({
    load: () =>
      Promise.resolve({ modelTopology: file.modelTopology as object, weightSpecs, weightData: bytes.buffer }),
  });
  const features = tf.model({ inputs: whole.inputs, outputs: whole.getLayer("flatten_1").output });
  const pixels = noise(3 * 224 * 224);
  const channelsLast = tf.tensor4d(pixels, [1, 3, 224, 224]).transpose([0, 2, 3, 1]);
  const expected = await (features.predict(channelsLast) as tf.Tensor).data();

  const { onnx } = kerasNet(file, bytes, 224);
  const session = await InferenceSession.create(onnx, { logSeverityLevel: 3 });
  const { features: found } = await session.run({
    pictures: new Tensor("float32", pixels, [1, 3, 224, 224]),
  });
  deepStrictEqual(found?.dims, [1, 1280]);
  const largest = Math.max(...expected);
  const apart = Math.max(...Array.from(expected, (value, at) => Math.abs(value - Number(found?.data[at]))));
  ok(largest > 0.1 && apart < 1e-3 * largest, `${apart} apart, largest ${largest}`);
  await session.release();
});

Deno.test("readCheckpoint() refuses what is no checkpoint", () => {
  throws(() => readCheckpoint(new TextEncoder().encode("PK")), {
    name: "TypeError",
    message: "Cannot read the checkpoint: it is no PyTorch file of before version 1.6",
  });
});

Deno.test("enlarged() mixes neighbours and puts the numbers in the order that a net wants", () => {
  // left half black, right half white in red only
  const picture = Uint8Array.from(
    { length: 3072 },
    (_, at) => at % 3 === 0 && Math.floor(at / 3) % 32 >= 16 ? 255 : 0,
  );
  const side = 64, area = side * side;
  const rgb = enlarged([picture], { side, colours: "rgb" });
  strictEqual(rgb.length, 3 * area);
  // the pixels 31 and 32 of 64 lie at 15.25 and 15.75 of 32: a quarter and three quarters white
  const row = [30, 31, 32, 33].map((at) => (rgb[at] ?? NaN) * 0.5 + 0.5);
  deepStrictEqual(row.map((value) => Math.round(value * 100) / 100), [0, 0.25, 0.75, 1]);
  ok(rgb.subarray(area).every((value) => value === -1));
  const bgr = enlarged([picture], { side, colours: "bgr" });
  deepStrictEqual(Array.from(bgr.subarray(63 * 3, 64 * 3)), [-104, -117, 255 - 123]);
});

Deno.test("trainHead() learns classes that a line parts", () => {
  const rows = Array.from({ length: 60 }, (_, at) => Float32Array.of(at % 3, (at * 7) % 5));
  const y = rows.map((_, at) => at % 3);
  const head = trainHead(rows, y, 3, 100);
  strictEqual(head.parameters, 9);
  const answers = head.predict(rows);
  deepStrictEqual(answers.map((row) => row.indexOf(Math.max(...row))), y);
  ok(answers.every((row) => Math.abs(row.reduce((sum, value) => sum + value) - 1) < 1e-9));
});
