import { comparedModel } from "../record/compare_models.ts";
import { compareRecords, triedModel } from "../record/compare_records.ts";
import type { ComparedModel } from "../record/comparison.ts";
import { showComparison } from "./show_comparison.ts";
import { theWorld } from "./world.ts";

/** Models side by side. */
export interface Comparison {
  /** One row per model, least emissions first. */
  readonly models: readonly ComparedModel[];
  /** The table as text. */
  toString(): string;
}

/**
 * Compares the runs of this process: a table, a bubble chart (accuracy against emissions), bars where inferences
 * were measured, and from three tries on what the most accurate model cost against all of them. In a notebook they are shown under the cell; elsewhere the table goes to stderr.
 *
 * @param experiment Name of the experiment; all runs of this process when it is left out.
 * @throws {RangeError} When this process has no ended run of that experiment.
 */
export async function compare(experiment?: string): Promise<Comparison> {
  const world = theWorld(), { session } = world;
  const runs = session.runs(experiment);
  const models = compareRecords(runs);
  if (models.length === 0) {
    const known = [...new Set(session.runs().map(({ record }) => `"${record.experimentName}"`))];
    throw new RangeError(
      `Cannot compare: no ended run of ${
        experiment === undefined ? "any experiment" : `experiment "${experiment}"`
      }` +
        ` in this session, there is ${known.length ? known.join(", ") : "none yet"}`,
    );
  }
  const tries = runs.map(triedModel).filter(({ benchmark }) => benchmark === undefined);
  const text = await showComparison(world, { models, tries: tries.map((tried) => comparedModel(tried)) });
  return { models, toString: () => text, ...quietInNotebook(models.length) };
}

/** As a cell's last expression the comparison was already shown: one line is enough then. */
export function quietInNotebook(count: number): object {
  return { [Symbol.for("Jupyter.display")]: () => ({ "text/plain": `${count} models compared` }) };
}
