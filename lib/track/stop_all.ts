/** Several things that can be stopped, as one. */
export function stopAll(stops: readonly (() => void)[]): () => void {
  return () => stops.forEach((stop) => stop());
}
