import type { Watts } from "../units.ts";
import { formatNumber } from "../units.ts";

/** What was measured with so many threads busy. */
export interface CalibrationStep {
  /** Threads that were fully busy. */
  readonly busyThreads: number;
  /** Mean power meanwhile. */
  readonly watts: Watts;
}

/** Processors take back some of their clock when all threads are busy; on public profiles up to 5 %. */
const MAY_FALL = 0.15;

/**
 * Checks measured steps and puts them in order: they become the corners of the curve.
 *
 * @param steps Idle and at least full load; one thread and half of them make it good.
 * @param threads Logical processors of the machine.
 * @returns The steps from idle to full load.
 * @throws {RangeError} When a power is not above 0, a step is missing, or power falls while load rises.
 */
export function calibrationSteps(steps: readonly CalibrationStep[], threads: number): CalibrationStep[] {
  const sorted = [...steps].sort((a, b) => a.busyThreads - b.busyThreads);
  for (const { busyThreads, watts } of sorted) {
    if (!Number.isFinite(watts) || watts <= 0) {
      throw refused(`${threadWords(busyThreads)} drew ${watts} W, should be above 0`);
    }
    if (!(busyThreads >= 0) || busyThreads > threads) {
      throw refused(`a step has ${busyThreads} busy threads, should be 0 to ${threads}`);
    }
  }
  const doubled = sorted.find(({ busyThreads }, at) => sorted[at - 1]?.busyThreads === busyThreads);
  if (doubled) throw refused(`${threadWords(doubled.busyThreads)} was measured twice, should be once`);
  const idle = sorted[0], full = sorted.at(-1);
  if (idle?.busyThreads !== 0 || full?.busyThreads !== threads) {
    throw refused(`idle and all ${threads} threads have to be measured`);
  }
  sorted.slice(1).forEach((step, at) => {
    const former = sorted[at] ?? idle;
    if (step.watts <= idle.watts) {
      throw refused(`${wattWords(step)}, no more than idle (${formatNumber(idle.watts)} W): should be more`);
    }
    if (step.watts < former.watts * (1 - MAY_FALL)) {
      throw refused(
        `${wattWords(step)}, less than ${threadWords(former.busyThreads)} (${
          formatNumber(former.watts)
        } W): should rise with the load`,
      );
    }
  });
  return sorted;
}

/**
 * The busy threads of the four steps: none, one, half, all.
 *
 * @param threads Logical processors of the machine.
 */
export function loadsFor(threads: number): number[] {
  return [...new Set([0, 1, Math.max(1, Math.round(threads / 2)), threads])];
}

function refused(why: string): RangeError {
  return new RangeError(`Cannot calibrate: ${why}`);
}

function wattWords({ busyThreads, watts }: CalibrationStep): string {
  return `${threadWords(busyThreads)} drew ${formatNumber(watts)} W`;
}

function threadWords(threads: number): string {
  return threads === 0 ? "idle" : threads === 1 ? "1 thread" : `${threads} threads`;
}
