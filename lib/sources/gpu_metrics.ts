import type { Joules } from "../units.ts";

/** Joules per count: 2^-16 J (amdgpu, kgd_pp_interface.h: "15.259uJ (2^-16) units"). */
export const AMD_COUNT_J: Joules = 2 ** -16;

/**
 * Where the energy counter lies in the binary file `gpu_metrics` of amdgpu, by content revision of format 1
 * (kgd_pp_interface.h); 1.0 holds 32 bits.
 */
const OFFSETS: Readonly<Record<number, number>> = { 1: 24, 2: 24, 3: 24, 4: 24, 5: 88, 6: 16, 7: 24, 8: 24 };

/** From this revision on the header names the counter's unit; before it only for the cards below. */
const FIRST_WITH_UNIT = 4;

/** Aldebaran (MI210, MI250, MI250X), whose older revision counts in the same unit (amdsmi documentation). */
const ALDEBARAN = ["7408", "740c", "740f", "7410"];

/**
 * The energy counter of a `gpu_metrics` file, or why it holds none.
 *
 * @param bytes The file.
 * @param model The card's number on the PCI bus.
 */
export function energyOfGpuMetrics(bytes: Uint8Array, model: string): Joules | string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4) return `gpu_metrics has ${bytes.length} bytes, expected 4 or more`;
  const format = view.getUint8(2), content = view.getUint8(3), version = `${format}.${content}`;
  if (format !== 1) return `gpu_metrics ${version} has no energy counter: it is of a processor with graphics`;
  const offset = OFFSETS[content];
  if (offset === undefined) return `gpu_metrics ${version} is not known, 1.1 to 1.8 are`;
  if (content < FIRST_WITH_UNIT && !ALDEBARAN.includes(model)) {
    return `gpu_metrics ${version} does not say in which unit this card counts`;
  }
  if (bytes.length < offset + 8) return `gpu_metrics ${version} has ${bytes.length} bytes, too few`;
  const count = view.getBigUint64(offset, true);
  // The driver fills what a card does not have with ones.
  if (count === 0n || count === 0xffff_ffff_ffff_ffffn) {
    return `gpu_metrics ${version}: this card does not count`;
  }
  return Number(count) * AMD_COUNT_J;
}

/**
 * Reads a counter inside a binary file in joules. Stands on its own, because it also runs as text in a worker.
 */
export function openBinaryCounter({ path, offset, unitJ }: BinaryCounter): () => Joules {
  return () => {
    const bytes = Deno.readFileSync(path);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Number(view.getBigUint64(offset, true)) * unitJ;
  };
}

/** A 64-bit counter in a binary file. */
export interface BinaryCounter {
  /** Where the file really lies. */
  readonly path: string;
  /** Bytes before the counter. */
  readonly offset: number;
  /** Joules per count. */
  readonly unitJ: Joules;
}

/** Where the counter of such a file lies. */
export function gpuMetricsOffset(bytes: Uint8Array): number {
  return OFFSETS[bytes[3] ?? 0] ?? 0;
}
