import type { Processor } from "../sources/processor.ts";
import { type LoadCurve, loadCurve } from "./load_curve.ts";

/** What is known of a machine beside its counters. */
export interface MachineModel {
  /** Power of the processor as a function of load. */
  readonly curve: LoadCurve;
}

/** The model of a machine. */
export function machineModel(processor: Processor): MachineModel {
  return { curve: loadCurve(processor) };
}
