import type { Figure, Joules, Seconds } from "../units.ts";

/**
 * Watts per gigabyte of memory without a counter. Source: Cloud Carbon Footprint, methodology (2021, Apache-2.0),
 * 0.392 W/GB; Green Algorithms has 0.3725 (CC BY 4.0). Modules differ by make and load: 0.2 to 0.6.
 */
const WATTS_PER_GB = { value: 0.392, low: 0.2, high: 0.6 };

/** Energy of `bytes` of memory during `durationS`. */
export function memoryEnergy(bytes: number, durationS: Seconds): Figure {
  const joules = (wattsPerGb: number): Joules => wattsPerGb * bytes / 1e9 * durationS;
  return {
    value: joules(WATTS_PER_GB.value),
    low: joules(WATTS_PER_GB.low),
    high: joules(WATTS_PER_GB.high),
    grade: "E",
    how: "0.392 W per GB of memory",
  };
}
