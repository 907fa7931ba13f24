import type { Watts } from "../units.ts";

/** Power of one hardware thread of a processor family, whole server divided by threads. */
export interface ThreadPower {
  /** Micro-architecture, for people. */
  readonly name: string;
  /** Idle. */
  readonly idleW: Watts;
  /** All threads busy. */
  readonly fullW: Watts;
}

/**
 * Watts per hardware thread by micro-architecture.
 *
 * Source: Cloud Carbon Footprint, ccf-coefficients, `output/coefficients-{aws,gcp,azure}-use.csv`, commit
 * b0032d9 (2026), Apache-2.0; from SPECpower_ssj2008 results, least and most watts of published servers per
 * thread, rounded to three digits. Zen 5 instead from SPECpower results of 2024-2026 (0.2-0.4 W idle, 1.1-2.4 W
 * full per thread; the coefficient table's own row of 3.68/8.96 W contradicts them). Boards and Apple: maker's
 * and press figures, good to a factor of 2.
 */
const POWER = {
  sandyBridge: { name: "Sandy Bridge", idleW: 2.21, fullW: 8.63 },
  ivyBridge: { name: "Ivy Bridge", idleW: 1.71, fullW: 5.56 },
  haswell: { name: "Haswell", idleW: 1.86, fullW: 5.6 },
  broadwell: { name: "Broadwell", idleW: 0.713, fullW: 3.69 },
  skylake: { name: "Skylake", idleW: 0.613, fullW: 4.1 },
  cascadeLake: { name: "Cascade Lake", idleW: 0.639, fullW: 3.97 },
  client: { name: "Core desktop or laptop", idleW: 1.14, fullW: 5.42 },
  iceLake: { name: "Ice Lake", idleW: 0.767, fullW: 3.76 },
  sapphireRapids: { name: "Sapphire Rapids", idleW: 1.04, fullW: 4.16 },
  emeraldRapids: { name: "Emerald Rapids", idleW: 0.814, fullW: 4.38 },
  graniteRapids: { name: "Granite Rapids", idleW: 0.582, fullW: 2.53 },
  zen1: { name: "Zen 1", idleW: 0.847, fullW: 2.6 },
  zen2: { name: "Zen 2", idleW: 0.474, fullW: 1.69 },
  zen3: { name: "Zen 3", idleW: 0.456, fullW: 1.96 },
  zen4: { name: "Zen 4", idleW: 0.739, fullW: 2.28 },
  zen5: { name: "Zen 5", idleW: 0.3, fullW: 1.75 },
  ryzen: { name: "Ryzen", idleW: 1.14, fullW: 5.0 },
  neoverse: { name: "Neoverse", idleW: 0.474, fullW: 1.69 },
  apple: { name: "Apple silicon", idleW: 0.15, fullW: 3 },
  board: { name: "single-board computer", idleW: 0.6, fullW: 1.6 },
} as const satisfies Record<string, ThreadPower>;

/** Intel family 6 by model (Linux `arch/x86/include/asm/intel-family.h`, names and numbers). */
const INTEL: Readonly<Record<number, ThreadPower>> = {
  42: POWER.sandyBridge,
  45: POWER.sandyBridge,
  58: POWER.ivyBridge,
  62: POWER.ivyBridge,
  60: POWER.haswell,
  63: POWER.haswell,
  69: POWER.haswell,
  70: POWER.haswell,
  61: POWER.broadwell,
  71: POWER.broadwell,
  79: POWER.broadwell,
  86: POWER.broadwell,
  85: POWER.skylake,
  106: POWER.iceLake,
  108: POWER.iceLake,
  143: POWER.sapphireRapids,
  207: POWER.emeraldRapids,
  173: POWER.graniteRapids,
  174: POWER.graniteRapids,
  ...Object.fromEntries(
    [
      78,
      94,
      126,
      140,
      141,
      142,
      151,
      154,
      158,
      165,
      166,
      167,
      170,
      172,
      181,
      183,
      186,
      189,
      190,
      191,
      197,
      198,
      204,
    ]
      .map((model) => [model, POWER.client]),
  ),
};

/** AMD families 23, 25, 26: the last model number of a range and what it is (AMD processor programming references). */
const AMD: Readonly<Record<number, readonly (readonly [number, ThreadPower])[]>> = {
  23: [[7, POWER.zen1], [47, POWER.ryzen], [63, POWER.zen2], [255, POWER.ryzen]],
  25: [[15, POWER.zen3], [31, POWER.zen4], [159, POWER.ryzen], [175, POWER.zen4], [255, POWER.ryzen]],
  26: [[31, POWER.zen5], [255, POWER.ryzen]],
};

/** ARM parts by implementer (ARM MIDR_EL1; 0x41 ARM, 0x61 Apple, 0xc0 Ampere). */
const ARM_SERVER_PARTS: readonly number[] = [0xd0c, 0xd40, 0xd4f, 0xd49, 0xd84];
const ARM_BOARD_PARTS: readonly number[] = [0xd03, 0xd07, 0xd08, 0xd0b];

/** What a processor says of itself, as far as it matters here. */
export interface ProcessorFamily {
  /** `"GenuineIntel"`, `"AuthenticAMD"`, `"ARM"` or anything. */
  readonly vendor: string;
  /** `cpu family`, or ARM implementer. */
  readonly family?: number;
  /** `model`, or ARM part. */
  readonly model?: number;
  /** `stepping`. */
  readonly stepping?: number;
}

/** Watts per thread of a processor by family and model; `undefined` where they are not known. Names are not used: clouds mask them. */
export function threadPower({ vendor, family, model, stepping }: ProcessorFamily): ThreadPower | undefined {
  if (family === undefined || model === undefined) return undefined;
  if (vendor === "GenuineIntel" && family === 6) {
    // One model number for three generations; the stepping tells them apart.
    return model === 85 && (stepping ?? 0) >= 5 ? POWER.cascadeLake : INTEL[model];
  }
  if (vendor === "AuthenticAMD" || vendor === "HygonGenuine") {
    return AMD[family]?.find(([last]) => model <= last)?.[1];
  }
  if (vendor === "ARM") {
    if (family === 0x61) return POWER.apple;
    if (family === 0xc0 || ARM_SERVER_PARTS.includes(model)) return POWER.neoverse;
    if (ARM_BOARD_PARTS.includes(model)) return POWER.board;
  }
  return undefined;
}
