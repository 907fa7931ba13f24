import { kilowatts, watts } from "./conversions.ts";
import { PythonError } from "./python_error.ts";

/** One power reading and the seconds it stands for. */
export interface PowerSample {
  /** Watts. */
  readonly watts: number;
  /** Seconds since the reading before. */
  readonly seconds: number;
}

/**
 * Power of a processor by the load of the whole machine: a tenth of its design power, and the cube of the load.
 *
 * @param designW Thermal design power in watts.
 * @param loadPercent Busy part of all processors, 0 to 100.
 * @returns Watts.
 */
export function machineWatts(designW: number, loadPercent: number): number {
  const power = designW * (0.1 + 0.9 * (loadPercent / 100) ** 3);
  return throughKilowatts(power);
}

/**
 * Power of a processor by the CPU time of a process tree: in proportion, without a floor and without a ceiling.
 *
 * @param designW Thermal design power in watts.
 * @param threads Logical processors of the machine.
 * @param cpuSeconds CPU time that the processes used.
 * @param seconds Time in which they did.
 * @returns Watts.
 * @throws {PythonError} Without a thread.
 */
export function processWatts(designW: number, threads: number, cpuSeconds: number, seconds: number): number {
  const used = seconds > 0 ? Math.max(cpuSeconds, 0) / seconds * 100 : 0;
  if (threads === 0) {
    throw new PythonError("ZeroDivisionError", "Cannot share a load: 0 threads, should be 1");
  }
  return throughKilowatts(designW * (used / threads) / 100);
}

/**
 * Mean power of an interval: readings by the seconds they cover, by their number when none covers any.
 *
 * @param samples The readings, the one that ends the interval last.
 * @returns Watts.
 * @throws {PythonError} Without a reading.
 */
export function meanWatts(samples: readonly PowerSample[]): number {
  if (samples.length === 0) {
    throw new PythonError("ZeroDivisionError", "Cannot average power: 0 readings, should be at least 1");
  }
  const total = sum(samples.map(({ seconds }) => seconds));
  const mean = total > 0
    ? sum(samples.map(({ watts, seconds }) => watts * seconds)) / total
    : sum(samples.map(({ watts }) => watts)) / samples.length;
  return throughKilowatts(mean);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** CodeCarbon keeps every power in kilowatts, and reads it back in watts. */
function throughKilowatts(power: number): number {
  return watts(kilowatts(power));
}
