import type { JournalWriter } from "./journal_writer.ts";

/**
 * A journal that keeps nothing, where no folder can be written.
 *
 * @param problem Why, as a sentence for the card.
 */
export function noJournal(problem: string): JournalWriter {
  const nothing = () => {};
  return {
    file: "",
    problem,
    lines: 0,
    metrics: nothing,
    params: nothing,
    tags: nothing,
    artifact: () => undefined,
    dataset: nothing,
    model: () => undefined,
    modelMetrics: nothing,
    beat: nothing,
    end: nothing,
    delivered: nothing,
    close: nothing,
  };
}
