import type { Seconds } from "../units.ts";

/** One sample: when, and cumulative values at that time. */
export interface Sample {
  /** Seconds on the host's clock that never jumps, translated by the thread that wrote it. */
  readonly atS: Seconds;
  /** Cumulative values (or powers), in the order they were written; NaN where one could not be read. */
  readonly values: readonly number[];
  /** The steepest rise per second of each value (of a power the highest) since the sample before; 0 where unknown. */
  readonly peaks: readonly number[];
}

/** Samples that a ring holds; 4,096 at 1 s are 68 min, then two samples become one. */
export const RING_SLOTS = 4096;

/** Shared words before the samples: version (odd while it is being written), count, stride, thread CPU seconds. */
export const RING_HEADER = 4;

/** Memory for a ring of samples with `width` values each; one more row collects what comes until the next is kept. */
export function newRing(width: number, slots = RING_SLOTS): Float64Array<SharedArrayBuffer> {
  const ring = new Float64Array(new SharedArrayBuffer(8 * (RING_HEADER + (slots + 1) * (1 + 2 * width))));
  ring[2] = 1;
  return ring;
}

/**
 * Adds a sample. A full ring keeps every second sample and from then on every second new one: values are
 * cumulative, so the energy between those that stay is exact, and each keeps the peaks of those that went. Stands on
 * its own, because it also runs as text in a worker; the caller counts its calls in `tick`.
 *
 * @param ring The ring.
 * @param slots Samples that fit.
 * @param tick How many samples were offered before.
 * @param sample Time and values.
 * @param powers Which values are powers, whose peak is their own height.
 */
export function pushSample(
  ring: Float64Array,
  slots: number,
  tick: number,
  sample: readonly number[],
  powers: readonly boolean[] = [],
): void {
  const HEADER = 4, width = sample.length - 1, row = 1 + 2 * width, newest = HEADER + slots * row;
  const raise = (at: number, peak: number | undefined) => {
    if (peak !== undefined && peak > (ring[at] ?? 0)) ring[at] = peak;
  };
  const passedS = (sample[0] ?? NaN) - (ring[newest] ?? NaN);
  for (let value = 0; value < width; value++) {
    const at = newest + 1 + width + value, now = sample[1 + value] ?? NaN;
    if (tick === 0) ring[at] = 0;
    else raise(at, powers[value] ? now : (now - (ring[newest + 1 + value] ?? NaN)) / passedS);
  }
  ring.set(sample, newest);
  if (tick % (ring[2] ?? 1) !== 0) return;
  let count = ring[1] ?? 0;
  ring[0] = (ring[0] ?? 0) + 1;
  if (count === slots) {
    const merge = (from: number, to: number) => {
      for (let value = 1 + width; value < row; value++) raise(to + value, ring[from + value]);
    };
    for (let slot = 1; slot * 2 < slots; slot++) {
      const kept = HEADER + slot * 2 * row;
      merge(kept - row, kept);
      ring.copyWithin(HEADER + slot * row, kept, kept + row);
    }
    // An even ring ends with a sample that goes: what follows has its peaks.
    if (slots % 2 === 0) merge(newest - row, newest);
    count = Math.ceil(slots / 2);
    ring[2] = (ring[2] ?? 1) * 2;
  }
  if (tick % (ring[2] ?? 1) === 0) {
    ring.copyWithin(HEADER + count * row, newest, newest + row);
    ring.fill(0, newest + 1 + width, newest + row);
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
      const sample = sampleAt(ring, RING_HEADER + slot * (1 + 2 * width), width);
      if (!(sample.atS > afterS)) break;
      samples.push(sample);
    }
    if (ring[0] === version) return samples.reverse();
  }
  return [];
}

/** The newest sample, kept or not, with the peaks since the last one that was. */
export function newestSample(ring: Float64Array, width: number): Sample {
  return sampleAt(ring, ring.length - (1 + 2 * width), width);
}

function sampleAt(ring: Float64Array, at: number, width: number): Sample {
  const numbers = (from: number) => Array.from(ring.subarray(from, from + width));
  return { atS: ring[at] ?? NaN, values: numbers(at + 1), peaks: numbers(at + 1 + width) };
}
