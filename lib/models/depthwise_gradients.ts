import { type ConvolutionSettings, type WindowAxis, windowAxis } from "./convolution_window.ts";
import type { TfOps, TfTensor } from "./tfjs_ops.ts";

/**
 * Gradient of a depthwise convolution by its filter: for each place in the window, the pictures as that place sees
 * them times what comes back, summed.
 *
 * @param tf The library.
 * @param x Pictures, `[n, height, width, channels]`.
 * @param dy What comes back, `[n, rows, columns, channels × multiplier]`.
 * @returns A tensor of `filterShape`, `[height, width, channels, multiplier]`.
 */
export function depthwiseFilterGradient(
  tf: TfOps,
  x: TfTensor,
  dy: TfTensor,
  settings: ConvolutionSettings & { readonly filterShape: readonly number[] },
): TfTensor {
  const [n = 0, height = 0, width = 0, channels = 0] = x.shape;
  const [, rows = 0, columns = 0] = dy.shape;
  const [kernelHeight = 0, kernelWidth = 0, , multiplier = 0] = settings.filterShape;
  const down = windowAxis(settings, 0, height, kernelHeight);
  const right = windowAxis(settings, 1, width, kernelWidth);
  const padded = tf.pad(x, [[0, 0], down.pad, right.pad, [0, 0]]);
  const back = tf.reshape(dy, [n * rows * columns, channels, multiplier]);
  const places = Array.from({ length: kernelHeight * kernelWidth }, (_, place) => {
    const top = Math.floor(place / kernelWidth);
    const left = place % kernelWidth;
    const seen = tf.stridedSlice(
      padded,
      [0, top, left, 0],
      [n, top + (rows - 1) * down.stride + 1, left + (columns - 1) * right.stride + 1, channels],
      [1, down.stride, right.stride, 1],
    );
    return tf.sum(tf.mul(tf.reshape(seen, [n * rows * columns, channels, 1]), back), [0]);
  });
  return tf.reshape(tf.stack(places), settings.filterShape);
}

/**
 * Gradient of a depthwise convolution by its pictures: what comes back, spread by the stride, convolved with the
 * filter turned round.
 *
 * @param tf The library.
 * @param dy What comes back, `[n, rows, columns, channels × multiplier]`.
 * @param filter The filter, `[height, width, channels, multiplier]`.
 * @returns A tensor of `inputShape`, `[n, height, width, channels]`.
 */
export function depthwiseInputGradient(
  tf: TfOps,
  dy: TfTensor,
  filter: TfTensor,
  settings: ConvolutionSettings & { readonly inputShape: readonly number[] },
): TfTensor {
  const [n = 0, height = 0, width = 0, channels = 0] = settings.inputShape;
  const [, rows = 0, columns = 0] = dy.shape;
  const [kernelHeight = 0, kernelWidth = 0, , multiplier = 0] = filter.shape;
  const down = windowAxis(settings, 0, height, kernelHeight);
  const right = windowAxis(settings, 1, width, kernelWidth);
  const back = tf.reshape(dy, [n, rows, columns, channels, multiplier]);
  const turned = tf.reverse(filter, [0, 1]);
  const parts = Array.from({ length: multiplier }, (_, part) => {
    const one = tf.reshape(tf.slice(back, [0, 0, 0, 0, part], [n, rows, columns, channels, 1]), [
      n,
      rows,
      1,
      columns,
      1,
      channels,
    ]);
    const apart = tf.pad(one, [[0, 0], [0, 0], [0, down.stride - 1], [0, 0], [0, right.stride - 1], [0, 0]]);
    const spread = tf.reshape(apart, [n, rows * down.stride, columns * right.stride, channels]);
    const top = edges(down, kernelHeight, rows * down.stride, height);
    const left = edges(right, kernelWidth, columns * right.stride, width);
    const wide = tf.pad(spread, [[0, 0], top.pad, left.pad, [0, 0]]);
    const whole = tf.slice(wide, [0, top.from, left.from, 0], [n, top.length, left.length, channels]);
    const weights = tf.slice(turned, [0, 0, 0, part], [kernelHeight, kernelWidth, channels, 1]);
    return tf.depthwiseConv2d(whole, weights, 1, "valid", "NHWC", [1, 1]);
  });
  return parts.reduce((sum, part) => tf.add(sum, part));
}

/** Which stretch of the spread axis the turned filter has to walk over, so that `size` numbers come out. */
function edges({ pad }: WindowAxis, kernel: number, spread: number, size: number) {
  const begin = pad[0] - (kernel - 1);
  const length = size + kernel - 1;
  const before = Math.max(0, -begin);
  return {
    pad: [before, Math.max(0, begin + length - spread)] as const,
    from: begin + before,
    length,
  };
}
