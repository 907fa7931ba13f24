import type { Evaluated } from "../record/compare_records.ts";
import type { ComparedModel } from "../record/comparison.ts";
import { theWorld, type World } from "./world.ts";

/** Models side by side. */
export interface Comparison {
  /** One row per model, least emissions first. */
  readonly models: readonly ComparedModel[];
  /** The table as text. */
  toString(): string;
}

/** Where the runs are. */
export interface CompareOptions {
  /**
   * MLflow store to read: `sqlite:///mlflow.db`, `http(s)://…`, `file:…`, or a file or folder. Default: the runs of this
   * process.
   */
  readonly from?: string;
}

/**
 * Compares models: a table, a bubble chart (accuracy against emissions), bars where inferences were measured, and from
 * three tries on what the most accurate model cost against all of them. In a notebook they are shown under the cell;
 * elsewhere the table goes to stderr.
 *
 * @param experiment Name of the experiment; all runs of this process when it is left out.
 * @param options Where the runs are; the runs of this process by default.
 * @throws {RangeError} When there is no ended run of that experiment.
 */
export async function compare(experiment?: string, options: CompareOptions = {}): Promise<Comparison> {
  const world = theWorld();
  // Loaded here: a notebook compares at its end, if at all.
  const [{ comparedExperiment }, { triedModel }, { showComparison }] = await Promise.all([
    import("../record/compared_experiment.ts"),
    import("../record/compare_records.ts"),
    import("./show_comparison.ts"),
  ]);
  const { models, tries } = options.from === undefined
    ? comparedExperiment(experiment ?? "", runsOf(world, experiment).map(triedModel))
    : await stored(world, options.from, experiment);
  const text = await showComparison(world, { models, tries });
  return { models, toString: () => text, ...quietInNotebook(models.length) };
}

function runsOf({ session }: World, experiment: string | undefined): readonly Evaluated[] {
  const runs = session.runs(experiment);
  if (runs.length > 0) return runs;
  const known = [...new Set(session.runs().map(({ record }) => `"${record.experimentName}"`))];
  throw new RangeError(
    `Cannot compare: no ended run of ${
      experiment === undefined ? "any experiment" : `experiment "${experiment}"`
    }` +
      ` in this session, there is ${known.length ? known.join(", ") : "none yet"}`,
  );
}

/** By its address: a literal import would be part of everybody's download. */
const STORED = new URL("./stored_experiment.ts", import.meta.url).href;

/** What reads stores is loaded when one is named. */
async function stored({ host }: World, from: string, experiment: string | undefined) {
  const { storedExperiment } = await host.load(STORED) as typeof import("./stored_experiment.ts");
  return await storedExperiment(from, experiment, host);
}

/** As a cell's last expression the comparison was already shown: one line is enough then. */
export function quietInNotebook(count: number): object {
  return { [Symbol.for("Jupyter.display")]: () => ({ "text/plain": `${count} models compared` }) };
}
