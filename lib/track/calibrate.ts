import type { Calibration } from "../energy/calibration.ts";
import type { Host } from "../host.ts";
import type { CalibrationProgress } from "./calibration_run.ts";
import { writeCalibration } from "./calibration_store.ts";
import { openGauge } from "./gauge.ts";
import { theWorld } from "./world.ts";

export type { Calibration, CalibrationProgress };

/** How a machine is calibrated; everything is optional. */
export interface CalibrateOptions {
  /** Seconds in all, 4 to 3600. Default 60. */
  seconds?: number | undefined;
  /** Watts that a meter at the wall showed: idle, one thread busy, half of them, all. */
  wall?: readonly number[] | undefined;
  /** A smart plug: `shelly://HOST`, `shelly-gen1://HOST`, `tasmota://HOST`. */
  plug?: string | undefined;
  /** Stops it; nothing is kept then. */
  signal?: AbortSignal | undefined;
  /** Called when a load begins. */
  onProgress?: ((progress: CalibrationProgress) => void) | undefined;
  /** Whether it is kept for this machine and used from now on. Default true. */
  store?: boolean | undefined;
}

const LEAST_S = 4, MOST_S = 3600;

/**
 * Measures this machine once, idle, with one thread busy, with half of them and with all, against whatever can be
 * read at that moment; figures of this machine rest on that from then on (grade C).
 *
 * Run it once as root where the counters are closed to users, on a laptop's battery, behind a smart plug, or type in
 * what a meter at the wall showed. Where counters and the wall can be read both, the wall line is kept too: power
 * supply, fans and boards are then in the figures.
 *
 * @param options What is different from 60 s against all that can be read.
 * @returns The calibration.
 * @throws {RangeError} When nothing could be read and nothing was typed in, or watts are 0 or fall while load rises.
 *
 * @example Watts from a meter at the wall
 * ```ts
 * import { calibrate } from "jsr:@wattbook/track@^1";
 * import assert from "node:assert/strict";
 *
 * const { steps } = await calibrate({ wall: [38, 61, 95, 120], seconds: 4, store: false });
 * assert.equal(steps[0]?.busyThreads, 0);
 * assert.ok(steps.every(({ watts }) => watts > 0));
 * ```
 */
export async function calibrate(options: CalibrateOptions = {}): Promise<Calibration> {
  const { host, gauge } = theWorld();
  const calibration = await calibrateHost(host, options);
  if (options.store ?? true) {
    writeCalibration(host, calibration);
    gauge.calibrate(calibration);
  }
  return calibration;
}

/** Measures a machine and keeps nothing. */
export async function calibrateHost(host: Host, options: CalibrateOptions): Promise<Calibration> {
  const { seconds = 60, wall, plug, signal, onProgress = () => {} } = options;
  if (!(seconds >= LEAST_S && seconds <= MOST_S)) {
    throw new RangeError(`Cannot calibrate: seconds is ${seconds}, should be ${LEAST_S} to ${MOST_S}`);
  }
  // Loaded here, and without a literal in import(): a machine is calibrated once, if at all.
  const [{ runCalibration }, { keepBusy }] = await Promise.all([
    host.load(new URL("./calibration_run.ts", import.meta.url).href) as Promise<
      typeof import("./calibration_run.ts")
    >,
    host.load(new URL("./busy_threads.ts", import.meta.url).href) as Promise<
      typeof import("./busy_threads.ts")
    >,
  ]);
  using gauge = openGauge(plug === undefined ? host : withPlug(host, plug));
  return await runCalibration({ host, gauge, keepBusy, wait }, { seconds, wall, signal, onProgress });
}

function withPlug(host: Host, plug: string): Host {
  return { ...host, env: (name) => name === "WATTBOOK_PLUG" ? plug : host.env(name) };
}

function wait(seconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, seconds * 1000);
    if (signal?.aborted) stop();
    signal?.addEventListener("abort", stop, { once: true });
  });
}
