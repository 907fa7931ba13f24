import type { Figure } from "../units.ts";
import type { InferenceMeasure, InferenceOptions } from "../models/inference.ts";
import type { DatasetContent, DatasetOptions } from "../models/dataset.ts";
import type { TestSet } from "../models/adapter.ts";
import type { RunDataset } from "../record/dataset.ts";
import type { Forecast } from "../record/forecast.ts";
import type { LoggedModelInfo, LogModelOptions } from "./log_model.ts";
import type { RunRecord } from "../record/run_record.ts";

/** What a `fit`-style library calls while it trains. */
export interface FitCallbacks {
  /** Called at an epoch's end with its number, from 0, and its metrics. */
  onEpochEnd(epoch: number, logs?: Readonly<Record<string, number>>): void;
  /** Called at a batch's end: the panel of a training that blocks is drawn then. */
  onBatchEnd(): void;
}

/** A model whose `fit` ends once this is true, as tfjs and Keras have it. */
export interface Stoppable {
  /** Whether its training shall end. */
  stopTraining?: boolean;
}

/** What is known of a training before it begins. */
export interface CallbacksOptions {
  /** How many epochs there will be, for progress and forecast. Default: unknown. */
  readonly epochs?: number | undefined;
  /** The model that is trained: its `fit` ends on Stop, or when the budget is used up. Default: it goes on. */
  readonly model?: Stoppable | undefined;
}

/**
 * A run that is being measured.
 *
 * It ends by itself: at the end of the cell (or of the block or function in which `using` or `await using`
 * declares it), when the cell throws or is stopped, or with `stop()`. Its methods never throw because of
 * measuring or logging; what went wrong stands in the card.
 */
export interface Tracker extends Disposable, AsyncDisposable {
  /** 32 lower hexadecimal digits, the run's id in the journal and in the embedded `mlflow.db`. */
  readonly runId: string;
  /** Aborts when the cell is stopped or the budget is used up: for loops that await. */
  readonly signal: AbortSignal;
  /** True once the cell is stopped or the budget is used up: for loops that block. */
  readonly stopped: boolean;
  /** The result; `undefined` while the run is open. */
  readonly record: RunRecord | undefined;
  /** Logs metrics at a step (a whole number, default 0). */
  log(metrics: Readonly<Record<string, number>>, step?: number): void;
  /** Logs parameters; values become text. One that is called `epochs` also tells how many there will be. */
  params(values: Readonly<Record<string, unknown>>): void;
  /** Logs an epoch's metrics with the energy (J) and emissions (mg) so far. */
  epoch(n: number, metrics?: Readonly<Record<string, number>>): void;
  /** Measures a part of the run: `using part = tracker.span("load data")` logs `energy/load data_j`. */
  span(name: string): Disposable;
  /** Callbacks for libraries with a `fit` method; with `model` they end it on Stop, or when the budget is used up. */
  callbacks(options?: CallbacksOptions): FitCallbacks;
  /**
   * What the training will have used at its end, from the second epoch on; `undefined` before that, or when nobody
   * said how many epochs there will be (`params({ epochs })` or `callbacks({ epochs })`).
   */
  readonly forecast: Forecast | undefined;
  /** Share of right predictions on test data, 0 to 1; logged as `accuracy_on_test_data`. */
  accuracy(model: unknown, test: TestSet): Promise<number>;
  /** Per cent of accuracy per gram CO2eq of the training; logged as `accuracy_per_emission`. */
  accuracyPerEmission(model: unknown, test: TestSet): Promise<Figure | undefined>;
  /**
   * Grams CO2eq of ten predictions; logged as `emissions_per_10_inferences`. Repeated until the figure is known well
   * enough, for at most `maxTimeS` seconds (default 3).
   */
  emissionsPer10Inferences(
    model: unknown,
    test: TestSet,
    options?: Pick<InferenceOptions, "maxTimeS">,
  ): Promise<Figure | undefined>;
  /** Energy of one call of `run`, repeated until the interval is small enough. */
  measureInference(run: () => unknown, options?: InferenceOptions): Promise<InferenceMeasure>;
  /**
   * Says what data the run used: its shape, its columns and a digest, by which MLflow finds the runs of the same data.
   * The data itself is not stored.
   *
   * @param name Its name.
   * @param content Rows, columns by name, a matrix or a tensor; also with their answers, `{ x, y }`.
   * @param options What it was used for (default `"training"`), and where it comes from.
   * @returns What was noted.
   * @throws {TypeError} When the data or an option has another form.
   * @throws {RangeError} When the data has no row, or inputs and answers differ in number.
   */
  logDataset(name: string, content: DatasetContent, options?: DatasetOptions): Promise<RunDataset>;
  /**
   * Stores a trained model: as ONNX, and in the formats of its own kind. The ONNX is run and compared with the model.
   * What that costs counts as part of the run while that is open.
   *
   * @throws {TypeError} When it is of a kind that cannot be exported, or an option is wrong.
   */
  logModel(model: unknown, options?: LogModelOptions): Promise<LoggedModelInfo>;
  /** Stores a file with the run: text, or bytes. */
  logArtifact(name: string, data: string | Uint8Array): void;
  /** Ends the run now; returns its record once the embedded store has it. A second call changes nothing. */
  stop(): Promise<RunRecord>;
}
