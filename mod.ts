/**
 * The energy and carbon meter for people who train models in Deno notebooks.
 *
 * One line in a cell measures everything that cell does, turns it into grams of CO2 equivalents with an interval,
 * logs it to MLflow (an embedded `mlflow.db` when no server is named) and shows a card with a chart:
 *
 * ```ts
 * import { track } from "jsr:@wattbook/track@^1";
 *
 * using tracker = await track({ experimentName: "digits", runName: "forest-300", flavor: "sklearn", place: "BE" });
 * tracker.params({ trees: 300 });
 * ```
 *
 * Every figure says how it was obtained (grade A to E) and how wrong it may be.
 *
 * @module
 */
export {
  benchmark,
  type BenchmarkOptions,
  type BenchmarkResult,
  calibrate,
  type CalibrateOptions,
  type Calibration,
  type CalibrationProgress,
  type CallbacksOptions,
  type Candidate,
  compare,
  type CompareOptions,
  type Comparison,
  doctor,
  type DoctorReport,
  type DoctorSource,
  type FitCallbacks,
  ledger,
  type LoggedModelInfo,
  type LogModelOptions,
  type ShownLedger,
  type Stoppable,
  track,
  type Tracker,
} from "./lib/track.ts";
export type { DatasetContent, DatasetOptions, Records } from "./lib/models/dataset.ts";
export type { RunDataset } from "./lib/record/dataset.ts";
export type { Difference } from "./lib/record/difference.ts";
export type { RankedPair, Ranking } from "./lib/record/ranking.ts";
export type { Expected, Forecast } from "./lib/record/forecast.ts";
export type { CodecarbonFigures } from "./lib/record/codecarbon_figures.ts";
export type { Budget, DeviceKind, EmbodiedOption, TrackInfo } from "./lib/record/info.ts";
export type {
  Charged,
  ComponentEnergy,
  Coverage,
  CpuSeconds,
  MetricPoint,
  PowerCurve,
  RunRecord,
  RunStatus,
} from "./lib/record/run_record.ts";
export type { KeptPart, LedgerCell, LedgerSum, SessionLedger } from "./lib/record/session_ledger.ts";
export type { CalibratedOf } from "./lib/energy/calibrated_curve.ts";
export type { CalibrationStep } from "./lib/energy/calibrate.ts";
export type { WallLine } from "./lib/energy/wall_line.ts";
export type { ComparedModel } from "./lib/record/comparison.ts";
export type { Intensity } from "./lib/carbon/intensity.ts";
export type { LiveName, PlaceOption } from "./lib/carbon/place.ts";
export type { InferenceMeasure, InferenceOptions } from "./lib/models/inference.ts";
export type {
  Columns,
  Inputs,
  Label,
  OnnxTensorInput,
  RowMatrix,
  TensorInput,
  TestSet,
} from "./lib/models/test_set.ts";
export type { SourceLeftOut } from "./lib/sources/source.ts";
export type { Figure, Grade, Grams, Joules, Seconds, Watts } from "./lib/units.ts";
