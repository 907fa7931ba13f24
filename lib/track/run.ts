import type { Intensity } from "../carbon/intensity.ts";
import type { LedgerMark } from "../meter/ledger.ts";
import type { ResolvedInfo } from "../record/info.ts";
import type { MetricPoint, RunRecord, RunStatus } from "../record/run_record.ts";
import type { JournalWriter } from "../sinks/journal.ts";
import type { Deliverable } from "../sinks/mlflow/deliver.ts";
import { budgetUse } from "./budget.ts";
import { endedRecord } from "./ended_record.ts";
import type { OpenedJournal } from "./journals.ts";
import { RunDatasets } from "./run_datasets.ts";
import { RunModels } from "./run_models.ts";
import type { RunWorld } from "./run_world.ts";
import { type SoFar, soFarSince } from "./so_far.ts";

/** The error that ended a run. */
export interface RunError {
  /** Its class. */
  readonly name: string;
  /** Its message. */
  readonly message: string;
}

/** A run that began before it was opened, or belongs to another one. */
export interface RunOptions {
  /** Where the measured span begins; at `begin()` when left out. */
  readonly start?: LedgerMark;
  /** Where it ends, when it is opened only then; when `end()` is called if left out. */
  readonly end?: LedgerMark | undefined;
  /** The run of which this one is a part: it is delivered first. */
  readonly parent?: Run | undefined;
}

/** One run between its two brackets: collects what is logged, and becomes a record. All of it is synchronous. */
export class Run {
  readonly id = crypto.randomUUID().replaceAll("-", "");
  readonly journal: JournalWriter;
  readonly datasets: RunDatasets;
  readonly models: RunModels;
  readonly intensity: Intensity;
  readonly info: ResolvedInfo;
  readonly parent: Run | undefined;
  readonly #begun: OpenedJournal["run"];
  #record: RunRecord | undefined;
  readonly #world: RunWorld;
  readonly #metrics: MetricPoint[] = [];
  readonly #params: Record<string, string> = {};
  readonly #tags: Record<string, string> = {};
  readonly #notes: string[];
  readonly #artifacts = new Map<string, string>();
  readonly #end: LedgerMark | undefined;
  #start: LedgerMark | undefined;

  constructor(
    world: RunWorld,
    info: ResolvedInfo,
    intensity: Intensity,
    notes: readonly string[],
    { start, end, parent }: RunOptions = {},
  ) {
    this.#world = world;
    this.#end = end;
    this.parent = parent;
    this.info = info;
    this.intensity = intensity;
    this.#notes = [...notes];
    const { writer, run } = world.openJournal(this.id, info, start?.bracket.wallMs ?? world.epochMs());
    this.journal = writer;
    this.datasets = new RunDatasets(writer);
    this.models = new RunModels(writer);
    this.#begun = run;
    if (this.journal.problem) this.#notes.push(this.journal.problem);
    this.#start = start;
  }

  /** The result; `undefined` while the run is open. */
  get record(): RunRecord | undefined {
    return this.#record;
  }

  /** What was logged so far; the metrics are no copy. */
  get logged(): Readonly<Pick<Deliverable, "metrics" | "params" | "tags">> {
    return { metrics: this.#metrics, params: this.#params, tags: { ...this.#begun.tags, ...this.#tags } };
  }

  /** Puts the begin of the measured span to now: what was done to open the run is not the user's. */
  begin(): LedgerMark {
    return this.#start = this.#world.gauge.mark();
  }

  log(metrics: Readonly<Record<string, number>>, step = 0): MetricPoint[] {
    const timestamp = Math.round(this.#world.epochMs());
    const points = Object.entries(metrics).map(([key, value]) => ({ key, value, timestamp, step }));
    this.#metrics.push(...points);
    this.journal.metrics(points);
    return points;
  }

  params(values: Readonly<Record<string, string>>): void {
    // The first value of a name counts, as in MLflow.
    for (const [key, value] of Object.entries(values)) this.#params[key] ??= value;
    this.journal.params(values);
  }

  artifact(name: string, content: Uint8Array): void {
    const file = this.journal.artifact(name, content);
    if (!file) return;
    this.#artifacts.delete(name); // the last of a name counts, and is new
    this.#artifacts.set(name, file);
  }

  /** Tags that were found out beside the run, also after its end. */
  tag(values: Readonly<Record<string, string>>): void {
    Object.assign(this.#tags, values);
    this.journal.tags(values);
  }

  note(sentence: string): void {
    this.#notes.push(sentence);
  }

  /** Energy, grams and time since the run began, while it is open. */
  soFar(): SoFar {
    return soFarSince(this.#start ?? this.begin(), this.#world, this.info, this.intensity);
  }

  /** Which limit is used up, as a sentence; `undefined` while there is some left. */
  exhausted(): string | undefined {
    const { budget } = this.info;
    if (Object.keys(budget).length === 0 || this.#record) return undefined;
    const over = budgetUse(budget, this.soFar()).find(({ used }) => used >= 1);
    return over && `The budget of ${over.limit} is used up`;
  }

  /**
   * Ends the run: brackets, attributes, writes the record to the journal. A second call changes the status only
   * when `correct` says so (a block that threw looks finished until the kernel reports the error).
   */
  end(status: RunStatus, error?: RunError, correct = false): RunRecord {
    if (this.#record && !correct) return this.#record;
    if (this.#record) {
      const { error: _former, ...rest } = this.#record;
      this.#record = { ...rest, status, ...(error ? { error } : {}) };
    } else {
      const { gauge } = this.#world;
      const start = this.#start ?? this.begin(), end = this.#end ?? gauge.mark();
      const { id: runId, info, intensity } = this, beside = this.#world.beside(info, intensity);
      this.#record = endedRecord(
        { runId, info, status, error, metrics: this.#metrics, params: this.#params, notes: this.#notes },
        { gauge, start, end, intensity, beside },
      );
    }
    this.journal.end(this.#record);
    // What comes later is rare and opens it again; a notebook has many runs and few files to keep open.
    this.journal.close();
    return this.#record;
  }

  /** Says in the journal how far the run is, for the case that its process dies; returns what it said. */
  beat(): { seconds: number; shareJ: number | undefined } | undefined {
    if (this.#record) return undefined;
    const { durationS, energyJ } = this.#world.gauge.since(this.#start ?? this.begin());
    const shareJ = energyJ.share?.value;
    this.journal.beat(durationS, shareJ, Math.round(this.#world.epochMs()));
    return { seconds: durationS, shareJ };
  }

  /** Everything known of the run, for a store. */
  deliverable(): Deliverable {
    return {
      ...this.logged,
      run: this.#begun,
      metrics: [...this.#metrics],
      params: { ...this.#params },
      artifacts: Array.from(this.#artifacts, ([path, file]) => ({ path, file })),
      datasets: this.datasets.all,
      models: this.models.all,
      record: this.#record,
      closed: undefined,
      beat: undefined,
    };
  }
}
