/** Settings that tfjs hands to the gradient of a convolution; it takes none of one with dilation. */
export interface ConvolutionSettings {
  /** Step of the window: down, right. */
  readonly strides: number | readonly [number, number];
  /** `"same"`, `"valid"`, zeros on each side, or zeros per axis before and after. */
  readonly pad: "same" | "valid" | number | readonly (readonly [number, number])[];
}

/** How a window moves along one axis. */
export interface WindowAxis {
  /** Step. */
  readonly stride: number;
  /** Zeros before and after. */
  readonly pad: readonly [number, number];
}

/**
 * How the window of a convolution moves along an axis of a picture.
 *
 * @param settings What tfjs hands to a gradient.
 * @param axis 0 for down, 1 for right.
 * @param size Length of the picture.
 * @param kernel Length of the filter.
 */
export function windowAxis(
  { strides, pad }: ConvolutionSettings,
  axis: 0 | 1,
  size: number,
  kernel: number,
): WindowAxis {
  const stride = typeof strides === "number" ? strides : strides[axis];
  return { stride, pad: padding() };

  function padding(): readonly [number, number] {
    if (typeof pad === "number") return [pad, pad];
    if (pad === "valid") return [0, 0];
    if (pad !== "same") return pad[axis + 1] ?? [0, 0];
    const missing = Math.max(0, (Math.ceil(size / stride) - 1) * stride + kernel - size);
    const before = Math.floor(missing / 2);
    return [before, missing - before];
  }
}
