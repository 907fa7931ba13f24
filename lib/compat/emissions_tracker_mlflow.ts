import type { Figure } from "../units.ts";
import { type Inputs, type Label, rowCount } from "../models/test_set.ts";
import type { RunRecord } from "../record/run_record.ts";
import { track, type Tracker } from "../track.ts";
import { type Batches, type LabelledData, rowsPerCall, testSetOf } from "./test_data.ts";

/** What `read_params()` takes; all four fields are needed, as in Python. */
export interface TrackerDictionary {
  /** Where MLflow is: `http://127.0.0.1:5000`, `sqlite:///mlflow.db`. */
  readonly tracking_uri: string;
  /** Name of the experiment. */
  readonly experiment_name: string;
  /** Name of the run. */
  readonly run_name: string;
  /** Kind of training. */
  readonly flavor: "keras" | "pytorch" | "sklearn";
}

const FIELDS = ["tracking_uri", "experiment_name", "run_name", "flavor"] as const;

/** Measures a training between two calls, in the words of the Python package. */
export class EmissionsTrackerMlflow {
  #info: TrackerDictionary | undefined;
  #tracker: Tracker | undefined;

  /**
   * The run, for what Python's `mlflow` does beside this class: `callbacks()` for `fit` (there, autologging finds it by
   * itself), `params`, `log`, `epoch`.
   *
   * @throws {Error} When nothing was started.
   */
  get tracker(): Tracker {
    return this.#started("log");
  }

  /**
   * Says what the run is. Wrong values are told by `start_training_job()`.
   *
   * @param info Where and how the run is logged.
   * @throws {TypeError} When a field is missing.
   */
  read_params(info: TrackerDictionary): void {
    const missing = FIELDS.filter((field) => info?.[field] === undefined);
    if (missing.length > 0) {
      const names = missing.map((field) => `"${field}"`).join(", ");
      throw new TypeError(`Cannot read the parameters: ${names} missing, should be ${FIELDS.join(", ")}`);
    }
    this.#info = { ...info };
  }

  /**
   * Begins to measure.
   *
   * @throws {TypeError} When `read_params()` was not called, or a field is wrong.
   * @throws {Error} When a training is being measured already.
   */
  async start_training_job(): Promise<void> {
    if (this.#info === undefined) {
      throw new TypeError("Cannot start: read_params() was not called, should come first");
    }
    if (this.#tracker && this.#tracker.record === undefined) {
      throw new Error("Cannot start: a training is being measured, end_training_job() should come first");
    }
    const { tracking_uri, experiment_name, run_name, flavor } = this.#info;
    this.#tracker = await track({ tracking_uri, experiment_name, run_name, flavor, scope: "manual" });
  }

  /**
   * Ends the run and logs `emissions` in grams CO2eq.
   *
   * @returns The run's record.
   * @throws {Error} When nothing was started.
   */
  async end_training_job(): Promise<RunRecord> {
    return await this.#started("end").stop();
  }

  /**
   * Share of right predictions, 0 to 1; logged as `accuracy_on_test_data`.
   *
   * @param model The model.
   * @param x What to predict from; without `y`, a list of `[row, label]` or of `[rows, labels]`.
   * @param y The right answers, one per row.
   * @throws {TypeError | RangeError} When test data or predictions have the wrong form.
   */
  async evaluate_model_accuracy(
    model: unknown,
    x: Inputs | LabelledData,
    y?: readonly Label[],
  ): Promise<number> {
    return await this.#started("judge a model").accuracy(model, testSetOf(x, y));
  }

  /**
   * Per cent of accuracy per gram CO2eq of the training; logged as `accuracy_per_emission`.
   *
   * @param model The model.
   * @param x What to predict from; without `y`, a list of `[row, label]` or of `[rows, labels]`.
   * @param y The right answers, one per row.
   * @returns The figure, or `undefined` when the emissions are unknown.
   * @throws {TypeError | RangeError} When test data or predictions have the wrong form.
   */
  async accuracy_per_emission(
    model: unknown,
    x: Inputs | LabelledData,
    y?: readonly Label[],
  ): Promise<Figure | undefined> {
    return await this.#started("judge a model").accuracyPerEmission(model, testSetOf(x, y));
  }

  /**
   * Grams CO2eq of ten predictions; logged as `emissions_per_10_inferences` and `emissions_per_10_predictions`. As in
   * Python, one call predicts ten rows for `"sklearn"`, and one row for `"keras"` and `"pytorch"`.
   *
   * @param model The model.
   * @param data What to predict from: rows, rows with their answers, or a list of batches.
   * @returns The figure, or `undefined` when no energy could be read.
   * @throws {TypeError | RangeError} When the data has the wrong form.
   */
  async emissions_per_10_inferences(
    model: unknown,
    data: Inputs | LabelledData | Batches,
  ): Promise<Figure | undefined> {
    const tracker = this.#started("measure a model");
    const x = rowsPerCall(data, this.#info?.flavor ?? "sklearn");
    // The answers do not matter here, only how many rows there are.
    const y = Array.from({ length: rowCount(x) }, () => 0);
    return await tracker.emissionsPer10Inferences(model, { x, y });
  }

  /** The same; a spelling that older notebooks have. */
  async emission_per_10_inferences(
    model: unknown,
    data: Inputs | LabelledData | Batches,
  ): Promise<Figure | undefined> {
    return await this.emissions_per_10_inferences(model, data);
  }

  #started(what: string): Tracker {
    if (this.#tracker) return this.#tracker;
    throw new Error(`Cannot ${what}: nothing was started, start_training_job() should come first`);
  }
}
