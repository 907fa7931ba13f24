/**
 * What CodeCarbon 3.3.2 would say to the same readings. Holds its tables (130 kB): load it where it is asked for,
 * with `loadParity()`.
 *
 * @module
 */
export { type CodecarbonSays, codecarbonSays } from "./codecarbon.ts";
export { type DesignPower, designPower } from "./design_power.ts";
export { type CodecarbonPlace, emissionsKg } from "./emissions.ts";
export type { MemoryArchitecture } from "./memory.ts";
export { type MeasuredRun, type MeasuredStep, type RunSays, runSays } from "./measured_run.ts";
export { PythonError } from "./python_error.ts";
export type {
  CodecarbonInterval,
  CodecarbonMemory,
  CodecarbonProcessor,
  CodecarbonReadings,
  GraphicsReading,
  PackageCounter,
  ProcessorReadings,
} from "./readings.ts";
