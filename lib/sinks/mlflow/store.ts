import type { RunDataset } from "../../record/dataset.ts";
import type { MetricPoint, RunStatus } from "../../record/run_record.ts";
import type { LoggedModel } from "../logged_model.ts";
import type { FileContent } from "./file_content.ts";

export type { RunDataset };

/** What a store needs to create a run. */
export interface NewRun {
  /** Id of the experiment in this store. */
  readonly experimentId: string;
  /** Name, any text. */
  readonly runName: string;
  /** Milliseconds since 1970, a whole number. */
  readonly startMs: number;
  /**
   * Our own run id (32 hex): an embedded store uses it as MLflow's run id, a server gets it as the tag
   * `wattbook.run_id`. Of a run that is copied from elsewhere: address and run id there (`run_key.ts`).
   */
  readonly runKey: string;
  /** First tags. */
  readonly tags: Readonly<Record<string, string>>;
}

/** What is sent to a run at once; stores split it by their own limits. */
export interface RunRows {
  /** Metric points. */
  readonly metrics?: readonly MetricPoint[];
  /** Parameters as text. */
  readonly params?: Readonly<Record<string, string>>;
  /** Tags as text. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** A run that is in a store. */
export interface StoredRun {
  /** Id of its experiment there. */
  readonly experimentId: string;
  /** Its tags. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Counts of what a store holds of a run, to compare with the journal. */
export interface StoredCounts {
  /** Distinct metric points. */
  readonly metrics: number;
  /** Parameters. */
  readonly params: number;
  /** Artifact files. */
  readonly artifacts: number;
  /** Models; absent when there are none. */
  readonly models?: number;
  /** Status as stored. */
  readonly status: string;
}

/** How a run ended. */
export interface RunEnd {
  /** Its status. */
  readonly status: RunStatus;
  /** When, milliseconds since 1970. */
  readonly endMs: number;
}

/** A run with all that is known of it. */
export interface WholeRun extends Omit<NewRun, "experimentId" | "tags"> {
  /** Name of its experiment. */
  readonly experimentName: string;
  /** Its rows. */
  readonly rows: RunRows;
  /** How it ended; absent while it is open. */
  readonly end?: RunEnd;
}

/** A file of a model. */
export interface NamedContent {
  /** Its name below the model's folder. */
  readonly path: string;
  /** Reads it. */
  content(): Promise<FileContent>;
}

/** What becomes known of a model after it was logged. */
export interface ModelRows {
  /** Points that say how good it is; the run has them too. */
  readonly metrics: readonly MetricPoint[];
  /** Tags, such as what its training has cost. */
  readonly tags: Readonly<Record<string, string>>;
}

/** A version in the model registry. */
export interface ModelVersion {
  /** Name in the registry. */
  readonly name: string;
  /** Our own id of the model: by it the version is found again. */
  readonly key: string;
  /** What it is, as Markdown. */
  readonly description: string;
  /** Name that points to this version from now on. */
  readonly alias?: string | undefined;
  /** Its tags. */
  readonly tags: Readonly<Record<string, string>>;
}

/** One MLflow tracking store: server, SQLite file or FileStore; same contract, same tests. Errors are `SinkError`. */
export interface RunStore extends AsyncDisposable {
  /** Tracking URI without secrets. */
  readonly uri: string;
  /** Id of the experiment of that name, created when it does not exist. */
  experiment(name: string): Promise<string>;
  /** Run that carries `runKey`, if it was created before. */
  findRun(experimentId: string, runKey: string): Promise<string | undefined>;
  /** Creates a run in state RUNNING; returns MLflow's run id. */
  createRun(run: NewRun): Promise<string>;
  /** Adds rows; sending the same rows again changes nothing. */
  log(runId: string, rows: RunRows): Promise<void>;
  /** The run of an id, deleted ones too; `undefined` when there is none. */
  run(runId: string): Promise<StoredRun | undefined>;
  /** Notes the datasets that the run used; the same again change nothing. */
  logDatasets(runId: string, datasets: readonly RunDataset[]): Promise<void>;
  /** Stores a file of the run. */
  putArtifact(runId: string, path: string, content: FileContent): Promise<void>;
  /**
   * Stores a model with its files, and hangs it to its run; the same again changes nothing. Returns its address:
   * `models:/<id>` where the store knows logged models, else a folder among the run's files.
   */
  putModel(runId: string, model: LoggedModel, files: readonly NamedContent[]): Promise<string>;
  /** Adds to a model that is stored; nothing happens where the store knows no logged models. */
  logToModel(runId: string, address: string, rows: ModelRows): Promise<void>;
  /** Registers a version of a stored model, once; returns its number. */
  registerModel(runId: string, address: string, version: ModelVersion): Promise<string>;
  /** Sets the final status. */
  endRun(runId: string, status: RunStatus, endMs: number): Promise<void>;
  /** All of this at once, where that is quicker: experiment, run, rows and status. */
  deliver?(run: WholeRun): Promise<{ readonly experimentId: string; readonly runId: string }>;
  /** Puts everything into the store's main file, so that copying that one is enough. */
  consolidate?(): void;
  /** What is stored of the run now. */
  counts(runId: string): Promise<StoredCounts>;
  /** Address of the run's page, or the command that opens it. */
  link(experimentId: string, runId: string): string;
}
