import type { Host } from "../host.ts";
import { chosenExperiment } from "../record/chosen_experiment.ts";
import { type ComparedExperiment, comparedExperiment } from "../record/compared_experiment.ts";
import { openSource } from "../sinks/mlflow/open_source.ts";
import { storedTries } from "../sinks/mlflow/stored_tries.ts";

/**
 * The models of an experiment in any MLflow store, side by side. Nothing in the store is changed.
 *
 * @param from Tracking URI, SQLite file, FileStore, or a folder that holds one of these.
 * @param wanted Name of the experiment; may be left out where the store has one only.
 * @param host Network and environment.
 * @param signal Ends waiting for a server.
 * @throws {RangeError} When there is no such experiment, none is named and there are several, or none of its runs has ended.
 * @throws {SinkError} When there is no store, or it does not answer.
 */
export async function storedExperiment(
  from: string,
  wanted: string | undefined,
  host: Host,
  signal?: AbortSignal,
): Promise<ComparedExperiment> {
  await using source = await openSource(from, host, signal);
  const runs = await source.runs();
  const names = [...new Set(runs.map(({ experimentName }) => experimentName))];
  const experiment = chosenExperiment(names, wanted, source.uri);
  const chosen = runs.filter(({ experimentName }) => experimentName === experiment);
  const tries = await storedTries(chosen);
  if (tries.length === 0) {
    throw new RangeError(`Cannot compare: none of the ${chosen.length} runs of "${experiment}" has ended`);
  }
  return comparedExperiment(experiment, tries);
}
