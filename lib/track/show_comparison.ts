import type { ComparedModel } from "../record/comparison.ts";
import type { World } from "./world.ts";

/** What is shown. */
export interface ShownComparison {
  /** One row each. */
  readonly models: readonly ComparedModel[];
  /** All tries in their order, where they were a search for a model. */
  readonly tries?: readonly ComparedModel[];
  /** Sentences below the table. */
  readonly words?: readonly string[];
}

/**
 * Shows models side by side: the table, and in a notebook the charts for which there are figures.
 *
 * @returns The table as text.
 */
export async function showComparison(
  { show, notebook }: World,
  { models, tries = [], words = [] }: ShownComparison,
): Promise<string> {
  // Loaded here: a notebook compares at its end, if at all.
  const [{ barsFigure }, { bubbleFigure }, { comparisonTable }, { isSearch, wasteFigure }] = await Promise
    .all([
      import("../display/figures/bars.ts"),
      import("../display/figures/bubble.ts"),
      import("../display/table.ts"),
      import("../display/figures/waste.ts"),
    ]);
  const table = comparisonTable(models, words);
  show.bundle({ data: { "text/html": table.html, "text/plain": table.text } });
  if (!notebook) return table.text;
  if (models.some((model) => model.accuracy !== undefined)) {
    await show.figure(bubbleFigure(models), `Accuracy against emissions of ${models.length} models`);
  }
  if (models.some((model) => model.emissionsPer10InferencesG)) {
    await show.figure(
      barsFigure(models),
      `Emissions of training and of 10,000 inferences, ${models.length} models`,
    );
  }
  if (isSearch(tries)) {
    await show.figure(wasteFigure(tries), `What the kept model cost against all ${tries.length} tries`);
  }
  return table.text;
}
