import { compareRecords } from "../record/compare_records.ts";
import type { ComparedModel } from "../record/comparison.ts";
import { theWorld } from "./world.ts";

/** Models side by side. */
export interface Comparison {
  /** One row per model, least emissions first. */
  readonly models: readonly ComparedModel[];
  /** The table as text. */
  toString(): string;
}

/**
 * Compares the runs of this process: a table, a bubble chart (accuracy against emissions) and, where inferences
 * were measured, bars. In a notebook they are shown under the cell; elsewhere the table goes to stderr.
 *
 * @param experiment Name of the experiment; all runs of this process when it is left out.
 * @throws {RangeError} When this process has no ended run of that experiment.
 */
export async function compare(experiment?: string): Promise<Comparison> {
  const { session, show, notebook } = theWorld();
  const models = compareRecords(session.runs(experiment));
  if (models.length === 0) {
    const known = [...new Set(session.runs().map(({ record }) => `"${record.experimentName}"`))];
    throw new RangeError(
      `Cannot compare: no ended run of ${
        experiment === undefined ? "any experiment" : `experiment "${experiment}"`
      }` +
        ` in this session, there is ${known.length ? known.join(", ") : "none yet"}`,
    );
  }
  // Loaded here: a notebook compares at its end, if at all.
  const [{ barsFigure }, { bubbleFigure }, { comparisonTable }] = await Promise.all([
    import("../display/figures/bars.ts"),
    import("../display/figures/bubble.ts"),
    import("../display/table.ts"),
  ]);
  const table = comparisonTable(models);
  show.bundle({ data: { "text/html": table.html, "text/plain": table.text } });
  if (notebook && models.some((model) => model.accuracy !== undefined)) {
    await show.figure(bubbleFigure(models), `Accuracy against emissions of ${models.length} models`);
  }
  if (notebook && models.some((model) => model.emissionsPer10InferencesG)) {
    await show.figure(
      barsFigure(models),
      `Emissions of training and of 10,000 inferences, ${models.length} models`,
    );
  }
  return { models, toString: () => table.text, ...quietInNotebook(models.length) };
}

/** As a cell's last expression the comparison was already shown: one line is enough then. */
function quietInNotebook(count: number): object {
  return { [Symbol.for("Jupyter.display")]: () => ({ "text/plain": `${count} models compared` }) };
}
