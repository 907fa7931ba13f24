/** How many numbers tensors hold together: a model's parameters, when they are its weights. */
export function numberCount(tensors: readonly { readonly shape: readonly number[] }[]): number {
  return tensors.reduce((total, { shape }) => total + shape.reduce((product, axis) => product * axis, 1), 0);
}
