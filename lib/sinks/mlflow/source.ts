import type { MetricPoint } from "../../record/run_record.ts";
import type { FileContent } from "./file_content.ts";
import type { RunDataset } from "./store.ts";

/** A run of a store that is copied from. */
export interface SourceRun {
  /** Its id there. */
  readonly id: string;
  /** Name of its experiment. */
  readonly experimentName: string;
  /** Its name. */
  readonly runName: string;
  /** Milliseconds since 1970. */
  readonly startMs: number;
  /** Milliseconds since 1970; `undefined` while it runs, or when nobody ended it. */
  readonly endMs: number | undefined;
  /** In MLflow's words: `"RUNNING"`, `"FINISHED"`, … */
  readonly status: string;
  /** Run under which it hangs. */
  readonly parentId: string | undefined;
  /** Reads the rest of it. */
  load(): Promise<SourceContent>;
}

/** What is in a run. */
export interface SourceContent {
  /** Parameters. */
  readonly params: Readonly<Record<string, string>>;
  /** Tags. */
  readonly tags: Readonly<Record<string, string>>;
  /** Datasets. */
  readonly datasets: readonly RunDataset[];
  /** A short text that is another one once anything was added to the run. */
  readonly state: string;
  /** Why its files cannot be read, where they cannot. */
  readonly filesProblem: string | undefined;
  /** The last value of each metric, where the store knows it without reading all points. */
  readonly latest?: (() => ReadonlyMap<string, number>) | undefined;
  /** Its points, each once, in parts that fit into memory. */
  points(): AsyncIterable<readonly MetricPoint[]>;
  /** Its files. */
  files(): AsyncIterable<SourceFile>;
}

/** A file of a run. */
export interface SourceFile {
  /** Its name. */
  readonly path: string;
  /** What is in it. */
  readonly content: FileContent;
}

/** A store that is copied from: any server, SQLite file or FileStore. Nothing in it is changed. */
export interface RunSource extends AsyncDisposable {
  /** Tracking URI without secrets. */
  readonly uri: string;
  /** Its runs, oldest first; deleted ones are left out. */
  runs(): Promise<readonly SourceRun[]>;
}

/** Points per part. */
export const PART = 5000;

/** Runs in the order in which they began. */
export function oldestFirst(runs: readonly SourceRun[]): SourceRun[] {
  return runs.toSorted((a, b) => a.startMs - b.startMs || (a.id < b.id ? -1 : 1));
}
