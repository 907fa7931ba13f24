/** A tensor of tfjs, as far as the gradients look at it. */
export interface TfTensor {
  /** Length of each axis. */
  readonly shape: number[];
  /** Kind of number. */
  readonly dtype: "float32" | "int32" | "bool" | "complex64" | "string";
  /** Where the backend keeps the numbers. */
  readonly dataId: object;
}

/** What a tfjs kernel is called with. */
export interface TfKernelCall {
  /** Tensors by name. */
  readonly inputs: Readonly<Record<string, TfTensor | undefined>>;
  /** Settings by name. */
  readonly attrs?: unknown;
}

/** How a kernel is made known to tfjs. */
export interface TfKernelConfig {
  /** Name of the operation. */
  readonly kernelName: string;
  /** Backend that it is for. */
  readonly backendName: string;
  /** Does the work. */
  kernelFunc(call: TfKernelCall): TfTensor;
}

/** `@tensorflow/tfjs` (or `@tensorflow/tfjs-core`): hand over the module itself, `import * as tf`. */
export interface TfModule {
  /** The kernel of a backend, if there is one. */
  getKernel(kernelName: string, backendName: string): unknown;
  /** Adds a kernel. */
  registerKernel(config: TfKernelConfig): void;
}

/** The functions of tfjs that gradients are made of. Its own types know them by classes that no one else can name. */
export interface TfOps {
  /** Frees what `work` made, except for what it returns. */
  tidy(work: () => TfTensor): TfTensor;
  /** Surrounds with zeros. */
  pad(x: TfTensor, paddings: readonly (readonly [number, number])[]): TfTensor;
  /** Axes in another order. */
  transpose(x: TfTensor, order: readonly number[]): TfTensor;
  /** Another shape, the same numbers. */
  reshape(x: TfTensor, shape: readonly number[]): TfTensor;
  /** A part. */
  slice(x: TfTensor, begin: readonly number[], size: readonly number[]): TfTensor;
  /** A part, every so many. */
  stridedSlice(
    x: TfTensor,
    begin: readonly number[],
    end: readonly number[],
    strides: readonly number[],
  ): TfTensor;
  /** Turned round along axes. */
  reverse(x: TfTensor, axes: readonly number[]): TfTensor;
  /** Element by element. */
  mul(a: TfTensor, b: TfTensor): TfTensor;
  /** Element by element. */
  add(a: TfTensor, b: TfTensor): TfTensor;
  /** Sum over axes. */
  sum(x: TfTensor, axes: readonly number[]): TfTensor;
  /** One after the other along a new first axis. */
  stack(parts: readonly TfTensor[]): TfTensor;
  /** Convolution. */
  conv2d(
    x: TfTensor,
    filter: TfTensor,
    strides: number,
    pad: "valid",
    dataFormat: "NHWC",
    dilations: readonly [number, number],
  ): TfTensor;
  /** Convolution channel by channel. */
  depthwiseConv2d(
    x: TfTensor,
    filter: TfTensor,
    strides: number,
    pad: "valid",
    dataFormat: "NHWC",
    dilations: readonly [number, number],
  ): TfTensor;
}

/** Everything that has to be there. */
export const TF_FUNCTIONS: readonly (keyof TfModule | keyof TfOps)[] = [
  "getKernel",
  "registerKernel",
  "tidy",
  "pad",
  "transpose",
  "reshape",
  "slice",
  "stridedSlice",
  "reverse",
  "mul",
  "add",
  "sum",
  "stack",
  "conv2d",
  "depthwiseConv2d",
];
