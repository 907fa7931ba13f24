import type { RunDataset } from "../record/dataset.ts";
import type { JournalWriter } from "../sinks/journal.ts";

/** Data that a run is said to have used: in its journal first, like everything else. */
export class RunDatasets {
  readonly #journal: JournalWriter;
  readonly #datasets: RunDataset[] = [];

  constructor(journal: JournalWriter) {
    this.#journal = journal;
  }

  /** In the order in which they were logged. */
  get all(): readonly RunDataset[] {
    return [...this.#datasets];
  }

  add(dataset: RunDataset): void {
    this.#datasets.push(dataset);
    this.#journal.dataset(dataset);
  }
}
