import type { TrackInfo } from "./record/info.ts";
import { measured } from "./track/measured.ts";
import { openTracker } from "./track/open_tracker.ts";
import type { Tracker } from "./track/tracker.ts";
import { beginInKernel, theWorld } from "./track/world.ts";

export { benchmark, type BenchmarkResult } from "./track/benchmark.ts";
export type { BenchmarkOptions, Candidate } from "./track/benchmark_options.ts";
export {
  calibrate,
  type CalibrateOptions,
  type Calibration,
  type CalibrationProgress,
} from "./track/calibrate.ts";
export { compare, type CompareOptions, type Comparison } from "./track/compare.ts";
export { doctor, type DoctorReport, type DoctorSource } from "./track/doctor.ts";
export { ledger, type ShownLedger } from "./track/ledger.ts";
export type { LoggedModelInfo, LogModelOptions } from "./track/log_model.ts";
export type { CallbacksOptions, FitCallbacks, Stoppable, Tracker } from "./track/tracker.ts";

await beginInKernel();

/**
 * Measures the energy of everything that follows, until the cell (or block, or function) ends.
 *
 * In a notebook cell `using tracker = await track()` is all there is to do: the run ends with the cell, also when
 * it throws or is stopped. In a program use `await using`, which waits until the run is stored.
 *
 * @param info What the run is; everything is optional.
 * @returns The tracker.
 * @throws {TypeError} When a field of `info` is unknown or wrong; the message names field, value and remedy.
 * @throws {RangeError} When the place is unknown.
 *
 * @example A block that is measured
 * ```ts
 * import { track } from "jsr:@wattbook/track@^1";
 * import assert from "node:assert/strict";
 *
 * const tracker = await track({ runName: "sum", trackingUri: "none", place: "BE", display: "none" });
 * let sum = 0;
 * for (let i = 0; i < 1e6; i++) sum += i;
 * const record = await tracker.stop();
 *
 * assert.equal(record.status, "FINISHED");
 * assert.equal(record.intensity.zone, "BE");
 * ```
 */
export function track(info?: TrackInfo): Promise<Tracker>;
/**
 * Measures a function: the run ends when `body` has returned or thrown.
 *
 * @param info What the run is.
 * @param body What is measured; its error is passed on.
 * @returns What `body` returned.
 */
export function track<Result>(
  info: TrackInfo | undefined,
  body: (tracker: Tracker) => Result | Promise<Result>,
): Promise<Result>;
export async function track<Result>(
  info?: TrackInfo,
  body?: (tracker: Tracker) => Result | Promise<Result>,
): Promise<Tracker | Result> {
  if (body !== undefined) return await measured(theWorld(), info, body);
  return (await openTracker(theWorld(), info)).tracker;
}
