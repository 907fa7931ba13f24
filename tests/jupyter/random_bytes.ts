/** Random whole numbers below a limit (the mulberry32 recipe): the same seed, the same numbers. */
export function seeded(seed: number): (limit: number) => number {
  return (limit) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), seed | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}

/** Random bytes, with small numbers (flags, short lengths) more often than others. */
export function randomBytes(length: number, below: (limit: number) => number): Uint8Array {
  return Uint8Array.from({ length }, () => below(3) === 0 ? below(256) : below(10));
}
