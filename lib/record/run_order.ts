/**
 * The order of a round: each of `count` things once, drawn by lot (Fisher and Yates). What changes while a benchmark
 * runs (a processor that warms up, a neighbour that comes or goes) then falls on all of them alike.
 *
 * @param count How many there are.
 * @param random Numbers from 0 to below 1.
 * @returns The numbers from 0 to `count` − 1.
 */
export function runOrder(count: number, random: () => number): number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  for (let left = count - 1; left > 0; left--) {
    const drawn = Math.floor(random() * (left + 1));
    [order[left], order[drawn]] = [order[drawn] ?? 0, order[left] ?? 0];
  }
  return order;
}

/**
 * Numbers from 0 to below 1 that are the same for the same seed (the generator mulberry32, T. Ettinger 2017, public
 * domain).
 *
 * @param seed A whole number.
 */
export function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
