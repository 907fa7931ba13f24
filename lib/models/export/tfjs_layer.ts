/** A tensor of weights. */
export interface LayerTensor {
  /** Length of each axis. */
  readonly shape: readonly number[];
  /** Its numbers. */
  data(): Promise<ArrayLike<number>>;
}

/** A layer of tfjs, as far as it is read. */
export interface TfjsLayer {
  readonly name: string;
  readonly inboundNodes: readonly { readonly inboundLayers: readonly TfjsLayer[] }[];
  readonly outputShape: readonly (number | null)[];
  readonly layers?: readonly TfjsLayer[];
  getClassName(): string;
  getConfig(): Readonly<Record<string, unknown>>;
  getWeights(): readonly LayerTensor[];
}

/** Weights of a layer. */
export interface LayerWeights {
  /** Length of each axis. */
  readonly shape: readonly number[];
  /** The numbers. */
  readonly data: Float32Array;
}

/** A copy of a layer's weights, in its own order. */
export async function weightsOf(layer: TfjsLayer): Promise<LayerWeights[]> {
  return await Promise.all(
    layer.getWeights().map(async (tensor) => ({
      shape: tensor.shape,
      data: Float32Array.from(await tensor.data()),
    })),
  );
}

/** A setting that is a list of two numbers, or one number for both. */
export function pairOf(value: unknown, otherwise: number): readonly [number, number] {
  if (typeof value === "number") return [value, value];
  if (!Array.isArray(value)) return [otherwise, otherwise];
  return [Number(value[0]), Number(value[1] ?? value[0])];
}

/** A setting in the spelling of Keras for Python: `sameUpper` and `hardSigmoid` have another one in tfjs. */
export function snakeCase(value: unknown): string {
  return String(value).replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
