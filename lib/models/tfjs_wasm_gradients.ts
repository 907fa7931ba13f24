/**
 * Trains convolutions with tfjs on WebAssembly, some 70 times as fast as on its `cpu` backend: adds the gradients
 * that `@tensorflow/tfjs-backend-wasm` leaves out.
 *
 * ```ts ignore
 * import * as tf from "npm:@tensorflow/tfjs@4.22.0";
 * import "npm:@tensorflow/tfjs-backend-wasm@4.22.0";
 * import { addWasmGradients } from "jsr:@wattbook/track@^1/tfjs_wasm_gradients";
 *
 * await tf.setBackend("wasm");
 * addWasmGradients(tf);
 * ```
 *
 * @module
 */
import { type ConvolutionSettings, windowAxis } from "./convolution_window.ts";
import { depthwiseFilterGradient, depthwiseInputGradient } from "./depthwise_gradients.ts";
import { TF_FUNCTIONS, type TfKernelCall, type TfModule, type TfOps, type TfTensor } from "./tfjs_ops.ts";

export type { TfKernelCall, TfKernelConfig, TfModule, TfTensor } from "./tfjs_ops.ts";

/**
 * Adds the gradients of `conv2d` and `depthwiseConv2d` (by filter and by input) that tfjs misses on its `wasm`
 * backend. A gradient that is there already stays; calling it twice changes nothing.
 *
 * @param tf The library itself, `import * as tf from "npm:@tensorflow/tfjs@4.22.0"`; the backend may be set before or after.
 * @returns Names of the kernels that were added.
 * @throws {TypeError} When `tf` lacks a function that is needed; it names them.
 *
 * @example What is no tfjs is told
 * ```ts
 * import { addWasmGradients, type TfModule } from "jsr:@wattbook/track@^1/tfjs_wasm_gradients";
 * import assert from "node:assert/strict";
 *
 * assert.throws(() => addWasmGradients({} as TfModule), /misses "getKernel"/);
 * ```
 */
export function addWasmGradients(tf: TfModule): readonly string[] {
  checkComplete(tf);
  const added: string[] = [];
  for (const [kernelName, gradient] of Object.entries(GRADIENTS)) {
    if (tf.getKernel(kernelName, BACKEND)) continue;
    const kernelFunc = (call: TfKernelCall) => tf.tidy(() => gradient(tf, call));
    tf.registerKernel({ kernelName, backendName: BACKEND, kernelFunc });
    added.push(kernelName);
  }
  return added;
}

/** Whoever has all functions by name is taken for tfjs. */
function checkComplete(tf: TfModule): asserts tf is TfModule & TfOps {
  const given = Object(tf);
  const missing = TF_FUNCTIONS.filter((name) => typeof given[name] !== "function");
  if (missing.length === 0) return;
  throw new TypeError(
    `Cannot add gradients to tfjs: the module misses ${
      missing.map((name) => `"${name}"`).join(", ")
    }, expected all of "@tensorflow/tfjs" (import * as tf)`,
  );
}

const BACKEND = "wasm";

/** By the names under which tfjs looks for them. */
const GRADIENTS: Readonly<Record<string, (tf: TfOps, call: TfKernelCall) => TfTensor>> = {
  Conv2DBackpropFilter: (tf, { inputs, attrs }) => {
    const { x, dy } = named(inputs, "x", "dy");
    return filterGradient(tf, x, dy, attrs as ConvolutionSettings & FilterShape);
  },
  DepthwiseConv2dNativeBackpropFilter: (tf, { inputs, attrs }) => {
    const { x, dy } = named(inputs, "x", "dy");
    return depthwiseFilterGradient(tf, x, dy, attrs as ConvolutionSettings & FilterShape);
  },
  DepthwiseConv2dNativeBackpropInput: (tf, { inputs, attrs }) => {
    const { dy, filter } = named(inputs, "dy", "filter");
    const settings = attrs as ConvolutionSettings & { readonly inputShape: readonly number[] };
    return depthwiseInputGradient(tf, dy, filter, settings);
  },
};

interface FilterShape {
  readonly filterShape: readonly number[];
}

/**
 * Gradient of a convolution by its filter, as a convolution: pictures and channels change places, what comes back
 * is the filter, and the stride becomes its dilation.
 */
function filterGradient(
  tf: TfOps,
  x: TfTensor,
  dy: TfTensor,
  settings: ConvolutionSettings & FilterShape,
): TfTensor {
  const [, height = 0, width = 0] = x.shape;
  const [kernelHeight = 0, kernelWidth = 0, channels = 0, filters = 0] = settings.filterShape;
  const down = windowAxis(settings, 0, height, kernelHeight);
  const right = windowAxis(settings, 1, width, kernelWidth);
  const padded = tf.pad(x, [[0, 0], down.pad, right.pad, [0, 0]]);
  const products = tf.conv2d(
    tf.transpose(padded, [3, 1, 2, 0]),
    tf.transpose(dy, [1, 2, 0, 3]),
    1,
    "valid",
    "NHWC",
    [down.stride, right.stride],
  );
  // a stride that does not come out even leaves places that no window has seen
  const seen = tf.slice(products, [0, 0, 0, 0], [channels, kernelHeight, kernelWidth, filters]);
  return tf.transpose(seen, [1, 2, 0, 3]);
}

function named<Name extends string>(
  inputs: TfKernelCall["inputs"],
  ...names: readonly Name[]
): Readonly<Record<Name, TfTensor>> {
  const missing = names.find((name) => inputs[name] === undefined);
  if (missing !== undefined) {
    throw new TypeError(`Cannot compute the gradient: input "${missing}" is missing`);
  }
  return inputs as Readonly<Record<Name, TfTensor>>;
}
