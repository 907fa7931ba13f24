import type { Figure } from "../units.ts";
import { gramsFor, kilowattHours } from "../units.ts";
import type { Intensity } from "../carbon/intensity.ts";
import type { LedgerMark } from "../meter/ledger.ts";
import { buildRecord } from "../record/build.ts";
import type { ResolvedInfo } from "../record/info.ts";
import type { MetricPoint, RunRecord, RunStatus } from "../record/run_record.ts";
import type { JournalWriter } from "../sinks/journal.ts";
import type { Gauge } from "./gauge.ts";

/** What a run needs from the process it runs in. */
export interface RunWorld {
  /** The meter. */
  readonly gauge: Gauge;
  /** Opens the journal of a run. */
  openJournal(runId: string, info: ResolvedInfo, startMs: number): JournalWriter;
  /** Milliseconds since 1970. */
  epochMs(): number;
}

/** The error that ended a run. */
export interface RunError {
  /** Its class. */
  readonly name: string;
  /** Its message. */
  readonly message: string;
}

/** One run between its two brackets: collects what is logged, and becomes a record. All of it is synchronous. */
export class Run {
  readonly id = crypto.randomUUID().replaceAll("-", "");
  readonly journal: JournalWriter;
  readonly intensity: Intensity;
  #record: RunRecord | undefined;
  readonly #world: RunWorld;
  readonly #info: ResolvedInfo;
  readonly #metrics: MetricPoint[] = [];
  readonly #params: Record<string, string> = {};
  readonly #notes: string[];
  #start: LedgerMark;

  constructor(world: RunWorld, info: ResolvedInfo, intensity: Intensity, notes: readonly string[]) {
    this.#world = world;
    this.#info = info;
    this.intensity = intensity;
    this.#notes = [...notes];
    this.journal = world.openJournal(this.id, info, world.epochMs());
    if (this.journal.problem) this.#notes.push(this.journal.problem);
    this.#start = world.gauge.mark();
  }

  get info(): ResolvedInfo {
    return this.#info;
  }

  /** The result; `undefined` while the run is open. */
  get record(): RunRecord | undefined {
    return this.#record;
  }

  /** Puts the begin of the measured span to now: what was done to open the run is not the user's. */
  begin(): void {
    this.#start = this.#world.gauge.mark();
  }

  log(metrics: Readonly<Record<string, number>>, step = 0): MetricPoint[] {
    const timestamp = Math.round(this.#world.epochMs());
    const points = Object.entries(metrics).map(([key, value]) => ({ key, value, timestamp, step }));
    if (this.#record === undefined) this.#metrics.push(...points);
    this.journal.metrics(points);
    return points;
  }

  params(values: Readonly<Record<string, string>>): void {
    if (this.#record === undefined) Object.assign(this.#params, values);
    this.journal.params(values);
  }

  note(sentence: string): void {
    this.#notes.push(sentence);
  }

  /** Energy, grams and time since the run began, while it is open. */
  soFar(): { energyJ: Figure | undefined; grams: number; wattHours: number; seconds: number } {
    const { durationS, energyJ } = this.#world.gauge.since(this.#start);
    const figure = energyJ[this.#info.figure] ?? energyJ.share;
    const value = figure?.value ?? 0;
    return {
      energyJ: figure,
      grams: gramsFor(value * this.#info.pue, this.intensity.gramsPerKwh),
      wattHours: kilowattHours(value) * 1000,
      seconds: durationS,
    };
  }

  /** Which limit is used up, as a sentence; `undefined` while there is some left. */
  exhausted(): string | undefined {
    const { budget } = this.#info;
    if (Object.keys(budget).length === 0 || this.#record) return undefined;
    const used = this.soFar();
    const limits = [["grams", "g CO2e"], ["wattHours", "Wh"], ["seconds", "s"]] as const;
    const over = limits.find(([field]) => used[field] >= (budget[field] ?? Infinity));
    return over && `The budget of ${budget[over[0]]} ${over[1]} is used up`;
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
      const end = gauge.mark();
      const { span, attribution } = gauge.measure(this.#start, end);
      this.#record = buildRecord(
        {
          runId: this.id,
          info: this.#info,
          status,
          error,
          metrics: this.#metrics,
          params: this.#params,
          curve: gauge.curve(this.#start, end),
          leftOut: gauge.leftOut,
          notes: this.#notes,
        },
        span,
        attribution,
        this.intensity,
      );
    }
    this.journal.end(this.#record);
    return this.#record;
  }
}
