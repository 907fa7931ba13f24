import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import * as tf from "npm:@tensorflow/tfjs@4.22.0";
import "npm:@tensorflow/tfjs-backend-wasm@4.22.0";
import { addWasmGradients, type TfModule } from "../../lib/models/tfjs_wasm_gradients.ts";

type Gradient = (backend: "cpu" | "wasm") => Promise<readonly (Float32Array | Int32Array | Uint8Array)[]>;

// The backends print advice and time their start; both once, before tests watch for leaks.
await tf.setBackend("wasm");
addWasmGradients(tf);

/** Numbers between -1 and 1, the same on every machine. */
function numbers(seed: number, length: number): Float32Array {
  return Float32Array.from({ length }, (_, index) => Math.sin(seed * 12.9898 + index * 78.233));
}

function tensor(seed: number, shape: [number, number, number, number]): tf.Tensor4D {
  return tf.tensor4d(numbers(seed, shape.reduce((product, length) => product * length)), shape);
}

/** Largest difference between the backends, and the largest value. */
async function compareBackends(gradient: Gradient): Promise<{ difference: number; size: number }> {
  const expected = await gradient("cpu"), got = await gradient("wasm");
  let difference = 0, size = 0;
  strictEqual(got.length, expected.length);
  expected.forEach((values, at) => {
    strictEqual(got[at]?.length, values.length);
    values.forEach((value, index) => {
      difference = Math.max(difference, Math.abs(value - (got[at]?.[index] ?? NaN)));
      size = Math.max(size, Math.abs(value));
    });
  });
  return { difference, size };
}

interface Case {
  readonly kernel: readonly [number, number];
  readonly stride: number | [number, number];
  readonly pad: "same" | "valid" | number;
  readonly channels: number;
  /** Filters, or for depthwise convolutions filters per channel. */
  readonly filters: number;
  readonly height: number;
  readonly width: number;
}

function gradientOf(
  { kernel, stride, pad, channels, filters, height, width }: Case,
  layer: "conv2d" | "depthwiseConv2d",
): Gradient {
  return async (backend) => {
    await tf.setBackend(backend);
    const x = tensor(1, [3, height, width, channels]);
    const filter = tensor(2, [kernel[0], kernel[1], channels, filters]);
    const results = tf.tidy(() => {
      const [byX, byFilter] = tf.grads((x: tf.Tensor, filter: tf.Tensor) => {
        const picture = x as tf.Tensor4D, window = filter as tf.Tensor4D;
        const out = layer === "conv2d"
          ? tf.conv2d(picture, window, stride, pad)
          : tf.depthwiseConv2d(picture, window, stride, pad);
        // weights that differ from place to place, so that a wrong place is seen
        return tf.sum(tf.mul(out, tensor(3, out.shape)));
      })([x, filter]);
      return [byX, byFilter].flatMap((gradient) => gradient === undefined ? [] : [gradient]);
    });
    const values = await Promise.all(results.map((result) => result.data()));
    tf.dispose([x, filter, ...results]);
    return values;
  };
}

const CASES: readonly Case[] = [1, 2, 3, 4, 5, 7].flatMap((size) =>
  [1, 2].flatMap((stride) =>
    (["same", "valid"] as const).flatMap((pad) =>
      [[1, 1], [3, 4]].map(([channels = 1, filters = 1]) => ({
        kernel: [size, size] as const,
        stride,
        pad,
        channels,
        filters,
        height: 9,
        width: 12,
      }))
    )
  )
);

const ODD: readonly Case[] = [
  { kernel: [3, 5], stride: [2, 1], pad: "same", channels: 2, filters: 3, height: 11, width: 8 },
  { kernel: [2, 1], stride: [3, 2], pad: "valid", channels: 2, filters: 2, height: 10, width: 7 },
  { kernel: [3, 3], stride: 1, pad: 2, channels: 2, filters: 2, height: 6, width: 6 },
  { kernel: [1, 1], stride: 2, pad: "same", channels: 4, filters: 1, height: 5, width: 5 },
  { kernel: [3, 3], stride: 3, pad: 1, channels: 1, filters: 2, height: 8, width: 9 },
];

for (const layer of ["conv2d", "depthwiseConv2d"] as const) {
  Deno.test(`addWasmGradients() ${layer} agrees with the cpu backend: 1×1 to 7×7, strides, paddings, channels`, async () => {
    for (const one of [...CASES, ...ODD]) {
      const { difference, size } = await compareBackends(gradientOf(one, layer));
      ok(difference <= 3e-5 * Math.max(1, size), `${JSON.stringify(one)}: ${difference} on ${size}`);
    }
  });
}

Deno.test("addWasmGradients() leaves no tensor behind", async () => {
  const one: Case = {
    kernel: [3, 3],
    stride: 2,
    pad: "same",
    channels: 2,
    filters: 2,
    height: 6,
    width: 6,
  };
  for (const layer of ["conv2d", "depthwiseConv2d"] as const) {
    const before = tf.memory().numTensors;
    await gradientOf(one, layer)("wasm");
    strictEqual(tf.memory().numTensors, before);
  }
});

Deno.test("addWasmGradients() trains a small net on wasm as on cpu", async () => {
  const losses: number[] = [];
  for (const backend of ["cpu", "wasm"]) {
    await tf.setBackend(backend);
    const model = tf.sequential({
      layers: [
        tf.layers.conv2d({
          inputShape: [8, 8, 1],
          filters: 3,
          kernelSize: 3,
          activation: "relu",
          kernelInitializer: tf.initializers.randomUniform({ minval: -0.3, maxval: 0.3, seed: 7 }),
        }),
        tf.layers.depthwiseConv2d({
          kernelSize: 3,
          depthwiseInitializer: tf.initializers.randomUniform({ minval: -0.3, maxval: 0.3, seed: 8 }),
        }),
        tf.layers.flatten(),
        tf.layers.dense({
          units: 2,
          activation: "softmax",
          kernelInitializer: tf.initializers.randomUniform({ minval: -0.3, maxval: 0.3, seed: 9 }),
        }),
      ],
    });
    const optimizer = tf.train.sgd(0.1);
    model.compile({ optimizer, loss: "categoricalCrossentropy" });
    const x = tensor(4, [16, 8, 8, 1]);
    const y = tf.oneHot(tf.tensor1d(Array.from({ length: 16 }, (_, row) => row % 2), "int32"), 2);
    const { history } = await model.fit(x, y, { epochs: 3, batchSize: 16, shuffle: false, verbose: 0 });
    losses.push(Number(history["loss"]?.at(-1)));
    model.dispose();
    optimizer.dispose();
    tf.dispose([x, y]);
  }
  const [cpu = NaN, wasm = NaN] = losses;
  ok(Math.abs(cpu - wasm) < 1e-4, `${cpu} ${wasm}`);
});

Deno.test("addWasmGradients() changes nothing when called again", () => {
  deepStrictEqual(addWasmGradients(tf), []);
});

Deno.test("addWasmGradients() keeps what a backend has and names what it adds", () => {
  const registered: string[] = [];
  const duck: TfModule = {
    ...tf,
    getKernel: (name) => name === "Conv2DBackpropFilter" ? {} : undefined,
    registerKernel: ({ kernelName, backendName }) => {
      registered.push(`${kernelName} ${backendName}`);
    },
  };
  const depthwise = ["DepthwiseConv2dNativeBackpropFilter", "DepthwiseConv2dNativeBackpropInput"];
  deepStrictEqual(addWasmGradients(duck), depthwise);
  deepStrictEqual(registered, depthwise.map((name) => `${name} wasm`));
});

Deno.test("addWasmGradients() names the functions that a module misses", () => {
  const { conv2d: _conv2d, sum: _sum, ...rest } = tf;
  throws(() => addWasmGradients(rest), {
    name: "TypeError",
    message:
      'Cannot add gradients to tfjs: the module misses "sum", "conv2d", expected all of "@tensorflow/tfjs" (import * as tf)',
  });
});
