/**
 * The class, the methods and the dictionary of the Python package `mlflow-emissions-sdk`, so that its examples
 * translate line by line. What they log has the same names and units, but for one: `accuracy_per_emission` is in per
 * cent per gram, as the article behind that package defines it (the package itself logs the fraction, a hundredth of
 * it). What differs besides stands in `docs/from_python.md`.
 *
 * ```ts
 * import { EmissionsTrackerMlflow } from "jsr:@wattbook/track@^1/compat";
 *
 * const runner = new EmissionsTrackerMlflow();
 * runner.read_params({
 *   tracking_uri: "sqlite:///mlflow.db",
 *   experiment_name: "test_name",
 *   run_name: "run_name",
 *   flavor: "sklearn",
 * });
 * await runner.start_training_job();
 * let sum = 0;
 * for (let i = 0; i < 1e6; i++) sum += i;
 * await runner.end_training_job();
 * ```
 *
 * @module
 */
export { EmissionsTrackerMlflow, type TrackerDictionary } from "./emissions_tracker_mlflow.ts";
export type { Batches, LabelledData } from "./test_data.ts";
