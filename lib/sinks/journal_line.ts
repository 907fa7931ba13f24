import type { RunDataset } from "../record/dataset.ts";
import type { MetricPoint, RunRecord, RunStatus } from "../record/run_record.ts";
import type { Joules, Seconds } from "../units.ts";
import type { KeptModel } from "./logged_model.ts";
import type { ProcessHome } from "./process_identity.ts";

/** What a run is, as its first journal line says. */
export interface JournalRun {
  /** 32 lower hexadecimal digits. */
  readonly runId: string;
  /** Experiment. */
  readonly experimentName: string;
  /** Name, any text. */
  readonly runName: string;
  /** Kind of training. */
  readonly flavor?: string | undefined;
  /** Milliseconds since 1970. */
  readonly startMs: number;
  /** Tags as text. */
  readonly tags: Readonly<Record<string, string>>;
  /** Where it is meant to go, without secrets. */
  readonly trackingUri: string;
  /** Process that writes it. */
  readonly pid: number;
  /** When that process began, in the system's own ticks: a later process of the same number is another one. */
  readonly processStart: string;
  /** Where that process lives: its number says nothing elsewhere. */
  readonly home?: ProcessHome | undefined;
}

/** One line of a journal. */
export type JournalLine =
  | { readonly v: 1; readonly kind: "begin"; readonly run: JournalRun }
  | { readonly v: 1; readonly kind: "metrics"; readonly points: readonly MetricPoint[] }
  | { readonly v: 1; readonly kind: "params"; readonly values: Readonly<Record<string, string>> }
  | { readonly v: 1; readonly kind: "tags"; readonly values: Readonly<Record<string, string>> }
  | { readonly v: 1; readonly kind: "artifact"; readonly path: string; readonly file: string }
  | { readonly v: 1; readonly kind: "dataset"; readonly dataset: RunDataset }
  | { readonly v: 1; readonly kind: "model"; readonly model: KeptModel }
  | {
    readonly v: 1;
    readonly kind: "model_metrics";
    readonly id: string;
    readonly points: readonly MetricPoint[];
  }
  | {
    readonly v: 1;
    readonly kind: "beat";
    readonly durationS: Seconds;
    readonly energyJ?: Joules;
    readonly atMs: number;
  }
  | { readonly v: 1; readonly kind: "end"; readonly record: RunRecord }
  | {
    readonly v: 1;
    readonly kind: "closed";
    readonly status: RunStatus;
    readonly endMs: number;
    readonly why: string;
  }
  | {
    readonly v: 1;
    readonly kind: "delivered";
    readonly to: string;
    readonly lines: number;
    readonly remoteRunId: string;
    readonly experimentId: string;
  };
