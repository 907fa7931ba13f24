import type { MetricPoint } from "../record/run_record.ts";
import type { JournalWriter, NewFile } from "../sinks/journal_writer.ts";
import type { KeptModel, LoggedModel } from "../sinks/logged_model.ts";

/** Models that were logged to a run: in its journal first, like everything else. */
export class RunModels {
  readonly #journal: JournalWriter;
  readonly #models = new Map<string, KeptModel>();

  constructor(journal: JournalWriter) {
    this.#journal = journal;
  }

  /** In the order in which they were logged. */
  get all(): readonly KeptModel[] {
    return [...this.#models.values()];
  }

  /** Adds a model; false when its files are kept nowhere. */
  add(model: LoggedModel, files: readonly NewFile[]): boolean {
    const kept = this.#journal.model(model, files);
    if (kept) this.#models.set(model.id, kept);
    return kept !== undefined;
  }

  /** Metrics that say something about a model that was logged before. */
  addMetrics(id: string, points: readonly MetricPoint[]): void {
    const model = this.#models.get(id);
    if (model === undefined) return;
    this.#journal.modelMetrics(id, points);
    this.#models.set(id, { ...model, metrics: [...model.metrics, ...points] });
  }
}
