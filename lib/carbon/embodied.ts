import type { Seconds } from "../units.ts";
import type { Range } from "./range.ts";

/** Kilograms CO2eq of making one device: median, first and last tenth. */
export interface DeviceFootprint {
  /** Median. */
  readonly kg: number;
  /** First tenth. */
  readonly lowKg: number;
  /** Last tenth. */
  readonly highKg: number;
  /** Who says so. */
  readonly source: string;
}

const BOAVIZTA = "Boavizta environmental-footprint-data 2023 (ODbL), makers' declarations";

/**
 * Without use, from the makers' declarations: 422 laptops, 256 desktops, 55 servers. GPU: A100 181 kg (Hubblo and
 * ADEME 2025) to 318 kg with its share of the server (Chien 2023). Orders of magnitude, as the authors say.
 */
export const DEVICES = {
  laptop: { kg: 241, lowKg: 156, highKg: 339, source: BOAVIZTA },
  desktop: { kg: 301, lowKg: 196, highKg: 488, source: BOAVIZTA },
  server: { kg: 1278, lowKg: 732, highKg: 1920, source: BOAVIZTA },
  gpu: { kg: 240, lowKg: 150, highKg: 318, source: "published studies of the A100, 2023-2025" },
} as const satisfies Record<string, DeviceFootprint>;

/** Four years, the convention: 35,040 hours. */
const LIFETIME_S: Seconds = 4 * 365 * 24 * 3600;

/** Devices are written off over three years by some, six by others. */
const LIFETIMES = { short: 0.75, long: 1.5 };

/** What of a device is charged. */
export interface EmbodiedOptions {
  /** Part of the device that was in use, 0 to 1: threads or memory of a server. Default 1. */
  readonly part?: number | undefined;
  /** How many such devices. Default 1. */
  readonly count?: number | undefined;
}

/**
 * Grams CO2eq of making a device that fall on a span of its life.
 *
 * @param device Which kind, or a footprint that its maker declares.
 * @param durationS How long it was used.
 * @param options Part and count.
 * @throws {RangeError} When the part is not 0 to 1, or the count is not above 0.
 */
export function embodiedFor(
  device: keyof typeof DEVICES | DeviceFootprint,
  durationS: Seconds,
  { part = 1, count = 1 }: EmbodiedOptions = {},
): Range {
  if (!(part >= 0 && part <= 1)) {
    throw new RangeError(`Cannot charge embodied emissions: part is ${part}, should be 0 to 1`);
  }
  if (!(count > 0)) {
    throw new RangeError(`Cannot charge embodied emissions: count is ${count}, should be above 0`);
  }
  const { kg, lowKg, highKg, source } = typeof device === "string" ? DEVICES[device] : device;
  const grams = (kilograms: number) => kilograms * 1000 * count * part * durationS / LIFETIME_S;
  return {
    value: grams(kg),
    low: grams(lowKg) / LIFETIMES.long,
    high: grams(highKg) / LIFETIMES.short,
    source: `${source}; over 4 (3 to 6) years`,
  };
}
