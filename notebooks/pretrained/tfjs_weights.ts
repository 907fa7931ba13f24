import type { Weights } from "./onnx_graph.ts";

/** A net as tfjs stores it: its layers or operations, and where its weights are. */
export interface TfjsFile {
  readonly modelTopology: unknown;
  readonly weightsManifest: readonly {
    readonly weights: readonly {
      readonly name: string;
      readonly shape: readonly number[];
      readonly dtype: string;
      readonly quantization?: { readonly min: number; readonly scale: number; readonly dtype: string };
    }[];
  }[];
}

/**
 * Reads the weights of a tfjs net: floats, or bytes that stand for `min + scale · byte`.
 *
 * @param file The net.
 * @param bytes The contents of all its weight files, one after the other.
 */
export function tfjsWeights(file: TfjsFile, bytes: Uint8Array): ReadonlyMap<string, Weights> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = new Map<string, Weights>();
  let at = 0;
  for (const { name, shape, dtype, quantization } of file.weightsManifest.flatMap(({ weights }) => weights)) {
    const length = shape.reduce((product, axis) => product * axis, 1);
    const size = (quantization?.dtype ?? dtype) === "uint8" ? 1 : 4;
    const read = (index: number) => {
      if (quantization) return quantization.min + quantization.scale * view.getUint8(at + index);
      return view.getFloat32(at + index * 4, true);
    };
    // Whole numbers are sizes of axes, not weights.
    if (dtype === "float32") {
      found.set(name, {
        shape,
        data: Float32Array.from({ length }, (_, i) => read(i)),
      });
    }
    at += length * size;
  }
  return found;
}

/** A kernel from TensorFlow's order (height, width, in, out) to ONNX's (out, in, height, width). */
export function kernel({ shape, data }: Weights): Weights {
  const [height = 1, width = 1, inner = 1, outer = 1] = shape;
  const area = height * width, turned = new Float32Array(data.length);
  for (let place = 0; place < area; place++) {
    for (let i = 0; i < inner; i++) {
      for (let o = 0; o < outer; o++) {
        turned[(o * inner + i) * area + place] = data[(place * inner + i) * outer + o] ?? 0;
      }
    }
  }
  return { shape: [outer, inner, height, width], data: turned };
}

/** The same for a kernel that treats each channel on its own: (height, width, channels, 1). */
export function depthwiseKernel({ shape, data }: Weights): Weights {
  const [height = 1, width = 1, channels = 1, times = 1] = shape;
  return kernel({ shape: [height, width, 1, channels * times], data });
}
