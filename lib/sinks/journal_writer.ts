import type { RunDataset } from "../record/dataset.ts";
import type { MetricPoint, RunRecord } from "../record/run_record.ts";
import type { Joules, Seconds } from "../units.ts";
import type { KeptModel, LoggedModel } from "./logged_model.ts";

/** Writes the journal of one run: every call is one line, in the file before it returns. Never throws. */
export interface JournalWriter {
  /** File of the lines; empty when there is none. */
  readonly file: string;
  /** Why the journal is not where it should be, as a sentence for the card. */
  readonly problem: string | undefined;
  /** Lines so far that are delivered: neither deliveries nor signs of life. */
  readonly lines: number;
  /** Metric points. */
  metrics(points: readonly MetricPoint[]): void;
  /** Parameters. */
  params(values: Readonly<Record<string, string>>): void;
  /** Tags. */
  tags(values: Readonly<Record<string, string>>): void;
  /** A file of the run; `path` is its name in MLflow. Returns where its content is kept; `undefined` if nowhere. */
  artifact(path: string, content: Uint8Array): string | undefined;
  /** Data that the run used. */
  dataset(dataset: RunDataset): void;
  /** A model with its files. Returns it with their places; `undefined` if they are kept nowhere. */
  model(model: LoggedModel, files: readonly NewFile[]): KeptModel | undefined;
  /** More metrics of a model. */
  modelMetrics(id: string, points: readonly MetricPoint[]): void;
  /** How far the run is, for the case that nobody ends it. */
  beat(durationS: Seconds, energyJ: Joules | undefined, atMs: number): void;
  /** The result. */
  end(record: RunRecord): void;
  /** Notes that everything up to a line was delivered. */
  delivered(to: string, lines: number, remoteRunId: string, experimentId: string): void;
  /** Closes the file. */
  close(): void;
}

/** A file with its content. */
export interface NewFile {
  /** Its name in MLflow. */
  readonly path: string;
  /** What is in it. */
  readonly content: Uint8Array;
}
