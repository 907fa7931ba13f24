import type { Processor } from "../sources/processor.ts";
import { type Calibration, curveOf } from "./calibration.ts";
import { type LoadCurve, loadCurve } from "./load_curve.ts";
import type { WallLine } from "./wall_line.ts";

/** What is known of a machine beside its counters. */
export interface MachineModel {
  /** Power of the processor, or of the whole machine, as a function of load. */
  readonly curve: LoadCurve;
  /** What stands at the wall for what the components show, where that was calibrated. */
  readonly wall?: WallLine;
}

/**
 * The model of a machine.
 *
 * @param processor The processor.
 * @param calibration What was measured here once; it replaces the model of this kind of processor.
 * @param counted Whether the processor has a counter: beside it a curve of the whole machine is of no use.
 */
export function machineModel(processor: Processor, calibration?: Calibration, counted = false): MachineModel {
  if (calibration === undefined || (calibration.part === "machine" && counted)) {
    return { curve: loadCurve(processor) };
  }
  const { wall } = calibration;
  return { curve: curveOf(calibration), ...(wall ? { wall } : {}) };
}
