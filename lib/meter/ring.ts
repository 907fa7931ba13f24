import type { Seconds } from "../units.ts";

/** One sample: when, and cumulative values at that time. */
export interface Sample {
  /** Seconds on the host's clock that never jumps, translated by the thread that wrote it. */
  readonly atS: Seconds;
  /** Cumulative values (or powers), in the order they were written; NaN where one could not be read. */
  readonly values: readonly number[];
}

/** Samples that a ring holds; 4,096 at 1 s are 68 min, then two samples become one. */
export const RING_SLOTS = 4096;

/** Shared words before the samples: version (odd while it is being written), count, stride, thread CPU seconds. */
export const RING_HEADER = 4;

/** Memory for a ring of samples with `width` cumulative values each. */
export function newRing(width: number, slots = RING_SLOTS): Float64Array<SharedArrayBuffer> {
  const ring = new Float64Array(new SharedArrayBuffer(8 * (RING_HEADER + slots * (1 + width))));
  ring[2] = 1;
  return ring;
}

/**
 * Adds a sample. A full ring keeps every second sample and from then on every second new one: values are
 * cumulative, so the energy between those that stay is exact. Stands on its own, because it also runs as text
 * in a worker; the caller counts its calls in `tick`.
 *
 * @param ring The ring.
 * @param slots Samples that fit.
 * @param tick How many samples were offered before.
 * @param sample Time and values.
 */
export function pushSample(ring: Float64Array, slots: number, tick: number, sample: readonly number[]): void {
  const HEADER = 4;
  const stride = ring[2] ?? 1;
  if (tick % stride !== 0) return;
  const width = sample.length;
  let count = ring[1] ?? 0;
  ring[0] = (ring[0] ?? 0) + 1;
  if (count === slots) {
    for (let slot = 1; slot * 2 < slots; slot++) {
      ring.copyWithin(HEADER + slot * width, HEADER + slot * 2 * width, HEADER + (slot * 2 + 1) * width);
    }
    count = Math.ceil(slots / 2);
    ring[2] = stride * 2;
  }
  if (tick % (ring[2] ?? 1) === 0) {
    ring.set(sample, HEADER + count * width);
    count++;
  }
  ring[1] = count;
  ring[0] = (ring[0] ?? 0) + 1;
}

/** The samples in a ring after a time, oldest first; reads again when the writer was at work. */
export function readRing(ring: Float64Array, width: number, afterS: Seconds = -Infinity): Sample[] {
  for (let tries = 0; tries < 10_000; tries++) {
    const version = ring[0] ?? 0;
    if (version % 2 === 1) continue;
    const samples: Sample[] = [];
    for (let slot = (ring[1] ?? 0) - 1; slot >= 0; slot--) {
      const at = RING_HEADER + slot * (1 + width);
      const atS = ring[at] ?? NaN;
      if (!(atS > afterS)) break;
      samples.push({ atS, values: Array.from(ring.subarray(at + 1, at + 1 + width)) });
    }
    if (ring[0] === version) return samples.reverse();
  }
  return [];
}
